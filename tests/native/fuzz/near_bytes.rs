//! Bytes that are almost right, and CBOR and DER written a second time.

use edgegrant::protocol::passkey::cbor::Cbor;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// What is put into bytes: heads of CBOR and DER that are long, short or wrong, and flags.
const ODD: [u8; 22] = [
    0x00, 0x01, 0x02, 0x05, 0x17, 0x18, 0x1b, 0x20, 0x30, 0x40, 0x45, 0x58, 0x5f, 0x80, 0x81, 0x9f,
    0xa0, 0xa1, 0xbf, 0xc0, 0xf5, 0xff,
];

/// Bytes of `base` with none to three edits.
pub(crate) fn near_bytes(base: impl Strategy<Value = Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let edits = prop::collection::vec((any::<Index>(), 0..5_u8, select(&ODD[..])), 0..4);
    (base, edits).prop_map(|(mut bytes, edits)| {
        for (at, kind, odd) in edits {
            let place = at.index(bytes.len() + 1);
            match kind {
                0 => bytes.insert(place, odd),
                1 => bytes.truncate(place),
                2 if place < bytes.len() => drop(bytes.remove(place)),
                3 if place < bytes.len() => bytes[place] = odd,
                4 if place < bytes.len() => bytes[place] ^= 1 << (odd & 7),
                _ => bytes.push(odd),
            }
        }
        bytes
    })
}

/// A value of CBOR that owns what is in it.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Integer(i128),
    Bytes(Vec<u8>),
    Text(String),
    List(Vec<Value>),
    Map(Vec<(Value, Value)>),
    Simple(u8),
}

/// Any value that is not too deep. A name may come twice.
pub(crate) fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<i64>().prop_map(|number| Value::Integer(number.into())),
        (-30..300_i128).prop_map(Value::Integer),
        any::<u64>().prop_map(|number| Value::Integer(-1 - i128::from(number))),
        prop::collection::vec(any::<u8>(), 0..300).prop_map(Value::Bytes),
        ".{0,30}".prop_map(Value::Text),
        (20..24_u8).prop_map(Value::Simple),
    ];
    leaf.prop_recursive(4, 24, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::List),
            prop::collection::vec((inner.clone(), inner), 0..6).prop_map(Value::Map),
        ]
    })
}

impl Value {
    /// The same value, as it is read.
    pub(crate) fn read(&self) -> Cbor<'_> {
        match self {
            Self::Integer(number) => Cbor::Integer(*number),
            Self::Bytes(bytes) => Cbor::Bytes(bytes),
            Self::Text(text) => Cbor::Text(text),
            Self::List(list) => Cbor::List(list.iter().map(Self::read).collect()),
            Self::Map(map) => {
                let members = map.iter().map(|(name, value)| (name.read(), value.read()));
                Cbor::Map(members.collect())
            }
            Self::Simple(number) => Cbor::Simple(*number),
        }
    }
}

/// Whether a name comes twice in it.
pub(crate) fn repeats(value: &Cbor<'_>) -> bool {
    match value {
        Cbor::List(list) => list.iter().any(repeats),
        Cbor::Map(map) => {
            let is_twice = |(place, (name, _)): (usize, &(Cbor<'_>, Cbor<'_>))| {
                map[..place].iter().any(|(before, _)| before == name)
            };
            map.iter().enumerate().any(is_twice)
                || map
                    .iter()
                    .any(|(name, value)| repeats(name) || repeats(value))
        }
        _ => false,
    }
}

/// The bytes of a value: the one way to write it.
pub(crate) fn write(value: &Cbor<'_>) -> Vec<u8> {
    let head = |major: u8, number: u64| {
        let mut bytes = match number {
            0..24 => vec![number as u8],
            24..0x100 => vec![24, number as u8],
            0x100..0x1_0000 => [&[25], &(number as u16).to_be_bytes()[..]].concat(),
            0x1_0000..0x1_0000_0000 => [&[26], &(number as u32).to_be_bytes()[..]].concat(),
            _ => [&[27], &number.to_be_bytes()[..]].concat(),
        };
        bytes[0] |= major << 5;
        bytes
    };
    match value {
        Cbor::Integer(number) => match u64::try_from(*number) {
            Ok(number) => head(0, number),
            Err(_) => head(1, u64::try_from(-1 - number).expect("64 bits")),
        },
        Cbor::Bytes(bytes) => [head(2, bytes.len() as u64), bytes.to_vec()].concat(),
        Cbor::Text(text) => [head(3, text.len() as u64), text.as_bytes().to_vec()].concat(),
        Cbor::List(list) => {
            let values = list.iter().flat_map(write);
            head(4, list.len() as u64)
                .into_iter()
                .chain(values)
                .collect()
        }
        Cbor::Map(map) => {
            let members = map
                .iter()
                .flat_map(|(name, value)| [write(name), write(value)].concat());
            head(5, map.len() as u64)
                .into_iter()
                .chain(members)
                .collect()
        }
        Cbor::Simple(number) => vec![0xe0 | number],
    }
}

/// `r` and `s`, 32 bytes each, as DER.
pub(crate) fn der(raw: &[u8]) -> Vec<u8> {
    let number = |bytes: &[u8]| {
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        let digits = &bytes[zeros..];
        let sign: &[u8] = match digits.first() {
            Some(0x80..) => &[0],
            _ => &[],
        };
        [&[0x02, (sign.len() + digits.len()) as u8], sign, digits].concat()
    };
    let content = [number(&raw[..32]), number(&raw[32..])].concat();
    [&[0x30, content.len() as u8], content.as_slice()].concat()
}
