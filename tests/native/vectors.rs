//! The examples that the RFCs themselves give.

use edgegrant::protocol::authorization::{CodeChallenge, CodeVerifier};
use edgegrant::protocol::client::{AuthMethod, Credentials, RedirectUri};
use edgegrant::protocol::params::{self, Params};
use edgegrant::protocol::scope::Scope;
use edgegrant::protocol::timestamp::Timestamp;

#[test]
fn rfc_7636_appendix_b() {
    let verifier = CodeVerifier::parse("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
        .expect("a code verifier");
    let challenge = CodeChallenge::parse("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
        .expect("a code challenge");
    assert!(challenge.answers(&verifier));
    let other = CodeVerifier::parse("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXK")
        .expect("a code verifier");
    assert!(!challenge.answers(&other));
}

#[test]
fn rfc_6749_appendix_b() {
    // U+0020, U+0025, U+0026, U+002B, U+00A3, U+20AC
    assert_eq!(
        params::decode(b"+%25%26%2B%C2%A3%E2%82%AC").as_deref(),
        Ok(" %&+£€")
    );
}

#[test]
fn rfc_6749_section_2_3_1() {
    let none = Params::default();
    let basic = Credentials::parse(
        Some("Basic czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3"),
        &none,
        &[],
        Timestamp(0),
    )
    .expect("credentials");
    assert_eq!(basic.client_id, "s6BhdRkqt3");
    assert_eq!(basic.method, AuthMethod::ClientSecretBasic);
    let body = Params::parse(
        b"grant_type=refresh_token&refresh_token=tGzv3JOkF0XG5Qx2TlKWIA\
          &client_id=s6BhdRkqt3&client_secret=7Fjfp0ZBr1KtDRbnfVdmIw",
    )
    .expect("parameters");
    let post = Credentials::parse(None, &body, &[], Timestamp(0)).expect("credentials");
    assert_eq!(post.client_id, "s6BhdRkqt3");
    assert_eq!(post.method, AuthMethod::ClientSecretPost);
}

#[test]
fn rfc_6749_section_3_3() {
    for token in 0..=127_u8 {
        let allowed = matches!(token, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
        let text = format!("a{}", char::from(token));
        // A space ends a token instead of being in one.
        assert_eq!(
            Scope::parse(&text).is_ok(),
            allowed || token == b' ',
            "{token}"
        );
    }
}

#[test]
fn rfc_8252_section_7() {
    for uri in [
        "com.example.app:/oauth2redirect/example-provider",
        "https://app.example.com/oauth2redirect/example-provider",
        "http://127.0.0.1:51004/oauth2redirect/example-provider",
        "http://[::1]:61023/oauth2redirect/example-provider",
    ] {
        assert!(RedirectUri::parse(uri).is_ok(), "{uri}");
    }
    let registered = RedirectUri::parse("http://127.0.0.1/oauth2redirect").expect("a redirect URI");
    assert!(registered.matches("http://127.0.0.1:51004/oauth2redirect"));
}
