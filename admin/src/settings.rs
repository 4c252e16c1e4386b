//! What the settings of one environment say.

use edgegrant::protocol::claim_scope::ClaimScope;
use edgegrant::protocol::issuer::Issuer;
use edgegrant::protocol::passkey::{rp_id, rp_ids_before};
use edgegrant::protocol::resource::{Resource, Resources};
use serde::Deserialize;
use serde_json::Value;

use super::{Refusal, Target, host};

#[derive(Deserialize)]
struct Vars {
    #[serde(rename = "ISSUER")]
    issuer: Option<String>,
    #[serde(rename = "RP_ID")]
    rp_id: Option<String>,
    #[serde(rename = "RP_ID_BEFORE")]
    rp_id_before: Option<String>,
    #[serde(rename = "RESOURCES")]
    resources: Option<Value>,
    #[serde(rename = "CLAIM_SCOPES")]
    claim_scopes: Option<Value>,
    #[serde(rename = "MAIL")]
    mail: Option<String>,
    #[serde(rename = "SCIM")]
    scim: Option<String>,
}

/// Whether the settings turn SCIM on.
pub(crate) fn has_scim(target: &Target) -> Result<bool, Refusal> {
    Ok(vars(target)?.scim.is_some_and(|scim| scim == "on"))
}

/// Whether the deployed server sends mail, as far as its settings say. The local one has a mailbox.
pub(crate) fn sends_mail(target: &Target) -> Result<bool, Refusal> {
    let vars = vars(target)?;
    let is_on = vars.mail.is_some_and(|mail| mail != "off");
    Ok(is_on || !target.remote)
}

/// Every resource and scope that the server knows.
pub(crate) fn resources(target: &Target) -> Result<Resources, Refusal> {
    let vars = vars(target)?;
    let issuer = issuer_of(&vars)?;
    let configured = match &vars.resources {
        None => Ok(Vec::new()),
        Some(setting) => Resource::list(setting),
    };
    let resources = configured
        .and_then(|configured| Resources::new(&issuer, configured))
        .map_err(|wrong| format!("RESOURCES: {wrong}"))?;
    let Some(setting) = &vars.claim_scopes else {
        return Ok(resources);
    };
    Ok(ClaimScope::list(setting)
        .and_then(|claim_scopes| resources.with_claims(claim_scopes))
        .map_err(|wrong| format!("CLAIM_SCOPES: {wrong}"))?)
}

/// The server's own address.
pub(crate) fn issuer(target: &Target) -> Result<Issuer, Refusal> {
    issuer_of(&vars(target)?)
}

/// The hosts that passkeys are for.
pub(crate) struct PasskeyHosts {
    /// The RP ID; `None` where there can be no passkeys.
    pub(crate) rp_id: Option<String>,
    /// Those of before, whose passkeys may be lost.
    pub(crate) before: Vec<String>,
}

/// The host that passkeys are for, and those of before.
pub(crate) fn passkey_hosts(target: &Target) -> Result<PasskeyHosts, Refusal> {
    let vars = vars(target)?;
    let rp_id = rp_id(&issuer_of(&vars)?, vars.rp_id.as_deref())
        .map_err(|bad| format!("RP_ID cannot be used: {bad}."))?;
    let before = rp_ids_before(vars.rp_id_before.as_deref(), rp_id.as_deref())
        .map_err(|bad| format!("RP_ID_BEFORE cannot be used: {bad}."))?;
    Ok(PasskeyHosts { rp_id, before })
}

fn issuer_of(vars: &Vars) -> Result<Issuer, Refusal> {
    let issuer = vars
        .issuer
        .as_deref()
        .ok_or("The settings have no ISSUER.")?;
    Ok(Issuer::parse(issuer).map_err(|bad| format!("ISSUER is \"{issuer}\", but {bad}"))?)
}

/// The settings of the environment, as Node read them.
fn vars(target: &Target) -> Result<Vars, Refusal> {
    let text = host::settings(target.remote.then_some(target.env.as_str()))?;
    let vars = serde_json::from_str(&text);
    Ok(vars.map_err(|error| format!("A setting has the wrong type: {error}."))?)
}
