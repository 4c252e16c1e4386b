//! One setting: a text that may be missing, and what it means.

use std::fmt;
use std::ops::RangeInclusive;

use crate::protocol::issuer::Issuer;
use crate::protocol::lifetime::Lifetime;
use crate::protocol::passkey::{rp_id, rp_ids_before};

/// A setting that is missing or wrong: which one, and what to do. As small as can be: see [`Fault`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misconfigured(Box<Wrong>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Wrong {
    sentence: String,
}

impl Misconfigured {
    /// With the sentence for the owner, which begins with the name of the setting.
    #[must_use]
    pub fn new(sentence: String) -> Self {
        Self(Box::new(Wrong { sentence }))
    }

    /// The sentence.
    #[must_use]
    pub fn sentence(&self) -> &str {
        &self.0.sentence
    }
}

impl fmt::Display for Misconfigured {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sentence())
    }
}

impl std::error::Error for Misconfigured {}

/// A number within bounds; `usual` if it is not set.
pub(super) fn number(
    setting: &impl Fn(&str) -> Option<String>,
    name: &str,
    usual: u32,
    bounds: RangeInclusive<u32>,
) -> Result<u32, Misconfigured> {
    let Some(text) = setting(name) else {
        return Ok(usual);
    };
    let number = text.parse().ok().filter(|number| bounds.contains(number));
    number.ok_or_else(|| {
        let (from, to) = bounds.into_inner();
        Misconfigured::new(format!(
            "{name} is \"{text}\"; it must be a number from {from} to {to}"
        ))
    })
}

/// How long something lives, in seconds.
pub(super) fn time(
    setting: &impl Fn(&str) -> Option<String>,
    lifetime: Lifetime,
) -> Result<u32, Misconfigured> {
    let name = lifetime.setting();
    match setting(name) {
        None => Ok(lifetime.usual()),
        Some(text) => lifetime
            .parse(&text)
            .map_err(|bad| Misconfigured::new(format!("{name} is \"{text}\"; {bad}"))),
    }
}

/// The host that passkeys are for, where there can be some, and those of before.
pub(super) fn passkey_hosts(
    setting: &impl Fn(&str) -> Option<String>,
    issuer: &Issuer,
) -> Result<(Option<String>, Vec<String>), Misconfigured> {
    let today = rp_id(issuer, setting("RP_ID").as_deref())
        .map_err(|bad| Misconfigured::new(format!("RP_ID cannot be used: {bad}.")))?;
    let before = rp_ids_before(setting("RP_ID_BEFORE").as_deref(), today.as_deref())
        .map_err(|bad| Misconfigured::new(format!("RP_ID_BEFORE cannot be used: {bad}.")))?;
    Ok((today, before))
}

/// "true" or "false"; `None` if it is not set.
pub(super) fn switch(
    setting: &impl Fn(&str) -> Option<String>,
    name: &str,
) -> Result<Option<bool>, Misconfigured> {
    match setting(name).as_deref() {
        None => Ok(None),
        Some("true") => Ok(Some(true)),
        Some("false") => Ok(Some(false)),
        Some(text) => Err(Misconfigured::new(format!(
            "{name} is \"{text}\"; it must be \"true\" or \"false\""
        ))),
    }
}

/// "required", also if it is not set, or "optional".
pub(super) fn dpop_nonce_required(
    setting: &impl Fn(&str) -> Option<String>,
) -> Result<bool, Misconfigured> {
    match setting("DPOP_NONCE").as_deref() {
        None | Some("required") => Ok(true),
        Some("optional") => Ok(false),
        Some(text) => Err(Misconfigured::new(format!(
            "DPOP_NONCE is \"{text}\"; it must be \"required\" or \"optional\""
        ))),
    }
}

/// "on" or "off"; off if it is not set.
pub(super) fn turned_on(
    setting: &impl Fn(&str) -> Option<String>,
    name: &str,
) -> Result<bool, Misconfigured> {
    match setting(name) {
        None => Ok(false),
        Some(_) => on_or_off(setting, name),
    }
}

/// "on" or "off"; on if it is not set.
pub(super) fn on_or_off(
    setting: &impl Fn(&str) -> Option<String>,
    name: &str,
) -> Result<bool, Misconfigured> {
    match setting(name).as_deref() {
        None | Some("on") => Ok(true),
        Some("off") => Ok(false),
        Some(text) => Err(Misconfigured::new(format!(
            "{name} is \"{text}\"; it must be \"on\" or \"off\""
        ))),
    }
}
