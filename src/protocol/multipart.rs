//! `multipart/form-data` (RFC 7578), as browsers send a form that has a file.
//!
//! This is deliberately stricter than the RFC: nothing may stand before the first part or after the last one, and no header is folded. So
//! nobody can read a body in two ways.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::params::Params;

/// The media type of such a body.
pub const MULTIPART: &str = "multipart/form-data";

/// The longest boundary, in characters (RFC 2046 section 5.1.1).
const LONGEST_BOUNDARY: usize = 70;

/// Reads a body that came with this `Content-Type`. A file becomes the value of its field, in base64. The name of the file is
/// ignored. `None`: the body is not of this type, or is not whole.
#[must_use]
pub fn parse(content_type: &str, body: &[u8]) -> Option<Params> {
    let delimiter = ["\r\n--", boundary(content_type)?].concat();
    let delimiter = delimiter.as_bytes();
    let mut rest = body.strip_prefix(&delimiter[2..])?;
    let mut fields = Vec::new();
    loop {
        if let Some(after) = rest.strip_prefix(b"--") {
            let ends = after.is_empty() || after == b"\r\n";
            return ends.then(|| Params::of(fields));
        }
        rest = rest.strip_prefix(b"\r\n")?;
        let (part, after) = cut(rest, delimiter)?;
        fields.push(field(part)?);
        rest = after;
    }
}

/// The boundary of a `Content-Type`. `None` if there is none, or more than one.
fn boundary(content_type: &str) -> Option<&str> {
    let mut found = None;
    for parameter in content_type.split(';').skip(1) {
        let (name, value) = parameter.trim().split_once('=')?;
        if name.eq_ignore_ascii_case("boundary") && found.replace(value).is_some() {
            return None;
        }
    }
    let sent = found?;
    let quoted = sent.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    let boundary = quoted.unwrap_or(sent);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"'()+_,-./:=?".contains(&byte);
    let fits = (1..=LONGEST_BOUNDARY).contains(&boundary.len()) && boundary.bytes().all(plain);
    fits.then_some(boundary)
}

/// What stands before the first `mark`, and what stands after it. In a delimiter only the first byte is a CR, and the other mark has four
/// bytes, so the time grows only with the length of the body.
fn cut<'a>(bytes: &'a [u8], mark: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = bytes.windows(mark.len()).position(|it| it == mark)?;
    Some((&bytes[..at], &bytes[at + mark.len()..]))
}

/// The name of a part, and its value.
fn field(part: &[u8]) -> Option<(String, String)> {
    let (head, content) = cut(part, b"\r\n\r\n")?;
    let mut named = None;
    for line in str::from_utf8(head).ok()?.split("\r\n") {
        let (header, value) = line.split_once(':')?;
        let tells = header.eq_ignore_ascii_case("content-disposition");
        if tells && named.replace(disposition(value.trim())?).is_some() {
            return None;
        }
    }
    let (name, is_file) = named?;
    let value = if is_file {
        STANDARD.encode(content)
    } else {
        str::from_utf8(content).ok()?.to_owned()
    };
    let any_nul = name.contains('\0') || value.contains('\0');
    (!any_nul).then(|| (name.to_owned(), value))
}

/// The name of the field, and whether it is a file (RFC 7578 section 4.2). Browsers write a quotation mark in either name as `%22`.
fn disposition(value: &str) -> Option<(&str, bool)> {
    let mut rest = value.strip_prefix("form-data")?;
    let (mut name, mut is_file) = (None, false);
    while !rest.is_empty() {
        let parameter = rest.strip_prefix(';')?.trim_start();
        let (key, quoted) = parameter.split_once("=\"")?;
        let (text, after) = quoted.split_once('"')?;
        match key {
            "name" if name.is_none() => name = Some(text),
            "filename" if !is_file => is_file = true,
            _ => return None,
        }
        rest = after;
    }
    Some((name?, is_file))
}
