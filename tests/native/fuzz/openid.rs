//! What a request says about signing in, claims, hints, logout requests, issuers.

use edgegrant::protocol::authorization::AuthenticationRequest;
use edgegrant::protocol::client::Client;
use edgegrant::protocol::issuer::Issuer;
use edgegrant::protocol::openid::claims::{is_covered, is_standard};
use edgegrant::protocol::openid::{BadLogout, ClaimsRequest, LogoutRequest, Place, UnverifiedHint};
use edgegrant::protocol::params::Params;
use edgegrant::protocol::scope::Scope;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};
use url::Url;

use crate::fuzz::near::{near, near_json, near_text, odd_text, values};
use crate::runtime::signer::fake;
use crate::runtime::visitor::ISSUER;

fn claims() -> impl Strategy<Value = String> {
    let wishes = [
        json!(null),
        json!({}),
        json!([]),
        json!(1),
        json!({ "essential": true }),
        json!({ "essential": 1 }),
        json!({ "essential": true, "values": ["phr", "1"] }),
        json!({ "value": "u1" }),
        json!({ "essential": true, "values": ["1", "u1", 1] }),
        json!({ "value": { "a": null }, "values": [] }),
    ];
    let names = [
        "sub",
        "acr",
        "auth_time",
        "name",
        "email",
        "address",
        "name#de",
        "",
        " ",
        "\"",
    ];
    let changes: Vec<_> = names
        .iter()
        .flat_map(|name| values(name, &wishes))
        .collect();
    let place = move || near_json(json!({ "name": null, "email": null }), changes.clone());
    let whole = (
        place(),
        place(),
        select(vec![json!(null), json!([]), json!({}), json!("x")]),
    )
        .prop_map(|(id_token, userinfo, odd)| {
            json!({ "id_token": id_token, "userinfo": userinfo, "other": odd }).to_string()
        });
    prop_oneof![3 => whole, 1 => near_text(r#"{"userinfo":{"name":{"value":"A"},"sub":null}}"#), 1 => odd_text()]
}

fn user() -> Map<String, Value> {
    let user = json!({ "name": "A", "email": "a@example.com", "address": { "locality": "x" }, "birthdate": "1970" });
    user.as_object().cloned().expect("an object")
}

fn issuer() -> Issuer {
    Issuer::parse(ISSUER).expect("an issuer")
}

/// What is told because of a request: never what the user has not, nor what was not asked for.
fn told(request: &ClaimsRequest, text: &str) {
    for place in [Place::IdToken, Place::UserInfo] {
        let mut into = Map::new();
        request.select(place, &user(), &mut into);
        for (name, value) in into {
            assert_eq!(user().get(&name), Some(&value));
            assert!(
                text.contains(&name) || text.contains("\\u"),
                "{name} {text}"
            );
            assert!(request.wants(place));
        }
    }
}

proptest! {
    #[test]
    fn claims_are_stored_as_they_were_asked_and_are_all_known(text in claims(), allowed in "(openid|profile|email| ){0,5}") {
        let Ok(request) = ClaimsRequest::parse(&text, &issuer()) else { return Ok(()); };
        prop_assert!(serde_json::from_str::<Value>(&text).is_ok_and(|json| json.is_object()));
        let mut plain = request.clone();
        (plain.subject, plain.unmet_acr, plain.essential_acr) = (None, false, false);
        prop_assert_eq!(ClaimsRequest::restore(request.stored().as_deref()), Some(plain));
        prop_assert!(request.beyond(&Scope::default()).iter().all(is_standard));
        told(&request, &text);
        let allowed = Scope::parse(&allowed).expect("a scope");
        let mut within = request.clone();
        within.keep_within(&allowed);
        prop_assert!(within.beyond(&allowed).is_empty());
        prop_assert!(within.beyond(&Scope::default()).iter().all(|name| is_covered(name, &allowed)));
        prop_assert_eq!((&within.subject, within.unmet_acr), (&request.subject, request.unmet_acr));
        let mut again = within.clone();
        again.keep_within(&allowed);
        prop_assert_eq!(again, within);
    }

    #[test]
    fn whatever_is_stored_as_claims_asks_for_nothing_that_is_not_in_it(text in prop_oneof![claims(), odd_text()]) {
        let Some(restored) = ClaimsRequest::restore(Some(&text)) else { return Ok(()); };
        prop_assert!(restored.subject.is_none() && !restored.unmet_acr);
        told(&restored, &text);
        let _ = restored.beyond(&Scope::default());
        prop_assert_eq!(ClaimsRequest::restore(restored.stored().as_deref()), Some(restored));
    }

    #[test]
    fn what_is_said_about_signing_in_is_read_by_the_rule_or_refused_with_its_error(
        prompt in prop_oneof![near_text("login consent select_account"), near_text("none"), odd_text()],
        age in prop_oneof!["[0-9]{0,12}", near_text("3600"), odd_text()],
        hint in odd_text(), registered in prop::option::of(any::<u32>()),
        claims in prop::option::of(claims()), twice in any::<bool>(),
    ) {
        let mut pairs = vec![("prompt", prompt.clone()), ("max_age", age.clone()), ("login_hint", hint.clone()), ("nonce", hint.clone())];
        pairs.extend(claims.map(|claims| ("claims", claims)));
        if twice {
            pairs.push(("login_hint", String::new()));
        }
        let params = Params::of(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect());
        match AuthenticationRequest::parse(&params, registered, &issuer()) {
            Ok(read) => {
                prop_assert!(!twice && !read.claims.unmet_acr);
                let words: Vec<&str> = prompt.split(' ').filter(|word| !word.is_empty()).collect();
                let asked = read.prompt;
                for (word, flag) in [("none", asked.none), ("login", asked.login), ("consent", asked.consent), ("select_account", asked.select_account)] {
                    prop_assert_eq!(words.contains(&word), flag, "{}", prompt);
                }
                prop_assert!(!asked.none || words.iter().all(|word| *word == "none"));
                let sent = Some(hint).filter(|hint| !hint.is_empty());
                prop_assert_eq!((&read.login_hint, &read.nonce), (&sent, &sent));
                let expected = match age.as_str() {
                    "" => registered,
                    digits => Some(digits.parse::<u128>().map_or(u32::MAX, |age| age.try_into().unwrap_or(u32::MAX))),
                };
                prop_assert_eq!(read.max_age, expected);
                prop_assert!(age.bytes().all(|byte| byte.is_ascii_digit()));
            }
            Err(error) => {
                prop_assert!(["invalid_request", "unmet_authentication_requirements"].contains(&error.error()));
            }
        }
    }

    #[test]
    fn a_hint_says_what_it_says_and_is_of_this_issuer(
        header in near_json(json!({ "alg": "ES256", "typ": "JWT", "kid": "k" }), [
            values("alg", &[json!("none"), json!("RS256"), json!("EdDSA"), json!(null)]),
            values("typ", &[json!(null), json!("jwt"), json!("at+jwt"), json!("logout+jwt"), json!("application/jwt"), json!(1)]),
            values("kid", &[json!(null), json!(""), json!(1)]),
        ].concat()),
        claims in near_json(json!({ "iss": ISSUER, "sub": "u", "aud": "app", "auth_time": 1, "sid": "s" }), ["iss", "sub", "aud", "auth_time", "sid"].iter().flat_map(|name| {
            values(name, &[json!(null), json!(1), json!(""), json!("x"), json!(["app"]), json!({})])
        }).collect()),
        edited in near_text(fake(&json!({ "alg": "ES256", "typ": "JWT", "kid": "k" }), &json!({ "iss": ISSUER, "sub": "u", "aud": "app", "auth_time": 1 }), 64)),
    ) {
        let _ = UnverifiedHint::parse(&edited, ISSUER);
        if let Some(hint) = UnverifiedHint::parse(&fake(&header, &claims, 64), ISSUER) {
            prop_assert_eq!(&json!(hint.kid), &header["kid"]);
            let typ = header["typ"].as_str().unwrap_or_default().to_ascii_lowercase();
            prop_assert!(["jwt", "application/jwt"].contains(&typ.as_str()), "{}", typ);
            prop_assert_eq!(&claims["iss"], &json!(ISSUER));
            prop_assert!(claims.get("auth_time").is_some());
            let said = hint.said();
            prop_assert_eq!((json!(said.subject), json!(said.client_id)), (claims["sub"].clone(), claims["aud"].clone()));
            prop_assert_eq!(said.session.as_deref(), claims["sid"].as_str());
        }
    }

    #[test]
    fn after_a_logout_nobody_is_sent_to_where_nobody_registered(
        uri in near(select(vec!["https://app.example/out", "https://app.example/out?a=b", "com.example.app:/out"]).prop_map(str::to_owned)),
        state in odd_text(), more in near_text("client_id=app"),
    ) {
        let client = Client {
            post_logout_redirect_uris: ["https://app.example/out", "https://app.example/out?a=b", "com.example.app:/out"].map(str::to_owned).into(),
            ..Client::new("app".to_owned(), "App".to_owned())
        };
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let query = query.append_pair("post_logout_redirect_uri", &uri).append_pair("state", &state).finish();
        let Ok(params) = Params::parse(format!("{query}&{more}").as_bytes()) else { return Ok(()); };
        let Ok(request) = LogoutRequest::parse(&params) else { return Ok(()); };
        let registered = client.post_logout_redirect_uris.contains(&uri);
        match request.destination(Some(&client)) {
            Ok(Some(next)) => {
                let next = next.as_str();
                prop_assert!(registered && next.starts_with(&uri));
                let (to, known) = (Url::parse(next).expect("a URL"), Url::parse(&uri).expect("a URL"));
                prop_assert_eq!((to.scheme(), to.host(), to.port(), to.path(), to.fragment()), (known.scheme(), known.host(), known.port(), known.path(), None));
                prop_assert!(next.bytes().all(|byte| byte.is_ascii_graphic()), "{}", next);
                let last = to.query_pairs().find(|(name, _)| name == "state").map(|(_, value)| value.into_owned());
                prop_assert_eq!(last, Some(state).filter(|state| !state.is_empty()));
            }
            Ok(None) => prop_assert!(uri.is_empty()),
            Err(bad) => prop_assert!(!registered && bad == BadLogout::RedirectUri),
        }
        prop_assert_eq!(request.destination(None).err().is_none(), uri.is_empty());
    }

    #[test]
    fn an_issuer_is_written_in_one_way_and_knows_its_own_paths(
        text in prop_oneof![near_text("https://auth.example:8443/a/b-c"), near_text("http://localhost:8787/x"), near_text("https://auth.example"), odd_text()],
        path in near_text("/a/b-c/.well-known/openid-configuration/a/b-c"),
    ) {
        let Ok(issuer) = Issuer::parse(&text) else { return Ok(()); };
        let url = Url::parse(&text).expect("a URL");
        prop_assert_eq!(format!("{}{}", issuer.origin(), issuer.path()), issuer.as_str());
        prop_assert_eq!(issuer.as_str(), &text);
        prop_assert_eq!(url.as_str().trim_end_matches('/'), &text, "as a parser writes it");
        prop_assert_eq!(url.origin().ascii_serialization(), issuer.origin());
        prop_assert!(url.query().is_none() && url.fragment().is_none() && url.username().is_empty() && url.password().is_none());
        prop_assert_eq!(issuer.is_https(), url.scheme() == "https");
        let below = issuer.path();
        for own in ["/authorize", "/.well-known/jwks.json", "/.well-known/openid-configuration", "/register/x", "/"] {
            let whole = format!("{below}{own}");
            prop_assert_eq!(issuer.own(&whole), Some(own));
            let after = format!("{own}{below}");
            let elsewhere = !below.is_empty() && !after.starts_with(&format!("{below}/"));
            prop_assert_eq!(issuer.own(&after).is_none(), elsewhere && !own.starts_with("/.well-known/"), "{}", after);
        }
        if let Some(own) = issuer.own(&path) {
            prop_assert!(own.starts_with('/'));
            let written = [format!("{below}{own}"), format!("{own}{below}")];
            prop_assert!(written.contains(&path) || (own == "/" && path == below), "{} {}", path, own);
        }
    }
}
