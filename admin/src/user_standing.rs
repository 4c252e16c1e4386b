//! `npm run user -- disable | enable | administrator | remove-second-factor | sessions end`.

use clap::{Args, Subcommand};
use edgegrant::store::second_factors::turn_off;
use edgegrant::store::user::User;
use edgegrant::store::user_standing::{
    disable_user, enable_user, end_some_sessions, make_administrator, unmake_administrator,
};
use serde_json::json;

use super::one_user::{LAST_ADMINISTRATOR, One, meant};
use super::{Database, Refusal, Target};

#[derive(Args)]
pub(crate) struct Administrator {
    /// The name they sign in with.
    username: String,
    /// Make them an ordinary user again. The last administrator has to stay.
    #[arg(long)]
    remove: bool,
    #[command(flatten)]
    target: Target,
}

#[derive(Subcommand)]
pub(crate) enum Sessions {
    /// Sign a user out in every browser. Apps that were allowed to stay connected keep their access.
    End(One),
}

pub(super) async fn disable(one: &One) -> Result<(), Refusal> {
    let sql = Database::new(&one.target);
    let user = meant(&sql, &one.username).await?;
    if !user.disabled && !disable_user(&sql, &user.id).await? {
        return Err(if user.administrator {
            LAST_ADMINISTRATOR.into()
        } else {
            changed_meanwhile(&user.username)
        });
    }
    // Nothing counts any more. So that apps hear of it, the sessions also end one by one.
    let ended = end_all_sessions(&sql, &user.id).await?;
    let username = user.username;
    if one.target.json {
        say!(
            "{}",
            json!({ "disabled": username, "sessions_ended": ended })
        );
        return Ok(());
    }
    say!(
        "Disabled \"{username}\": {} ended, and every app has lost its access. An API that verifies access tokens itself \
         accepts this user's tokens until they expire.",
        sessions(ended)
    );
    Ok(())
}

pub(super) async fn enable(one: &One) -> Result<(), Refusal> {
    let sql = Database::new(&one.target);
    let user = meant(&sql, &one.username).await?;
    if !enable_user(&sql, &user.id).await? {
        return Err(format!("\"{}\" is not disabled.", user.username).into());
    }
    if one.target.json {
        say!("{}", json!({ "enabled": user.username }));
    } else {
        say!(
            "\"{}\" may sign in again. What ended when they were disabled does not come back.",
            user.username
        );
    }
    Ok(())
}

pub(super) async fn remove_second_factor(one: &One) -> Result<(), Refusal> {
    let sql = Database::new(&one.target);
    let user = meant(&sql, &one.username).await?;
    let username = user.username;
    if !turn_off(&sql, &user.id).await? {
        return Err(format!("\"{username}\" has no second factor.").into());
    }
    if one.target.json {
        say!("{}", json!({ "username": username, "second_factor": null }));
    } else {
        say!(
            "\"{username}\" has no second factor any more: their password alone signs them in. They can set up another one \
             under Security."
        );
    }
    Ok(())
}

pub(super) async fn administrator(options: &Administrator) -> Result<(), Refusal> {
    let sql = Database::new(&options.target);
    let user = meant(&sql, &options.username).await?;
    let username = &user.username;
    if options.remove {
        demote(&sql, &user).await?;
    } else {
        promote(&sql, &user).await?;
    }
    if options.target.json {
        say!(
            "{}",
            json!({ "username": username, "administrator": !options.remove })
        );
    } else if options.remove {
        say!("\"{username}\" is no longer an administrator.");
    } else {
        say!("\"{username}\" is an administrator.");
    }
    Ok(())
}

pub(super) async fn promote(sql: &Database, user: &User) -> Result<(), Refusal> {
    let username = &user.username;
    if user.disabled {
        return Err(format!(
            "\"{username}\" is disabled. `npm run user -- enable {username}` comes first."
        )
        .into());
    }
    if !make_administrator(sql, &user.id).await? {
        return Err(changed_meanwhile(username));
    }
    Ok(())
}

pub(super) async fn demote(sql: &Database, user: &User) -> Result<(), Refusal> {
    if !user.administrator {
        return Err(format!("\"{}\" is not an administrator.", user.username).into());
    }
    if !unmake_administrator(sql, &user.id).await? {
        return Err(LAST_ADMINISTRATOR.into());
    }
    Ok(())
}

pub(super) async fn run_sessions(action: &Sessions) -> Result<(), Refusal> {
    let Sessions::End(one) = action;
    let sql = Database::new(&one.target);
    let user = meant(&sql, &one.username).await?;
    let ended = end_all_sessions(&sql, &user.id).await?;
    let username = user.username;
    if one.target.json {
        say!(
            "{}",
            json!({ "username": username, "sessions_ended": ended })
        );
        return Ok(());
    }
    say!(
        "{} of \"{username}\" ended, with the refresh tokens that last only as long. Apps that were allowed to stay \
         connected keep their access; `npm run user -- disable {username}` ends that too.",
        sessions(ended)
    );
    Ok(())
}

/// Ends every session, some at a time. It can be stopped and started again.
async fn end_all_sessions(sql: &Database, id: &str) -> Result<u32, Refusal> {
    let mut sessions = 0;
    loop {
        let ended = end_some_sessions(sql, id).await?;
        sessions += ended.sessions;
        if !ended.more {
            return Ok(sessions);
        }
    }
}

fn sessions(number: u32) -> String {
    match number {
        1 => "1 session".to_owned(),
        number => format!("{number} sessions"),
    }
}

fn changed_meanwhile(username: &str) -> Refusal {
    Refusal(format!(
        "\"{username}\" was changed or removed meanwhile. Look at them, and try again."
    ))
}
