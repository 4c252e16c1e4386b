//! Records that somebody else carries for this server: sealed, so that nobody can read or change them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};

/// The longest sealed record, in bytes. It goes through URLs, of which some servers on the way read no more than 8 kB.
const LONGEST: usize = 6000;

/// What a record is for, and which client, browser or user it belongs to. It opens for nothing else.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Carried<'a> {
    /// What kind of record it is; no two kinds share a name.
    kind: &'static str,
    owner: &'a str,
}

impl<'a> Carried<'a> {
    /// What an authorization code stands for.
    pub(crate) fn code(client_id: &'a str) -> Self {
        let kind = "code";
        Self {
            kind,
            owner: client_id,
        }
    }

    /// What was pushed and is not stored.
    pub(crate) fn pushed_request(client_id: &'a str) -> Self {
        let kind = "pushed request";
        Self {
            kind,
            owner: client_id,
        }
    }

    /// Who gave a right password, in this browser and for this query, and still has to give a code.
    pub(crate) fn half_signed_in(bound: &'a str) -> Self {
        let kind = "half signed in";
        Self { kind, owner: bound }
    }

    /// The secret of an app that is being set up, for this user in this browser.
    pub(crate) fn new_second_factor(bound: &'a str) -> Self {
        let kind = "new second factor";
        Self { kind, owner: bound }
    }

    /// Who goes to another provider to sign in, and what for, in this browser.
    pub(crate) fn at_provider(browser: &'a str) -> Self {
        let kind = "at a provider";
        Self {
            kind,
            owner: browser,
        }
    }

    /// Who somebody is at another provider who makes an account, in this browser.
    pub(crate) fn from_provider(browser: &'a str) -> Self {
        let kind = "from a provider";
        Self {
            kind,
            owner: browser,
        }
    }

    /// What the primary told of a visit to a client, in the browser with a session.
    pub(crate) fn visit(bound: &'a str) -> Self {
        let kind = "visit";
        Self { kind, owner: bound }
    }

    /// The record as one word that a URL can hold; `None` when it is too long for that.
    pub(crate) async fn seal<P: Platform>(
        self,
        server: &Server<'_, P>,
        record: &str,
    ) -> Result<Option<String>, Fault> {
        let key = &server.config.keys.carried;
        let purpose = self.purpose();
        let sealed = server.platform.seal(key, record.as_bytes(), &purpose);
        let word = URL_SAFE_NO_PAD.encode(sealed.await?);
        Ok((word.len() <= LONGEST).then_some(word))
    }

    /// The record; `None` when this server did not seal it for this.
    pub(crate) async fn open<P: Platform>(
        self,
        server: &Server<'_, P>,
        sealed: &str,
    ) -> Option<String> {
        let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let keys = &server.config.keys;
        let purpose = self.purpose();
        for key in [Some(&keys.carried), keys.previous_carried.as_ref()] {
            if let Some(key) = key
                && let Ok(record) = server.platform.open(key, &sealed, &purpose).await
            {
                return String::from_utf8(record).ok();
            }
        }
        None
    }

    /// A kind has no line break in it, so no two of these read the same.
    fn purpose(self) -> Vec<u8> {
        format!("{}\n{}", self.kind, self.owner).into_bytes()
    }
}
