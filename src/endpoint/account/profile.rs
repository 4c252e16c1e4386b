//! `/account`: what people say about themselves.

use super::{holder, starts};
use crate::endpoint::discovery::home;
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::afterwards::Afterwards;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::Stop;
use crate::endpoint::mail::Work;
use crate::endpoint::server::Server;
use crate::page::words::{fill, isolated};
use crate::page::{Field, Form, Section};
use crate::platform::Platform;
use crate::protocol::display_name::one_line;
use crate::protocol::login::chosen_name;
use crate::protocol::mail_address::MailAddress;
use crate::protocol::params::Params;
use crate::protocol::path;
use crate::protocol::url::Url;
use crate::store::acting::Holder;
use crate::store::own_profile::{Changed, Profile, change_email, change_profile};

/// The longest address of a picture, in bytes.
const LONGEST_PICTURE: usize = 2000;

/// `GET /` for a browser with a session: the account, or what this address is once the session has ended.
pub(crate) async fn home<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    match holder::open(server, request, path::ACCOUNT).await {
        Ok(_) => Ok(Reply::redirect(&holder::at(request, path::ACCOUNT))),
        Err(stop) if stop.is_back() => Ok(home::show(server, request)),
        Err(stop) => Err(stop),
    }
}

/// `GET /account`.
pub(crate) async fn show<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let holder = holder::open(server, request, path::ACCOUNT).await?;
    let starts = starts::section(server, request).await?;
    Ok(shown(server, request, &holder, None, starts))
}

fn shown<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    holder: &Holder,
    error: Option<&str>,
    starts: Option<Section>,
) -> Reply {
    let words = &request.words().account.profile;
    let user = &holder.user;
    let picture = user.claims.get("picture").and_then(|it| it.as_str());
    let name = text("name", words.name, user.name.as_deref(), words.name_help);
    let username = user.chosen_username();
    let username = text("username", words.username, username, words.username_help);
    let picture = text("picture", words.picture, picture, words.picture_help);
    let about = Section {
        heading: starts.as_ref().map_or("", |_| words.heading),
        lead: words.lead.to_owned(),
        forms: vec![Form {
            action: path::ACCOUNT_PROFILE,
            token: holder::token(server, holder, path::ACCOUNT_PROFILE),
            fields: vec![name, username, picture],
            button: words.save,
            ..Form::default()
        }],
        ..Section::default()
    };
    let proof = match server.config.mail {
        Some(_) => words.email_mailed,
        None => words.email_ask,
    };
    let [email, other] = [&user.email, &user.unverified_email]
        .map(|it| isolated(it.as_deref().unwrap_or_default(), request.words()));
    let known = match (&user.email, &user.unverified_email) {
        (Some(_), Some(_)) => words.email_both,
        (Some(_), None) => words.email_verified,
        (None, Some(_)) => words.email_unverified,
        (None, None) => words.email_none,
    };
    let values = [("email", &*email), ("other", &other), ("proof", proof)];
    let known = fill(known, &values);
    let form = || Form {
        action: path::ACCOUNT_EMAIL,
        token: holder::token(server, holder, path::ACCOUNT_EMAIL),
        fields: vec![Field {
            kind: "email",
            ..text("email", words.email, None, words.email_help)
        }],
        button: words.email_save,
        ..Form::default()
    };
    let email = Section {
        heading: words.email_heading,
        lead: known,
        forms: holder.recent.then(form).into_iter().collect(),
        ..Section::default()
    };
    let mut sections = Vec::from_iter(starts);
    sections.extend([about, email]);
    holder::sheet(request, holder, path::ACCOUNT, error, sections)
}

/// A field whose name is also what browsers fill it in by.
fn text(name: &'static str, label: &'static str, value: Option<&str>, help: &'static str) -> Field {
    Field {
        name,
        label,
        value: value.unwrap_or_default().to_owned(),
        kind: "text",
        autocomplete: if name == "picture" { "photo" } else { name },
        help,
        ..Field::default()
    }
}

/// `POST /account/profile`.
pub(crate) async fn change<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let holder = holder::open(server, request, path::ACCOUNT).await?;
    let form = holder::read(server, request, &holder, path::ACCOUNT).await?;
    let words = &request.words().account.profile;
    let again = |error, reason: &str| {
        Ok(shown(server, request, &holder, Some(error), None).because(reason))
    };
    let profile = match read::<P>(&form) {
        Ok(profile) => profile,
        Err("name") => return again(words.bad_name, "a bad name"),
        Err("username") => return again(words.bad_username, "a bad username"),
        Err(_) => return again(words.bad_picture, "a bad picture"),
    };
    let renamed = profile.username.as_deref() != holder.user.chosen_username();
    if renamed && !holder.recent {
        return Err(holder::prove_again(request, path::ACCOUNT));
    }
    let ways = holder::ways_in(server).await?;
    match change_profile(server.platform, &holder.acting, &profile, ways).await? {
        Changed::Done => {
            server.tell(Event::new(Kind::ProfileChanged).user(&holder.user.id));
            Ok(Reply::redirect(&holder::at(request, path::ACCOUNT)))
        }
        Changed::Not => again(words.taken, "a name that cannot be had"),
        Changed::Uncompared => again(words.not_now, "names are not compared yet"),
    }
}

/// Reads a profile. The name of the field that is wrong otherwise.
fn read<P: Platform>(form: &Params) -> Result<Profile, &'static str> {
    let field = |name| {
        let text = form.field(name).trim();
        (!text.is_empty()).then_some(text)
    };
    let username = field("username").map(|text| chosen_name::username(text, P::fold));
    Ok(Profile {
        username: username.transpose().map_err(|_| "username")?,
        name: field("name")
            .map(|text| one_line(text).ok_or("name"))
            .transpose()?,
        picture: field("picture")
            .map(|text| picture(text).ok_or("picture"))
            .transpose()?,
    })
}

/// The address of a picture that every app may show: only https, and nothing that signs in anywhere.
fn picture(text: &str) -> Option<String> {
    let url = Url::parse(text)?;
    let plain = url.scheme() == "https" && !url.has_user();
    let url = url.as_str().to_owned();
    (plain && url.len() <= LONGEST_PICTURE).then_some(url)
}

/// `POST /account/email`: an address is theirs once they have proved it.
pub(crate) async fn change_address<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Reply, Stop> {
    let holder = holder::open_recent(server, request, path::ACCOUNT).await?;
    let form = holder::read(server, request, &holder, path::ACCOUNT).await?;
    let sent = form.field("email").trim();
    let again = |error, reason: &str| {
        Ok(shown(server, request, &holder, Some(error), None).because(reason))
    };
    let email = match (sent, chosen_name::email(sent, P::fold)) {
        ("", _) => None,
        // A link is sent there.
        (_, Ok(email)) if server.config.mail.is_some() && MailAddress::parse(&email).is_err() => {
            return again(
                request.words().mail.bad_address,
                "no mail can be sent there",
            );
        }
        // The one that they have is proved already.
        (_, Ok(email)) => Some(email).filter(|it| Some(it) != holder.user.email.as_ref()),
        (_, Err(bad)) => {
            return again(request.words().account.profile.bad_email, &bad.sentence());
        }
    };
    let is_new = email.is_some();
    if !change_email(server.platform, &holder.acting, email).await? {
        return Err(holder::prove_again(request, path::ACCOUNT));
    }
    server.tell(Event::new(Kind::ProfileChanged).user(&holder.user.id));
    let mut reply = Reply::redirect(&holder::at(request, path::ACCOUNT));
    if is_new {
        let work = Work::Verification {
            user_id: holder.user.id.clone(),
        };
        reply
            .afterwards
            .extend(Afterwards::mail(server, request, work));
    }
    Ok(reply)
}
