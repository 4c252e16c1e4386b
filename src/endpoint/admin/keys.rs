//! `/admin/keys`: the signing keys, what each does and until when, and what to do if one leaked.

use super::desk::Desk;
use super::drive::Deed;
use super::groups::first;
use super::thing::About;
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::notice;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::interaction::Stop;
use crate::page::Outline;
use crate::page::words::{Text, fill, moment};
use crate::platform::{Outcome, Platform, Statement};
use crate::protocol::admin_path;
use crate::protocol::jose::key_ring::{
    ALGORITHMS, HINT_RETENTION, Key, RETENTION, REVOKED_WITHIN, SHORT_LEAD, State,
    signing_algorithm,
};
use crate::protocol::jose::{Algorithm, KeyRing};
use crate::protocol::json::members;
use crate::store::administering::Seen;
use crate::store::owner_keys::{SHOWN, asking_rotation, newest_keys, revoking_key};
use crate::store::signing_keys::read_keys;
use crate::store::users::is_returned;

/// What `GET /admin/keys` reads.
pub(super) fn load<P: Platform>(_desk: &Desk<'_, P>) -> Vec<Statement> {
    vec![newest_keys()]
}

/// `GET /admin/keys`.
pub(super) fn show<P: Platform>(desk: &Desk<'_, P>, found: &[Outcome]) -> Result<Reply, Stop> {
    let ring = read_keys(first(found)?)?;
    let text = &desk.words().admin.keys;
    let mut page = Outline::default();
    let lead = if ring.keys.is_empty() {
        text.none
    } else {
        text.lead
    };
    page.section("", lead);
    for algorithm in ALGORITHMS {
        section(desk, &ring, algorithm, &mut page);
    }
    Ok(desk.sheet(admin_path::KEYS, "", page.sections))
}

/// The keys of an algorithm, the latest first.
fn section<P: Platform>(
    desk: &Desk<'_, P>,
    ring: &KeyRing,
    algorithm: Algorithm,
    page: &mut Outline,
) {
    let text = &desk.words().admin.keys;
    let of_it = || ring.keys.iter().filter(|key| key.algorithm == algorithm);
    let shown = match of_it().count() {
        0 => return,
        all if all == SHOWN as usize => fill(text.newest, &[("n", &SHOWN.to_string())]),
        _ => String::new(),
    };
    page.section(algorithm.as_str(), &shown);
    for key in of_it() {
        show_key(desk, ring, key, page);
    }
    if !is_asked(desk, ring, algorithm) {
        let form = desk.form_about(admin_path::KEY_ROTATE, algorithm.as_str(), &Seen::Nothing);
        let form = page.form(form, text.rotate);
        (form.lead, form.waits) = (text.rotate_lead, true);
        form.ends = minutes(text.rotate_when, SHORT_LEAD);
    }
}

/// Whether the next key of this algorithm was asked for, and is not there yet.
fn is_asked<P: Platform>(desk: &Desk<'_, P>, ring: &KeyRing, algorithm: Algorithm) -> bool {
    let mut asked = ring.asked(desk.server.platform.now());
    asked.any(|new| new.algorithm == algorithm)
}

/// A sentence about so many seconds, in minutes.
fn minutes(text: Text, seconds: u32) -> String {
    fill(text, &[("n", &(seconds / 60).to_string())])
}

fn show_key<P: Platform>(desk: &Desk<'_, P>, ring: &KeyRing, key: &Key, page: &mut Outline) {
    let text = &desk.words().admin.keys;
    let state = ring.state(key, desk.server.platform.now());
    // Without a recent sign-in there would be nothing to open.
    let can_revoke = state != State::Revoked && desk.recent;
    page.thing(&key.kid, String::new()).change = if can_revoke { text.change } else { "" };
    facts(desk, ring, key, state, page);
    if can_revoke {
        let form = desk.form_about(admin_path::KEY_REVOKE, &key.kid, &Seen::Nothing);
        let form = page.thing_form(form, text.revoke).takes();
        form.lead = if state == State::Signing {
            text.revoke_signing
        } else {
            text.revoke_lead
        };
        form.ends = minutes(text.revoke_ends, REVOKED_WITHIN);
    }
}

/// What a key does, and until when.
pub(super) fn facts<P: Platform>(
    desk: &Desk<'_, P>,
    ring: &KeyRing,
    key: &Key,
    state: State,
    page: &mut Outline,
) {
    let words = desk.words();
    let text = &words.admin.keys;
    let successor = ring.superseded_at(key);
    let ended = successor.unwrap_or(key.signs_from);
    let due = key.signs_from.plus(desk.server.config.key_rotation);
    let (first, second) = match (state, successor) {
        (State::Next, _) => ((text.next, key.signs_from), None),
        (State::Revoked, _) => ((text.revoked, key.revoked_at.unwrap_or(ended)), None),
        (State::Signing, Some(at)) => ((text.since, key.signs_from), Some((text.until, at))),
        (State::Signing, None) => ((text.since, key.signs_from), Some((text.due, due))),
        (State::Retired, _) => {
            let until = ended.plus(RETENTION);
            (
                (text.signed_until, ended),
                Some((text.verifies_until, until)),
            )
        }
        (State::Archived, _) => {
            let until = ended.plus(HINT_RETENTION);
            ((text.signed_until, ended), Some((text.known_until, until)))
        }
    };
    let asked = state == State::Signing && is_asked(desk, ring, key.algorithm);
    for ((before, after), at) in [Some(first), second.filter(|_| !asked)]
        .into_iter()
        .flatten()
    {
        page.fact([before, &moment(at, words), after].concat());
    }
    if asked {
        page.fact(text.asked.to_owned());
    }
}

/// `POST /admin/keys/rotate`: the next key signs soon. The id is the algorithm.
pub(super) fn rotate<P: Platform>() -> Deed<P> {
    Deed {
        waits: true,
        decide: |desk, _, _| {
            let unknown = || Stop::told(notice::not_found(desk.request));
            let algorithm = signing_algorithm(&desk.id).ok_or_else(unknown)?;
            Ok(vec![asking_rotation(Some(algorithm))])
        },
        done: |desk, _, outcomes| {
            if is_returned(outcomes) {
                let details = members! { "algorithm": &*desk.id };
                desk.tell(Event::new(Kind::KeyRotated), &details);
            }
            Ok(desk.onward(admin_path::KEYS, ""))
        },
        ..Deed::on(admin_path::KEYS)
    }
}

/// `POST /admin/keys/revoke`: nothing that the key signed is trusted any more. The id is its `kid`.
pub(super) fn revoke<P: Platform>() -> Deed<P> {
    Deed {
        waits: true,
        about: About::Key,
        decide: |desk, thing, _| {
            Ok(if thing.is_trusted() {
                vec![revoking_key(&desk.id)]
            } else {
                Vec::new()
            })
        },
        done: |desk, _, _| {
            let event = Event::new(Kind::KeyRevoked).key(&desk.id);
            desk.tell(event, &serde_json::Value::Null);
            Ok(desk.onward(admin_path::KEYS, ""))
        },
        ..Deed::on(admin_path::KEYS)
    }
}
