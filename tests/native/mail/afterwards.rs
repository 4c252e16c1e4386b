//! What is done once an answer is given: with storage that fails, somebody gets a mail that works, or none.

use edgegrant::endpoint::Server;
use edgegrant::endpoint::http::afterwards::Afterwards;
use edgegrant::endpoint::http::reply::Reply;
use edgegrant::endpoint::mail::{Delivery, run};
use edgegrant::platform::Fault;
use edgegrant::protocol::login::disavowal::{Disavowal, LIFETIME};
use edgegrant::protocol::timestamp::Timestamp;
use futures_executor::block_on;

use crate::runtime::faults::sweep;
use crate::runtime::visitor::{Visitor, config};
use crate::runtime::{START, World};

pub(super) const MAIL: [(&str, &str); 2] = [
    ("MAIL", "cloudflare"),
    ("MAIL_FROM", "Edgegrant <no-reply@example.com>"),
];

/// Does what a reply leaves to be sent.
pub(super) fn finish(visitor: &Visitor<'_>, reply: &Reply) -> Vec<Result<Option<Delivery>, Fault>> {
    let server = Server::new(&visitor.config, visitor.world, &visitor.isolate);
    let tasks = reply.afterwards.iter().filter_map(|task| match task {
        Afterwards::Mail(task) => Some(block_on(run(&server, task))),
        _ => None,
    });
    tasks.collect()
}

/// Asks at a page with what was typed.
pub(super) fn ask(visitor: &mut Visitor<'_>, path: &str, typed: &str) -> Reply {
    let page = visitor.open(path);
    assert_eq!(page.status, 200, "{}", page.body);
    visitor.fill(&page, "name=\"username\"", &[("username", typed)])
}

fn secret_in(world: &World, before: &str) -> Option<String> {
    let mails = world.mails.borrow();
    let text = &mails.last()?.text;
    let (_, rest) = text.split_once(before)?;
    rest.split_whitespace().next().map(str::to_owned)
}

#[test]
fn a_link_that_is_sent_is_one_that_works() {
    sweep(
        |visitor| {
            visitor.config = config(&MAIL);
            let reply = ask(visitor, "/recovery/mail", "person");
            assert_eq!(reply.status, 200);
            reply
        },
        |visitor, reply| finish(visitor, reply),
        |visitor, _, sent, met| {
            let sent = &sent[0];
            match secret_in(visitor.world, "https://auth.example") {
                Some(link) => assert_eq!(visitor.open(&link).status, 200),
                None => assert!(met.fault && sent.is_err()),
            }
            if !met.fault {
                assert!(
                    sent.as_ref()
                        .is_ok_and(|it| it.as_ref().is_some_and(|it| it.sent))
                );
            }
        },
    );
}

#[test]
fn a_code_that_is_sent_is_one_that_works() {
    sweep(
        |visitor| {
            visitor.config = config(&MAIL);
            let reply = ask(visitor, "/login/mail-code?for=/account", "person");
            assert_eq!(reply.status, 200);
            reply
        },
        |visitor, reply| finish(visitor, reply),
        |visitor, page, sent, met| {
            let code = secret_in(visitor.world, ":\n\n");
            if let Some(code) = &code {
                let reply = visitor.fill(page, "name=\"code\"", &[("code", code)]);
                assert_eq!(reply.status, 303, "{}", reply.body);
            }
            assert!(code.is_some() || (met.fault && sent[0].is_err()));
        },
    );
}

#[test]
fn a_code_signs_in_whole_or_not_at_all_and_is_good_afterwards() {
    sweep(
        |visitor| {
            visitor.config = config(&MAIL);
            let page = ask(visitor, "/login/mail-code?for=/account", "person");
            finish(visitor, &page);
            let code = secret_in(visitor.world, ":\n\n").expect("a code");
            (page, code)
        },
        |visitor, (page, code)| visitor.fill(page, "name=\"code\"", &[("code", code)]),
        |visitor, (page, code), reply, met| {
            if met.fault {
                assert_eq!(reply.status, 503);
                assert!(
                    !visitor
                        .cookies
                        .iter()
                        .any(|(name, _)| name.contains("session"))
                );
                if met.lost_answer && visitor.world.ask("SELECT count(*) FROM sessions") == "1" {
                    return;
                }
                let again = visitor.fill(page, "name=\"code\"", &[("code", code)]);
                assert_eq!(again.status, 303, "{}", again.body);
            } else {
                assert_eq!(reply.status, 303);
            }
            assert_eq!(
                visitor.world.ask("SELECT method FROM sessions"),
                "mail_code"
            );
        },
    );
}

#[test]
fn asking_takes_its_place_or_says_that_it_did_not() {
    for path in ["/recovery/mail", "/login/mail-code?for=/account"] {
        sweep(
            |visitor| {
                visitor.config = config(&MAIL);
                visitor.open(path)
            },
            |visitor, page| visitor.fill(page, "name=\"username\"", &[("username", "person")]),
            |visitor, page, reply, met| {
                assert_eq!(reply.status.as_u16(), if met.fault { 503 } else { 200 });
                assert_eq!(
                    reply.afterwards.is_empty(),
                    met.fault,
                    "nothing is sent then"
                );
                let rows = visitor.world.ask("SELECT count(*) FROM attempts");
                let counted = !met.fault || met.lost_answer;
                assert!(rows == "3" || (met.fault && rows == "0"), "{rows}");
                assert!(
                    counted || rows == "0",
                    "only an answer that was lost took it"
                );
                // The same form still brings its mail.
                let again = visitor.fill(page, "name=\"username\"", &[("username", "person")]);
                assert_eq!(again.status, 200);
                finish(visitor, &reply);
                finish(visitor, &again);
                let mails = visitor.world.mails.borrow().len();
                let codes = path.starts_with("/login");
                assert_eq!(mails, if codes || met.fault { 1 } else { 2 });
            },
        );
    }
}

#[test]
fn trouble_is_noted_once_in_five_minutes_and_is_over_after_a_quarter_of_an_hour() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    visitor.config = config(&MAIL);
    let mut send = |refused| {
        world.mail_refused.set(refused);
        world.execute("DELETE FROM attempts; DELETE FROM mail_codes");
        let reply = ask(&mut visitor, "/login/mail-code?for=/account", "person");
        let trouble = reply.body.contains("trouble sending email");
        finish(&visitor, &reply);
        (
            trouble,
            world.ask("SELECT count(*) || ' ' || coalesce(max(code), '') FROM mail_trouble"),
        )
    };
    let daily = Some("E_DAILY_LIMIT_EXCEEDED");
    assert_eq!(send(daily), (false, "1 E_DAILY_LIMIT_EXCEEDED".to_owned()));
    assert_eq!(
        send(Some("E_RATE_LIMIT_EXCEEDED")),
        (true, "1 E_DAILY_LIMIT_EXCEEDED".to_owned())
    );
    world.pass(300);
    let other = "1 E_RATE_LIMIT_EXCEEDED".to_owned();
    assert_eq!(send(Some("E_RATE_LIMIT_EXCEEDED")), (true, other.clone()));
    // Of one address only.
    assert_eq!(send(Some("E_RECIPIENT_SUPPRESSED")), (true, other.clone()));
    // Nobody learns from a mail that is sent whether it was.
    assert_eq!(send(None), (true, other.clone()));
    world.pass(900);
    assert_eq!(send(None), (false, other));
}

#[test]
fn whoever_reads_the_old_address_can_say_no_even_after_a_new_password_and_once() {
    sweep(
        |visitor| {
            visitor.config = config(&MAIL);
            let disavowal = Disavowal {
                user_id: "person-1".to_owned(),
                credential_version: 1,
                former: true,
                until: Timestamp(START).plus(LIFETIME),
            };
            let world = visitor.world;
            world.execute("UPDATE users SET credential_version = 3, email = 'thief@example.com'");
            let secret = disavowal.mint(&visitor.config.keys.form);
            let link = format!("/not-me?link={}", secret.reveal());
            let page = visitor.open(&link);
            assert_eq!(page.status, 200, "{}", page.body);
            (link, page)
        },
        |visitor, (_, page)| visitor.fill(page, "name=\"subject\"", &[]),
        |visitor, (link, page), reply, met| {
            let world = visitor.world;
            let state = "SELECT credential_version || coalesce(email, '') || (SELECT count(*) FROM one_time_links) \
                         || (SELECT count(*) FROM spent_ids WHERE id LIKE 'disavowal:%') FROM users";
            if met.fault {
                assert_eq!(reply.status, 503);
                let state = world.ask(state);
                assert!(
                    state == "3thief@example.com00" || (met.lost_answer && state == "411"),
                    "{state}"
                );
                if state != "411" {
                    assert_eq!(visitor.fill(page, "name=\"subject\"", &[]).status, 303);
                }
            } else {
                assert_eq!(reply.status, 303);
            }
            assert_eq!(world.ask(state), "411");
            // An address that the person gives afterwards is theirs.
            world.execute("UPDATE users SET email = 'person@example.com'");
            assert_eq!(visitor.open(link).status, 410);
            assert_eq!(visitor.fill(page, "name=\"subject\"", &[]).status, 410);
            assert_eq!(world.ask(state), "4person@example.com11");
        },
    );
}
