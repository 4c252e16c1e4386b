//! Passkeys: one answer to one challenge signs somebody in once, whoever brings it and however often.

use edgegrant::protocol::jose::{Algorithm, PublicKey};
use edgegrant::protocol::login::Device;
use edgegrant::protocol::passkey::{Credential, NewPasskey};
use edgegrant::protocol::secret::Secret;
use edgegrant::protocol::timestamp::Timestamp;
use edgegrant::store::acting::Acting;
use edgegrant::store::own_passkeys::{add_passkey, list_passkeys, remove_passkey, rename_passkey};
use edgegrant::store::own_profile::{Changed, Profile, change_profile};
use edgegrant::store::passkeys::{MOST_PASSKEYS, MadePasskey, PasskeyUse, load_passkey};
use edgegrant::store::sessions::{NewSession, Proof, begin_session};
use edgegrant::store::visits::load_sessions;
use edgegrant::store::ways_in::WaysIn;
use futures_util::future::join_all;

use crate::runtime::World;
use crate::runtime::signer::Signer;
use crate::runtime::stock::{LASTING, PERSON, done, sign_in as begin, world};

const RP_ID: &str = "auth.example";

/// What people can sign in with.
fn ways(passwords: bool) -> WaysIn<'static> {
    WaysIn {
        rp_id: RP_ID,
        passwords,
        providers: "[]",
    }
}

fn new_passkey() -> NewPasskey {
    NewPasskey {
        credential: Credential {
            aaguid: [0xab; 16],
            id: vec![1, 2, 3],
            key: PublicKey::parse(&Signer::new(1).jwk()).expect("a key"),
            algorithm: Algorithm::Es256,
        },
        counter: 0,
        backup_eligible: true,
        backed_up: false,
    }
}

/// The person, signed in a moment ago with a password.
fn acting(world: &World, cookie: &str) -> Acting {
    let hash = Secret::new(cookie).hash();
    Acting {
        user_id: PERSON.to_owned(),
        session_id: begin(world, cookie, PERSON, None),
        browser: hash,
    }
}

fn add_as(world: &World, acting: &Acting, id: &str, challenge: &str) -> bool {
    let made = MadePasskey {
        id,
        rp_id: RP_ID,
        name: "Laptop",
        new: &new_passkey(),
    };
    done(add_passkey(world, acting, challenge, &made))
}

/// Adds a passkey to the person, who is nowhere signed in after that.
fn add(world: &World, id: &str) {
    let acting = acting(world, "added");
    assert!(add_as(world, &acting, id, id));
    world.execute("DELETE FROM sessions");
}

/// Signs the person in with the passkey `p`. Each request has a cookie of its own.
fn sign_in<'a>(
    world: &'a World,
    cookie: &'a str,
    counter: (u32, u32),
    challenged_at: i64,
) -> impl Future<Output = Option<String>> + 'a {
    let hash = Secret::new(cookie).hash();
    async move {
        let new = NewSession {
            user_id: PERSON,
            proof: Proof::Passkey(PasskeyUse {
                id: "p",
                counter,
                backed_up: true,
                challenged_at: Timestamp(challenged_at),
                used_by: cookie,
            }),
            id: cookie,
            lasts: LASTING,
            device: &Device::default(),
            hash: &hash,
            before: None,
        };
        let begun = begin_session(world, &new).await.expect("storage works");
        begun.map(|begun| begun.id)
    }
}

fn now(world: &World, cookie: &str, counter: (u32, u32), challenged_at: i64) -> Option<String> {
    futures_executor::block_on(sign_in(world, cookie, counter, challenged_at))
}

#[test]
fn a_passkey_is_added_once_for_one_challenge_by_somebody_who_has_just_signed_in() {
    let world = world();
    let acting = acting(&world, "cookie");
    assert!(add_as(&world, &acting, "p", "challenge"));
    assert!(
        !add_as(&world, &acting, "p", "another"),
        "it is there already"
    );
    assert!(
        !add_as(&world, &acting, "q", "challenge"),
        "the challenge was answered"
    );
    let known = done(load_passkey(&world, "p")).expect("a passkey");
    assert_eq!(
        (known.user_id.as_str(), known.rp_id.as_str()),
        (PERSON, RP_ID)
    );
    assert_eq!(known.algorithm, Algorithm::Es256);
    assert_eq!(known.key, new_passkey().credential.key);
    assert_eq!((known.counter, known.backup_eligible), (0, true));
    for number in 1..MOST_PASSKEYS {
        let id = format!("p{number}");
        assert!(add_as(&world, &acting, &id, &id));
    }
    assert!(!add_as(&world, &acting, "one more", "one more"));
    let all = done(list_passkeys(&world, PERSON));
    assert_eq!(all.len(), MOST_PASSKEYS as usize);
    assert!(
        all.iter()
            .all(|it| it.name == "Laptop" && !it.backed_up && it.last_used_at.is_none())
    );
    world.execute("DELETE FROM users");
    assert_eq!(world.ask("SELECT count(*) FROM passkeys"), "0");
}

#[test]
fn a_session_that_ended_or_began_a_while_ago_adds_and_removes_nothing() {
    for ended in [
        "UPDATE sessions SET authenticated_at = unixepoch() - 601",
        "UPDATE sessions SET expires_at = unixepoch()",
        "UPDATE sessions SET hash = 'another cookie'",
        "UPDATE users SET credential_version = credential_version + 1",
        "UPDATE users SET disabled_at = unixepoch()",
        "DELETE FROM sessions",
    ] {
        let world = world();
        let acting = acting(&world, "cookie");
        assert!(add_as(&world, &acting, "p", "p"));
        assert!(add_as(&world, &acting, "q", "q"));
        world.execute(ended);
        assert!(!add_as(&world, &acting, "r", "r"), "{ended}");
        assert!(
            done(remove_passkey(&world, &acting, "p", ways(true))).is_none(),
            "{ended}"
        );
        let renamed = done(rename_passkey(&world, &acting, "p", "Mine"));
        assert_eq!(renamed, ended.contains("601"), "{ended}");
    }
}

#[test]
fn a_passkey_that_is_removed_ends_every_other_session_and_the_last_way_in_stays() {
    let world = world();
    let (own, _) = (acting(&world, "cookie"), acting(&world, "elsewhere"));
    assert!(add_as(&world, &own, "p", "p"));
    assert!(
        done(remove_passkey(&world, &own, "p", ways(false))).is_none(),
        "passwords are off"
    );
    world.execute("UPDATE users SET password_hash = ''");
    assert!(
        done(remove_passkey(&world, &own, "p", ways(true))).is_none(),
        "there is none"
    );
    assert!(add_as(&world, &own, "q", "q"));
    world.execute("UPDATE passkeys SET rp_id = 'old.example' WHERE id = 'q'");
    assert!(
        done(remove_passkey(&world, &own, "p", ways(true))).is_none(),
        "q works elsewhere"
    );
    world.execute("UPDATE passkeys SET rp_id = 'auth.example'");
    assert!(done(remove_passkey(&world, &own, "other", ways(true))).is_none());
    // A password is no way in for somebody without a name.
    world.execute("DELETE FROM passkeys WHERE id = 'q'");
    world.execute(
        "UPDATE users SET password_hash = 'x', username = id, email = NULL, email_folded = NULL",
    );
    assert!(
        done(remove_passkey(&world, &own, "p", ways(true))).is_none(),
        "no name"
    );
    world.execute("UPDATE users SET password_hash = ''");
    assert!(add_as(&world, &own, "q", "q again"));
    world.execute(
        "INSERT INTO one_time_links (hash, purpose, user_id, email, uses_left, expires_at, created_at) SELECT 'link', 'recovery', id, NULL, 1, unixepoch() + 60, 0 FROM users WHERE id = 'person-1'",
    );
    let here = Secret::new("cookie").hash();
    let elsewhere = Secret::new("elsewhere").hash();
    assert_eq!(done(load_sessions(&world, &elsewhere)).len(), 1);
    assert!(done(remove_passkey(&world, &own, "q", ways(true))).is_some());
    assert_eq!(done(load_sessions(&world, &elsewhere)).len(), 0);
    assert_eq!(done(load_sessions(&world, &here)).len(), 1);
    assert_eq!(world.ask("SELECT count(*) FROM one_time_links"), "0");
    assert!(
        done(remove_passkey(&world, &own, "q", ways(true))).is_none(),
        "once"
    );
    let version = "SELECT group_concat(credential_version) FROM users WHERE id = 'person-1'";
    assert_eq!(world.ask(version), "2");
}

#[test]
fn a_passkey_for_a_host_of_before_goes_where_one_for_this_host_is_left() {
    let world = world();
    world.execute("UPDATE users SET password_hash = ''");
    let own = acting(&world, "cookie");
    assert!(add_as(&world, &own, "old", "old"));
    assert!(add_as(&world, &own, "older", "older"));
    world.execute("UPDATE passkeys SET rp_id = 'before.example'");
    let remove = |id| done(remove_passkey(&world, &own, id, ways(false)));
    assert_eq!(remove("older"), None, "no way in would be left that is one");
    assert!(add_as(&world, &own, "new", "new"));
    assert_eq!(remove("new"), None, "it is the last way in");
    assert_eq!(remove("older"), Some(2));
    assert_eq!(remove("old"), Some(3));
}

#[test]
fn a_username_goes_only_where_a_passkey_for_this_host_is_left() {
    let world = world();
    let own = acting(&world, "cookie");
    world.execute("UPDATE users SET email = NULL, email_folded = NULL");
    let nameless = || {
        let (username, name, picture) = (None, Some("Ada".to_owned()), None);
        let profile = Profile {
            username,
            name,
            picture,
        };
        done(change_profile(&world, &own, &profile, ways(true)))
    };
    assert_eq!(nameless(), Changed::Not, "no passkey");
    assert!(add_as(&world, &own, "p", "p"));
    world.execute("UPDATE passkeys SET rp_id = 'old.example'");
    assert_eq!(nameless(), Changed::Not, "none that works here");
    let username = "SELECT username FROM users WHERE id = 'person-1'";
    assert_eq!(world.ask(username), "person");
    world.execute("UPDATE passkeys SET rp_id = 'auth.example'");
    assert_eq!(nameless(), Changed::Done);
    assert_eq!(world.ask(username), PERSON);
    // Whoever has none changes the rest.
    world.execute("DELETE FROM passkeys");
    assert_eq!(nameless(), Changed::Done);
}

#[test]
fn of_20_requests_with_one_answer_one_signs_in_and_so_it_stays() {
    let world = world();
    add(&world, "p");
    let cookies: Vec<String> = (0..20).map(|number| format!("cookie{number}")).collect();
    let all = cookies
        .iter()
        .map(|cookie| sign_in(&world, cookie, (0, 0), 1000));
    let begun = futures_executor::block_on(join_all(all));
    assert_eq!(begun.iter().flatten().count(), 1);
    assert_eq!(now(&world, "again", (0, 0), 1000), None);
    assert_eq!(
        now(&world, "before", (0, 0), 999),
        None,
        "one that was made earlier"
    );
    assert_eq!(world.ask("SELECT count(*) FROM sessions"), "1");
    assert!(now(&world, "next", (0, 0), 1001).is_some());
    assert_eq!(
        world.ask("SELECT group_concat(method) FROM sessions"),
        "passkey,passkey"
    );
    assert_eq!(world.ask("SELECT backed_up FROM passkeys"), "1");
}

#[test]
fn a_counter_that_moved_meanwhile_signs_nobody_in() {
    let world = world();
    add(&world, "p");
    assert!(now(&world, "a", (0, 5), 1).is_some());
    assert_eq!(
        now(&world, "b", (0, 6), 2),
        None,
        "two copies were used at once"
    );
    assert!(now(&world, "c", (5, 6), 3).is_some());
}

#[test]
fn a_passkey_that_is_removed_meanwhile_signs_nobody_in_and_moves_nobody() {
    let world = world();
    add(&world, "p");
    assert!(now(&world, "before", (0, 0), 1).is_some());
    world.execute("DELETE FROM passkeys");
    assert_eq!(now(&world, "after", (0, 0), 2), None);
    let before = Secret::new("before").hash();
    assert_eq!(done(load_sessions(&world, &before)).len(), 1);
}
