//! What `npm run user` is told of a user: their name, their address, and claims.

use edgegrant::platform::Unicode;
use edgegrant::protocol::login::chosen_name::{self, BadName};
use edgegrant::protocol::openid::claims;
use edgegrant::protocol::scope::GROUPS;
use serde_json::{Map, Value, json};

use super::{Database, Refusal, one_line};

/// How the refusal of a name or an address begins.
pub(super) const NAMES: &str = "Names and addresses have";

pub(super) fn username(text: &str) -> Result<String, Refusal> {
    let refusal = |bad: BadName| match bad {
        BadName::Username => format!("{bad} Give the address with --email."),
        BadName::NotOneLine | BadName::Unseen | BadName::LikeAnId | BadName::Email => {
            bad.to_string()
        }
    };
    Ok(chosen_name::username(text, Database::fold).map_err(refusal)?)
}

pub(super) fn email(text: &str) -> Result<String, Refusal> {
    let refusal = |bad: BadName| match bad {
        BadName::Email => format!("\"{text}\" is not an email address."),
        BadName::NotOneLine | BadName::Unseen | BadName::LikeAnId | BadName::Username => {
            bad.to_string()
        }
    };
    Ok(chosen_name::email(text, Database::fold).map_err(refusal)?)
}

/// Which claims are not text.
const BOOLEANS: [&str; 2] = ["email_verified", "phone_number_verified"];

/// Sets a claim, or removes it.
pub(super) fn put(claims: &mut Map<String, Value>, text: &str) -> Result<(), Refusal> {
    let (name, value) = text
        .split_once('=')
        .ok_or_else(|| format!("\"{text}\" is not a claim; write it as name=value."))?;
    let column = match name {
        "name" | "email" => Some(format!("--{name}")),
        "preferred_username" => Some("--username".to_owned()),
        _ => None,
    };
    if let Some(option) = column {
        return Err(
            format!("{name} cannot be set as a claim; it is the value of {option}.").into(),
        );
    }
    if name == GROUPS {
        return Err("groups cannot be set as a claim; `npm run group -- add-user` puts a user into a group.".into());
    }
    if !claims::is_standard(name) || name == "updated_at" {
        let all: Vec<_> = claims::supported().collect();
        return Err(format!(
            "\"{name}\" is not a claim that can be set here; known claims are: {}.",
            all.join(" ")
        )
        .into());
    }
    let json = || serde_json::from_str::<Value>(value).ok();
    let value = match name {
        _ if value.is_empty() => {
            claims.remove(name);
            return Ok(());
        }
        "address" => json().filter(Value::is_object).ok_or(
            "address must be a JSON object, such as address='{\"formatted\":\"1 Main Street\"}'.",
        )?,
        _ if BOOLEANS.contains(&name) => json()
            .filter(Value::is_boolean)
            .ok_or_else(|| format!("{name} must be true or false."))?,
        _ => json!(one_line(value, "A claim has")?),
    };
    claims.insert(name.to_owned(), value);
    Ok(())
}
