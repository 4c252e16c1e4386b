//! What other providers say, almost right: it is believed exactly when the rules, written a second time here, say so.

use edgegrant::protocol::jose::Jws;
use edgegrant::protocol::provider::{
    BadProvider, Dialect, Discovered, Expected, Identity, LogoutToken, Provider, github,
};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::fuzz::near::{near_json, near_text, odd_text, values};
use crate::fuzz::near_jwt::{NOW, header};
use crate::runtime::signer::fake;

const OP: &str = "https://op.example";
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

fn expected(nonce: &str) -> Expected<'_> {
    Expected {
        dialect: Dialect::OpenId,
        issuer: OP,
        client_id: "us",
        nonce,
        since: None,
        must_tell: true,
    }
}

/// Changes that concern an ID token and a logout token alike.
fn changes() -> Vec<(&'static str, Value)> {
    let times: Vec<Value> = [-3600, -361, -360, -301, -300, -61, -60, 0, 59, 60, 61, 3600]
        .iter()
        .map(|offset| json!(NOW.0 + offset))
        .chain([
            json!(null),
            json!("1"),
            json!(1e300),
            json!(i64::MAX),
            json!(i64::MIN),
        ])
        .collect();
    let texts = [
        json!(null),
        json!(""),
        json!(1),
        json!([]),
        json!("us"),
        json!("other"),
        json!("a\u{7}"),
    ];
    let aud = [
        json!("other"),
        json!(["us"]),
        json!(["us", "other"]),
        json!(["other"]),
        json!([]),
        json!(["us", "us"]),
    ];
    [
        values(
            "iss",
            &[
                json!(null),
                json!("https://op.example/"),
                json!("https://evil.example"),
                json!(1),
            ],
        ),
        values("aud", &texts),
        values("aud", &aud),
        values("azp", &texts),
        values("exp", &times),
        values("iat", &times),
        values(
            "nonce",
            &[json!(null), json!("n"), json!("m"), json!(""), json!(1)],
        ),
        values("sub", &texts),
        values("sub", &[json!("x".repeat(255)), json!("x".repeat(256))]),
        values("sid", &texts),
        values("jti", &texts),
        values(
            "events",
            &[
                json!(null),
                json!({}),
                json!({ EVENT: true }),
                json!({ EVENT: [] }),
                json!([EVENT]),
                json!(EVENT),
            ],
        ),
        values(
            "email",
            &[json!(null), json!("none"), json!("a@gmail.com"), json!(1)],
        ),
        values(
            "email_verified",
            &[json!(null), json!("true"), json!(false), json!(1)],
        ),
        values("amr", &[json!(["mfa"]), json!("mfa"), json!([["mfa"]])]),
        values(
            "groups",
            &[
                json!(["theirs"]),
                json!("theirs"),
                json!({ "theirs": 1 }),
                json!(["x", 1, null]),
            ],
        ),
        values(
            "name",
            &[
                json!("\u{202e}x"),
                json!("a\nb"),
                json!("x".repeat(500)),
                json!(1),
            ],
        ),
    ]
    .concat()
}

fn id_token() -> impl Strategy<Value = Value> {
    let base = json!({
        "iss": OP, "aud": "us", "sub": "somebody", "nonce": "n", "iat": NOW.0, "exp": NOW.0 + 60,
        "email": "a@example.com", "email_verified": true, "sid": "s",
    });
    near_json(base, changes())
}

fn logout_token() -> impl Strategy<Value = Value> {
    let base = json!({
        "iss": OP, "aud": "us", "sub": "somebody", "iat": NOW.0, "jti": "1", "events": { EVENT: {} },
    });
    near_json(base, changes())
}

fn token(claims: &Value) -> Box<Jws> {
    Jws::parse(&fake(&json!({ "alg": "ES256" }), claims, 64)).expect("a message")
}

fn is_for_us(claims: &Value) -> bool {
    let azp = claims.get("azp");
    let several = claims["aud"].as_array().is_some_and(|all| all.len() != 1);
    let named = match &claims["aud"] {
        Value::Array(all) => all.iter().all(Value::is_string) && all.iter().any(|it| it == "us"),
        one => one == "us",
    };
    claims["iss"] == OP && named && azp.map_or(!several, |azp| azp == "us")
}

fn between(claims: &Value, name: &str, least: i64, most: i64) -> bool {
    let whole = claims[name].as_i64();
    whole.is_some_and(|time| (least..=most).contains(&time.saturating_sub(NOW.0)))
}

fn subject_is_right(claims: &Value) -> bool {
    claims["sub"]
        .as_str()
        .is_some_and(|sub| !sub.is_empty() && sub.len() <= 255 && !sub.contains(char::is_control))
}

/// A provider of the settings.
fn setting() -> impl Strategy<Value = Value> {
    let base = json!({
        "id": "work", "issuer": OP, "name": "Work", "client_id": "us", "clients": ["app"],
        "groups": { "claim": "groups", "map": { "theirs": "ours" } },
    });
    let odd = [
        json!(null),
        json!(""),
        json!(1),
        json!([]),
        json!({}),
        json!("a b"),
        json!("A\u{0}"),
    ];
    let mut changes = Vec::new();
    for name in [
        "id",
        "issuer",
        "name",
        "client_id",
        "clients",
        "groups",
        "scope",
        "tenant",
        "team_id",
        "key_id",
        "client_secret",
        "more",
    ] {
        changes.extend(values(name, &odd));
    }
    changes.extend(values(
        "id",
        &[
            "google",
            "microsoft",
            "apple",
            "github",
            "a-1",
            "Work",
            "work/x",
        ]
        .map(Value::from),
    ));
    changes.extend(values(
        "issuer",
        &[
            "http://op.example",
            "https://op.example?x",
            "https://op.example/ x",
            "http://localhost:1",
        ]
        .map(Value::from),
    ));
    let group = |ours: &str| json!({ "claim": "groups", "map": { "theirs": ours } });
    changes.extend(values(
        "groups",
        &[
            group("administrators"),
            group("Administrators"),
            json!({ "claim": "g" }),
            json!({ "claim": "g", "map": {} }),
        ],
    ));
    near_json(base, changes)
}

fn provider(setting: &Value) -> Option<Provider> {
    Provider::list(&json!([setting]))
        .ok()
        .map(|mut all| all.remove(0))
}

fn work() -> Provider {
    let setting = json!({
        "id": "work", "issuer": OP, "name": "Work", "client_id": "us",
        "groups": { "claim": "groups", "map": { "theirs": "ours" } },
    });
    provider(&setting).expect("a provider")
}

proptest! {
    #[test]
    fn an_id_token_of_a_provider_counts_exactly_when_it_keeps_every_rule(claims in id_token()) {
        let read = expected("n").claims(&token(&claims), NOW);
        let right = is_for_us(&claims) && claims["nonce"] == "n"
            && between(&claims, "exp", -59, i64::MAX) && between(&claims, "iat", i64::MIN, 60);
        prop_assert_eq!(read.is_ok(), right, "{:?} {}", read.err(), claims);
    }

    #[test]
    fn who_it_is_has_a_key_of_issuer_and_subject_and_is_written_and_read_the_same(claims in id_token()) {
        let claims: Map<String, Value> = claims.as_object().expect("an object").clone();
        let read = Identity::read(&work(), &claims);
        let all = Value::Object(claims);
        if !subject_is_right(&all) {
            prop_assert_eq!(read, Err(BadProvider::Subject));
        } else {
            let identity = read.expect("somebody");
            let (iss, sub) = (all["iss"].as_str().unwrap_or_default(), all["sub"].as_str().unwrap_or_default());
            prop_assert_eq!(&identity.account, &format!("{iss} {sub}"));
            prop_assert!(!identity.email_verified || (identity.email.is_some() && all["email_verified"] == true));
            prop_assert_eq!(identity.mfa, all["amr"].as_array().is_some_and(|amr| amr.iter().any(|it| it == "mfa")));
            let names = [&identity.name, &identity.username];
            prop_assert!(names.into_iter().flatten().all(|name| !name.contains(char::is_control)));
            prop_assert_eq!(Identity::parse(&identity.write()), Some(identity));
        }
    }

    #[test]
    fn a_logout_token_counts_exactly_when_it_keeps_every_rule(header in header("logout+jwt"), claims in logout_token()) {
        let Some(jws) = Jws::parse(&fake(&header, &claims, if header["alg"] == "RS256" { 256 } else { 64 })) else {
            return Ok(());
        };
        let read = LogoutToken::read(&jws, &expected(""), NOW);
        let typ = header.get("typ").is_none_or(|typ| {
            let typ = typ.as_str().unwrap_or_default().to_lowercase();
            ["jwt", "logout+jwt", "application/jwt", "application/logout+jwt"].contains(&typ.as_str())
        });
        let exp = claims.get("exp").is_none_or(|exp| !exp.is_i64() || between(&claims, "exp", -59, i64::MAX));
        let right = typ && is_for_us(&claims) && between(&claims, "iat", -299, 60) && exp
            && claims["events"][EVENT].is_object() && claims.get("nonce").is_none()
            && claims["jti"].is_string() && subject_is_right(&claims);
        prop_assert_eq!(read.is_ok(), right, "{:?} {} {}", read.err(), header, claims);
    }

    #[test]
    fn a_provider_of_the_settings_is_safe_or_refused_with_a_sentence(setting in setting()) {
        match Provider::list(&json!([setting])) {
            Err(why) => prop_assert!(!why.is_empty() && !why.contains('\n')),
            Ok(all) => {
                let one = &all[0];
                prop_assert!(one.issuer.starts_with("https://") || one.issuer.starts_with("http://localhost"), "{}", one.issuer);
                prop_assert!(one.id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'));
                prop_assert!(setting.get("client_secret").is_none() && setting.get("more").is_none());
                prop_assert!(one.groups.as_ref().is_none_or(|groups| !groups.all().to_lowercase().contains("administrators")));
            }
        }
    }

    #[test]
    fn what_a_provider_says_of_itself_leads_only_to_safe_places(at in near_text("https://op.example/authorize"), issuer in odd_text()) {
        let metadata = json!({
            "issuer": OP, "authorization_endpoint": at, "token_endpoint": at, "jwks_uri": at, "end_session_endpoint": at,
        });
        if let Ok(discovered) = Discovered::read(&work(), &metadata) {
            prop_assert!(at.starts_with("https://") && !at.contains(char::is_control), "{}", at);
            let away = discovered.authorization("client_id=us");
            prop_assert!(away.as_str().starts_with("https://") && !away.as_str().contains(char::is_control));
        }
        let other = Discovered::read(&work(), &json!({ "issuer": issuer, "authorization_endpoint": at, "token_endpoint": at, "jwks_uri": at }));
        prop_assert!(other.is_err() || issuer == OP);
    }

    #[test]
    fn githubs_account_is_its_number(id in any::<u64>(), login in odd_text(), email in near_text("a@example.com"), verified in any::<bool>()) {
        let emails = json!([{ "email": email, "primary": true, "verified": verified }]);
        match github::identity(&json!({ "id": id, "login": login }), &emails) {
            Err(bad) => prop_assert_eq!((bad, id), (BadProvider::Subject, 0)),
            Ok(somebody) => {
                prop_assert_eq!(somebody.account, format!("https://github.com {id}"));
                prop_assert!(!somebody.email_verified || verified);
            }
        }
    }
}
