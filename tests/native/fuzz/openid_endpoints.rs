//! This server's tokens, coming back almost right: at the userinfo endpoint, and as hints.

use http::header::{AUTHORIZATION, CONTENT_TYPE, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue, Method};
use proptest::prelude::*;
use serde_json::Value;
use url::form_urlencoded::Serializer;

use crate::fuzz::near::{near_text, odd_text};
use crate::runtime::World;
use crate::runtime::visitor::{Visitor, answer, authorize, location};

const OUT: &str = "https://app.example/out";

/// Somebody who is signed in, and the tokens of a client that uses all there is.
struct Stage {
    visitor: Visitor<'static>,
    tokens: Value,
}

impl Stage {
    fn new() -> Self {
        // One for each thread of tests: they are few.
        let world: &'static World = Box::leak(Box::new(World::new()));
        let mut visitor = Visitor::new(world);
        world.execute(
            "UPDATE clients SET first_party = 1, \
             post_logout_redirect_uris = '[\"https://app.example/out\"]'",
        );
        visitor.sign_in();
        let reply = visitor.open(&authorize(&[("scope", "openid profile")]));
        let code = answer(&reply, "code").expect("a code");
        let tokens = visitor.redeem(&code).1;
        Self { visitor, tokens }
    }

    fn token(&self, name: &str) -> String {
        self.tokens[name].as_str().expect("a token").to_owned()
    }
}

fn query(pairs: &[(&str, &str)]) -> String {
    Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// `whole`, or something near it.
fn sent(whole: &str, edit: Option<&(usize, String)>) -> String {
    let Some((at, odd)) = edit else {
        return whole.to_owned();
    };
    let at = at % (whole.len() + 1);
    format!(
        "{}{odd}{}",
        &whole[..at],
        &whole[(at + 1).min(whole.len())..]
    )
}

fn edits() -> impl Strategy<Value = Option<(usize, String)>> {
    let odd = prop_oneof![4 => "[A-Za-z0-9_.-]{0,2}", 1 => odd_text()];
    prop::option::weighted(0.8, (any::<usize>(), odd))
}

thread_local! {
    static STAGE: std::cell::RefCell<Stage> = std::cell::RefCell::new(Stage::new());
}

proptest! {
    #[test]
    fn userinfo_is_told_for_the_very_token_sent_once(
        body in prop_oneof![Just("access_token=TOKEN".to_owned()), near_text("access_token=TOKEN&x=y"), Just(String::new())],
        header in prop::option::weighted(0.4, prop_oneof![Just("Bearer TOKEN".to_owned()), near_text("Bearer TOKEN")]),
        edit in edits(), form in any::<bool>(), get in any::<bool>(),
    ) {
        STAGE.with_borrow_mut(|stage| {
            let token = sent(&stage.token("access_token"), edit.as_ref());
            let mut headers = HeaderMap::new();
            let written = |text: &str| HeaderValue::from_str(&text.replace("TOKEN", &token)).ok();
            if let Some(value) = header.as_deref().and_then(written) {
                headers.insert(AUTHORIZATION, value);
            }
            let media = if form { "application/x-www-form-urlencoded" } else { "text/plain" };
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(media));
            let method = if get { Method::GET } else { Method::POST };
            let body = body.replace("TOKEN", &query(&[("", &token)])[1..]);
            let reply = stage.visitor.send(method, "/userinfo", headers.clone(), &body);
            let in_header = headers.get(AUTHORIZATION).is_some();
            let whole = token == stage.token("access_token");
            match reply.status.as_u16() {
                200 => {
                    prop_assert!(whole || header.is_some() || body.contains(&stage.token("access_token")));
                    let json: Value = serde_json::from_str(&reply.body).expect("JSON");
                    prop_assert_eq!(&json["sub"], "person-1");
                }
                status => {
                    let asked: Vec<&String> = reply.headers.iter().filter(|(name, _)| name == WWW_AUTHENTICATE).map(|(_, value)| value).collect();
                    let error = match status {
                        400 => "error=\"invalid_request\"",
                        401 => "",
                        403 => "error=\"insufficient_scope\"",
                        other => return Err(TestCaseError::fail(format!("{other}"))),
                    };
                    prop_assert!(!asked.is_empty() && asked.iter().all(|value| value.contains(error)), "{:?}", asked);
                    prop_assert!(!reply.body.contains("person"), "{}", reply.body);
                    let right = [("Bearer TOKEN", "", true), ("Bearer TOKEN", "", false)];
                    let plain = |it: &(&str, &str, bool)| header.as_deref() == Some(it.0) && body.is_empty();
                    prop_assert!(!(whole && right.iter().any(plain)), "{} {:?}", status, header);
                    prop_assert!(!(whole && form && !get && !in_header && body.starts_with("access_token=") && !body.contains('&') && body.len() == "access_token=".len() + token.len()), "{}", body);
                }
            }
            Ok(())
        })?;
    }

    #[test]
    fn only_the_very_id_token_says_who_is_meant(edit in edits()) {
        STAGE.with_borrow_mut(|stage| {
            let whole = stage.token("id_token");
            let hint = sent(&whole, edit.as_ref());
            let target = authorize(&[("scope", "openid"), ("prompt", "none"), ("id_token_hint", &hint)]);
            let reply = stage.visitor.open(&target);
            // An empty parameter is left out.
            let silent = hint == whole || hint.is_empty();
            prop_assert_eq!(answer(&reply, "code").is_some(), silent, "{}", hint);
            // A query with a NUL in it cannot be read at all.
            if !silent && !hint.contains('\0') {
                let error = answer(&reply, "error");
                prop_assert_eq!(error.as_deref(), Some("invalid_request"));
            }
            Ok(())
        })?;
    }

    #[test]
    fn only_the_very_id_token_signs_anybody_out(edit in edits(), uri in prop_oneof![3 => Just(OUT.to_owned()), 1 => near_text(OUT)]) {
        STAGE.with_borrow_mut(|stage| {
            let whole = stage.token("id_token");
            let hint = sent(&whole, edit.as_ref());
            let pairs = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", &uri), ("state", "s")];
            let reply = stage.visitor.open(&format!("/logout?{}", query(&pairs)));
            let world = stage.visitor.world;
            let left = world.ask("SELECT count(*) FROM sessions");
            let ends = hint == whole && (uri == OUT || uri.is_empty());
            prop_assert_eq!(left == "0", ends, "{} {}", hint, uri);
            let expected = (ends && !uri.is_empty()).then(|| format!("{OUT}?state=s"));
            prop_assert_eq!(location(&reply), expected);
            if ends {
                *stage = Stage::new();
            } else {
                // Whatever is wrong, the person is asked. A query with a NUL in it cannot be read at all.
                let asked = reply.status == 200 && reply.body.contains("sign-out");
                let unreadable = reply.status == 400 && [&hint, &uri].iter().any(|it| it.contains('\0'));
                prop_assert!(asked || unreadable, "{} {}", hint, uri);
            }
            Ok(())
        })?;
    }
}
