//! `npm run user -- list | show`.

use clap::Args;
use edgegrant::protocol::timestamp::Timestamp;
use edgegrant::store::group_members::load_memberships;
use edgegrant::store::own_passkeys::{Passkey, list_passkeys};
use edgegrant::store::owner_lists::Listed;
use edgegrant::store::provider_accounts::list_links;
use edgegrant::store::second_factors::{SinceWhen, since_when};
use edgegrant::store::user::User;
use edgegrant::store::user_details::{Few, UserDetails, load_details};
use edgegrant::store::user_search::search_users;
use edgegrant::store::users::list_users;
use serde_json::{Value, json};

use super::date::date;
use super::listing::{Dates, find, tell_more};
use super::one_user::{One, meant, unknown};
use super::settings::passkey_hosts;
use super::{Database, Refusal, Target};

#[derive(Args)]
pub(crate) struct List {
    /// Only those whose username or email address begins with this.
    #[arg(long, value_name = "PREFIX")]
    search: Option<String>,
    #[command(flatten)]
    dates: Dates,
    /// Begin after this username or, with --search, after this username or email address.
    #[arg(long, value_name = "NAME")]
    after: Option<String>,
    #[command(flatten)]
    target: Target,
}

#[expect(clippy::borrowed_box, reason = "the list holds boxes")]
fn id(user: &Box<User>) -> &str {
    &user.id
}

pub(super) async fn list(options: &List) -> Result<(), Refusal> {
    let (sql, search) = (Database::new(&options.target), options.search.as_deref());
    let after = options.after.as_deref();
    let found = find(
        &sql,
        (Listed::Users, id),
        &options.dates,
        after,
        async |after| {
            let page = match search {
                Some(prefix) => search_users(&sql, prefix, after).await?,
                None => list_users(&sql, after).await?,
            };
            Ok((page.users, page.next))
        },
    );
    let found = found.await?;
    if options.target.json {
        let all = found.all.iter().map(|(user, at)| {
            let mut all = known(user);
            all["created_at"] = json!(at);
            all
        });
        say!(
            "{}",
            json!({ "users": all.collect::<Vec<_>>(), "next": found.next })
        );
        return Ok(());
    }
    for (user, at) in &found.all {
        let notes = [
            (user.administrator, "(administrator)"),
            (user.disabled, "(disabled)"),
        ];
        let notes = notes.iter().filter(|(is, _)| *is).map(|(_, note)| *note);
        let email = user.email.as_deref().or(user.unverified_email.as_deref());
        let known_as = [user.name.as_deref(), email];
        let known_as: Vec<_> = known_as.into_iter().flatten().chain(notes).collect();
        say!(
            "{}  {}  since {}",
            user.username,
            known_as.join("  "),
            date(*at)
        );
    }
    match found.next {
        Some(next) => tell_more("user", search, &next),
        None if !found.all.is_empty() => {}
        None if after.is_some() => say!("No more users."),
        None if options.dates.are_given() => say!("No user fits."),
        None => match search {
            Some(prefix) => say!("No username or address begins with \"{prefix}\"."),
            None => {
                say!("There are no users yet. `npm run user -- add --help` says how to add one.")
            }
        },
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

pub(super) async fn show(one: &One) -> Result<(), Refusal> {
    let sql = Database::new(&one.target);
    let user = meant(&sql, &one.username).await?;
    let details = load_details(&sql, &user.id)
        .await?
        .ok_or_else(|| unknown(&one.username))?;
    let passkeys = list_passkeys(&sql, &user.id).await?;
    let links = list_links(&sql, &user.id).await?;
    let groups = load_memberships(&sql, &user.id).await?;
    let groups: Vec<String> = groups.into_iter().map(|it| it.group).collect();
    let second_factor = since_when(&sql, &user.id).await?;
    let today = passkey_hosts(&one.target)?.rp_id;
    if one.target.json {
        let mut all = in_json(&user, &details, &passkeys);
        all["second_factor"] = json!(
            second_factor
                .map(|it| json!({ "since": it.since, "recovery_codes_left": it.codes_left }))
        );
        all["groups"] = json!(groups);
        all["linked_accounts"] = links
            .iter()
            .map(|it| json!({ "provider": it.provider, "account": it.account, "known_as": it.label, "linked_at": it.linked_at }))
            .collect();
        say!("{all}");
        return Ok(());
    }
    if let Some(username) = user.chosen_username() {
        say!("username       {username}");
    }
    say!("sub            {}", user.id);
    if let Some(name) = &user.name {
        say!("name           {name}");
    }
    if let Some(email) = &user.email {
        let verified = if is_verified(&user) {
            ""
        } else {
            ", not verified"
        };
        say!("email          {email}{verified}");
    }
    if let Some(email) = &user.unverified_email {
        say!("email          {email}, not verified: no way to sign in");
    }
    say!("added          {}", date(details.created_at));
    if let Some(at) = details.disabled_at {
        say!("disabled       {}", date(at));
    }
    if user.administrator {
        say!("administrator  yes");
    }
    if let Some(at) = last_seen(&details, &passkeys) {
        say!("last seen      {}", date(at));
    }
    if let Some(SinceWhen { since, codes_left }) = second_factor {
        let since = date(since);
        say!("second factor  since {since}, recovery codes left: {codes_left}");
    }
    for group in &groups {
        say!("group          {group}");
    }
    tell_lists(&details, &passkeys, today.as_deref());
    for link in &links {
        let (provider, label) = (&link.provider, &link.label);
        say!(
            "linked         {label} at {provider}, since {}",
            date(link.linked_at)
        );
    }
    for (name, value) in user.claims.iter().chain(&user.own_claims) {
        say!("{name:22} {value}");
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
        say!(
            "passkey        {name} for {host}, added {}, {used}{useless}",
            date(passkey.created_at)
        );
    }
    let (sessions, clients) = (&details.sessions, &details.clients);
    say!("sessions       {}", number(sessions));
    for session in &sessions.found {
        let place = session.place.as_ref();
        let place = place.map_or_else(String::new, |place| format!(", {place}"));
        say!(
            "session        {}{place}, since {}, with a {}, last seen {}",
            session.agent,
            date(session.authenticated_at),
            session.method.name(),
            date(session.seen_at)
        );
    }
    say!("apps           {}", number(clients));
    for client in &clients.found {
        say!(
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
