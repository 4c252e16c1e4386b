//! A code of a provider becomes somebody who is proved (OpenID Connect Core sections 3.1.3 and 5.3).

use serde_json::{Map, Value};

use super::failure::Failure;
use super::github;
use super::resource::{LONGEST, get};
use super::secret::authenticate;
use super::trip::Trip;
use crate::endpoint::client::provider_documents::verify;
use crate::endpoint::config::Known;
use crate::endpoint::server::Server;
use crate::platform::{FORM, Platform};
use crate::protocol::jose::Jws;
use crate::protocol::json;
use crate::protocol::path;
use crate::protocol::provider::{
    BadProvider, Dialect, Discovered, Expected, Groups, Identity, Provider,
};

/// Where people come back from a provider: each has an address of its own, so that no other can answer in its place (RFC 9700
/// section 4.4.2.2).
pub(super) fn redirect_uri<P: Platform>(server: &Server<'_, P>, id: &str) -> String {
    server
        .config
        .issuer
        .url(&[path::LOGIN_PROVIDER, "/", id].concat())
}

/// Redeems a code, and gives who came back.
pub(super) async fn redeem<P: Platform>(
    server: &Server<'_, P>,
    known: &Known,
    discovered: &Discovered,
    trip: &Trip,
    code: &str,
) -> Result<Identity, Failure> {
    let provider = &known.provider;
    let (redirect_uri, verifier) = (redirect_uri(server, &provider.id), trip.verifier());
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", &redirect_uri),
        ("code_verifier", &verifier),
    ];
    let (form, basic) = authenticate(server, known, discovered, &fields).await?;
    let mut headers = vec![FORM, ("Accept", "application/json")];
    headers.extend(basic.as_deref().map(|basic| ("Authorization", basic)));
    let answer = server
        .platform
        .post(&discovered.token_endpoint, &headers, &form, LONGEST)
        .await;
    let (status, answer) = answer.ok_or(BadProvider::NoAnswer)?;
    let answer = str::from_utf8(&answer).ok().and_then(json::object);
    let tokens = answer.ok_or(BadProvider::NoAnswer)?;
    // GitHub says so with 200.
    if status != 200 || tokens.contains_key("error") {
        return Err(BadProvider::Refused.into());
    }
    let token = |name: &str| tokens.get(name).and_then(Value::as_str);
    if provider.dialect == Dialect::GitHub {
        let access_token = token("access_token").ok_or(BadProvider::NoAnswer)?;
        return github::identity(server, access_token).await;
    }
    let jws = token("id_token").and_then(Jws::parse);
    let jws = jws.ok_or(BadProvider::Malformed)?;
    let expected = Expected {
        dialect: provider.dialect,
        issuer: &discovered.issuer,
        client_id: &provider.client_id,
        nonce: &trip.nonce(),
        since: trip.since(),
        must_tell: trip.must_tell,
    };
    let claims = expected.claims(&jws, server.platform.now())?;
    verify(server, discovered, &jws).await?;
    let mut claims = claims.all().clone();
    if let (Some(endpoint), Some(token)) = (&discovered.userinfo_endpoint, token("access_token"))
        && is_short(provider, &claims)
    {
        let told = add_userinfo(server, provider, (endpoint, token), &mut claims).await;
        // Otherwise nobody would be in a group while it is down.
        if !told
            && provider
                .groups
                .as_ref()
                .is_some_and(|groups| !groups.are_in(&claims))
        {
            return Err(BadProvider::NoAnswer.into());
        }
    }
    Ok(Identity::read(provider, &claims)?)
}

/// Whether userinfo may say more than the ID token: by OpenID Connect Core section 5.4 the claims of a scope are there.
fn is_short(provider: &Provider, claims: &Map<String, Value>) -> bool {
    let lacks_groups = |groups: &Groups| !groups.are_in(claims);
    provider.dialect == Dialect::OpenId
        && (!claims.contains_key("email") || provider.groups.as_ref().is_some_and(lacks_groups))
}

/// Adds what userinfo says, if it is about the same person. `false`: it says nothing of them.
async fn add_userinfo<P: Platform>(
    server: &Server<'_, P>,
    provider: &Provider,
    (endpoint, access_token): (&str, &str),
    claims: &mut Map<String, Value>,
) -> bool {
    let bearer = ["Bearer ", access_token].concat();
    let Some(userinfo) = get(server, endpoint, &bearer).await else {
        return false;
    };
    if userinfo.get("sub") != claims.get("sub") {
        return false;
    }
    // How they signed in only a signature proves. Whether an address is theirs is said of the address beside it.
    let address = !claims.contains_key("email");
    let groups = provider.groups.as_ref().map(|groups| groups.claim());
    for (name, value) in userinfo.as_object().into_iter().flatten() {
        let told = match name.as_str() {
            "email" | "email_verified" => address,
            "name" | "preferred_username" => !claims.contains_key(name),
            name => groups == Some(name) && !claims.contains_key(name),
        };
        if told {
            claims.insert(name.clone(), value.clone());
        }
    }
    true
}
