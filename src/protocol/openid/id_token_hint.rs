//! An ID token that a client sends back, to say whom it means (`id_token_hint`, OpenID Connect Core section
//! 3.1.2.1, RP-Initiated Logout section 2).

use crate::protocol::jose::Jws;

/// An ID token that comes back (`id_token_hint`): taken apart, but not yet verified.
#[derive(Debug)]
pub struct UnverifiedHint {
    /// Which key is said to have signed it.
    pub kid: String,
    /// The signed message.
    pub jws: Box<Jws>,
    hint: Hint,
}

/// Whom an ID token of this server was about, however long ago.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The user, as the client knows them.
    pub subject: String,
    /// The client.
    pub client_id: String,
    /// The session, as the client knows it.
    pub session: Option<String>,
}

impl UnverifiedHint {
    /// Takes a hint apart; `None` unless it could be an ID token of `issuer` for one client.
    #[must_use]
    pub fn parse(sent: &str, issuer: &str) -> Option<Self> {
        let jws = Jws::parse(sent)?;
        let claims = jws.claims()?;
        // A signed answer of the userinfo endpoint does not report a sign-in.
        let ours = claims.text("iss")? == issuer
            && jws.typ.as_deref() == Some("jwt")
            && claims.get("auth_time").is_some();
        let kid = jws.kid.clone().filter(|_| ours)?;
        let hint = Hint {
            subject: claims.text("sub")?,
            client_id: claims.text("aud")?,
            session: claims.text("sid"),
        };
        Some(Self { kid, jws, hint })
    }

    /// What it says, to be believed once the signature has been verified. It does not matter whether it has
    /// expired (RP-Initiated Logout section 2, OpenID Connect Core section 3.1.2.1).
    #[must_use]
    pub fn said(self) -> Hint {
        self.hint
    }
}
