//! JSON that others wrote. Types read their members here one by one: to derive `Deserialize` for each would be much code,
//! and most of it sentences about mistakes that nobody sees.

use serde_json::{Map, Value};

use super::timestamp::Timestamp;

/// An object of members in order, `"name": value`. `serde_json::json!` unwraps a `Result` for each of them.
macro_rules! members {
    ($($name:tt: $value:expr),* $(,)?) => {{
        let mut members = serde_json::Map::new();
        $($crate::protocol::json::put(&mut members, $name, $value.into());)*
        serde_json::Value::Object(members)
    }};
}
pub(crate) use members;

/// Adds a member to an object, or replaces the one of this name.
pub fn put(object: &mut Map<String, Value>, name: &str, value: Value) {
    object.insert(name.to_owned(), value);
}

/// What becomes of `before` with this patch (RFC 7396 section 2). Nested objects are as deep as the JSON that was read.
#[must_use]
pub fn merged(before: Option<&Value>, patch: &Value) -> Value {
    let Value::Object(patch) = patch else {
        return patch.clone();
    };
    let before = before.and_then(Value::as_object);
    let mut all = before.cloned().unwrap_or_default();
    for (name, value) in patch {
        if value.is_null() {
            all.remove(name);
        } else {
            let value = merged(all.get(name), value);
            all.insert(name.clone(), value);
        }
    }
    Value::Object(all)
}

/// A value as text. Its `Display` would do, but brings a second way to write JSON and a third, with line breaks.
#[must_use]
pub fn write(value: &Value) -> String {
    // Only a map with other keys than texts cannot be written.
    serde_json::to_string(value).unwrap_or_default()
}

/// The value that a text is; `None` when it is no JSON.
#[must_use]
pub fn parse(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}

/// The members of the object that a text is; of members with the same name, the last.
#[must_use]
pub fn object(text: &str) -> Option<Map<String, Value>> {
    match parse(text)? {
        Value::Object(members) => Some(members),
        _ => None,
    }
}

/// An object in which every member has its own name.
#[derive(Debug)]
pub struct Members(Map<String, Value>);

impl Members {
    /// Reads an object. `None` when a member is there twice: another reader might believe the other one (RFC 7515
    /// section 4, RFC 7519 section 4).
    #[must_use]
    pub fn parse(json: &[u8]) -> Option<Self> {
        let text = str::from_utf8(json).ok()?;
        let members = object(text)?;
        (members.is_empty() || members.len() == count(text)).then_some(Self(members))
    }

    /// All of them.
    #[must_use]
    pub fn all(&self) -> &Map<String, Value> {
        &self.0
    }

    /// A member, whatever it holds.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// A text that must be there.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<String> {
        text(self.get(name)?)
    }

    /// A time that must be there.
    #[must_use]
    pub fn time(&self, name: &str) -> Option<Timestamp> {
        Timestamp::read(self.get(name)?)
    }

    /// `Some(None)` when the member is not there, or null; `None` when it is no text.
    #[must_use]
    pub fn maybe_text(&self, name: &str) -> Option<Option<String>> {
        self.maybe(name, text)
    }

    /// `Some(None)` when the member is not there, or null; `None` when it is no time.
    #[must_use]
    pub fn maybe_time(&self, name: &str) -> Option<Option<Timestamp>> {
        self.maybe(name, Timestamp::read)
    }

    fn maybe<T>(&self, name: &str, read: fn(&Value) -> Option<T>) -> Option<Option<T>> {
        match self.get(name) {
            None | Some(Value::Null) => Some(None),
            Some(value) => read(value).map(Some),
        }
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

/// How many members an object is written with, which is not empty: one more than it has commas of its own.
fn count(object: &str) -> usize {
    let (mut depth, mut quoted, mut escaped, mut count) = (0_usize, false, false, 1);
    for byte in object.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            b',' if depth == 1 => count += 1,
            _ => {}
        }
    }
    count
}
