//! Addresses that mail is sent to.

use edgegrant::protocol::mail_address::MailAddress;
use proptest::prelude::*;
use proptest::sample::select;

use crate::fuzz::near::{near_text, odd_text};

proptest! {
    /// Whatever is taken for an address is one recipient and no header, in every format that a sender has.
    #[test]
    fn an_address_is_one_recipient(
        text in prop_oneof![
            near_text("first.last@mail.example.com"),
            near_text("a@example.com\r\nBcc: b@example.com"),
            near_text("Name <a@xn--bcher-kva.example>"),
            (odd_text(), select(vec!["@", "@example.com", "@@"])).prop_map(|(text, end)| format!("{text}{end}")),
            odd_text(),
        ],
    ) {
        let Ok(address) = MailAddress::parse(&text) else {
            return Ok(());
        };
        let address = address.as_str();
        prop_assert_eq!(address, &text);
        prop_assert!(address.len() <= 254);
        prop_assert!(address.bytes().all(|byte| byte.is_ascii_graphic()));
        prop_assert!(!address.contains(['<', '>', '"', ',', ';', ':', '\\', '(', ')', '[', ']']));
        let (local, host) = address.split_once('@').expect("an @");
        prop_assert!(!local.is_empty() && host.contains('.') && !host.contains('@'));
    }
}
