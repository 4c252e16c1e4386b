//! Runs every page and every deed of the administrators: load, decide, save, reply.
//!
//! What differs from one to the other are plain functions without storage: so there is one place where a form is verified and
//! a transaction is guarded, and each new deed is little code.

use super::desk::Desk;
use super::thing::{About, Thing};
use crate::endpoint::http::body::Body;
use crate::endpoint::http::notice;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::Stop;
use crate::endpoint::server::Server;
use crate::platform::{Fault, Outcome, Platform, Sql, Statement};
use crate::protocol::params::Params;
use crate::store::administering::{Seen, fold_names};

/// What is read for a page.
pub(super) type Load<P> = fn(&Desk<'_, P>) -> Vec<Statement>;
/// What is read after that.
pub(super) type Then<P> = fn(&Desk<'_, P>, &[Outcome]) -> Result<Vec<Statement>, Fault>;
/// What a page makes of what was read.
pub(super) type Show<P> = fn(&Desk<'_, P>, &[Outcome]) -> Result<Reply, Stop>;
/// What a form changes.
pub(super) type Decide<P> = fn(&Desk<'_, P>, &Thing, &Params) -> Result<Vec<Statement>, Refusal>;
/// What becomes of it.
pub(super) type Done<P> = fn(&Desk<'_, P>, &Thing, &[Outcome]) -> Result<Reply, Refusal>;

/// Why a form changed nothing. Boxed, because every step of every deed may give one: so each of them is less code.
pub(super) struct Refusal(pub(super) Box<Why>);

/// See [`Refusal`].
pub(super) enum Why {
    /// The page that it was on says this sentence. Then why, for the log.
    Wrong(String, &'static str),
    /// The same, beside a field.
    Field(&'static str, String),
    /// There is another page instead.
    Stop(Stop),
}

impl Refusal {
    /// The page that it was on says `error`.
    #[inline(never)]
    pub(super) fn wrong(error: &str, reason: &'static str) -> Self {
        Self(Box::new(Why::Wrong(error.to_owned(), reason)))
    }

    /// The page that it was on says `error`, beside the field with this name.
    pub(super) fn field(name: &'static str, error: String) -> Self {
        Self(Box::new(Why::Field(name, error)))
    }
}

impl From<Stop> for Refusal {
    #[inline(never)]
    fn from(stop: Stop) -> Self {
        Self(Box::new(Why::Stop(stop)))
    }
}

impl From<Fault> for Refusal {
    #[inline(never)]
    fn from(fault: Fault) -> Self {
        Self::from(Stop::from(fault))
    }
}

/// A page.
pub(super) struct Page<P: Platform> {
    pub(super) path: &'static str,
    /// What it reads, in one transaction.
    pub(super) load: Load<P>,
    /// What it reads once it knows that, perhaps nothing.
    pub(super) then: Option<Then<P>>,
    /// What it makes of that.
    pub(super) show: Show<P>,
}

/// What a form does.
pub(super) struct Deed<P: Platform> {
    /// The page that it is on.
    pub(super) page: &'static str,
    /// The path that it is posted to, if one function does several things.
    pub(super) path: &'static str,
    /// Whether it waits for a sign-in of the last ten minutes, because it cannot be undone.
    pub(super) waits: bool,
    /// Whether it could overwrite what somebody else changed. Otherwise it counts however the thing looks by now: whoever is shut out
    /// could change it all the time.
    pub(super) overwrites: bool,
    /// Whether it gives somebody a name, so that all names have to be comparable before.
    pub(super) names: bool,
    /// What it is about.
    pub(super) about: About,
    /// What it says of a body that was too large to be read, if its form has a file.
    pub(super) too_large: Option<fn(&Desk<'_, P>) -> Refusal>,
    /// What it changes, in one transaction; or the page that says why not. Nothing: there is nothing to change.
    pub(super) decide: Decide<P>,
    /// What became of it: the events, and where the administrator goes.
    pub(super) done: Done<P>,
}

impl<P: Platform> Deed<P> {
    /// A deed on this page that is about nothing yet, and does nothing.
    pub(super) fn on(page: &'static str) -> Self {
        Self {
            page,
            path: "",
            waits: false,
            overwrites: true,
            names: false,
            about: About::Nothing,
            too_large: None,
            decide: |_, _, _| Ok(Vec::new()),
            done: |desk, _, _| Ok(desk.back()),
        }
    }

    /// What its form is bound to.
    fn seen(&self, thing: &Thing) -> Seen {
        if self.overwrites {
            thing.seen()
        } else {
            Seen::Nothing
        }
    }
}

/// Shows a page.
pub(super) async fn show<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    page: Page<P>,
) -> Result<Reply, Stop> {
    let desk = Desk::open(server, request, page.path).await?;
    shown(&desk, &page).await
}

/// Does what was posted.
pub(super) async fn run<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    deed: Deed<P>,
) -> Result<Reply, Stop> {
    let mut desk = Desk::open(server, request, deed.page).await?;
    desk.deed = deed.path;
    let (error, wrong, reason) = match done(&desk, &deed).await.map_err(|refusal| *refusal.0) {
        Ok(reply) => return Ok(reply),
        Err(Why::Stop(stop)) => return Err(stop),
        Err(Why::Wrong(error, reason)) => (error, None, reason),
        Err(Why::Field(field, error)) => (error, Some(field), field),
    };
    (desk.error, desk.wrong) = (Some(error), wrong);
    let page = super::page(deed.page);
    let page = page.ok_or_else(|| Fault::new("a form is on no page"))?;
    Ok(shown(&desk, &page).await?.because(reason))
}

async fn shown<P: Platform>(desk: &Desk<'_, P>, page: &Page<P>) -> Result<Reply, Stop> {
    let mut outcomes = load(desk, (page.load)(desk)).await?;
    if let Some(then) = page.then {
        let more = then(desk, &outcomes)?;
        outcomes.append(&mut load(desk, more).await?);
    }
    (page.show)(desk, &outcomes)
}

async fn done<P: Platform>(desk: &Desk<'_, P>, deed: &Deed<P>) -> Result<Reply, Refusal> {
    let found = load(desk, deed.about.load(desk)).await?;
    let gone = || Stop::told(notice::not_found(desk.request));
    let thing = deed.about.read(&found)?.ok_or_else(gone)?;
    if let (Body::TooLarge, Some(refuse)) = (&desk.request.body, deed.too_large) {
        return Err(refuse(desk));
    }
    let form = desk.read(&deed.seen(&thing), deed.waits).await?;
    carry_out(desk, deed, &thing, &form).await
}

/// Does what a form or a program wants done.
pub(super) async fn carry_out<P: Platform>(
    desk: &Desk<'_, P>,
    deed: &Deed<P>,
    thing: &Thing,
    form: &Params,
) -> Result<Reply, Refusal> {
    if deed.names && !fold_names(desk.server.platform).await? {
        let words = desk.words().account.profile.not_now;
        return Err(Refusal::wrong(words, "names are not compared yet"));
    }
    let mut statements = (deed.decide)(desk, thing, form)?;
    if statements.is_empty() {
        return Ok(desk.back());
    }
    if let Some(named) = &desk.named {
        statements.insert(0, named.is_first());
        statements.push(named.remembering());
    }
    let seen = if desk.is_conditional() {
        thing.seen()
    } else {
        deed.seen(thing)
    };
    let outcomes = desk.sql(seen).batch(statements).await;
    let outcomes = desk.done(outcomes)?;
    let outcomes = match (&desk.named, outcomes.as_slice()) {
        (Some(_), [_, outcomes @ .., _]) => outcomes,
        (_, outcomes) => outcomes,
    };
    (deed.done)(desk, thing, outcomes)
}

/// What these statements say.
pub(super) async fn load<P: Platform>(
    desk: &Desk<'_, P>,
    statements: Vec<Statement>,
) -> Result<Vec<Outcome>, Stop> {
    if statements.is_empty() {
        return Ok(Vec::new());
    }
    Ok(desk.server.platform.batch(statements).await?)
}
