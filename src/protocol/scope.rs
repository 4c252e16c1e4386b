//! Scopes (RFC 6749 section 3.3), and those that OpenID Connect names.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The scope that makes a request an OpenID Connect one (OpenID Connect Core section 3.1.2.1).
pub const OPENID: &str = "openid";

/// The scope that asks for access while the person is away (OpenID Connect Core section 11).
pub const OFFLINE_ACCESS: &str = "offline_access";

/// The scope that asks for the person's address (OpenID Connect Core section 5.4).
pub const ADDRESS: &str = "address";

/// The scope that asks for the person's phone number (OpenID Connect Core section 5.4).
pub const PHONE: &str = "phone";

/// The scope that asks for the groups that the person is in. The owner decides which clients may have it.
pub const GROUPS: &str = "groups";

/// The scope that opens the Admin API to a client, and nothing else. The owner decides which clients may have it.
pub const ADMIN_API: &str = "admin_api";

/// This server's own scopes, which the userinfo endpoint answers (OpenID Connect Core section 5.4), in
/// alphabetical order.
pub const STANDARD: [&str; 6] = [ADDRESS, "email", GROUPS, OPENID, PHONE, "profile"];

/// Text that is not a list of scope tokens: a character outside `%x21 / %x23-5B / %x5D-7E`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadScope;

/// A set of scope tokens in the order they were first named.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Scope(Vec<String>);

impl Scope {
    /// Reads space-separated tokens. Repeated tokens and extra spaces are harmless and dropped.
    ///
    /// # Errors
    /// [`BadScope`] for a character that no token may hold.
    pub fn parse(text: &str) -> Result<Self, BadScope> {
        let mut scope = Self::default();
        for token in text.split(' ').filter(|token| !token.is_empty()) {
            if !token
                .bytes()
                .all(|byte| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e))
            {
                return Err(BadScope);
            }
            if !scope.contains(token) {
                scope.0.push(token.to_owned());
            }
        }
        Ok(scope)
    }

    /// The set of these tokens, which are known to be scope tokens.
    #[must_use]
    pub fn of<'a>(tokens: impl Iterator<Item = &'a str>) -> Self {
        let mut scope = Self::default();
        for token in tokens {
            if !scope.contains(token) {
                scope.0.push(token.to_owned());
            }
        }
        scope
    }

    /// Reads the `scope` parameter of a request: at least one token (section 3.3).
    ///
    /// # Errors
    /// [`BadScope`], also when there is nothing but spaces.
    pub fn requested(text: &str) -> Result<Self, BadScope> {
        Self::parse(text).and_then(|scope| {
            if scope.is_empty() {
                Err(BadScope)
            } else {
                Ok(scope)
            }
        })
    }

    /// Whether `token` is in the set. Tokens are case-sensitive.
    #[must_use]
    pub fn contains(&self, token: &str) -> bool {
        self.0.iter().any(|held| held == token)
    }

    /// Whether every token of this set is in `other`.
    #[must_use]
    pub fn within(&self, other: &Self) -> bool {
        self.iter().all(|token| other.contains(token))
    }

    /// The tokens of both sets, this one's first.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let mut union = self.clone();
        for token in other.iter().filter(|token| !self.contains(token)) {
            union.0.push(token.to_owned());
        }
        union
    }

    /// The tokens for which `keep` is true.
    #[must_use]
    pub fn retain(&self, keep: impl Fn(&str) -> bool) -> Self {
        self.kept(&keep)
    }

    // One for all callers of `retain`.
    fn kept(&self, keep: &dyn Fn(&str) -> bool) -> Self {
        let kept = self.iter().filter(|token| keep(token));
        Self(kept.map(str::to_owned).collect())
    }

    /// Whether there is no token.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The tokens in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

/// A scope token that an error names: as it was sent, but never longer than a line. Only what [`Scope::parse`]
/// has read becomes one, so it fits into an `error_description` (RFC 6749 section 5.2).
#[derive(Clone, PartialEq, Eq)]
pub struct Token(Box<str>);

impl Token {
    const LONGEST: usize = 48;

    /// The first token of a scope; of an empty one, a token without a name.
    #[must_use]
    pub fn first_of(scope: &Scope) -> Self {
        let token = scope.iter().next().unwrap_or_default();
        // It is ASCII.
        match token.split_at_checked(Self::LONGEST) {
            Some((kept, rest)) if !rest.is_empty() => Self([kept, "..."].concat().into()),
            _ => Self(token.into()),
        }
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.to_string()
    }
}

impl TryFrom<String> for Scope {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).map_err(|BadScope| "not a list of scope tokens")
    }
}

impl BadScope {
    /// What is wrong, for whoever wrote it.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        "a scope is a list of tokens with spaces between them; a character is in it that no token may hold"
    }
}

errors!(BadScope);
