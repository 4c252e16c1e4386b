//! What only the owner's lists need: whose name begins so, and when each was made.

use edgegrant::protocol::client::Client;
use edgegrant::protocol::timestamp::Timestamp;
use edgegrant::store::PAGE;
use edgegrant::store::clients::add_client;
use edgegrant::store::groups::{Group, add_group};
use edgegrant::store::owner_lists::{Listed, created, search_clients, search_groups};

use crate::runtime::World;
use crate::runtime::stock::{done, world};
use crate::runtime::visitor::client;

fn add(world: &World, id: &str, name: &str) {
    let client = Client {
        id: id.to_owned(),
        name: name.to_owned(),
        ..client()
    };
    assert!(done(add_client(world, &client, None)));
}

/// The ids of all that a search finds, and on how many pages.
fn found(world: &World, prefix: &str) -> (Vec<String>, u32) {
    let (mut ids, mut after, mut pages) = (Vec::new(), None, 0);
    loop {
        let page = done(search_clients(world, prefix, after.as_deref()));
        assert!(page.clients.len() <= PAGE as usize);
        ids.extend(page.clients.into_iter().map(|it| it.id.clone()));
        pages += 1;
        after = page.next;
        if after.is_none() {
            return (ids, pages);
        }
    }
}

#[test]
fn clients_are_found_by_how_their_names_begin() {
    let world = world();
    for (id, name) in [
        ("1", "Notes"),
        ("2", "notes of old"),
        ("3", "Not it"),
        ("4", "note"),
        ("5", "A note"),
        ("6", "100 notes"),
        ("7", "émile"),
        ("8", "Émile"),
    ] {
        add(&world, id, name);
    }
    for (prefix, ids) in [
        ("note", vec!["1", "4", "2"]),
        ("Note", vec!["1", "4", "2"]),
        ("NOTE", vec![]),
        ("not", vec!["3", "1", "4", "2"]),
        ("notes of older", vec![]),
        ("100", vec!["6"]),
        ("é", vec!["8", "7"]),
        ("%", vec![]),
    ] {
        assert_eq!(found(&world, prefix).0, ids, "{prefix}");
    }
}

#[test]
fn a_search_goes_on_where_it_stopped_also_among_the_same_names() {
    let world = world();
    for number in 0..25 {
        add(&world, &format!("large-{number:02}"), "Twin");
        add(&world, &format!("small-{number:02}"), "twin");
        add(&world, &format!("other-{number:02}"), "Twig");
    }
    let (ids, pages) = found(&world, "twin");
    let of = |kind: &'static str| (0..25).map(move |number| format!("{kind}-{number:02}"));
    let expected: Vec<String> = of("large").chain(of("small")).collect();
    assert_eq!((ids, pages), (expected, 3));
}

#[test]
fn groups_are_found_by_how_their_names_begin() {
    let world = world();
    for name in ["Editors", "editors-2", "edit", "ops"] {
        let group = Group {
            id: format!("id of {name}"),
            name: name.to_owned(),
            claims: serde_json::Map::new(),
        };
        assert!(done(add_group(&world, &group)));
    }
    let names = |prefix: &str, after: Option<&str>| {
        let page = done(search_groups(&world, prefix, after));
        page.groups
            .into_iter()
            .map(|it| it.name)
            .collect::<Vec<_>>()
    };
    assert_eq!(names("EDIT", None), ["edit", "Editors", "editors-2"]);
    assert_eq!(names("edit", Some("EDITORS")), ["editors-2"]);
    assert_eq!(names("x", None), [""; 0]);
}

#[test]
fn each_is_told_when_it_was_made_as_far_as_it_is_there() {
    let world = world();
    add(&world, "one", "One");
    world.execute("UPDATE clients SET created_at = 1234 WHERE id = 'one'");
    let times = done(created(&world, Listed::Clients, &["one", "nobody"]));
    assert_eq!(times, [("one".to_owned(), Timestamp(1234))]);
    let groups = done(created(&world, Listed::Groups, &["administrators"]));
    assert_eq!(groups.len(), 1);
    assert!(done(created(&world, Listed::Users, &["nobody"])).is_empty());
}
