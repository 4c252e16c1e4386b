//! Statements and the answers of a database, each as one text, so that all of them cross the border of the WASM at once. The
//! other side of the border is in `src/cloudflare/runtime.js`.
//!
//! A value is `n` for NULL, `i-12 ` for a number, or `t5 hello` for a text, with its length in UTF-16 code units, which is how
//! JavaScript counts. So a value cannot end early, whatever it contains.

use std::ops::Range;
use std::rc::Rc;

use super::row::{Kept, Row};
use super::sql::{Outcome, SqlValue, Statement};

/// What one statement did, and what it cost.
#[derive(Debug)]
pub struct Answer {
    /// What it did.
    pub outcome: Outcome,
    /// How many rows it read.
    pub rows_read: u32,
    /// How many rows it wrote, in indexes too.
    pub rows_written: u32,
}

/// The statements: for each, its text, the number of its values, and these.
#[must_use]
pub fn write_statements(statements: &[Statement]) -> String {
    let mut text = String::new();
    for statement in statements {
        put_text(&mut text, statement.sql);
        put_number(&mut text, statement.values.len() as i64);
        for value in &statement.values {
            match value {
                SqlValue::Text(value) => put_text(&mut text, value),
                SqlValue::Integer(number) => put_number(&mut text, *number),
                SqlValue::Null => text.push('n'),
            }
        }
    }
    text
}

fn put_number(text: &mut String, number: i64) {
    text.push('i');
    text.push_str(&number.to_string());
    text.push(' ');
}

fn put_text(text: &mut String, value: &str) {
    let units = if value.is_ascii() {
        value.len()
    } else {
        value.encode_utf16().count()
    };
    text.push('t');
    text.push_str(&units.to_string());
    text.push(' ');
    text.push_str(value);
}

/// What came back.
#[derive(Debug)]
pub struct Answers {
    /// A bookmark, if one was asked for.
    pub bookmark: Option<String>,
    /// What each statement did.
    pub all: Vec<Answer>,
}

/// The answers: a bookmark, if one was asked for; and for each statement, how many rows it changed, read and wrote, how large the
/// database is after it, whether a replica answered (1) or the primary (0), the names of its columns, and
/// its rows. `None`: the text is something else.
#[must_use]
pub fn read_answers(text: String) -> Option<Answers> {
    let text: Rc<str> = text.into();
    let mut reader = Reader {
        text: &text,
        ascii: text.is_ascii(),
        at: 0,
    };
    let bookmark = match reader.value()? {
        Kept::Text(range) => Some(text.get(range)?.to_owned()),
        _ => None,
    };
    let mut all = Vec::new();
    while reader.at < text.len() {
        let changes = reader.count()?;
        let (rows_read, rows_written) = (reader.count()?, reader.count()?);
        let size = match reader.value()? {
            Kept::Integer(size) => size.try_into().ok(),
            _ => None,
        };
        let replica = reader.count()? == 1;
        let names = reader.names()?;
        let count = reader.count()?;
        let mut rows = Vec::new();
        for _ in 0..count {
            let mut cells = Vec::with_capacity(names.len());
            for _ in 0..names.len() {
                cells.push(reader.value()?);
            }
            rows.push(Row::answered(&text, &names, cells));
        }
        let outcome = Outcome {
            rows,
            changes: changes.into(),
            size,
            replica,
        };
        all.push(Answer {
            outcome,
            rows_read,
            rows_written,
        });
    }
    (!all.is_empty()).then_some(Answers { bookmark, all })
}

struct Reader<'a> {
    text: &'a str,
    /// Whether each byte is a code unit.
    ascii: bool,
    at: usize,
}

impl Reader<'_> {
    fn value(&mut self) -> Option<Kept> {
        let kind = *self.text.as_bytes().get(self.at)?;
        self.at += 1;
        match kind {
            b'n' => Some(Kept::Null),
            b'i' => Some(Kept::Integer(self.number()?)),
            b't' => {
                let units = self.number()?.try_into().ok()?;
                Some(Kept::Text(self.range(units)?))
            }
            _ => None,
        }
    }

    /// Digits, perhaps with a minus before them, and the space after them.
    fn number(&mut self) -> Option<i64> {
        let rest = self.text.as_bytes().get(self.at..)?;
        let length = rest.iter().position(|byte| *byte == b' ')?;
        let digits = self.text.get(self.at..self.at + length)?;
        self.at += length + 1;
        digits.parse().ok()
    }

    /// Where the next `units` code units are.
    fn range(&mut self, units: usize) -> Option<Range<usize>> {
        let start = self.at;
        if self.ascii {
            self.at = start.checked_add(units)?;
        } else {
            let mut left = units;
            let mut letters = self.text.get(start..)?.chars();
            while left > 0 {
                left = left.checked_sub(letters.next()?.len_utf16())?;
            }
            self.at = self.text.len() - letters.as_str().len();
        }
        self.text.get(start..self.at)?;
        Some(start..self.at)
    }

    fn count(&mut self) -> Option<u32> {
        match self.value()? {
            Kept::Integer(number) => number.try_into().ok(),
            _ => None,
        }
    }

    fn names(&mut self) -> Option<Rc<[Range<usize>]>> {
        let count = self.count()?;
        let mut names = Vec::new();
        for _ in 0..count {
            match self.value()? {
                Kept::Text(range) => names.push(range),
                _ => return None,
            }
        }
        Some(names.into())
    }
}
