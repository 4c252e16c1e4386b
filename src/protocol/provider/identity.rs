//! Who somebody is at a provider.

use serde_json::{Map, Value};

use super::bad_provider::BadProvider;
use super::dialect::{Dialect, admits};
use super::settings::Provider;
use crate::protocol::display_name::one_line;
use crate::protocol::json;
use crate::protocol::mail_address::MailAddress;

/// The longest subject, in bytes (OpenID Connect Core section 2).
const LONGEST_SUBJECT: usize = 255;

/// Somebody at a provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The issuer, a space and the subject: no two people share it, and an issuer has no space in it.
    pub account: String,
    /// What they are called.
    pub name: Option<String>,
    /// The name that they sign in with there.
    pub username: Option<String>,
    /// Their address.
    pub email: Option<String>,
    /// Whether the provider proves that the address is theirs.
    pub email_verified: bool,
    /// Whether the provider says that they used more than one factor.
    pub mfa: bool,
    /// `sid`.
    pub session: Option<String>,
    /// Those of our groups that the provider says they are in, JSON; `None`: it has no say in them.
    pub groups: Option<String>,
}

impl Identity {
    /// Reads the claims of an ID token, with those of userinfo.
    ///
    /// # Errors
    /// [`BadProvider::Subject`], or [`BadProvider::Issuer`] of a tenant that is not meant.
    pub fn read(provider: &Provider, claims: &Map<String, Value>) -> Result<Self, BadProvider> {
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        if !admits(&provider.issuer, text("tid")) {
            return Err(BadProvider::Issuer);
        }
        let issuer = text("iss").unwrap_or_default();
        let account = account(issuer, text("sub").unwrap_or_default())?;
        let email = text("email").and_then(|text| MailAddress::parse(text).ok());
        let email = email.map(|email| email.as_str().to_owned());
        let email_verified = email.is_some() && proves_email(provider.dialect, claims);
        let amr = claims.get("amr").and_then(Value::as_array);
        let groups = provider.groups.as_ref();
        Ok(Self {
            account,
            name: text("name").and_then(one_line),
            username: text("preferred_username").and_then(one_line),
            email,
            email_verified,
            mfa: amr.is_some_and(|amr| amr.iter().any(|it| it == "mfa")),
            session: session(claims),
            groups: groups.map(|groups| groups.of(claims)),
        })
    }

    /// The address that the provider proves.
    #[must_use]
    pub fn proved_email(&self) -> Option<&str> {
        self.email.as_deref().filter(|_| self.email_verified)
    }

    /// What the person knows the account by.
    #[must_use]
    pub fn label(&self) -> &str {
        let names = [&self.email, &self.username, &self.name];
        let known = names.into_iter().flatten().next();
        known.map_or("", String::as_str)
    }

    /// As a record.
    #[must_use]
    pub fn write(&self) -> String {
        let maybe = |text: &Option<String>| text.clone().map_or(Value::Null, Value::from);
        json::write(&Value::Array(vec![
            self.account.as_str().into(),
            maybe(&self.name),
            maybe(&self.username),
            maybe(&self.email),
            self.email_verified.into(),
            self.mfa.into(),
            maybe(&self.session),
            maybe(&self.groups),
        ]))
    }

    /// Reads what [`Identity::write`] wrote.
    #[must_use]
    pub fn parse(record: &str) -> Option<Self> {
        let record = json::parse(record)?;
        let maybe = |at: usize| record[at].as_str().map(str::to_owned);
        Some(Self {
            account: maybe(0)?,
            name: maybe(1),
            username: maybe(2),
            email: maybe(3),
            email_verified: record[4] == true,
            mfa: record[5] == true,
            session: maybe(6),
            groups: maybe(7),
        })
    }
}

/// The key of an account.
pub(crate) fn account(issuer: &str, subject: &str) -> Result<String, BadProvider> {
    let fits = !subject.is_empty() && subject.len() <= LONGEST_SUBJECT;
    if !fits || subject.contains(char::is_control) {
        return Err(BadProvider::Subject);
    }
    Ok([issuer, " ", subject].concat())
}

/// Where somebody signed in, as a session here says it: the id of the provider, a space, and the session there, if it is known.
#[must_use]
pub fn signed_in_at(provider: &Provider, session: Option<&str>) -> String {
    [&*provider.id, " ", session.unwrap_or_default()].concat()
}

/// `sid`.
pub(super) fn session(claims: &Map<String, Value>) -> Option<String> {
    let sid = claims.get("sid").and_then(Value::as_str);
    let sid = sid.filter(|sid| sid.len() <= LONGEST_SUBJECT && !sid.contains(char::is_control));
    sid.map(str::to_owned)
}

/// Whether the provider proves that the address is the person's.
fn proves_email(dialect: Dialect, claims: &Map<String, Value>) -> bool {
    let says = |name: &str| match claims.get(name) {
        Some(Value::String(text)) => text == "true" || text == "1",
        Some(value) => *value == true || *value == 1,
        None => false,
    };
    match dialect {
        Dialect::OpenId => claims.get("email_verified") == Some(&Value::Bool(true)),
        Dialect::Apple => says("email_verified"),
        // An address of another host may have been its owner's years ago.
        Dialect::Google => {
            let email = claims.get("email").and_then(Value::as_str);
            let own = email.is_some_and(|email| email.ends_with("@gmail.com"));
            says("email_verified") && (own || claims.contains_key("hd"))
        }
        // An administrator of any tenant can write any address there; `xms_edov` says that the domain is the tenant's.
        Dialect::Microsoft => says("xms_edov"),
        Dialect::GitHub => false,
    }
}
