//! What authenticators answer: it is accepted exactly when the rules, written a second time here, say so.

use edgegrant::protocol::passkey::cbor::Cbor;
use edgegrant::protocol::passkey::{
    Assertion, AuthenticatorData, BadPasskey, Ceremony, ClientData, Registration, der_signature,
};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::near::near_text;
use super::near_bytes::{der, near_bytes, repeats, value, write};
use super::near_passkey::{
    BACKED_UP, CREDENTIAL, ELIGIBLE, EXPECTED, EXTENSIONS, ID, PRESENT, RP_ID, VERIFIED, assertion,
    attestation, client_data, client_data_is_right, credential, data, flags, flags_rule, made,
    part, registration, stored, usual,
};
use crate::runtime::decode;

proptest! {
    #[test]
    fn cbor_is_read_as_it_was_written_unless_a_name_comes_twice(value in value()) {
        let value = value.read();
        let bytes = write(&value);
        let read = Cbor::parse(&bytes);
        if repeats(&value) {
            prop_assert_eq!(read, Err(BadPasskey::Cbor));
        } else {
            prop_assert_eq!(read, Ok(value));
        }
    }

    #[test]
    fn cbor_is_accepted_only_as_it_is_written(bytes in prop_oneof![
        near_bytes(value().prop_map(|value| write(&value.read()))),
        near_bytes(Just(attestation(&made()))),
        prop::collection::vec(any::<u8>(), 0..40),
    ]) {
        if let Ok((value, rest)) = Cbor::parse_first(&bytes) {
            prop_assert_eq!([write(&value).as_slice(), rest].concat(), bytes.as_slice());
            prop_assert!(!repeats(&value));
            prop_assert_eq!(Cbor::parse(&bytes).is_ok(), rest.is_empty());
        }
    }

    #[test]
    fn authenticator_data_is_read_exactly_when_it_has_what_its_flags_say(
        rp_id in select(vec![RP_ID, "example"]), flags in flags(), counter in any::<u32>(), present in any::<bool>(),
        made in any::<bool>(), extended in any::<bool>(), kept in any::<bool>(),
        length in prop_oneof![Just(16_usize), 0..3_usize, 1022..1025_usize],
        end in select(vec![vec![], vec![], vec![], vec![0], vec![0xff]]),
    ) {
        let told = [(made, CREDENTIAL), (extended, EXTENSIONS)].iter().filter(|(is, _)| *is).map(|(_, flag)| *flag).sum::<u8>();
        let flags = if kept { flags & !(CREDENTIAL | EXTENSIONS) | told } else { flags };
        let id = vec![7; length];
        let mut rest = Vec::new();
        if made { rest.extend(credential(&id)); }
        if extended { rest.extend(write(&Cbor::Map(vec![(Cbor::Text("x"), Cbor::Simple(21))]))); }
        rest.extend(&end);
        let bytes = data(rp_id, flags, counter, &rest);
        let parsed = AuthenticatorData::parse(&bytes);
        let right = (flags & CREDENTIAL != 0) == made && (flags & EXTENSIONS != 0) == extended && end.is_empty()
            && (!made || (1..=1023).contains(&length));
        prop_assert_eq!(parsed.is_ok(), right, "{:?}", parsed.err());
        if let Ok(read) = AuthenticatorData::parse(&bytes) {
            prop_assert_eq!(read.counter, counter);
            prop_assert_eq!(read.is_backup_eligible(), flags & ELIGIBLE != 0);
            prop_assert_eq!(read.is_backed_up(), flags & BACKED_UP != 0);
            prop_assert_eq!(read.credential.as_ref().map(|it| it.id.as_slice()), made.then_some(id.as_slice()));
            let rule = if rp_id == RP_ID { flags_rule(flags, present) } else { Err(BadPasskey::RpId) };
            prop_assert_eq!(read.accept(RP_ID, present), rule);
        }
    }

    #[test]
    fn authenticator_data_that_was_changed_holds_what_is_in_it(bytes in prop_oneof![
        near_bytes(Just(made())),
        near_bytes(Just(data(RP_ID, PRESENT | VERIFIED, 7, &[]))),
        near_bytes(Just(data(RP_ID, PRESENT | VERIFIED | EXTENSIONS, 7, &[0xa1, 0x61, 0x78, 0xf5]))),
        prop::collection::vec(any::<u8>(), 0..80),
    ]) {
        if let Ok(read) = AuthenticatorData::parse(&bytes) {
            let (flags, rest) = (bytes[32], &bytes[37..]);
            let counter = read.counter.to_be_bytes();
            prop_assert_eq!(&counter[..], &bytes[33..37]);
            prop_assert_eq!(read.credential.is_some(), flags & CREDENTIAL != 0);
            let rest = match &read.credential {
                None => rest,
                Some(made) => {
                    prop_assert_eq!(made.aaguid.as_slice(), &rest[..16]);
                    prop_assert_eq!(&(made.id.len() as u16).to_be_bytes(), &rest[16..18]);
                    prop_assert_eq!(made.id.as_slice(), &rest[18..18 + made.id.len()]);
                    Cbor::parse_first(&rest[18 + made.id.len()..]).expect("a key").1
                }
            };
            prop_assert_eq!(rest.is_empty(), flags & EXTENSIONS == 0);
            prop_assert!(rest.is_empty() || matches!(Cbor::parse(rest), Ok(Cbor::Map(_))));
        }
    }

    #[test]
    fn client_data_is_accepted_exactly_when_it_keeps_every_rule(client_data in client_data("webauthn.get"), create in any::<bool>()) {
        let (ceremony, name) = if create { (Ceremony::Create, "webauthn.create") } else { (Ceremony::Get, "webauthn.get") };
        let text = client_data.to_string();
        let accepted = ClientData::parse(text.as_bytes()).and_then(|read| read.accept(ceremony, EXPECTED));
        prop_assert_eq!(accepted.is_ok(), client_data_is_right(&client_data, name), "{:?} {}", accepted, text);
    }

    #[test]
    fn client_data_that_was_changed_is_still_json_with_its_members(
        text in near_text(usual("webauthn.get").to_string()), odd in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        for bytes in [text.as_bytes(), &odd] {
            if ClientData::parse(bytes).is_ok_and(|read| read.accept(Ceremony::Get, EXPECTED).is_ok()) {
                let json: Value = serde_json::from_slice(bytes).expect("JSON");
                prop_assert!(client_data_is_right(&json, "webauthn.get"), "{}", json);
            }
        }
    }

    #[test]
    fn a_signature_is_read_as_it_was_written_and_in_no_other_spelling(
        raw in prop::collection::vec(any::<u8>(), 64), short in 0..33_usize,
        bytes in near_bytes(prop::collection::vec(1..255_u8, 64).prop_map(|raw| der(&raw))),
    ) {
        let mut raw = raw;
        raw[..short].fill(0);
        let good = raw[..32].iter().any(|byte| *byte != 0) && raw[32..].iter().any(|byte| *byte != 0);
        prop_assert_eq!(der_signature::raw(&der(&raw)), good.then_some(raw));
        if let Some(read) = der_signature::raw(&bytes) {
            prop_assert_eq!(der(&read), bytes);
        }
    }

    #[test]
    fn a_registration_is_accepted_exactly_when_it_keeps_every_rule(
        client_data in client_data("webauthn.create"), rp_id in select(vec![RP_ID, RP_ID, "example"]), flags in flags(),
        id in select(vec![ID.to_vec(), ID.to_vec(), vec![8; 16]]), conditional in any::<bool>(),
    ) {
        let flags = flags & !EXTENSIONS | CREDENTIAL;
        let attestation = attestation(&data(rp_id, flags, 0, &credential(&id)));
        let json = registration(&client_data, &attestation).to_string();
        let accepted = Registration::parse(&json).and_then(|read| read.accept(EXPECTED, conditional));
        let right = client_data_is_right(&client_data, "webauthn.create") && rp_id == RP_ID && id == ID
            && flags_rule(flags, !conditional).is_ok();
        prop_assert_eq!(accepted.is_ok(), right, "{:?} {}", accepted.err(), json);
    }

    #[test]
    fn a_registration_whose_json_was_changed_still_keeps_the_rules(
        text in near_text(registration(&usual("webauthn.create"), &attestation(&made())).to_string()),
        changed in near_bytes(Just(attestation(&made()))),
    ) {
        for text in [text, registration(&usual("webauthn.create"), &changed).to_string()] {
            let Ok(new) = Registration::parse(&text).and_then(|read| read.accept(EXPECTED, false)) else { continue };
            let json: Value = serde_json::from_str(&text).expect("JSON");
            prop_assert_eq!(&json["type"], "public-key");
            prop_assert_eq!(json["rawId"].as_str().and_then(decode), Some(new.credential.id));
            let client_data = part(&json, "clientDataJSON").expect("client data");
            let client_data = serde_json::from_slice(&client_data).expect("JSON");
            prop_assert!(client_data_is_right(&client_data, "webauthn.create"));
            let attestation = part(&json, "attestationObject").expect("an attestation");
            prop_assert!(Cbor::parse(&attestation).is_ok());
        }
    }

    #[test]
    fn an_assertion_is_accepted_exactly_when_it_keeps_every_rule(
        client_data in client_data("webauthn.get"), rp_id in select(vec![RP_ID, RP_ID, "example"]), flags in flags(),
        (now, before) in (0..4_u32, 0..4_u32), user in select(vec![Some(b"u"), Some(b"u"), Some(b"v"), None]), eligible in any::<bool>(),
    ) {
        let flags = flags & !(EXTENSIONS | CREDENTIAL);
        let json = assertion(&client_data, &data(rp_id, flags, now, &[]), user.map(|user| &user[..])).to_string();
        let accepted = Assertion::parse(&json).and_then(|read| read.accept(EXPECTED, stored(b"u", before, eligible)));
        let right = client_data_is_right(&client_data, "webauthn.get") && rp_id == RP_ID && user == Some(b"u")
            && flags_rule(flags, true).is_ok() && (flags & ELIGIBLE != 0) == eligible && (now > before || (now, before) == (0, 0));
        prop_assert_eq!(accepted.is_ok(), right, "{:?} {}", accepted.err(), json);
    }

    #[test]
    fn an_assertion_whose_json_was_changed_still_keeps_the_rules(
        text in near_text(assertion(&usual("webauthn.get"), &data(RP_ID, PRESENT | VERIFIED, 1, &[]), Some(b"u")).to_string()),
    ) {
        let read = Assertion::parse(&text);
        if let Ok(used) = read.and_then(|read| read.accept(EXPECTED, stored(b"u", 0, false))) {
            let json: Value = serde_json::from_str(&text).expect("JSON");
            let part = |name| part(&json, name).expect("a part");
            let client_data = part("clientDataJSON");
            prop_assert!(client_data_is_right(&serde_json::from_slice(&client_data).expect("JSON"), "webauthn.get"));
            let message = [part("authenticatorData"), Sha256::digest(&client_data).to_vec()].concat();
            prop_assert_eq!(used.message, message);
            prop_assert_eq!(der(&used.signature), part("signature"));
            prop_assert_eq!(part("userHandle"), b"u");
        }
    }
}
