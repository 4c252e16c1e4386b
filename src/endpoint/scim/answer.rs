//! What a directory is told.

use http::StatusCode;
use http::header::{ETAG, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE};
use serde_json::{Map, Value};

use crate::endpoint::http::body::BadBody;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::TooMany;
use crate::platform::{Fault, Outcome};
use crate::protocol::json::{members, put};
use crate::protocol::params::Malformed;
use crate::protocol::scim::{Condition, Query, ScimError, only};
use crate::store::directories::read_total;

/// Why a request is not done.
pub(super) enum Stop {
    /// It breaks a rule.
    Scim(ScimError),
    /// Trouble with storage.
    Fault(Fault),
    /// Not now.
    TooMany(TooMany),
}

impl From<ScimError> for Stop {
    fn from(error: ScimError) -> Self {
        Self::Scim(error)
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<TooMany> for Stop {
    fn from(too_many: TooMany) -> Self {
        Self::TooMany(too_many)
    }
}

impl From<Malformed> for Stop {
    fn from(_: Malformed) -> Self {
        Self::Scim(ScimError::Filter)
    }
}

impl From<BadBody> for Stop {
    fn from(bad: BadBody) -> Self {
        Self::Scim(match bad {
            BadBody::OtherType => ScimError::MediaType,
            BadBody::TooLarge => ScimError::TooLarge,
            BadBody::Broken | BadBody::Malformed(_) | BadBody::Repeated => ScimError::Syntax,
        })
    }
}

impl Stop {
    pub(super) fn reply(self, request: &Request) -> Reply {
        match self {
            Self::Scim(error) => {
                let status = StatusCode::from_u16(error.status()).unwrap_or_default();
                let reply = refusal(status, error.kind(), error.sentence());
                let reply = reply.because(error.sentence());
                match error {
                    ScimError::Token => {
                        let sent = request.authorization().is_some();
                        let challenge = if sent {
                            "Bearer error=\"invalid_token\""
                        } else {
                            "Bearer"
                        };
                        reply.header(WWW_AUTHENTICATE, challenge)
                    }
                    _ => reply,
                }
            }
            Self::TooMany(too_many) => {
                let reply = refusal(
                    StatusCode::TOO_MANY_REQUESTS,
                    None,
                    "Too many requests; try again later.",
                );
                let wait = too_many.wait().to_string();
                reply.header(RETRY_AFTER, wait).because(too_many.reason())
            }
            Self::Fault(fault) => {
                let said = [
                    "The server has trouble; try again in a moment. Reference: ",
                    &request.id,
                ]
                .concat();
                let reply = refusal(StatusCode::SERVICE_UNAVAILABLE, None, &said);
                reply.header(RETRY_AFTER, "5").trouble(&fault)
            }
        }
    }
}

fn refusal(status: StatusCode, kind: Option<&str>, detail: &str) -> Reply {
    let mut body = Map::new();
    let schema = "urn:ietf:params:scim:api:messages:2.0:Error";
    put(&mut body, "schemas", Value::Array(vec![schema.into()]));
    put(&mut body, "status", status.as_str().into());
    if let Some(kind) = kind {
        put(&mut body, "scimType", kind.into());
    }
    put(&mut body, "detail", detail.into());
    Reply::scim(status, &Value::Object(body))
}

/// A user or a group, and where it is.
pub(super) fn one(status: StatusCode, resource: Map<String, Value>, query: &Query) -> Reply {
    let meta = |name: &str| resource.get("meta")?.get(name)?.as_str().map(str::to_owned);
    let (location, version) = (meta("location"), meta("version"));
    let mut reply = Reply::scim(status, &only(resource, query));
    if let Some(version) = version {
        reply = reply.header(ETAG, version);
    }
    match location {
        Some(location) if status == StatusCode::CREATED => reply.header(LOCATION, location),
        _ => reply,
    }
}

/// What a directory is told of a user or a group.
type Resource = Map<String, Value>;

/// A list: a page of all, with their number; or those that were found for each condition. `read`: what is told of those in an outcome.
pub(super) fn listed(
    query: &Query,
    found: &[Outcome],
    read: &dyn Fn(&Outcome) -> Result<Vec<Resource>, Fault>,
) -> Result<Reply, Stop> {
    let Some(conditions) = &query.filter else {
        let total = found.first().map(read_total).transpose()?;
        let all = found.get(1).map_or(Ok(Vec::new()), read)?;
        return Ok(some(all, total, query));
    };
    let mut outcomes = found.iter();
    let mut all = outcomes.next().map_or(Ok(Vec::new()), read)?;
    // All conditions must hold.
    for outcome in outcomes {
        let others = read(outcome)?;
        all.retain(|it| others.iter().any(|other| other.get("id") == it.get("id")));
    }
    for Condition { attribute, value } in conditions {
        if attribute == "externalId" {
            all.retain(|it| it.get("externalId").and_then(Value::as_str) == Some(value));
        }
    }
    Ok(some(all, None, query))
}

/// Some of them. `total`: of so many, where these are that part; otherwise all that were found.
fn some(all: Vec<Map<String, Value>>, total: Option<u32>, query: &Query) -> Reply {
    let (skipped, taken) = match total {
        Some(_) => (0, all.len()),
        None => (query.start as usize - 1, query.count as usize),
    };
    let total = total.map_or(all.len(), |total| total as usize);
    let mut resources = Vec::new();
    for resource in all.into_iter().skip(skipped).take(taken) {
        resources.push(only(resource, query));
    }
    let schema = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
    let body = members! {
        "schemas": Value::Array(vec![schema.into()]),
        "totalResults": total,
        "startIndex": query.start,
        "itemsPerPage": resources.len(),
        "Resources": Value::Array(resources),
    };
    Reply::scim(StatusCode::OK, &body)
}
