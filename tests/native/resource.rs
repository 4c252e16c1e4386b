//! The APIs that a token is meant for (RFC 8707): how a request names them, and what that leaves of a scope.

use crate::runtime::World;
use crate::runtime::stock::scope;
use crate::runtime::visitor::{REDIRECT_URI, VERIFIER, Visitor, answer, authorize, config};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use edgegrant::protocol::issuer::Issuer;
use edgegrant::protocol::resource::{BadTarget, Resource, Resources};
use edgegrant::protocol::token::TokenError;
use serde_json::{Value, json};

const NOTES: &str = "https://api.example";
const MAIL: &str = "https://mail.example/v1/";
const URN: &str = "urn:example:files";
const OWN: &str = "https://auth.example";

fn settings() -> Value {
    json!([
        { "resource": NOTES, "name": "Notes", "scopes": { "notes:read": "Read", "notes:write": "Add" } },
        { "resource": MAIL, "name": "Mail", "scopes": { "mail": "Send" } },
        { "resource": URN, "name": "Files", "scopes": { "files": "See your files" } },
    ])
}

fn resources() -> Resources {
    let issuer = Issuer::parse(OWN).expect("an issuer");
    let configured: Vec<Resource> = serde_json::from_value(settings()).expect("resources");
    Resources::new(&issuer, configured).expect("resources")
}

fn named(sent: &[&str]) -> Result<Vec<String>, BadTarget> {
    resources().named(sent.iter().copied())
}

#[test]
fn a_resource_is_named_as_a_uri_and_means_what_is_configured() {
    for (sent, expected) in [
        ("https://api.example", NOTES),
        ("https://api.example/", NOTES),
        ("https://API.example", NOTES),
        ("HTTPS://api.example:443/", NOTES),
        ("https://mail.example/v1/", MAIL),
        ("https://mail.example/v2/../v1/", MAIL),
        ("urn:example:files", URN),
        ("https://auth.example", OWN),
        ("https://auth.example/", OWN),
    ] {
        assert_eq!(named(&[sent]), Ok(vec![expected.to_owned()]), "{sent}");
    }
    for sent in [
        "http://api.example",
        "https://api.example:8443",
        "https://api.example/x",
        "https://api.example//",
        "https://api.example?",
        "https://api.example?x=1",
        "https://api.example.",
        "https://api.example.evil.example",
        "https://u@api.example",
        "https://mail.example/v1",
        "https://mail.example/V1/",
        "https://mail.example/v1/x",
        "urn:example:FILES",
        "urn:example:file",
        "mailto:a@b",
    ] {
        assert_eq!(named(&[sent]), Err(BadTarget::Unknown), "{sent}");
    }
    for sent in [
        "",
        "api.example",
        "/notes",
        "//api.example",
        "https://",
        "https://api.example#",
        "https://api.example#x",
        "urn:example:files#x",
        "https://api .example",
        "https://apI\u{e9}.example",
        "https://ap%49%C3%A9.example",
    ] {
        assert_eq!(named(&[sent]), Err(BadTarget::Malformed), "{sent}");
    }
}

#[test]
fn each_is_named_once_and_one_that_is_wrong_spoils_all() {
    assert_eq!(named(&[]), Ok(vec![]));
    let twice = named(&[MAIL, NOTES, "https://api.example/", MAIL]);
    assert_eq!(twice, Ok(vec![MAIL.to_owned(), NOTES.to_owned()]));
    assert_eq!(
        named(&[NOTES, "https://evil.example"]),
        Err(BadTarget::Unknown)
    );
    assert_eq!(named(&[NOTES, "x"]), Err(BadTarget::Malformed));
}

#[test]
fn the_scope_is_cut_to_what_the_named_resources_define() {
    let resources = resources();
    let all = "notes:read mail profile gone";
    for (asked, named, expected) in [
        (all, vec![], "notes:read mail profile"),
        (all, vec![NOTES], "notes:read"),
        (all, vec![MAIL, OWN], "mail profile"),
        (all, vec![URN], ""),
        ("files", vec![URN], "files"),
        ("", vec![NOTES], ""),
        ("notes:read", vec![MAIL], ""),
    ] {
        let named: Vec<String> = named.into_iter().map(str::to_owned).collect();
        let narrowed = resources.narrow(&scope(asked), &named);
        assert_eq!(narrowed.to_string(), expected, "{asked} {named:?}");
        assert!(narrowed.within(&scope(asked)));
    }
    let all = resources.all_scopes();
    assert_eq!(
        all.to_string(),
        "address email openid phone profile notes:read notes:write mail files offline_access"
    );
}

#[test]
fn a_resource_without_scopes_is_refused_for_nobody_could_be_asked() {
    let issuer = Issuer::parse(OWN).expect("an issuer");
    let bare = json!([{ "resource": URN, "name": "Files", "scopes": {} }]);
    let bare = serde_json::from_value(bare).expect("resources");
    let refused = Resources::new(&issuer, bare).expect_err("no scopes");
    assert!(refused.0.contains("at least one"), "{refused}");
}

#[test]
fn an_audience_is_what_was_named_or_what_defines_the_scope() {
    let resources = resources();
    for (asked, named, expected) in [
        ("notes:read", vec![], vec![NOTES]),
        ("mail notes:read", vec![], vec![NOTES, MAIL]),
        ("", vec![], vec![OWN]),
        ("gone", vec![], vec![OWN]),
        ("notes:read mail", vec![NOTES, MAIL], vec![NOTES, MAIL]),
        // One of which nothing is granted is not among them: nobody was asked about it.
        ("notes:read", vec![NOTES, MAIL], vec![NOTES]),
        // One that was configured when it was named, and is not any more: nobody takes the token.
        (
            "notes:read",
            vec!["https://gone.example"],
            vec!["https://gone.example"],
        ),
    ] {
        let named: Vec<String> = named.into_iter().map(str::to_owned).collect();
        assert_eq!(
            resources.audience(&scope(asked), &named),
            expected,
            "{asked} {named:?}"
        );
    }
}

/// A visitor of a server with these resources, and the client registered for all their scopes.
fn visitor(world: &World) -> Visitor<'_> {
    let mut visitor = Visitor::new(world);
    visitor.config = config(&[("RESOURCES", &settings().to_string())]);
    world.execute(
        "UPDATE clients SET scope = 'profile notes:read notes:write mail', first_party = 1",
    );
    visitor.code();
    visitor
}

/// An authorization request that names resources.
fn target(scope: &str, resources: &[&str]) -> String {
    let mut target = authorize(&[("scope", scope)]);
    for resource in resources {
        let name = url::form_urlencoded::byte_serialize(resource.as_bytes()).collect::<String>();
        target.push_str(&format!("&resource={name}"));
    }
    target
}

#[test]
fn an_authorization_request_may_name_several() {
    let world = World::new();
    let mut visitor = visitor(&world);
    for (scope, resources, error) in [
        ("notes:read", vec![NOTES], None),
        ("notes:read mail", vec![NOTES, MAIL], None),
        ("notes:read", vec![NOTES, NOTES], None),
        (
            "notes:read",
            vec!["https://evil.example"],
            Some("invalid_target"),
        ),
        (
            "notes:read",
            vec![NOTES, "https://api.example#x"],
            Some("invalid_target"),
        ),
        ("notes:read", vec![MAIL], Some("invalid_scope")),
    ] {
        let reply = visitor.open(&target(scope, &resources));
        assert_eq!(
            answer(&reply, "error").as_deref(),
            error,
            "{scope} {resources:?}"
        );
        assert_eq!(answer(&reply, "code").is_some(), error.is_none());
    }
}

fn claims(token: &Value) -> Value {
    let token = token["access_token"].as_str().expect("a token");
    let payload = token.split('.').nth(1).expect("a payload");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).expect("base64url")).expect("JSON")
}

#[test]
fn a_token_is_for_fewer_resources_than_were_granted_and_never_for_more() {
    let world = World::new();
    let mut visitor = visitor(&world);
    let mut code = |resources: &[&str]| {
        let reply = visitor.open(&target("notes:read mail", resources));
        answer(&reply, "code").expect("a code")
    };
    let both = code(&[NOTES, MAIL]);
    let free = code(&[]);
    let notes = code(&[NOTES]);
    let mut redeem = |code: &str, resources: &[&str]| {
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT_URI),
            ("code_verifier", VERIFIER),
        ];
        fields.extend(resources.iter().map(|resource| ("resource", *resource)));
        visitor.token(&fields)
    };

    let (status, json) = redeem(&notes, &[MAIL]);
    assert_eq!((status, &json["error"]), (400, &"invalid_target".into()));
    let (status, json) = redeem(&notes, &["https://evil.example"]);
    assert_eq!((status, &json["error"]), (400, &"invalid_target".into()));
    let (status, json) = redeem(&notes, &[]);
    assert_eq!(status, 200, "a refusal has not used the code up");
    assert_eq!(
        (&claims(&json)["aud"], &json["scope"]),
        (&NOTES.into(), &"notes:read".into())
    );

    let (_, json) = redeem(&free, &[MAIL]);
    assert_eq!(
        (&claims(&json)["aud"], &json["scope"]),
        (&MAIL.into(), &"mail".into())
    );

    let (_, json) = redeem(&both, &[]);
    assert_eq!(claims(&json)["aud"], json!([NOTES, MAIL]));
    let first = json["refresh_token"].as_str().expect("a token").to_owned();
    let mut refresh = |token: &str, resource: &str| {
        let fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", token),
            ("resource", resource),
        ];
        visitor.token(&fields)
    };
    let (status, json) = refresh(&first, OWN);
    assert_eq!((status, &json["error"]), (400, &"invalid_target".into()));
    let (status, json) = refresh(&first, NOTES);
    assert_eq!(status, 200);
    assert_eq!(
        (&claims(&json)["aud"], &json["scope"]),
        (&NOTES.into(), &"notes:read".into())
    );
    // The next refresh token is still good for all that was granted (section 2.2).
    let second = json["refresh_token"].as_str().expect("a token").to_owned();
    let (_, json) = refresh(&second, MAIL);
    assert_eq!(claims(&json)["aud"], MAIL);
}

#[test]
fn every_reason_is_invalid_target() {
    let all = [
        BadTarget::Malformed,
        BadTarget::Unknown,
        BadTarget::NotGranted,
    ];
    for bad in all {
        assert_eq!(TokenError::from(bad).error(), "invalid_target");
        assert_eq!(
            all.iter()
                .filter(|other| other.sentence() == bad.sentence())
                .count(),
            1
        );
    }
}
