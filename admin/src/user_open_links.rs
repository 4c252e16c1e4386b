//! `npm run user -- links`: which links are still good. What they are is not stored, so they cannot be shown again.

use clap::Args;
use edgegrant::store::open_links::open_links;
use serde_json::json;

use super::date::date;
use super::listing::{Dates, MOST_PAGES};
use super::{Database, Refusal, Target};

/// About how many are shown at once.
const SHOWN: usize = 20;

#[derive(Args)]
pub(crate) struct Links {
    #[command(flatten)]
    dates: Dates,
    /// Begin after the link with this id, the last one of the previous list.
    #[arg(long, value_name = "ID")]
    after: Option<String>,
    #[command(flatten)]
    target: Target,
}

pub(super) async fn links(options: &Links) -> Result<(), Refusal> {
    let sql = Database::new(&options.target);
    let (mut found, mut next) = (Vec::new(), options.after.clone());
    for _ in 0..MOST_PAGES {
        let page = open_links(&sql, next.as_deref()).await?;
        let new = page.links.into_iter();
        found.extend(new.filter(|it| options.dates.hold(it.created_at)));
        next = page.next;
        if next.is_none() || found.len() >= SHOWN {
            break;
        }
    }
    if options.target.json {
        let all = found.iter().map(|it| {
            json!({
                "purpose": it.purpose, "username": it.username, "email": it.email, "uses_left": it.uses_left,
                "created_at": it.created_at, "expires_at": it.expires_at,
            })
        });
        say!(
            "{}",
            json!({ "links": all.collect::<Vec<_>>(), "next": next })
        );
        return Ok(());
    }
    for it in &found {
        let whose = [it.username.as_deref(), it.email.as_deref()];
        let whose: Vec<_> = whose.into_iter().flatten().collect();
        say!(
            "{:<18}  {}  made {}, until {}, uses left: {}",
            it.purpose,
            whose.join("  "),
            date(it.created_at),
            date(it.expires_at),
            it.uses_left
        );
    }
    match next {
        Some(next) => say!("\nThere may be more: `npm run user -- links --after {next}`"),
        None if found.is_empty() => say!("No link still works."),
        None => {}
    }
    Ok(())
}
