//! Identity assertions: a provider says, for one client at one authorization server, who a person is
//! (draft-ietf-oauth-identity-assertion-authz-grant-04, RFC 7523 section 3). The draft calls one an ID-JAG.

use serde_json::Value;

use super::bad_identity_assertion::BadIdentityAssertion;
use crate::protocol::jose::Jws;
use crate::protocol::json::Members;
use crate::protocol::provider::account;
use crate::protocol::provider::id_token::SKEW;
use crate::protocol::scope::Scope;
use crate::protocol::secret::Secret;
use crate::protocol::timestamp::Timestamp;

/// `typ` of the header (section 3).
const TYPE: &str = "oauth-id-jag+jwt";

/// The longest time between `iat` and `exp`, in seconds. The draft has 300, and 1000 in an example.
pub const LONGEST: u32 = 1200;

/// The longest `jti`, in bytes.
const LONGEST_ID: usize = 256;

/// What begins the id of a family that came of an assertion. The hash of a code has no colon in it.
const FAMILY: &str = "jag:";

/// Claims that change what an assertion means, and that this server cannot honor: it knows neither authorization details, nor actors of
/// others, nor tenants. Whoever left them out would give more than the issuer did.
const NOT_HONORED: [&str; 4] = ["act", "aud_tenant", "authorization_details", "tenant"];

/// What an assertion must say.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// `aud`: the issuer of this server.
    pub audience: &'a str,
    /// `client_id`: the client that is authenticated.
    pub client_id: &'a str,
    /// The thumbprint of the key that is proved.
    pub key: Option<&'a str>,
}

/// An assertion as it was sent: it keeps every rule, but nothing in it may be believed until its signature is verified.
#[derive(Debug)]
pub struct IdentityAssertion {
    /// The signed message.
    pub jws: Box<Jws>,
    /// The key of the account at the issuer: issuer and subject.
    pub account: String,
    claims: Members,
}

impl IdentityAssertion {
    /// Reads an assertion and checks everything except its issuer, its signature, and whether it is new.
    ///
    /// # Errors
    /// [`BadIdentityAssertion`], the first rule that is broken.
    pub fn parse(
        sent: &str,
        expected: Expected<'_>,
        now: Timestamp,
    ) -> Result<Self, BadIdentityAssertion> {
        let jws = Jws::parse(sent).filter(|jws| jws.typ.as_deref() == Some(TYPE));
        let jws = jws.ok_or(BadIdentityAssertion::Type)?;
        let claims = jws.claims().ok_or(BadIdentityAssertion::Malformed)?;
        keeps(&claims, expected, now)?;
        let account = account(text(&claims, "iss"), text(&claims, "sub"));
        Ok(Self {
            account: account.map_err(|_| BadIdentityAssertion::Malformed)?,
            jws,
            claims,
        })
    }

    /// `iss`.
    #[must_use]
    pub fn issuer(&self) -> &str {
        text(&self.claims, "iss")
    }

    /// What is granted at most; `None`: it does not say.
    #[must_use]
    pub fn scope(&self) -> Option<Scope> {
        Scope::requested(text(&self.claims, "scope")).ok()
    }

    /// The APIs for which it is; none: it does not say.
    #[must_use]
    pub fn resources(&self) -> Vec<String> {
        let mut all = Vec::new();
        for one in listed(self.claims.get("resource")) {
            all.extend(one.as_str().map(str::to_owned));
        }
        all
    }

    /// When the person signed in there.
    #[must_use]
    pub fn auth_time(&self) -> Option<Timestamp> {
        self.claims.time("auth_time")
    }

    /// The id of the token family that it becomes, which the same assertion always has.
    #[must_use]
    pub fn family(&self) -> String {
        // The issuer of a provider has no line break in it.
        let id = Secret::new([self.issuer(), "\n", text(&self.claims, "jti")].concat()).hash();
        [FAMILY, id.as_str()].concat()
    }

    /// Until when it could be sent again.
    #[must_use]
    pub fn until(&self) -> Timestamp {
        self.claims.time("exp").unwrap_or(Timestamp(0)).plus(SKEW)
    }
}

/// Whether the claims keep every rule.
fn keeps(
    claims: &Members,
    expected: Expected<'_>,
    now: Timestamp,
) -> Result<(), BadIdentityAssertion> {
    let resources = listed(claims.get("resource"));
    let scope = claims.get("scope").is_none_or(|scope| {
        let scope = scope.as_str().map(Scope::requested);
        matches!(scope, Some(Ok(_)))
    });
    let texts = resources.iter().all(Value::is_string)
        && resources.is_empty() == claims.get("resource").is_none();
    let id = text(claims, "jti").len();
    let aud = listed(claims.get("aud"));
    if !scope || !texts || id == 0 || id > LONGEST_ID || text(claims, "iss").is_empty() {
        return Err(BadIdentityAssertion::Malformed);
    }
    if aud.len() != 1 || aud[0] != expected.audience {
        return Err(BadIdentityAssertion::Audience);
    }
    if text(claims, "client_id") != expected.client_id {
        return Err(BadIdentityAssertion::Client);
    }
    if !is_now(claims, now) {
        return Err(BadIdentityAssertion::Time);
    }
    if NOT_HONORED.iter().any(|name| claims.get(name).is_some()) {
        return Err(BadIdentityAssertion::NotHonored);
    }
    // Any other way to confirm a key is one that nobody proves here.
    let key = claims.get("cnf").map(|cnf| cnf["jkt"].as_str());
    if key.is_some_and(|key| key.is_none() || key != expected.key) {
        return Err(BadIdentityAssertion::Key);
    }
    Ok(())
}

/// A text; empty if it is not there.
fn text<'a>(claims: &'a Members, name: &str) -> &'a str {
    let text = claims.get(name).and_then(Value::as_str);
    text.unwrap_or_default()
}

/// One, or a list of them.
fn listed(value: Option<&Value>) -> &[Value] {
    match value {
        Some(Value::Array(all)) => all,
        Some(one) => std::slice::from_ref(one),
        None => &[],
    }
}

fn is_now(claims: &Members, now: Timestamp) -> bool {
    let (Some(exp), Some(iat)) = (claims.time("exp"), claims.time("iat")) else {
        return false;
    };
    let ahead = now.plus(SKEW);
    let past = |name| {
        let at = claims.maybe_time(name);
        at.is_some_and(|at| at.is_none_or(|at| at <= ahead))
    };
    now < exp.plus(SKEW)
        && exp <= iat.plus(LONGEST)
        && past("iat")
        && past("nbf")
        && past("auth_time")
}
