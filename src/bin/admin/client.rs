//! `npm run client -- add | list | show | rotate-secret | remove`.

use clap::{Args, Subcommand};
use edgegrant::protocol::client::{AuthMethod, Client, GrantType};
use edgegrant::protocol::redirect_uri::{RedirectUri, is_on_the_web};
use edgegrant::protocol::scope::Scope;
use edgegrant::protocol::secret::Secret;
use edgegrant::store::clients::{
    add_client, list_clients, load_client, remove_client, replace_secret,
};
use serde_json::json;

use super::{Refusal, Target, Wrangler, new_id, now, one_line, random, settings, wait};

/// Client ids are put into URLs, HTTP Basic and command lines: letters, digits and `-._` only.
const LONGEST_ID: usize = 100;

#[derive(Subcommand)]
pub(crate) enum Action {
    /// Register a client. Its secret is shown once and not kept.
    Add(Add),
    /// List every client.
    List(List),
    /// Show one client.
    Show(One),
    /// Give a client a new secret, shown once. The old one stops working at once.
    RotateSecret(One),
    /// Remove a client, with everything it was granted. Its refresh tokens stop working at once.
    Remove(One),
}

#[derive(Args)]
pub(crate) struct Add {
    /// What people call it; shown when it asks for consent.
    #[arg(long)]
    name: String,
    /// Where people are sent back to. Repeat it for several.
    #[arg(long = "redirect-uri", value_name = "URI", required = true, num_args = 1..)]
    redirect_uris: Vec<String>,
    /// What it may ask for, space-separated.
    #[arg(long, default_value = "profile")]
    scope: String,
    /// It cannot keep a secret: an app on a phone or on a desktop.
    #[arg(long)]
    public: bool,
    /// It is the owner's own: people are not asked for consent.
    #[arg(long)]
    first_party: bool,
    /// How it sends its secret.
    #[arg(long, value_name = "METHOD", default_value = "client_secret_basic", conflicts_with = "public",
          value_parser = ["client_secret_basic", "client_secret_post"])]
    auth_method: String,
    /// Give it no refresh tokens.
    #[arg(long)]
    no_refresh_token: bool,
    /// Its client_id, if it shall not be a random one.
    #[arg(long)]
    id: Option<String>,
    #[command(flatten)]
    target: Target,
}

#[derive(Args)]
pub(crate) struct List {
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

pub(crate) fn run(action: Action) -> Result<(), Refusal> {
    match action {
        Action::Add(add) => register(add),
        Action::List(List { target }) => list(&target),
        Action::Show(one) => show(&one),
        Action::RotateSecret(one) => rotate(&one),
        Action::Remove(one) => remove(&one),
    }
}

fn register(add: Add) -> Result<(), Refusal> {
    let secret = match add.public {
        true => None,
        false => Some(Secret::mint(random()?)),
    };
    let client = Client {
        id: match &add.id {
            Some(id) => chosen_id(id)?,
            None => new_id()?,
        },
        name: one_line(&add.name, "The name must have")?,
        redirect_uris: redirect_uris(&add)?,
        scope: scope(&add)?,
        grant_types: match add.no_refresh_token {
            true => vec![GrantType::AuthorizationCode],
            false => GrantType::ALL.to_vec(),
        },
        auth_method: AuthMethod::ALL
            .into_iter()
            .find(|method| !add.public && method.as_str() == add.auth_method)
            .unwrap_or(AuthMethod::None),
        secret_hash: secret.as_ref().map(Secret::hash),
        first_party: add.first_party,
        revision: String::new(),
    };
    if !wait(add_client(&Wrangler::new(&add.target), &client, now()))? {
        return Err(format!("There already is a client \"{}\".", client.id).into());
    }
    if add.target.json {
        println!(
            "{}",
            json!({ "client_id": client.id, "client_secret": secret.as_ref().map(Secret::reveal) })
        );
        return Ok(());
    }
    println!(
        "Registered \"{}\".\n\nclient_id      {}",
        client.name, client.id
    );
    match secret {
        Some(secret) => tell(&secret),
        None => println!("It is a public client and has no secret."),
    }
    Ok(())
}

fn tell(secret: &Secret) {
    println!(
        "client_secret  {}\n\nKeep the secret now: only its hash is stored, so it cannot be shown again.",
        secret.reveal()
    );
}

fn list(target: &Target) -> Result<(), Refusal> {
    let clients = wait(list_clients(&Wrangler::new(target)))?;
    if target.json {
        let all: Vec<_> = clients.iter().map(metadata).collect();
        println!("{}", json!(all));
    } else if clients.is_empty() {
        println!("There are no clients yet. `npm run client -- add --help` says how to add one.");
    }
    if !target.json {
        let longest = clients.iter().map(|client| client.id.len()).max();
        for client in &clients {
            let width = longest.unwrap_or_default();
            println!("{:width$}  {}  ({})", client.id, client.name, kind(client));
        }
    }
    Ok(())
}

fn show(one: &One) -> Result<(), Refusal> {
    let client =
        wait(load_client(&Wrangler::new(&one.target), &one.id))?.ok_or_else(|| unknown(&one.id))?;
    if one.target.json {
        println!("{}", metadata(&client));
        return Ok(());
    }
    println!("client_id      {}", client.id);
    println!("name           {}", client.name);
    println!("kind           {}", kind(&client));
    for uri in &client.redirect_uris {
        println!("redirect_uri   {}", uri.as_str());
    }
    println!("scope          {}", client.scope);
    let grant_types: Vec<_> = client
        .grant_types
        .iter()
        .map(|grant| grant.as_str())
        .collect();
    println!("grant_types    {}", grant_types.join(" "));
    println!("authentication {}", client.auth_method);
    Ok(())
}

fn rotate(one: &One) -> Result<(), Refusal> {
    let sql = Wrangler::new(&one.target);
    let secret = Secret::mint(random()?);
    if !wait(replace_secret(&sql, &one.id, &secret.hash()))? {
        return Err(match wait(load_client(&sql, &one.id))? {
            Some(_) => "This is a public client; it has no secret.".into(),
            None => unknown(&one.id),
        });
    }
    if one.target.json {
        println!(
            "{}",
            json!({ "client_id": one.id, "client_secret": secret.reveal() })
        );
        return Ok(());
    }
    println!("The old secret works no more.\n\nclient_id      {}", one.id);
    tell(&secret);
    Ok(())
}

fn remove(one: &One) -> Result<(), Refusal> {
    if !wait(remove_client(&Wrangler::new(&one.target), &one.id))? {
        return Err(unknown(&one.id));
    }
    if one.target.json {
        println!("{}", json!({ "removed": one.id }));
    } else {
        println!(
            "Removed \"{}\". Access tokens it holds live on for 10 minutes at most.",
            one.id
        );
    }
    Ok(())
}

fn unknown(id: &str) -> Refusal {
    Refusal(format!(
        "There is no client \"{id}\". `npm run client -- list` shows them all."
    ))
}

fn chosen_id(id: &str) -> Result<String, Refusal> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    if id.is_empty() || id.len() > LONGEST_ID || !id.bytes().all(allowed) {
        return Err(format!(
            "\"{id}\" cannot be a client_id: use 1 to {LONGEST_ID} letters, digits, hyphens, dots \
             and underscores."
        )
        .into());
    }
    Ok(id.to_owned())
}

fn redirect_uris(add: &Add) -> Result<Vec<RedirectUri>, Refusal> {
    let mut uris = Vec::new();
    for text in &add.redirect_uris {
        let uri = RedirectUri::parse(text)
            .map_err(|bad| format!("{text} cannot be a redirect URI: {bad}."))?;
        if !uris.contains(&uri) {
            uris.push(uri);
        }
    }
    // RFC 8252 section 8.6: another app on the machine can receive these, so a person must look.
    if add.public
        && add.first_party
        && let Some(uri) = uris.iter().find(|uri| !is_on_the_web(uri.as_str()))
    {
        return Err(format!(
            "A public client cannot be first-party with {}: any other app on that machine could \
             pose as it, so people must be asked. Leave out --first-party.",
            uri.as_str()
        )
        .into());
    }
    Ok(uris)
}

fn scope(add: &Add) -> Result<Scope, Refusal> {
    let scope = Scope::parse(&add.scope).map_err(|_| {
        "The scope holds a character that no scope may hold; write tokens with spaces between them."
    })?;
    let known = settings::resources(&add.target)?;
    if let Some(token) = scope.iter().find(|token| !known.defines(token)) {
        let all: Vec<_> = known.scopes().collect();
        return Err(format!(
            "The scope \"{token}\" is not defined. wrangler.toml defines: {}. Add it to RESOURCES \
             there ({}), with the words that people will read.",
            all.join(" "),
            match add.target.remote {
                true => format!("[[env.{}.vars.RESOURCES]]", add.target.env),
                false => "[[vars.RESOURCES]]".to_owned(),
            }
        )
        .into());
    }
    Ok(scope)
}

fn kind(client: &Client) -> String {
    let secret = match client.secret_hash {
        Some(_) => "confidential",
        None => "public",
    };
    match client.first_party {
        true => format!("{secret}, first-party"),
        false => secret.to_owned(),
    }
}

/// RFC 7591 section 2, and whether it is first-party.
fn metadata(client: &Client) -> serde_json::Value {
    json!({
        "client_id": client.id,
        "client_name": client.name,
        "redirect_uris": client.redirect_uris,
        "scope": client.scope,
        "grant_types": client.grant_types,
        "token_endpoint_auth_method": client.auth_method,
        "first_party": client.first_party,
    })
}
