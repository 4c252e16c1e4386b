//! Groups: who is in them, which clients they open, and that what ended does not come back.

use edgegrant::platform::Platform;
use edgegrant::protocol::client::Client;
use edgegrant::protocol::group::{ADMINISTRATORS, MOST_GROUPS, parse_name};
use edgegrant::protocol::login::Device;
use edgegrant::protocol::scope::Scope;
use edgegrant::protocol::secret::Secret;
use edgegrant::protocol::token::access_token::Claims;
use edgegrant::store::clients::{edit_client, load_client};
use edgegrant::store::grants::NewGrant;
use edgegrant::store::group_members::{
    Joined, add_member, is_let_in, list_members, load_memberships, remove_member,
};
use edgegrant::store::groups::{
    Group, add_group, find_group, list_groups, list_limited, load_groups, remove_group,
    rename_group, replace_group_claims,
};
use edgegrant::store::new_accounts::{Entry, NewCredential, make_account};
use edgegrant::store::one_time_links::{NewLink, Purpose, add_link};
use edgegrant::store::sessions::{NewSession, Proof};
use edgegrant::store::sweep::sweep;
use edgegrant::store::user::User;
use edgegrant::store::user_standing::{make_administrator, unmake_administrator};
use edgegrant::store::users::{add_user, remove_user};
use edgegrant::store::visits::load_visit;
use futures_executor::block_on;
use serde_json::{Map, json};

use crate::runtime::World;
use crate::runtime::stock::{
    KEPT, LASTING, PERSON, done, family, granted, load_family, load_token_user, record_consent,
    redeem, registered, rotate, sign_in, world,
};

fn add(world: &World, name: &str) {
    let group = Group {
        id: format!("id-{name}"),
        name: name.to_owned(),
        claims: Map::new(),
    };
    assert!(done(add_group(world, &group)), "{name}");
}

fn join(world: &World, name: &str) -> Joined {
    done(add_member(world, &format!("id-{name}"), PERSON))
}

fn leave(world: &World, name: &str) -> bool {
    done(remove_member(world, &format!("id-{name}"), PERSON))
}

/// The names of the groups that the person is in.
fn groups(world: &World) -> Vec<String> {
    let memberships = done(load_memberships(world, PERSON));
    memberships.into_iter().map(|it| it.group).collect()
}

/// The client is only for these groups, or for everybody.
fn limit(world: &World, names: Option<&[&str]>) {
    let ids = |names: &[&str]| names.iter().map(|name| format!("id-{name}")).collect();
    let client = Client {
        allowed_groups: names.map(ids),
        ..registered(world)
    };
    assert!(done(edit_client(world, &client)));
}

/// Whether the family's refresh token works, whether its access tokens are believed, and whether the person would be let in.
fn live(world: &World, id: &str) -> (bool, bool, bool) {
    let family = load_family(world, id).expect("the family");
    let alive = !family.ended;
    let rotated = rotate(world, id, family.generation).is_some();
    assert_eq!(alive, rotated, "what is read and what decides agree");
    let claims = Claims {
        iss: "https://auth.example".to_owned(),
        sub: PERSON.to_owned(),
        client_id: "app".to_owned(),
        scope: Scope::default(),
        aud: vec!["https://auth.example".to_owned()].into(),
        iat: world.now(),
        exp: world.now(),
        jti: Claims::id(id, &[7; 16]),
        auth_time: Some(world.now()),
        acr: None,
        act: None,
        cnf: None,
    };
    let believed = done(load_token_user(world, &claims, "[]")).is_some();
    let visit = done(load_visit(
        world,
        ("app", None),
        Some(&Secret::new("cookie").hash()),
        Some("person-1 since cookie"),
    ));
    (alive, believed, visit.accounts[0].let_in == Some(true))
}

const OPEN: (bool, bool, bool) = (true, true, true);
const SHUT: (bool, bool, bool) = (false, false, false);

#[test]
fn administrators_are_a_group_that_follows_who_is_one() {
    let world = world();
    assert!(groups(&world).is_empty());
    assert!(done(make_administrator(&world, PERSON)));
    assert_eq!(groups(&world), [ADMINISTRATORS]);
    assert_eq!(
        done(list_members(&world, ADMINISTRATORS, None)).users[0].username,
        "person"
    );
    // Not in the way that leads into other groups, and not out of it.
    assert!(!done(remove_member(&world, ADMINISTRATORS, PERSON)));
    let other = User {
        id: "other".to_owned(),
        username: "other".to_owned(),
        ..User::default()
    };
    assert_eq!(done(add_user(&world, &other, "hash")), Some(true));
    assert_eq!(
        done(add_member(&world, ADMINISTRATORS, "other")),
        Joined::TooMany
    );
    assert!(!done(rename_group(&world, ADMINISTRATORS, "root")));
    assert!(!done(remove_group(&world, ADMINISTRATORS)));
    assert!(done(make_administrator(&world, "other")));
    assert!(done(unmake_administrator(&world, PERSON)));
    assert!(groups(&world).is_empty());
    // As a server of before makes one.
    world.execute(
        "INSERT INTO users (id, username, password_hash, created_at, administrator) VALUES ('third', 'third', '', 0, 1)",
    );
    assert_eq!(
        done(list_members(&world, ADMINISTRATORS, None)).users.len(),
        2
    );
}

#[test]
fn a_group_has_one_name_in_whatever_case_and_a_removed_one_is_another_one_when_it_is_made_again() {
    let world = world();
    add(&world, "staff");
    for taken in ["staff", "STAFF", "Administrators"] {
        let group = Group {
            id: "new".to_owned(),
            name: taken.to_owned(),
            claims: Map::new(),
        };
        assert!(!done(add_group(&world, &group)), "{taken}");
    }
    add(&world, "editors");
    assert!(!done(rename_group(&world, "id-editors", "Staff")));
    assert!(done(rename_group(&world, "id-staff", "Staff")));
    assert_eq!(join(&world, "staff"), Joined::Yes);
    assert_eq!(
        join(&world, "staff"),
        Joined::Yes,
        "a second time changes nothing"
    );
    assert_eq!(groups(&world), ["Staff"]);
    assert_eq!(
        done(find_group(&world, "sTAFF")).map(|it| it.id).as_deref(),
        Some("id-staff")
    );
    let names: Vec<_> = done(list_groups(&world, None))
        .groups
        .into_iter()
        .map(|it| it.name)
        .collect();
    assert_eq!(names, ["administrators", "editors", "Staff"]);

    assert!(done(remove_group(&world, "id-staff")));
    assert!(!done(remove_group(&world, "id-staff")));
    assert!(groups(&world).is_empty());
    let again = Group {
        id: "another".to_owned(),
        name: "Staff".to_owned(),
        claims: Map::new(),
    };
    assert!(done(add_group(&world, &again)));
    assert!(groups(&world).is_empty(), "nobody is in it yet");
    assert_eq!(world.ask("SELECT count(*) FROM group_members"), "1");
    done(sweep(&world, KEPT));
    assert_eq!(world.ask("SELECT count(*) FROM group_members"), "0");
    assert_eq!(join(&world, "staff"), Joined::Gone);
}

#[test]
fn names_have_characters_that_every_app_can_write_into_its_rules() {
    for good in ["a", "Staff", "7", "team:ops/on-call_1.2@x", &"a".repeat(64)] {
        assert_eq!(parse_name(good), Ok(good));
    }
    for bad in [
        "",
        " a",
        "a b",
        "a,b",
        "a\"b",
        "-a",
        ".a",
        "ä",
        "a\n",
        "a;b",
        &"a".repeat(65),
    ] {
        assert!(parse_name(bad).is_err(), "{bad:?}");
    }
}

#[test]
fn nobody_is_in_more_groups_than_a_request_reads_and_removed_ones_take_no_place() {
    let world = world();
    for number in 0..=MOST_GROUPS {
        add(&world, &format!("g{number}"));
    }
    assert!(done(make_administrator(&world, PERSON)));
    for number in 0..MOST_GROUPS {
        assert_eq!(join(&world, &format!("g{number}")), Joined::Yes);
    }
    let last = format!("g{MOST_GROUPS}");
    assert_eq!(join(&world, &last), Joined::TooMany);
    assert!(done(remove_group(&world, "id-g3")));
    assert_eq!(join(&world, &last), Joined::Yes);
    assert_eq!(groups(&world).len(), MOST_GROUPS as usize + 1);
    let rows = "SELECT count(*) FROM group_members";
    assert_eq!(world.ask(rows), (MOST_GROUPS + 1).to_string());
    assert!(done(make_administrator(&world, PERSON)));
    world.execute("INSERT INTO users (id, username, password_hash, created_at, administrator) VALUES ('x', 'x', '', 0, 1)");
    assert!(done(remove_user(&world, "person")));
    assert_eq!(world.ask(rows), "1", "they are in no group any more");
}

#[test]
fn members_are_listed_some_at_a_time() {
    let world = world();
    add(&world, "staff");
    world.execute(
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 41) \
         INSERT INTO users (id, username, password_hash, created_at) SELECT printf('u%02d', n), printf('n%02d', n), '', 0 FROM numbers;
         INSERT INTO group_members SELECT id, 'id-staff' FROM users WHERE id LIKE 'u%'",
    );
    let (mut sizes, mut after) = (Vec::new(), None);
    loop {
        let members = done(list_members(&world, "id-staff", after.as_deref()));
        sizes.push(members.users.len());
        after = members.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(sizes, [20, 20, 1]);
    for number in 0..20 {
        add(&world, &format!("a{number:02}"));
    }
    let first = done(list_groups(&world, None));
    assert_eq!(
        (first.groups.len(), first.next.as_deref()),
        (20, Some("a19"))
    );
    let rest = done(list_groups(&world, first.next.as_deref()));
    let rest: Vec<_> = rest.groups.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(rest, ["administrators", "staff"]);
}

#[test]
fn a_client_for_a_group_is_for_nobody_else_and_who_leaves_has_no_live_token_from_that_moment() {
    let world = world();
    for name in ["staff", "editors", "others"] {
        add(&world, name);
    }
    sign_in(&world, "cookie", PERSON, None);
    limit(&world, Some(&["staff", "editors"]));

    assert!(!done(redeem(&world, &family(&world, "nobody"))));
    assert_eq!(join(&world, "others"), Joined::Yes);
    assert!(!done(redeem(&world, &family(&world, "nobody"))));
    assert_eq!(join(&world, "staff"), Joined::Yes);
    assert!(done(redeem(&world, &family(&world, "first"))));
    assert_eq!(live(&world, "first"), OPEN);

    // Still let in by another group.
    assert_eq!(join(&world, "editors"), Joined::Yes);
    assert!(leave(&world, "staff"));
    assert_eq!(live(&world, "first"), OPEN);
    assert!(leave(&world, "others"));
    assert_eq!(live(&world, "first"), OPEN);

    // A code that was on its way ends too.
    let on_its_way = family(&world, "late");
    assert!(leave(&world, "editors"));
    assert!(!leave(&world, "editors"));
    assert_eq!(live(&world, "first"), SHUT);
    assert_eq!(join(&world, "staff"), Joined::Yes);
    assert_eq!(
        live(&world, "first"),
        (false, false, true),
        "what ended does not come back with the person"
    );
    assert!(!done(redeem(&world, &on_its_way)));
    let visit = done(load_visit(
        &world,
        ("app", None),
        Some(&Secret::new("cookie").hash()),
        Some("person-1 since cookie"),
    ));
    let mut again = family(&world, "second");
    again.revoked_before = visit.accounts[0].revoked;
    assert!(done(redeem(&world, &again)));
    assert_eq!(live(&world, "second"), OPEN);

    // The owner decides about the client too.
    limit(&world, Some(&["others"]));
    assert_eq!(live(&world, "second"), SHUT);
    limit(&world, None);
    assert_eq!(live(&world, "second"), OPEN);
    limit(&world, Some(&[]));
    assert_eq!(live(&world, "second"), SHUT);
}

#[test]
fn a_removed_group_closes_its_client_and_a_renamed_one_does_not() {
    let world = world();
    add(&world, "staff");
    sign_in(&world, "cookie", PERSON, None);
    assert_eq!(join(&world, "staff"), Joined::Yes);
    limit(&world, Some(&["staff"]));
    assert!(done(redeem(&world, &family(&world, "first"))));
    assert!(done(rename_group(&world, "id-staff", "team")));
    assert_eq!(live(&world, "first"), OPEN);
    let limited = done(list_limited(&world, "id-staff"));
    assert_eq!(limited, [("app".to_owned(), "App".to_owned())]);
    assert!(done(list_limited(&world, "id-other")).is_empty());

    assert!(done(remove_group(&world, "id-staff")));
    assert_eq!(live(&world, "first"), SHUT);
    add(&world, "team");
    assert_eq!(join(&world, "team"), Joined::Yes);
    assert_eq!(
        live(&world, "first"),
        SHUT,
        "another group with the name of before opens nothing"
    );
    assert!(done(load_groups(&world, &["id-staff".to_owned()])).is_empty());
}

#[test]
fn an_administrator_who_is_none_any_more_loses_what_is_for_administrators() {
    let world = world();
    sign_in(&world, "cookie", PERSON, None);
    world.execute(
        "UPDATE clients SET allowed_groups = '[\"administrators\"]';
         INSERT INTO users (id, username, password_hash, created_at, administrator) VALUES ('x', 'x', '', 0, 1)",
    );
    assert!(!done(redeem(&world, &family(&world, "first"))));
    assert!(done(make_administrator(&world, PERSON)));
    assert!(done(redeem(&world, &family(&world, "first"))));
    assert_eq!(live(&world, "first"), OPEN);
    assert!(done(unmake_administrator(&world, PERSON)));
    assert_eq!(live(&world, "first"), SHUT);
    assert!(done(make_administrator(&world, PERSON)));
    assert_eq!(live(&world, "first"), (false, false, true));
}

#[test]
fn a_limit_that_cannot_be_read_lets_nobody_in() {
    let world = world();
    assert!(done(redeem(&world, &family(&world, "first"))));
    for damaged in ["x", "", "[\"id-staff\""] {
        world.execute(&format!("UPDATE clients SET allowed_groups = '{damaged}'"));
        assert!(block_on(load_client(&world, "app")).is_err(), "{damaged}");
        assert!(block_on(load_visit(&world, ("app", None), None, None)).is_err());
    }
}

#[test]
fn a_yes_of_somebody_who_left_meanwhile_is_not_remembered() {
    let world = world();
    add(&world, "staff");
    assert_eq!(join(&world, "staff"), Joined::Yes);
    limit(&world, Some(&["staff"]));
    let client = registered(&world);
    let yes = granted("notes:read");
    let grant = NewGrant {
        user_id: PERSON,
        credential_version: 1,
        revoked: 0,
        client: &client,
        granted: &yes,
        client_is_saved: true,
        told: None,
    };
    assert!(leave(&world, "staff"));
    assert!(!done(record_consent(&world, &grant)));
    assert_eq!(world.ask("SELECT count(*) FROM grants"), "0");
    assert_eq!(join(&world, "staff"), Joined::Yes);
    assert!(done(record_consent(&world, &grant)));
}

#[test]
fn an_invitation_leads_into_its_groups_as_far_as_they_are_there_and_never_among_the_administrators()
{
    let world = world();
    for name in ["staff", "gone"] {
        add(&world, name);
    }
    let secret = Secret::new("invitation").hash();
    let groups = json!(["id-staff", "id-gone", "never", ADMINISTRATORS]).to_string();
    let new = NewLink {
        asks_second_factor: false,
        proves_email: false,
        purpose: Purpose::Invitation,
        user_id: None,
        email: None,
        group_ids: Some(&groups),
        uses: 1,
        lifetime: 60,
    };
    assert!(done(add_link(&world, &secret, &new)));
    assert!(done(remove_group(&world, "id-gone")));
    for (id, groups) in [("first", 1), ("second", 0)] {
        let user = User {
            id: id.to_owned(),
            username: id.to_owned(),
            ..User::default()
        };
        let session = NewSession {
            user_id: id,
            proof: Proof::Password("hash"),
            id,
            lasts: LASTING,
            device: &Device::default(),
            hash: &Secret::new(id).hash(),
            before: None,
        };
        let credential = NewCredential::Password("hash");
        let made = make_account(
            &world,
            &user,
            credential,
            Entry::Invitation(&secret),
            &session,
        );
        assert_eq!(done(made).is_some(), groups == 1, "the link is good once");
        assert_eq!(done(load_memberships(&world, id)).len(), groups);
    }
    assert_eq!(world.ask("SELECT group_id FROM group_members"), "id-staff");
}

#[test]
fn claims_of_groups_come_with_them_by_name() {
    let world = world();
    for name in ["staff", "editors"] {
        add(&world, name);
        assert_eq!(join(&world, name), Joined::Yes);
        let claims = json!({ "plan": name, "seats": 5, "on": true });
        let claims = claims.as_object().expect("an object");
        assert!(done(replace_group_claims(
            &world,
            &format!("id-{name}"),
            claims
        )));
    }
    assert!(!done(replace_group_claims(&world, "gone", &Map::new())));
    let memberships = done(load_memberships(&world, PERSON));
    let plans: Vec<_> = memberships.iter().map(|it| &it.claims["plan"]).collect();
    assert_eq!(plans, ["editors", "staff"]);
    assert_eq!(memberships[0].claims["seats"], 5);
}

#[test]
fn whether_somebody_is_let_in_is_known_of_the_session_that_was_chosen_and_else_asked_for() {
    let world = world();
    add(&world, "staff");
    sign_in(&world, "cookie", PERSON, None);
    let hash = Secret::new("cookie").hash();
    let known = |chosen| {
        let visit = done(load_visit(&world, ("app", None), Some(&hash), chosen));
        visit.accounts[0].let_in
    };
    let chosen = Some("person-1 since cookie");
    assert_eq!((known(None), known(chosen)), (Some(true), Some(true)));
    limit(&world, Some(&["staff"]));
    assert_eq!((known(None), known(chosen)), (None, Some(false)));
    assert!(!done(is_let_in(&world, "app", PERSON)));
    assert_eq!(join(&world, "staff"), Joined::Yes);
    assert_eq!((known(Some("another")), known(chosen)), (None, Some(true)));
    assert!(done(is_let_in(&world, "app", PERSON)));
    assert!(!done(is_let_in(&world, "gone", PERSON)));
}
