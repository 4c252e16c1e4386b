//! "It was not me": the link in a notice. Nothing is stored for it. It names a user and the version of their credentials, so a
//! new credential ends it, and so does its own use. One that went to a former address outlives new credentials, and is good once.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::protocol::secret::{MacKey, Secret};
use crate::protocol::timestamp::Timestamp;

/// How long it can be used, in seconds: three days.
pub const LIFETIME: u32 = 3 * 24 * 3600;

/// Marks a link that was sent to a former address.
const FORMER: char = 'f';

/// What such a link says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disavowal {
    /// `sub`.
    pub user_id: String,
    /// The version of their credentials.
    pub credential_version: u32,
    /// Whether it was sent to an address that was theirs until then: what they have now may be somebody else's.
    pub former: bool,
    /// Until when the link can be used.
    pub until: Timestamp,
}

impl Disavowal {
    /// The secret of the link.
    #[must_use]
    pub fn mint(&self, key: &MacKey) -> Secret {
        let (version, until) = (self.version(), self.until.0.to_string());
        let mac = URL_SAFE_NO_PAD.encode(key.mac(&self.parts(&until, &version)));
        Secret::new([&*self.id(), ".", &mac].concat())
    }

    /// What no other link has.
    #[must_use]
    pub fn id(&self) -> String {
        let user_id = URL_SAFE_NO_PAD.encode(&self.user_id);
        [
            &*user_id,
            ".",
            &self.version(),
            ".",
            &self.until.0.to_string(),
        ]
        .concat()
    }

    /// Reads one that this server made, and that can still be used.
    #[must_use]
    pub fn read(secret: &str, key: &MacKey, now: Timestamp) -> Option<Self> {
        let mut parts = secret.split('.');
        let (user, version, until, mac) =
            (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let user = URL_SAFE_NO_PAD.decode(user).ok()?;
        let number = version.strip_suffix(FORMER);
        let read = Self {
            user_id: String::from_utf8(user).ok()?,
            credential_version: number.unwrap_or(version).parse().ok()?,
            former: number.is_some(),
            until: Timestamp(until.parse().ok()?),
        };
        let mac = URL_SAFE_NO_PAD.decode(mac).ok()?;
        let is_ours = parts.next().is_none() && key.verify(&read.parts(until, version), &mac);
        (is_ours && now < read.until).then_some(read)
    }

    fn version(&self) -> String {
        let mut text = self.credential_version.to_string();
        if self.former {
            text.push(FORMER);
        }
        text
    }

    fn parts<'a>(&'a self, until: &'a str, version: &'a str) -> [&'a [u8]; 4] {
        let label: &[u8] = b"it was not me";
        [
            label,
            self.user_id.as_bytes(),
            version.as_bytes(),
            until.as_bytes(),
        ]
    }
}
