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
use crate::protocol::client::{Client, document};
use crate::protocol::jose::Algorithm;
use crate::protocol::timestamp::Timestamp;
use crate::protocol::token::code_grant::Redeemable;
use crate::protocol::token::{CodeGrant, TokenError, TokenFamily};
use crate::store::authorization_codes::{load_code, read_carried};
use crate::store::ended_families::revoke_family;
use crate::store::redemptions::{Redeemed, redeem_code};
use crate::store::token_families::{Terms, family_exists};

/// How long after its time a code is still told from one that never was, in seconds.
const KEPT: u32 = 60;

/// Redeems a code, once.
pub(super) async fn redeem<P: Platform>(
    server: &Server<'_, P>,
    caller: &TokenCaller,
    grant: &CodeGrant,
    loaded: Loaded,
) -> Result<Tokens, Refusal> {
    let client = loaded.client?;
    let approved = approved(server, caller.client_id(), &grant.code, loaded.stored).await?;
    let (id, approved) = approved.ok_or(TokenError::CodeUnknown)?;
    let now = server.platform.now();

    let redeemable = grant.redeemable(&approved, &client, caller.key(), now)?;
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

    redeem_approved(server, caller, &client, (id, &approved), &grant.resources).await
}

/// Uses a code up that breaks no rule, and returns the tokens. `id` is that of the family that it becomes. `client` may be as it
/// was registered a while ago, because D1 compares it.
pub(super) async fn redeem_approved<P: Platform>(
    server: &Server<'_, P>,
    caller: &TokenCaller,
    client: &Client,
    (id, approved): (String, &ApprovedRequest),
    resources: &[String],
) -> Result<Tokens, Refusal> {
    let now = server.platform.now();
    caller.proves_for(&approved.scope)?;
    let lifetimes = server.lifetimes(client);
    let lifetime = lifetimes.family_for(&approved.scope);
    let family = TokenFamily::begin(id, approved, caller.key(), lifetime, now);
    let redemption = Redemption {
        family: &family,
        access: Access::narrow(server, &family, client, None, resources)?,
        approved,
        key: caller.key(),
        now,
    };
    // Nothing but a proof or an assertion can be wrong now. What was refused for another reason wrote nothing.
    if let Some(tokens) = redemption.save(server, caller, client).await? {
        return Ok(tokens);
    }
    // Perhaps only the registration or the keys changed, and the code is as good as before.
    let (client, used) = look_again(server, caller, &family.id).await?;
    if !used && let Some(tokens) = redemption.save(server, caller, &client).await? {
        return Ok(tokens);
    }
    // RFC 6749 section 4.1.2: a second use ends what the first one produced.
    if revoke_family(server.platform, &family.id).await? {
        server.tell(reused(approved, &family.id));
    }
    Err(TokenError::CodeReused.into())
}

/// The client as it is registered now, whether the code is used up, and the keys that sign, in one trip to D1.
async fn look_again<P: Platform>(
    server: &Server<'_, P>,
    caller: &TokenCaller,
    family_id: &str,
) -> Result<(Rc<Client>, bool), Refusal> {
    let also = vec![family_exists(family_id)];
    let (client, outcomes) = server.client_and(caller.client_id(), also, true).await?;
    let used = outcomes.first().is_some_and(|found| !found.rows.is_empty());
    Ok((caller.is(server, client).await?, used))
}

fn reused(approved: &ApprovedRequest, family: &str) -> Event {
    let event = Event::new(Kind::CodeReused).client(&approved.client_id);
    event.user(&approved.user_id).family(family)
}

/// Who asks, and what was found of a code.
pub(super) struct Loaded {
    client: Result<Rc<Client>, Refusal>,
    /// What KV knows about the code. `None`: the code carries its record itself.
    stored: Option<Result<Option<Box<ApprovedRequest>>, Fault>>,
}

/// Looks for a code in KV. At the same time, D1 tells all that has to be known before the code is used up: the client if it is not
/// remembered, and the keys if it is time to load them.
pub(super) async fn load<P: Platform>(
    server: &Server<'_, P>,
    asking: impl Future<Output = Result<TokenCaller, Refusal>>,
    code: &Code,
) -> Result<(TokenCaller, Loaded), Refusal> {
    let who = async {
        let caller = asking.await?;
        let id = caller.client_id();
        let cold = caller.remembered(server).is_none() || server.keys_are_due();
        // The statement that redeems the code compares the client and the keys. If it says no, both are read at the primary.
        if cold && code.carried().is_some() && !document::is_document_id(id) {
            server.client_near(id, true).await?;
        }
        let client = match caller.remembered(server) {
            None => caller.current(server).await,
            Some(client) if server.keys_are_due() && !server.signs_near() => {
                let key = server.signing_key(Algorithm::Es256).await;
                key.map(|_| client).map_err(Refusal::from)
            }
            Some(client) => Ok(client),
        };
        Ok::<_, Refusal>((caller, client))
    };
    let stored = async {
        match code.carried() {
            Some(_) => None,
            None => Some(load_code(server.platform, &code.hash()).await),
        }
    };
    let (who, stored) = join(who, stored).await;
    let (caller, client) = who?;
    Ok((caller, Loaded { client, stored }))
}

/// The id of a code, and what it stands for. KV carries this, or the code itself does, for the client that got it.
async fn approved<P: Platform>(
    server: &Server<'_, P>,
    client_id: &str,
    code: &Code,
    stored: Option<Result<Option<Box<ApprovedRequest>>, Fault>>,
) -> Result<Option<(String, Box<ApprovedRequest>)>, Fault> {
    if let Some(stored) = stored {
        let id = code.hash().as_str().to_owned();
        return Ok(stored?.map(|approved| (id, approved)));
    }
    let record = match code.carried() {
        Some(sealed) => Carried::code(client_id).open(server, sealed).await,
        None => None,
    };
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
    /// Uses the code up, with the ids of the request, and returns the tokens. `None`: the code was used before, or its user, `client`
    /// or a key has changed. Then only the ids were written.
    async fn save<P: Platform>(
        &self,
        server: &Server<'_, P>,
        caller: &TokenCaller,
        client: &Client,
    ) -> Result<Option<Tokens>, Refusal> {
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
        let terms = Terms {
            ids: &caller.ids(),
            keys: &server.signing_now([Algorithm::Es256, client.id_token_algorithm]),
        };
        let redeemed = redeem_code(server.platform, self.family, client, terms).await?;
        caller.ids_used(redeemed.id_used())?;
        let may_refresh = client.may_refresh(&self.family.scope);
        Ok((redeemed == Redeemed::Now).then(|| Tokens {
            refresh_token: tokens.refresh_token.filter(|_| may_refresh),
            ..tokens
        }))
    }
}
