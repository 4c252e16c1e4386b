//! `npm run user -- list | show`.

use clap::Args;
use edgegrant::protocol::timestamp::Timestamp;
use edgegrant::store::group_members::load_memberships;
use edgegrant::store::own_passkeys::{Passkey, list_passkeys};
use edgegrant::store::second_factors::{SinceWhen, since_when};
use edgegrant::store::user_details::{Few, UserDetails, load_details, search_users};
use edgegrant::store::users::{User, UserPage, list_users};
use serde_json::{Value, json};

use super::date::date;
use super::one_user::{One, meant, unknown};
use super::settings::passkey_hosts;
use super::{Refusal, Target, Wrangler, wait};

#[derive(Args)]
pub(crate) struct List {
    /// Only those whose username or email address begins with this.
    #[arg(long, value_name = "PREFIX")]
    search: Option<String>,
    /// Begin after this username or, with --search, after this username or email address.
    #[arg(long, value_name = "NAME")]
    after: Option<String>,
    #[command(flatten)]
    target: Target,
}

pub(super) fn list(options: &List) -> Result<(), Refusal> {
    let List { target, .. } = options;
    let (sql, after) = (Wrangler::new(target), options.after.as_deref());
    let UserPage { users, next } = match &options.search {
        Some(prefix) => wait(search_users(&sql, prefix, after))?,
        None => wait(list_users(&sql, after))?,
    };
    if target.json {
        let all: Vec<_> = users.iter().map(known).collect();
        println!("{}", json!({ "users": all, "next": next }));
        return Ok(());
    }
    for user in &users {
        let notes = [
            (user.administrator, "(administrator)"),
            (user.disabled, "(disabled)"),
        ];
        let notes = notes.iter().filter(|(is, _)| *is).map(|(_, note)| *note);
        let email = user.email.as_deref().or(user.unverified_email.as_deref());
        let known_as = [user.name.as_deref(), email];
        let known_as: Vec<_> = known_as.into_iter().flatten().chain(notes).collect();
        println!("{}  {}", user.username, known_as.join("  "));
    }
    match (next, &options.search) {
        (Some(next), None) => {
            println!("\nThere are more: `npm run user -- list --after {next}`");
        }
        (Some(next), Some(prefix)) => {
            println!("\nThere may be more: `npm run user -- list --search {prefix} --after {next}`")
        }
        (None, _) if !users.is_empty() => {}
        (None, _) if after.is_some() => println!("No more users."),
        (None, Some(prefix)) => println!("No username or address begins with \"{prefix}\"."),
        (None, None) => {
            println!("There are no users yet. `npm run user -- add --help` says how to add one.");
        }
    }
    Ok(())
}

/// What a list says of a user in JSON.
pub(super) fn known(user: &User) -> Value {
    json!({
        "sub": user.id,
        "username": user.username,
        "email": user.email,
        "unverified_email": user.unverified_email,
        "name": user.name,
        "claims": user.claims,
        "own_claims": user.own_claims,
        "disabled": user.disabled,
        "administrator": user.administrator,
    })
}

pub(super) fn show(one: &One) -> Result<(), Refusal> {
    let sql = Wrangler::new(&one.target);
    let user = meant(&sql, &one.username)?;
    let details = wait(load_details(&sql, &user.id))?.ok_or_else(|| unknown(&one.username))?;
    let passkeys = wait(list_passkeys(&sql, &user.id))?;
    let groups = wait(load_memberships(&sql, &user.id))?;
    let groups: Vec<String> = groups.into_iter().map(|it| it.group).collect();
    let second_factor = wait(since_when(&sql, &user.id))?;
    let today = passkey_hosts(&one.target)?.rp_id;
    if one.target.json {
        let mut all = in_json(&user, &details, &passkeys);
        all["second_factor"] = json!(
            second_factor
                .map(|it| json!({ "since": it.since, "recovery_codes_left": it.codes_left }))
        );
        all["groups"] = json!(groups);
        println!("{all}");
        return Ok(());
    }
    if let Some(username) = user.chosen_username() {
        println!("username       {username}");
    }
    println!("sub            {}", user.id);
    if let Some(name) = &user.name {
        println!("name           {name}");
    }
    if let Some(email) = &user.email {
        let verified = if is_verified(&user) {
            ""
        } else {
            ", not verified"
        };
        println!("email          {email}{verified}");
    }
    if let Some(email) = &user.unverified_email {
        println!("email          {email}, not verified: no way to sign in");
    }
    println!("added          {}", date(details.created_at));
    if let Some(at) = details.disabled_at {
        println!("disabled       {}", date(at));
    }
    if user.administrator {
        println!("administrator  yes");
    }
    if let Some(at) = last_seen(&details, &passkeys) {
        println!("last seen      {}", date(at));
    }
    if let Some(SinceWhen { since, codes_left }) = second_factor {
        let since = date(since);
        println!("second factor  since {since}, recovery codes left: {codes_left}");
    }
    for group in &groups {
        println!("group          {group}");
    }
    tell_lists(&details, &passkeys, today.as_deref());
    for (name, value) in user.claims.iter().chain(&user.own_claims) {
        println!("{name:22} {value}");
    }
    Ok(())
}

fn tell_lists(details: &UserDetails, passkeys: &[Passkey], rp_id: Option<&str>) {
    for passkey in passkeys {
        let used = match passkey.last_used_at {
            Some(at) => format!("last used {}", date(at)),
            None => "never used".to_owned(),
        };
        let (name, host) = (&passkey.name, &passkey.rp_id);
        let useless = match rp_id {
            Some(rp_id) if rp_id == host => String::new(),
            Some(rp_id) => format!(" (cannot be used: RP_ID is {rp_id})"),
            None => " (cannot be used: there is no RP_ID)".to_owned(),
        };
        println!(
            "passkey        {name} for {host}, added {}, {used}{useless}",
            date(passkey.created_at)
        );
    }
    let (sessions, clients) = (&details.sessions, &details.clients);
    println!("sessions       {}", number(sessions));
    for session in &sessions.found {
        let place = session.place.as_ref();
        let place = place.map_or_else(String::new, |place| format!(", {place}"));
        println!(
            "session        {}{place}, since {}, with a {}, last seen {}",
            session.agent,
            date(session.authenticated_at),
            session.method.name(),
            date(session.seen_at)
        );
    }
    println!("apps           {}", number(clients));
    for client in &clients.found {
        println!(
            "app            {} ({}), since {}: {}",
            client.name,
            client.client_id,
            date(client.granted_at),
            client.scope
        );
    }
}

/// How many there are, as far as was counted.
pub(super) fn number<T>(few: &Few<T>) -> String {
    let or_more = if few.more { " or more" } else { "" };
    format!("{}{or_more}", few.found.len())
}

fn is_verified(user: &User) -> bool {
    user.claims.get("email_verified") == Some(&json!(true))
}

/// When they were last here, used a passkey or allowed an app something, as far as that is still stored.
fn last_seen(details: &UserDetails, passkeys: &[Passkey]) -> Option<Timestamp> {
    let sessions = details.sessions.found.iter().map(|it| it.seen_at);
    let clients = details.clients.found.iter().map(|it| it.granted_at);
    let passkeys = passkeys.iter().filter_map(|it| it.last_used_at);
    sessions.chain(clients).chain(passkeys).max()
}

fn in_json(user: &User, details: &UserDetails, passkeys: &[Passkey]) -> Value {
    let mut all = known(user);
    let sessions = details.sessions.found.iter().map(|it| {
        json!({
            "method": it.method.name(), "authenticated_at": it.authenticated_at, "last_seen_at": it.seen_at,
            "expires_at": it.ends_at, "browser": it.agent.browser, "system": it.agent.system, "place": it.place,
        })
    });
    let clients = details.clients.found.iter().map(|it| {
        json!({ "client_id": it.client_id, "name": it.name, "scope": it.scope.to_string(), "granted_at": it.granted_at })
    });
    let keys = passkeys.iter().map(|it| {
        json!({ "name": it.name, "rp_id": it.rp_id, "created_at": it.created_at, "last_used_at": it.last_used_at })
    });
    all["email_verified"] = json!(is_verified(user));
    all["created_at"] = json!(details.created_at);
    all["disabled_at"] = json!(details.disabled_at);
    all["last_seen_at"] = json!(last_seen(details, passkeys));
    all["passkeys"] = keys.collect();
    all["sessions"] = sessions.collect();
    all["more_sessions"] = json!(details.sessions.more);
    all["apps"] = clients.collect();
    all["more_apps"] = json!(details.clients.more);
    all
}
