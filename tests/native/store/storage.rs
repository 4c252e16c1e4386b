//! The store over real SQLite with the real migrations: the same SQL that D1 runs.

use std::rc::Rc;

use crate::runtime::stock::{
    KEPT, PERSON, SESSION_LIFETIME, done, family, granted, load_family, record_consent, redeem,
    registered, rotate, scope, sign_in, world,
};
use crate::runtime::visitor::client;
use edgegrant::platform::{Platform, Sql, Statement};
use edgegrant::protocol::authorization::Account;
use edgegrant::protocol::client::Client;
use edgegrant::protocol::secret::Secret;
use edgegrant::store::client_secrets::{Before, replace_secret};
use edgegrant::store::clients::{add_client, list_clients, load_client, remove_client};
use edgegrant::store::grants::NewGrant;
use edgegrant::store::sweep::sweep;
use edgegrant::store::user::User;
use edgegrant::store::user_passwords::{load_password, replace_password};
use edgegrant::store::users::{add_user, list_users, remove_user};
use edgegrant::store::visits::{load_sessions, load_visit};
use futures_executor::block_on;

#[test]
fn a_client_is_kept_as_it_was_registered() {
    let world = world();
    let kept = registered(&world);
    let given = Client {
        revision: kept.revision.clone(),
        ..client()
    };
    assert_eq!(format!("{kept:?}"), format!("{given:?}"));
    assert!(
        kept.secret_hash
            .expect("a hash")
            .matches(&Secret::new("secret"))
    );
    assert!(
        !done(add_client(&world, &client(), None)),
        "the id is taken"
    );
    assert_eq!(done(list_clients(&world, None)).clients.len(), 1);
    assert!(
        done(load_client(&world, "APP")).is_none(),
        "ids are case-sensitive"
    );
    let dump = world.ask("SELECT group_concat(quote(secret_hash)) FROM clients");
    assert!(!dump.contains("'secret'"), "{dump}");
}

#[test]
fn only_a_confidential_client_gets_another_secret() {
    let world = world();
    let new = Secret::new("another").hash();
    assert!(done(replace_secret(&world, "app", &new, Before::Ends)));
    let hash = done(load_client(&world, "app"))
        .expect("the client")
        .secret_hash
        .clone();
    assert!(hash.expect("a hash").matches(&Secret::new("another")));
    world.execute("UPDATE clients SET secret_hash = NULL, token_endpoint_auth_method = 'none'");
    assert!(!done(replace_secret(&world, "app", &new, Before::Ends)));
    assert!(!done(replace_secret(&world, "nobody", &new, Before::Ends)));
}

#[test]
fn a_damaged_registration_is_a_fault_and_not_a_guess() {
    for damage in [
        "redirect_uris = 'x'",
        "grant_types = '[\"implicit\"]'",
        "token_endpoint_auth_method = 'magic', secret_hash = NULL",
        "jwks = 'x'",
        "jwks = '{\"keys\":[]}'",
        "request_object_signing_alg = 'HS256'",
        "introspects = 'x'",
        "post_logout_redirect_uris = 'x'",
        "post_logout_redirect_uris = '[1]'",
        "scope = 'a\"b'",
    ] {
        let world = world();
        world.execute(&format!("UPDATE clients SET {damage}"));
        assert!(block_on(load_client(&world, "app")).is_err(), "{damage}");
        let visit = block_on(load_visit(&world, ("app", None), None, None));
        assert!(visit.is_err(), "{damage}");
    }
}

#[test]
fn what_is_removed_takes_everything_along_and_the_sweep_clears_it_away() {
    for by_user in [false, true] {
        let world = world();
        sign_in(&world, "cookie", PERSON, None);
        done(record_consent(
            &world,
            &NewGrant {
                revoked: 0,
                user_id: PERSON,
                credential_version: 1,
                client: &registered(&world),
                granted: &granted("notes:read"),
                client_is_saved: true,
                told: None,
            },
        ));
        assert!(done(redeem(&world, &family(&world, "f"))));
        if by_user {
            assert!(done(remove_user(&world, "PERSON")));
            assert!(!done(remove_user(&world, "person")));
            assert_eq!(world.ask("SELECT count(*) FROM sessions"), "0");
            assert_eq!(world.ask("SELECT count(*) FROM grants"), "0");
            assert!(!done(redeem(&world, &family(&world, "late"))));
        } else {
            assert!(done(remove_client(&world, "app")));
            assert!(!done(remove_client(&world, "app")));
            // Another one of the same name begins with nothing.
            assert!(done(add_client(&world, &client(), None)));
            let hash = Secret::new("cookie").hash();
            let visit = done(load_visit(&world, ("app", None), Some(&hash), None));
            assert!(visit.accounts[0].granted.is_none());
        }
        assert!(rotate(&world, "f", 1).is_none());
        let family = load_family(&world, "f");
        assert!(family.is_none_or(|family| family.ended));
        world.pass(180);
        done(sweep(&world, KEPT));
        assert_eq!(world.ask("SELECT count(*) FROM grants"), "0");
        assert_eq!(world.ask("SELECT count(*) FROM token_families"), "0");
    }
}

#[test]
fn users_are_found_by_either_name_in_any_case_and_never_confused() {
    let world = world();
    for login in [
        "person",
        "PERSON",
        "person@example.com",
        "Person@Example.com",
    ] {
        let found = done(load_password(&world, login)).expect("the user");
        assert_eq!(found.id, PERSON, "{login}");
    }
    for login in ["", "perso", "person%", "person@example", "' OR 1 --"] {
        assert!(done(load_password(&world, login)).is_none(), "{login}");
    }
    let user = |id: &str, username: &str, email: Option<&str>| User {
        id: id.to_owned(),
        username: username.to_owned(),
        email: email.map(str::to_owned),
        ..User::default()
    };
    let add = |user: &User| done(add_user(&world, user, "hash")).expect("all names are folded");
    assert!(!add(&user("2", "Person", None)), "the username is taken");
    assert!(
        !add(&user("2", "second", Some("PERSON@example.com"))),
        "the address is taken"
    );
    assert!(add(&user("2", "person@example.com", None)));
    let found = done(load_password(&world, "person@example.com")).expect("a user");
    assert_eq!(found.id, "2", "a username comes before an address");
    let users = done(list_users(&world, None)).users;
    assert_eq!(users.len(), 2);
    let person = users.iter().find(|user| user.id == PERSON);
    let name = person.and_then(|person| person.name.as_deref());
    assert_eq!(name, Some("A Person"));
}

#[test]
fn a_new_password_ends_every_session_of_that_user() {
    let world = world();
    let other = User {
        id: "2".to_owned(),
        username: "other".to_owned(),
        ..User::default()
    };
    assert_eq!(done(add_user(&world, &other, "hash")), Some(true));
    for (cookie, user) in [("a", PERSON), ("b", PERSON), ("c", "2")] {
        sign_in(&world, cookie, user, None);
    }
    assert!(done(replace_password(&world, "person", "new")));
    let here = |cookie| done(load_sessions(&world, &Secret::new(cookie).hash())).len();
    assert_eq!(["a", "b", "c"].map(here), [0, 0, 1]);
    let stored = done(load_password(&world, "person")).expect("the user");
    assert_eq!(stored.password_hash, "new");
    assert!(!done(replace_password(&world, "nobody", "new")));
}

#[test]
fn a_browser_that_signs_in_anew_leaves_no_session_behind() {
    let world = world();
    sign_in(&world, "first", PERSON, None);
    sign_in(&world, "second", PERSON, Some("first"));
    let second = Secret::new("second").hash();
    assert_eq!(world.ask("SELECT count(*) FROM sessions"), "1");
    assert_eq!(world.ask("SELECT hash FROM sessions"), second.as_str());
}

#[test]
fn a_visit_knows_the_session_until_it_ends() {
    let world = world();
    let hash = Secret::new("cookie").hash();
    sign_in(&world, "cookie", PERSON, None);
    done(record_consent(
        &world,
        &NewGrant {
            revoked: 0,
            user_id: PERSON,
            credential_version: 1,
            client: &registered(&world),
            granted: &granted("notes:read"),
            client_is_saved: true,
            told: None,
        },
    ));
    let visit = |session| done(load_visit(&world, ("app", None), session, None));
    let Account { user, granted, .. } = visit(Some(&hash)).accounts.remove(0);
    assert_eq!(
        (user.user_id.as_str(), user.authenticated_at),
        (PERSON, world.now())
    );
    assert_eq!(granted.expect("a grant").scope, scope("notes:read"));
    assert!(visit(None).accounts.is_empty());
    let stranger = Secret::new("another").hash();
    assert!(visit(Some(&stranger)).accounts.is_empty());
    assert!(
        done(load_visit(&world, ("nobody", None), Some(&hash), None))
            .client
            .is_none()
    );
    world.pass(i64::from(SESSION_LIFETIME) - 1);
    assert_eq!(visit(Some(&hash)).accounts.len(), 1);
    world.pass(1);
    assert!(visit(Some(&hash)).accounts.is_empty());
    assert_eq!(
        world.ask("SELECT count(*) FROM sessions WHERE hash = 'cookie'"),
        "0"
    );
}

#[test]
fn consent_is_one_row_for_a_user_and_a_client() {
    let world = world();
    for text in ["notes:read", "notes:read notes:write"] {
        done(record_consent(
            &world,
            &NewGrant {
                revoked: 0,
                user_id: PERSON,
                credential_version: 1,
                client: &registered(&world),
                granted: &granted(text),
                client_is_saved: true,
                told: None,
            },
        ));
    }
    assert_eq!(
        world.ask("SELECT group_concat(scope, '|') FROM grants"),
        "notes:read notes:write"
    );
}

#[test]
fn a_batch_happens_whole_or_not_at_all() {
    let world = world();
    let good = Statement::new("DELETE FROM clients", []);
    let bad = Statement::new("DELETE FROM nothing", []);
    assert!(block_on(world.batch(vec![good, bad])).is_err());
    assert_eq!(world.ask("SELECT count(*) FROM clients"), "1");
}

#[test]
fn a_client_that_is_remembered_is_read_again_when_it_is_another() {
    let world = world();
    let visit =
        |known: Option<&Rc<Client>>| done(load_visit(&world, ("app", known), None, None)).client;
    let known = visit(None).expect("a client");
    assert!(Rc::ptr_eq(&visit(Some(&known)).expect("the same"), &known));
    for (change, name, blocked) in [
        ("UPDATE clients SET name = 'Another'", "Another", false),
        ("UPDATE clients SET blocked_at = 5", "Another", true),
        (
            "UPDATE clients SET registered_by = 'document'",
            "Another",
            true,
        ),
        // Of these, this changes no revision.
        ("UPDATE clients SET blocked_at = NULL", "Another", false),
    ] {
        let before = visit(None).expect("a client");
        world.execute(change);
        let after = visit(Some(&before)).expect("a client");
        assert!(!Rc::ptr_eq(&before, &after), "{change}");
        assert_eq!((after.name.as_str(), after.blocked), (name, blocked));
    }
    let last = visit(None).expect("a client");
    world.execute("DELETE FROM clients WHERE id = 'app'");
    assert!(visit(Some(&last)).is_none());
}
