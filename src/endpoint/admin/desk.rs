//! What the pages of the administrators have in common: who may see them, what they post, and how they look.

use std::cell::OnceCell;

use http::StatusCode;
use http::header::IF_MATCH;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::endpoint::account::holder;
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::body::BadBody;
use crate::endpoint::http::form::{self, BadForm};
use crate::endpoint::http::notice;
use crate::endpoint::http::problem::problem;
use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::within_limit;
use crate::endpoint::interaction::Stop;
use crate::endpoint::login::errand::login_for_admin;
use crate::endpoint::server::Server;
use crate::page::words::Words;
use crate::platform::{Fault, Platform};
use crate::protocol::admin_path;
use crate::protocol::binding::{Binding, Purpose};
use crate::protocol::params::Params;
use crate::protocol::secret::{Secret, hex};
use crate::store::administering::{Administering, Authority, Seen, was_refused};
use crate::store::named_requests::Named;

/// An administrator in front of a page, or a program that does the same.
pub(super) struct Desk<'a, P: Platform> {
    pub(super) server: &'a Server<'a, P>,
    pub(super) request: &'a Request,
    /// Who it is, by `sub`.
    pub(super) by: String,
    /// What they are called.
    pub(super) called: String,
    /// What proves it.
    pub(super) authority: Authority,
    /// Whether they have proved in the last ten minutes who they are.
    pub(super) recent: bool,
    /// Whether they have a password, and no second factor.
    pub(super) by_password: bool,
    /// The path of the page. A form knows the page that it was on.
    pub(super) page: &'static str,
    /// The query of the page; what a form posted.
    pub(super) query: Params,
    /// The id of what the page or the form is about; empty if it is about no single thing.
    pub(super) id: String,
    /// Why the last form was refused, as a sentence for the page.
    pub(super) error: Option<String>,
    /// What only the answer holds, if this makes a secret.
    pub(super) secret: OnceCell<Secret>,
    /// What ids and secrets that this makes are made of; random, unless a program named its request.
    pub(super) seed: OnceCell<[u8; 32]>,
    /// The request, if a program named it.
    pub(super) named: Option<Named>,
    /// The path of what is done here; a program posts it to another one.
    pub(super) deed: &'static str,
    /// The field that it is about, if it is about one.
    pub(super) wrong: Option<&'static str>,
}

impl<'a, P: Platform> Desk<'a, P> {
    /// The administrator who asks for a page, or posts a form that was on it.
    pub(super) async fn open(
        server: &'a Server<'a, P>,
        request: &'a Request,
        page: &'static str,
    ) -> Result<Self, Stop> {
        let query = if request.method == http::Method::POST {
            match request.form() {
                // Nothing of a body that is too large is kept. The query names the app too, so the page can say what is wrong.
                Err(BadBody::TooLarge) if request.path == admin_path::APP_LOGO => {
                    request.query_params()?
                }
                form => form.map_err(|bad| Stop::bad_form(BadForm::Unreadable(bad)))?,
            }
        } else {
            request.query_params()?
        };
        let id = query.field("id").to_owned();
        let about = Some(id.as_str()).filter(|id| !id.is_empty());
        let again = login_for_admin(request, page, about);
        let holder = holder::load(server, request).await?;
        let holder =
            holder.ok_or_else(|| Stop::back(again.clone(), "an administrator signs in first"))?;
        let words = &request.words().admin;
        let told = |notice, link, reason: &str| {
            let reply = notice::lead(request, StatusCode::FORBIDDEN, notice, link);
            Stop::told(reply.because(reason))
        };
        if !holder.user.administrator {
            let link = (again, request.words().account.another);
            return Err(told(&words.not_for_you, link, "not an administrator"));
        }
        if !holder.sure.method {
            let link = (again, words.sign_in_again);
            return Err(told(
                &words.not_sure,
                link,
                "neither a passkey nor a second factor",
            ));
        }
        if !holder.sure.of_this_hour {
            return Err(Stop::back(again, "an administrator signed in too long ago"));
        }
        Ok(Self {
            server,
            request,
            by: holder.user.id.clone(),
            called: holder.user.called().to_owned(),
            recent: holder.recent,
            by_password: holder.has_password && holder.second_factor.is_none(),
            authority: Authority::Session(holder.acting),
            page,
            query,
            id,
            error: None,
            secret: OnceCell::new(),
            seed: OnceCell::new(),
            named: None,
            deed: "",
            wrong: None,
        })
    }

    /// The words in their language.
    pub(super) fn words(&self) -> &'static Words {
        self.request.words()
    }

    /// The secret that this request makes: a new one, and always the same.
    pub(super) fn secret(&self) -> &Secret {
        let mint = || Secret::mint(self.chance("secret"));
        self.secret.get_or_init(mint)
    }

    /// The id of what this request makes: a new one, and always the same.
    pub(super) fn new_id(&self) -> String {
        hex(&self.chance("id")[..12])
    }

    /// Bytes that nobody can predict, for this use: a named request has the same ones each time.
    fn chance(&self, usage: &str) -> [u8; 32] {
        let seed = self.seed.get_or_init(|| self.server.platform.random());
        Sha256::new()
            .chain_update(seed)
            .chain_update(usage)
            .finalize()
            .into()
    }

    /// Whether a page about a user is about themselves.
    pub(super) fn is_self(&self) -> bool {
        self.id == self.by
    }

    /// What a form of this page holds, about this thing as it is now. If the administrator saw something else, they are told.
    /// `waits`: they have to have proved in the last ten minutes who they are.
    pub(super) async fn read(&self, seen: &Seen, waits: bool) -> Result<Params, Stop> {
        if waits {
            self.waits("it takes a recent sign-in")?;
        }
        within_limit(self.server, &format!("account {}", self.by)).await?;
        let about = self.about(&self.id, seen);
        let bound = self.bound(&self.request.path, &about);
        form::read(self.server, self.request, bound).map_err(|bad| match bad {
            BadForm::Expired | BadForm::Foreign => self.outdated(bad.sentence()),
            _ => Stop::bad_form(bad),
        })
    }

    /// The database, in which this is changed as it was seen.
    pub(super) fn sql(&self, seen: Seen) -> Administering<'_, P> {
        Administering::new(self.server.platform, &self.authority, seen)
    }

    /// The page is too old, or the administrator may no longer change anything: nothing was changed.
    pub(super) fn outdated(&self, reason: &str) -> Stop {
        if self.is_program() {
            let status = match self.request.header(&IF_MATCH) {
                Some(_) => StatusCode::PRECONDITION_FAILED,
                None => StatusCode::CONFLICT,
            };
            let detail = "Somebody else changed it at the same moment, or the token ended. Nothing was changed.";
            return Stop::told(problem(self.request, status, detail).because(reason));
        }
        let words = self.request.words();
        let link = (self.home(), words.account.open_again);
        let reply = notice::lead(
            self.request,
            StatusCode::CONFLICT,
            &words.admin.outdated,
            link,
        );
        Stop::told(reply.because(reason))
    }

    /// What became of a change.
    pub(super) fn done<T>(&self, outcome: Result<T, Fault>) -> Result<T, Stop> {
        outcome.map_err(|fault| {
            if was_refused(&fault) {
                self.outdated("somebody else changed it, or the session ended")
            } else {
                Stop::from(fault)
            }
        })
    }

    /// They did this; `details` says what changed, from what to what.
    pub(super) fn tell(&self, event: Event, details: &Value) {
        let event = event.by(&self.by);
        self.server.tell(match details {
            Value::Null => event,
            details => event.changing(details),
        });
    }

    /// They did this to the user that the page is about.
    pub(super) fn tell_of_user(&self, kind: Kind, details: &Value) {
        self.tell(Event::new(kind).user(&self.id), details);
    }

    pub(super) fn about(&self, id: &str, seen: &Seen) -> String {
        let state = match seen {
            Seen::Nothing => "",
            Seen::User(_, state) | Seen::Client(_, state) | Seen::Group(_, state) => state,
        };
        format!("{} {id} {state}", self.by)
    }

    pub(super) fn bound<'b>(&'b self, path: &'b str, about: &'b str) -> Binding<'b> {
        let browser = match &self.authority {
            Authority::Session(acting) => acting.browser.as_str(),
            // No form is bound to a token.
            Authority::Token(_) => "",
        };
        Binding::new(Purpose::Deed, browser, path).to_revision(about)
    }
}
