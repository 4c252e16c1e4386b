//! Names are compared after NFKC and case folding; accounts from before that stay apart.

use crate::runtime::World;
use crate::runtime::schema::{apply, count, database};
use crate::runtime::stock::{PERSON, done, world};
use edgegrant::platform::Unicode;
use edgegrant::protocol::login::FoldedName;
use edgegrant::store::PAGE;
use edgegrant::store::folded_names::{Alike, fold, fold_next};
use edgegrant::store::user::User;
use edgegrant::store::user_passwords::load_password;
use edgegrant::store::users::{add_user, find_user, remove_user};

fn folded(text: &str) -> String {
    FoldedName::new(text, World::fold).as_str().to_owned()
}

fn add(world: &World, id: &str, username: &str, email: Option<&str>) -> bool {
    let user = User {
        id: id.to_owned(),
        username: username.to_owned(),
        email: email.map(str::to_owned),
        ..User::default()
    };
    done(add_user(world, &user, "hash")).expect("all names are folded")
}

/// As a version before this one did.
fn add_as_before(world: &World, id: &str, username: &str) {
    world.execute(&format!(
        "INSERT INTO users (id, username, password_hash, created_at) VALUES ('{id}', '{username}', 'hash', 0)"
    ));
}

/// Who signs in with this name.
fn found(world: &World, login: &str) -> Option<String> {
    done(load_password(world, login)).map(|user| user.id)
}

fn alike(username: &str, username_of: &str) -> Alike {
    Alike {
        username: username.to_owned(),
        username_of: Some(username_of.to_owned()),
        email_of: None,
    }
}

/// Every user whose names cannot be folded, page by page.
fn all_alike(world: &World) -> Vec<Alike> {
    let (mut all, mut next) = (Vec::new(), Some(String::new()));
    while let Some(after) = next {
        let page = done(fold_next(world, &after));
        assert!(page.users.len() <= PAGE as usize);
        all.extend(page.users);
        next = page.next;
    }
    all
}

#[test]
fn names_that_people_take_for_the_same_fold_alike() {
    for names in [
        ["Zoë", "zoe\u{308}", "ＺＯË", "ZOË"].as_slice(),
        &["ünal", "U\u{308}NAL", " ÜNAL "],
        &["ﬁona", "Fiona", "FIONA"],
        &["Οδοσ", "ΟΔΟΣ", "οδος"],
        &["Иван", "ИВАН"],
        &["ada@EXAMPLE.com", "Ada@example.com", "ada＠example.com"],
        &["Åsa", "\u{212b}sa", "a\u{30a}sa"],
        &["ｶﾞ", "ガ"],
    ] {
        for name in names {
            assert_eq!(folded(name), folded(names[0]), "{name}");
            assert_eq!(folded(&folded(name)), folded(name), "{name} folds once");
        }
    }
    for (one, other) in [
        ("zoe", "zoë"),
        ("ılgaz", "ilgaz"),
        ("o", "ο"),
        ("a b", "ab"),
    ] {
        assert_ne!(folded(one), folded(other));
    }
}

#[test]
fn a_person_signs_in_however_their_device_composes_and_writes_the_name() {
    let world = world();
    assert!(add(&world, "z", "Zoë", Some("Zoë@example.com")));
    for login in [
        "Zoë",
        "zoë",
        "ZOË",
        "zoe\u{308}",
        "ＺＯË",
        "ZOË@Example.com",
        "zoe\u{308}@example.com",
    ] {
        assert_eq!(found(&world, login).as_deref(), Some("z"), "{login}");
    }
    for login in ["zoe", "zoe@example.com", "ë", ""] {
        assert_eq!(found(&world, login), None, "{login}");
    }
    assert_eq!(found(&world, "ＰＥＲＳＯＮ").as_deref(), Some(PERSON));
    let user = done(find_user(&world, "zoe\u{308}")).expect("a user");
    assert_eq!(user.username, "Zoë");
}

#[test]
fn a_name_that_folds_like_another_is_taken() {
    let world = world();
    assert!(add(&world, "z", "Zoë", Some("zoë@example.com")));
    for (username, email) in [
        ("ZOË", None),
        ("zoe\u{308}", None),
        ("ｐｅｒｓｏｎ", None),
        ("other", Some("ZOË@example.com")),
        ("other", Some("person＠example.com")),
    ] {
        assert!(!add(&world, "x", username, email), "{username} {email:?}");
    }
    assert!(add(&world, "x", "other", Some("zoe@example.com")));
}

#[test]
fn nobody_gets_a_name_while_one_that_folds_alike_is_still_to_be_folded() {
    let world = world();
    add_as_before(&world, "z", "Zoë");
    assert!(!add(&world, "x", "ZOË", None));
    assert_eq!(
        world.ask("SELECT username_folded FROM users WHERE id = 'z'"),
        "zoë"
    );
}

#[test]
fn accounts_that_fold_alike_stay_apart_and_are_listed() {
    let world = world();
    add_as_before(&world, "a", "Zoë");
    add_as_before(&world, "b", "zoe\u{308}");
    add_as_before(&world, "c", "ｐｅｒｓｏｎ");
    let apart = |when: &str| {
        for (login, id) in [
            ("Zoë", "a"),
            ("zoe\u{308}", "b"),
            ("ｐｅｒｓｏｎ", "c"),
            ("person", PERSON),
        ] {
            assert_eq!(found(&world, login).as_deref(), Some(id), "{login} {when}");
        }
    };
    apart("before");
    // One that nobody wrote like this: it is nobody's as long as none is folded.
    assert_eq!(found(&world, "ＺＯË"), None);
    let expected = [alike("zoe\u{308}", "Zoë"), alike("ｐｅｒｓｏｎ", "person")];
    for _ in 0..2 {
        assert_eq!(all_alike(&world), expected);
        apart("after");
        assert_eq!(found(&world, "ＺＯË").as_deref(), Some("a"));
    }
    assert!(done(remove_user(&world, "Zoë")));
    assert_eq!(all_alike(&world), expected[1..]);
    assert_eq!(found(&world, "ＺＯË").as_deref(), Some("b"));
}

#[test]
fn a_name_that_looked_like_one_that_is_gone_is_in_the_way_of_the_next() {
    let world = world();
    add_as_before(&world, "a", "Zoë");
    add_as_before(&world, "b", "zoe\u{308}");
    for number in 0..25 {
        add_as_before(&world, &format!("c{number:02}"), &format!("other{number}"));
    }
    all_alike(&world);
    assert!(done(remove_user(&world, "Zoë")));
    let add = || {
        let user = User {
            id: "new".to_owned(),
            username: "ZOË".to_owned(),
            ..User::default()
        };
        done(add_user(&world, &user, "hash"))
    };
    let answers: Vec<Option<bool>> = (0..3).map(|_| add()).collect();
    assert_eq!(answers.last(), Some(&Some(false)), "{answers:?}");
    assert!(!answers.contains(&Some(true)), "{answers:?}");
}

#[test]
fn of_two_that_sign_in_before_either_is_folded_the_first_is_folded() {
    let world = world();
    add_as_before(&world, "a", "Zoë");
    add_as_before(&world, "b", "zoe\u{308}");
    let names = |login: &str| {
        let user = done(load_password(&world, login)).expect("a user");
        user.not_folded.expect("names to fold")
    };
    // Both have read before either writes.
    let (a, b) = (names("Zoë"), names("zoe\u{308}"));
    assert_eq!(done(fold(&world, &[b])), []);
    assert_eq!(done(fold(&world, &[a])), [alike("Zoë", "zoe\u{308}")]);
    let folded = |id: &str| {
        world.ask(&format!(
            "SELECT username_folded FROM users WHERE id = '{id}'"
        ))
    };
    assert_eq!([folded("a"), folded("b")], ["NULL", "zoë"]);
    assert_eq!(found(&world, "Zoë").as_deref(), Some("a"));
}

/// So many users of an earlier version, one of whom looks like the last one but two.
fn many_from_before(count: usize) -> World {
    let world = world();
    for number in 0..count {
        add_as_before(&world, &format!("u{number:03}"), &format!("ü{number}"));
    }
    add_as_before(&world, "v", &format!("Ü{}", count - 1));
    world
}

fn not_folded(world: &World) -> String {
    world.ask("SELECT count(*) FROM users WHERE username_folded IS NULL")
}

#[test]
fn users_are_folded_a_page_at_a_time() {
    let world = many_from_before(45);
    let first = done(fold_next(&world, ""));
    assert_eq!(
        (first.users.len(), first.next.as_deref()),
        (0, Some("u019"))
    );
    assert_eq!(not_folded(&world), "26");
    assert_eq!(all_alike(&world), [alike("Ü44", "ü44")]);
    assert_eq!(not_folded(&world), "1");
}

#[test]
fn nobody_is_added_before_all_names_were_compared_and_each_attempt_compares_one_page() {
    let world = many_from_before(45);
    let user = User {
        id: "x".to_owned(),
        username: "Ü44".to_owned(),
        ..User::default()
    };
    let add = || done(add_user(&world, &user, "hash"));
    assert_eq!((add(), not_folded(&world).as_str()), (None, "26"));
    assert_eq!((add(), not_folded(&world).as_str()), (None, "6"));
    assert_eq!((add(), not_folded(&world).as_str()), (Some(false), "1"));
    assert_eq!(world.ask("SELECT count(*) FROM users WHERE id = 'x'"), "0");
}

#[test]
fn users_who_stay_apart_keep_nobody_from_being_added_however_many_they_are() {
    let world = world();
    for number in 0..50 {
        add_as_before(&world, &format!("u{number:03}"), &format!("Ü{number}"));
        add_as_before(&world, &format!("v{number:03}"), &format!("ü{number}"));
    }
    assert_eq!(all_alike(&world).len(), 50);
    assert!(add(&world, "x", "another", None));
    // Whoever begins anew, or somewhere else, undoes nothing.
    done(fold_next(&world, ""));
    done(fold_next(&world, "zzz"));
    assert!(add(&world, "y", "one-more", None));
    // A user whom nobody has looked at is still met, if there are few of them.
    add_as_before(&world, "w", "Zoë");
    assert!(!add(&world, "z", "ZOË", None));
}

#[test]
fn no_query_by_name_looks_through_all_users() {
    let world = world();
    let seen = |sql: &str| {
        let db = world.db.borrow();
        let mut plan = db
            .prepare(&format!("EXPLAIN QUERY PLAN {sql}"))
            .expect("a query");
        let rows = plan
            .query_map([], |row| row.get::<_, String>(3))
            .expect("a plan");
        rows.map(|row| row.expect("a line"))
            .collect::<Vec<_>>()
            .join("; ")
    };
    for sql in [
        "SELECT id FROM users WHERE username = 'a' OR email = 'a' OR username_folded = 'b' OR email_folded = 'b' \
         ORDER BY username = 'a' DESC LIMIT 1",
        "SELECT id FROM users WHERE username = 'a' OR username_folded = 'b' ORDER BY username = 'a' DESC LIMIT 1",
        "SELECT id FROM users INDEXED BY users_not_folded WHERE (users.username_folded IS NULL OR \
         (users.email IS NOT NULL AND users.email_folded IS NULL)) AND users.id > 'a' ORDER BY users.id LIMIT 20",
        "SELECT username FROM users WHERE email_folded = 'a' AND id <> 'b'",
    ] {
        let plan = seen(sql);
        assert!(
            plan.contains("SEARCH users") && !plan.contains("SCAN"),
            "{sql}: {plan}"
        );
    }
}

#[test]
fn a_database_in_use_has_its_names_in_ascii_folded_and_keeps_the_rest() {
    let mut db = database();
    db.execute_batch("INSERT INTO users VALUES ('u3', 'Zoë', 'Zoë@example.com', NULL, 'hash', 0, 0), \
                      ('u4', 'Ada', 'Ada@Example.com', NULL, 'hash', 0, 0), ('u5', 'ＡＤＡ', NULL, NULL, 'hash', 0, 0)")
        .expect("rows");
    let mut migrations: Vec<String> = std::fs::read_dir("migrations")
        .expect("migrations")
        .map(|entry| {
            entry
                .expect("an entry")
                .path()
                .file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| name.as_str() > "0001_schema")
        .collect();
    migrations.sort();
    for migration in migrations {
        apply(&mut db, &migration);
    }
    for (sql, number) in [
        ("SELECT count(*) FROM users", 5),
        (
            "SELECT count(*) FROM users WHERE username_folded = 'person' AND email_folded = 'person@example.com'",
            1,
        ),
        (
            "SELECT count(*) FROM users WHERE username_folded = 'ada' AND email_folded = 'ada@example.com'",
            1,
        ),
        (
            "SELECT count(*) FROM users WHERE username = 'Ada' AND email = 'Ada@Example.com'",
            1,
        ),
        (
            "SELECT count(*) FROM users WHERE username_folded IS NULL AND email_folded IS NULL",
            2,
        ),
    ] {
        assert_eq!(count(&db, sql), number, "{sql}");
    }
}
