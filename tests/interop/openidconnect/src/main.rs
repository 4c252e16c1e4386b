//! A relying party made of the `openidconnect` crate, used as its documentation shows: it signs a person
//! in, verifies the ID token, reads userinfo, refreshes, and logs the person out.
//!
//! Its only argument is `Settings` as JSON. It asks for an address to be opened in a browser with a line
//! `{"open": "…"}` and reads from the next line of standard input where the browser ended. Its last line is
//! `{"done": {…}}`, with what it found out; anything that it does not accept ends it with an error.

use std::error::Error;
use std::io::stdin;

use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreIdToken, CoreIdTokenVerifier, CoreUserInfoClaims,
};
use openidconnect::{
    AccessToken, AccessTokenHash, AuthType, AuthorizationCode, ClientId, ClientSecret, CsrfToken,
    IssuerUrl, LogoutRequest, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PostLogoutRedirectUrl,
    ProviderMetadataWithLogout, RedirectUrl, Scope, TokenResponse, UserInfoResponseType, reqwest,
};
use serde::Deserialize;
use serde_json::{Value, json};

type Failure = Box<dyn Error>;

#[derive(Deserialize)]
struct Settings {
    issuer: String,
    client_id: String,
    client_secret: Option<String>,
    client_secret_post: bool,
    redirect_uri: String,
    scopes: Vec<String>,
    userinfo_is_signed: bool,
    post_logout_redirect_uri: String,
}

fn main() -> Result<(), Failure> {
    let argument = std::env::args().nth(1).ok_or("its settings are missing")?;
    let settings: Settings = serde_json::from_str(&argument)?;
    let http = reqwest::blocking::ClientBuilder::new()
        .redirect(reqwest::redirect::Policy::none())
        .build()?;

    let metadata =
        ProviderMetadataWithLogout::discover(&IssuerUrl::new(settings.issuer.clone())?, &http)?;
    let end_session = metadata.additional_metadata().end_session_endpoint.clone();
    let client = CoreClient::from_provider_metadata(
        metadata,
        ClientId::new(settings.client_id.clone()),
        settings.client_secret.map(ClientSecret::new),
    )
    .set_redirect_uri(RedirectUrl::new(settings.redirect_uri)?)
    .set_auth_type(if settings.client_secret_post {
        AuthType::RequestBody
    } else {
        AuthType::BasicAuth
    });

    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (url, state, nonce) = client
        .authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            CsrfToken::new_random,
            Nonce::new_random,
        )
        .add_scopes(settings.scopes.into_iter().map(Scope::new))
        .set_pkce_challenge(challenge)
        .url();
    let callback = open(url.as_str())?;
    if parameter(&callback, "state")? != *state.secret() {
        return Err("another state".into());
    }

    let tokens = client
        .exchange_code(AuthorizationCode::new(parameter(&callback, "code")?))?
        .set_pkce_verifier(verifier)
        .request(&http)?;
    let id_token = tokens.id_token().ok_or("no ID token")?;
    let id_token_verifier = client.id_token_verifier();
    let claims = id_token.claims(&id_token_verifier, &nonce)?;
    access_token_is_hashed(id_token, &id_token_verifier, tokens.access_token())?;
    if id_token
        .claims(&id_token_verifier, &Nonce::new("another".to_owned()))
        .is_ok()
    {
        return Err("the ID token is not verified at all".into());
    }

    let response_type = if settings.userinfo_is_signed {
        UserInfoResponseType::Jwt
    } else {
        UserInfoResponseType::Json
    };
    let userinfo: CoreUserInfoClaims = client
        .user_info(
            tokens.access_token().clone(),
            Some(claims.subject().clone()),
        )?
        .set_response_type(response_type)
        .require_signed_response(settings.userinfo_is_signed)
        .request(&http)?;

    let refresh_token = tokens.refresh_token().ok_or("no refresh token")?;
    let refreshed = client
        .exchange_refresh_token(refresh_token)?
        .request(&http)?;
    let later = refreshed.id_token().ok_or("no ID token after a refresh")?;
    // OpenID Connect Core section 12.2: it should have no nonce.
    let later_claims = later.claims(&id_token_verifier, |nonce: Option<&Nonce>| match nonce {
        None => Ok(()),
        Some(_) => Err("a nonce after a refresh".to_owned()),
    })?;
    access_token_is_hashed(later, &id_token_verifier, refreshed.access_token())?;
    if (later_claims.subject(), later_claims.auth_time()) != (claims.subject(), claims.auth_time())
    {
        return Err("the ID token after a refresh is about another sign-in".into());
    }

    let logout = LogoutRequest::from(end_session.ok_or("no end_session_endpoint")?)
        .set_id_token_hint(later)
        .set_client_id(ClientId::new(settings.client_id))
        .set_post_logout_redirect_uri(PostLogoutRedirectUrl::new(
            settings.post_logout_redirect_uri.clone(),
        )?)
        .set_state(CsrfToken::new("after logout".to_owned()));
    let after = open(logout.http_get_url().as_str())?;
    if !after.starts_with(&settings.post_logout_redirect_uri)
        || parameter(&after, "state")? != "after logout"
    {
        return Err(format!("the logout ended at {after}").into());
    }

    println!(
        "{}",
        json!({ "done": {
        "alg": id_token.signing_alg()?,
        "claims": claims,
        "userinfo": userinfo,
        "scopes": tokens.scopes(),
    } })
    );
    Ok(())
}

/// `at_hash`, OpenID Connect Core section 3.1.3.8.
fn access_token_is_hashed(
    id_token: &CoreIdToken,
    verifier: &CoreIdTokenVerifier,
    access_token: &AccessToken,
) -> Result<(), Failure> {
    let hash = AccessTokenHash::from_token(
        access_token,
        id_token.signing_alg()?,
        id_token.signing_key(verifier)?,
    )?;
    let claims = id_token.claims(verifier, |_: Option<&Nonce>| Ok(()))?;
    match claims.access_token_hash() {
        Some(said) if *said == hash => Ok(()),
        _ => Err("at_hash is not that of the access token".into()),
    }
}

/// Has a browser open the address, and gives where it ended.
fn open(url: &str) -> Result<String, Failure> {
    println!("{}", json!({ "open": url }));
    let mut line = String::new();
    stdin().read_line(&mut line)?;
    let ended: Value = serde_json::from_str(&line)?;
    Ok(ended.as_str().ok_or("not an address")?.to_owned())
}

fn parameter(url: &str, name: &str) -> Result<String, Failure> {
    let url = openidconnect::url::Url::parse(url)?;
    let found = url.query_pairs().find(|(key, _)| key == name);
    Ok(found
        .ok_or_else(|| format!("no {name} in {url}"))?
        .1
        .into_owned())
}
