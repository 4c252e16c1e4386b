//! The columns of a row, or the members of a stored JSON object, read one by one, which keeps the code small
//! where there are many.

use serde_json::Value;

use crate::platform::{Cell, Fault, Row};
use crate::protocol::json;
use crate::protocol::timestamp::Timestamp;

/// A stored JSON object.
pub(super) fn object(text: &str) -> Result<Row, Fault> {
    let object = json::object(text).ok_or_else(|| Fault::new("a stored object is damaged"))?;
    Ok(object.into())
}

fn damaged(name: &str) -> Fault {
    Fault::new(format!("a stored {name} is damaged"))
}

/// What `read` makes of each row. As a loop it is less code than `collect`.
pub(super) fn every<T>(
    rows: &[Row],
    read: impl Fn(&Row) -> Result<T, Fault>,
) -> Result<Vec<T>, Fault> {
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        all.push(read(row)?);
    }
    Ok(all)
}

/// The same, without the rows of which `read` makes nothing.
pub(super) fn found<T>(
    rows: &[Row],
    read: impl Fn(&Row) -> Result<Option<T>, Fault>,
) -> Result<Vec<T>, Fault> {
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        all.extend(read(row)?);
    }
    Ok(all)
}

/// A row that was selected. A value of another kind than the one that is expected is a fault, and is never read as
/// if there were none: a rule that cannot be read must not be passed over.
pub(super) struct Columns<'a>(pub(super) &'a Row);

impl Columns<'_> {
    /// A value; `None` for NULL.
    fn column(&self, name: &str) -> Result<Option<Cell<'_>>, Fault> {
        match self.0.get(name) {
            None => Err(Fault::new(format!(
                "{name} was not stored, or not asked for"
            ))),
            Some(Cell::Null) => Ok(None),
            Some(value) => Ok(Some(value)),
        }
    }

    /// A value that `read` must accept; `None` for NULL.
    fn value<T>(
        &self,
        name: &str,
        read: impl FnOnce(Cell<'_>) -> Option<T>,
    ) -> Result<Option<T>, Fault> {
        let value = self.column(name)?;
        let read = value.map(|value| read(value).ok_or_else(|| damaged(name)));
        read.transpose()
    }

    /// A text, or `None` for NULL.
    pub(super) fn maybe(&self, name: &str) -> Result<Option<String>, Fault> {
        self.value(name, |value| value.as_str().map(str::to_owned))
    }

    /// A number of 32 bits, or `None` for NULL.
    pub(super) fn small(&self, name: &str) -> Result<Option<u32>, Fault> {
        self.value(name, |value| value.as_i64()?.try_into().ok())
    }

    /// A number of 32 bits that must be there.
    pub(super) fn number(&self, name: &str) -> Result<u32, Fault> {
        self.small(name)?.ok_or_else(|| damaged(name))
    }

    /// A time, or `None` for NULL.
    pub(super) fn time(&self, name: &str) -> Result<Option<Timestamp>, Fault> {
        self.value(name, |value| value.as_i64().map(Timestamp))
    }

    /// A time that must be there.
    pub(super) fn moment(&self, name: &str) -> Result<Timestamp, Fault> {
        self.time(name)?.ok_or_else(|| damaged(name))
    }

    /// Whether a flag is set: 1, and not 0.
    pub(super) fn flag(&self, name: &str) -> Result<bool, Fault> {
        match self.number(name)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(damaged(name)),
        }
    }

    /// A text that must be there.
    pub(super) fn text(&self, name: &str) -> Result<String, Fault> {
        self.maybe(name)?.ok_or_else(|| damaged(name))
    }

    /// A text that `read` must accept, or `None` for NULL.
    pub(super) fn maybe_read<T>(
        &self,
        name: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, Fault> {
        self.value(name, |value| read(value.as_str()?))
    }

    /// A text that must be there and that `read` must accept.
    pub(super) fn read<T>(
        &self,
        name: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, Fault> {
        read(&self.text(name)?).ok_or_else(|| damaged(name))
    }

    /// Texts in an array.
    pub(super) fn texts(&self, name: &str) -> Result<Vec<String>, Fault> {
        let texts = |value: Cell<'_>| {
            let Cell::Json(Value::Array(list)) = value else {
                return None;
            };
            let mut texts = Vec::new();
            for text in list {
                texts.push(text.as_str()?.to_owned());
            }
            Some(texts)
        };
        self.value(name, texts)?.ok_or_else(|| damaged(name))
    }

    /// A JSON array of texts, each read by `read`.
    pub(super) fn list<T>(
        &self,
        name: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Vec<T>, Fault> {
        self.read(name, |text| {
            let mut list = Vec::new();
            for item in json::parse(text)?.as_array()? {
                list.push(read(item.as_str()?)?);
            }
            Some(list)
        })
    }
}
