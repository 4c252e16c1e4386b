//! `npm run client -- add`.

use std::path::PathBuf;

use clap::Args;
use edgegrant::protocol::client::redirect_uri::{is_claimed_by_any, is_on_the_web};
use edgegrant::protocol::client::sector::sector_of;
use edgegrant::protocol::client::{
    AuthMethod, Client, ClientKeys, GrantType, RedirectRules, RedirectUri, RegisteredBy,
    RequestObjects,
};
use edgegrant::protocol::jose::key_ring;
use edgegrant::protocol::jose::{Algorithm, PublicKey};
use edgegrant::protocol::public_url::is_public;
use edgegrant::protocol::scope::Scope;
use edgegrant::protocol::secret::Secret;
use edgegrant::store::clients::add_client;
use serde_json::json;

use super::{Refusal, Target, Wrangler, new_id, one_line, random, settings, wait};

/// Client ids are put into URLs, HTTP Basic and command lines: letters, digits and `-._` only.
const LONGEST_ID: usize = 100;

#[derive(Args)]
pub(crate) struct Add {
    /// The name that people see when it asks for consent.
    #[arg(long)]
    name: String,
    /// Where people are sent back to: https, http on this machine, or the scheme of an app. Repeat it for several.
    #[arg(long = "redirect-uri", value_name = "URI", required_unless_present = "introspects", num_args = 1..)]
    redirect_uris: Vec<String>,
    /// What it may ask for, space-separated. It gets all of this if it names neither a scope nor an API that has
    /// default scopes.
    #[arg(long, default_value = "openid profile email")]
    scope: String,
    /// It cannot keep a secret: an app on a phone or on a desktop.
    #[arg(long)]
    public: bool,
    /// It belongs to the owner of this server: people are not asked for consent.
    #[arg(long)]
    first_party: bool,
    /// How it proves who it is.
    #[arg(long, value_name = "METHOD", default_value = "client_secret_basic", conflicts_with = "public",
          value_parser = ["client_secret_basic", "client_secret_post", "private_key_jwt"])]
    auth_method: String,
    /// A file with its public keys (a JSON Web Key Set), for private_key_jwt and signed requests.
    #[arg(long, value_name = "FILE", conflicts_with = "jwks_uri")]
    jwks: Option<PathBuf>,
    /// Where it publishes its public keys.
    #[arg(long, value_name = "URL")]
    jwks_uri: Option<String>,
    /// It may send its authorization requests as JWTs signed with this algorithm.
    #[arg(long, value_name = "ALG", value_parser = Algorithm::ALL.map(Algorithm::as_str))]
    request_object_signing_alg: Option<String>,
    /// It must send its authorization requests signed.
    #[arg(long, requires = "request_object_signing_alg")]
    require_signed_request_object: bool,
    /// It must push its authorization requests to /par.
    #[arg(long)]
    require_pushed_authorization_requests: bool,
    /// Its access tokens are bound to a key of its own (DPoP). It gets none without a proof.
    #[arg(long)]
    dpop_bound_access_tokens: bool,
    /// It is an API that asks about access tokens at /introspect. Give the API's `resource` in
    /// wrangler.toml. Repeat it for several.
    #[arg(long, value_name = "RESOURCE", conflicts_with = "public", num_args = 1..)]
    introspects: Vec<String>,
    /// What its ID tokens are signed with: ES256, RS256 or EdDSA.
    #[arg(long, value_name = "ALG", default_value = "ES256", value_parser = key_ring::ALGORITHMS.map(Algorithm::as_str))]
    id_token_signed_response_alg: String,
    /// It gets userinfo as a JWT signed with this algorithm instead of as plain JSON.
    #[arg(long, value_name = "ALG", value_parser = key_ring::ALGORITHMS.map(Algorithm::as_str))]
    userinfo_signed_response_alg: Option<String>,
    /// Its ID tokens include the claims of its scopes (name, email), for libraries that do not call userinfo.
    #[arg(long)]
    claims_in_id_token: bool,
    /// With "pairwise" it knows people by identifiers that no other app sees.
    #[arg(long, value_name = "TYPE", default_value = "public", value_parser = ["public", "pairwise"])]
    subject_type: String,
    /// Pairwise clients with the same HOST know people by the same identifiers. The default is the host of
    /// the redirect URIs.
    #[arg(long, value_name = "HOST")]
    sector_identifier: Option<String>,
    /// How many seconds ago people may have signed in, unless a request says otherwise.
    #[arg(long, value_name = "SECONDS")]
    default_max_age: Option<u32>,
    /// Where people may be sent after they sign out. Repeat it for several.
    #[arg(long = "post-logout-redirect-uri", value_name = "URI", num_args = 1..)]
    post_logout_redirect_uris: Vec<String>,
    /// Where it wants to be told that somebody signed out (Back-Channel Logout).
    #[arg(long, value_name = "URI")]
    backchannel_logout_uri: Option<String>,
    /// It may leave PKCE out, for a library without PKCE. Then it must send a nonce, and should compare it.
    #[arg(long, conflicts_with = "public")]
    without_pkce: bool,
    /// It gets refresh tokens for OpenID Connect requests that do not ask for offline_access.
    #[arg(long, conflicts_with = "no_refresh_token")]
    refresh_without_offline_access: bool,
    /// Give it no refresh tokens.
    #[arg(long)]
    no_refresh_token: bool,
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

pub(crate) fn register(add: Add) -> Result<(), Refusal> {
    let auth_method = AuthMethod::ALL
        .into_iter()
        .find(|method| !add.public && method.as_str() == add.auth_method)
        .unwrap_or(AuthMethod::None);
    let secret = if auth_method.has_secret() {
        Some(Secret::mint(random()?))
    } else {
        None
    };
    let client = Client {
        auth_method,
        secret_hash: secret.as_ref().map(Secret::hash),
        keys: keys(&add, auth_method)?,
        ..described(&add)?
    };
    let database = Wrangler::new(&add.target);
    if !wait(add_client(&database, &client, None))? {
        return Err(format!("There is already a client \"{}\".", client.id).into());
    }
    if add.target.json {
        println!(
            "{}",
            json!({ "client_id": client.id, "client_secret": secret.as_ref().map(Secret::reveal) })
        );
    } else {
        report(&client, secret.as_ref());
    }
    Ok(())
}

/// The client that the options describe, without how it proves who it is.
fn described(add: &Add) -> Result<Client, Refusal> {
    let id = match &add.id {
        Some(id) => chosen_id(id)?,
        None => new_id()?,
    };
    let id_token_algorithm = key_ring::signing_algorithm(&add.id_token_signed_response_alg);
    let userinfo_algorithm = add.userinfo_signed_response_alg.as_deref();
    let request_objects = add.request_object_signing_alg.as_deref();
    Ok(Client {
        id_token_algorithm: id_token_algorithm.unwrap_or(Algorithm::Es256),
        userinfo_algorithm: userinfo_algorithm.and_then(key_ring::signing_algorithm),
        sector: sector(add)?,
        default_max_age: add.default_max_age,
        post_logout_redirect_uris: post_logout_redirect_uris(add)?,
        backchannel_logout_uri: backchannel_logout_uri(add)?,
        without_pkce: add.without_pkce,
        refresh_without_offline_access: add.refresh_without_offline_access,
        claims_in_id_token: add.claims_in_id_token,
        redirect_uris: redirect_uris(add)?,
        scope: scope(add)?,
        // An API that only introspects asks nobody to sign in.
        grant_types: match (add.redirect_uris.is_empty(), add.no_refresh_token) {
            (true, _) => Vec::new(),
            (false, true) => vec![GrantType::AuthorizationCode],
            (false, false) => GrantType::ALL.to_vec(),
        },
        first_party: add.first_party,
        request_objects: request_objects.and_then(Algorithm::parse).map(|algorithm| {
            RequestObjects {
                algorithm,
                required: add.require_signed_request_object,
            }
        }),
        requires_pushed_requests: add.require_pushed_authorization_requests,
        requires_dpop: add.dpop_bound_access_tokens,
        introspects: introspects(add)?,
        ..Client::new(id, one_line(&add.name, "The name must have")?)
    })
}

/// What the owner reads about a client that was registered.
fn report(client: &Client, secret: Option<&Secret>) {
    println!(
        "Registered \"{}\".\n\nclient_id      {}",
        client.name, client.id
    );
    match secret {
        Some(secret) => tell(secret),
        None if client.auth_method.is_confidential() => {
            println!("It authenticates with its private key and has no secret.");
        }
        None => println!("It is a public client and has no secret."),
    }
    let other = |algorithm: &Algorithm| *algorithm != Algorithm::Es256;
    if other(&client.id_token_algorithm) || client.userinfo_algorithm.as_ref().is_some_and(other) {
        println!("\n{NEW_KEY}");
    }
    let any_app = |uri: &&RedirectUri| is_claimed_by_any(uri.as_str());
    if let Some(uri) = client.redirect_uris.iter().find(any_app) {
        let uri = uri.as_str();
        println!(
            "\nAny app on a machine could receive what is sent to {uri}, so people are asked each time."
        );
    }
    if client.without_pkce {
        println!("\n{WITHOUT_PKCE}");
    }
}

pub(super) fn tell(secret: &Secret) {
    println!(
        "client_secret  {}\n\nKeep the secret now: only its hash is stored, so it cannot be shown again.",
        secret.reveal()
    );
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
    let rules = rules(add)?;
    let mut uris = Vec::new();
    for text in &add.redirect_uris {
        let uri = rules
            .parse(text, RegisteredBy::Owner)
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

/// An owner may name any scheme that an app could have.
fn rules(add: &Add) -> Result<RedirectRules, Refusal> {
    let issuer = settings::issuer(&add.target)?;
    Ok(RedirectRules::new(&issuer, Vec::new()))
}

fn scope(add: &Add) -> Result<Scope, Refusal> {
    let scope = Scope::parse(&add.scope).map_err(|_| {
        "The scope contains a character that no scope may contain; write the tokens with spaces between them."
    })?;
    let known = settings::resources(&add.target)?;
    if let Some(token) = scope.iter().find(|token| !known.defines(token)) {
        let all: Vec<_> = known.scopes().collect();
        return Err(format!(
            "The scope \"{token}\" is not defined. wrangler.toml defines: {}. Add it to RESOURCES \
             there ({}), with the words that people will read.",
            all.join(" "),
            if add.target.remote {
                format!("[[env.{}.vars.RESOURCES]]", add.target.env)
            } else {
                "[[vars.RESOURCES]]".to_owned()
            }
        )
        .into());
    }
    Ok(scope)
}

fn sector(add: &Add) -> Result<Option<String>, Refusal> {
    if add.subject_type == "public" {
        return match add.sector_identifier {
            Some(_) => Err("--sector-identifier is for --subject-type pairwise.".into()),
            None => Ok(None),
        };
    }
    let host = |text: &String| {
        let name =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte);
        !text.is_empty() && text.bytes().all(name)
    };
    match &add.sector_identifier {
        Some(sector) if host(sector) => Ok(Some(sector.clone())),
        Some(sector) => Err(format!("\"{sector}\" is not a host name in lower case.").into()),
        None => match sector_of(&redirect_uris(add)?) {
            Some(host) => Ok(Some(host)),
            None => Err(
                "The redirect URIs are not all https URLs of one host; name a host with \
                         --sector-identifier."
                    .into(),
            ),
        },
    }
}

fn post_logout_redirect_uris(add: &Add) -> Result<Vec<String>, Refusal> {
    let rules = rules(add)?;
    for text in &add.post_logout_redirect_uris {
        rules
            .parse(text, RegisteredBy::Owner)
            .map_err(|bad| format!("{text} cannot be a redirect URI: {bad}."))?;
    }
    Ok(add.post_logout_redirect_uris.clone())
}

fn backchannel_logout_uri(add: &Add) -> Result<Option<String>, Refusal> {
    let Some(uri) = &add.backchannel_logout_uri else {
        return Ok(None);
    };
    match RedirectUri::parse(uri) {
        Ok(_) if uri.starts_with("https:") || uri.starts_with("http:") => Ok(Some(uri.clone())),
        _ => Err(format!(
            "{uri} cannot be a backchannel_logout_uri: it must be an https URL (http for localhost only)."
        )
        .into()),
    }
}

fn keys(add: &Add, auth_method: AuthMethod) -> Result<ClientKeys, Refusal> {
    let needed =
        auth_method == AuthMethod::PrivateKeyJwt || add.request_object_signing_alg.is_some();
    match (&add.jwks, &add.jwks_uri) {
        (Some(file), _) => {
            let shown = file.display();
            let text = std::fs::read_to_string(file)
                .map_err(|error| format!("{shown} cannot be read: {error}."))?;
            let set = serde_json::from_str(&text)
                .map_err(|error| format!("{shown} is not JSON: {error}."))?;
            let keys = PublicKey::parse_set(&set)
                .map_err(|bad| format!("{shown} cannot be used: {}.", bad.sentence()))?;
            Ok(ClientKeys::Here(keys))
        }
        (None, Some(uri)) if is_public(uri) => Ok(ClientKeys::At(uri.clone())),
        (None, Some(uri)) => Err(format!(
            "{uri} cannot be a jwks_uri: it must be an https URL of a public host."
        )
        .into()),
        (None, None) if needed => {
            Err("It needs keys: give --jwks FILE (a JSON Web Key Set) or --jwks-uri URL.".into())
        }
        (None, None) => Ok(ClientKeys::None),
    }
}

fn introspects(add: &Add) -> Result<Vec<String>, Refusal> {
    let known = settings::resources(&add.target)?;
    let named = known.named(add.introspects.iter().map(String::as_str));
    named.map_err(|_| {
        let all: Vec<_> = known.identifiers().collect();
        Refusal(format!(
            "--introspects takes a resource of wrangler.toml: {}.",
            all.join(" ")
        ))
    })
}
