//! What this server can do (RFC 7644 section 4). The documents lie beside the WASM, like the words of the pages.

use http::StatusCode;
use serde_json::Value;

use super::answer::Stop;
use super::caller::Caller;
use crate::endpoint::http::reply::Reply;
use crate::platform::{Fault, Platform};
use crate::protocol::json::{self, members};
use crate::protocol::scim::{BASE, ScimError};

/// What stands in the documents where this server's address belongs.
const HERE: &str = "{scim}";

/// `GET /ServiceProviderConfig`, `/ResourceTypes` and `/Schemas`.
pub(super) fn show<P: Platform>(
    caller: &Caller<'_, P>,
    name: &str,
    id: Option<&str>,
) -> Result<Reply, Stop> {
    let text = caller.server.platform.text("scim");
    let text = text.unwrap_or_default();
    let text = text.replace(HERE, &caller.server.config.issuer.url(BASE));
    let mut all = json::object(&text)
        .ok_or_else(|| Fault::new("the Worker has no SCIM documents; build and deploy it again"))?;
    let document = all.remove(name).unwrap_or_default();
    let Value::Array(listed) = document else {
        return Ok(Reply::scim(StatusCode::OK, &document));
    };
    if let Some(id) = id {
        let mut listed = listed.iter();
        let one = listed.find(|it| it.get("id").and_then(Value::as_str) == Some(id));
        let one = one.ok_or(ScimError::NotFound)?;
        return Ok(Reply::scim(StatusCode::OK, one));
    }
    let schema = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
    let body = members! {
        "schemas": Value::Array(vec![schema.into()]),
        "totalResults": listed.len(),
        "startIndex": 1,
        "itemsPerPage": listed.len(),
        "Resources": Value::Array(listed),
    };
    Ok(Reply::scim(StatusCode::OK, &body))
}
