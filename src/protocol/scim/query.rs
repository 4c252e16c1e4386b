//! What a directory asks for (RFC 7644 sections 3.4.2 and 3.9).

use serde_json::{Map, Value};

use super::error::ScimError;
use super::filter::{Condition, conditions, own};
use crate::protocol::params::Params;

/// How many users or groups one answer lists.
pub const PAGE: u32 = 50;

/// A query, read.
#[derive(Debug)]
pub struct Query {
    /// What the things must be. `None`: all of them are asked for.
    pub filter: Option<Vec<Condition>>,
    /// The place of the first one, from 1.
    pub start: u32,
    /// How many at most.
    pub count: u32,
    /// Only these attributes.
    attributes: Vec<String>,
    /// All but these.
    excluded: Vec<String>,
}

impl Query {
    /// Reads a query.
    ///
    /// # Errors
    /// [`ScimError`].
    pub fn read(params: &Params) -> Result<Self, ScimError> {
        let filter = match params.field("filter") {
            "" => None,
            filter => Some(conditions(filter).ok_or(ScimError::Filter)?),
        };
        // RFC 7644 section 3.4.2.4: less than 1 is 1, and a count of less than 0 is 0.
        let number = |name: &str, otherwise: u32| match params.field(name) {
            "" => Ok(otherwise),
            text => text
                .parse::<i64>()
                .map(|it| u32::try_from(it.clamp(0, i64::from(i32::MAX))).unwrap_or_default())
                .map_err(|_| ScimError::Value("startIndex and count must be numbers.")),
        };
        let names = |name: &str| {
            let all = params.field(name).split(',').map(|it| own(it.trim()));
            let all = all.filter(|it| !it.is_empty());
            all.map(str::to_ascii_lowercase).collect()
        };
        Ok(Self {
            filter,
            start: number("startIndex", 1)?.max(1),
            count: number("count", PAGE)?.min(PAGE),
            attributes: names("attributes"),
            excluded: names("excludedAttributes"),
        })
    }

    /// Whether an attribute is asked for.
    #[must_use]
    pub fn wants(&self, name: &str) -> bool {
        let is = |asked: &String| {
            let asked = asked.split('.').next().unwrap_or_default();
            asked.eq_ignore_ascii_case(name)
        };
        let asked = self.attributes.is_empty() || self.attributes.iter().any(is);
        asked && !self.excluded.iter().any(|it| it.eq_ignore_ascii_case(name))
    }
}

/// What is asked for of a user or a group. `schemas` and `id` are always told (RFC 7643 section 3.1).
#[must_use]
pub fn only(mut resource: Map<String, Value>, query: &Query) -> Value {
    if !query.attributes.is_empty() || !query.excluded.is_empty() {
        resource.retain(|name, _| name == "schemas" || name == "id" || query.wants(name));
    }
    Value::Object(resource)
}
