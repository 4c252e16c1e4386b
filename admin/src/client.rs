//! `npm run client -- list | show | remove`; [`super::registration`] has `add`, [`super::edit`] `edit`, and
//! [`super::client_secret`] `rotate-secret`.

use clap::{Args, Subcommand};
use edgegrant::protocol::client::{Client, information};
use edgegrant::protocol::lifetime::{Lifetime, Written};
use edgegrant::store::client_secrets::old_secret_ends;
use edgegrant::store::clients::{load_client, remove_client};
use edgegrant::store::owner_lists::{Listed, created};
use serde_json::json;

use super::client_list::{self, List};
use super::client_secret::{self, Rotate};
use super::client_standing::{self, Vouch};
use super::date::date;
use super::edit::{self, Edit, option_of, unknown};
use super::one_client::{groups_of, kind, metadata, names_of};
use super::registration::{self, Add};
use super::{Database, Refusal, Target};

#[derive(Subcommand)]
pub(crate) enum Action {
    /// Register a client. Its secret is shown once and not stored.
    Add(Box<Add>),
    /// Change a client. Its secret, what people allowed it and its tokens stay as they are.
    Edit(Box<Edit>),
    /// List the clients by name, 20 at a time; with --search, those whose name begins with PREFIX.
    List(List),
    /// Show one client.
    Show(One),
    /// Give a client a new secret, shown once. The old one stops working at once, or after a while with --keep.
    RotateSecret(Rotate),
    /// Block a client: nothing is issued to it any more. What people allowed it stays.
    Block(One),
    /// Let a blocked client in again.
    Unblock(One),
    /// Vouch for a client that came by itself. It stays as it is now, and only you can change it.
    Vouch(Vouch),
    /// Remove a client and everything it was granted. Its refresh tokens stop working at once.
    Remove(One),
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
        Action::List(options) => client_list::list(&options).await,
        Action::Show(one) => show(&one).await,
        Action::RotateSecret(options) => client_secret::rotate(&options).await,
        Action::Block(one) => client_standing::block(&one.id, &one.target).await,
        Action::Unblock(one) => client_standing::unblock(&one.id, &one.target).await,
        Action::Vouch(options) => client_standing::vouch(&options).await,
        Action::Remove(one) => remove(&one).await,
    }
}

async fn show(one: &One) -> Result<(), Refusal> {
    let sql = Database::new(&one.target);
    let client = load_client(&sql, &one.id)
        .await?
        .ok_or_else(|| unknown(&one.id))?;
    let groups = groups_of(&sql, std::slice::from_ref(&client)).await?;
    let old_secret_ends = old_secret_ends(&sql, &one.id).await?;
    let created = created(&sql, Listed::Clients, &[&one.id]).await?;
    let created = created.first().map(|(_, at)| *at);
    if one.target.json {
        let mut all = metadata(&client, &groups);
        all["client_id_issued_at"] = json!(created);
        all["old_secret_ends_at"] = json!(old_secret_ends);
        say!("{all}");
        return Ok(());
    }
    say!("client_id      {}", client.id);
    say!("name           {}", client.name);
    say!("kind           {}", kind(&client));
    if let Some(at) = created {
        say!("added          {}", date(at));
    }
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
    if let Some(at) = old_secret_ends {
        say!("old secret     works until {}", date(at));
    }
    for resource in &client.introspects {
        say!("introspects    {resource}");
    }
    if let Some(sector) = &client.sector {
        say!("sector         {sector}");
    }
    match names_of(&client, &groups).as_deref() {
        None => {}
        Some([]) => say!("groups         all were removed, so nobody can use it"),
        Some(names) => say!("groups         {}", names.join(" ")),
    }
    tell_settings(&client);
    Ok(())
}

/// What the owner decided, and what most clients do not have.
fn tell_settings(client: &Client) {
    let settings = [
        (client.without_pkce, "may leave PKCE out"),
        (client.without_nonce, "may also leave the nonce out"),
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
    if let Some(hash) = &client.logo {
        say!("logo           /logo/{hash}");
    }
    for (name, value) in information::write(client) {
        if FURTHER.contains(&name.as_str()) {
            say!("{name} {value}");
        }
    }
}

/// What most clients do not have, shown by its name in RFC 7591.
const FURTHER: [&str; 17] = [
    "backchannel_logout_uri",
    "client_uri",
    "default_max_age",
    "dpop_bound_access_tokens",
    "id_token_signed_response_alg",
    "initiate_login_uri",
    "jwks",
    "jwks_uri",
    "logo_uri",
    "policy_uri",
    "post_logout_redirect_uris",
    "request_object_signing_alg",
    "require_pushed_authorization_requests",
    "require_signed_request_object",
    "subject_type",
    "tos_uri",
    "userinfo_signed_response_alg",
];

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
