//! `npm run group -- list`.

use clap::Args;
use edgegrant::store::groups::{Group, list_groups};
use edgegrant::store::owner_lists::{Listed, search_groups};
use serde_json::json;

use super::date::date;
use super::listing::{Dates, find, tell_more};
use super::one_group::known;
use super::{Database, Refusal, Target};

#[derive(Args)]
pub(crate) struct List {
    /// Only those whose name begins with this.
    #[arg(long, value_name = "PREFIX")]
    search: Option<String>,
    #[command(flatten)]
    dates: Dates,
    /// Begin after the group with this name.
    #[arg(long, value_name = "NAME")]
    after: Option<String>,
    #[command(flatten)]
    target: Target,
}

fn id(group: &Group) -> &str {
    &group.id
}

pub(super) async fn list(options: &List) -> Result<(), Refusal> {
    let (sql, search) = (Database::new(&options.target), options.search.as_deref());
    let after = options.after.as_deref();
    let found = find(
        &sql,
        (Listed::Groups, id),
        &options.dates,
        after,
        async |after| {
            let page = match search {
                Some(prefix) => search_groups(&sql, prefix, after).await?,
                None => list_groups(&sql, after).await?,
            };
            Ok((page.groups, page.next))
        },
    );
    let found = found.await?;
    if options.target.json {
        let all = found.all.iter().map(|(group, at)| {
            let mut all = known(group);
            all["created_at"] = json!(at);
            all
        });
        say!(
            "{}",
            json!({ "groups": all.collect::<Vec<_>>(), "next": found.next })
        );
        return Ok(());
    }
    for (group, at) in &found.all {
        say!("{}  since {}", group.name, date(*at));
    }
    match found.next {
        Some(next) => tell_more("group", search, &next),
        None if found.all.is_empty() && after.is_some() => say!("No more groups."),
        None if found.all.is_empty() => say!("No group fits."),
        None => {}
    }
    Ok(())
}
