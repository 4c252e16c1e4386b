//! What the account says about the password.

use super::holder;
use crate::endpoint::server::Server;
use crate::page::words::Words;
use crate::page::{Field, Form, Section};
use crate::platform::Platform;
use crate::protocol::path;
use crate::store::acting::Holder;

/// What somebody can do about their password, for the page; nothing where there are none. `passkey`: whether they could
/// sign in without it.
pub(super) fn password_section<P: Platform>(
    server: &Server<'_, P>,
    holder: &Holder,
    passkey: bool,
    words: &'static Words,
) -> Option<Section> {
    let text = &words.account.password;
    let (has, on) = (holder.has_password, server.config.passwords);
    let mut forms = Vec::new();
    if holder.recent && on {
        forms.push(Form {
            action: path::ACCOUNT_PASSWORD,
            token: holder::token(server, holder, path::ACCOUNT_PASSWORD),
            lead: text.set_lead,
            fields: vec![Field {
                name: "password",
                label: text.new,
                kind: "password",
                autocomplete: "new-password",
                required: true,
                help: text.rules,
                ..Field::default()
            }],
            button: if has { text.change } else { text.set },
            ..Form::default()
        });
    }
    if holder.recent && has && passkey {
        forms.push(Form {
            action: path::ACCOUNT_PASSWORD_REMOVE,
            token: holder::token(server, holder, path::ACCOUNT_PASSWORD_REMOVE),
            lead: text.remove_lead,
            button: text.remove,
            takes: true,
            ..Form::default()
        });
    }
    let lead = match (on, has) {
        (true, true) => text.has,
        (true, false) => text.none,
        (false, true) => text.off,
        (false, false) => return None,
    };
    Some(Section {
        heading: text.heading,
        lead: lead.to_owned(),
        forms,
        ..Section::default()
    })
}
