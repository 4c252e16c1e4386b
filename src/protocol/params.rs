//! `application/x-www-form-urlencoded` parameters, as RFC 6749 section 3.1 and appendix B want them.
//!
//! Deliberately stricter than a browser: a broken percent-encoding, or bytes that are not UTF-8, are refused
//! rather than repaired, because repaired text is not what was signed, bound or compared.

use std::collections::BinaryHeap;
use std::fmt;

/// Why a query or a body is not a list of parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Malformed {
    /// A `%` without two hexadecimal digits after it.
    PercentEncoding,
    /// Decoded bytes that are not UTF-8.
    NotUtf8,
    /// A NUL, which no parameter of any RFC here may hold.
    Nul,
}

impl Malformed {
    /// What is wrong, for whoever sent it.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::PercentEncoding => "a % in it is not followed by two hexadecimal digits",
            Self::NotUtf8 => "it holds bytes that are not UTF-8",
            Self::Nul => "it holds a NUL character",
        }
    }
}

/// The one parameter that may be repeated (RFC 8707 section 2).
const REPEATABLE: &str = "resource";

/// A parameter that was sent more than once (RFC 6749 section 3.1 forbids it).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repeated;

/// Decoded parameters. Values stay out of `Debug`: they may be codes, passwords or secrets.
#[derive(Clone, Default)]
pub struct Params(Vec<(String, String)>);

impl Params {
    /// Decodes a query string (without `?`) or a form body.
    ///
    /// # Errors
    /// [`Malformed`] when it cannot be decoded without guessing.
    pub fn parse(form: &[u8]) -> Result<Self, Malformed> {
        let mut pairs = Vec::new();
        for pair in form.split(|&byte| byte == b'&') {
            if pair.is_empty() {
                continue;
            }
            let equals = pair.iter().position(|&byte| byte == b'=');
            let (name, value) = match equals {
                Some(at) => (&pair[..at], &pair[at + 1..]),
                None => (pair, &[][..]),
            };
            pairs.push((decode(name)?, decode(value)?));
        }
        Ok(Self(pairs))
    }

    /// Parameters that did not come as a form.
    #[must_use]
    pub fn of(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }

    /// Written as a form, to be parsed again, without the named parameters.
    #[must_use]
    pub fn form_without(&self, left_out: &[&str]) -> String {
        let kept = self
            .0
            .iter()
            .filter(|(name, _)| !left_out.contains(&name.as_str()));
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(kept)
            .finish()
    }

    /// With one more parameter.
    #[must_use]
    pub fn and(mut self, name: &str, value: String) -> Self {
        self.0.push((name.to_owned(), value));
        self
    }

    /// Every value of a parameter that may be repeated.
    pub fn every<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let all = self.0.iter().filter(move |(sent, _)| sent == name);
        all.map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// The value of `name`. A parameter without a value counts as omitted (RFC 6749 section 3.1).
    ///
    /// # Errors
    /// [`Repeated`] when it was sent more than once, with or without a value.
    pub fn one(&self, name: &str) -> Result<Option<&str>, Repeated> {
        let mut values = self.0.iter().filter(|(sent, _)| sent == name);
        let first = values.next().map(|(_, value)| value.as_str());
        match values.next() {
            Some(_) => Err(Repeated),
            None => Ok(first.filter(|value| !value.is_empty())),
        }
    }

    /// The value of `name`, where it makes no difference whether it was not sent, is empty, or was sent more than once: then
    /// it is empty.
    #[must_use]
    pub fn field(&self, name: &str) -> &str {
        self.one(name).ok().flatten().unwrap_or_default()
    }

    /// The value of `name`, as an owned string.
    ///
    /// # Errors
    /// [`Repeated`], as for [`Params::one`].
    pub fn text(&self, name: &str) -> Result<Option<String>, Repeated> {
        Ok(self.one(name)?.map(str::to_owned))
    }

    /// Whether any parameter, known or unknown, except `resource`, was sent more than once.
    #[must_use]
    pub fn any_repeated(&self) -> bool {
        let names = self.0.iter().map(|(name, _)| name.as_str());
        // Names that are the same come out one after the other. To sort them would be more code.
        let mut names: BinaryHeap<&str> = names.filter(|name| *name != REPEATABLE).collect();
        while let Some(name) = names.pop() {
            if names.peek() == Some(&name) {
                return true;
            }
        }
        false
    }
}

impl fmt::Debug for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|(name, _)| name))
            .finish()
    }
}

/// Decodes one name or value (RFC 6749 appendix B).
///
/// # Errors
/// [`Malformed`], as for [`Params::parse`].
pub fn decode(text: &[u8]) -> Result<String, Malformed> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [byte, tail @ ..] = rest {
        rest = tail;
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let [high, low, tail @ ..] = rest else {
                    return Err(Malformed::PercentEncoding);
                };
                rest = tail;
                hex(*high)? << 4 | hex(*low)?
            }
            other => *other,
        });
    }
    if bytes.contains(&0) {
        return Err(Malformed::Nul);
    }
    String::from_utf8(bytes).map_err(|_| Malformed::NotUtf8)
}

fn hex(digit: u8) -> Result<u8, Malformed> {
    match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        b'A'..=b'F' => Ok(digit - b'A' + 10),
        _ => Err(Malformed::PercentEncoding),
    }
}

impl Repeated {
    /// What is wrong, for whoever sent it.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        "a parameter was sent more than once"
    }
}

errors!(Malformed, Repeated);
