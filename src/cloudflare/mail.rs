//! [`Mailer`] over Cloudflare's `send_email` binding.

use serde_json::Value;
use wasm_bindgen::JsValue;

use super::Edge;
use super::border::{self, Answer, Settled};
use crate::platform::{Mail, Mailer};
use crate::protocol::json::{self, members};

/// How long the binding may take, in milliseconds. A Worker may run for half a minute after its answer to a person.
const PATIENCE: u32 = 10_000;

/// Whether there is a binding, under its name in `wrangler.toml`.
pub(super) fn is_bound(env: &JsValue) -> bool {
    border::is_bound(env, "EMAIL")
}

impl Mailer for Edge {
    async fn send_mail(&self, mail: &Mail) -> Result<(), String> {
        if !is_bound(&self.env) {
            return Err("an error without a code".to_owned());
        }
        let message = json::write(&message(mail));
        let sent = Answer::to(|it| border::send_mail(&self.env, &message, PATIENCE, it));
        match sent.await {
            Settled::Failed(code) => Err(code),
            _ => Ok(()),
        }
    }
}

fn message(mail: &Mail) -> Value {
    let address = mail.from.address.as_str();
    let from: Value = match &mail.from.name {
        Some(name) => members! { "email": address, "name": name.as_str() },
        None => address.into(),
    };
    members! {
        "from": from, "to": mail.to.as_str(), "subject": mail.subject.as_str(), "text": mail.text.as_str(), "html": mail.html.as_str(),
    }
}
