//! The links that are still good, some at a time.

use edgegrant::store::PAGE;
use edgegrant::store::open_links::open_links;

use crate::runtime::stock::{done, world};

#[test]
fn each_is_listed_once_while_it_is_good() {
    let world = world();
    world.execute(
        "INSERT INTO one_time_links (hash, purpose, uses_left, expires_at, created_at) \
         SELECT printf('%03d', value), 'invitation', value % 3, unixepoch() + 60 * (value % 2), 7 \
         FROM (WITH RECURSIVE n (value) AS (SELECT 0 UNION ALL SELECT value + 1 FROM n LIMIT 66) SELECT value FROM n)",
    );
    let (mut found, mut after, mut pages) = (0, None, 0);
    loop {
        let page = done(open_links(&world, after.as_deref()));
        assert!(page.links.len() <= PAGE as usize);
        assert!(
            page.links
                .iter()
                .all(|it| it.uses_left > 0 && it.created_at.0 == 7)
        );
        found += page.links.len();
        pages += 1;
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    // Of each six, two have uses left and are not over.
    assert_eq!((found, pages), (22, 4));
}
