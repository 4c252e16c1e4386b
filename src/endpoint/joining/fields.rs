//! What somebody says of themselves, and the fields that ask for it.

use super::form::Sent;
use super::way::Way;
use crate::endpoint::http::request::Request;
use crate::page::Field;
use crate::page::words::joining::Joining;
use crate::platform::Unicode;
use crate::protocol::display_name;
use crate::protocol::login::chosen_name;
use crate::store::user::User;

/// What was typed last time.
#[derive(Default)]
pub(super) struct Typed<'a> {
    pub(super) called: &'a str,
    pub(super) username: &'a str,
    pub(super) email: &'a str,
}

impl<'a> Typed<'a> {
    /// Of a form.
    pub(super) fn of(form: &'a Sent) -> Self {
        Self {
            called: form.field("called"),
            username: form.field("username"),
            email: form.field("email"),
        }
    }

    /// The fields of a form.
    pub(super) fn fields(
        &self,
        words: &Joining,
        invited: Option<&str>,
        by_password: bool,
    ) -> Vec<Field> {
        let named = by_password && invited.is_none();
        let called = Field {
            name: "called",
            label: words.called,
            value: self.called.to_owned(),
            kind: "text",
            autocomplete: "name",
            ..Field::default()
        };
        let username = Field {
            name: "username",
            label: if named {
                words.username
            } else {
                words.username_optional
            },
            value: self.username.to_owned(),
            kind: "text",
            autocomplete: "username",
            required: named,
            help: words.username_hint,
            ..Field::default()
        };
        let email = invited.is_none().then(|| Field {
            name: "email",
            label: words.email,
            value: self.email.to_owned(),
            kind: "email",
            autocomplete: "email",
            help: words.email_hint,
            ..Field::default()
        });
        let mut fields = vec![called, username];
        fields.extend(email);
        fields
    }
}

/// A field that cannot be used.
#[derive(Clone, Copy)]
pub(super) enum BadField {
    Name,
    Username,
    Email,
    NoUsername,
}

impl BadField {
    pub(super) fn sentence(self, request: &Request) -> &'static str {
        let words = &request.words().joining;
        match self {
            Self::Name => words.bad_name,
            Self::Username => words.bad_username,
            Self::Email => words.bad_email,
            Self::NoUsername => words.no_username,
        }
    }

    pub(super) fn reason(self) -> &'static str {
        match self {
            Self::Name => "the name cannot be used",
            Self::Username => "the username cannot be used",
            Self::Email => "the address is none",
            Self::NoUsername => "a password without a username",
        }
    }
}

/// The user to be. An address counts as theirs if the owner says so: in the invitation, or as the first user.
pub(super) fn user<U: Unicode>(
    form: &Sent,
    way: Way,
    invited: Option<&str>,
    by_password: bool,
) -> Result<Box<User>, BadField> {
    let some = |name| Some(form.field(name).trim()).filter(|text| !text.is_empty());
    let called = some("called").map(|text| display_name::one_line(text).ok_or(BadField::Name));
    let username = some("username").map(|text| chosen_name::username(text, U::fold));
    let username = username.transpose().map_err(|_| BadField::Username)?;
    let typed = some("email").map(|text| chosen_name::email(text, U::fold));
    let typed = typed.transpose().map_err(|_| BadField::Email)?;
    let (email, unverified_email) = match (invited, way) {
        (Some(invited), _) => (Some(invited.to_owned()), None),
        (None, Way::Setup) => (typed, None),
        (None, Way::Invitation | Way::SignUp) => (None, typed),
    };
    // There has to be something to type beside a password.
    if by_password && username.is_none() && email.is_none() {
        return Err(BadField::NoUsername);
    }
    Ok(Box::new(User {
        username: username.unwrap_or_else(|| form.subject.clone()),
        id: form.subject.clone(),
        email,
        unverified_email,
        name: called.transpose()?,
        ..User::default()
    }))
}
