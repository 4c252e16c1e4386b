//! `grant_type=authorization_code` (RFC 6749 section 4.1.3, RFC 7636 section 4.6).

use std::rc::Rc;

use futures_util::future::join;

use super::access_token::Access;
use super::caller::TokenCaller;
use super::issue::{Minting, Tokens};
use crate::endpoint::client::Refusal;
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::keys::Carried;
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::authorization::{ApprovedRequest, Code};
use crate::protocol::client::Client;
use crate::protocol::timestamp::Timestamp;
use crate::protocol::token::code_grant::Redeemable;
use crate::protocol::token::{CodeGrant, TokenError, TokenFamily};
use crate::store::authorization_codes::{load_code, read_carried};
use crate::store::ended_families::revoke_family;
use crate::store::token_families::redeem_code;

/// How long after its time a code is still told from one that never was, in seconds.
const KEPT: u32 = 60;

/// Redeems a code, once.
pub(super) async fn redeem<P: Platform>(
    server: &Server<'_, P>,
    caller: &TokenCaller,
    grant: &CodeGrant,
) -> Result<Tokens, Refusal> {
    let (known, id, approved) = load(server, caller, &grant.code).await?;
    let now = server.platform.now();

    let redeemable = grant.redeemable(&approved, known.client(), caller.key(), now)?;
    if redeemable == Redeemable::TooLate {
        // Before anything can end: somebody who saw the request and sends it again cannot end anything.
        caller.prove_once(server).await?;
        // The code may have been used in time, which makes this a second use. A client from memory is not
        // reason enough to end anything.
        caller.current(server).await?;
        if revoke_family(server.platform, &id).await? {
            server.tell(reused(&approved, &id));
        }
        return Err(TokenError::CodeExpired.into());
    }

    redeem_approved(server, caller, &known, (id, &approved), &grant.resources).await
}

/// Uses a code up that breaks no rule, and returns the tokens. `id` is that of the family that it becomes.
pub(super) async fn redeem_approved<P: Platform>(
    server: &Server<'_, P>,
    caller: &TokenCaller,
    known: &Known,
    (id, approved): (String, &ApprovedRequest),
    resources: &[String],
) -> Result<Tokens, Refusal> {
    let now = server.platform.now();
    caller.proves_for(&approved.scope)?;
    let lifetimes = server.lifetimes(known.client());
    let lifetime = lifetimes.family_for(&approved.scope);
    let family = TokenFamily::begin(id, approved, caller.key(), lifetime, now);
    let redemption = Redemption {
        family: &family,
        access: Access::narrow(server, &family, known.client(), None, resources)?,
        approved,
        key: caller.key(),
        now,
    };
    // Now nothing but the proof can be wrong: what is refused for another reason writes nothing.
    caller.prove_once(server).await?;
    let saved = match redemption.save(server, known.client()).await? {
        Some(tokens) => Some(tokens),
        // Perhaps only the registration changed.
        None if known.is_from_memory() => {
            let client = caller.current(server).await?;
            redemption.save(server, &client).await?
        }
        None => None,
    };
    match saved {
        Some(tokens) => Ok(tokens),
        None => {
            // RFC 6749 section 4.1.2: a second use ends what the first one produced.
            if revoke_family(server.platform, &family.id).await? {
                server.tell(reused(approved, &family.id));
            }
            Err(TokenError::CodeReused.into())
        }
    }
}

fn reused(approved: &ApprovedRequest, family: &str) -> Event {
    let event = Event::new(Kind::CodeReused).client(&approved.client_id);
    event.user(&approved.user_id).family(family)
}

/// The client that asks, and where it is known from.
pub(super) enum Known {
    /// From an earlier request.
    Remembered(Rc<Client>),
    /// From D1, just now.
    Current(Rc<Client>),
}

impl Known {
    fn client(&self) -> &Client {
        match self {
            Self::Remembered(client) | Self::Current(client) => client,
        }
    }

    fn is_from_memory(&self) -> bool {
        matches!(self, Self::Remembered(_))
    }
}

/// Which client asks, the id of the code, and what it stands for.
async fn load<P: Platform>(
    server: &Server<'_, P>,
    caller: &TokenCaller,
    code: &Code,
) -> Result<(Known, String, Box<ApprovedRequest>), Refusal> {
    let client = async {
        match caller.remembered(server) {
            Some(client) => Ok(Known::Remembered(client)),
            None => caller.current(server).await.map(Known::Current),
        }
    };
    let client_id = &caller.credentials.client_id;
    let (client, approved) = join(client, approved(server, client_id, code)).await;
    let client = client?;
    let (id, approved) = approved?.ok_or(TokenError::CodeUnknown)?;
    Ok((client, id, approved))
}

/// The id of a code, and what it stands for. KV carries this, or the code itself does, for the client that got it.
async fn approved<P: Platform>(
    server: &Server<'_, P>,
    client_id: &str,
    code: &Code,
) -> Result<Option<(String, Box<ApprovedRequest>)>, Fault> {
    let Some(sealed) = code.carried() else {
        let hash = code.hash();
        let approved = load_code(server.platform, &hash).await?;
        return Ok(approved.map(|approved| (hash.as_str().to_owned(), approved)));
    };
    let record = Carried::code(client_id).open(server, sealed).await;
    let approved = record.as_deref().map(read_carried).transpose()?;
    // What KV holds is gone by then too. Otherwise an old code could be brought for ever, and a row be written each time.
    let now = server.platform.now();
    Ok(approved.filter(|(_, approved)| now < approved.expires_at.plus(KEPT)))
}

/// A code that may be redeemed.
struct Redemption<'a> {
    family: &'a TokenFamily,
    access: Access,
    approved: &'a ApprovedRequest,
    key: Option<&'a str>,
    now: Timestamp,
}

impl Redemption<'_> {
    /// Uses the code up and returns the tokens. `None`: it was used before, or its user or `client` has
    /// changed; then nothing was written.
    async fn save<P: Platform>(
        &self,
        server: &Server<'_, P>,
        client: &Client,
    ) -> Result<Option<Tokens>, Fault> {
        let minting = Minting {
            family: self.family,
            client,
            key: self.key,
            id_token: &self.family.scope,
            nonce: self.approved.nonce.as_deref(),
            now: self.now,
        };
        let live = self.family.live_token();
        // Signed before the code is used up: if signing fails, the client can try again.
        let tokens = minting.mint(server, self.access.clone(), live).await?;
        if !redeem_code(server.platform, self.family, client).await? {
            return Ok(None);
        }
        let may_refresh = client.may_refresh(&self.family.scope);
        Ok(Some(Tokens {
            refresh_token: tokens.refresh_token.filter(|_| may_refresh),
            ..tokens
        }))
    }
}
