//! What an owner may have to look into later: who came in and who did not, what was allowed, and what ended.
//!
//! An event names a client, a user, a token family or a signing key, and never holds a secret. It is told while a
//! request is answered, and written to the log and to [`super::events`] afterwards, with the request's id.

use serde_json::Value;

use crate::protocol::json;
use crate::protocol::quoted::for_the_log;

/// How many characters of a family's id are enough to tell it from others.
const PREFIX: usize = 8;

/// The longest text that says what changed, in bytes.
const LONGEST_DETAILS: usize = 4096;

/// If it is longer: how many characters are kept of each text in it. Nothing has so many members that what is left is too long.
const CUTS: [usize; 3] = [400, 80, 8];

pub use super::event_kind::Kind;

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What happened.
    pub kind: Kind,
    /// The client that it concerns. If it is the address of a document, which a stranger chose, it is cut like any
    /// other URI in the log.
    pub client_id: Option<String>,
    /// The user that it concerns, by `sub`.
    pub user_id: Option<String>,
    /// The beginning of the token family's id.
    pub family: Option<String>,
    /// The signing key that it concerns.
    pub kid: Option<String>,
    /// Why it happened.
    pub reason: Option<String>,
    /// The administrator who did it, by `sub`.
    pub actor: Option<String>,
    /// What it changed, from what to what: JSON. Never a secret.
    pub details: Option<String>,
    /// Whether it came of a guess of a password that was counted.
    pub of_guess: bool,
}

impl Event {
    /// An event that concerns nobody yet.
    #[must_use]
    pub fn new(kind: Kind) -> Self {
        Self {
            kind,
            client_id: None,
            user_id: None,
            family: None,
            kid: None,
            reason: None,
            actor: None,
            details: None,
            of_guess: false,
        }
    }

    /// It concerns this client.
    #[must_use]
    pub fn client(self, id: &str) -> Self {
        Self {
            client_id: Some(for_the_log(id)),
            ..self
        }
    }

    /// It concerns this user.
    #[must_use]
    pub fn user(self, id: &str) -> Self {
        Self {
            user_id: Some(id.to_owned()),
            ..self
        }
    }

    /// It concerns this token family.
    #[must_use]
    pub fn family(self, id: &str) -> Self {
        Self {
            family: Some(id.chars().take(PREFIX).collect()),
            ..self
        }
    }

    /// It concerns this signing key.
    #[must_use]
    pub fn key(self, kid: &str) -> Self {
        Self {
            kid: Some(kid.to_owned()),
            ..self
        }
    }

    /// It came of a guess of a password that was counted.
    #[must_use]
    pub fn of_guess(self) -> Self {
        Self {
            of_guess: true,
            ..self
        }
    }

    /// This administrator did it.
    #[must_use]
    pub fn by(self, user_id: &str) -> Self {
        Self {
            actor: Some(user_id.to_owned()),
            ..self
        }
    }

    /// It changed this, from what to what. What is too long is cut, and each change is still named.
    #[must_use]
    pub fn changing(self, details: &Value) -> Self {
        let mut written = json::write(details);
        for most in CUTS {
            if written.len() <= LONGEST_DETAILS {
                break;
            }
            written = json::write(&cut(details, most));
        }
        Self {
            details: Some(written),
            ..self
        }
    }

    /// This is why it happened. Never what somebody sent.
    #[must_use]
    pub fn because(self, reason: String) -> Self {
        Self {
            reason: Some(reason),
            ..self
        }
    }
}

/// The same, with each text that is longer cut to so many characters, and of each list the first ones.
fn cut(value: &Value, most: usize) -> Value {
    match value {
        Value::String(text) => match text.char_indices().nth(most) {
            Some((end, _)) => [&text[..end], "…"].concat().into(),
            None => value.clone(),
        },
        Value::Array(all) => all.iter().take(most).map(|one| cut(one, most)).collect(),
        Value::Object(all) => {
            let all = all.iter().map(|(name, one)| (name.clone(), cut(one, most)));
            Value::Object(all.collect())
        }
        _ => value.clone(),
    }
}

/// The events of one request.
#[derive(Debug, Clone)]
pub struct Told {
    /// The id of the request in the log.
    pub request: String,
    /// The network that it came from.
    pub address: Option<String>,
    /// In order.
    pub events: Vec<Event>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn however_long_a_value_is_each_change_is_named() {
        let long = "é".repeat(70_000);
        for details in [
            serde_json::json!({ "redirect_uris": ["https://a.example", "https://b.example"], "jwks": [null, &long] }),
            serde_json::json!({ "groups": &long, "jwks": [&long, &long], "name": ["a", "b"] }),
            serde_json::json!({ "uris": [vec![long.as_str(); 1000], vec!["x"; 1000]], "scope": ["a", "b"] }),
        ] {
            let event = Event::new(Kind::AppChanged).changing(&details);
            let written = event.details.expect("details");
            assert!(written.len() <= LONGEST_DETAILS, "{} bytes", written.len());
            let read = json::object(&written).expect("an object");
            let names =
                |it: &serde_json::Map<String, Value>| it.keys().cloned().collect::<Vec<_>>();
            assert_eq!(names(&read), names(details.as_object().expect("an object")));
        }
        let short = serde_json::json!({ "name": ["a", "b"] });
        assert_eq!(
            Event::new(Kind::AppChanged).changing(&short).details,
            Some(short.to_string())
        );
    }
}
