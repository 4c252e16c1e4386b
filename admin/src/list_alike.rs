//! `npm run user -- list-alike`, which also folds the names that an earlier version did not.

use clap::Args;
use edgegrant::store::PAGE;
use edgegrant::store::folded_names::fold_next;
use serde_json::json;

use super::{Database, Refusal, Target};

#[derive(Args)]
pub(crate) struct ListAlike {
    /// Begin after the user with this id.
    #[arg(long, value_name = "ID")]
    after: Option<String>,
    /// Continue to the last user, 20 at a time. You can stop it and start it again.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    target: Target,
}

pub(super) async fn list_alike(options: ListAlike) -> Result<(), Refusal> {
    let ListAlike { after, all, target } = options;
    let sql = Database::new(&target);
    let (mut found, mut next) = (Vec::new(), after.or_else(|| Some(String::new())));
    let mut looked_at = 0;
    while let Some(after) = next {
        let page = fold_next(&sql, &after).await?;
        found.extend(page.users);
        next = page.next;
        if !all {
            break;
        }
        if next.is_some() {
            looked_at += PAGE;
            note!("Looked at {looked_at} users …");
        }
    }
    if target.json {
        let all: Vec<_> = found
            .iter()
            .map(|it| json!({ "username": it.username, "username_of": it.username_of, "email_of": it.email_of }))
            .collect();
        say!("{}", json!({ "users": all, "next": next }));
        return Ok(());
    }
    if found.is_empty() && next.is_none() {
        say!("Found no users whose names look alike.");
    }
    for it in &found {
        if let Some(other) = &it.username_of {
            say!("{}  has a username like {other}", it.username);
        }
        if let Some(other) = &it.email_of {
            say!("{}  has an address like {other}", it.username);
        }
    }
    if let Some(next) = next {
        say!("\nThere may be more: `npm run user -- list-alike --after {next}`");
    }
    Ok(())
}
