//! Something ends after a token request was checked and before D1 decides. The statement that decides names everything that it relies
//! on. So what was checked may be old, because it came from an isolate's memory or from a replica.

use crate::runtime::World;
use crate::runtime::visitor::{Visitor, answer, authorize};

/// Each is about something that the tokens rest on, and happens just before D1 decides.
const ENDS: [&str; 7] = [
    "INSERT INTO ended_sessions (id, expires_at) SELECT id, unixepoch() + 1000 FROM sessions",
    "UPDATE users SET signed_out_at = unixepoch(), signed_out_in = 'another'",
    "UPDATE user_clients SET revoked = revoked + 1",
    "UPDATE users SET disabled_at = unixepoch()",
    "UPDATE users SET credential_version = credential_version + 1",
    "UPDATE clients SET blocked_at = unixepoch()",
    "UPDATE clients SET allowed_groups = '[]'",
];

/// A person who is signed in and has used the app before, in an isolate that remembers it.
fn visitor<'a>(world: &'a World, scope: &str) -> (Visitor<'a>, String, String) {
    let mut visitor = Visitor::new(world);
    world.execute("UPDATE clients SET first_party = 1");
    visitor.sign_in();
    let code = |visitor: &mut Visitor<'_>| {
        let reply = visitor.open(&authorize(&[("scope", scope)]));
        answer(&reply, "code").expect("a code")
    };
    let first = code(&mut visitor);
    let (status, json) = visitor.redeem(&first);
    assert_eq!(status, 200);
    let token = json["refresh_token"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let code = code(&mut visitor);
    (visitor, code, token)
}

#[test]
fn a_code_is_redeemed_only_while_everything_holds_that_it_rests_on() {
    // Some tokens outlive the session and some do not. A code never does.
    for scope in ["notes:read", "openid", "openid offline_access"] {
        for end in ENDS {
            let world = World::new();
            let (mut visitor, code, _) = visitor(&world, scope);
            let signatures = if scope.contains("openid") { 2 } else { 1 };
            world.meanwhile(1 + signatures, end);
            let (status, json) = visitor.redeem(&code);
            assert!(matches!(status, 400 | 401), "{scope}: {end}: {json}");
            assert_eq!(
                world.ask("SELECT count(*) FROM token_families"),
                "1",
                "{scope}: {end}"
            );
        }
    }
}

#[test]
fn a_refresh_token_is_replaced_only_while_everything_holds_that_it_rests_on() {
    for narrowed in [false, true] {
        for end in ENDS {
            let world = World::new();
            let (mut visitor, _, token) = visitor(&world, "notes:read");
            let mut fields = vec![
                ("grant_type", "refresh_token"),
                ("refresh_token", token.as_str()),
            ];
            if narrowed {
                fields.push(("scope", "notes:read"));
            }
            // In the first batch, or after the read and the signature.
            world.meanwhile(if narrowed { 2 } else { 0 }, end);
            let (status, json) = visitor.token(&fields);
            // Without `openid`, the token outlives the session in which the code was made.
            let outlives = end.contains("sessions") || end.contains("signed_out");
            let (refused, generation) = if outlives { (false, "2") } else { (true, "1") };
            assert_eq!(matches!(status, 400 | 401), refused, "{end}: {json}");
            assert_eq!(
                world.ask("SELECT generation FROM token_families"),
                generation,
                "{end}"
            );
        }
    }
}
