//! Scopes (RFC 6749 section 3.3), and those that OpenID Connect names.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The scope that makes a request an OpenID Connect one (OpenID Connect Core section 3.1.2.1).
pub const OPENID: &str = "openid";

/// The scope that asks for access while the person is away (OpenID Connect Core section 11).
pub const OFFLINE_ACCESS: &str = "offline_access";

/// This server's own scopes, which the userinfo endpoint answers (OpenID Connect Core section 5.4), in
/// alphabetical order.
pub const STANDARD: [&str; 5] = ["address", "email", OPENID, "phone", "profile"];

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
        Self(
            self.iter()
                .filter(|token| keep(token))
                .map(str::to_owned)
                .collect(),
        )
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
