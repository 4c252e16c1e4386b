//! What a client or a browser presents to be believed, valid and invalid: credentials, tokens, forms.

use base64::Engine;
use edgegrant::protocol::authorization::BadRequestedScope;
use edgegrant::protocol::binding::{self, BadBinding, Binding, Purpose};
use edgegrant::protocol::client::{AuthMethod, Client, ClientError, Credentials};
use edgegrant::protocol::params::Params;
use edgegrant::protocol::secret::{Secret, ServerKeys};
use edgegrant::protocol::timestamp::Timestamp;
use edgegrant::protocol::token::access_token::Unverified;
use edgegrant::protocol::token::{RefreshToken, TokenError, TokenRequest};
use url::form_urlencoded;

fn keys() -> ServerKeys {
    ServerKeys::derive(&Secret::new("a secret that is long enough for it")).expect("keys")
}

fn params(form: &str) -> Params {
    Params::parse(form.as_bytes()).expect("parameters")
}

fn credentials(header: Option<&str>, body: &str) -> Result<Credentials, ClientError> {
    Credentials::parse(header, &params(body), &[], Timestamp(0))
}

#[test]
fn client_credentials() {
    use ClientError::{BasicHeaderMalformed, IdsDiffer, Missing, Repeated, TwoMethods};
    let basic = Some("Basic YXBwOnNlY3JldA=="); // app:secret
    for (header, body, expected) in [
        (None, "", Missing),
        (None, "client_id=", Missing),
        (None, "client_secret=x", Missing),
        (None, "client_id=a&client_id=a", Repeated),
        (Some(""), "", BasicHeaderMalformed),
        (Some("Basic"), "", BasicHeaderMalformed),
        (Some("Basic "), "", BasicHeaderMalformed),
        (Some("Basic !"), "", BasicHeaderMalformed),
        (Some("Basic YXBw"), "", BasicHeaderMalformed), // app
        (Some("Basic OnNlY3JldA=="), "", BasicHeaderMalformed), // :secret
        (Some("Basic YSV6ejpi"), "", BasicHeaderMalformed), // a%zz:b
        (Some("Basic /zpi"), "", BasicHeaderMalformed), // 0xff:b
        (Some("Bearer YXBwOnNlY3JldA=="), "", BasicHeaderMalformed),
        (basic, "client_secret=secret", TwoMethods),
        (basic, "client_id=app&client_secret=secret", TwoMethods),
        (basic, "client_id=other", IdsDiffer),
    ] {
        assert_eq!(
            credentials(header, body).err(),
            Some(expected),
            "{header:?} {body}"
        );
    }
    assert!(credentials(basic, "client_id=app").is_ok());
    assert!(credentials(Some("bAsIc YXBwOnNlY3JldA=="), "").is_ok());
}

/// What a client sends: its secret in one way or the other, or nothing.
fn sent(method: AuthMethod, secret: &str) -> Credentials {
    let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let (header, body) = match method {
        AuthMethod::ClientSecretBasic => {
            let pair = format!("app:{}", encode(secret));
            let header = base64::engine::general_purpose::STANDARD.encode(pair);
            (Some(format!("Basic {header}")), String::new())
        }
        AuthMethod::ClientSecretPost => {
            let body = format!("client_id=app&client_secret={}", encode(secret));
            (None, body)
        }
        AuthMethod::PrivateKeyJwt | AuthMethod::None => (None, "client_id=app".to_owned()),
    };
    credentials(header.as_deref(), &body).expect("credentials")
}

fn client(auth_method: AuthMethod, secret: Option<&str>) -> Client {
    Client {
        auth_method,
        secret_hash: secret.map(|secret| Secret::new(secret).hash()),
        ..Client::new("app".to_owned(), "App".to_owned())
    }
}

const RIGHT: &str = "a b:%\u{e9}";

#[test]
fn a_secret_counts_in_the_header_and_in_the_body_and_takes_no_other_place() {
    use AuthMethod::{ClientSecretBasic, ClientSecretPost, None as Nothing, PrivateKeyJwt};
    use ClientError::{Unknown, WrongMethod, WrongSecret};
    for registered in [ClientSecretBasic, ClientSecretPost] {
        for method in [ClientSecretBasic, ClientSecretPost] {
            let ask = |secret: &str| {
                let client = client(registered, Some(RIGHT));
                sent(method, secret).authenticate(Some(client)).err()
            };
            assert_eq!(ask(RIGHT), None, "{method} for {registered}");
            assert_eq!(ask("a b:%"), Some(WrongSecret), "{method} for {registered}");
            let damaged = client(registered, None);
            let refused = sent(method, RIGHT).authenticate(Some(damaged)).err();
            assert_eq!(refused, Some(WrongSecret));
        }
        let refused = |client| sent(Nothing, "").authenticate(Some(client)).err();
        assert_eq!(refused(client(registered, Some(RIGHT))), Some(WrongMethod));
        assert_eq!(refused(client(registered, None)), Some(WrongMethod));
    }
    for registered in [PrivateKeyJwt, Nothing] {
        for method in [ClientSecretBasic, ClientSecretPost] {
            // Not even where a damaged row has a secret.
            for secret in [None, Some(RIGHT)] {
                let client = client(registered, secret);
                let refused = sent(method, RIGHT).authenticate(Some(client)).err();
                assert_eq!(refused, Some(WrongMethod), "{method} for {registered}");
            }
        }
    }
    let ask = |client: Option<Client>| sent(Nothing, "").authenticate(client).err();
    assert_eq!(ask(Some(client(Nothing, None))), None);
    // A row that says both is damaged: then nobody is believed.
    assert_eq!(ask(Some(client(Nothing, Some(RIGHT)))), Some(WrongSecret));
    assert_eq!(ask(None), Some(Unknown));
    assert_eq!(
        ask(Some(client(PrivateKeyJwt, None))),
        Some(WrongMethod),
        "nothing for an assertion"
    );
    let basic = client(ClientSecretBasic, Some(RIGHT));
    let empty = sent(ClientSecretBasic, "").authenticate(Some(basic));
    assert_eq!(empty.err(), Some(WrongSecret));
}

#[test]
fn while_two_secrets_are_kept_either_counts_and_an_old_one_alone_does_not() {
    use AuthMethod::ClientSecretBasic;
    use ClientError::WrongSecret;
    let ask = |secret: Option<&str>, old: Option<&str>, given: &str| {
        let client = Client {
            old_secret_hash: old.map(|old| Secret::new(old).hash()),
            ..client(ClientSecretBasic, secret)
        };
        let credentials = sent(ClientSecretBasic, given);
        credentials.authenticate(Some(client)).err()
    };
    for given in ["new", "old"] {
        assert_eq!(ask(Some("new"), Some("old"), given), None);
    }
    assert_eq!(ask(Some("new"), Some("old"), "other"), Some(WrongSecret));
    assert_eq!(ask(Some("new"), None, "old"), Some(WrongSecret));
    assert_eq!(
        ask(None, Some("old"), "old"),
        Some(WrongSecret),
        "a damaged row"
    );
}

#[test]
fn with_only_the_registered_method_counts_which_nobody_hears_without_the_secret() {
    use AuthMethod::{ClientSecretBasic, ClientSecretPost};
    use ClientError::{OnlyBasic, OnlyPost, WrongSecret};
    for (registered, other, expected) in [
        (ClientSecretBasic, ClientSecretPost, OnlyBasic),
        (ClientSecretPost, ClientSecretBasic, OnlyPost),
    ] {
        let ask = |method, secret| {
            let client = Client {
                auth_method_only: true,
                ..client(registered, Some(RIGHT))
            };
            sent(method, secret).authenticate(Some(client)).err()
        };
        assert_eq!(ask(registered, RIGHT), None);
        assert_eq!(ask(registered, "x"), Some(WrongSecret));
        assert_eq!(ask(other, RIGHT), Some(expected));
        assert_eq!(ask(other, "x"), Some(WrongSecret));
        assert!(expected.sentence().contains(registered.as_str()));
    }
}

#[test]
fn token_requests() {
    use TokenError::{
        CodeMissing, GrantTypeMissing, GrantTypeUnsupported, RefreshTokenMissing, Repeated, Scope,
        VerifierMalformed,
    };
    let malformed = || Scope(BadRequestedScope::Malformed);
    for (body, expected) in [
        ("", GrantTypeMissing),
        ("grant_type=", GrantTypeMissing),
        ("grant_type=password", GrantTypeUnsupported),
        ("grant_type=client_credentials&scope=%22", malformed()),
        ("grant_type=Authorization_Code", GrantTypeUnsupported),
        (
            "grant_type=refresh_token&grant_type=refresh_token",
            Repeated,
        ),
        ("grant_type=authorization_code", CodeMissing),
        ("grant_type=authorization_code&code=", CodeMissing),
        ("grant_type=authorization_code&code=a&code=b", Repeated),
        (
            "grant_type=authorization_code&code=a&code_verifier=short",
            VerifierMalformed,
        ),
        ("grant_type=refresh_token", RefreshTokenMissing),
        (
            "grant_type=refresh_token&refresh_token=a&scope=%20",
            malformed(),
        ),
        (
            "grant_type=refresh_token&refresh_token=a&scope=%22",
            malformed(),
        ),
    ] {
        let error = TokenRequest::parse(&params(body)).err();
        assert_eq!(error, Some(expected), "{body}");
    }
}

#[test]
fn refresh_tokens_are_opened_only_in_the_spelling_they_were_made_in() {
    let keys = keys();
    let token = RefreshToken {
        family: "family".to_owned(),
        generation: 1,
    };
    let sent = token.mint(&keys.refresh).reveal().to_owned();
    assert_eq!(
        RefreshToken::open(&keys.refresh, &sent),
        Some(token.clone())
    );
    let mac = sent.rsplit_once('.').expect("a token").1;
    for forged in [
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        format!("family.2.{mac}"),
        format!("family.01.{mac}"),
        format!("family.+1.{mac}"),
        format!("other.1.{mac}"),
        format!("family.1.{mac}="),
        format!("family.1.{mac}A"),
        format!(" family.1.{mac}"),
        format!("family.1.{}", &mac[1..]),
        "family.1.".to_owned(),
        "family.99999999999.x".to_owned(),
    ] {
        assert_eq!(RefreshToken::open(&keys.refresh, &forged), None, "{forged}");
    }
    assert_eq!(RefreshToken::open(&keys.form, &sent), None, "another key");
    assert!(
        !format!("{token:?}").contains("family"),
        "the id stays out of Debug"
    );
}

#[test]
fn form_tokens_are_bound_to_question_browser_request_client_and_time() {
    let key = keys().form;
    let browser = Secret::new("cookie").hash();
    let now = Timestamp(1_800_000_000);
    let shown = Binding {
        purpose: Purpose::Consent,
        browser: browser.as_str(),
        query: "a=1",
        revision: "r",
    };
    let token = binding::mint(&key, shown, now);
    let verify = |shown, token: &str, now| binding::verify(&key, shown, token, now);
    assert_eq!(verify(shown, &token, now), Ok(now));
    let stranger = Secret::new("other").hash();
    for other in [
        Binding {
            purpose: Purpose::Login,
            ..shown
        },
        Binding {
            browser: stranger.as_str(),
            ..shown
        },
        Binding {
            query: "a=2",
            ..shown
        },
        Binding {
            revision: "s",
            ..shown
        },
        Binding {
            query: "a=1r",
            revision: "",
            ..shown
        },
    ] {
        assert_eq!(
            verify(other, &token, now),
            Err(BadBinding::Foreign),
            "{other:?}"
        );
    }
    for forged in [
        "",
        ".",
        "x",
        "1800000001.AAAA",
        &token[1..],
        &format!("{token}A"),
    ] {
        assert_eq!(
            verify(shown, forged, now),
            Err(BadBinding::Foreign),
            "{forged}"
        );
    }
    let late = now.plus(binding::LIFETIME + 1);
    assert_eq!(verify(shown, &token, late), Err(BadBinding::Expired));
}

#[test]
fn access_tokens_of_another_kind_are_not_taken_apart() {
    let part = |json: &str| {
        use base64::Engine;
        base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(json)
    };
    let token = |header: &str| format!("{}.{}.{}", part(header), part("{}"), part(&"s".repeat(64)));
    let good = r#"{"typ":"at+jwt","alg":"ES256","kid":"k"}"#;
    assert!(Unverified::parse(&token(good)).is_some());
    for header in [
        r#"{"typ":"JWT","alg":"ES256","kid":"k"}"#,
        r#"{"alg":"ES256","kid":"k"}"#,
        r#"{"typ":"at+jwt","alg":"none","kid":"k"}"#,
        r#"{"typ":"at+jwt","alg":"HS256","kid":"k"}"#,
        r#"{"typ":"at+jwt","alg":"RS256","kid":"k"}"#,
        r#"{"typ":"at+jwt","alg":"ES256"}"#,
        r#"{"typ":["at+jwt"],"alg":"ES256","kid":"k"}"#,
        "[]",
        "",
    ] {
        assert!(Unverified::parse(&token(header)).is_none(), "{header}");
    }
    let whole = token(good);
    for broken in [
        "",
        ".",
        "..",
        "a.b.c",
        &whole[1..],
        &format!("{whole}."),
        &format!("{whole}="),
    ] {
        assert!(Unverified::parse(broken).is_none(), "{broken}");
    }
}
