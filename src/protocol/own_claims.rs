//! Claims that only the owner defines, as the owner writes them: `plan=pro`.

use serde_json::{Map, Value};

use super::claim_scope::{LONGEST_VALUE, MOST_OWN};
use super::json;

/// The value that a text is: JSON where it is JSON that is written as it was read, and otherwise text. `1.10` and numbers with
/// many digits stay as they are. `None`: it is null, has several lines, or is too long.
#[must_use]
pub fn read_value(text: &str) -> Option<Value> {
    let same = |value: &Value| !value.is_number() || json::write(value) == text;
    let read = json::parse(text).filter(same);
    let value = read.unwrap_or_else(|| Value::from(text));
    let fits = !text.chars().any(char::is_control) && json::write(&value).len() <= LONGEST_VALUE;
    Some(value).filter(|value| fits && !value.is_null())
}

/// Claims, a line each, as [`read_lines`] reads them.
#[must_use]
pub fn write_lines(claims: &Map<String, Value>) -> String {
    let mut lines = String::new();
    for (name, value) in claims {
        for part in [name, "=", &write_value(value), "\n"] {
            lines.push_str(part);
        }
    }
    lines
}

/// A value as [`read_value`] reads it: text without quotes, unless it would be taken for something else.
fn write_value(value: &Value) -> String {
    match value {
        Value::String(text) if read_value(text).as_ref() == Some(value) => text.clone(),
        value => json::write(value),
    }
}

/// Reads claims, a line each: those that the owner's settings define, and whatever stays as it was `before`. `None`: something
/// in it cannot be.
#[must_use]
pub fn read_lines(
    text: &str,
    before: &Map<String, Value>,
    defined: &dyn Fn(&str) -> bool,
) -> Option<Map<String, Value>> {
    let mut claims = Map::new();
    for line in text.lines() {
        if line.trim().is_empty() {
            continue;
        }
        let (name, value) = line.split_once('=')?;
        let (name, value) = (name.trim(), value.trim());
        // As in the command, nothing in place of a value takes it away.
        if value.is_empty() {
            continue;
        }
        let value = read_value(value)?;
        if !defined(name) && before.get(name) != Some(&value) {
            return None;
        }
        // Nobody can tell which of two is meant.
        if claims.insert(name.to_owned(), value).is_some() {
            return None;
        }
    }
    Some(claims).filter(|claims| claims.len() <= MOST_OWN)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(text: &str) -> Option<Map<String, Value>> {
        let before = json!({ "old": 1 });
        let before = before.as_object().expect("an object");
        read_lines(text, before, &|name| ["plan", "seats"].contains(&name))
    }

    #[test]
    fn what_is_written_is_read_as_it_was() {
        let all = json!({ "plan": "5", "seats": 5, "old": 1 });
        let all = all.as_object().expect("an object");
        let written = write_lines(all);
        assert_eq!(read(&written).as_ref(), Some(all), "{written}");
        for value in [
            json!("pro"),
            json!("a=b"),
            json!("true"),
            json!("null"),
            json!("[1"),
            json!("\"x\""),
            json!(true),
            json!(["a", 1]),
            json!({ "a": null }),
            json!("1.10"),
        ] {
            let written = write_value(&value);
            assert_eq!(read_value(&written), Some(value), "{written}");
        }
    }

    #[test]
    fn lines_may_be_empty_and_have_spaces_around() {
        let claims = read("\r\n plan = pro\r\n\r\nold=1\r\n").expect("claims");
        assert_eq!(Value::Object(claims), json!({ "plan": "pro", "old": 1 }));
        assert_eq!(read("plan=\n"), Some(Map::new()));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let long = format!("plan={}", "x".repeat(LONGEST_VALUE - 1));
        for text in [
            "plan",
            "plan=null",
            "rank=1",
            "sub=x",
            "old=2",
            "plan=1\nplan=2",
            &long,
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        let many: String = (0..=MOST_OWN).map(|it| format!("{it}=1\n")).collect();
        assert_eq!(read_lines(&many, &Map::new(), &|_| true), None);
    }
}
