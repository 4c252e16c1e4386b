//! Which addresses mail is sent to.

use edgegrant::protocol::mail_address::{BadAddress, MailAddress};

#[test]
fn a_plain_address_is_one_and_nothing_else_is() {
    for good in [
        "a@example.com",
        "first.last+tag@mail.example.co.uk",
        "o'hara_{x}=1@example.com",
        "a@xn--bcher-kva.example",
        "A@EXAMPLE.COM",
        "a@1.example",
    ] {
        let read = MailAddress::parse(good);
        assert_eq!(read.as_ref().map(MailAddress::as_str), Ok(good));
    }
    let long = "a".repeat(300);
    for (bad, why) in [
        ("", BadAddress::NoAt),
        ("example.com", BadAddress::NoAt),
        ("a@b@example.com", BadAddress::NoAt),
        ("a@example.com\r\nBcc: b@example.com", BadAddress::NoAt),
        ("a\r\n@example.com", BadAddress::Local),
        ("a@example.com\n", BadAddress::Host),
        ("a@example.com,b.example", BadAddress::Host),
        ("a b@example.com", BadAddress::Local),
        ("\"a\"@example.com", BadAddress::Local),
        ("Name <a@example.com>", BadAddress::Local),
        (".a@example.com", BadAddress::Local),
        ("a..b@example.com", BadAddress::Local),
        ("@example.com", BadAddress::Local),
        ("a@", BadAddress::Host),
        ("a@localhost", BadAddress::Host),
        ("a@127.0.0.1", BadAddress::Host),
        ("a@[127.0.0.1]", BadAddress::Host),
        ("a@-x.example", BadAddress::Host),
        ("a@x-.example", BadAddress::Host),
        ("a@x..example", BadAddress::Host),
        ("a@example.com.", BadAddress::Host),
        ("a@b\u{fc}cher.example", BadAddress::OtherScript),
        ("\u{65e5}\u{672c}@example.com", BadAddress::OtherScript),
        // It looks like example.com.
        ("a@ex\u{430}mple.com", BadAddress::OtherScript),
        (&format!("{long}@example.com"), BadAddress::TooLong),
        (&format!("{}@example.com", &long[..65]), BadAddress::Local),
        (&format!("a@{}.example", &long[..64]), BadAddress::Host),
    ] {
        assert_eq!(MailAddress::parse(bad), Err(why), "{bad:?}");
    }
}
