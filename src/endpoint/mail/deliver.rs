//! Sending a mail, by whom the settings name, and remembering whether that works.

use serde_json::Value;

use crate::endpoint::config::{MailPolicy, Sender, Service};
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::server::Server;
use crate::platform::{Fault, Mail, Platform};
use crate::protocol::json::{self, members};
use crate::protocol::secret::Secret;
use crate::store::mail_trouble::note_trouble;

/// How much of an answer is read, in bytes.
const LONGEST: usize = 4096;

/// How much of what a sender says is repeated, in characters.
const LONGEST_CODE: usize = 60;

/// What is said where a service says nothing.
const NO_ANSWER: &str = "no answer";

/// What became of a mail, for the log. It does not say to whom it went.
#[derive(Debug)]
pub struct Delivery {
    /// What it was, in a word.
    pub what: &'static str,
    /// Whether the sender took it.
    pub sent: bool,
    /// What the sender said otherwise.
    pub code: Option<String>,
    /// What went wrong here, if something did.
    pub fault: Option<Fault>,
}

/// Why a mail was not sent.
struct NotSent {
    code: String,
    /// Whether it is because of the one address: that is no trouble of mail.
    of_recipient: bool,
}

/// Sends a mail.
pub(super) async fn deliver<P: Platform>(
    server: &Server<'_, P>,
    policy: &MailPolicy,
    what: &'static str,
    mail: &Mail,
) -> Delivery {
    let sent = match &policy.sender {
        Sender::Cloudflare => server.platform.send_mail(mail).await.map_err(by_binding),
        Sender::Service(service, key) => by_service(server, *service, key, mail).await,
    };
    let Err(why) = sent else {
        return Delivery {
            what,
            sent: true,
            code: None,
            fault: None,
        };
    };
    server.tell(Event::new(Kind::MailFailed).because(why.code.clone()));
    let mut fault = None;
    if !why.of_recipient {
        fault = note_trouble(server.platform, &why.code).await.err();
    }
    Delivery {
        what,
        sent: false,
        code: Some(why.code),
        fault,
    }
}

/// What a sender said, if it is a word.
fn word(text: &str) -> String {
    let word = |it: &char| it.is_ascii_alphanumeric() || "_- .".contains(*it);
    text.chars().filter(word).take(LONGEST_CODE).collect()
}

/// The codes of Cloudflare's Email Service. An address that bounced or complained is suppressed; on the free plan, those that the owner
/// did not verify are not allowed.
fn by_binding(code: String) -> NotSent {
    NotSent {
        of_recipient: code == "E_RECIPIENT_SUPPRESSED" || code == "E_RECIPIENT_NOT_ALLOWED",
        code: word(&code),
    }
}

/// Resend's `POST /emails`, or Postmark's `POST /email`.
async fn by_service<P: Platform>(
    server: &Server<'_, P>,
    service: Service,
    key: &Secret,
    mail: &Mail,
) -> Result<(), NotSent> {
    let json = json::write(&body(service, mail));
    let bearer = ["Bearer ", key.reveal()].concat();
    let (url, credential) = match service {
        Service::Resend => ("https://api.resend.com/emails", ("Authorization", &*bearer)),
        Service::Postmark => (
            "https://api.postmarkapp.com/email",
            ("X-Postmark-Server-Token", key.reveal()),
        ),
    };
    let json_too = ("Accept", "application/json");
    let headers = [("Content-Type", "application/json"), json_too, credential];
    let answer = server.platform.post(url, &headers, &json, LONGEST).await;
    let (status, answer) = answer.ok_or_else(|| NotSent {
        code: NO_ANSWER.to_owned(),
        of_recipient: false,
    })?;
    let answer = str::from_utf8(&answer).ok().and_then(json::parse);
    read(service, status, &answer.unwrap_or_default())
}

/// What a service is sent.
fn body(service: Service, mail: &Mail) -> Value {
    let (to, subject, text, html) = (&*mail.to, &*mail.subject, &*mail.text, &*mail.html);
    match service {
        Service::Resend => {
            members! { "from": from(mail), "to": vec![to], "subject": subject, "text": text, "html": html }
        }
        Service::Postmark => members! {
            "From": from(mail), "To": to, "Subject": subject, "TextBody": text, "HtmlBody": html,
            "MessageStream": "outbound", "TrackOpens": false, "TrackLinks": "None",
        },
    }
}

/// What a service answered.
fn read(service: Service, status: u16, answer: &Value) -> Result<(), NotSent> {
    let (is_sent, of_recipient, name, what) = match service {
        Service::Resend => {
            let what = answer["name"].as_str().unwrap_or_default().to_owned();
            // What it says of a sender that is not verified comes with 403.
            let of_recipient = status == 422 && what == "validation_error";
            (status == 200, of_recipient, "resend ", what)
        }
        Service::Postmark => {
            // A mail that was taken has the code 0. With 406 the address is inactive, because it bounced or complained.
            let code = answer["ErrorCode"].as_i64();
            let is_sent = status == 200 && code == Some(0);
            let what = code.unwrap_or_default().to_string();
            (is_sent, code == Some(406), "postmark ", what)
        }
    };
    if is_sent {
        return Ok(());
    }
    let code = word(&[name, &status.to_string(), " ", &what].concat());
    Err(NotSent { code, of_recipient })
}

/// A name needs no quotes: the settings see to that.
fn from(mail: &Mail) -> String {
    match &mail.from.name {
        Some(name) => [name, " <", &mail.from.address, ">"].concat(),
        None => mail.from.address.clone(),
    }
}
