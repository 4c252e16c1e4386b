//! Refresh tokens that D1 replaces in one trip. It compares the client's credentials itself, uses up the ids of the request, and
//! checks that no signing key was revoked.

use crate::runtime::World;
use crate::runtime::stock::{done, family, redeem, registered, replacing, world};
use crate::runtime::visitor::{Visitor, client};
use edgegrant::platform::{Platform, Sql};
use edgegrant::protocol::client::{AuthMethod, Client, Credentials};
use edgegrant::protocol::params::Params;
use edgegrant::protocol::secret::Secret;
use edgegrant::protocol::token::RefreshToken;
use edgegrant::store::believed::Believed;
use edgegrant::store::clients::{add_client, load_client};
use edgegrant::store::redemptions::{Redeemed, redeem_code};
use edgegrant::store::rotations::{
    AtOnce, Replacing, Rotated, at_once, read_at_once, rotate_refresh,
};
use edgegrant::store::spent_ids::{Kind, Unspent};
use edgegrant::store::token_families::Terms;
use futures_executor::block_on;

pub(super) fn once(world: &World, replacing: Replacing<'_>) -> AtOnce {
    let outcomes = done(world.batch(at_once(replacing)));
    done(async { read_at_once(replacing.terms, &outcomes) })
}

pub(super) fn is_rotated(first: &AtOnce) -> bool {
    matches!(first.rotated, Rotated::Now(_))
}

/// Every way in which a client can prove who it is, against every way in which it can be registered. The statement lets in the clients
/// that the rules let in, and no others.
#[test]
fn the_statement_believes_exactly_the_clients_that_the_rules_believe() {
    let methods = [
        AuthMethod::None,
        AuthMethod::ClientSecretBasic,
        AuthMethod::ClientSecretPost,
        AuthMethod::PrivateKeyJwt,
    ];
    // "app" with the secret, as RFC 7617 writes it.
    let basic = |secret: &str| format!("Basic {}", base64(&format!("app:{secret}")));
    let secrets = ["", "secret", "old", "wrong"];
    let (mut yes, mut no) = (0, 0);
    for method in methods {
        for only in [false, true] {
            for old_ends in [-1, 0, 1] {
                let world = world();
                assert!(done(redeem(&world, &family(&world, "f"))));
                let stored = if method.has_secret() {
                    format!("'{}'", Secret::new("secret").hash().as_str())
                } else {
                    "NULL".to_owned()
                };
                let old = Secret::new("old").hash();
                world.execute(&format!(
                    "UPDATE clients SET token_endpoint_auth_method = '{method}', secret_hash = {stored}, \
                     auth_method_only = {only}, old_secret_hash = '{}', old_secret_ends_at = unixepoch() + {old_ends}",
                    old.as_str()
                ));
                let registered = done(load_client(&world, "app")).expect("the client");
                for secret in secrets {
                    for header in [false, true] {
                        let body = match (secret, header) {
                            ("", _) | (_, true) => "client_id=app".to_owned(),
                            (secret, false) => format!("client_id=app&client_secret={secret}"),
                        };
                        let params = Params::parse(body.as_bytes()).expect("parameters");
                        let header = header.then(|| basic(secret));
                        let sent = Credentials::parse(header.as_deref(), &params, &[], world.now());
                        let sent = sent.expect("credentials");
                        let by_rules = sent.authenticate(Some(&*registered)).is_ok();
                        let hashed = sent.hashed().expect("no assertion");
                        world.execute("UPDATE token_families SET generation = 1");
                        let token = family(&world, "f").live_token();
                        let by_statement = is_rotated(&once(
                            &world,
                            Replacing {
                                believed: Believed::By(&hashed),
                                ..replacing(&token, &registered, None)
                            },
                        ));
                        assert_eq!(
                            by_statement, by_rules,
                            "{method} {only} {old_ends} {body} {header:?}"
                        );
                        if by_rules { yes += 1 } else { no += 1 }
                    }
                }
            }
        }
    }
    assert!(yes > 20 && no > 20, "{yes} {no}");
}

fn base64(text: &str) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(text)
}

/// If the tokens need more than the family, or a metadata document may have changed, D1 is read before anything is saved.
#[test]
fn a_client_that_is_not_known_yet_is_served_at_once_only_if_its_tokens_need_nothing_more() {
    for (change, of_owner, key, expected) in [
        ("name = name", r#"["groups"]"#, None, true),
        ("claims_in_id_token = 1", "[]", None, false),
        ("scope = 'openid groups'", r#"["groups"]"#, None, false),
        ("scope = 'openid groups2'", r#"["groups"]"#, None, true),
        (
            "grant_types = '[\"authorization_code\"]'",
            "[]",
            None,
            false,
        ),
        ("dpop_bound_access_tokens = 1", "[]", None, false),
        ("dpop_bound_access_tokens = 1", "[]", Some("key"), true),
        ("registered_by = 'document'", "[]", None, false),
        ("blocked_at = 1", "[]", None, false),
        ("refresh_token_idle_lifetime = 60", "[]", None, true),
        ("refresh_token_idle_lifetime = 59", "[]", None, false),
    ] {
        let world = world();
        assert!(done(redeem(&world, &family(&world, "f"))));
        world.execute(&format!("UPDATE clients SET {change}"));
        world.pass(59);
        let params = Params::parse(b"client_id=app&client_secret=secret").expect("parameters");
        let sent = Credentials::parse(None, &params, &[], world.now()).expect("credentials");
        let hashed = sent.hashed().expect("no assertion");
        let (token, app) = (family(&world, "f").live_token(), registered(&world));
        let first = once(
            &world,
            Replacing {
                believed: Believed::By(&hashed),
                of_owner,
                ..replacing(&token, &app, key)
            },
        );
        assert_eq!(is_rotated(&first), expected, "{change} {key:?}");
    }
}

fn ids(world: &World, names: &[&str]) -> Vec<Unspent> {
    let until = world.now().plus(60);
    let kinds = [Kind::Assertion, Kind::Proof];
    let ids = names.iter().zip(kinds);
    ids.map(|(name, kind)| Unspent::new(kind, name, until))
        .collect()
}

fn count_ids(world: &World) -> String {
    world.ask("SELECT count(*) FROM spent_ids")
}

#[test]
fn of_twenty_requests_with_one_proof_one_decides() {
    for with_a_look in [false, true] {
        let world = world();
        let ids = ids(&world, &["one"]);
        let app = registered(&world);
        let mut winners = 0;
        for number in 0..20 {
            let id = number.to_string();
            assert!(done(redeem(&world, &family(&world, &id))));
            let token = family(&world, &id).live_token();
            let terms = Terms {
                ids: &ids,
                keys: &[],
            };
            let replacing = Replacing {
                terms,
                ..replacing(&token, &app, Some("key"))
            };
            let rotated = if with_a_look {
                done(rotate_refresh(&world, replacing))
            } else {
                once(&world, replacing).rotated
            };
            winners += u32::from(matches!(rotated, Rotated::Now(_)));
        }
        assert_eq!((winners, count_ids(&world).as_str()), (1, "1"));

        let redeemed: Vec<Redeemed> = (20..40)
            .map(|number: u32| {
                let terms = Terms {
                    ids: &ids[..],
                    keys: &[],
                };
                done(redeem_code(
                    &world,
                    &family(&world, &number.to_string()),
                    &app,
                    terms,
                ))
            })
            .collect();
        assert_eq!(
            redeemed,
            [Redeemed::IdUsed(0); 20],
            "nor does it redeem a code"
        );
        assert_eq!(world.ask("SELECT count(*) FROM token_families"), "20");
    }
}

#[test]
fn an_assertion_and_a_proof_both_have_to_be_new_and_stay_used_whatever_is_decided() {
    let world = world();
    let app = registered(&world);
    assert!(done(redeem(&world, &family(&world, "f"))));
    let rotate = |names: &[&str], generation| {
        let ids = ids(&world, names);
        let token = RefreshToken {
            family: "f".to_owned(),
            generation,
        };
        let terms = Terms {
            ids: &ids,
            keys: &[],
        };
        done(rotate_refresh(
            &world,
            Replacing {
                terms,
                ..replacing(&token, &app, Some("key"))
            },
        ))
    };
    assert!(matches!(rotate(&["a", "p"], 1), Rotated::Now(_)));
    assert_eq!(count_ids(&world), "2");
    assert!(matches!(rotate(&["a", "q"], 2), Rotated::IdUsed(0)));
    assert!(matches!(rotate(&["b", "p"], 2), Rotated::IdUsed(1)));
    // A proof that came with a used assertion can still be used. An assertion that came with a used proof cannot.
    assert!(matches!(rotate(&["b", "r"], 2), Rotated::IdUsed(0)));
    assert_eq!(count_ids(&world), "3");
    assert!(
        matches!(rotate(&["c", "q"], 1), Rotated::Not),
        "an old token"
    );
    assert!(
        matches!(rotate(&["c", "s"], 2), Rotated::IdUsed(0)),
        "and yet they are used"
    );
    assert_eq!(world.ask("SELECT generation FROM token_families"), "2");
}

#[test]
fn an_old_token_alone_writes_nothing() {
    let old = "UPDATE token_families SET revoked_at = 1";
    let blocked = "UPDATE clients SET blocked_at = 1";
    let newer = "UPDATE token_families SET generation = 2";
    for (end, written) in [("SELECT 1", "2"), (old, "0"), (newer, "0"), (blocked, "0")] {
        let world = world();
        let app = registered(&world);
        assert!(done(redeem(&world, &family(&world, "f"))));
        world.execute(end);
        let (ids, token) = (ids(&world, &["a", "p"]), family(&world, "f").live_token());
        let terms = Terms {
            ids: &ids,
            keys: &[],
        };
        let app = Client {
            revision: registered(&world).revision,
            ..app
        };
        let first = once(
            &world,
            Replacing {
                terms,
                ..replacing(&token, &app, Some("key"))
            },
        );
        assert_eq!(is_rotated(&first), written == "2", "{end}");
        assert_eq!(
            (count_ids(&world).as_str(), first.ids_used),
            (written, written == "2"),
            "{end}"
        );
    }
}

#[test]
fn a_key_that_was_revoked_signs_no_token_that_is_given_out() {
    // The call with this number decides; just before it the owner revokes the key.
    for (act, decides) in [("redeem", 2), ("refresh", 0), ("narrowed", 2)] {
        let world = World::new();
        let mut visitor = Visitor::new(&world);
        let code = visitor.code();
        let token = visitor.redeem(&code).1["refresh_token"]
            .as_str()
            .expect("a token")
            .to_owned();
        let code = visitor.code();
        let before = world.ask("SELECT kid FROM signing_keys");
        world.meanwhile(decides, "UPDATE signing_keys SET revoked_at = unixepoch()");
        let (status, json) = match act {
            "redeem" => visitor.redeem(&code),
            "refresh" => visitor.refresh(&token),
            _ => visitor.token(&[
                ("grant_type", "refresh_token"),
                ("refresh_token", &token),
                ("scope", "notes:read"),
            ]),
        };
        assert_eq!(status, 200, "{act}: signed with another key: {json}");
        let header = json["access_token"]
            .as_str()
            .expect("a token")
            .split('.')
            .next();
        let header = String::from_utf8(decoded(header.expect("a header"))).expect("text");
        assert!(!header.contains(&before), "{act}: {header}");
        assert_eq!(
            world.ask("SELECT count(*) FROM signing_keys WHERE revoked_at IS NULL"),
            "1"
        );
        assert_eq!(
            world.ask("SELECT count(*) FROM token_families WHERE revoked_at IS NOT NULL"),
            "0"
        );
    }
}

fn decoded(part: &str) -> Vec<u8> {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(part)
        .expect("base64url")
}

#[test]
fn a_client_of_another_name_is_nobody() {
    let world = world();
    let other = Client {
        id: "other".to_owned(),
        ..client()
    };
    assert!(block_on(add_client(&world, &other, None)).expect("storage works"));
    assert!(done(redeem(&world, &family(&world, "f"))));
    let params = Params::parse(b"client_id=other&client_secret=secret").expect("parameters");
    let sent = Credentials::parse(None, &params, &[], world.now()).expect("credentials");
    let hashed = sent.hashed().expect("no assertion");
    let (token, other) = (
        family(&world, "f").live_token(),
        done(load_client(&world, "other")).expect("it"),
    );
    let believed = Believed::By(&hashed);
    assert!(!is_rotated(&once(
        &world,
        Replacing {
            believed,
            ..replacing(&token, &other, None)
        }
    )));
}
