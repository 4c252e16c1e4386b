//! The clients that people start from their account page: the owner's, by name, some at a time.

use edgegrant::protocol::client::{Client, RegisteredBy};
use edgegrant::store::clients::{add_client, edit_client, load_client};
use edgegrant::store::start_links::list_start_links;

use crate::runtime::World;
use crate::runtime::stock::{done, world};
use crate::runtime::visitor::client;

fn add(world: &World, id: &str, name: &str, registered_by: RegisteredBy) {
    let client = Client {
        id: id.to_owned(),
        name: name.to_owned(),
        initiate_login_uri: Some(format!("https://{id}.example/start")),
        registered_by,
        ..client()
    };
    assert!(done(add_client(world, &client, None)));
}

/// The names on each page, one page after the other.
fn pages(world: &World) -> Vec<Vec<String>> {
    let (mut pages, mut after) = (Vec::new(), None);
    loop {
        let listed = done(list_start_links(world, after.as_deref()));
        pages.push(listed.found.into_iter().map(|it| it.name).collect());
        after = listed.next;
        if after.is_none() {
            return pages;
        }
    }
}

#[test]
fn only_those_of_the_owner_that_have_one_by_name() {
    let world = world();
    assert_eq!(
        pages(&world),
        [[""; 0]],
        "the client of every test has none"
    );
    add(&world, "b", "Notes", RegisteredBy::Owner);
    add(&world, "a", "Notes", RegisteredBy::Owner);
    add(&world, "c", "Books", RegisteredBy::Owner);
    add(&world, "d", "Aaa", RegisteredBy::Itself);
    add(&world, "e", "Bbb", RegisteredBy::Document);
    assert_eq!(pages(&world), [["Books", "Notes", "Notes"]]);
    let listed = done(list_start_links(&world, None)).found;
    let ids: Vec<_> = listed.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["c", "a", "b"]);
    assert_eq!(listed[1].initiate_login_uri, "https://a.example/start");

    let without = Client {
        initiate_login_uri: None,
        ..(*done(load_client(&world, "a")).expect("a client")).clone()
    };
    assert!(done(edit_client(&world, &without)));
    assert_eq!(pages(&world), [["Books", "Notes"]]);
}

#[test]
fn a_page_has_20_and_none_is_left_out_or_comes_twice() {
    let world = world();
    for number in 0..41 {
        add(&world, &format!("c{number}"), "Same", RegisteredBy::Owner);
    }
    let sizes: Vec<_> = pages(&world).iter().map(Vec::len).collect();
    assert_eq!(sizes, [20, 20, 1]);
    world.execute("DELETE FROM clients WHERE id = 'c40'");
    let sizes: Vec<_> = pages(&world).iter().map(Vec::len).collect();
    assert_eq!(sizes, [20, 20]);
    let gone = done(list_start_links(&world, Some("c40")));
    assert_eq!(gone.found.len(), 20, "from the first on");
}
