//! What administrators look up and change about users on their pages.

use edgegrant::platform::{Outcome, Sql, Statement};
use edgegrant::protocol::secret::Secret;
use edgegrant::store::group_members::{groups_of, read_groups_of};
use edgegrant::store::groups::{groups_named, read_named};
use edgegrant::store::mail_outbox::{putting_invitation, read_put, take_invitations};
use edgegrant::store::one_time_links::{NewLink, Purpose, adding_link, is_added};
use edgegrant::store::open_links::{read_withdrawn, withdrawing_link};
use edgegrant::store::user_search::search_users;
use edgegrant::store::user_standing::{
    MOST_OTHERS, ending_every_session, ending_session, other_administrators, read_ended,
    read_others,
};
use edgegrant::store::users::is_returned;
use edgegrant::store::visits::load_sessions;

use crate::runtime::World;
use crate::runtime::stock::{PERSON, done, sign_in, world};

fn batch(world: &World, statements: Vec<Statement>) -> Vec<Outcome> {
    done(world.batch(statements))
}

fn counts(world: &World, cookie: &str) -> bool {
    !done(load_sessions(world, &Secret::new(cookie).hash())).is_empty()
}

#[test]
fn every_session_ends_with_one_row_and_one_ends_alone() {
    let world = world();
    for number in 0..30 {
        sign_in(&world, &format!("cookie-{number:02}"), PERSON, None);
    }
    sign_in(&world, "alone", PERSON, None);
    let one = world.ask("SELECT id FROM sessions ORDER BY id DESC LIMIT 1");
    assert!(is_returned(&batch(&world, ending_session(PERSON, &one))));
    assert!(!is_returned(&batch(&world, ending_session(PERSON, &one))));
    assert!(!is_returned(&batch(&world, ending_session("other", "x"))));
    assert_eq!(world.ask("SELECT count(*) FROM ended_sessions"), "1");
    assert_eq!(world.ask("SELECT count(*) FROM sessions"), "30");

    world.pass(1);
    let ended = read_ended(&batch(&world, ending_every_session(PERSON))).expect("rows");
    assert_eq!((ended.sessions, ended.more), (20, true));
    assert_eq!(world.ask("SELECT count(*) FROM sessions"), "10");
    for number in 0..30 {
        assert!(!counts(&world, &format!("cookie-{number:02}")));
    }
    world.pass(1);
    sign_in(&world, "later", PERSON, None);
    assert!(counts(&world, "later"));
}

#[test]
fn the_session_that_stayed_ends_too() {
    let world = world();
    sign_in(&world, "stayed", PERSON, None);
    world.execute(
        "UPDATE users SET signed_out_at = unixepoch(), signed_out_in = (SELECT id FROM sessions)",
    );
    assert!(counts(&world, "stayed"));
    // However many were before it: its row is not among those that are removed.
    world.execute(
        "INSERT INTO sessions (user_id, id, hash, authenticated_at, expires_at) SELECT 'person-1', '!' || value, value, 1, 2 \
         FROM (WITH RECURSIVE n (value) AS (SELECT 0 UNION ALL SELECT value + 1 FROM n LIMIT 20) SELECT value FROM n)",
    );
    batch(&world, ending_every_session(PERSON));
    assert!(!counts(&world, "stayed"));
}

#[test]
fn other_administrators_are_counted_as_far_as_it_matters() {
    let world = world();
    let others = || {
        let outcomes = batch(&world, vec![other_administrators(PERSON)]);
        read_others(&outcomes[0]).expect("a number")
    };
    world.execute("UPDATE users SET administrator = 1");
    assert_eq!(others(), 0);
    world.execute(
        "INSERT INTO users (id, username, password_hash, created_at, administrator, disabled_at) \
         SELECT 'a' || value, 'a' || value, '', 0, 1, CASE WHEN value < 2 THEN 1 END \
         FROM (WITH RECURSIVE n (value) AS (SELECT 0 UNION ALL SELECT value + 1 FROM n LIMIT 5) SELECT value FROM n)",
    );
    assert_eq!(others(), 3);
    world.execute("UPDATE users SET disabled_at = NULL");
    assert_eq!(others(), MOST_OTHERS);
}

#[test]
fn groups_are_found_by_name_in_whatever_case_and_by_who_is_in_them() {
    let world = world();
    world.execute(
        "INSERT INTO user_groups (id, name, created_at) VALUES ('1', 'staff', 0), ('2', 'Editors', 0);
         INSERT INTO group_members (user_id, group_id) VALUES ('person-1', '1'), ('person-1', '2'), ('person-1', 'gone')",
    );
    let named = |names: &[&str]| {
        let outcomes = batch(&world, vec![groups_named(names)]);
        let groups = read_named(&outcomes[0]).expect("groups");
        groups.into_iter().map(|group| group.id).collect::<Vec<_>>()
    };
    assert_eq!(named(&["STAFF", "nobody", "editors"]), ["1", "2"]);
    assert!(named(&[]).is_empty() && named(&[""]).is_empty());
    let outcomes = batch(&world, vec![groups_of(PERSON)]);
    let groups = read_groups_of(&outcomes[0]).expect("groups");
    let names: Vec<_> = groups.iter().map(|group| group.name.as_str()).collect();
    assert_eq!(names, ["Editors", "staff"]);
}

#[test]
fn a_link_is_taken_back_once() {
    let world = world();
    let hash = Secret::new("secret").hash();
    let new = NewLink {
        user_id: Some(PERSON),
        ..NewLink::new(Purpose::Recovery, 60)
    };
    assert!(is_added(&batch(&world, adding_link(&hash, &new))));
    let withdraw = || {
        let outcomes = batch(&world, vec![withdrawing_link(hash.as_str())]);
        read_withdrawn(&outcomes).expect("a link")
    };
    let link = withdraw().expect("it was there");
    assert_eq!((&*link.purpose, link.uses_left), ("recovery", 1));
    assert_eq!(link.user_id.as_deref(), Some(PERSON));
    assert_eq!(link.username.as_deref(), Some("person"));
    assert_eq!(withdraw(), None);
}

#[test]
fn an_invitation_that_is_put_there_is_what_is_sent_later() {
    let world = world();
    let outcomes = batch(
        &world,
        vec![putting_invitation(
            "a@example.com",
            Some("[\"1\"]".to_owned()),
            60,
        )],
    );
    let put = read_put(&outcomes).expect("an invitation");
    let taken = done(take_invitations(&world)).pop().expect("an invitation");
    assert_eq!(put.id, taken.id);
    assert_eq!(put.email, taken.email);
    assert_eq!(put.group_ids, taken.group_ids);
    assert_eq!(
        (put.lifetime, put.created_at),
        (taken.lifetime, taken.created_at)
    );
}

/// The usernames of whoever is found, on all pages.
fn found(world: &World, prefix: &str) -> Vec<String> {
    let (mut all, mut after) = (Vec::new(), None);
    for _ in 0..20 {
        let page = done(search_users(world, prefix, after.as_deref()));
        all.extend(page.users.into_iter().map(|user| user.username));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(after, None, "there is no end of it");
    all
}

#[test]
fn users_are_found_by_the_beginning_of_their_name_too_once_each() {
    let world = World::new();
    world.execute(
        "INSERT INTO users (id, username, username_folded, email, email_folded, name, password_hash, created_at) VALUES \
         ('1', 'ada', 'ada', 'ada@example.com', 'ada@example.com', 'Ada Lovelace', '', 0), \
         ('2', 'countess', 'countess', NULL, NULL, 'ADA Byron', '', 0), ('3', 'x', 'x', 'adam@example.com', 'adam@example.com', NULL, '', 0), \
         ('4', 'y', 'y', NULL, NULL, 'Élodie', '', 0), ('5', 'z', 'z', NULL, NULL, 'Adb', '', 0)",
    );
    assert_eq!(found(&world, "ada"), ["ada", "x", "countess"]);
    assert_eq!(found(&world, "ADA L"), ["ada"]);
    assert_eq!(found(&world, "ada b"), ["countess"]);
    assert_eq!(found(&world, "élo"), ["y"]);
    assert_eq!(found(&world, "lovelace"), [""; 0]);
    // As many alike as several pages hold.
    world.execute(
        "INSERT INTO users (id, username, username_folded, name, password_hash, created_at) \
         SELECT printf('t%03d', value), 'u' || value, 'u' || value, CASE value % 2 WHEN 0 THEN 'Test Person' ELSE 'TEST person' END, '', 0 \
         FROM (WITH RECURSIVE n (value) AS (SELECT 0 UNION ALL SELECT value + 1 FROM n LIMIT 70) SELECT value FROM n)",
    );
    let mut all = found(&world, "test p");
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 70);
}
