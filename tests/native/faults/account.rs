//! Storage that fails, and a person who is disabled, in the middle of a change to an account: all of it happens, or
//! nothing, and the page says so.

use crate::runtime::faults::sweep;
use crate::runtime::visitor::{Visitor, authorize};
use edgegrant::endpoint::http::reply::Reply;

/// A form on a page of the account: what it changes, and what `state` says before and after.
struct Deed {
    page: &'static str,
    action: &'static str,
    fields: &'static [(&'static str, &'static str)],
    /// Gives one text that tells whether it is done.
    state: &'static str,
    before: &'static str,
    after: &'static str,
}

const DEEDS: [Deed; 10] = [
    Deed {
        page: "/account",
        action: "/account/profile",
        fields: &[("name", "Ada"), ("username", "ada")],
        state: "SELECT username || ' ' || coalesce(name, '') FROM users",
        before: "person The Person",
        after: "ada Ada",
    },
    Deed {
        page: "/account",
        action: "/account/email",
        fields: &[("email", "new@example.com")],
        state: "SELECT coalesce(unverified_email, 'none') FROM users",
        before: "none",
        after: "new@example.com",
    },
    Deed {
        page: "/account/security",
        action: "/account/password",
        fields: &[("password", "seven quiet rivers at noon")],
        state: "SELECT users.credential_version || (SELECT group_concat(sessions.credential_version, '') \
                FROM (SELECT * FROM sessions ORDER BY id = 'elsewhere') AS sessions) FROM users",
        before: "111",
        after: "221",
    },
    Deed {
        page: "/account/security",
        action: "/account/password/remove",
        fields: &[],
        state: "SELECT (password_hash <> '') || credential_version FROM users",
        before: "11",
        after: "02",
    },
    Deed {
        page: "/account/security",
        action: "/account/passkey/name",
        fields: &[("name", "Phone")],
        state: "SELECT name FROM passkeys",
        before: "Laptop",
        after: "Phone",
    },
    Deed {
        page: "/account/security",
        action: "/account/passkey/remove",
        fields: &[],
        state: "SELECT (SELECT count(*) FROM passkeys) || credential_version FROM users",
        before: "11",
        after: "02",
    },
    Deed {
        page: "/account/security",
        action: "/account/sessions/end",
        fields: &[("id", "")],
        state: "SELECT (SELECT count(*) FROM sessions) || (SELECT count(*) FROM ended_sessions)",
        before: "20",
        after: "11",
    },
    Deed {
        page: "/account/apps",
        action: "/account/apps/revoke",
        fields: &[("id", "app")],
        state: "SELECT (SELECT count(*) FROM grants) || (SELECT coalesce(sum(revoked), 0) FROM user_clients)",
        before: "10",
        after: "01",
    },
    Deed {
        page: "/account/data",
        action: "/account/data/download",
        fields: &[],
        state: "SELECT count(*) FROM users",
        before: "1",
        after: "1",
    },
    Deed {
        page: "/account/data",
        action: "/account/data/delete",
        fields: &[("sure", "yes")],
        state: "SELECT (SELECT count(*) FROM users) || (SELECT count(*) FROM sessions)",
        before: "12",
        after: "00",
    },
];

/// The person, signed in here and elsewhere, with a client that they let in, at a page.
fn at(visitor: &mut Visitor<'_>, deed: &Deed) -> Reply {
    visitor
        .world
        .execute("UPDATE users SET name = 'The Person'");
    visitor.code();
    visitor.world.execute(
        "INSERT INTO sessions (user_id, id, hash, authenticated_at, expires_at) \
         SELECT user_id, 'elsewhere', 'elsewhere', authenticated_at, expires_at FROM sessions",
    );
    visitor.world.execute(
        "INSERT INTO passkeys (id, user_id, rp_id, name, public_key, algorithm, counter, backup_eligible, backed_up, \
         aaguid, created_at) SELECT 'passkey', id, 'auth.example', 'Laptop', '{}', 'ES256', 0, 1, 1, '', 1 FROM users",
    );
    visitor.open(deed.page)
}

fn post(visitor: &mut Visitor<'_>, deed: &Deed, page: &Reply) -> Reply {
    visitor.fill(page, &format!("action=\"{}\"", deed.action), deed.fields)
}

#[test]
fn a_change_happens_whole_or_not_at_all_and_can_be_made_again() {
    for deed in &DEEDS {
        sweep(
            |visitor| at(visitor, deed),
            |visitor, page| post(visitor, deed, page),
            |visitor, page, reply, met| {
                let state = visitor.world.ask(deed.state);
                let what = deed.action;
                if met.fault {
                    assert_eq!(reply.status, 503, "{what}");
                    assert!(reply.trouble, "{what}");
                    assert!(
                        state == deed.before || (met.lost_answer && state == deed.after),
                        "{what}: {state}"
                    );
                    if state == deed.before {
                        post(visitor, deed, page);
                    }
                } else {
                    assert!(
                        [200, 303].contains(&reply.status.as_u16()),
                        "{what}: {}",
                        reply.status
                    );
                }
                assert_eq!(visitor.world.ask(deed.state), deed.after, "{what}");
            },
        );
    }
}

#[test]
fn somebody_who_is_disabled_meanwhile_changes_nothing() {
    const DISABLE: &str =
        "UPDATE users SET disabled_at = unixepoch(), credential_version = credential_version + 1";
    // Disabling somebody changes their credential version, too.
    for deed in DEEDS
        .iter()
        .filter(|deed| !deed.state.contains("credential_version"))
    {
        for k in 0..8 {
            let world = crate::runtime::World::new();
            let mut visitor = Visitor::new(&world);
            let page = at(&mut visitor, deed);
            world.meanwhile(k, DISABLE);
            let reply = post(&mut visitor, deed, &page);
            if world.calls.get() <= k {
                assert!(k > 0);
                break;
            }
            let state = world.ask(deed.state);
            // Disabled after it was done, they are told that it is.
            assert!(
                reply.status == 303 || reply.status.as_u16() >= 400 || state == deed.after,
                "{} {}",
                deed.action,
                reply.status
            );
            if state != deed.after {
                assert_eq!(state, deed.before, "{} call {k}", deed.action);
            }
            let page = visitor.open(deed.page);
            assert_eq!(page.status, 303, "they are signed out");
            assert!(
                visitor
                    .open(&authorize(&[]))
                    .body
                    .contains("name=\"password\"")
            );
        }
    }
}
