//! The APIs that a token is meant for (RFC 8707): how a request names them, and what that leaves of a scope.

use crate::runtime::World;
use crate::runtime::signer::with;
use crate::runtime::stock::scope;
use crate::runtime::visitor::{REDIRECT_URI, VERIFIER, Visitor, answer, authorize, config};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use edgegrant::protocol::bad_target::BadTarget;
use edgegrant::protocol::issuer::Issuer;
use edgegrant::protocol::permission::Permission;
use edgegrant::protocol::resource::{Resource, Resources};
use edgegrant::protocol::token::TokenError;
use serde_json::{Value, json};

const NOTES: &str = "https://api.example";
const MAIL: &str = "https://mail.example/v1/";
const URN: &str = "urn:example:files";
const SUMS: &str = "https://sums.example/mcp";
const MAPS: &str = "https://maps.example/mcp";
const OWN: &str = "https://auth.example";

fn settings() -> Value {
    json!([
        { "resource": NOTES, "name": "Notes", "scopes": { "notes:read": "Read", "notes:write": "Add" } },
        { "resource": MAIL, "name": "Mail", "scopes": { "mail": "Send" } },
        { "resource": URN, "name": "Files", "scopes": { "files": "See your files" } },
        { "resource": SUMS, "name": "Sums", "scopes": { "tools": "Use sums", "sums": "See sums" } },
        { "resource": MAPS, "name": "Maps", "scopes": { "tools": "Use maps", "maps": "See maps" } },
    ])
}

fn resources() -> Resources {
    let issuer = Issuer::parse(OWN).expect("an issuer");
    let configured = Resource::list(&settings()).expect("resources");
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
        let narrowed = resources.grantable(&scope(asked), &named);
        assert_eq!(narrowed.to_string(), expected, "{asked} {named:?}");
        assert!(narrowed.within(&scope(asked)));
    }
    let all = resources.all_scopes();
    assert_eq!(
        all.to_string(),
        "address email groups openid phone profile notes:read notes:write mail files sums tools maps offline_access"
    );
}

#[test]
fn a_setting_of_another_shape_is_refused_with_what_would_be_right() {
    let api = |changes: Value| {
        let usual = json!({ "resource": URN, "name": "Files", "scopes": { "files": "See files" } });
        json!([with(&usual, &changes)])
    };
    assert!(Resource::list(&api(json!({}))).is_ok());
    assert!(Resource::list(&api(json!({ "default_scopes": ["files"] }))).is_ok());
    assert_eq!(Resource::list(&json!([])), Ok(Vec::new()));
    for (setting, words) in [
        (Value::Null, "something else"),
        (json!({ "notes": 1 }), "something else"),
        (json!(["notes"]), "needs a resource"),
        (json!([{}]), "needs a resource"),
        (api(json!({ "resource": null })), "needs a resource"),
        (api(json!({ "name": 1 })), "needs a name"),
        (api(json!({ "scopes": null })), "needs scopes"),
        (api(json!({ "scopes": ["files"] })), "needs scopes"),
        (api(json!({ "scopes": { "files": 1 } })), "needs scopes"),
        (
            api(json!({ "default_scopes": "files" })),
            "default_scopes is a list",
        ),
        (
            api(json!({ "default_scopes": [1] })),
            "default_scopes is a list",
        ),
        (
            api(json!({ "default_scope": ["files"] })),
            "\"default_scope\" is none of",
        ),
    ] {
        let refused = Resource::list(&setting).expect_err(words);
        assert!(refused.0.contains(words), "{setting}: {refused}");
    }
}

#[test]
fn a_resource_that_cannot_be_used_is_refused_with_what_would_be_right() {
    let issuer = Issuer::parse(OWN).expect("an issuer");
    let usual =
        json!({ "resource": URN, "name": "Files", "scopes": { "files": "See your files" } });
    let with = |name: &str, value: Value| {
        let mut changed = usual.clone();
        changed[name] = value;
        changed
    };
    for (apis, words) in [
        (json!([with("scopes", json!({}))]), "at least one"),
        (
            json!([with("scopes", json!({ "a b": "x" }))]),
            "cannot be a scope",
        ),
        (
            json!([with("scopes", json!({ "": "x" }))]),
            "cannot be a scope",
        ),
        (
            json!([with("scopes", json!({ "openid": "x" }))]),
            "this server's own",
        ),
        (
            json!([with("scopes", json!({ "offline_access": "x" }))]),
            "this server's own",
        ),
        (
            json!([with("scopes", json!({ "files": " " }))]),
            "has no words",
        ),
        (json!([with("name", json!(" "))]), "has no name"),
        (
            json!([with("resource", json!("files"))]),
            "not an absolute URI",
        ),
        (
            json!([with("resource", json!("urn:a#b"))]),
            "not an absolute URI",
        ),
        (
            json!([with("resource", json!("urn:a\"b"))]),
            "not an absolute URI",
        ),
        (
            json!([with("resource", json!("https://\u{e9}.example"))]),
            "not an absolute URI",
        ),
        (
            json!([with("default_scopes", json!(["other"]))]),
            "default_scopes",
        ),
        (json!([usual, usual]), "there twice"),
        (json!([with("resource", json!(OWN))]), "there twice"),
    ] {
        let configured = Resource::list(&apis).expect("resources");
        let refused = Resources::new(&issuer, configured).expect_err(words);
        assert!(refused.0.contains(words), "{apis}: {refused}");
    }
}

/// What an access token allows: each pair of an API's name and the words of one of its scopes.
fn allowed(asked: &str, named: &[&str]) -> Vec<(String, String)> {
    let named: Vec<String> = named.iter().map(|name| (*name).to_owned()).collect();
    let resources = resources();
    let all = resources.permissions(&scope(asked), &named);
    let pair = |it: &Permission<'_>| {
        (
            it.api_name.text("en", "en").to_owned(),
            it.words.text("en", "en").to_owned(),
        )
    };
    all.iter().map(pair).collect()
}

#[test]
fn of_two_apis_with_the_same_scope_the_resource_decides_and_without_it_the_first_is_meant() {
    let resources = resources();
    for (asked, named, audience, words) in [
        ("tools", vec![SUMS], vec![SUMS], vec!["Use sums"]),
        ("tools", vec![MAPS], vec![MAPS], vec!["Use maps"]),
        ("tools", vec![], vec![SUMS], vec!["Use sums"]),
        (
            "tools",
            vec![MAPS, SUMS],
            vec![SUMS, MAPS],
            vec!["Use sums", "Use maps"],
        ),
        // Whoever reads this token at Maps finds `tools` in it: so the person is asked about that too.
        (
            "tools maps",
            vec![],
            vec![SUMS, MAPS],
            vec!["Use sums", "See maps", "Use maps"],
        ),
    ] {
        let names: Vec<String> = named.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(
            resources.audience(&scope(asked), &names),
            audience,
            "{asked} {named:?}"
        );
        let found: Vec<String> = allowed(asked, &named).into_iter().map(|it| it.1).collect();
        assert_eq!(found, words, "{asked} {named:?}");
        // Exactly this is what the readers of the token find in it, and what a yes is remembered for.
        let remembered = resources.remembered(&scope(asked), &names);
        assert_eq!(remembered.iter().count(), words.len());
        // What was not named is named from now on, so that it stays so when the settings change.
        let pinned = resources.pinned(&scope(asked), names.clone());
        assert!(!pinned.is_empty());
        assert_eq!(resources.audience(&scope(asked), &pinned), audience);
    }
    assert_eq!(
        resources.pinned(&scope("mail"), vec![]),
        Vec::<String>::new()
    );
}

#[test]
fn a_yes_for_one_api_is_none_for_another_with_the_same_scope() {
    let resources = resources();
    let of = |asked: &str, named: &str| resources.remembered(&scope(asked), &[named.to_owned()]);
    assert_eq!(of("tools", SUMS).to_string(), format!("{SUMS}#tools"));
    assert!(!of("tools", MAPS).within(&of("tools", SUMS)));
    assert_eq!(
        resources
            .remembered(&scope("openid mail offline_access"), &[])
            .to_string(),
        format!("openid offline_access {MAIL}#mail")
    );
    // What was remembered before counts where there is no doubt.
    for (before, now) in [
        ("mail", format!("{MAIL}#mail")),
        ("openid notes:read", format!("openid {NOTES}#notes:read")),
        ("tools", "tools".to_owned()),
        ("gone", "gone".to_owned()),
    ] {
        let restored = resources.restored(&scope(before));
        assert_eq!(restored.to_string(), now);
        assert_eq!(resources.restored(&restored), restored, "once and for all");
    }
}

#[test]
fn a_token_holds_only_scopes_that_its_audience_knows() {
    let resources = resources();
    let all = scope("openid offline_access mail tools gone");
    for (audience, meaning) in [
        (vec![MAIL], "mail"),
        (vec![OWN, MAPS], "openid tools"),
        (vec![NOTES], ""),
    ] {
        let audience: Vec<String> = audience.into_iter().map(str::to_owned).collect();
        assert_eq!(resources.meaning(&all, &audience).to_string(), meaning);
    }
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
