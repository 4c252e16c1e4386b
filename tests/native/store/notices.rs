//! Notices of a sign-out that wait (Back-Channel Logout section 2.5): each gets its turn, whatever the others do.

use crate::runtime::World;
use crate::runtime::stock::{done, world};
use crate::runtime::visitor::client;
use edgegrant::protocol::client::Client;
use edgegrant::store::clients::{add_client, remove_client};
use edgegrant::store::ended_sessions::{Listener, forget_listener, next_listeners};

/// How many are told at once.
const AT_ONCE: usize = 15;

/// Registers a client that wants to hear of sign-outs.
fn register(world: &World, id: &str) {
    let client = Client {
        id: id.to_owned(),
        backchannel_logout_uri: Some(format!("https://{id}.example/back")),
        ..client()
    };
    assert!(done(add_client(world, &client, None)));
}

/// So many sessions ended a while ago, one second after the other, and a client has not heard of it.
fn ended(world: &World, client: &str, count: usize, since: i64) {
    for number in 0..count {
        let id = format!("{client}-{number:04}");
        let until = since + i64::try_from(number).expect("a small number");
        world.execute(&format!(
            "INSERT INTO ended_sessions VALUES ('{id}', unixepoch() + 9000000, unixepoch() + {until}); \
             INSERT INTO session_clients VALUES ('{id}', '{client}', 'person', 'subject')"
        ));
    }
}

fn of<'a>(listeners: &'a [Listener], client: &str) -> Vec<&'a str> {
    let those = listeners.iter().filter(|it| it.client_id == client);
    those.map(|it| it.session_id.as_str()).collect()
}

/// Which clients so many turns reach, when nobody answers.
fn turns(world: &World, count: usize) -> Vec<Vec<Listener>> {
    (0..count).map(|_| done(next_listeners(world))).collect()
}

#[test]
fn a_server_that_never_answers_takes_nobody_elses_turn() {
    let world = world();
    register(&world, "dead");
    register(&world, "living");
    ended(&world, "dead", 40, 1000);
    ended(&world, "living", 1, 5000);
    let round = turns(&world, 3);
    assert_eq!(
        round.iter().map(Vec::len).collect::<Vec<_>>(),
        [AT_ONCE, AT_ONCE, 11]
    );
    assert_eq!(of(&round[2], "living"), ["living-0000"]);
    done(forget_listener(&world, "living-0000", "living"));
    // Everybody else had one turn, and has the next one in the next round.
    let mut dead: Vec<&str> = round.iter().flat_map(|turn| of(turn, "dead")).collect();
    dead.sort_unstable();
    dead.dedup();
    assert_eq!(dead.len(), 40);
    let again = turns(&world, 3);
    assert_eq!(of(&again[0], "dead"), of(&round[0], "dead"));
    assert_eq!(again.iter().map(Vec::len).sum::<usize>(), 40);
}

#[test]
fn a_session_with_more_clients_than_are_told_at_once_goes_on_in_its_middle() {
    let world = world();
    ended(&world, "c00", 1, 1000);
    for number in 0..20 {
        register(&world, &format!("c{number:02}"));
        world.execute(&format!(
            "INSERT INTO session_clients VALUES ('c00-0000', 'c{number:02}', 'person', 'subject') \
             ON CONFLICT DO NOTHING"
        ));
    }
    let round = turns(&world, 2);
    assert_eq!((round[0].len(), round[1].len()), (AT_ONCE, 5));
    assert_eq!(round[1][0].client_id, "c15");
}

#[test]
fn clients_that_are_gone_take_no_place() {
    let world = world();
    for id in ["gone", "changed", "living"] {
        register(&world, id);
    }
    ended(&world, "gone", 60, 1000);
    ended(&world, "changed", 60, 2000);
    ended(&world, "living", 1, 5000);
    assert!(done(remove_client(&world, "gone")));
    world.execute("UPDATE clients SET backchannel_logout_uri = NULL WHERE id = 'changed'");
    assert_eq!(of(&done(next_listeners(&world)), "living"), ["living-0000"]);
}

#[test]
fn a_turn_looks_at_so_many_and_no_more() {
    let world = world();
    register(&world, "gone");
    register(&world, "living");
    ended(&world, "gone", 200, 1000);
    ended(&world, "living", 1, 5000);
    assert!(done(remove_client(&world, "gone")));
    let round = turns(&world, 2);
    assert_eq!((round[0].len(), round[1].len()), (0, 1));
}

#[test]
fn a_client_whose_row_is_damaged_cannot_be_told_and_the_others_can() {
    let world = world();
    register(&world, "damaged");
    register(&world, "living");
    ended(&world, "damaged", 1, 1000);
    ended(&world, "living", 1, 5000);
    world.execute(
        "PRAGMA ignore_check_constraints = true; \
         UPDATE clients SET id_token_signed_response_alg = 'none' WHERE id = 'damaged'",
    );
    let listeners = done(next_listeners(&world));
    let tellable: Vec<(&str, bool)> = listeners
        .iter()
        .map(|it| (it.client_id.as_str(), it.algorithm.is_ok()))
        .collect();
    assert_eq!(tellable, [("damaged", false), ("living", true)]);
}

#[test]
fn a_turn_that_fails_has_not_passed_on_and_a_place_that_cannot_be_read_is_the_beginning() {
    let world = world();
    register(&world, "dead");
    ended(&world, "dead", 20, 1000);
    for call in 0..3 {
        world.fail_at(Some(call), false);
        assert!(futures_executor::block_on(next_listeners(&world)).is_err());
        world.fail_at(None, false);
    }
    let first = done(next_listeners(&world));
    assert_eq!(of(&first, "dead")[0], "dead-0000");
    world.execute("UPDATE sweep_progress SET position = 'x' WHERE name = 'notices'");
    let anew = done(next_listeners(&world));
    assert_eq!(of(&anew, "dead"), of(&first, "dead"));
}

#[test]
fn while_nobody_waits_nothing_is_written() {
    let world = world();
    let before = world.db.borrow().total_changes();
    assert!(done(next_listeners(&world)).is_empty());
    assert_eq!(world.db.borrow().total_changes(), before);
}
