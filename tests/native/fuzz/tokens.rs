//! This server's tokens, coming back: it believes only what it made.

use edgegrant::protocol::authorization::{CodeChallenge, CodeVerifier, Reference};
use edgegrant::protocol::binding::{self, Binding, Purpose};
use edgegrant::protocol::jose::jwk::is_thumbprint;
use edgegrant::protocol::secret::{Secret, ServerKeys};
use edgegrant::protocol::timestamp::Timestamp;
use edgegrant::protocol::token::access_token::Unverified;
use edgegrant::protocol::token::dpop::{Expected, Proof, nonce};
use edgegrant::protocol::token::{BadProof, RefreshToken};
use proptest::prelude::*;
use serde_json::json;

use crate::fuzz::near::{near_text, odd_text};
use crate::runtime::signer::{Signer, fake};
use crate::runtime::visitor::{CHALLENGE, VERIFIER};
use crate::runtime::{START, encode};

const NOW: Timestamp = Timestamp(START);

fn keys() -> ServerKeys {
    ServerKeys::derive(&Secret::new("a secret that is long enough for it")).expect("keys")
}

fn refresh_token() -> RefreshToken {
    RefreshToken {
        family: encode([5; 32]),
        generation: 12,
    }
}

fn shown() -> Binding<'static> {
    Binding {
        purpose: Purpose::Consent,
        browser: "cookie",
        query: "a=1",
        revision: "r",
    }
}

proptest! {
    #[test]
    fn a_refresh_token_opens_in_one_spelling(text in prop_oneof![
        near_text(refresh_token().mint(&keys().refresh).reveal()), odd_text(),
    ], family in "[A-Za-z0-9_-]{1,43}", generation in any::<u32>()) {
        let keys = keys();
        if let Some(token) = RefreshToken::open(&keys.refresh, &text) {
            prop_assert_eq!(&token, &refresh_token());
            let minted = token.mint(&keys.refresh);
            prop_assert_eq!(minted.reveal(), &text);
        }
        let token = RefreshToken { family, generation };
        let minted = token.mint(&keys.refresh);
        prop_assert_eq!(RefreshToken::open(&keys.refresh, minted.reveal()), Some(token));
        prop_assert_eq!(RefreshToken::open(&keys.dpop_nonce, minted.reveal()), None);
    }

    #[test]
    fn a_form_token_is_good_in_one_spelling(text in near_text(binding::mint(&keys().form, shown(), NOW))) {
        let keys = keys();
        let right = binding::mint(&keys.form, shown(), NOW);
        let verified = binding::verify(&keys.form, shown(), &text, NOW);
        prop_assert_eq!(verified.ok(), (text == right).then_some(NOW));
    }

    #[test]
    fn a_nonce_is_good_in_one_spelling_for_five_minutes(text in near_text(nonce(&keys().dpop_nonce, NOW)), age in -70_i64..400) {
        let keys = keys();
        let now = Timestamp(NOW.0 + age);
        let expected = Expected {
            method: "POST",
            url: "https://auth.example/token",
            access_token: None,
            nonces: &keys.dpop_nonce,
            nonce_required: true,
        };
        let sent = fake(
            &json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": Signer::new(1).jwk() }),
            &json!({ "jti": "1", "htm": "POST", "htu": expected.url, "iat": now.0, "nonce": text }),
            64,
        );
        let good = text == nonce(&keys.dpop_nonce, NOW) && (-60..=300).contains(&age);
        let expected = Proof::parse(&sent, &expected, now).err();
        prop_assert_eq!(expected, (!good).then_some(BadProof::Nonce));
    }

    #[test]
    fn an_access_token_is_taken_apart_only_if_it_says_that_it_is_one(text in near_text(
        fake(&json!({ "typ": "at+jwt", "alg": "ES256", "kid": "k" }), &json!({ "iss": "x" }), 64),
    )) {
        if let Some(token) = Unverified::parse(&text) {
            prop_assert_eq!(token.jws.typ.as_deref(), Some("at+jwt"));
            prop_assert_eq!(format!("{}.{}", token.jws.signed, encode(&token.jws.signature)), text);
            prop_assert!(token.verified("x", NOW).is_none(), "its claims are not those of a token");
        }
    }

    #[test]
    fn references_challenges_and_verifiers_are_compared_whole(
        reference in near_text(Reference::mint([7; 32]).request_uri()),
        challenge in near_text(CHALLENGE), verifier in near_text(VERIFIER),
    ) {
        let right = Reference::mint([7; 32]);
        if let Some(parsed) = Reference::parse(&reference) {
            prop_assert_eq!(parsed.request_uri(), reference.as_str());
            let same = parsed.request_uri() == right.request_uri();
            let sealed = reference.split(':').next_back().unwrap_or_default().starts_with("sealed.");
            prop_assert_eq!(matches!(parsed, Reference::Sealed(_)), sealed);
            prop_assert_eq!(same, reference == right.request_uri());
        }
        prop_assert_eq!(CodeChallenge::parse(&challenge).is_some(), is_thumbprint(&challenge));
        if let Some((parsed, sent)) = CodeChallenge::parse(&challenge).zip(CodeVerifier::parse(&verifier)) {
            prop_assert_eq!(parsed.answers(&sent), challenge == CHALLENGE && verifier == VERIFIER);
        }
    }
}
