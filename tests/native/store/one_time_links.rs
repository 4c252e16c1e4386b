//! One-time links: each is good as often as it says, within its time, for its purpose, and until a newer one.

use edgegrant::protocol::secret::{Secret, SecretHash};
use edgegrant::store::email_verification::{Verified, verify_email};
use edgegrant::store::one_time_links::{
    DeadLink, NewLink, Purpose, add_link, load_link, may_be_set_up,
};
use edgegrant::store::user::User;
use edgegrant::store::user_passwords::load_password;
use edgegrant::store::user_standing::{make_administrator, unmake_administrator};
use edgegrant::store::users::{add_user, find_user};

use crate::runtime::World;
use crate::runtime::stock::{PERSON, done, world};

const HOUR: u32 = 3600;

pub(super) fn hash(text: &str) -> SecretHash {
    Secret::new(text).hash()
}

/// Makes the link with this secret.
pub(super) fn link(
    world: &World,
    secret: &str,
    purpose: Purpose,
    user: Option<&str>,
    uses: u32,
) -> bool {
    let new = NewLink {
        purpose,
        user_id: user,
        email: None,
        group_ids: None,
        uses,
        lifetime: HOUR,
        asks_second_factor: false,
        proves_email: false,
    };
    done(add_link(world, &hash(secret), &new))
}

fn verification(world: &World, secret: &str, email: &str) -> bool {
    let new = NewLink {
        purpose: Purpose::EmailVerification,
        user_id: Some(PERSON),
        email: Some(email),
        group_ids: None,
        uses: 1,
        lifetime: HOUR,
        asks_second_factor: false,
        proves_email: false,
    };
    done(add_link(world, &hash(secret), &new))
}

fn dead(world: &World, secret: &str, purpose: Purpose) -> Option<DeadLink> {
    done(load_link(world, &hash(secret), purpose)).err()
}

fn add(world: &World, name: &str, email: Option<&str>, unverified: Option<&str>) {
    let user = User {
        id: format!("id-{name}"),
        username: name.to_owned(),
        email: email.map(str::to_owned),
        ..User::default()
    };
    assert_eq!(done(add_user(world, &user, "hash")), Some(true));
    if let Some(unverified) = unverified {
        world.execute(&format!(
            "UPDATE users SET unverified_email = '{unverified}' WHERE username = '{name}'"
        ));
    }
}

#[test]
fn a_newer_link_ends_the_older_one_of_its_purpose_and_user_alone() {
    let world = world();
    add(&world, "other", None, None);
    let recovery = Purpose::Recovery;
    assert!(link(&world, "first", recovery, Some(PERSON), 1));
    assert!(link(&world, "other", recovery, Some("id-other"), 1));
    assert!(verification(&world, "address", "person@example.com"));
    assert!(link(&world, "second", recovery, Some(PERSON), 1));
    assert_eq!(dead(&world, "first", recovery), Some(DeadLink::Unknown));
    for (secret, purpose) in [
        ("second", recovery),
        ("other", recovery),
        ("address", Purpose::EmailVerification),
    ] {
        assert_eq!(dead(&world, secret, purpose), None, "{secret}");
    }
    assert!(link(&world, "one", Purpose::Invitation, None, 1));
    assert!(link(&world, "two", Purpose::Invitation, None, 1));
    assert_eq!(dead(&world, "one", Purpose::Invitation), None);
    assert!(link(&world, "set", Purpose::Setup, None, 1));
    assert!(link(&world, "up", Purpose::Setup, None, 1));
    assert_eq!(dead(&world, "set", Purpose::Setup), Some(DeadLink::Unknown));
    assert_eq!(dead(&world, "one", Purpose::Invitation), None);
}

#[test]
fn a_link_is_good_for_its_purpose_and_its_time_and_only_its_hash_is_stored() {
    let world = world();
    assert!(link(&world, "secret", Purpose::Recovery, Some(PERSON), 1));
    let stored = world.ask("SELECT hash FROM one_time_links");
    assert_eq!(stored, hash("secret").as_str());
    for other in [
        Purpose::Invitation,
        Purpose::EmailVerification,
        Purpose::Setup,
    ] {
        assert_eq!(dead(&world, "secret", other), Some(DeadLink::Unknown));
    }
    world.pass(i64::from(HOUR) - 1);
    let found = done(load_link(&world, &hash("secret"), Purpose::Recovery)).expect("a link");
    assert_eq!(found.user.expect("a user").id, PERSON);
    world.pass(1);
    let late = dead(&world, "secret", Purpose::Recovery);
    assert_eq!(late, Some(DeadLink::Expired));
    assert!(!link(&world, "x", Purpose::Recovery, Some("nobody"), 1));
    world.execute("DELETE FROM users");
    assert_eq!(world.ask("SELECT count(*) FROM one_time_links"), "0");
}

#[test]
fn once_there_was_an_administrator_nothing_sets_the_server_up_again() {
    let world = world();
    assert!(done(may_be_set_up(&world)));
    assert!(link(&world, "setup", Purpose::Setup, None, 1));
    assert_eq!(dead(&world, "setup", Purpose::Setup), None);
    add(&world, "other", None, None);
    assert!(done(make_administrator(&world, PERSON)));
    assert!(done(make_administrator(&world, "id-other")));
    assert!(done(unmake_administrator(&world, PERSON)));
    for gone in [
        "",
        "UPDATE users SET administrator = 0",
        "DELETE FROM users",
    ] {
        world.execute(gone);
        assert!(!done(may_be_set_up(&world)), "{gone}");
        let setup = dead(&world, "setup", Purpose::Setup);
        assert_eq!(setup, Some(DeadLink::SetUp), "{gone}");
    }
    assert!(!link(&world, "again", Purpose::Setup, None, 1));
}

#[test]
fn a_verified_address_becomes_the_one_to_sign_in_with() {
    let world = world();
    world.execute(
        "UPDATE users SET email = NULL, email_folded = NULL, unverified_email = 'Ünï@example.com'",
    );
    let address = "Ünï@example.com";
    assert!(done(load_password(&world, address)).is_none(), "not yet");
    assert!(done(find_user(&world, address)).is_none(), "not even so");
    assert!(verification(&world, "link", address));
    let verify = || done(verify_email(&world, &hash("link"), address));
    assert_eq!(verify(), Verified::Now);
    assert_eq!(verify(), Verified::Dead, "once");
    assert_eq!(
        dead(&world, "link", Purpose::EmailVerification),
        Some(DeadLink::Used)
    );
    assert!(done(load_password(&world, "ÜNÏ@EXAMPLE.COM")).is_some());
    let user = done(find_user(&world, "person")).expect("the person");
    assert_eq!(user.unverified_email, None);
    let claims = user.all_claims();
    assert_eq!(claims["email"], address);
    assert_eq!(claims["email_verified"], true);
}

#[test]
fn an_unverified_address_keeps_nobody_else_from_verifying_it_and_a_verified_one_does() {
    let world = world();
    world.execute(
        "UPDATE users SET email = NULL, email_folded = NULL, unverified_email = 'a@example.com'",
    );
    add(&world, "squatter", None, Some("a@example.com"));
    assert!(verification(&world, "link", "a@example.com"));
    let verify = |secret: &str, email: &str| done(verify_email(&world, &hash(secret), email));
    assert_eq!(verify("link", "a@example.com"), Verified::Now);
    let left = "SELECT unverified_email FROM users WHERE username = 'squatter'";
    assert_eq!(world.ask(left), "a@example.com");

    add(&world, "owner", Some("B@example.com"), None);
    world.execute("UPDATE users SET unverified_email = 'b@example.com' WHERE id = 'person-1'");
    assert!(verification(&world, "taken", "b@example.com"));
    assert_eq!(verify("taken", "b@example.com"), Verified::Taken);
    let kept = "SELECT email || unverified_email FROM users WHERE id = 'person-1'";
    assert_eq!(world.ask(kept), "a@example.comb@example.com");
    assert_eq!(dead(&world, "taken", Purpose::EmailVerification), None);
}

#[test]
fn a_link_proves_only_the_address_that_is_still_the_one_in_question_of_a_user_who_may_sign_in() {
    let world = world();
    assert!(verification(&world, "link", "person@example.com"));
    let verify = |email: &str| done(verify_email(&world, &hash("link"), email));
    assert_eq!(verify("other@example.com"), Verified::Dead);
    world.execute("UPDATE users SET disabled_at = 1");
    assert_eq!(verify("person@example.com"), Verified::Dead);
    world.execute("UPDATE users SET disabled_at = NULL, unverified_email = 'new@example.com'");
    assert_eq!(verify("person@example.com"), Verified::Dead);
    world.execute("UPDATE users SET unverified_email = NULL");
    world.pass(i64::from(HOUR));
    assert_eq!(verify("person@example.com"), Verified::Dead, "too late");
    let verified = "SELECT json_extract(claims, '$.email_verified') FROM users";
    assert_eq!(world.ask(verified), "NULL");
}
