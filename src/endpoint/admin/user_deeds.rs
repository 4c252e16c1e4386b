//! What administrators do to a user.

use serde_json::{Map, Value, json};

use super::desk::Desk;
use super::drive::{Deed, Refusal};
use super::thing::About;
use crate::endpoint::event::Kind;
use crate::endpoint::http::reply::Reply;
use crate::platform::{Outcome, Platform};
use crate::protocol::admin_path;
use crate::protocol::display_name::one_line;
use crate::protocol::login::chosen_name;
use crate::protocol::params::Params;
use crate::store::user_changes::{Changes, changing_user, read_changed};
use crate::store::user_standing::{Whose, disabling, enabling, ending_sessions, read_ended};
use crate::store::users::{User, is_returned, removing_user};

/// A deed that is about a user, on the page about them.
fn about_user<P: Platform>() -> Deed<P> {
    Deed {
        about: About::User,
        ..Deed::on(admin_path::USER)
    }
}

/// `POST /admin/user/edit`.
pub(super) fn edit<P: Platform>() -> Deed<P> {
    Deed {
        names: true,
        decide: |desk, thing, form| {
            let words = &desk.words().account.profile;
            let (error, reason) = match changes::<P>(form, &thing.user()?.user) {
                Ok(changes) if changes.is_empty() => return Ok(Vec::new()),
                Ok(changes) => return Ok(changing_user::<P>(&desk.id, &changes)),
                Err("name") => (words.bad_name, "a bad name"),
                Err("username") => (words.bad_username, "a bad username"),
                Err(_) => (words.bad_email, "a bad address"),
            };
            Err(Refusal::wrong(error, reason))
        },
        done: |desk, thing, outcomes| {
            let Some(after) = read_changed(outcomes)? else {
                let taken = desk.words().account.profile.taken;
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
            all.insert(name.to_owned(), json!([before, after]));
        }
    };
    note("name", json!(before.name), json!(after.name));
    note("username", json!(before.username), json!(after.username));
    note("email", json!(before.email), json!(after.email));
    Value::Object(all)
}

/// `POST /admin/user/disable`: they cannot sign in, and all that they had ends.
pub(super) fn disable<P: Platform>() -> Deed<P> {
    Deed {
        waits: true,
        // What they had is worth nothing from then on; some of the sessions end one by one too, so that clients hear of it.
        decide: |desk, thing, _| {
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

/// `POST /admin/user/end-sessions`: they are signed out everywhere.
pub(super) fn end_sessions<P: Platform>() -> Deed<P> {
    Deed {
        waits: true,
        decide: |desk, _, _| Ok(ending_sessions(&desk.id, Whose::Anybody)),
        done: |desk, _, outcomes| {
            let details = json!({ "sessions": read_ended(outcomes)?.sessions });
            desk.tell_of_user(Kind::UserSignedOut, &details);
            Ok(desk.back())
        },
        ..about_user()
    }
}

/// `POST /admin/user/remove`.
pub(super) fn remove<P: Platform>() -> Deed<P> {
    Deed {
        waits: true,
        decide: |_, thing, _| Ok(removing_user(&thing.user()?.user.username)),
        done: |desk, thing, outcomes| {
            if !is_returned(outcomes) {
                return Err(last(desk));
            }
            let user = &thing.user()?.user;
            let details = json!({ "username": user.username, "email": user.email });
            desk.tell_of_user(Kind::UserRemoved, &details);
            Ok(desk.onward(admin_path::USERS, ""))
        },
        ..about_user()
    }
}

/// There has to be an administrator who can sign in.
fn last<P: Platform>(desk: &Desk<'_, P>) -> Refusal {
    let error = desk.words().admin.user.last_administrator;
    Refusal::wrong(error, "the last administrator")
}
