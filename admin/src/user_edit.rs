//! `npm run user -- edit | set-claims`: changes what is known of a user. Their `sub`, their password, their sessions and
//! what they allowed stay.

use clap::Args;
use edgegrant::store::user_changes::{Changed, Changes, change_user};
use edgegrant::store::users::replace_claims;
use serde_json::json;

use super::one_user::{TAKEN, UNCOMPARED, meant, unknown};
use super::own_claims::put_both;
use super::user_show::known;
use super::user_values::{NAMES, email, put, username};
use super::{Database, Refusal, Target, one_line};

#[derive(Args)]
pub(crate) struct Edit {
    /// The name they sign in with.
    user: String,
    /// The new name to sign in with. The old one then becomes free.
    #[arg(long)]
    username: Option<String>,
    /// The new email address to sign in with. It is not verified, unless --email-verified says so.
    #[arg(long)]
    email: Option<String>,
    /// Remove the email address.
    #[arg(long, conflicts_with_all = ["email", "email_verified"])]
    no_email: bool,
    /// You know that the email address belongs to them.
    #[arg(long)]
    email_verified: bool,
    /// The name that apps and pages show.
    #[arg(long)]
    name: Option<String>,
    /// A standard claim of OpenID Connect, such as given_name=Ada, or one of your own, such as plan=pro. Without a value
    /// it is removed: plan=. Repeat it for several.
    #[arg(long = "claim", value_name = "NAME=VALUE", num_args = 1..)]
    claims: Vec<String>,
    #[command(flatten)]
    target: Target,
}

#[derive(Args)]
pub(crate) struct SetClaims {
    /// The name they sign in with.
    username: String,
    /// A standard claim of OpenID Connect, such as given_name=Ada. Without a value it is removed: given_name=.
    /// Repeat it for several.
    #[arg(long = "claim", value_name = "NAME=VALUE", num_args = 1.., required = true)]
    claims: Vec<String>,
    #[command(flatten)]
    target: Target,
}

pub(super) async fn edit(edit: &Edit) -> Result<(), Refusal> {
    // What is wrong in itself is refused before the database is asked.
    let mut changes = Changes {
        username: edit.username.as_deref().map(username).transpose()?,
        email: edit.no_email.then_some(None),
        name: edit
            .name
            .as_deref()
            .map(|name| one_line(name, NAMES))
            .transpose()?,
        claims: None,
        own_claims: None,
    };
    if let Some(address) = &edit.email {
        changes.email = Some(Some(email(address)?));
    }
    let sql = Database::new(&edit.target);
    let before = meant(&sql, &edit.user).await?;
    let mut claims = before.claims.clone();
    if changes.email.as_ref().is_some_and(|it| *it != before.email) {
        claims.remove("email_verified");
    }
    let mut own = before.own_claims.clone();
    put_both(&mut claims, &mut own, &edit.claims, &edit.target)?;
    if edit.email_verified {
        if changes.email.is_none() && before.email.is_none() {
            return Err("They have no email address; give it with --email.".into());
        }
        claims.insert("email_verified".to_owned(), json!(true));
    }
    changes.claims = Some(claims).filter(|claims| *claims != before.claims);
    changes.own_claims = Some(own).filter(|own| *own != before.own_claims);
    if changes.is_empty() {
        return Err(
            "Say what to change: `npm run user -- edit --help` lists what there is.".into(),
        );
    }
    let after = match change_user(&sql, &before.id, &changes).await? {
        Changed::To(user) => user,
        Changed::Taken => return Err(TAKEN.into()),
        Changed::Uncompared => return Err(UNCOMPARED.into()),
    };
    if edit.target.json {
        say!("{}", known(&after));
        return Ok(());
    }
    say!(
        "Changed \"{}\". Their sub, their password, their sessions and what they allowed are as they were.",
        after.username
    );
    Ok(())
}

pub(super) async fn set_claims(set: &SetClaims) -> Result<(), Refusal> {
    let sql = Database::new(&set.target);
    let user = meant(&sql, &set.username).await?;
    let mut claims = user.claims;
    for text in &set.claims {
        put(&mut claims, text)?;
    }
    let claims = replace_claims(&sql, &user.id, &claims).await?;
    let claims = claims.ok_or_else(|| unknown(&set.username))?;
    if set.target.json {
        say!("{}", json!({ "username": user.username, "claims": claims }));
        return Ok(());
    }
    say!("\"{}\" has these claims now:\n", user.username);
    for (name, value) in &claims {
        say!("{name:22} {value}");
    }
    Ok(())
}
