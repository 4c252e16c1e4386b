//! What a request to sign out asks for, and how much of that is proved (RP-Initiated Logout 1.0 sections 2 and 4).

use std::rc::Rc;

use futures_util::future::join;

use crate::endpoint::client::NotNow;
use crate::endpoint::keys::{Hinted, id_token_hint};
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::protocol::client::{Client, RegisteredBy};
use crate::protocol::location::Location;
use crate::protocol::openid::{BadLogout, Hint, LogoutRequest, UnverifiedHint, subject};
use crate::protocol::params::Params;

/// The parts of a request that count.
#[derive(Default)]
pub(super) struct Proved {
    /// What a proved ID token is about.
    pub(super) hint: Option<Hint>,
    pub(super) client: Option<Rc<Client>>,
    /// Where the browser goes next.
    pub(super) next: Option<Location>,
    /// The rule that the request breaks. Then nothing of it counts (section 4): whoever sent the browser here, the
    /// person may still sign out, and stays here.
    pub(super) broken: Option<BadLogout>,
}

/// Why a request cannot be believed.
enum Unbelieved {
    Broken(BadLogout),
    NotNow(NotNow),
}

impl From<BadLogout> for Unbelieved {
    fn from(bad: BadLogout) -> Self {
        Self::Broken(bad)
    }
}

impl<E: Into<NotNow>> From<E> for Unbelieved {
    fn from(why: E) -> Self {
        Self::NotNow(why.into())
    }
}

/// Loads and proves what is asked.
pub(super) async fn read<P: Platform>(
    server: &Server<'_, P>,
    params: &Params,
) -> Result<Proved, NotNow> {
    match prove(server, params).await {
        Ok(proved) => Ok(proved),
        Err(Unbelieved::NotNow(why)) => Err(why),
        Err(Unbelieved::Broken(bad)) => Ok(Proved {
            broken: Some(bad),
            ..Proved::default()
        }),
    }
}

/// What an ID token says before it is verified. It only decides which client is loaded meanwhile.
pub(super) fn said<P: Platform>(server: &Server<'_, P>, logout: &LogoutRequest) -> Option<Hint> {
    let hint = UnverifiedHint::parse(logout.hint.as_deref()?, server.config.issuer.as_str());
    hint.map(UnverifiedHint::said)
}

async fn prove<P: Platform>(server: &Server<'_, P>, params: &Params) -> Result<Proved, Unbelieved> {
    let logout = LogoutRequest::parse(params)?;
    let said = said(server, &logout);
    let id = logout.client(said.as_ref());
    let hinted = async {
        match &logout.hint {
            None => Ok(None),
            Some(hint) => id_token_hint::read(server, hint).await.map(Some),
        }
    };
    let client = async {
        match id {
            Ok(Some(id)) => server.current_client(id).await.map(Some),
            Ok(None) | Err(_) => Ok(None),
        }
    };
    let (hinted, client) = join(hinted, client).await;
    let (hint, proved) = match hinted? {
        None => (None, false),
        Some(Hinted::Known(hint)) => (Some(hint), true),
        Some(Hinted::Forgotten(hint)) => (Some(hint), false),
        Some(Hinted::Bad) => return Err(BadLogout::Hint.into()),
    };
    id?;
    let client = match client? {
        None => None,
        Some(client) => Some(client.ok_or(BadLogout::ClientUnknown)?),
    };
    let next = logout.destination(client.as_deref())?;
    Ok(Proved {
        hint: hint.filter(|_| proved),
        client,
        next,
        broken: None,
    })
}

impl Proved {
    /// Whether the owner vouches for the client.
    pub(super) fn is_vouched_for(&self) -> bool {
        let client = self.client.as_ref();
        client.is_some_and(|client| client.registered_by == RegisteredBy::Owner)
    }
}

/// Whether an ID token is about this session. One of any other session proves nothing: it may have fallen into other hands.
pub(super) fn is_about(hint: &Hint, session_id: &str) -> bool {
    let sid = subject::session(session_id, &hint.client_id);
    hint.session.as_ref() == Some(&sid)
}
