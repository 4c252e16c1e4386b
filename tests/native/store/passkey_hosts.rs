//! Passkeys for other hosts are found by the index, and counted up to a limit.

use edgegrant::protocol::passkey::{Elsewhere, MOST_COUNTED};
use edgegrant::store::passkey_hosts::passkeys_elsewhere;

use crate::runtime::World;
use crate::runtime::stock::{done, world};

fn add(world: &World, host: &str, count: u32) {
    world.execute(&format!(
        "WITH RECURSIVE numbers (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < {count}) \
         INSERT INTO passkeys (id, user_id, rp_id, name, public_key, algorithm, counter, backup_eligible, backed_up, \
         aaguid, created_at) SELECT '{host}' || number, 'person-1', '{host}', '', '', 'ES256', 0, 0, 0, '', 0 FROM numbers"
    ));
}

#[test]
fn those_for_other_hosts_are_counted_one_host_after_the_other() {
    let world = world();
    let elsewhere = |hosts: &[&str]| {
        let found = done(passkeys_elsewhere(&world, hosts));
        found.map(|Elsewhere { host, count }| (host, count))
    };
    let some = |host: &str, count| Some((host.to_owned(), count));
    assert_eq!(elsewhere(&["m.example"]), None);
    add(&world, "m.example", 5);
    assert_eq!(elsewhere(&["m.example"]), None);
    add(&world, "z.example", 2);
    add(&world, "a.example", MOST_COUNTED - 1);
    assert_eq!(
        elsewhere(&["m.example"]),
        some("a.example", MOST_COUNTED - 1)
    );
    assert_eq!(elsewhere(&["m.example", "a.example"]), some("z.example", 2));
    assert_eq!(elsewhere(&["z.example", "a.example"]), some("m.example", 5));
    assert_eq!(
        elsewhere(&["z.example", "a.example", "m.example", "x.example"]),
        None
    );
    assert_eq!(elsewhere(&[]), some("a.example", MOST_COUNTED - 1));
    world.execute("UPDATE passkeys SET rp_id = 'z.example'");
    assert_eq!(elsewhere(&["m.example"]), some("z.example", MOST_COUNTED));
}
