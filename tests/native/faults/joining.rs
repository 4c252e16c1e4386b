//! Storage that fails while somebody makes an account, gets back in, proves an address, adds a passkey or signs in with
//! one: all of it happens, or nothing; the page says so; and the same form is good afterwards.

use crate::runtime::authenticator::{create, show};
use crate::runtime::faults::sweep;
use crate::runtime::forms::options;
use crate::runtime::visitor::{Visitor, authorize, config};
use edgegrant::endpoint::http::reply::Reply;
use edgegrant::protocol::secret::Secret;

/// How the form is filled in.
#[derive(Clone, Copy)]
enum By {
    NewPasskey,
    Passkey,
    Password,
    Nothing,
}

/// A page with a form.
struct Flow {
    /// What comes before. Gives the address of the page.
    before: fn(&mut Visitor<'_>) -> String,
    by: By,
    fields: &'static [(&'static str, &'static str)],
    /// Gives one text that tells whether it is done.
    state: &'static str,
    undone: &'static str,
    done: &'static str,
    /// What the browser is given: the name of a cookie has this in it.
    cookie: Option<&'static str>,
}

const SESSION: Option<&str> = Some("session");
const NEW: &[(&str, &str)] = &[("username", "newcomer")];
/// How many users, passkeys, sessions and administrators there are, and how often a link can still be used.
const MADE: &str = "SELECT (SELECT count(*) FROM users) || (SELECT count(*) FROM passkeys) || \
     (SELECT count(*) FROM sessions) || (SELECT sum(administrator) FROM users) || \
     (SELECT coalesce(sum(uses_left), 0) FROM one_time_links)";
/// What signs the person in, and how often a link can still be used.
const WAYS: &str = "SELECT (SELECT count(*) FROM passkeys) || (password_hash = '') || credential_version || \
     (SELECT count(*) FROM sessions) || (SELECT coalesce(sum(uses_left), 0) FROM one_time_links) FROM users";

const FLOWS: [Flow; 9] = [
    Flow {
        before: |_| "/sign-up".to_owned(),
        by: By::NewPasskey,
        fields: NEW,
        state: MADE,
        undone: "10000",
        done: "21100",
        cookie: SESSION,
    },
    Flow {
        before: |_| "/sign-up".to_owned(),
        by: By::Password,
        fields: NEW,
        state: MADE,
        undone: "10000",
        done: "20100",
        cookie: SESSION,
    },
    Flow {
        before: |visitor| link(visitor, "invitation", "/invitation"),
        by: By::NewPasskey,
        fields: NEW,
        state: MADE,
        undone: "10001",
        done: "21100",
        cookie: SESSION,
    },
    Flow {
        before: |visitor| link(visitor, "setup", "/setup"),
        by: By::NewPasskey,
        fields: NEW,
        state: MADE,
        undone: "10001",
        done: "21110",
        cookie: SESSION,
    },
    Flow {
        before: |visitor| link(visitor, "recovery", "/recovery"),
        by: By::NewPasskey,
        fields: &[("former", "go")],
        state: WAYS,
        undone: "00101",
        done: "11210",
        cookie: SESSION,
    },
    Flow {
        before: |visitor| link(visitor, "recovery", "/recovery"),
        by: By::Password,
        fields: &[],
        state: WAYS,
        undone: "00101",
        done: "00210",
        cookie: SESSION,
    },
    Flow {
        before: |visitor| {
            let claim = "UPDATE users SET email = NULL, email_folded = NULL, unverified_email = 'a@example.com'";
            visitor.world.execute(claim);
            link(visitor, "email_verification", "/verify-email")
        },
        by: By::Nothing,
        fields: &[],
        state: "SELECT coalesce(email, 'none') || (SELECT coalesce(sum(uses_left), 0) FROM one_time_links) FROM users",
        undone: "none1",
        done: "a@example.com0",
        cookie: None,
    },
    Flow {
        before: |visitor| {
            visitor.sign_in();
            "/account/passkey?for=/account/security".to_owned()
        },
        by: By::NewPasskey,
        fields: &[("name", "Phone")],
        state: WAYS,
        undone: "00110",
        done: "10110",
        cookie: None,
    },
    Flow {
        before: |visitor| {
            visitor.sign_in();
            let page = visitor.open("/account/passkey?for=/account/security");
            assert_eq!(send(visitor, &page, By::NewPasskey, &[]).status, 303);
            visitor.cookies.clear();
            visitor.world.execute("DELETE FROM sessions");
            authorize(&[])
        },
        by: By::Passkey,
        fields: &[],
        state: "SELECT count(*) FROM sessions",
        undone: "0",
        done: "1",
        cookie: SESSION,
    },
];

/// Puts a link into the database, about the person where its purpose wants one. Gives its address.
fn link(visitor: &Visitor<'_>, purpose: &str, path: &str) -> String {
    let hash = Secret::new("the-secret-of-the-link").hash();
    let (user, email) = match purpose {
        "recovery" => ("'person-1'", "NULL"),
        "email_verification" => ("'person-1'", "'a@example.com'"),
        _ => ("NULL", "NULL"),
    };
    visitor.world.execute(&format!(
        "INSERT INTO one_time_links (hash, purpose, user_id, email, uses_left, expires_at, created_at) VALUES ('{}', '{purpose}', {user}, {email}, 1, unixepoch() + 3600, unixepoch())",
        hash.as_str()
    ));
    format!("{path}?link=the-secret-of-the-link")
}

fn send(visitor: &mut Visitor<'_>, page: &Reply, by: By, fields: &[(&str, &str)]) -> Reply {
    let (mark, name, value) = match by {
        By::NewPasskey => {
            let mark = "id=\"new-passkey\"";
            (mark, "passkey", create(&options(page, mark)))
        }
        By::Passkey => {
            let mark = "id=\"passkey\"";
            (mark, "passkey", show(&options(page, mark), "person-1"))
        }
        By::Password => (
            "name=\"password\"",
            "password",
            "seven quiet rivers at noon".to_owned(),
        ),
        By::Nothing => ("<button", "nothing", String::new()),
    };
    let fields: Vec<(&str, &str)> = fields.iter().copied().chain([(name, &*value)]).collect();
    visitor.fill(page, mark, &fields)
}

#[test]
fn each_way_in_is_gone_whole_or_not_at_all_and_can_be_gone_again() {
    for flow in &FLOWS {
        sweep(
            |visitor| {
                visitor.config = config(&[("SIGN_UP", "open")]);
                let address = (flow.before)(visitor);
                let page = visitor.open(&address);
                assert_eq!(visitor.world.ask(flow.state), flow.undone, "{address}");
                (address, page)
            },
            |visitor, (_, page)| send(visitor, page, flow.by, flow.fields),
            |visitor, (address, page), reply, met| {
                let state = visitor.world.ask(flow.state);
                let given = |visitor: &Visitor<'_>| {
                    flow.cookie.is_none_or(|part| {
                        visitor.cookies.iter().any(|(name, _)| name.contains(part))
                    })
                };
                if met.fault {
                    assert_eq!(reply.status, 503, "{address}");
                    assert!(reply.trouble, "{address}: the owner is told");
                    if flow.cookie.is_some() {
                        assert!(!given(visitor), "{address}: no cookie without an answer");
                    }
                    if met.lost_answer && state == flow.done {
                        return;
                    }
                    assert_eq!(state, flow.undone, "{address}");
                    let again = send(visitor, page, flow.by, flow.fields);
                    assert!(again.status.as_u16() < 400, "{address}: {}", again.body);
                } else {
                    assert!(reply.status.as_u16() < 400, "{address}: {}", reply.body);
                }
                assert_eq!(visitor.world.ask(flow.state), flow.done, "{address}");
                assert!(given(visitor), "{address}");
            },
        );
    }
}
