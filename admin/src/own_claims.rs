//! Claims that only the owner defines, as the commands for users and groups take them.

use edgegrant::protocol::claim_names::is_reserved;
use edgegrant::protocol::claim_scope::{LONGEST_VALUE, MOST_OWN, may_be_own};
use edgegrant::protocol::openid::claims;
use edgegrant::protocol::own_claims::read_value;
use serde_json::{Map, Value};

use super::user_values::put;
use super::{Refusal, Target, settings};

/// Sets or removes claims of a user: the standard ones among `texts`, and the owner's own.
pub(super) fn put_both(
    claims: &mut Map<String, Value>,
    own: &mut Map<String, Value>,
    texts: &[String],
    target: &Target,
) -> Result<(), Refusal> {
    let name = |text: &&String| text.split_once('=').map(|(name, _)| name.to_owned());
    let is_own = |text: &&String| name(text).is_some_and(|name| !is_reserved(&name));
    for text in texts.iter().filter(|text| !is_own(text)) {
        put(claims, text)?;
    }
    let owned: Vec<&String> = texts.iter().filter(is_own).collect();
    put_own(own, &owned, target)
}

/// Sets or removes own claims.
pub(super) fn put_own(
    own: &mut Map<String, Value>,
    texts: &[&String],
    target: &Target,
) -> Result<(), Refusal> {
    if texts.is_empty() {
        return Ok(());
    }
    let resources = settings::resources(target)?;
    let scopes = resources.claim_scopes().iter();
    let defined: Vec<&String> = scopes.flat_map(|scope| &scope.claims).collect();
    put_defined(own, texts, &defined)
}

/// The same, where these are the ones that the settings define.
fn put_defined(
    own: &mut Map<String, Value>,
    texts: &[&String],
    defined: &[&String],
) -> Result<(), Refusal> {
    for text in texts {
        let (name, value) = text
            .split_once('=')
            .ok_or_else(|| format!("\"{text}\" is not a claim; write it as name=value."))?;
        // What the settings no longer define can still be taken away.
        if value.is_empty() {
            own.remove(name);
            continue;
        }
        if !defined.iter().any(|known| *known == name) {
            return Err(undefined(name, defined));
        }
        own.insert(name.to_owned(), read(name, value)?);
    }
    if own.len() > MOST_OWN {
        return Err(format!("Nobody can have more than {MOST_OWN} claims of your own.").into());
    }
    Ok(())
}

fn read(name: &str, text: &str) -> Result<Value, Refusal> {
    if text == "null" {
        return Err(format!("null is not a value; `{name}=` removes the claim.").into());
    }
    let bad = || {
        format!(
            "The value of {name} must be in one line, and at most {LONGEST_VALUE} bytes of JSON."
        )
    };
    Ok(read_value(text).ok_or_else(bad)?)
}

fn undefined(name: &str, defined: &[&String]) -> Refusal {
    if let Err(bad) = may_be_own(name) {
        return Refusal(format!("No claim can be called {bad}."));
    }
    let known: Vec<_> = claims::supported().collect();
    let defined: Vec<_> = defined.iter().map(|name| name.as_str()).collect();
    let defined = match defined.as_slice() {
        [] => "CLAIM_SCOPES defines none of your own".to_owned(),
        names => format!("CLAIM_SCOPES defines: {}", names.join(" ")),
    };
    Refusal(format!(
        "\"{name}\" is not a claim that can be set here; known claims are: {}. {defined}.",
        known.join(" ")
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn put_text(own: &mut Map<String, Value>, text: &str) -> Result<(), Refusal> {
        put_defined(
            own,
            &[&text.to_owned()],
            &[&"plan".to_owned(), &"seats".to_owned()],
        )
    }

    #[test]
    fn a_value_is_json_where_it_is_json_and_otherwise_text() {
        let mut own = Map::new();
        for (text, value) in [
            ("plan=pro", json!("pro")),
            ("plan=5", json!(5)),
            ("plan=-0.5", json!(-0.5)),
            ("plan=true", json!(true)),
            ("plan=[1,\"a\"]", json!([1, "a"])),
            ("plan={\"a\":1}", json!({ "a": 1 })),
            ("plan=\"5\"", json!("5")),
            ("plan=5x", json!("5x")),
            ("plan=two words", json!("two words")),
            ("plan=a=b", json!("a=b")),
        ] {
            put_text(&mut own, text).expect("it is set");
            assert_eq!(own["plan"], value, "{text}");
        }
        own.insert("before".to_owned(), json!(1));
        put_text(&mut own, "plan=").expect("it is taken away");
        put_text(&mut own, "before=").expect("it is taken away, though nobody defines it");
        assert!(own.is_empty());
    }

    #[test]
    fn what_is_no_claim_of_ones_own_or_too_long_is_refused() {
        let long = format!("plan={}", "x".repeat(LONGEST_VALUE - 1));
        for text in [
            "plan",
            "plan=null",
            "plan=a\nb",
            "rank=1",
            "sub=x",
            "groups=x",
            &long,
        ] {
            let mut own = Map::new();
            assert!(put_text(&mut own, text).is_err(), "{text}");
            assert!(own.is_empty());
        }
        let mut full: Map<String, Value> =
            (0..MOST_OWN).map(|it| (it.to_string(), json!(1))).collect();
        assert!(put_text(&mut full, "plan=pro").is_err());
    }
}
