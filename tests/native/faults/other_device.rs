//! Storage that fails while a device shows a code, while somebody confirms it with a passkey, and while the device is signed in: all of
//! it happens, or nothing; the page says so; and the same form is good afterwards.

use crate::runtime::authenticator::{create, show};
use crate::runtime::faults::sweep;
use crate::runtime::forms::options;
use crate::runtime::visitor::{Visitor, authorize};
use edgegrant::endpoint::http::reply::Reply;

const FINISH: &str = "action=\"/login/device/finish";

/// How many codes are shown, confirmed and used, and how many sessions there are.
const STATE: &str = "SELECT (SELECT count(*) FROM device_sign_ins) || (SELECT count(user_id) FROM device_sign_ins) || \
     (SELECT count(used_by) FROM device_sign_ins) || (SELECT count(denied_at) FROM device_sign_ins) || \
     (SELECT count(*) FROM sessions)";

/// The step that a person is at.
struct Step {
    before: fn(&mut Visitor<'_>) -> Reply,
    go: fn(&mut Visitor<'_>, &Reply) -> Reply,
    undone: &'static str,
    done: &'static str,
}

/// The person has a passkey, and nobody is signed in.
fn at_login(visitor: &mut Visitor<'_>) -> Reply {
    visitor.sign_in();
    let page = visitor.open("/account/passkey?for=/account/security");
    let mark = "id=\"new-passkey\"";
    let made = create(&options(&page, mark));
    visitor.fill(&page, mark, &[("passkey", &made), ("name", "Phone")]);
    visitor.cookies.clear();
    visitor.world.execute("DELETE FROM sessions");
    visitor.open(&authorize(&[]))
}

fn ask(visitor: &mut Visitor<'_>, login: &Reply) -> Reply {
    visitor.fill(login, "action=\"/login/device", &[])
}

/// The page with the code, and the page that asks about it.
fn asked(visitor: &mut Visitor<'_>) -> (Reply, Reply) {
    let login = at_login(visitor);
    let shown = ask(visitor, &login);
    let (_, code) = shown
        .body
        .split_once("name=\"code\" value=\"")
        .expect("a code");
    let question = visitor.open(&format!("/device?code={}", &code[..8]));
    (shown, question)
}

fn confirm(visitor: &mut Visitor<'_>, question: &Reply) -> Reply {
    let mark = "id=\"passkey\"";
    let shown = show(&options(question, mark), "person-1");
    visitor.fill(question, mark, &[("passkey", &shown)])
}

const STEPS: [Step; 4] = [
    Step {
        before: at_login,
        go: ask,
        undone: "00000",
        done: "10000",
    },
    Step {
        before: |visitor| asked(visitor).1,
        go: confirm,
        undone: "10000",
        done: "11000",
    },
    Step {
        before: |visitor| asked(visitor).1,
        go: |visitor, question| visitor.fill(question, "action=\"/device/deny", &[]),
        undone: "10000",
        done: "10010",
    },
    Step {
        before: |visitor| {
            let (shown, question) = asked(visitor);
            confirm(visitor, &question);
            visitor.fill(&shown, FINISH, &[])
        },
        go: |visitor, seen| visitor.fill(seen, FINISH, &[]),
        undone: "11000",
        done: "11101",
    },
];

#[test]
fn each_step_happens_whole_or_not_at_all_and_can_be_made_again() {
    for step in &STEPS {
        sweep(
            |visitor| {
                let page = (step.before)(visitor);
                assert_eq!(visitor.world.ask(STATE), step.undone, "{}", page.body);
                page
            },
            |visitor, page| (step.go)(visitor, page),
            |visitor, page, reply, met| {
                let state = visitor.world.ask(STATE);
                if !met.fault {
                    assert!(reply.status.as_u16() < 400, "{}", reply.body);
                    assert_eq!(state, step.done);
                    return;
                }
                assert_eq!(reply.status, 503, "{}", reply.body);
                assert!(reply.trouble, "the owner is told");
                // A device may ask for a second code.
                if met.lost_answer && state == step.done {
                    return;
                }
                assert_eq!(state, step.undone);
                let again = (step.go)(visitor, page);
                assert!(again.status.as_u16() < 400, "{}", again.body);
                assert_eq!(visitor.world.ask(STATE), step.done);
            },
        );
    }
}
