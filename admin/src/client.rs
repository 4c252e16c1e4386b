//! `npm run client -- list | show | rotate-secret | remove`; [`super::registration`] has `add`, and [`super::edit`]
//! has `edit`.

use clap::{Args, Subcommand};
use edgegrant::protocol::client::information;
use edgegrant::protocol::client::{Client, RegisteredBy};
use edgegrant::protocol::lifetime::{Lifetime, Written};
use edgegrant::protocol::secret::Secret;
use edgegrant::store::clients::{
    ClientPage, list_clients, load_client, remove_client, replace_secret,
};
use edgegrant::store::groups::{Group, load_groups};
use serde_json::json;

use super::edit::{self, Edit, option_of, unknown};
use super::registration::{self, Add, tell};
use super::{Database, Refusal, Target, random};

#[derive(Subcommand)]
pub(crate) enum Action {
    /// Register a client. Its secret is shown once and not stored.
    Add(Box<Add>),
    /// Change a client. Its secret, what people allowed it and its tokens stay as they are.
    Edit(Box<Edit>),
    /// List the clients by name, 20 at a time.
    List(List),
    /// Show one client.
    Show(One),
    /// Give a client a new secret, shown once. The old one stops working at once.
    RotateSecret(One),
    /// Remove a client and everything it was granted. Its refresh tokens stop working at once.
    Remove(One),
}

#[derive(Args)]
pub(crate) struct List {
    /// Begin after the client with this client_id.
    #[arg(long, value_name = "ID")]
    after: Option<String>,
    #[command(flatten)]
    target: Target,
}

#[derive(Args)]
pub(crate) struct One {
    /// Its client_id.
    id: String,
    #[command(flatten)]
    target: Target,
}

pub(crate) async fn run(action: Action) -> Result<(), Refusal> {
    match action {
        Action::Add(add) => registration::register(*add).await,
        Action::Edit(changes) => edit::edit(&changes).await,
        Action::List(options) => list(&options).await,
        Action::Show(one) => show(&one).await,
        Action::RotateSecret(one) => rotate(&one).await,
        Action::Remove(one) => remove(&one).await,
    }
}

async fn list(options: &List) -> Result<(), Refusal> {
    let List { after, target } = options;
    let sql = Database::new(target);
    let ClientPage { clients, next } = list_clients(&sql, after.as_deref()).await?;
    if target.json {
        let groups = groups_of(&sql, &clients).await?;
        let all: Vec<_> = clients.iter().map(|it| metadata(it, &groups)).collect();
        say!("{}", json!({ "clients": all, "next": next }));
        return Ok(());
    }
    if clients.is_empty() && after.is_some() {
        say!("No more clients.");
    } else if clients.is_empty() {
        say!("There are no clients yet. `npm run client -- add --help` says how to add one.");
    }
    let longest = clients.iter().map(|client| client.id.len()).max();
    for client in &clients {
        let width = longest.unwrap_or_default();
        say!("{:width$}  {}  ({})", client.id, client.name, kind(client));
    }
    if let Some(next) = next {
        say!("\nThere are more: `npm run client -- list --after {next}`");
    }
    Ok(())
}

async fn show(one: &One) -> Result<(), Refusal> {
    let sql = Database::new(&one.target);
    let client = load_client(&sql, &one.id)
        .await?
        .ok_or_else(|| unknown(&one.id))?;
    let groups = groups_of(&sql, std::slice::from_ref(&client)).await?;
    if one.target.json {
        say!("{}", metadata(&client, &groups));
        return Ok(());
    }
    say!("client_id      {}", client.id);
    say!("name           {}", client.name);
    say!("kind           {}", kind(&client));
    for uri in &client.redirect_uris {
        say!("redirect_uri   {}", uri.as_str());
    }
    say!("scope          {}", client.scope);
    let grant_types: Vec<_> = client
        .grant_types
        .iter()
        .map(|grant| grant.as_str())
        .collect();
    say!("grant_types    {}", grant_types.join(" "));
    let only = if client.auth_method_only {
        ", and no other way"
    } else {
        ""
    };
    say!("authentication {}{only}", client.auth_method);
    for resource in &client.introspects {
        say!("introspects    {resource}");
    }
    if let Some(sector) = &client.sector {
        say!("sector         {sector}");
    }
    match names_of(&client, &groups).as_deref() {
        None => {}
        Some([]) => say!("groups         none is there any more, so nobody can use it"),
        Some(names) => say!("groups         {}", names.join(" ")),
    }
    let settings = [
        (client.without_pkce, "may leave PKCE out"),
        (client.without_nonce, "may then leave the nonce out too"),
        (
            client.refresh_without_offline_access,
            "refreshes without offline_access",
        ),
        (client.claims_in_id_token, "gets claims in its ID tokens"),
    ];
    for (_, setting) in settings.iter().filter(|(set, _)| *set) {
        say!("setting        {setting}");
    }
    for lifetime in Lifetime::OF_CLIENTS {
        if let Some(seconds) = client.lifetimes.get(lifetime) {
            say!("{} {}", option_of(lifetime), Written(seconds));
        }
    }
    for (name, value) in information::write(&client) {
        if FURTHER.contains(&name.as_str()) {
            say!("{name} {value}");
        }
    }
    Ok(())
}

/// What most clients do not have, shown by its name in RFC 7591.
const FURTHER: [&str; 13] = [
    "backchannel_logout_uri",
    "default_max_age",
    "dpop_bound_access_tokens",
    "id_token_signed_response_alg",
    "initiate_login_uri",
    "jwks",
    "jwks_uri",
    "post_logout_redirect_uris",
    "request_object_signing_alg",
    "require_pushed_authorization_requests",
    "require_signed_request_object",
    "subject_type",
    "userinfo_signed_response_alg",
];

async fn rotate(one: &One) -> Result<(), Refusal> {
    let sql = Database::new(&one.target);
    let secret = Secret::mint(random()?);
    if !replace_secret(&sql, &one.id, &secret.hash()).await? {
        return Err(match load_client(&sql, &one.id).await? {
            Some(_) => "This client has no secret.".into(),
            None => unknown(&one.id),
        });
    }
    if one.target.json {
        say!(
            "{}",
            json!({ "client_id": one.id, "client_secret": secret.reveal() })
        );
        return Ok(());
    }
    say!(
        "The old secret no longer works.\n\nclient_id      {}",
        one.id
    );
    tell(&secret);
    Ok(())
}

async fn remove(one: &One) -> Result<(), Refusal> {
    if !remove_client(&Database::new(&one.target), &one.id).await? {
        return Err(unknown(&one.id));
    }
    if one.target.json {
        say!("{}", json!({ "removed": one.id }));
    } else {
        say!(
            "Removed \"{}\". An API that verifies access tokens itself accepts this client's tokens until they expire.",
            one.id
        );
    }
    Ok(())
}

fn kind(client: &Client) -> String {
    let kind = if client.auth_method.is_confidential() {
        "confidential"
    } else {
        "public"
    };
    match (client.first_party, client.registered_by) {
        (true, _) => format!("{kind}, first-party"),
        (false, RegisteredBy::Owner) => kind.to_owned(),
        (false, RegisteredBy::Itself) => format!("{kind}, registered itself"),
        (false, RegisteredBy::Document) => format!("{kind}, metadata document"),
    }
}

/// The groups that clients are limited to, as far as they are there.
async fn groups_of(sql: &Database, clients: &[Client]) -> Result<Vec<Group>, Refusal> {
    let ids = clients.iter().filter_map(|it| it.allowed_groups.as_ref());
    let ids: Vec<String> = ids.flatten().cloned().collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(load_groups(sql, &ids).await?)
}

/// The names of those that one client is limited to; `None`: everybody may use it.
fn names_of<'a>(client: &Client, groups: &'a [Group]) -> Option<Vec<&'a str>> {
    let ids = client.allowed_groups.as_ref()?;
    let groups = groups.iter().filter(|group| ids.contains(&group.id));
    Some(groups.map(|group| group.name.as_str()).collect())
}

/// The metadata of RFC 7591 section 2, and what only the owner of this server decides.
fn metadata(client: &Client, groups: &[Group]) -> serde_json::Value {
    let mut members = information::write(client);
    members.insert("groups".to_owned(), json!(names_of(client, groups)));
    members.insert("first_party".to_owned(), json!(client.first_party));
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
