//! Resend's and Postmark's HTTP API: what they are sent, and what their answers mean.

use serde_json::{Value, json};

use super::afterwards::{ask, finish};
use crate::runtime::World;
use crate::runtime::visitor::{Visitor, config};

const KEY: &str = "re_a-key-of-the-service";

/// Sends a recovery link with this sender, which answers so: whether it was sent, the code, and the trouble that is noted.
fn send(
    world: &World,
    sender: &str,
    answer: Option<(u16, &'static str)>,
) -> (bool, Option<String>, String) {
    let mut visitor = Visitor::new(world);
    visitor.config = config(&[
        ("MAIL", sender),
        ("MAIL_FROM", "Example <mail@example.com>"),
        ("MAIL_API_KEY", KEY),
    ]);
    world.tell_answers.replace(answer.into_iter().collect());
    let reply = ask(&mut visitor, "/recovery/mail", "person");
    let mut sent = finish(&visitor, &reply);
    let sent = sent.remove(0).expect("no fault").expect("a mail");
    assert!(sent.fault.is_none());
    (
        sent.sent,
        sent.code,
        world.ask("SELECT count(*) FROM mail_trouble"),
    )
}

#[test]
fn each_gets_what_its_documentation_asks_for() {
    let world = World::new();
    assert!(send(&world, "resend", Some((200, r#"{"id":"x"}"#))).0);
    let (url, headers, body) = world.told.borrow()[0].clone();
    assert_eq!(url, "https://api.resend.com/emails");
    assert_eq!(
        headers.last(),
        Some(&("Authorization".to_owned(), format!("Bearer {KEY}")))
    );
    let body: Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!(body["from"], "Example <mail@example.com>");
    assert_eq!(body["to"], json!(["person@example.com"]));
    assert_eq!(body["subject"], "Get back into your account");
    assert!(
        body["html"]
            .as_str()
            .is_some_and(|html| html.starts_with("<!doctype html>"))
    );

    let world = World::new();
    assert!(
        send(
            &world,
            "postmark",
            Some((200, r#"{"ErrorCode":0,"Message":"OK"}"#))
        )
        .0
    );
    let (url, headers, body) = world.told.borrow()[0].clone();
    assert_eq!(url, "https://api.postmarkapp.com/email");
    assert_eq!(
        headers.last(),
        Some(&("X-Postmark-Server-Token".to_owned(), KEY.to_owned()))
    );
    let body: Value = serde_json::from_str(&body).expect("JSON");
    assert_eq!(
        (&body["From"], &body["To"]),
        (
            &json!("Example <mail@example.com>"),
            &json!("person@example.com")
        )
    );
    assert_eq!(
        (
            &body["MessageStream"],
            &body["TrackLinks"],
            &body["TrackOpens"]
        ),
        (&json!("outbound"), &json!("None"), &json!(false))
    );
    assert!(
        body["TextBody"]
            .as_str()
            .is_some_and(|text| text.contains("https://auth.example/recovery?link="))
    );
}

#[test]
fn what_they_answer_is_trouble_of_mail_or_of_one_address() {
    for (sender, answer, code, trouble) in [
        (
            "resend",
            Some((401, r#"{"name":"restricted_api_key","message":"no"}"#)),
            "resend 401 restricted_api_key",
            "1",
        ),
        (
            "resend",
            Some((403, r#"{"name":"validation_error"}"#)),
            "resend 403 validation_error",
            "1",
        ),
        (
            "resend",
            Some((422, r#"{"name":"validation_error"}"#)),
            "resend 422 validation_error",
            "0",
        ),
        (
            "resend",
            Some((429, r#"{"name":"daily_quota_exceeded"}"#)),
            "resend 429 daily_quota_exceeded",
            "1",
        ),
        ("resend", Some((500, "<html>")), "resend 500 ", "1"),
        (
            "resend",
            Some((403, r#"{"name":"<script>\n\"\u0000é"}"#)),
            "resend 403 script",
            "1",
        ),
        ("resend", None, "no answer", "1"),
        (
            "postmark",
            Some((422, r#"{"ErrorCode":406}"#)),
            "postmark 422 406",
            "0",
        ),
        (
            "postmark",
            Some((422, r#"{"ErrorCode":400}"#)),
            "postmark 422 400",
            "1",
        ),
        (
            "postmark",
            Some((401, r#"{"ErrorCode":10}"#)),
            "postmark 401 10",
            "1",
        ),
        ("postmark", Some((200, "{}")), "postmark 200 0", "1"),
        ("postmark", None, "no answer", "1"),
    ] {
        let world = World::new();
        let (sent, said, noted) = send(&world, sender, answer);
        assert_eq!(
            (sent, said.as_deref(), noted.as_str()),
            (false, Some(code), trouble),
            "{answer:?}"
        );
    }
}
