//! Standard claims about a user (OpenID Connect Core section 5.1) as the owner writes them: `given_name=Ada`.

use serde_json::{Map, Value};

use super::display_name::{is_seen, one_line};
use super::json;
use super::openid::claims::is_standard;
use super::scope::GROUPS;
use super::web_link::is_web_address;

/// Which claims are not text.
const BOOLEANS: [&str; 2] = ["email_verified", "phone_number_verified"];

/// Which claims are addresses on the web.
const LINKS: [&str; 3] = ["profile", "picture", "website"];

/// Why a claim cannot be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadClaim {
    /// It is what a column holds: the username, the name or the address.
    Column,
    /// Nobody sets groups as a claim.
    Groups,
    /// This claim cannot be set.
    Unknown,
    /// An address is a JSON object of texts.
    Address,
    /// It is true or false.
    Boolean,
    /// It is an `http` or `https` URL.
    Link,
    /// It is text in one line.
    Text,
}

/// A line that cannot be read.
#[derive(Debug, PartialEq, Eq)]
pub struct BadLine<'a> {
    /// The line.
    pub line: &'a str,
    /// Whether it names a claim that is an `http` or `https` URL.
    pub link: bool,
}

/// Sets a claim. Without a value it is removed.
///
/// # Errors
/// [`BadClaim`].
pub fn put(claims: &mut Map<String, Value>, name: &str, value: &str) -> Result<(), BadClaim> {
    if ["name", "email", "preferred_username"].contains(&name) {
        return Err(BadClaim::Column);
    }
    if name == GROUPS {
        return Err(BadClaim::Groups);
    }
    if !is_standard(name) || name == "updated_at" {
        return Err(BadClaim::Unknown);
    }
    if value.is_empty() {
        claims.remove(name);
        return Ok(());
    }
    let json = || json::parse(value);
    let value = if name == "address" {
        json().filter(is_address).ok_or(BadClaim::Address)?
    } else if BOOLEANS.contains(&name) {
        json().filter(Value::is_boolean).ok_or(BadClaim::Boolean)?
    } else if LINKS.contains(&name) {
        let link = Some(value).filter(|text| is_web_address(text));
        link.ok_or(BadClaim::Link)?.into()
    } else {
        one_line(value).ok_or(BadClaim::Text)?.into()
    };
    claims.insert(name.to_owned(), value);
    Ok(())
}

/// Whether each part of it is a text of visible characters.
fn is_address(value: &Value) -> bool {
    let mut parts = value.as_object().into_iter().flatten();
    value.is_object() && parts.all(|(_, part)| part.as_str().is_some_and(is_seen))
}

/// The claims that can be set, a line each, as [`read_lines`] reads them.
#[must_use]
pub fn write_lines(claims: &Map<String, Value>) -> String {
    let mut lines = String::new();
    for (name, value) in claims {
        if put(&mut Map::new(), name, "").is_err() {
            continue;
        }
        for part in [name, "=", &written(value), "\n"] {
            lines.push_str(part);
        }
    }
    lines
}

/// A value as it stands in a line.
fn written(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        value => json::write(value),
    }
}

/// Reads claims, a line each, in place of those that can be set and were there `before`. The line that cannot be read otherwise,
/// or names a claim for the second time.
///
/// # Errors
/// [`BadLine`].
pub fn read_lines<'a>(
    text: &'a str,
    before: &Map<String, Value>,
) -> Result<Map<String, Value>, BadLine<'a>> {
    let mut claims = before.clone();
    for name in before.keys() {
        // What cannot be set stays.
        let _ = put(&mut claims, name, "");
    }
    let mut seen = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            continue;
        }
        let bad = |why| BadLine {
            line,
            link: why == Some(BadClaim::Link),
        };
        let (name, value) = line.split_once('=').ok_or_else(|| bad(None))?;
        let (name, value) = (name.trim(), value.trim());
        if seen.contains(&name) {
            return Err(bad(None));
        }
        seen.push(name);
        // Whatever was stored may stay, though nobody could write it here.
        match before.get(name).filter(|was| written(was) == value) {
            Some(was) => {
                claims.insert(name.to_owned(), was.clone());
            }
            None => put(&mut claims, name, value).map_err(|why| bad(Some(why)))?,
        }
    }
    Ok(claims)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: &Value) -> Map<String, Value> {
        value.as_object().expect("an object").clone()
    }

    #[test]
    fn what_is_written_is_read_as_it_was() {
        let long = "https://pictures.example/".to_owned() + &"a".repeat(500);
        let all = object(&json!({
            "given_name": "Ada", "email_verified": true, "address": { "formatted": "1 Main Street" }, "picture": long,
            "nickname": "true", "updated_at": 7,
        }));
        let written = write_lines(&all);
        assert!(!written.contains("updated_at"));
        assert_eq!(read_lines(&written, &all), Ok(all.clone()));
        let none = object(&json!({ "updated_at": 7 }));
        assert_eq!(read_lines("\r\n", &all), Ok(none));
    }

    #[test]
    fn an_address_on_the_web_and_one_of_a_house_may_be_long() {
        let long = "https://pictures.example/".to_owned() + &"a".repeat(400);
        let text = [
            "picture=",
            &long,
            "\nwebsite=HTTP://ada.example\nprofile=https://ada.example/é?a=b#c\naddress={\"formatted\":\"1 Main Street\\nBerlin\"}",
        ];
        let all = json!({
            "picture": long, "website": "HTTP://ada.example", "profile": "https://ada.example/é?a=b#c",
            "address": { "formatted": "1 Main Street\nBerlin" },
        });
        assert_eq!(read_lines(&text.concat(), &Map::new()), Ok(object(&all)));
    }

    #[test]
    fn the_line_that_cannot_be_is_named() {
        for line in [
            "given_name",
            "name=Ada",
            "email=ada@example.com",
            "preferred_username=ada",
            "groups=staff",
            "sub=x",
            "plan=pro",
            "updated_at=1",
            "address=1 Main Street",
            "email_verified=yes",
            "given_name=A\u{202e}da",
            "website=javascript:alert(1)",
            "profile=JavaScript:alert(1)",
            "picture=data:image/svg+xml,x",
            "website=www.example.com",
            "website=https:ada.example",
            "website=https://",
            "website=https://a.example/ b",
            "website=https://a.example\\@b.example",
            "profile=https://a.example/\u{202e}gpj.exe",
            r#"address={"locality":1}"#,
            r#"address={"locality":{"a":"b"}}"#,
            "address={\"locality\":\"Ber\u{202e}lin\"}",
        ] {
            let text = format!("nickname=a\r\n{line}\r\n");
            let link = ["profile", "website", "picture"]
                .contains(&line.split('=').next().unwrap_or_default());
            assert_eq!(read_lines(&text, &Map::new()), Err(BadLine { line, link }));
        }
        let twice = "nickname=a\nnickname=b";
        let bad = BadLine {
            line: "nickname=b",
            link: false,
        };
        assert_eq!(read_lines(twice, &Map::new()), Err(bad));
    }
}
