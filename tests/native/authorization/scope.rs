//! What is left of the scope that a client asks for (RFC 6749 section 3.3, RFC 7591 section 2, RFC 8707 section
//! 2.2), at `/authorize` and at `/token` alike.

use crate::runtime::stock::scope;
use crate::runtime::visitor::{ISSUER, client, config};
use edgegrant::protocol::authorization::{Asking, AuthorizationError, BadRequestedScope};
use edgegrant::protocol::client::{Client, GrantType, RegisteredBy};
use edgegrant::protocol::resource::Resources;
use edgegrant::protocol::scope::Scope;
use edgegrant::protocol::token::TokenError;

const NOTES: &str = "https://api.example";
const MAIL: &str = "https://mail.example";

fn resources() -> Resources {
    let apis = r#"[
        {"resource":"https://api.example","name":"Notes","default_scopes":["notes:read"],
         "scopes":{"notes:read":"Read","notes:write":"Add"}},
        {"resource":"https://mail.example","name":"Mail","scopes":{"mail":"Send"}}]"#;
    config(&[("RESOURCES", apis)]).resources
}

/// A client of the owner that is registered for this.
fn own(registered: &str) -> Client {
    Client {
        scope: scope(registered),
        ..client()
    }
}

/// A client that nobody vouches for.
fn stranger(registered: &str) -> Client {
    Client {
        registered_by: RegisteredBy::Itself,
        ..own(registered)
    }
}

/// What is left, or the sentence of the error.
fn asked(client: &Client, sent: Option<&str>, named: &[&str]) -> Result<String, String> {
    let named: Vec<String> = named.iter().map(|name| (*name).to_owned()).collect();
    let asking = Asking {
        client,
        resources: &resources(),
        named: &named,
    };
    let sent = sent.map(|text| Scope::requested(text).expect("a scope"));
    match asking.scope(sent.as_ref()) {
        Ok(scope) => {
            assert!(!scope.is_empty(), "a scope is never empty");
            Ok(scope.to_string())
        }
        Err(bad) => {
            assert_eq!(
                AuthorizationError::from(bad.clone()).error(),
                "invalid_scope"
            );
            assert_eq!(TokenError::from(bad.clone()).error(), "invalid_scope");
            Err(bad.sentence())
        }
    }
}

#[test]
fn a_client_of_the_owner_gets_what_it_is_registered_for_and_nothing_else() {
    let app = own("openid profile offline_access notes:read");
    for (sent, named, left) in [
        ("notes:read", &[][..], "notes:read"),
        ("notes:read notes:write", &[], "notes:read"),
        ("unknown notes:read", &[], "notes:read"),
        ("openid unknown email profile", &[], "openid profile"),
        (
            "notes:read mail openid profile",
            &[NOTES],
            "notes:read openid profile",
        ),
        // Nothing of the API, but the sign-in: the person comes in.
        ("openid offline_access", &[NOTES], "openid offline_access"),
        ("openid", &[MAIL], "openid"),
    ] {
        let answer = asked(&app, Some(sent), named);
        assert_eq!(answer.as_deref(), Ok(left), "{sent} {named:?}");
    }
}

#[test]
fn an_error_names_the_token_of_which_nothing_is_left() {
    let app = own("openid notes:read offline_access");
    let without_refresh = Client {
        grant_types: vec![GrantType::AuthorizationCode],
        ..own("openid offline_access")
    };
    let without_openid = own("profile notes:read");
    for (client, sent, named, words) in [
        (&app, "admin", &[][..], "admin is not known"),
        (&app, "Notes:read", &[], "Notes:read is not known"),
        (&app, "notes:write", &[], "notes:write is not registered"),
        (&app, "admin mail", &[], "mail is not registered"),
        (&app, "notes:read", &[MAIL], "notes:read is not one of"),
        (
            &app,
            "offline_access",
            &[NOTES],
            "offline_access is not one of",
        ),
        (
            &without_refresh,
            "offline_access",
            &[],
            "offline_access is of no use",
        ),
        // `openid` is never passed over in silence.
        (
            &without_openid,
            "openid notes:read",
            &[],
            "openid is not registered",
        ),
        (
            &without_openid,
            "notes:read openid",
            &[NOTES],
            "openid is not registered",
        ),
    ] {
        let sentence = asked(client, Some(sent), named).expect_err(sent);
        assert!(sentence.contains(words), "{sent} {named:?}: {sentence}");
    }
}

#[test]
fn an_error_fits_into_an_error_description_whatever_was_sent() {
    let token: String = ('!'..='~').filter(|c| !"\"\\".contains(*c)).collect();
    for token in [token.as_str(), &"a".repeat(4000), &token[..48], "a"] {
        let sentence = asked(&own("openid"), Some(token), &[]).expect_err("unknown");
        // RFC 6749 section 4.1.2.1.
        let allowed = |byte: u8| matches!(byte, 0x20 | 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
        assert!(sentence.bytes().all(allowed), "{sentence}");
        assert!(sentence.len() < 150, "{sentence}");
        assert_eq!(sentence.contains("..."), token.len() > 48, "{sentence}");
        assert!(
            sentence.contains(&token[..token.len().min(48)]),
            "{sentence}"
        );
    }
}

#[test]
fn without_a_scope_it_is_the_default_of_the_named_api_or_of_the_registration() {
    let everything = "openid profile email address phone notes:read notes:write mail";
    for (client, named, left) in [
        // The API's default scopes, and nothing else.
        (own(everything), &[NOTES][..], "notes:read"),
        (stranger(""), &[NOTES], "notes:read"),
        (stranger("openid mail notes:write"), &[NOTES], "notes:read"),
        (stranger(""), &[NOTES, MAIL], "notes:read"),
        // An API without any: what was registered.
        (
            own(everything),
            &[MAIL],
            "openid profile email address phone mail",
        ),
        (stranger("mail notes:read"), &[MAIL], "mail"),
        (own("notes:write"), &[NOTES], "notes:write"),
        // No API: what was registered, and of strangers nothing that is asked for only by name.
        (own(everything), &[], everything),
        (stranger("openid notes:write"), &[], "openid notes:write"),
        (
            stranger(everything),
            &[],
            "openid profile email notes:read notes:write mail",
        ),
    ] {
        let answer = asked(&client, None, named);
        assert_eq!(answer.as_deref(), Ok(left), "{} {named:?}", client.scope);
    }
    for (client, named, words) in [
        (
            stranger(""),
            &[][..],
            "name the scopes that it needs, or with resource an API",
        ),
        (stranger("address phone"), &[], "name the scopes"),
        (stranger(""), &[MAIL], "has no default scopes"),
        (own(""), &[], "name the scopes"),
        (own("mail"), &[NOTES], "has no default scopes"),
    ] {
        let sentence = asked(&client, None, named).expect_err("nothing stands in for it");
        assert!(
            sentence.contains(words),
            "{} {named:?}: {sentence}",
            client.scope
        );
    }
}

#[test]
fn a_stranger_may_ask_for_anything_by_name_and_is_given_what_it_can_use() {
    let all = resources().all_scopes().to_string();
    let without_offline_access = all.replace("offline_access", "");
    for (sent, named, left) in [
        ("address phone mail", &[][..], "address phone mail"),
        ("mail unknown", &[], "mail"),
        // Whoever sends all that the metadata lists has named nothing.
        (
            all.as_str(),
            &[],
            "email openid profile notes:read notes:write mail offline_access",
        ),
        (
            without_offline_access.trim(),
            &[],
            "email openid profile notes:read notes:write mail",
        ),
        (
            all.as_str(),
            &[NOTES],
            "openid notes:read notes:write offline_access",
        ),
        // Its token is for the API alone, so userinfo would not answer it.
        ("openid profile email address mail", &[MAIL], "openid mail"),
        (
            "openid profile mail",
            &[MAIL, ISSUER],
            "openid profile mail",
        ),
        ("openid address", &[ISSUER], "openid address"),
    ] {
        let answer = asked(&stranger(""), Some(sent), named);
        assert_eq!(answer.as_deref(), Ok(left), "{sent} {named:?}");
    }
    let useless = asked(&stranger(""), Some("profile"), &[NOTES]).expect_err("nothing of it");
    assert!(useless.contains("profile is not one of"), "{useless}");
    let of_owner = asked(&own(&all), Some(&all), &[]);
    assert_eq!(
        of_owner,
        Ok(all),
        "the owner's clients get what they are registered for"
    );
}

#[test]
fn every_reason_has_its_own_sentence() {
    use BadRequestedScope::{Malformed, Missing, MissingAtResource, OpenId};
    let all = [Malformed, Missing, MissingAtResource, OpenId].map(|bad| bad.sentence());
    for sentence in &all {
        assert_eq!(all.iter().filter(|other| *other == sentence).count(), 1);
    }
}
