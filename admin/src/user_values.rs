//! What `npm run user` is told of a user: their name, their address, and claims.

use edgegrant::platform::Unicode;
use edgegrant::protocol::login::chosen_name::{self, BadName};
use edgegrant::protocol::openid::claims;
use edgegrant::protocol::standard_claims::{self, BadClaim};
use serde_json::{Map, Value};

use super::{Database, Refusal};

/// What a claim that is text has.
const VISIBLE: &str = "1 to 100 visible characters, in one line.";

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

/// Sets a claim, or removes it.
pub(super) fn put(claims: &mut Map<String, Value>, text: &str) -> Result<(), Refusal> {
    let (name, value) = text
        .split_once('=')
        .ok_or_else(|| format!("\"{text}\" is not a claim; write it as name=value."))?;
    let refusal = |bad: BadClaim| {
        match bad {
        BadClaim::Column => {
            let option = match name {
                "preferred_username" => "username",
                name => name,
            };
            format!("{name} cannot be set as a claim; it is the value of --{option}.")
        }
        BadClaim::Groups => {
            "groups cannot be set as a claim; `npm run group -- add-user` puts a user into a group."
                .to_owned()
        }
        BadClaim::Unknown => {
            let all: Vec<_> = claims::supported().collect();
            format!(
                "\"{name}\" is not a claim that can be set here; known claims are: {}.",
                all.join(" ")
            )
        }
        BadClaim::Address => {
            "address must be a JSON object of texts, such as address='{\"formatted\":\"1 Main Street\"}'."
                .to_owned()
        }
        BadClaim::Link => {
            format!("{name} must be an address that begins with https:// or http://.")
        }
        BadClaim::Boolean => format!("{name} must be true or false."),
        BadClaim::Text => format!("A claim has {VISIBLE}"),
    }
    };
    Ok(standard_claims::put(claims, name, value).map_err(refusal)?)
}
