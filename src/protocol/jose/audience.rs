//! Whom a token is for (RFC 7519 section 4.1.3).

use serde::Serialize;
use serde_json::Value;

/// `aud`: one string, or an array of several (RFC 7519 section 4.1.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Audience {
    /// The usual case, which most libraries read.
    One(String),
    /// For a token that several resource servers accept.
    Several(Vec<String>),
}

impl Audience {
    /// Reads the claim.
    #[must_use]
    pub fn read(aud: &Value) -> Option<Self> {
        let text = |one: &Value| one.as_str().map(str::to_owned);
        match aud {
            Value::Array(several) => several
                .iter()
                .map(text)
                .collect::<Option<_>>()
                .map(Self::Several),
            one => text(one).map(Self::One),
        }
    }

    /// Whether `resource` is among them.
    #[must_use]
    pub fn contains(&self, resource: &str) -> bool {
        match self {
            Self::One(one) => one == resource,
            Self::Several(several) => several.iter().any(|one| one == resource),
        }
    }

    /// Whether there is one, and each is one of `names`.
    #[must_use]
    pub fn all_among(&self, names: &[String]) -> bool {
        match self {
            Self::One(one) => names.contains(one),
            Self::Several(several) => {
                !several.is_empty() && several.iter().all(|one| names.contains(one))
            }
        }
    }

    /// Whether one of them is one of `names`.
    #[must_use]
    pub fn any_among(&self, names: &[String]) -> bool {
        names.iter().any(|name| self.contains(name))
    }
}

impl From<Vec<String>> for Audience {
    fn from(mut resources: Vec<String>) -> Self {
        match resources.len() {
            1 => Self::One(resources.remove(0)),
            _ => Self::Several(resources),
        }
    }
}
