//! Statements and answers as texts, in which they cross the border of the WASM.

use edgegrant::platform::{Cell, Row, SqlValue, Statement, read_answers, write_statements};
use proptest::prelude::*;
use serde_json::{Value, json};

fn row(text: &str) -> Row {
    let answers = read_answers(text.to_owned()).expect("answers");
    let answer = answers.all.first().expect("an answer");
    answer.outcome.rows.first().expect("a row").clone()
}

#[test]
fn statements_are_counted_as_javascript_counts() {
    let values = [SqlValue::from("añ𝄞"), SqlValue::Integer(-7), SqlValue::Null];
    let statements = [
        Statement::new("SELECT ?1", values),
        Statement::new("SELECT 1", []),
    ];
    assert_eq!(
        write_statements(&statements),
        "t9 SELECT ?1i3 t4 añ𝄞i-7 nt8 SELECT 1i0 "
    );
}

#[test]
fn an_answer_is_read_by_its_names() {
    let text =
        "t2 b1i2 i3 i4 i5000 i1 i3 t2 idt1 at1 bi2 t1 xni1 t3 añ𝄞i-7 n".replace("t3 añ𝄞", "t4 añ𝄞");
    let answers = read_answers(text + "i0 i0 i0 ni0 i0 i0 ").expect("answers");
    assert_eq!(answers.bookmark.as_deref(), Some("b1"));
    let answers = answers.all;
    assert_eq!(answers.len(), 2);
    assert_eq!(
        (answers[0].outcome.replica, answers[1].outcome.replica),
        (true, false)
    );
    let first = &answers[0];
    assert_eq!((first.rows_read, first.rows_written), (3, 4));
    assert_eq!((first.outcome.changes, first.outcome.size), (2, Some(5000)));
    assert_eq!(
        (answers[1].outcome.size, answers[1].outcome.rows.len()),
        (None, 0)
    );
    let rows = &first.outcome.rows;
    assert_eq!(rows[0].get("id"), Some(Cell::Text("x")));
    assert_eq!(rows[0].get("a"), Some(Cell::Null));
    assert_eq!(rows[0].get("b"), Some(Cell::Integer(1)));
    // In any order, and again.
    for _ in 0..2 {
        assert_eq!(rows[1].get("b"), Some(Cell::Null));
        assert_eq!(rows[1].get("id"), Some(Cell::Text("añ𝄞")));
        assert_eq!(rows[1].get("a"), Some(Cell::Integer(-7)));
        assert_eq!(rows[1].get("c"), None);
    }
    let object = json!({ "id": "añ𝄞", "a": -7, "b": null });
    assert_eq!(Value::from(rows[1].clone()), object);
}

#[test]
fn a_value_cannot_end_early() {
    let hostile = "xni9 t1 y";
    let length = hostile.len();
    let row = row(&format!("ni0 i0 i0 ni0 i1 t1 ai1 t{length} {hostile}"));
    assert_eq!(row.get("a"), Some(Cell::Text(hostile)));
}

#[test]
fn what_is_cut_off_or_something_else_is_refused() {
    let whole = "ni0 i0 i0 ni0 i1 t1 ai1 t2 é!";
    assert!(read_answers(whole.to_owned()).is_some());
    for (end, _) in whole.char_indices().skip(1) {
        assert!(read_answers(whole[..end].to_owned()).is_none(), "{end}");
    }
    for wrong in [
        "x",
        "null",
        "n",
        "ni0 i0 i0 ni0 i1 i1 i0 ",
        "ni0 i0 i0 ni0 i0 i1",
        "ni-1 i0 i0 ni0 i0 i0 ",
        "ni0 i0 i0 ni0 i1 t1 ai1 t-1 b",
        "ni0 i0 i0 ni0 i1 t1 ai1 t99999999999999999999 b",
        // Half of a letter that takes two code units.
        "ni0 i0 i0 ni0 i1 t1 ai1 t1 𝄞",
    ] {
        assert!(read_answers(wrong.to_owned()).is_none(), "{wrong}");
    }
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "[int0-9 é𝄞-]{0,60}") {
        let _ = read_answers(text);
    }
}
