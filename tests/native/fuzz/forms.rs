//! Parameters, the Basic header, scopes, names.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use edgegrant::protocol::client::{AuthMethod, Client, Credentials};
use edgegrant::protocol::display_name::{LONGEST, one_line};
use edgegrant::protocol::params::{Params, Repeated, decode};
use edgegrant::protocol::scope::Scope;
use edgegrant::protocol::secret::Secret;
use edgegrant::protocol::timestamp::Timestamp;
use edgegrant::protocol::token::TokenRequest;
use proptest::prelude::*;
use url::form_urlencoded::{byte_serialize, parse};

use crate::fuzz::near::{near, near_text, odd_text};

/// A form, almost: names that repeat, values that are odd.
fn form() -> impl Strategy<Value = Vec<u8>> {
    let pair = ("[a-c%+]{0,2}", odd_text(), any::<bool>()).prop_map(|(name, value, encoded)| {
        if encoded {
            format!(
                "{name}={}",
                byte_serialize(value.as_bytes()).collect::<String>()
            )
        } else {
            format!("{name}={value}")
        }
    });
    let text = prop::collection::vec(pair, 0..6).prop_map(|pairs| pairs.join("&"));
    prop_oneof![
        near(text).prop_map(String::into_bytes),
        prop::collection::vec(any::<u8>(), 0..60),
        near_text("grant_type=authorization_code&code=x&code_verifier=y")
            .prop_map(String::into_bytes),
    ]
}

/// What a client that writes a secret in RFC 6749's way sends.
fn basic(id: &str, secret: &str) -> String {
    let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    format!(
        "Basic {}",
        STANDARD.encode(format!("{}:{}", encode(id), encode(secret)))
    )
}

/// One name or value, read by a library that forgives; `&` and `=` divide a form, here they are characters.
fn decoded_by_others(text: &[u8]) -> String {
    let divide = |byte: &u8| match byte {
        b'&' => b"%26".to_vec(),
        b'=' => b"%3D".to_vec(),
        other => vec![*other],
    };
    let text: Vec<u8> = text.iter().flat_map(divide).collect();
    parse(&text)
        .next()
        .map_or(String::new(), |(name, _)| name.into_owned())
}

/// Id and secret of a header, likewise.
fn read_by_others(header: &str) -> Option<(String, String)> {
    let decoded = STANDARD.decode(header.split_once(' ')?.1.trim()).ok()?;
    let colon = decoded.iter().position(|byte| *byte == b':')?;
    let (id, secret) = (&decoded[..colon], &decoded[colon + 1..]);
    Some((decoded_by_others(id), decoded_by_others(secret)))
}

proptest! {
    #[test]
    fn parameters_that_are_read_can_be_written_and_read_again(bytes in form()) {
        if let Ok(params) = Params::parse(&bytes) {
            let written = params.form_without(&[]);
            let again = Params::parse(written.as_bytes()).expect("what was written can be read");
            prop_assert_eq!(&again.form_without(&[]), &written);
            prop_assert_eq!(again.any_repeated(), params.any_repeated());
            for name in ["", "a", "b", "c", "aa", "ab", "+", " ", "a ", "code", "grant_type"] {
                let every: Vec<&str> = params.every(name).collect();
                prop_assert_eq!(&every, &again.every(name).collect::<Vec<_>>());
                prop_assert_eq!(params.one(name), again.one(name));
                match params.one(name) {
                    Ok(None) => prop_assert!(every.is_empty()),
                    Ok(Some(value)) => {
                        prop_assert_eq!(every, [value]);
                        prop_assert!(!value.contains('\0'));
                    }
                    Err(Repeated) => prop_assert!(params.any_repeated()),
                }
                let without = params.form_without(&[name]);
                let without = Params::parse(without.as_bytes()).expect("parameters");
                prop_assert_eq!(without.one(name), Ok(None));
            }
            let _ = TokenRequest::parse(&params);
        }
    }

    #[test]
    fn what_is_decoded_is_what_every_library_decodes(bytes in form()) {
        if let Ok(text) = decode(&bytes) {
            prop_assert_eq!(text, decoded_by_others(&bytes));
        }
    }

    #[test]
    fn a_basic_header_is_read_as_it_was_written(id in "[^\0]{1,20}", secret in "[^\0]{0,20}", other in "[^\0]{0,20}") {
        let parse = |header: &str| Credentials::parse(Some(header), &Params::default(), &[], Timestamp(0));
        let client = |secret: &str| Some(Client {
            secret_hash: Some(Secret::new(secret).hash()),
            ..Client::new(id.clone(), "App".to_owned())
        });
        let credentials = parse(&basic(&id, &secret)).expect("credentials");
        prop_assert_eq!(&credentials.client_id, &id);
        prop_assert_eq!(credentials.method, AuthMethod::ClientSecretBasic);
        prop_assert!(credentials.authenticate(client(&secret)).is_ok());
        prop_assert_eq!(credentials.authenticate(client(&other)).is_ok(), secret == other);
        let another = parse(&basic(&id, &other)).expect("credentials");
        prop_assert_eq!(format!("{credentials:?}"), format!("{another:?}"), "no secret shows");
    }

    #[test]
    fn a_basic_header_that_was_changed_says_what_others_read_in_it(
        header in near_text(basic("app:1", "s e%cret\u{e9}")), inner in near_text("app%3A1:s+e%25cret%C3%A9"),
    ) {
        for header in [header, format!("Basic {}", STANDARD.encode(inner))] {
            let parsed = Credentials::parse(Some(&header), &Params::default(), &[], Timestamp(0));
            if let Ok(credentials) = parsed {
                let (id, secret) = read_by_others(&header).expect("a name and a secret");
                prop_assert!(!id.is_empty());
                prop_assert_eq!(&credentials.client_id, &id);
                let client = Client {
                    secret_hash: Some(Secret::new(secret).hash()),
                    ..Client::new(id, "App".to_owned())
                };
                prop_assert!(credentials.authenticate(Some(client)).is_ok());
            }
        }
    }

    #[test]
    fn a_scope_is_a_set_of_tokens_of_the_allowed_characters(
        text in prop_oneof![odd_text(), near_text("notes:read notes:write profile"), "[ a-c]{0,12}"],
    ) {
        let allowed = |character| matches!(character, '!' | '#'..='[' | ']'..='~' | ' ');
        let scope = Scope::parse(&text);
        prop_assert_eq!(scope.is_ok(), text.chars().all(allowed));
        prop_assert_eq!(Scope::requested(&text).is_ok(), scope.as_ref().is_ok_and(|scope| !scope.is_empty()));
        if let Ok(scope) = scope {
            let mut tokens: Vec<&str> = text.split(' ').filter(|token| !token.is_empty()).collect();
            prop_assert!(tokens.iter().all(|token| scope.contains(token)));
            tokens.sort_unstable();
            tokens.dedup();
            prop_assert_eq!(scope.iter().count(), tokens.len());
            prop_assert_eq!(Scope::parse(&scope.to_string()), Ok(scope.clone()));
            let json = serde_json::to_string(&scope).expect("JSON");
            prop_assert_eq!(&serde_json::from_str::<Scope>(&json).expect("a scope"), &scope);
            let half = scope.retain(|token| token.len() % 2 == 0);
            prop_assert!(half.within(&scope) && half.union(&scope).within(&scope));
        }
    }

    #[test]
    fn a_name_is_one_line_for_good(text in prop_oneof![odd_text(), near_text("Example App 2"), "\\PC{0,120}"]) {
        if let Some(name) = one_line(&text) {
            prop_assert_eq!(one_line(&name), Some(name.clone()));
            prop_assert_eq!(name.trim(), name.as_str());
            prop_assert!((1..=LONGEST).contains(&name.chars().count()));
            let unseen = |character: char| character.is_control() || "\u{2028}\u{202e}\u{200b}".contains(character);
            prop_assert!(!name.chars().any(unseen));
        }
    }
}
