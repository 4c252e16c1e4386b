//! What the options for clients may say, one by one.

use std::path::Path;

use edgegrant::protocol::client::owned;
use edgegrant::protocol::client::sector::sector_of;
use edgegrant::protocol::client::{ClientKeys, RedirectRules, RedirectUri};
use edgegrant::protocol::scope::Scope;

use super::{Refusal, Target, host, settings};

/// Client ids are put into URLs, HTTP Basic and command lines: letters, digits and `-._` only.
const LONGEST_ID: usize = 100;

pub(super) fn chosen_id(id: &str) -> Result<String, Refusal> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    if id.is_empty() || id.len() > LONGEST_ID || !id.bytes().all(allowed) {
        return Err(format!(
            "\"{id}\" cannot be a client_id: use 1 to {LONGEST_ID} letters, digits, hyphens, dots \
             and underscores."
        )
        .into());
    }
    Ok(id.to_owned())
}

/// An owner may name any scheme that an app could have.
fn rules(target: &Target) -> Result<RedirectRules, Refusal> {
    let issuer = settings::issuer(target)?;
    Ok(RedirectRules::new(&issuer, Vec::new()))
}

pub(super) fn redirect_uris(
    texts: &[String],
    target: &Target,
) -> Result<Vec<RedirectUri>, Refusal> {
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    owned::redirect_uris(&texts, &rules(target)?).map_err(Refusal)
}

pub(super) fn scope(text: &str, target: &Target) -> Result<Scope, Refusal> {
    let scope = Scope::parse(text).map_err(|_| {
        "The scope contains a character that no scope may contain; write the tokens with spaces between them."
    })?;
    let known = settings::resources(target)?;
    if let Some(token) = scope.iter().find(|token| !known.defines(token)) {
        let all: Vec<_> = known.scopes().collect();
        return Err(format!(
            "The scope \"{token}\" is not defined. The settings define: {}. Add it to RESOURCES \
             in {}, or to CLAIM_SCOPES, with the words that people will read.",
            all.join(" "),
            if target.remote {
                "edgegrant.jsonc"
            } else {
                "wrangler.toml"
            }
        )
        .into());
    }
    Ok(scope)
}

/// The sector of a new client, if it knows people by pairwise subjects.
pub(super) fn sector(
    subject_type: &str,
    identifier: Option<&str>,
    uris: &[RedirectUri],
) -> Result<Option<String>, Refusal> {
    if subject_type == "public" {
        return match identifier {
            Some(_) => Err("--sector-identifier is for --subject-type pairwise.".into()),
            None => Ok(None),
        };
    }
    let host = |text: &str| {
        let name =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte);
        !text.is_empty() && text.bytes().all(name)
    };
    match identifier {
        Some(sector) if host(sector) => Ok(Some(sector.to_owned())),
        Some(sector) => Err(format!("\"{sector}\" is not a host name in lower case.").into()),
        None => match sector_of(uris) {
            Some(host) => Ok(Some(host)),
            None => Err(
                "The redirect URIs are not all https URLs of one host; name a host with \
                         --sector-identifier."
                    .into(),
            ),
        },
    }
}

pub(super) fn post_logout_redirect_uris(
    texts: &[String],
    target: &Target,
) -> Result<Vec<String>, Refusal> {
    redirect_uris(texts, target)?;
    Ok(texts.to_vec())
}

pub(super) fn backchannel_logout_uri(uri: &str) -> Result<String, Refusal> {
    owned::backchannel_logout_uri(uri).map_err(Refusal)
}

pub(super) fn start_url(text: &str, target: &Target) -> Result<String, Refusal> {
    owned::start_url(text, &rules(target)?).map_err(Refusal)
}

/// The address of a page that people can open.
pub(super) fn page_of_app(option: &str, address: &str) -> Result<String, Refusal> {
    owned::page_of_app(option, address).map_err(Refusal)
}

/// The keys that the options name, if they name any.
pub(super) fn keys(file: Option<&Path>, uri: Option<&str>) -> Result<Option<ClientKeys>, Refusal> {
    let keys = match (file, uri) {
        (Some(file), _) => {
            let shown = file.display().to_string();
            owned::keys(&host::read_file(&shown)?, &shown)
        }
        (None, Some(uri)) => owned::keys_at(uri),
        (None, None) => return Ok(None),
    };
    keys.map(Some).map_err(Refusal)
}

pub(super) fn introspects(named: &[String], target: &Target) -> Result<Vec<String>, Refusal> {
    let known = settings::resources(target)?;
    let named = known.named(named.iter().map(String::as_str));
    named.map_err(|_| {
        let all: Vec<_> = known.identifiers().collect();
        Refusal(format!(
            "--introspects takes a resource of RESOURCES: {}.",
            all.join(" ")
        ))
    })
}
