//! WebFinger (RFC 7033), by which a client that knows only an email address finds the issuer (OpenID Connect
//! Discovery section 2).

use http::StatusCode;
use serde::Serialize;

use super::issuer::Issuer;
use super::params::{Params, Repeated};

/// What the one link is about (OpenID Connect Discovery section 2).
const ISSUER: &str = "http://openid.net/specs/connect/1.0/issuer";

/// Why nothing is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoDescriptor {
    /// No `resource`, or several (section 4.2).
    NotOne,
    /// Not `acct:person@host`.
    NotAnAccount,
}

impl NoDescriptor {
    /// The HTTP status (section 4.2).
    #[must_use]
    pub fn status(self) -> StatusCode {
        match self {
            Self::NotOne => StatusCode::BAD_REQUEST,
            Self::NotAnAccount => StatusCode::NOT_FOUND,
        }
    }

    /// What would be right.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::NotOne => "send one resource, such as resource=acct:ada@example.com",
            Self::NotAnAccount => {
                "only accounts are known here: resource must be like acct:ada@example.com"
            }
        }
    }
}

errors!(NoDescriptor);

/// A JSON Resource Descriptor (section 4.4).
#[derive(Debug, Serialize)]
pub struct Descriptor<'a> {
    subject: &'a str,
    links: Vec<Link<'a>>,
}

#[derive(Debug, Serialize)]
struct Link<'a> {
    rel: &'static str,
    href: &'a str,
}

impl<'a> Descriptor<'a> {
    /// The answer to a query. It is the same for every account, so that nobody learns which exist.
    ///
    /// # Errors
    /// [`NoDescriptor`].
    pub fn of(issuer: &'a Issuer, query: &'a Params) -> Result<Self, NoDescriptor> {
        let resource = query.one("resource");
        let resource = resource.map_err(|Repeated| NoDescriptor::NotOne)?;
        let subject = resource.ok_or(NoDescriptor::NotOne)?;
        if !is_account(subject) {
            return Err(NoDescriptor::NotAnAccount);
        }
        // Section 4.3: who names relations wants no others.
        let mut wanted = query.every("rel").peekable();
        let given = wanted.peek().is_none() || wanted.any(|rel| rel == ISSUER);
        let link = Link {
            rel: ISSUER,
            href: issuer.as_str(),
        };
        Ok(Self {
            subject,
            links: Some(link).filter(|_| given).into_iter().collect(),
        })
    }
}

/// RFC 7565 section 7. Whoever asks here asks the host behind the `@`, so that is not compared.
fn is_account(resource: &str) -> bool {
    let account = resource.split_once(':');
    let account = account.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("acct"));
    let parts = account.and_then(|(_, account)| account.rsplit_once('@'));
    parts.is_some_and(|(user, host)| !user.is_empty() && !host.is_empty())
}
