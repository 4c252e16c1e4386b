//! CBOR as authenticators write it, and what is none.

use edgegrant::protocol::passkey::BadPasskey;
use edgegrant::protocol::passkey::cbor::Cbor;

#[test]
fn the_values_of_rfc_8949_appendix_a_are_read_where_authenticators_write_them() {
    for (bytes, value) in [
        (&[0x00][..], Cbor::Integer(0)),
        (&[0x17], Cbor::Integer(23)),
        (&[0x18, 0x18], Cbor::Integer(24)),
        (&[0x19, 0x03, 0xe8], Cbor::Integer(1000)),
        (&[0x1a, 0x00, 0x0f, 0x42, 0x40], Cbor::Integer(1_000_000)),
        (
            &[0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            Cbor::Integer(i128::from(u64::MAX)),
        ),
        (&[0x20], Cbor::Integer(-1)),
        (&[0x38, 0x63], Cbor::Integer(-100)),
        (
            &[0x3b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            Cbor::Integer(-1 - i128::from(u64::MAX)),
        ),
        (&[0xf4], Cbor::Simple(20)),
        (&[0xf5], Cbor::Simple(21)),
        (&[0xf6], Cbor::Simple(22)),
        (&[0x40], Cbor::Bytes(&[])),
        (&[0x44, 1, 2, 3, 4], Cbor::Bytes(&[1, 2, 3, 4])),
        (&[0x62, 0xc3, 0xbc], Cbor::Text("ü")),
        (&[0x80], Cbor::List(Vec::new())),
        (
            &[0x82, 0x01, 0x02],
            Cbor::List(vec![Cbor::Integer(1), Cbor::Integer(2)]),
        ),
        (&[0xa0], Cbor::Map(Vec::new())),
        (
            &[0xa1, 0x61, 0x61, 0x01],
            Cbor::Map(vec![(Cbor::Text("a"), Cbor::Integer(1))]),
        ),
    ] {
        assert_eq!(Cbor::parse(bytes), Ok(value), "{bytes:02x?}");
    }
}

#[test]
fn everything_else_is_refused() {
    for (why, bytes) in [
        ("nothing", &[][..]),
        ("a head without its number", &[0x18]),
        ("a number longer than it need be", &[0x18, 0x17]),
        ("a length longer than it need be", &[0x58, 0x01, 0x00]),
        ("a reserved head", &[0x1c]),
        ("an indefinite length", &[0x5f, 0x41, 0x00, 0xff]),
        ("an indefinite list", &[0x9f, 0xff]),
        ("an indefinite map", &[0xbf, 0xff]),
        ("a break", &[0xff]),
        ("a tag", &[0xc0, 0x00]),
        ("a half", &[0xf9, 0x38, 0x00]),
        ("an unknown simple value", &[0xf8, 0x20]),
        ("text that is not UTF-8", &[0x61, 0xff]),
        ("bytes that are cut off", &[0x42, 0x00]),
        ("a list that is cut off", &[0x82, 0x00]),
        (
            "a list that cannot be",
            &[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        ),
        ("a map without a value", &[0xa1, 0x00]),
        ("a name twice", &[0xa2, 0x01, 0x00, 0x01, 0x00]),
        ("something after it", &[0x00, 0x00]),
    ] {
        assert_eq!(Cbor::parse(bytes), Err(BadPasskey::Cbor), "{why}");
    }
    let nested = |depth: usize| [vec![0x81; depth], vec![0x00]].concat();
    assert!(Cbor::parse(&nested(5)).is_ok());
    assert_eq!(Cbor::parse(&nested(6)), Err(BadPasskey::Cbor), "too deep");
    assert_eq!(
        Cbor::parse(&nested(100_000)),
        Err(BadPasskey::Cbor),
        "much too deep"
    );
}

#[test]
fn what_comes_after_a_value_is_returned() {
    let (value, rest) = Cbor::parse_first(&[0x01, 0x02, 0x03]).expect("a value");
    assert_eq!((value, rest), (Cbor::Integer(1), &[0x02, 0x03][..]));
}

#[test]
fn a_map_has_no_more_names_than_can_be_compared_in_no_time() {
    let map = |names: u8| {
        let mut bytes = vec![0xb8, names];
        bytes.extend((0..names).flat_map(|name| [0x18, 100 + name, 0x00]));
        bytes
    };
    assert!(Cbor::parse(&map(32)).is_ok());
    assert_eq!(Cbor::parse(&map(33)), Err(BadPasskey::Cbor));
}
