//! What the browser signs for the page (WebAuthn section 5.8.1).

use serde_json::{Map, Value};

use super::bad_passkey::BadPasskey;
use super::expected::Expected;
use crate::protocol::json;

/// What an authenticator was asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ceremony {
    /// To make a passkey.
    Create,
    /// To show one.
    Get,
}

/// The client data, as far as it is looked at. Browsers add members now and then, so its text is never compared.
#[derive(Debug)]
pub struct ClientData(Map<String, Value>);

impl ClientData {
    /// Reads the JSON.
    ///
    /// # Errors
    /// [`BadPasskey::ClientData`].
    pub fn parse(sent: &[u8]) -> Result<Self, BadPasskey> {
        let text = str::from_utf8(sent).map_err(|_| BadPasskey::ClientData)?;
        let members = json::object(text).ok_or(BadPasskey::ClientData)?;
        let texts = ["type", "challenge", "origin"];
        let right = texts
            .iter()
            .all(|name| members.get(*name).is_some_and(Value::is_string))
            && members.get("crossOrigin").is_none_or(Value::is_boolean);
        right.then_some(Self(members)).ok_or(BadPasskey::ClientData)
    }

    /// Accepts what is of this ceremony, with this challenge, on a page of this origin that stood alone.
    ///
    /// # Errors
    /// [`BadPasskey`], the first rule that it breaks.
    pub fn accept(&self, ceremony: Ceremony, expected: Expected<'_>) -> Result<(), BadPasskey> {
        let name = match ceremony {
            Ceremony::Create => "webauthn.create",
            Ceremony::Get => "webauthn.get",
        };
        let is = |member: &str, text: &str| self.0.get(member).is_some_and(|it| it == text);
        let cross_origin = self.0.get("crossOrigin").and_then(Value::as_bool);
        if !is("type", name) {
            Err(BadPasskey::Ceremony)
        } else if !is("challenge", expected.challenge) {
            Err(BadPasskey::Challenge)
        } else if !is("origin", expected.origin) {
            Err(BadPasskey::Origin)
        } else if cross_origin == Some(true) || self.0.contains_key("topOrigin") {
            Err(BadPasskey::Framed)
        } else {
            Ok(())
        }
    }
}
