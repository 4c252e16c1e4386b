//! The part of CBOR (RFC 8949) that authenticators write: definite lengths, integers, strings, lists, maps and the simple
//! values that extensions have. CTAP2 section 8 allows nothing else.

use super::bad_passkey::BadPasskey;

/// How many lists and maps may be within each other. An attestation has three.
const DEEPEST: usize = 6;

/// How many names a map may have: each is compared with those before it. An attestation's maps have a few.
const MOST_NAMES: u64 = 32;

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cbor<'a> {
    /// A number, positive or negative.
    Integer(i128),
    /// Bytes.
    Bytes(&'a [u8]),
    /// Text, UTF-8.
    Text(&'a str),
    /// Values in order.
    List(Vec<Cbor<'a>>),
    /// Names and values; no name comes twice.
    Map(Vec<(Cbor<'a>, Cbor<'a>)>),
    /// True, false, null or undefined, by its number.
    Simple(u8),
}

impl<'a> Cbor<'a> {
    /// Reads one value that is all of `bytes`.
    ///
    /// # Errors
    /// [`BadPasskey::Cbor`].
    pub fn parse(bytes: &'a [u8]) -> Result<Self, BadPasskey> {
        match Self::parse_first(bytes)? {
            (value, []) => Ok(value),
            _ => Err(BadPasskey::Cbor),
        }
    }

    /// Reads the value that `bytes` begin with, and returns what comes after it.
    ///
    /// # Errors
    /// [`BadPasskey::Cbor`].
    pub fn parse_first(bytes: &'a [u8]) -> Result<(Self, &'a [u8]), BadPasskey> {
        let mut reader = Reader(bytes);
        let value = reader.value(DEEPEST)?;
        Ok((value, reader.0))
    }

    /// The value of a name in a map.
    #[must_use]
    pub fn get(&self, name: &Cbor<'_>) -> Option<&Self> {
        let Self::Map(members) = self else {
            return None;
        };
        members
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value)
    }

    /// The bytes, if it is some.
    #[must_use]
    pub fn bytes(&self) -> Option<&'a [u8]> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            _ => None,
        }
    }
}

/// What is still to be read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn value(&mut self, depth: usize) -> Result<Cbor<'a>, BadPasskey> {
        let depth = depth.checked_sub(1).ok_or(BadPasskey::Cbor)?;
        let [head] = self.take(1)? else {
            return Err(BadPasskey::Cbor);
        };
        let (major, short) = (head >> 5, head & 0x1f);
        if major == 7 {
            // Floating point numbers and what has no definite length are above these.
            return match short {
                20..=23 => Ok(Cbor::Simple(short)),
                _ => Err(BadPasskey::Cbor),
            };
        }
        let number = self.number(short)?;
        match major {
            0 => Ok(Cbor::Integer(i128::from(number))),
            1 => Ok(Cbor::Integer(-1 - i128::from(number))),
            2 => Ok(Cbor::Bytes(self.string(number)?)),
            3 => std::str::from_utf8(self.string(number)?)
                .map(Cbor::Text)
                .map_err(|_| BadPasskey::Cbor),
            4 => self.list(number, depth),
            5 => self.map(number, depth),
            // Tags.
            _ => Err(BadPasskey::Cbor),
        }
    }

    fn list(&mut self, count: u64, depth: usize) -> Result<Cbor<'a>, BadPasskey> {
        // Each value takes a byte at least: a long list cannot be announced in a few bytes.
        let mut list = Vec::with_capacity(self.room(count, 1)?);
        for _ in 0..count {
            list.push(self.value(depth)?);
        }
        Ok(Cbor::List(list))
    }

    fn map(&mut self, count: u64, depth: usize) -> Result<Cbor<'a>, BadPasskey> {
        if count > MOST_NAMES {
            return Err(BadPasskey::Cbor);
        }
        let mut map: Vec<(Cbor<'a>, Cbor<'a>)> = Vec::with_capacity(self.room(count, 2)?);
        for _ in 0..count {
            let (name, value) = (self.value(depth)?, self.value(depth)?);
            if map.iter().any(|(known, _)| *known == name) {
                return Err(BadPasskey::Cbor);
            }
            map.push((name, value));
        }
        Ok(Cbor::Map(map))
    }

    /// The count, if there are as many times `bytes` left.
    fn room(&self, count: u64, bytes: usize) -> Result<usize, BadPasskey> {
        usize::try_from(count)
            .ok()
            .filter(|count| *count <= self.0.len() / bytes)
            .ok_or(BadPasskey::Cbor)
    }

    /// The number that follows a head: as short as it can be (RFC 8949 section 4.2.1).
    fn number(&mut self, short: u8) -> Result<u64, BadPasskey> {
        let (length, least) = match short {
            0..=23 => return Ok(u64::from(short)),
            24 => (1, 24),
            25 => (2, 1 << 8),
            26 => (4, 1 << 16),
            27 => (8, 1 << 32),
            _ => return Err(BadPasskey::Cbor),
        };
        let bytes = self.take(length)?.iter();
        let number = bytes.fold(0, |number, byte| number << 8 | u64::from(*byte));
        if number < least {
            return Err(BadPasskey::Cbor);
        }
        Ok(number)
    }

    fn string(&mut self, length: u64) -> Result<&'a [u8], BadPasskey> {
        let length = usize::try_from(length).map_err(|_| BadPasskey::Cbor)?;
        self.take(length)
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], BadPasskey> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(BadPasskey::Cbor)?;
        self.0 = rest;
        Ok(taken)
    }
}
