//! A world with one user, one client, and what a code for them becomes.

use edgegrant::platform::{Fault, Platform, Sql};
use edgegrant::protocol::authorization::{ApprovedRequest, CodeChallenge, Granted};
use edgegrant::protocol::client::Client;
use edgegrant::protocol::lifetime::Lifetime;
use edgegrant::protocol::login::{Device, Method};
use edgegrant::protocol::scope::Scope;
use edgegrant::protocol::secret::{Secret, SecretHash};
use edgegrant::protocol::token::access_token::Claims;
use edgegrant::protocol::token::{RefreshToken, TokenFamily};
use edgegrant::store::believed::Believed;
use edgegrant::store::clients::{add_client, load_client};
use edgegrant::store::grants::{NewGrant, Recorded, record_answer};
use edgegrant::store::redemptions::{Redeemed, redeem_code};
use edgegrant::store::rotations::{
    ClientAndFamily, Families, Replacing, Rotated, client_and_family, read_client_and_family,
    rotate_refresh,
};
use edgegrant::store::session_life::Lasting;
use edgegrant::store::sessions::{Begun, NewSession, Proof, begin_session};
use edgegrant::store::sweep::Kept;
use edgegrant::store::token_families::Terms;
use edgegrant::store::token_users::{TokenUser, read_token_user, token_user};
use futures_executor::block_on;

use super::World;
use super::visitor::{CHALLENGE, add_person, client};

pub const PERSON: &str = "person-1";

/// What the settings say if they say nothing, in seconds.
pub const LIFETIME: u32 = Lifetime::RefreshToken.usual();
pub const IDLE_LIFETIME: u32 = Lifetime::RefreshTokenIdle.usual();
/// For how long the sweep keeps things.
pub const KEPT: Kept = Kept {
    idle: IDLE_LIFETIME,
    events: 90 * 24 * 3600,
};
pub const SESSION_LIFETIME: u32 = Lifetime::Session.usual();
pub const LASTING: Lasting = Lasting {
    at_most: SESSION_LIFETIME,
    idle: Lifetime::SessionIdle.usual(),
    kept: true,
};

/// A storage call that must succeed.
pub fn done<T>(future: impl Future<Output = Result<T, Fault>>) -> T {
    block_on(future).expect("storage works")
}

pub fn world() -> World {
    let world = World::new();
    add_person(&world);
    assert!(done(add_client(&world, &client(), None)));
    world
}

pub fn scope(text: &str) -> Scope {
    Scope::parse(text).expect("a scope")
}

pub fn granted(text: &str) -> Granted {
    Granted {
        scope: scope(text),
        claims: Scope::default(),
    }
}

/// Signs a user in with a new cookie. Gives the id of the session.
pub fn sign_in(world: &World, cookie: &str, user: &str, before: Option<&str>) -> String {
    begin(world, cookie, user, before, LASTING, &Device::default()).id
}

pub fn begin(
    world: &World,
    cookie: &str,
    user: &str,
    before: Option<&str>,
    lasts: Lasting,
    device: &Device,
) -> Begun {
    let (hash, id) = (Secret::new(cookie).hash(), format!("{user} since {cookie}"));
    let before: Option<SecretHash> = before.map(|before| Secret::new(before).hash());
    let verified = world.ask(&format!(
        "SELECT password_hash FROM users WHERE id = '{user}'"
    ));
    let new = NewSession {
        lasts,
        device,
        user_id: user,
        proof: Proof::Password(&verified),
        id: &id,
        hash: &hash,
        before: before.as_ref(),
    };
    done(begin_session(world, &new)).expect("the password is still the same")
}

pub fn approved(world: &World) -> ApprovedRequest {
    ApprovedRequest {
        client_id: "app".to_owned(),
        user_id: PERSON.to_owned(),
        redirect_uri: None,
        scope: scope("notes:read"),
        resources: Vec::new(),
        dpop_jkt: None,
        challenge: Some(CodeChallenge::parse(CHALLENGE).expect("a challenge")),
        subject: "person-1".to_owned(),
        credential_version: 1,
        revoked: 0,
        session_id: Some("session-1".to_owned()),
        nonce: None,
        claims: None,
        authenticated_at: world.now(),
        method: Method::Password,
        expires_at: world.now().plus(60),
        hearsay: None,
    }
}

pub fn family(world: &World, id: &str) -> TokenFamily {
    TokenFamily::begin(id.to_owned(), &approved(world), None, LIFETIME, world.now())
}

pub fn registered(world: &World) -> Client {
    (*done(load_client(world, "app")).expect("the client")).clone()
}

pub async fn redeem(world: &World, family: &TokenFamily) -> Result<bool, Fault> {
    let client = load_client(world, "app").await?.expect("the client");
    redeem_for(world, family, &client).await
}

pub async fn redeem_for(
    world: &World,
    family: &TokenFamily,
    client: &Client,
) -> Result<bool, Fault> {
    let redeemed = redeem_code(world, family, client, Terms::default()).await?;
    Ok(redeemed == Redeemed::Now)
}

pub fn rotate(world: &World, family: &str, generation: u32) -> Option<Box<TokenFamily>> {
    let token = RefreshToken {
        family: family.to_owned(),
        generation,
    };
    rotate_for(world, &token, &registered(world), None)
}

pub fn rotate_for(
    world: &World,
    token: &RefreshToken,
    client: &Client,
    key: Option<&str>,
) -> Option<Box<TokenFamily>> {
    match done(rotate_refresh(world, replacing(token, client, key))) {
        Rotated::Now(family) => Some(family),
        Rotated::Not | Rotated::IdUsed(_) => None,
    }
}

/// How a client that the server knows has its token replaced.
pub fn replacing<'a>(
    token: &'a RefreshToken,
    client: &'a Client,
    proved_key: Option<&'a str>,
) -> Replacing<'a> {
    Replacing {
        token,
        client_id: &client.id,
        believed: Believed::At(&client.revision),
        confidential: client.auth_method.is_confidential(),
        proved_key,
        families: Families::Any,
        idle: IDLE_LIFETIME,
        of_owner: "[]",
        terms: Terms::default(),
    }
}

pub fn load_family(world: &World, id: &str) -> Option<Box<TokenFamily>> {
    let load = |client: &str| done(load_client_and_family(world, client, id)).family;
    let family = load("app")?;
    // For any other client, the family counts as ended.
    load(&family.client_id).or(Some(family))
}

/// A client and one token family.
pub async fn load_client_and_family(
    world: &World,
    client_id: &str,
    family_id: &str,
) -> Result<ClientAndFamily, Fault> {
    read_client_and_family(&world.run(client_and_family(client_id, family_id)).await?)
}

/// The user for whom an access token speaks.
pub async fn load_token_user(
    world: &World,
    claims: &Claims,
    of_owner: &str,
) -> Result<Option<Box<TokenUser>>, Fault> {
    read_token_user(&world.run(token_user(claims, of_owner)).await?)
}

/// Records a consent to a request that was not pushed. `false`: it was not recorded.
pub async fn record_consent(world: &World, grant: &NewGrant<'_>) -> Result<bool, Fault> {
    Ok(record_answer(world, grant, None).await? == Recorded::Yes)
}
