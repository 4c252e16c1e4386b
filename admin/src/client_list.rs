//! `npm run client -- list`.

use std::rc::Rc;

use clap::Args;
use edgegrant::protocol::client::Client;
use edgegrant::store::clients::list_clients;
use edgegrant::store::owner_lists::{Listed, search_clients};
use serde_json::json;

use super::date::date;
use super::listing::{Dates, find, tell_more};
use super::one_client::{groups_of, kind, metadata};
use super::{Database, Refusal, Target};

#[derive(Args)]
pub(crate) struct List {
    /// Only those whose name begins with this. The first letter may be upper or lower case.
    #[arg(long, value_name = "PREFIX")]
    search: Option<String>,
    #[command(flatten)]
    dates: Dates,
    /// Begin after the client with this client_id.
    #[arg(long, value_name = "ID")]
    after: Option<String>,
    #[command(flatten)]
    target: Target,
}

fn id(client: &Rc<Client>) -> &str {
    &client.id
}

pub(super) async fn list(options: &List) -> Result<(), Refusal> {
    let (sql, search) = (Database::new(&options.target), options.search.as_deref());
    let after = options.after.as_deref();
    let found = find(
        &sql,
        (Listed::Clients, id),
        &options.dates,
        after,
        async |after| {
            let page = match search {
                Some(prefix) => search_clients(&sql, prefix, after).await?,
                None => list_clients(&sql, after).await?,
            };
            Ok((page.clients, page.next))
        },
    );
    let found = found.await?;
    if options.target.json {
        let clients: Vec<_> = found.all.iter().map(|(client, _)| client.clone()).collect();
        let groups = groups_of(&sql, &clients).await?;
        let all = found.all.iter().map(|(client, at)| {
            let mut all = metadata(client, &groups);
            all["client_id_issued_at"] = json!(at);
            all
        });
        say!(
            "{}",
            json!({ "clients": all.collect::<Vec<_>>(), "next": found.next })
        );
        return Ok(());
    }
    let longest = found.all.iter().map(|(client, _)| client.id.len()).max();
    for (client, at) in &found.all {
        let width = longest.unwrap_or_default();
        let (id, name, kind, since) = (&client.id, &client.name, kind(client), date(*at));
        say!("{id:width$}  {name}  ({kind}, since {since})");
    }
    match found.next {
        Some(next) => tell_more("client", search, &next),
        None if !found.all.is_empty() => {}
        None if after.is_some() => say!("No more clients."),
        None if search.is_some() || options.dates.are_given() => say!("No client fits."),
        None => {
            say!("There are no clients yet. `npm run client -- add --help` says how to add one.")
        }
    }
    Ok(())
}
