//! What administrators do to a user.

use serde_json::{Map, Value};

use super::desk::Desk;
use super::drive::{Deed, Refusal};
use super::thing::About;
use super::user::defined;
use crate::endpoint::event::Kind;
use crate::endpoint::http::reply::Reply;
use crate::page::words::named;
use crate::platform::{Outcome, Platform};
use crate::protocol::display_name::one_line;
use crate::protocol::json::{self, members};
use crate::protocol::login::chosen_name;
use crate::protocol::params::Params;
use crate::protocol::{admin_path, own_claims, standard_claims};
use crate::store::user::User;
use crate::store::user_changes::{Changes, changing_user, read_changed};
use crate::store::user_standing::{Whose, disabling, enabling, ending_sessions};
use crate::store::users::{is_returned, removing_user};

/// How many bytes the standard claims of a user have at most, as JSON. Each but the address has a bound of its own.
const MOST_CLAIMS: usize = 16 * 1024;

/// A deed that is about a user, on the page about them.
fn about_user<P: Platform>() -> Deed<P> {
    Deed {
        about: About::User,
        ..Deed::on(admin_path::USER)
    }
}

/// Nobody shuts themselves out, removes themselves or changes what they are: somebody else has to be there who can undo it.
pub(super) fn not_yourself<P: Platform>(desk: &Desk<'_, P>) -> Result<(), Refusal> {
    if desk.is_self() {
        let error = desk.words().admin.people.yourself;
        return Err(Refusal::wrong(error, "about themselves"));
    }
    Ok(())
}

/// A deed that could open an administrator's account, hide who they are, or make an administrator. A program in its own name never
/// does it. Otherwise somebody with the program's key could stay after the key is taken away.
pub(super) fn opens<P: Platform>(desk: &Desk<'_, P>, user: &User) -> Result<(), Refusal> {
    if desk.is_alone() && user.administrator {
        return Err(desk.not_alone().into());
    }
    Ok(())
}

/// `POST /admin/user/edit`.
pub(super) fn edit<P: Platform>() -> Deed<P> {
    Deed {
        names: true,
        decide: |desk, thing, form| {
            let words = &desk.words().account.profile;
            let (error, reason) = match changes::<P>(form, &thing.user()?.user) {
                Ok(changes) if changes.is_empty() => return Ok(Vec::new()),
                // Who has their address can get into their account.
                Ok(changes) => {
                    opens(desk, &thing.user()?.user)?;
                    if changes.email.is_some() {
                        desk.waits("an address takes a recent sign-in")?;
                    }
                    return Ok(changing_user::<P>(&desk.id, &changes));
                }
                Err("name") => (words.bad_name, "a bad name"),
                Err("username") => (words.bad_username, "a bad username"),
                Err(_) => (words.bad_email, "a bad address"),
            };
            Err(Refusal::wrong(error, reason))
        },
        done: |desk, thing, outcomes| {
            let Some(after) = read_changed(outcomes)? else {
                let taken = desk.words().joining.taken;
                return Err(Refusal::wrong(taken, "a name that cannot be had"));
            };
            let details = difference(&thing.user()?.user, &after);
            desk.tell_of_user(Kind::UserChanged, &details);
            Ok(desk.back())
        },
        ..about_user()
    }
}

/// What the form changes. The name of the field that is wrong otherwise.
fn changes<P: Platform>(form: &Params, before: &User) -> Result<Changes, &'static str> {
    let field = |name| Some(form.field(name).trim()).filter(|text| !text.is_empty());
    let mut changes = Changes::default();
    let name = field("name")
        .map(|text| one_line(text).ok_or("name"))
        .transpose()?;
    if name != before.name {
        changes.name = Some(name.unwrap_or_default());
    }
    let username = field("username").map(|text| chosen_name::username(text, P::fold));
    let username = username.transpose().map_err(|_| "username")?;
    if username.as_deref() != before.chosen_username() {
        changes.username = Some(username.unwrap_or_else(|| before.id.clone()));
    }
    let email = field("email").map(|text| chosen_name::email(text, P::fold));
    let email = email.transpose().map_err(|_| "email")?;
    if email != before.email {
        let mut claims = before.claims.clone();
        claims.remove("email_verified");
        changes.claims = Some(claims);
        changes.email = Some(email);
    }
    Ok(changes)
}

/// What changed, from what to what.
fn difference(before: &User, after: &User) -> Value {
    let mut all = Map::new();
    let mut note = |name: &str, before: Value, after: Value| {
        if before != after {
            all.insert(name.to_owned(), Value::Array(vec![before, after]));
        }
    };
    note(
        "name",
        before.name.as_deref().into(),
        after.name.as_deref().into(),
    );
    note(
        "username",
        before.username.as_str().into(),
        after.username.as_str().into(),
    );
    note(
        "email",
        before.email.as_deref().into(),
        after.email.as_deref().into(),
    );
    for (before, after) in [
        (&before.claims, &after.claims),
        (&before.own_claims, &after.own_claims),
    ] {
        // It says when the claims were changed.
        let names = before.keys().chain(after.keys());
        for name in names.filter(|name| *name != "updated_at") {
            let value = |claims: &Map<String, Value>| claims.get(name).cloned().unwrap_or_default();
            note(name, value(before), value(after));
        }
    }
    Value::Object(all)
}

/// `POST /admin/user/claims`: standard claims and the owner's own, a line each.
pub(super) fn claims<P: Platform>() -> Deed<P> {
    Deed {
        // Apps may take them for rights.
        waits: true,
        decide: |desk, thing, form| {
            let text = &desk.words().admin.people;
            let before = &thing.user()?.user;
            let claims = standard_claims::read_lines(form.field("claims"), &before.claims);
            let claims = claims.map_err(|bad| {
                let around = if bad.link {
                    text.bad_link
                } else {
                    text.bad_standard
                };
                let error = named(around, bad.line, desk.words());
                Refusal::wrong(&error, "a bad standard claim")
            })?;
            if json::write(&Value::Object(claims.clone())).len() > MOST_CLAIMS {
                let (start, end) = text.bad_standard;
                let error = [start, "address", end].concat();
                return Err(Refusal::wrong(&error, "too many claims"));
            }
            let is_defined = |name: &str| defined(desk).any(|known| known == name);
            let own =
                own_claims::read_lines(form.field("own_claims"), &before.own_claims, &is_defined);
            let own = own.ok_or_else(|| Refusal::wrong(text.bad_own, "a bad claim"))?;
            let changes = Changes {
                claims: Some(claims).filter(|claims| *claims != before.claims),
                own_claims: Some(own).filter(|own| *own != before.own_claims),
                ..Changes::default()
            };
            if changes.is_empty() {
                return Ok(Vec::new());
            }
            Ok(changing_user::<P>(&desk.id, &changes))
        },
        done: |desk, thing, outcomes| {
            if let Some(after) = read_changed(outcomes)? {
                let details = difference(&thing.user()?.user, &after);
                desk.tell_of_user(Kind::UserChanged, &details);
            }
            Ok(desk.back())
        },
        ..about_user()
    }
}

/// `POST /admin/user/disable`: they cannot sign in, and all that they had ends.
pub(super) fn disable<P: Platform>() -> Deed<P> {
    Deed {
        waits: true,
        overwrites: false,
        // What they had is worth nothing from then on; some of the sessions end one by one too, so that clients hear of it.
        decide: |desk, thing, _| {
            not_yourself(desk)?;
            if thing.user()?.user.disabled {
                return Ok(Vec::new());
            }
            let ending = ending_sessions(&desk.id, Whose::Disabled);
            Ok([vec![disabling(&desk.id)], ending].concat())
        },
        done: |desk, _, outcomes| standing(desk, outcomes, Kind::UserDisabled),
        ..about_user()
    }
}

/// `POST /admin/user/enable`.
pub(super) fn enable<P: Platform>() -> Deed<P> {
    Deed {
        waits: true,
        decide: |desk, thing, _| {
            if !thing.user()?.user.disabled {
                return Ok(Vec::new());
            }
            Ok(enabling(&desk.id))
        },
        done: |desk, _, outcomes| standing(desk, outcomes, Kind::UserEnabled),
        ..about_user()
    }
}

/// They are let in or not from now on, unless there has to be an administrator who can sign in.
fn standing<P: Platform>(
    desk: &Desk<'_, P>,
    outcomes: &[Outcome],
    kind: Kind,
) -> Result<Reply, Refusal> {
    if !is_returned(outcomes) {
        return Err(last(desk));
    }
    desk.tell_of_user(kind, &Value::Null);
    Ok(desk.back())
}

/// `POST /admin/user/remove`.
pub(super) fn remove<P: Platform>() -> Deed<P> {
    Deed {
        waits: true,
        decide: |desk, thing, _| {
            not_yourself(desk)?;
            Ok(removing_user(&thing.user()?.user.username))
        },
        done: |desk, thing, outcomes| {
            if !is_returned(outcomes) {
                return Err(last(desk));
            }
            let user = &thing.user()?.user;
            let details =
                members! { "username": user.username.as_str(), "email": user.email.as_deref() };
            desk.tell_of_user(Kind::UserRemoved, &details);
            Ok(desk.onward(admin_path::USERS, ""))
        },
        ..about_user()
    }
}

/// There has to be an administrator who can sign in.
pub(super) fn last<P: Platform>(desk: &Desk<'_, P>) -> Refusal {
    let error = desk.words().admin.user.last_administrator;
    Refusal::wrong(error, "the last administrator")
}
