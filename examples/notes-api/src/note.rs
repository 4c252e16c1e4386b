//! A note, and the rules for a new one.

use serde::{Deserialize, Serialize};

/// The most characters a note may have.
pub const MAX_CHARACTERS: usize = 1000;

/// The most bytes a request body may have. A character takes up to 12, written as `\ud83d\ude00`.
pub const MAX_BODY_BYTES: usize = 16 * 1024;

/// A note, as the API shows it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Note {
    /// Random.
    pub id: String,
    /// 1 to [`MAX_CHARACTERS`] characters.
    pub text: String,
    /// When it was added: RFC 3339, UTC, with milliseconds.
    pub created_at: String,
}

/// Why a request body is not a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadNote {
    /// 415: not `application/json`.
    ContentType,
    /// 413: more than [`MAX_BODY_BYTES`].
    TooLarge,
    /// 400: not a JSON object with a `text` that is a string.
    Shape,
    /// 400: nothing but white space.
    Empty,
    /// 400: more than [`MAX_CHARACTERS`].
    TooLong,
    /// 400: control characters other than tab and line breaks.
    ControlCharacter,
}

impl BadNote {
    /// The HTTP status.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::ContentType => 415,
            Self::TooLarge => 413,
            Self::Shape | Self::Empty | Self::TooLong | Self::ControlCharacter => 400,
        }
    }

    /// What is wrong and what to do, as one sentence.
    #[must_use]
    pub fn message(self) -> &'static str {
        match self {
            Self::ContentType => {
                "Send the note as JSON, with the header Content-Type: application/json."
            }
            Self::TooLarge => "The request body is too large; a note has at most 1000 characters.",
            Self::Shape => "Send a JSON object such as {\"text\": \"Buy milk\"}.",
            Self::Empty => "The note is empty; write at least one character.",
            Self::TooLong => "The note is too long; it may have at most 1000 characters.",
            Self::ControlCharacter => {
                "The note contains control characters; only tabs and line breaks are accepted."
            }
        }
    }
}

/// The text of a new note, from the `Content-Type` and the body of a request.
///
/// # Errors
/// The rule of [`BadNote`] that the request breaks.
pub fn parse_text(content_type: Option<&str>, body: &[u8]) -> Result<String, BadNote> {
    #[derive(Deserialize)]
    struct Body {
        text: String,
    }
    let media_type = content_type.unwrap_or("").split(';').next().unwrap_or("");
    // Not just for tidiness: a form on another site cannot send this type, and a script must ask first (CORS).
    if !media_type.trim().eq_ignore_ascii_case("application/json") {
        return Err(BadNote::ContentType);
    }
    if body.len() > MAX_BODY_BYTES {
        return Err(BadNote::TooLarge);
    }
    let Body { text } = serde_json::from_slice(body).map_err(|_| BadNote::Shape)?;
    let text = text.trim();
    if text.is_empty() {
        return Err(BadNote::Empty);
    }
    if text.chars().count() > MAX_CHARACTERS {
        return Err(BadNote::TooLong);
    }
    if text
        .chars()
        .any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
    {
        return Err(BadNote::ControlCharacter);
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{BadNote, MAX_BODY_BYTES, parse_text};

    const JSON: Option<&str> = Some("application/json");

    #[test]
    fn a_note_is_trimmed_text() {
        for content_type in ["application/json", "Application/JSON; charset=utf-8"] {
            assert_eq!(
                parse_text(
                    Some(content_type),
                    b"{\"text\":\" milk\\n& eggs \",\"x\":1}"
                ),
                Ok("milk\n& eggs".to_owned())
            );
        }
    }

    #[test]
    fn length_is_counted_in_characters() {
        let body = |count: usize| format!("{{\"text\":\"{}\"}}", "\\ud83d\\ude00".repeat(count));
        assert!(body(1000).len() <= MAX_BODY_BYTES);
        assert_eq!(
            parse_text(JSON, body(1000).as_bytes()),
            Ok("😀".repeat(1000))
        );
        assert_eq!(
            parse_text(JSON, body(1001).as_bytes()),
            Err(BadNote::TooLong)
        );
    }

    #[test]
    fn bad_bodies_are_refused() {
        let large = vec![b' '; MAX_BODY_BYTES + 1];
        for (content_type, body, expected) in [
            (None, &b"{\"text\":\"a\"}"[..], BadNote::ContentType),
            (
                Some("text/plain"),
                b"{\"text\":\"a\"}",
                BadNote::ContentType,
            ),
            (
                Some("application/jsonx"),
                b"{\"text\":\"a\"}",
                BadNote::ContentType,
            ),
            (JSON, &large, BadNote::TooLarge),
            (JSON, b"", BadNote::Shape),
            (JSON, b"[]", BadNote::Shape),
            (JSON, b"{\"text\":1}", BadNote::Shape),
            (JSON, b"{\"text\":null}", BadNote::Shape),
            (JSON, b"{\"text\":\"a\",\"text\":\"b\"}", BadNote::Shape),
            (JSON, b"{\"text\":\"\xff\"}", BadNote::Shape),
            (JSON, b"{\"text\":\"\\ud83d\"}", BadNote::Shape),
            (JSON, b"{\"text\":\" \\n\\t\"}", BadNote::Empty),
            (JSON, b"{\"text\":\"a\\u0000b\"}", BadNote::ControlCharacter),
        ] {
            assert_eq!(parse_text(content_type, body), Err(expected), "{body:?}");
        }
    }
}
