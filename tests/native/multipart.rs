//! Forms with a file (RFC 7578).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use edgegrant::protocol::multipart::parse;

const TYPE: &str = "multipart/form-data; boundary=b";

/// The fields of a body in a form, or nothing.
fn read(content_type: &str, body: &[u8]) -> Option<String> {
    parse(content_type, body).map(|params| params.form_without(&[]))
}

/// A body with these heads of parts, each with the content `x`.
fn parts(heads: &[&str]) -> String {
    let part = |head: &&str| format!("--b\r\n{head}\r\n\r\nx\r\n");
    heads.iter().map(part).collect::<String>() + "--b--\r\n"
}

#[test]
fn what_browsers_send_is_read() {
    let file = b"\x89PNG\r\n\x1a\n\0\r\n--\xff\r\n--a";
    let written = STANDARD.encode(file);
    for (boundary, name) in [
        ("----WebKitFormBoundary7MA4YWxkTrZu0gW", "logo.png"),
        ("----geckoformboundary8d1b3c5f6a1e4b2c", "a\\"),
        (
            "---------------------------9051914041544843365972754266",
            "%22; name=%22token%22 \u{5d0}",
        ),
    ] {
        let body = [
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\na=b&c\r\n").as_bytes(),
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"empty\"\r\n\r\n\r\n").as_bytes(),
            format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"logo\"; filename=\"{name}\"\r\nContent-Type: image/png\r\n\r\n"
            )
            .as_bytes(),
            file,
            format!("\r\n--{boundary}--\r\n").as_bytes(),
        ]
        .concat();
        for content_type in [
            format!("multipart/form-data; boundary={boundary}"),
            format!("Multipart/Form-Data;Boundary=\"{boundary}\""),
            format!("multipart/form-data; charset=utf-8; boundary={boundary}"),
        ] {
            let read = parse(&content_type, &body).expect("a form");
            let fields = ["token", "empty", "logo", "filename"].map(|it| read.field(it).to_owned());
            assert_eq!(fields, ["a=b&c", "", &written, ""], "{content_type}");
        }
        let end = body.len() - 2;
        let content_type = format!("multipart/form-data; boundary={boundary}");
        assert!(
            parse(&content_type, &body[..end]).is_some(),
            "the last line may have no end"
        );
        assert!(parse(&content_type, &body[..end - 1]).is_none());
    }
    assert_eq!(read(TYPE, b"--b--\r\n").as_deref(), Some(""));
}

#[test]
fn a_repeated_field_is_seen() {
    let head = "Content-Disposition: form-data; name=\"logo\"; filename=\"a\"";
    let twice = parse(TYPE, parts(&[head, head]).as_bytes());
    assert!(twice.expect("a form").any_repeated());
    let other = "Content-Disposition: form-data; name=\"other\"";
    let once = parse(TYPE, parts(&[head, other]).as_bytes());
    assert!(!once.expect("a form").any_repeated());
}

#[test]
fn other_types_are_refused() {
    let body = parts(&["Content-Disposition: form-data; name=\"a\""]);
    assert_eq!(read(TYPE, body.as_bytes()).as_deref(), Some("a=x"));
    for content_type in [
        "multipart/form-data",
        "multipart/form-data; boundary",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"\"",
        "multipart/form-data; boundary=\"b",
        "multipart/form-data; boundary=B",
        "multipart/form-data; boundary=b; boundary=b",
        "multipart/form-data; boundary=\u{e9}",
    ] {
        assert_eq!(
            read(content_type, body.as_bytes()),
            None,
            "{content_type:?}"
        );
    }
    let long = |length: usize| {
        let boundary = "b".repeat(length);
        let body = format!("--{boundary}--");
        read(
            &format!("multipart/form-data; boundary={boundary}"),
            body.as_bytes(),
        )
    };
    assert!(long(70).is_some() && long(71).is_none());
}

#[test]
fn what_no_browser_sends_is_refused() {
    for head in [
        "",
        "Content-Type: text/plain",
        "Content-Disposition",
        "Content-Disposition: form-data",
        "Content-Disposition: attachment; name=\"a\"",
        "Content-Disposition: form-data; name=a",
        "Content-Disposition: form-data; name=\"a",
        "Content-Disposition: form-data; name=\"a\"; name=\"b\"",
        "Content-Disposition: form-data; name=\"a\"; filename=\"x\"; filename=\"y\"",
        "Content-Disposition: form-data; name=\"a\"; filename*=UTF-8''x",
        "Content-Disposition: form-data; filename=\"x\"",
        "Content-Disposition: form-data; name=\"a\" filename=\"x\"",
        "Content-Disposition: form-data; name=\"a\0\"",
        "Content-Disposition: form-data;\r\n name=\"a\"",
        "Content-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"",
        "Content-Disposition: form-data; name=\"a\"\nX: y",
    ] {
        assert_eq!(read(TYPE, parts(&[head]).as_bytes()), None, "{head:?}");
    }
    let whole = parts(&["Content-Disposition: form-data; name=\"a\""]);
    for body in [
        String::new(),
        "--b".to_owned(),
        "--b\r\n--b--\r\n".to_owned(),
        format!("\r\n{whole}"),
        format!("preamble\r\n{whole}"),
        format!("{whole}epilogue"),
        format!("{whole}{whole}"),
        whole.replace("\r\n", "\n"),
        whole.replace("--b--", "--b"),
        whole.replace("--b--", "--c--"),
        whole.replace("x\r\n", "x\r\n--bc\r\n"),
        whole.replace('x', "\0"),
    ] {
        assert_eq!(read(TYPE, body.as_bytes()), None, "{body:?}");
    }
    let latin = whole.into_bytes();
    let latin: Vec<u8> = latin
        .iter()
        .map(|it| if *it == b'x' { 0xff } else { *it })
        .collect();
    assert_eq!(read(TYPE, &latin), None, "text that is not UTF-8");
}
