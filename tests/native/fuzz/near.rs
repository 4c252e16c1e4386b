//! Input that is almost right: something valid, with a few edits.

use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;

use crate::runtime::signer::with;

/// What is put into a text: what delimits, encodes, ends or looks like something else.
const ODD: [&str; 56] = [
    "%",
    "&",
    "=",
    "+",
    "#",
    "?",
    "/",
    "//",
    ":",
    "@",
    ".",
    "..",
    "\\",
    " ",
    "\t",
    "\n",
    "\r",
    "\0",
    "\"",
    "'",
    "<img>",
    ";",
    ",",
    "*",
    "[",
    "]",
    "{",
    "}",
    "~",
    "-",
    "_",
    "a",
    "Z",
    "0",
    "1",
    "443",
    ":80",
    "%2e",
    "%2F",
    "%00",
    "%zz",
    "%C3",
    "%c3%a9",
    "\u{e9}",
    "\u{202e}",
    "\u{200b}",
    "\u{ff11}",
    "\u{3002}",
    "\u{feff}",
    "null",
    "localhost",
    "127.0.0.1",
    "[::1]",
    "https://",
    "http://",
    "evil.example",
];

#[derive(Debug, Clone)]
enum Edit {
    Delete,
    Insert(&'static str),
    Replace(&'static str),
    Double,
    Cut,
    Case,
}

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        Just(Edit::Delete),
        select(&ODD[..]).prop_map(Edit::Insert),
        select(&ODD[..]).prop_map(Edit::Replace),
        Just(Edit::Double),
        Just(Edit::Cut),
        Just(Edit::Case),
    ]
}

fn apply(text: &str, at: Index, edit: &Edit) -> String {
    let places: Vec<usize> = text
        .char_indices()
        .map(|(at, _)| at)
        .chain([text.len()])
        .collect();
    let place = at.index(places.len());
    let start = places[place];
    let end = places.get(place + 1).copied().unwrap_or(start);
    let (before, this, after) = (&text[..start], &text[start..end], &text[end..]);
    match edit {
        Edit::Delete => format!("{before}{after}"),
        Edit::Insert(odd) => format!("{before}{odd}{this}{after}"),
        Edit::Replace(odd) => format!("{before}{odd}{after}"),
        Edit::Double => format!("{before}{this}{this}{after}"),
        Edit::Cut => before.to_owned(),
        Edit::Case if this.to_uppercase() == this => {
            format!("{before}{}{after}", this.to_lowercase())
        }
        Edit::Case => format!("{before}{}{after}", this.to_uppercase()),
    }
}

/// A text of `base` with none to three edits.
pub(crate) fn near(base: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    let edits = prop::collection::vec((any::<Index>(), edit()), 0..4);
    (base, edits).prop_map(|(text, edits)| {
        let edited = |text: String, (at, edit): &(Index, Edit)| apply(&text, *at, edit);
        edits.iter().fold(text, edited)
    })
}

/// The text itself, with edits.
pub(crate) fn near_text(base: impl Into<String>) -> impl Strategy<Value = String> {
    near(Just(base.into()))
}

/// Any text, or one that is made of odd pieces.
pub(crate) fn odd_text() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,80}",
        prop::collection::vec(select(&ODD[..]), 0..12).prop_map(|pieces| pieces.concat()),
    ]
}

/// `base` with none to three of the `changes`: members that are replaced, or left out when null.
pub(crate) fn near_json(
    base: Value,
    changes: Vec<(&'static str, Value)>,
) -> impl Strategy<Value = Value> {
    let changes = prop::collection::vec(select(changes), 0..4);
    changes.prop_map(move |changes| {
        let change = |json: Value, (name, value): (&str, Value)| {
            with(&json, &serde_json::json!({ name: value }))
        };
        changes.into_iter().fold(base.clone(), change)
    })
}

/// One change for each value of a member.
pub(crate) fn values(name: &'static str, values: &[Value]) -> Vec<(&'static str, Value)> {
    values.iter().map(|value| (name, value.clone())).collect()
}
