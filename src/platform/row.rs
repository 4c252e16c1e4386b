//! A row that a database answered with, or a stored JSON object, which is read in the same way.

use std::cell::Cell as Shared;
use std::ops::Range;
use std::rc::Rc;

use serde_json::{Map, Value};

/// What one column holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// Text.
    Text(&'a str),
    /// A whole number.
    Integer(i64),
    /// SQL NULL.
    Null,
    /// A value that only JSON can hold.
    Json(&'a Value),
}

impl<'a> Cell<'a> {
    /// Whether it is NULL.
    #[must_use]
    pub fn is_null(self) -> bool {
        matches!(self, Self::Null)
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_str(self) -> Option<&'a str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if it is one.
    #[must_use]
    pub fn as_i64(self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(number),
            _ => None,
        }
    }
}

/// A value of an answer. A text is its place in the answer.
#[derive(Debug, Clone)]
pub(super) enum Kept {
    Text(Range<usize>),
    Integer(i64),
    Null,
}

/// Named values.
#[derive(Debug, Clone)]
pub struct Row(Held);

#[derive(Debug, Clone)]
enum Held {
    Answered(Answered),
    Object(Map<String, Value>),
}

/// A row of an answer. All rows share the text of the answer, so that only what is read is copied.
#[derive(Debug, Clone)]
struct Answered {
    text: Rc<str>,
    names: Rc<[Range<usize>]>,
    cells: Vec<Kept>,
    /// Where the next name probably is, because columns are mostly read in their order.
    next: Shared<usize>,
}

impl Answered {
    fn get(&self, name: &str) -> Option<Cell<'_>> {
        let count = self.names.len();
        let mut at = self.next.get();
        for _ in 0..count {
            if at >= count {
                at = 0;
            }
            if self.names.get(at).map(|it| &self.text[it.clone()]) == Some(name) {
                self.next.set(at + 1);
                return self.cell(at);
            }
            at += 1;
        }
        None
    }

    fn cell(&self, at: usize) -> Option<Cell<'_>> {
        Some(match self.cells.get(at)? {
            Kept::Text(range) => Cell::Text(&self.text[range.clone()]),
            Kept::Integer(number) => Cell::Integer(*number),
            Kept::Null => Cell::Null,
        })
    }
}

impl Default for Row {
    fn default() -> Self {
        Self(Held::Object(Map::new()))
    }
}

impl From<Map<String, Value>> for Row {
    fn from(object: Map<String, Value>) -> Self {
        Self(Held::Object(object))
    }
}

impl Row {
    pub(super) fn answered(text: &Rc<str>, names: &Rc<[Range<usize>]>, cells: Vec<Kept>) -> Self {
        Self(Held::Answered(Answered {
            text: Rc::clone(text),
            names: Rc::clone(names),
            cells,
            next: Shared::default(),
        }))
    }

    /// The value with this name, if there is one.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Cell<'_>> {
        match &self.0 {
            Held::Answered(row) => row.get(name),
            Held::Object(object) => Some(match object.get(name)? {
                Value::Null => Cell::Null,
                Value::String(text) => Cell::Text(text),
                value => value.as_i64().map_or(Cell::Json(value), Cell::Integer),
            }),
        }
    }
}

/// The whole row as a JSON object.
impl From<Row> for Value {
    fn from(row: Row) -> Self {
        let row = match row.0 {
            Held::Object(object) => return Self::Object(object),
            Held::Answered(row) => row,
        };
        let mut object = Map::new();
        for (at, name) in row.names.iter().enumerate() {
            let value = match row.cell(at) {
                Some(Cell::Text(text)) => text.into(),
                Some(Cell::Integer(number)) => number.into(),
                _ => Self::Null,
            };
            object.insert(row.text[name.clone()].to_owned(), value);
        }
        Self::Object(object)
    }
}
