//! `npm run user -- invite | recovery-link | verification-link | setup-link`: links that are good once. The owner passes
//! them on, so none of it needs mail; an invitation can be left for the server to send.

use clap::Args;
use edgegrant::protocol::group::ADMINISTRATORS;
use edgegrant::protocol::mail_address::MailAddress;
use edgegrant::protocol::path;
use edgegrant::protocol::secret::Secret;
use edgegrant::store::mail_outbox::put_invitation;
use edgegrant::store::one_time_links::{NewLink, Purpose, add_link, may_be_set_up};
use edgegrant::store::user::User;
use edgegrant::store::users::find_user;
use serde_json::json;

use super::one_group::ids;
use super::one_user::{One, TAKEN, meant, unknown};
use super::settings::{issuer, sends_mail};
use super::user_values::email;
use super::{Database, Refusal, Target, random};

const HOUR: u32 = 3600;
const DAY: u32 = 24 * HOUR;

/// Why nobody sets up a server that has or had an administrator.
const SET_UP: &str = "There has been an administrator already, so no link makes the first one. \
     `npm run user -- administrator USERNAME` makes another one.";

#[derive(Args)]
pub(crate) struct Invite {
    /// The email address that the new account gets. Without it, the person may give one.
    #[arg(long, conflicts_with = "uses")]
    email: Option<String>,
    /// A group that the new user is put into. Repeat it for several.
    #[arg(long = "group", value_name = "NAME", num_args = 1..)]
    groups: Vec<String>,
    /// How many accounts the link can make.
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    uses: u32,
    /// The server sends the link to the address at its next hourly event, and the command does not show it.
    #[arg(long, requires = "email")]
    send: bool,
    /// How many days it can be used.
    #[arg(long, value_name = "NUMBER", default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..=365))]
    days: u32,
    #[command(flatten)]
    target: Target,
}

#[derive(Args)]
pub(crate) struct SetupLink {
    #[command(flatten)]
    target: Target,
}

/// Makes a link and shows it. `None`: it was not made.
async fn link(
    sql: &Database,
    target: &Target,
    new: &NewLink<'_>,
    told: impl FnOnce() -> String,
) -> Result<Option<()>, Refusal> {
    let secret = Secret::mint(random()?);
    let place = match new.purpose {
        Purpose::Invitation => path::INVITATION,
        Purpose::Recovery => path::RECOVERY,
        Purpose::EmailVerification => path::VERIFY_EMAIL,
        Purpose::Setup => path::SETUP,
    };
    // Whatever is wrong in the settings is found before a link is made.
    let link = format!("{}?link={}", issuer(target)?.url(place), secret.reveal());
    if !add_link(sql, &secret.hash(), new).await? {
        return Ok(None);
    }
    if target.json {
        say!(
            "{}",
            json!({ "link": link, "uses": new.uses, "expires_in": new.lifetime })
        );
    } else {
        say!(
            "{link}\n\n{} Only its hash is stored, so it cannot be shown again.",
            told()
        );
    }
    Ok(Some(()))
}

pub(super) async fn invite(options: &Invite) -> Result<(), Refusal> {
    let sql = Database::new(&options.target);
    let address = options.email.as_deref().map(email).transpose()?;
    if let Some(address) = &address
        && find_user(&sql, address).await?.is_some()
    {
        return Err(TAKEN.into());
    }
    let groups = ids(&sql, &options.groups).await?;
    if groups.iter().any(|id| id == ADMINISTRATORS) {
        return Err("An invitation cannot make an administrator. `npm run user -- administrator USERNAME` makes one.".into());
    }
    let group_ids = (!groups.is_empty()).then(|| json!(groups).to_string());
    if let (true, Some(address)) = (options.send, &address) {
        return send(&sql, options, address, group_ids).await;
    }
    let new = NewLink {
        email: address.as_deref(),
        group_ids: group_ids.as_deref(),
        uses: options.uses,
        ..NewLink::new(Purpose::Invitation, options.days * DAY)
    };
    let told = || {
        let accounts = match options.uses {
            1 => "one account".to_owned(),
            uses => format!("{uses} accounts"),
        };
        format!(
            "Pass this link on. It makes {accounts}, within {}.",
            days(options.days)
        )
    };
    link(&sql, &options.target, &new, told)
        .await?
        .ok_or_else(|| Refusal::from("The link was not stored."))
}

/// Leaves an invitation for the server to send: it makes the link itself, so nobody can read it before.
async fn send(
    sql: &Database,
    options: &Invite,
    address: &str,
    group_ids: Option<String>,
) -> Result<(), Refusal> {
    MailAddress::parse(address).map_err(|bad| format!("No mail can be sent there: {bad}."))?;
    if !sends_mail(&options.target)? {
        return Err(
            "The server sends no mail: MAIL is not set. docs/mail.md says how to set it up.".into(),
        );
    }
    put_invitation(sql, address, group_ids, options.days * DAY).await?;
    if options.target.json {
        say!("{}", json!({ "waits": true, "email": address }));
    } else {
        say!(
            "The server sends the invitation to {address} with its next hourly event. The link makes one account, within {}.",
            days(options.days)
        );
    }
    Ok(())
}

pub(super) async fn recovery(one: &One) -> Result<(), Refusal> {
    let sql = Database::new(&one.target);
    let user = meant(&sql, &one.username).await?;
    refuse_disabled(&user)?;
    let new = NewLink {
        user_id: Some(&user.id),
        ..NewLink::new(Purpose::Recovery, DAY)
    };
    let told = || {
        format!(
            "Pass this link on to \"{}\", and to nobody else: whoever opens it can sign in as them. It works once, within 1 \
             day. Earlier recovery links for them no longer work. With it they set a new passkey or password, and are signed out everywhere else. It also \
             turns their second factor off, if they have one.",
            user.username
        )
    };
    link(&sql, &one.target, &new, told)
        .await?
        .ok_or_else(|| unknown(&one.username))
}

pub(super) async fn verification(one: &One) -> Result<(), Refusal> {
    let sql = Database::new(&one.target);
    let user = meant(&sql, &one.username).await?;
    refuse_disabled(&user)?;
    let is_verified = user.claims.get("email_verified") == Some(&json!(true));
    let known = user.email.as_deref().filter(|_| !is_verified);
    let Some(address) = user.unverified_email.as_deref().or(known) else {
        return Err(match user.email {
            Some(_) => "Their email address is verified already.".into(),
            None => "They have no email address.".into(),
        });
    };
    let new = NewLink {
        user_id: Some(&user.id),
        email: Some(address),
        ..NewLink::new(Purpose::EmailVerification, DAY)
    };
    let told = || {
        format!(
            "Send this link to {address}, and nowhere else: whoever opens it proves that they read mail there. It works once, within 1 \
             day. Earlier verification links for this user no longer work."
        )
    };
    link(&sql, &one.target, &new, told)
        .await?
        .ok_or_else(|| unknown(&one.username))
}

pub(super) async fn setup(options: &SetupLink) -> Result<(), Refusal> {
    let sql = Database::new(&options.target);
    if !may_be_set_up(&sql).await? {
        return Err(SET_UP.into());
    }
    let new = NewLink::new(Purpose::Setup, HOUR);
    let told = || {
        "Open this link yourself: whoever opens it can make the first account and become the administrator. It works once, \
         within 1 hour. Earlier setup links no longer work."
            .to_owned()
    };
    link(&sql, &options.target, &new, told)
        .await?
        .ok_or_else(|| SET_UP.into())
}

fn refuse_disabled(user: &User) -> Result<(), Refusal> {
    let username = &user.username;
    if user.disabled {
        return Err(format!(
            "\"{username}\" is disabled. `npm run user -- enable {username}` comes first."
        )
        .into());
    }
    Ok(())
}

fn days(number: u32) -> String {
    match number {
        1 => "1 day".to_owned(),
        number => format!("{number} days"),
    }
}
