//! `npm run client -- add`.

use clap::Args;
use edgegrant::protocol::client::known_apps::KNOWN_APPS;
use edgegrant::protocol::client::redirect_uri::is_claimed_by_any;
use edgegrant::protocol::client::{AuthMethod, Client, RedirectUri};
use edgegrant::protocol::jose::Algorithm;
use edgegrant::protocol::secret::Secret;
use edgegrant::store::clients::add_client;
use serde_json::json;

use super::app::App;
use super::apps;
use super::option_values::{chosen_id, sector};
use super::options::Options;
use super::sound::sound;
use super::{Database, Refusal, Target, new_id, random, settings};

/// What a client may ask for if nobody says.
const SCOPE: &str = "openid profile email";

#[derive(Args)]
pub(crate) struct Add {
    #[command(flatten)]
    options: Options,
    /// Which library or app it is. This registers what it needs, and prints the settings to paste there.
    /// Other options come first.
    #[arg(long = "for", value_name = "APP", requires = "url", value_parser = KNOWN_APPS.map(|app| app.word))]
    app: Option<String>,
    /// The address of the app, for --for.
    #[arg(long, requires = "app")]
    url: Option<String>,
    /// It cannot keep a secret: an app on a phone or on a desktop.
    #[arg(long, conflicts_with = "auth_method")]
    public: bool,
    /// With "pairwise", it gets identifiers of people that no other app sees.
    #[arg(long, value_name = "TYPE", default_value = "public", value_parser = ["public", "pairwise"])]
    subject_type: String,
    /// Pairwise clients with the same HOST get the same identifiers of people. The default is the host of
    /// the redirect URIs.
    #[arg(long, value_name = "HOST")]
    sector_identifier: Option<String>,
    /// Its client_id. The default is a random one.
    #[arg(long)]
    id: Option<String>,
    #[command(flatten)]
    target: Target,
}

const NEW_KEY: &str = "\
If this is the first client with this algorithm, the server makes a key for it now. The key is in the key set
within five minutes. Some libraries do not load the key set again until they restart.";

/// What the owner gives up (RFC 9700 sections 2.1.1 and 4.5.3).
const WITHOUT_PKCE: &str = "\
It may leave PKCE out. Then nothing here stops a stolen code from being used: whoever gets hold of one can
have this app redeem it in their own browser and be signed in as somebody else, unless the app compares the
nonce of every ID token with the one it sent. A request without PKCE must have scope openid and a nonce. Take
the option away as soon as its library supports PKCE.";

/// The same where nothing is left to compare.
const WITHOUT_NONCE: &str = "\
It may leave out PKCE and the nonce. Then nothing at all stops a stolen code from being used: whoever gets hold
of one can have this app redeem it in their own browser and be signed in as somebody else, and the app cannot
notice. Only the app's `state`, https and a single redirect URI protect people. Take the options away as soon as its
library sends a nonce (--without-nonce=false) or supports PKCE (--without-pkce=false).";

pub(crate) async fn register(add: Add) -> Result<(), Refusal> {
    let app = add.app.as_deref().and_then(apps::find);
    let auth_method = auth_method(&add, app);
    let secret = if auth_method.has_secret() {
        Some(Secret::mint(random()?))
    } else {
        None
    };
    let client = Client {
        auth_method,
        secret_hash: secret.as_ref().map(Secret::hash),
        ..described(&add, app).await?
    };
    sound(&client, &add.target)?;
    let database = Database::new(&add.target);
    if !add_client(&database, &client, None).await? {
        return Err(format!("There is already a client \"{}\".", client.id).into());
    }
    if add.target.json {
        say!(
            "{}",
            json!({ "client_id": client.id, "client_secret": secret.as_ref().map(Secret::reveal) })
        );
        return Ok(());
    }
    report(&client, secret.as_ref());
    if let (Some(app), Some(url)) = (app, &add.url) {
        let issuer = settings::issuer(&add.target)?;
        let secret = secret.as_ref().map(Secret::reveal);
        let ready = app.ready(url, issuer.as_str(), &client.id, secret);
        say!("\nThe settings of {}:\n\n{ready}", app.known.name);
    }
    Ok(())
}

fn auth_method(add: &Add, app: Option<App>) -> AuthMethod {
    match add.options.auth_method.as_deref() {
        Some(named) => AuthMethod::ALL
            .into_iter()
            .find(|method| method.as_str() == named)
            .unwrap_or(AuthMethod::ClientSecretBasic),
        None if add.public || app.is_some_and(|app| app.known.needs.public) => AuthMethod::None,
        None => AuthMethod::ClientSecretBasic,
    }
}

/// The client that the options describe, without how it proves who it is.
async fn described(add: &Add, app: Option<App>) -> Result<Client, Refusal> {
    let id = match &add.id {
        Some(id) => chosen_id(id)?,
        // Its id must not read like a person's.
        None if add.options.client_credentials == Some(true) => format!("client-{}", new_id()?),
        None => new_id()?,
    };
    let mut client = Client::new(id, String::new());
    usual(add, app).apply(&mut client, &add.target).await?;
    add.options.apply(&mut client, &add.target).await?;
    if client.name.is_empty() {
        return Err("It needs a --name, which people see when it asks for consent.".into());
    }
    let identifier = add.sector_identifier.as_deref();
    client.sector = sector(&add.subject_type, identifier, &client.redirect_uris)?;
    Ok(client)
}

/// What a client has if the owner says nothing else: for one that `--for` names, what it needs.
fn usual(add: &Add, app: Option<App>) -> Options {
    let scope = Some(SCOPE.to_owned()).filter(|_| add.options.scope.is_none());
    let no_refresh_token = Some(false);
    let (Some(app), Some(url)) = (app, &add.url) else {
        return Options {
            scope,
            no_refresh_token,
            ..Options::default()
        };
    };
    let needs = app.known.needs;
    Options {
        scope,
        no_refresh_token,
        name: Some(app.known.name.to_owned()),
        redirect_uris: app.known.redirect_uris(url),
        id_token_signed_response_alg: Some(needs.algorithm.to_string()),
        without_pkce: Some(needs.without_pkce),
        without_nonce: Some(needs.without_nonce),
        claims_in_id_token: Some(needs.claims_in_id_token),
        ..Options::default()
    }
}

/// What the owner reads about a client that was registered.
fn report(client: &Client, secret: Option<&Secret>) {
    say!(
        "Registered \"{}\".\n\nclient_id      {}",
        client.name,
        client.id
    );
    match secret {
        Some(secret) => tell(secret),
        None if client.auth_method.is_confidential() => {
            say!("It authenticates with its private key and has no secret.");
        }
        None => say!("It is a public client and has no secret."),
    }
    for warning in warnings(client) {
        say!("\n{warning}");
    }
}

/// What the owner should know about a client.
pub(super) fn warnings(client: &Client) -> Vec<String> {
    let other = |algorithm: &Algorithm| *algorithm != Algorithm::Es256;
    let new_key =
        other(&client.id_token_algorithm) || client.userinfo_algorithm.as_ref().is_some_and(other);
    let new_key = new_key.then(|| NEW_KEY.to_owned());
    let any_app = |uri: &&RedirectUri| is_claimed_by_any(uri.as_str());
    let any_app = client.redirect_uris.iter().find(any_app).map(|uri| {
        format!(
            "Any app on a machine could receive what is sent to {}, so people are asked each time.",
            uri.as_str()
        )
    });
    let loss = match (client.without_pkce, client.without_nonce) {
        (true, true) => Some(WITHOUT_NONCE.to_owned()),
        (true, false) => Some(WITHOUT_PKCE.to_owned()),
        (false, _) => None,
    };
    [new_key, any_app, loss].into_iter().flatten().collect()
}

pub(super) fn tell(secret: &Secret) {
    say!(
        "client_secret  {}\n\nKeep the secret now: only its hash is stored, so it cannot be shown again.",
        secret.reveal()
    );
}
