//! Which redirect URIs a client may have on this server, which depends on who vouches for it.

use super::redirect_uri::{LeftOut, RedirectUri, scheme_of};
use super::redirect_uri_error::{BadRedirectUri, LONGEST_URI};
use super::registration::RegisteredBy;
use super::scheme;
use crate::protocol::issuer::Issuer;
use crate::protocol::public_url;

/// What this server asks of redirect URIs, beyond what any does.
#[derive(Debug, Clone)]
pub struct RedirectRules {
    issuer: Issuer,
    /// For clients that nobody vouches for: the schemes without a dot that they may have.
    schemes: Vec<String>,
}

impl RedirectRules {
    /// The rules of a server. `schemes` are those without a dot that clients may have if nobody vouches for them.
    #[must_use]
    pub fn new(issuer: &Issuer, schemes: Vec<String>) -> Self {
        Self {
            issuer: issuer.clone(),
            schemes,
        }
    }

    /// Reads a URI for the registration of a client.
    ///
    /// # Errors
    /// [`BadRedirectUri`], the first rule it breaks.
    pub fn parse(&self, text: &str, voucher: RegisteredBy) -> Result<RedirectUri, BadRedirectUri> {
        if text.len() > LONGEST_URI {
            return Err(BadRedirectUri::TooLong);
        }
        let uri = RedirectUri::parse(text)?;
        if self.issuer.owns(text) {
            return Err(BadRedirectUri::OwnAddress);
        }
        let scheme = scheme_of(text);
        let known = match voucher {
            RegisteredBy::Owner => true,
            RegisteredBy::Itself | RegisteredBy::Document => self.schemes.contains(&scheme),
        };
        if scheme::is_claimed_by_any(&scheme) && !known {
            return Err(BadRedirectUri::Scheme);
        }
        Ok(uri)
    }

    /// Whether this server may ask a URL where a client keeps documents or wants notices: its host must be public, and
    /// it must not be an address of this server.
    #[must_use]
    pub fn may_be_asked(&self, url: &str) -> bool {
        public_url::is_public(url) && !self.issuer.owns(url)
    }

    /// Of the URIs that a client named, those that can be used, and the others. One that cannot does not keep the
    /// client from the rest (RFC 7591 section 3.2.1).
    #[must_use]
    pub fn sort(&self, sent: &[&str], voucher: RegisteredBy) -> (Vec<RedirectUri>, Vec<LeftOut>) {
        let (mut usable, mut left_out) = (Vec::new(), Vec::new());
        for text in sent {
            match self.parse(text, voucher) {
                Ok(uri) => usable.push(uri),
                Err(why) => left_out.push(LeftOut {
                    uri: (*text).to_owned(),
                    why,
                }),
            }
        }
        (usable, left_out)
    }
}
