//! What is said of a client, wherever it is shown.

use std::rc::Rc;

use edgegrant::protocol::client::information;
use edgegrant::protocol::client::{Client, RegisteredBy};
use edgegrant::protocol::lifetime::Lifetime;
use edgegrant::store::groups::{Group, load_groups};
use serde_json::json;

use super::{Database, Refusal};

pub(super) fn kind(client: &Client) -> String {
    let kind = if client.auth_method.is_confidential() {
        "confidential"
    } else {
        "public"
    };
    let by = match (client.first_party, client.registered_by) {
        (true, _) => ", first-party",
        (false, RegisteredBy::Owner) => "",
        (false, RegisteredBy::Itself) => ", registered itself",
        (false, RegisteredBy::Document) => ", metadata document",
    };
    let blocked = if client.blocked { ", blocked" } else { "" };
    [kind, by, blocked].concat()
}

/// The groups that clients are limited to, as far as they are there.
pub(super) async fn groups_of(
    sql: &Database,
    clients: &[Rc<Client>],
) -> Result<Vec<Group>, Refusal> {
    let ids = clients.iter().filter_map(|it| it.allowed_groups.as_ref());
    let ids: Vec<String> = ids.flatten().cloned().collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(load_groups(sql, &ids).await?)
}

/// The names of those that one client is limited to; `None`: everybody may use it.
pub(super) fn names_of<'a>(client: &Client, groups: &'a [Group]) -> Option<Vec<&'a str>> {
    let ids = client.allowed_groups.as_ref()?;
    let groups = groups.iter().filter(|group| ids.contains(&group.id));
    Some(groups.map(|group| group.name.as_str()).collect())
}

/// The metadata of RFC 7591 section 2, and what only the owner of this server decides.
pub(super) fn metadata(client: &Client, groups: &[Group]) -> serde_json::Value {
    let mut members = information::write(client);
    members.insert("groups".to_owned(), json!(names_of(client, groups)));
    members.insert("blocked".to_owned(), json!(client.blocked));
    members.insert("first_party".to_owned(), json!(client.first_party));
    members.insert("logo".to_owned(), json!(client.logo));
    members.insert("introspects".to_owned(), json!(client.introspects));
    members.insert("without_pkce".to_owned(), json!(client.without_pkce));
    members.insert(
        "refresh_without_offline_access".to_owned(),
        json!(client.refresh_without_offline_access),
    );
    members.insert(
        "claims_in_id_token".to_owned(),
        json!(client.claims_in_id_token),
    );
    members.insert("without_nonce".to_owned(), json!(client.without_nonce));
    members.insert(
        "auth_method_only".to_owned(),
        json!(client.auth_method_only),
    );
    for lifetime in Lifetime::OF_CLIENTS {
        if let Some(seconds) = client.lifetimes.get(lifetime) {
            let name = lifetime.setting().to_lowercase();
            members.insert(name, json!(seconds));
        }
    }
    members.insert(
        "registered_by".to_owned(),
        json!(client.registered_by.as_str()),
    );
    members.into()
}
