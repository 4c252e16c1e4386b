//! From what is to be said to the mail.

use askama::Template;

use super::deliver::{Delivery, deliver};
use crate::endpoint::config::MailPolicy;
use crate::endpoint::event::Event;
use crate::endpoint::server::Server;
use crate::page::Letter;
use crate::page::words::mail::LetterWords;
use crate::page::words::{Around, Words};
use crate::platform::{Fault, Mail, Platform};
use crate::protocol::mail_address::MailAddress;

/// What is to be sent, and to whom.
pub(super) struct Envelope {
    /// What it is, for the log.
    pub(super) what: &'static str,
    pub(super) to: String,
    pub(super) said: LetterWords,
    /// What else is known, a line each.
    pub(super) facts: Vec<String>,
    pub(super) code: Option<String>,
    /// The address of its link.
    pub(super) link: Option<String>,
    /// What has happened once it is sent.
    pub(super) told: Option<Event>,
}

impl Envelope {
    /// With these words alone.
    pub(super) fn new(to: String, said: &LetterWords) -> Self {
        Self {
            what: "",
            to,
            said: *said,
            facts: Vec::new(),
            code: None,
            link: None,
            told: None,
        }
    }
}

/// Writes and sends a mail. To an address that cannot be one nothing is sent.
pub(super) async fn send<P: Platform>(
    server: &Server<'_, P>,
    policy: &MailPolicy,
    words: &'static Words,
    envelope: &Envelope,
) -> Delivery {
    match written(server, policy, words, envelope) {
        Ok(mail) => deliver(server, policy, envelope.what, &mail).await,
        Err(not) => not,
    }
}

/// The mail, or why there is none.
fn written<P: Platform>(
    server: &Server<'_, P>,
    policy: &MailPolicy,
    words: &'static Words,
    envelope: &Envelope,
) -> Result<Mail, Delivery> {
    let not = |code: Option<String>, fault| Delivery {
        what: envelope.what,
        sent: false,
        code,
        fault,
    };
    let to = MailAddress::parse(&envelope.to);
    let to = to.map_err(|bad| not(Some(bad.sentence().to_owned()), None))?;
    let (said, name) = (&envelope.said, server.name());
    let letter = Letter {
        lang: words.lang,
        dir: words.dir,
        subject: said.subject,
        lead: around(said.lead, name),
        facts: &envelope.facts,
        code: envelope.code.as_deref(),
        link: envelope.link.as_deref().map(|address| (said.link, address)),
        after: said.after,
        footer: around(words.mail.footer, &named(server)),
    };
    let html = letter.render().map_err(|_| {
        let fault = Fault::new("a mail cannot be rendered");
        not(None, Some(fault))
    })?;
    Ok(Mail {
        from: policy.from.clone(),
        to: to.as_str().to_owned(),
        subject: said.subject.to_owned(),
        text: letter.text(),
        html,
    })
}

/// What people know this server by, and where it is.
fn named<P: Platform>(server: &Server<'_, P>) -> String {
    let issuer = &server.config.issuer;
    let place = issuer.as_str();
    let place = place.split_once("://").map_or(place, |(_, place)| place);
    match server.name() {
        name if name == issuer.host() => place.to_owned(),
        name => [name, " (", place, ")"].concat(),
    }
}

fn around((before, after): Around, name: &str) -> String {
    [before, name, after].concat()
}

/// The address of a page with the secret of a link in it.
pub(super) fn link<P: Platform>(server: &Server<'_, P>, path: &str, secret: &str) -> String {
    [&server.config.issuer.url(path), "?link=", secret].concat()
}
