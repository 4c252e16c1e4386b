//! Codes that strangers type: what is read, the rules say a second time here.

use edgegrant::protocol::login::recovery_code::RecoveryCode;
use edgegrant::protocol::login::totp::{Code, PERIOD, TotpSecret, hotp};
use edgegrant::protocol::timestamp::Timestamp;
use proptest::prelude::*;

use super::near::near;

proptest! {
    #[test]
    fn a_code_is_six_digits_among_spaces_and_hyphens(text in prop_oneof![
        near("[0-9]{6}".prop_map(String::from)),
        near("[0-9]{3}[ \u{a0}-][0-9]{3}".prop_map(String::from)),
        near("[０-９]{6}".prop_map(String::from)),
        any::<String>(),
    ]) {
        let kept: Vec<char> = text.chars().filter(|it| !it.is_whitespace() && *it != '-').collect();
        let is_digit = |it: &char| it.is_ascii_digit() || ('\u{ff10}'..='\u{ff19}').contains(it);
        prop_assert_eq!(Code::parse(&text).is_some(), kept.len() == 6 && kept.iter().all(is_digit));
    }

    #[test]
    fn a_code_is_good_exactly_within_a_step_of_its_own(
        secret in any::<[u8; 32]>(), time in 0..4_000_000_000_i64, steps in -4..5_i64, spaced in any::<bool>(),
    ) {
        let totp = TotpSecret::mint(secret);
        let step = time / PERIOD + steps;
        prop_assume!(step >= 0);
        let of = |step: i64| hotp(&secret[..20], step.unsigned_abs()) % 1_000_000;
        let six = format!("{:06}", of(step));
        let text = if spaced { format!(" {} {}", &six[..3], &six[3..]) } else { six };
        let code = Code::parse(&text).expect("six digits");
        let now = time / PERIOD;
        let latest = (now - 1..=now + 1).rev().find(|other| of(*other) == of(step));
        prop_assert_eq!(totp.step_of(code, Timestamp(time)), latest);
        prop_assert!((steps.abs() > 1) || latest.is_some());
    }

    #[test]
    fn a_recovery_code_is_sixteen_letters_and_digits(random in any::<[u8; 32]>(), other in any::<[u8; 32]>(), text in near(
        "[a-zA-Z0-9]{4}(-[a-zA-Z0-9]{4}){3}".prop_map(String::from),
    )) {
        let hash = |code: RecoveryCode| code.hash("ada").as_str().to_owned();
        let code = RecoveryCode::mint(random);
        prop_assert_eq!(RecoveryCode::parse(&code.spelled()).map(hash), Some(hash(code.clone())));
        prop_assert_eq!(hash(RecoveryCode::mint(other)) == hash(code), random[..10] == other[..10]);
        let kept: Vec<char> = text.chars().filter(|it| !it.is_whitespace() && *it != '-').collect();
        let is_letter = |it: &char| it.is_ascii_alphabetic() || "01234567".contains(*it);
        prop_assert_eq!(RecoveryCode::parse(&text).is_some(), kept.len() == 16 && kept.iter().all(is_letter));
    }

    #[test]
    fn the_address_of_a_secret_is_one_address_whatever_the_names(
        random in any::<[u8; 32]>(), server in any::<String>(), account in any::<String>(),
    ) {
        let uri = TotpSecret::mint(random).uri(&server, &account);
        let url = url::Url::parse(&uri).expect("an address");
        prop_assert_eq!((url.scheme(), url.host_str()), ("otpauth", Some("totp")));
        let pairs: Vec<_> = url.query_pairs().collect();
        prop_assert_eq!(pairs.len(), 2);
        let cut: String = server.replace(':', " ").chars().take(64).collect();
        prop_assert_eq!(&*pairs[1].1, cut.as_str());
        prop_assert!(uri.len() < 1700);
    }
}
