//! Forms with a file.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use edgegrant::protocol::multipart::parse;
use proptest::prelude::*;
use proptest::sample::select;

use crate::fuzz::near_bytes::near_bytes;

const TYPE: &str = "multipart/form-data; boundary=b-1";

/// A field: its name, what the file is called if it is one, and what is in it.
type Field = (String, Option<String>, Vec<u8>);

/// Content that looks like the end of a part, but is not.
fn content() -> impl Strategy<Value = Vec<u8>> {
    const PIECES: [&[u8]; 8] = [
        b"\r\n",
        b"--",
        b"b-",
        b"\r\n--b-",
        b"\r\n\r\n",
        b"\0",
        b"\xff",
        b"a",
    ];
    let piece = prop_oneof![
        select(&PIECES[..]).prop_map(<[u8]>::to_vec),
        prop::collection::vec(any::<u8>(), 0..20)
    ];
    let all = prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat());
    all.prop_filter("it is the delimiter", |it| {
        !it.starts_with(b"--b-1") && !it.windows(7).any(|it| it == b"\r\n--b-1")
    })
}

fn fields() -> impl Strategy<Value = Vec<Field>> {
    let file = ("[a-c]", "[a-z.;= \\\\\u{5d0}]{0,12}", content())
        .prop_map(|(name, called, content)| (name, Some(called), content));
    let text = ("[a-c]", "[^\0]{0,12}").prop_map(|(name, text)| (name, None, text.into_bytes()));
    prop::collection::vec(prop_oneof![file, text], 0..5)
}

/// As browsers write them.
fn written(fields: &[Field]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, called, content) in fields {
        body.extend(format!("--b-1\r\nContent-Disposition: form-data; name=\"{name}\"").bytes());
        if let Some(called) = called {
            body.extend(format!("; filename=\"{called}\"\r\nContent-Type: image/png").bytes());
        }
        body.extend(b"\r\n\r\n");
        body.extend(content);
        body.extend(b"\r\n");
    }
    body.extend(b"--b-1--\r\n");
    body
}

proptest! {
    /// Whatever is in a file, and whatever it is called, the fields are those that were sent.
    #[test]
    fn a_form_with_files_is_read_as_it_was_written(fields in fields()) {
        let read = parse(TYPE, &written(&fields)).expect("a form");
        for name in ["a", "b", "c"] {
            let sent = fields.iter().filter(|(sent, ..)| sent == name);
            let values: Vec<String> = sent
                .map(|(_, called, content)| match called {
                    Some(_) => STANDARD.encode(content),
                    None => String::from_utf8_lossy(content).into_owned(),
                })
                .filter(|value| !value.is_empty())
                .collect();
            prop_assert_eq!(read.every(name).collect::<Vec<_>>(), values);
        }
    }

    /// What is read is whole: without its last hyphen, or with anything more, it is refused.
    #[test]
    fn what_is_read_is_whole(
        body in near_bytes(fields().prop_map(|it| written(&it))),
        more in prop::collection::vec(any::<u8>(), 1..20),
    ) {
        if parse(TYPE, &body).is_some() {
            let end = if body.ends_with(b"\r\n") { body.len() - 3 } else { body.len() - 1 };
            prop_assert!(parse(TYPE, &body[..end]).is_none());
            let whole = body.ends_with(b"\r\n") || more != b"\r\n";
            prop_assert!(!whole || parse(TYPE, &[body.as_slice(), &more].concat()).is_none());
        }
    }

    #[test]
    fn no_type_and_no_body_is_too_odd(content_type in ".{0,80}", body in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = parse(&content_type, &body);
        let _ = parse(TYPE, &body);
    }
}
