//! Claims that only the owner of this server defines, and the scopes that ask for them, as the owner writes them into the
//! `CLAIM_SCOPES` setting.

use serde_json::{Map, Value};

use super::claim_names::is_reserved;
use super::own_words::OwnWords;
use super::scope::{OFFLINE_ACCESS, STANDARD, Scope};

/// How many claims all scopes together may ask for: all of them may be in one ID token.
const MOST_CLAIMS: usize = 20;

/// The longest name of a claim, in bytes.
const LONGEST_NAME: usize = 64;

/// How many own claims a user or a group may have.
pub const MOST_OWN: usize = 20;

/// How long the value of one may be, in bytes of JSON.
pub const LONGEST_VALUE: usize = 256;

/// A scope that the owner defines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimScope {
    /// The scope token.
    pub token: String,
    /// The claims that it asks for.
    pub claims: Vec<String>,
    /// What a client sees with it, in the owner's words: it completes "It will be able to".
    pub words: OwnWords,
}

/// Why the `CLAIM_SCOPES` setting cannot be used: a sentence for the owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadClaimScopes(pub String);

impl BadClaimScopes {
    /// For the owner.
    #[must_use]
    pub fn sentence(&self) -> &str {
        &self.0
    }
}

errors!(BadClaimScopes);

impl ClaimScope {
    /// Reads the setting: for each scope token an object with `claims` and `words`.
    ///
    /// # Errors
    /// [`BadClaimScopes`], also for a member that does not belong there: it is another one, misspelt.
    pub fn list(setting: &Value) -> Result<Vec<Self>, BadClaimScopes> {
        let scopes = setting
            .as_object()
            .ok_or_else(|| wrong(&["it is not a table of scopes, each with claims and words"]))?;
        let scopes = scopes
            .iter()
            .map(|(token, scope)| Self::read(token, scope))
            .collect::<Result<Vec<Self>, _>>()?;
        if scopes.iter().map(|it| it.claims.len()).sum::<usize>() > MOST_CLAIMS {
            return Err(wrong(&["its scopes ask for more than 20 claims"]));
        }
        Ok(scopes)
    }

    fn read(token: &str, scope: &Value) -> Result<Self, BadClaimScopes> {
        if !Scope::parse(token).is_ok_and(|parsed| parsed.iter().eq([token])) {
            return Err(wrong(&["\"", token, "\" cannot be a scope"]));
        }
        if token == OFFLINE_ACCESS || STANDARD.contains(&token) {
            return Err(wrong(&[
                "the scope ",
                token,
                " is one of this server's own; choose another name",
            ]));
        }
        let mut names = scope.as_object().into_iter().flat_map(Map::keys);
        if let Some(name) = names.find(|name| *name != "claims" && *name != "words") {
            return Err(wrong(&[
                "\"",
                name,
                "\" of ",
                token,
                " is neither claims nor words",
            ]));
        }
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let claims = scope["claims"].as_array().into_iter().flatten();
        let claims: Vec<String> = claims.map(text).collect::<Option<_>>().unwrap_or_default();
        if claims.is_empty() {
            return Err(wrong(&[
                "the scope ",
                token,
                " needs claims, a list of names such as [\"plan\"]",
            ]));
        }
        for name in &claims {
            may_be_own(name)
                .map_err(|BadClaimScopes(why)| wrong(&["the scope ", token, " asks for ", &why]))?;
        }
        let words = OwnWords::read(&scope["words"]).filter(|words| !words.is_blank());
        let words = words.ok_or_else(|| {
            wrong(&[
                "the scope ",
                token,
                " has no words; people will read them. They are a text, or an object with a text for some of the languages",
            ])
        })?;
        Ok(Self {
            token: token.to_owned(),
            claims,
            words,
        })
    }
}

/// Whether a claim can be the owner's own: its name means nothing to this server or to a client's library yet.
///
/// # Errors
/// [`BadClaimScopes`]: the name, and what is wrong with it.
pub fn may_be_own(name: &str) -> Result<(), BadClaimScopes> {
    // A name may be a URI, so that it meets no other (RFC 7519 section 4.2).
    let odd = |byte: u8| !byte.is_ascii_graphic() || b"\"\\=<>".contains(&byte);
    if name.is_empty() || name.len() > LONGEST_NAME || name.bytes().any(odd) {
        return Err(wrong(&[
            "\"",
            name,
            "\", but the name of a claim has 1 to 64 letters, digits and signs, without spaces",
        ]));
    }
    if is_reserved(name) {
        return Err(wrong(&[
            "\"",
            name,
            "\", which means something already; choose another name",
        ]));
    }
    Ok(())
}

fn wrong(parts: &[&str]) -> BadClaimScopes {
    BadClaimScopes(parts.concat())
}
