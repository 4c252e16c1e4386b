//! The columns of a row, or the members of a stored JSON object, read one by one, which keeps the code small
//! where there are many.

use serde_json::Value;

use crate::platform::{Fault, Row};
use crate::protocol::timestamp::Timestamp;

/// A stored JSON object.
pub(super) fn object(json: &str) -> Result<Row, Fault> {
    match serde_json::from_str(json) {
        Ok(Value::Object(members)) => Ok(members),
        _ => Err(Fault::new("a stored object is damaged")),
    }
}

/// A row that was selected.
pub(super) struct Columns<'a>(pub(super) &'a Row);

impl Columns<'_> {
    fn column(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    /// A text, or `None` for NULL.
    pub(super) fn maybe(&self, name: &str) -> Option<String> {
        self.column(name)?.as_str().map(str::to_owned)
    }

    /// A whole number, or `None` for NULL.
    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.column(name)?.as_i64()
    }

    /// A number of 32 bits, or `None` for NULL.
    pub(super) fn small(&self, name: &str) -> Option<u32> {
        self.number(name).and_then(|number| number.try_into().ok())
    }

    /// A number of 32 bits that must be there.
    pub(super) fn version(&self, name: &str) -> Result<u32, Fault> {
        self.small(name)
            .ok_or_else(|| Fault::new(format!("a stored {name} is damaged")))
    }

    /// A time, or `None` for NULL.
    pub(super) fn time(&self, name: &str) -> Option<Timestamp> {
        self.number(name).map(Timestamp)
    }

    /// A time that must be there.
    pub(super) fn moment(&self, name: &str) -> Result<Timestamp, Fault> {
        self.time(name)
            .ok_or_else(|| Fault::new(format!("a stored {name} is missing")))
    }

    /// Whether a flag is set.
    pub(super) fn flag(&self, name: &str) -> bool {
        self.number(name) == Some(1)
    }

    /// A text that must be there.
    pub(super) fn text(&self, name: &str) -> Result<String, Fault> {
        self.maybe(name)
            .ok_or_else(|| Fault::new(format!("a stored {name} is missing")))
    }

    /// A text that must be there and that `read` must accept.
    pub(super) fn read<T>(
        &self,
        name: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, Fault> {
        read(&self.text(name)?).ok_or_else(|| Fault::new(format!("a stored {name} is damaged")))
    }

    /// A JSON array of texts, each read by `read`.
    pub(super) fn list<T>(
        &self,
        name: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Vec<T>, Fault> {
        self.read(name, |text| {
            let list: Value = serde_json::from_str(text).ok()?;
            list.as_array()?
                .iter()
                .map(|item| read(item.as_str()?))
                .collect()
        })
    }
}
