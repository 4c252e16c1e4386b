//! What people see of who runs this server: `BRAND`.

use std::rc::Rc;

use super::setting::Misconfigured;
use crate::page::Look;
use crate::protocol::brand::Brand;
use crate::protocol::issuer::Issuer;
use crate::protocol::json;

/// Reads the setting.
pub(super) fn read(
    setting: &impl Fn(&str) -> Option<String>,
    issuer: &Issuer,
) -> Result<Rc<Look>, Misconfigured> {
    let value = setting("BRAND").map(|text| json::parse(&text).unwrap_or_default());
    let brand = Brand::read(value.as_ref(), issuer.host())
        .map_err(|wrong| Misconfigured::new(["BRAND: ", &wrong].concat()))?;
    Ok(Rc::new(Look::of(brand)))
}
