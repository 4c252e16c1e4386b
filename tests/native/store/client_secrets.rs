//! Two secrets of a client: which one a client is loaded with, and what a new one does to them.

use edgegrant::protocol::secret::Secret;
use edgegrant::store::client_secrets::{Before, old_secret_ends, replace_secret};
use edgegrant::store::clients::{add_client, load_client};

use crate::runtime::World;
use crate::runtime::stock::{done, world};
use crate::runtime::visitor::client;

/// A world with a client whose secret is "secret".
fn with_client() -> World {
    let world = world();
    world.execute("DELETE FROM clients");
    assert!(done(add_client(&world, &client(), None)));
    world
}

fn rotate(world: &World, to: &str, before: Before) -> bool {
    let hash = Secret::new(to).hash();
    done(replace_secret(world, &client().id, &hash, before))
}

/// Which of these are the secret, and the one before.
fn known(world: &World) -> (Option<&'static str>, Option<&'static str>) {
    let client = done(load_client(world, &client().id)).expect("a client");
    let is = |hash: &Option<edgegrant::protocol::secret::SecretHash>| {
        let all = ["secret", "second", "third"].into_iter();
        let mut all = all.filter(|it| {
            hash.as_ref()
                .is_some_and(|hash| hash.matches(&Secret::new(*it)))
        });
        all.next()
    };
    (is(&client.secret_hash), is(&client.old_secret_hash))
}

#[test]
fn the_one_before_ends_at_once_or_is_kept_until_its_time() {
    let world = with_client();
    assert_eq!(known(&world), (Some("secret"), None));
    assert!(rotate(&world, "second", Before::Kept(60)));
    assert_eq!(known(&world), (Some("second"), Some("secret")));
    assert!(done(old_secret_ends(&world, &client().id)).is_some());
    world.execute("UPDATE clients SET old_secret_ends_at = unixepoch()");
    assert_eq!(known(&world), (Some("second"), None));
    assert_eq!(done(old_secret_ends(&world, &client().id)), None);
    assert!(
        rotate(&world, "third", Before::Kept(60)),
        "its time is over"
    );
    assert_eq!(known(&world), (Some("third"), Some("second")));
    assert!(rotate(&world, "secret", Before::Ends));
    assert_eq!(known(&world), (Some("secret"), None));
}

#[test]
fn never_more_than_two() {
    let world = with_client();
    assert!(!rotate(&world, "second", Before::StaysKept), "none is kept");
    assert!(rotate(&world, "second", Before::Kept(60)));
    assert!(!rotate(&world, "third", Before::Kept(60)));
    assert_eq!(known(&world), (Some("second"), Some("secret")));
    assert!(rotate(&world, "third", Before::StaysKept));
    assert_eq!(known(&world), (Some("third"), Some("secret")));
}

#[test]
fn a_client_without_a_secret_gets_none() {
    let world = with_client();
    world.execute("UPDATE clients SET secret_hash = NULL, token_endpoint_auth_method = 'none'");
    for before in [Before::Ends, Before::Kept(60), Before::StaysKept] {
        assert!(!rotate(&world, "second", before));
    }
    assert_eq!(known(&world), (None, None));
}
