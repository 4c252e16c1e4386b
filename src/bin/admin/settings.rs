//! The scopes that `wrangler.toml` defines for one environment.

use edgegrant::protocol::issuer::Issuer;
use edgegrant::protocol::resource::{Resource, Resources};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;

use super::{Refusal, Target};

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    vars: Vars,
    #[serde(default)]
    env: BTreeMap<String, Environment>,
}

#[derive(Deserialize)]
struct Environment {
    #[serde(default)]
    vars: Vars,
}

#[derive(Default, Deserialize)]
struct Vars {
    #[serde(rename = "ISSUER")]
    issuer: Option<String>,
    #[serde(rename = "RESOURCES")]
    resources: Option<Value>,
}

/// Every resource and scope that the server knows.
pub(crate) fn resources(target: &Target) -> Result<Resources, Refusal> {
    let vars = vars(target)?;
    let issuer = issuer_of(&vars)?;
    let configured = match &vars.resources {
        None => Ok(Vec::new()),
        Some(setting) => Resource::list(setting),
    };
    Ok(configured
        .and_then(|configured| Resources::new(&issuer, configured))
        .map_err(|wrong| format!("RESOURCES in wrangler.toml: {wrong}"))?)
}

/// The server's own address.
pub(crate) fn issuer(target: &Target) -> Result<Issuer, Refusal> {
    issuer_of(&vars(target)?)
}

fn issuer_of(vars: &Vars) -> Result<Issuer, Refusal> {
    let issuer = vars
        .issuer
        .as_deref()
        .ok_or("wrangler.toml sets no ISSUER")?;
    Ok(Issuer::parse(issuer)
        .map_err(|bad| format!("ISSUER in wrangler.toml is \"{issuer}\", but {bad}"))?)
}

/// The settings of the environment.
fn vars(target: &Target) -> Result<Vars, Refusal> {
    let text = std::fs::read_to_string("wrangler.toml").map_err(|error| {
        format!("wrangler.toml cannot be read ({error}); run this in the project's folder")
    })?;
    let mut file: File =
        toml::from_str(&text).map_err(|error| format!("wrangler.toml cannot be read: {error}"))?;
    if !target.remote {
        return Ok(file.vars);
    }
    let environment = file.env.remove(&target.env);
    Ok(environment
        .map(|environment| environment.vars)
        .ok_or_else(|| format!("wrangler.toml has no [env.{}]", target.env))?)
}
