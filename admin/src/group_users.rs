//! `npm run group -- add-user | remove-user`.

use clap::Args;
use edgegrant::protocol::group::{ADMINISTRATORS, MOST_GROUPS};
use edgegrant::store::group_members::{Joined, add_member, remove_member};
use serde_json::json;

use super::one_group::meant;
use super::one_user;
use super::user_standing::{demote, promote};
use super::{Database, Refusal, Target};

#[derive(Args)]
pub(crate) struct Users {
    /// The name of the group.
    group: String,
    /// The names or addresses that they sign in with.
    #[arg(required = true)]
    users: Vec<String>,
    #[command(flatten)]
    target: Target,
}

pub(super) async fn add(options: &Users) -> Result<(), Refusal> {
    let sql = Database::new(&options.target);
    let group = meant(&sql, &options.group).await?;
    for username in &options.users {
        let user = one_user::meant(&sql, username).await?;
        if group.id == ADMINISTRATORS {
            promote(&sql, &user).await?;
        } else {
            match add_member(&sql, &group.id, &user.id).await? {
                Joined::Yes => {}
                Joined::TooMany => {
                    let username = &user.username;
                    return Err(format!(
                        "\"{username}\" is in {MOST_GROUPS} groups, and cannot be in more."
                    )
                    .into());
                }
                Joined::Gone => {
                    return Err("The user or the group was removed meanwhile.".into());
                }
            }
        }
        if options.target.json {
            say!(
                "{}",
                json!({ "username": user.username, "group": group.name })
            );
        } else {
            say!("\"{}\" is in \"{}\".", user.username, group.name);
        }
    }
    Ok(())
}

pub(super) async fn remove(options: &Users) -> Result<(), Refusal> {
    let sql = Database::new(&options.target);
    let group = meant(&sql, &options.group).await?;
    for username in &options.users {
        let user = one_user::meant(&sql, username).await?;
        if group.id == ADMINISTRATORS {
            demote(&sql, &user).await?;
        } else if !remove_member(&sql, &group.id, &user.id).await? {
            return Err(format!("\"{}\" is not in \"{}\".", user.username, group.name).into());
        }
        if options.target.json {
            say!(
                "{}",
                json!({ "username": user.username, "left": group.name })
            );
        } else {
            say!(
                "\"{}\" is not in \"{}\" any more. Apps that they may no longer use have lost their access; an API that verifies access \
                 tokens itself accepts those that they have until they expire.",
                user.username,
                group.name
            );
        }
    }
    Ok(())
}
