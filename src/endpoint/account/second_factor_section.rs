//! What the account says about the second factor.

use super::holder;
use crate::endpoint::http::request::Request;
use crate::endpoint::server::Server;
use crate::page::words::{counted, day};
use crate::page::{Form, Section};
use crate::platform::Platform;
use crate::protocol::path;
use crate::store::acting::Holder;

/// What somebody can do about their second factor, for the page; nothing where there is no password beside which it could be.
pub(super) fn second_factor_section<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    holder: &Holder,
) -> Option<Section> {
    let words = request.words();
    let text = &words.second_factor;
    let possible = holder.has_password && server.config.passwords;
    let form = |action, lead, button| Form {
        action,
        token: holder::token(server, holder, action),
        lead,
        button,
        ..Form::default()
    };
    let (lead, change, mut forms) = match holder.second_factor {
        None if !possible => return None,
        None => (text.off.to_owned(), text.turn_on, Vec::new()),
        Some(factor) => {
            let lead =
                day(text.on, factor.since, words) + &counted(&text.left, factor.codes_left, words);
            let codes = form(
                path::ACCOUNT_RECOVERY_CODES,
                text.new_codes_lead,
                text.new_codes,
            );
            let (path, off) = (path::ACCOUNT_SECOND_FACTOR_REMOVE, text.turn_off_lead);
            let off = Form {
                takes: true,
                ..form(path, off, text.turn_off)
            };
            (lead, text.another_app, vec![codes, off])
        }
    };
    if !holder.recent {
        forms.clear();
    }
    let address = format!("{}{}", request.base, path::ACCOUNT_SECOND_FACTOR);
    Some(Section {
        heading: text.section,
        lead,
        forms,
        link: (holder.recent && possible).then_some((address, change)),
        ..Section::default()
    })
}
