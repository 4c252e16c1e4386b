//! The start page and what its buttons do.

use futures_util::future::join;
use http::StatusCode;
use worker::Request;

use super::form;
use super::notes_api::{self, Note};
use super::reply::{self, Reply, log};
use super::server::{self, Server, UserInfo};
use super::{App, now};
use crate::page::{Flash, Home, NoteView, NotesView, TokenView, Welcome};
use crate::session::Session;
use crate::token::Decoded;

/// A browser that is signed in, and its cookie.
struct SignedIn {
    cookie: String,
    session: Session,
    /// Whether the session was refreshed, but could not be saved.
    unsaved: bool,
}

/// The outcome of a refresh.
enum Refresh {
    /// There is a new access token. `SignedIn` says whether it could be saved.
    Done,
    /// The refresh token is no longer good; the session is gone.
    Ended,
    /// Nothing changed. Already logged.
    Failed,
}

/// A note that was not accepted.
#[derive(Default)]
struct Draft {
    text: String,
    error: Option<String>,
}

impl App {
    /// `GET /`.
    pub(super) async fn home(&self) -> Reply {
        let reply = match self.signed_in().await {
            Ok(Some(who)) => self.show_home(who, Draft::default(), StatusCode::OK).await,
            Ok(None) => Reply::page(StatusCode::OK, &Welcome { flash: self.flash }),
            Err(reply) => reply,
        };
        reply.flash_shown(self.flash)
    }

    /// `POST /notes`.
    pub(super) async fn add_note(&self, request: &mut Request) -> Reply {
        let mut who = match self.signed_in().await {
            Ok(Some(who)) => who,
            Ok(None) => return ended(),
            Err(reply) => return reply,
        };
        let text = match form::field(request, "text").await {
            Some(text) => text.replace("\r\n", "\n"),
            None => {
                let draft = Draft {
                    text: String::new(),
                    error: Some("The note is too long. It may have 1000 characters.".to_owned()),
                };
                return self
                    .show_home(who, draft, StatusCode::PAYLOAD_TOO_LARGE)
                    .await;
            }
        };
        let mut answer = self.post(&who, &text).await;
        if let Err(notes_api::Failure::Token) = answer {
            match self.renew(&mut who).await {
                Refresh::Done => answer = self.post(&who, &text).await,
                Refresh::Ended => return ended(),
                Refresh::Failed => {}
            }
        }
        let (status, error) = match answer {
            Ok(()) if who.unsaved => return Reply::home(Flash::AddedNotSaved),
            Ok(()) => return Reply::home(Flash::Added),
            Err(notes_api::Failure::Note(message)) => (StatusCode::BAD_REQUEST, message),
            Err(notes_api::Failure::Scope) => (
                StatusCode::FORBIDDEN,
                "You did not allow this app to add notes.".to_owned(),
            ),
            Err(
                notes_api::Failure::Token
                | notes_api::Failure::SignIn(_)
                | notes_api::Failure::Trouble,
            ) => (
                StatusCode::BAD_GATEWAY,
                "The note was not added: the notes API does not answer well. Try again in a moment."
                    .to_owned(),
            ),
        };
        let error = Some(error);
        self.show_home(who, Draft { text, error }, status).await
    }

    /// `POST /delete-notes`. The API wants to be sure that it is the person: if the last sign-in does not do, they sign in again, and
    /// [`App::finish_deleting`] goes on.
    pub(super) async fn delete_notes(&self) -> Reply {
        let mut who = match self.signed_in().await {
            Ok(Some(who)) => who,
            Ok(None) => return ended(),
            Err(reply) => return reply,
        };
        let mut answer = self.delete(&who.session).await;
        if let Err(notes_api::Failure::Token) = answer {
            match self.renew(&mut who).await {
                Refresh::Done => answer = self.delete(&who.session).await,
                Refresh::Ended => return ended(),
                Refresh::Failed => {}
            }
        }
        match answer {
            Ok(()) => Reply::home(Flash::Deleted),
            Err(notes_api::Failure::SignIn(asked)) => self.confirm(&who.session, &asked).await,
            Err(_) => Reply::home(Flash::NotDeleted),
        }
    }

    /// Deletes the notes of a person who has just signed in for that: what their page says next.
    pub(super) async fn finish_deleting(&self, session: &Session) -> Flash {
        match self.delete(session).await {
            Ok(()) => Flash::Deleted,
            // Only once: a server that ignores what is asked would keep the person going round.
            Err(notes_api::Failure::SignIn(_)) => Flash::NotConfirmed,
            Err(_) => Flash::NotDeleted,
        }
    }

    async fn delete(&self, session: &Session) -> Result<(), notes_api::Failure> {
        notes_api::delete_notes(&self.config, &session.access_token).await
    }

    /// `POST /refresh`.
    pub(super) async fn refresh(&self) -> Reply {
        let mut who = match self.signed_in().await {
            Ok(Some(who)) => who,
            Ok(None) => return ended(),
            Err(reply) => return reply,
        };
        match self.renew(&mut who).await {
            Refresh::Done if who.unsaved => Reply::home(Flash::NotSaved),
            Refresh::Done => Reply::home(Flash::Refreshed),
            Refresh::Ended => ended(),
            Refresh::Failed => Reply::home(Flash::NotRefreshed),
        }
    }

    async fn signed_in(&self) -> Result<Option<SignedIn>, Reply> {
        let Some(cookie) = self.cookie.clone() else {
            return Ok(None);
        };
        match self.store.load_session(&cookie).await {
            Ok(session) => Ok(session.map(|session| SignedIn {
                cookie,
                session,
                unsaved: false,
            })),
            Err(reason) => Err(reply::no_storage(&reason)),
        }
    }

    async fn show_home(&self, mut who: SignedIn, draft: Draft, status: StatusCode) -> Reply {
        let expired = who.session.expires_at <= now();
        if expired && let Refresh::Ended = self.renew(&mut who).await {
            return ended();
        }
        let (mut notes, mut user) = self.load(&who).await;
        if let Err(notes_api::Failure::Token) = notes
            && !expired
        {
            match self.renew(&mut who).await {
                Refresh::Done => (notes, user) = self.load(&who).await,
                Refresh::Ended => return ended(),
                Refresh::Failed => {}
            }
        }
        let decoded = Decoded::parse(&who.session.access_token);
        let user = user.unwrap_or_else(|reason| {
            log(&reason);
            UserInfo::default()
        });
        let name = user.name.or(user.preferred_username);
        let page = Home {
            flash: if who.unsaved {
                Some(Flash::NotSaved)
            } else {
                self.flash
            },
            name: name.unwrap_or_else(|| who.session.sub.clone()),
            email: user.email,
            notes: view(notes),
            draft: draft.text,
            draft_error: draft.error,
            token: TokenView {
                decoded,
                seconds_left: who.session.expires_at.saturating_sub(now()),
            },
        };
        Reply::page(status, &page)
    }

    /// The notes and the name, requested at the same time.
    async fn load(
        &self,
        who: &SignedIn,
    ) -> (
        Result<Vec<Note>, notes_api::Failure>,
        Result<UserInfo, String>,
    ) {
        let token = &who.session.access_token;
        let sub = &who.session.sub;
        let user = async { Server::discover(&self.config).await?.user(token, sub).await };
        join(notes_api::load_notes(&self.config, token), user).await
    }

    async fn post(&self, who: &SignedIn, text: &str) -> Result<(), notes_api::Failure> {
        notes_api::add_note(&self.config, &who.session.access_token, text).await
    }

    /// A new access token. Edgegrant gives two tabs at once the same refresh token, so it does not matter which
    /// of them saves last.
    async fn renew(&self, who: &mut SignedIn) -> Refresh {
        let Some(refresh_token) = who.session.refresh_token.clone() else {
            return self.end(who).await;
        };
        let server = match Server::discover(&self.config).await {
            Ok(server) => server,
            Err(reason) => {
                log(&reason);
                return Refresh::Failed;
            }
        };
        match server.refresh(refresh_token, &who.session).await {
            Ok(session) => {
                who.session = session;
                let saved = self.store.save_refreshed(&who.cookie, &who.session).await;
                who.unsaved = saved.is_err();
                if let Err(reason) = saved {
                    log(&reason);
                }
                Refresh::Done
            }
            Err(server::Failure::Refused(reason) | server::Failure::Untrusted(reason)) => {
                log(&reason);
                self.end(who).await
            }
            Err(server::Failure::Client(reason) | server::Failure::Trouble(reason)) => {
                log(&reason);
                Refresh::Failed
            }
        }
    }

    async fn end(&self, who: &SignedIn) -> Refresh {
        if let Err(reason) = self.store.end_session(&who.cookie).await {
            log(&reason);
        }
        Refresh::Ended
    }
}

fn ended() -> Reply {
    Reply::home(Flash::Ended).cookie("", 0)
}

fn view(notes: Result<Vec<Note>, notes_api::Failure>) -> NotesView {
    match notes {
        Ok(notes) => NotesView::Notes(
            notes
                .into_iter()
                .map(|note| NoteView {
                    text: note.text,
                    created_at: note.created_at,
                })
                .collect(),
        ),
        Err(notes_api::Failure::Scope) => {
            NotesView::Trouble("You did not allow this app to read your notes.")
        }
        Err(notes_api::Failure::Token | notes_api::Failure::SignIn(_)) => {
            NotesView::Trouble("The notes API does not accept the access token of this app.")
        }
        Err(notes_api::Failure::Note(_) | notes_api::Failure::Trouble) => {
            NotesView::Trouble("The notes cannot be shown: the notes API does not answer well.")
        }
    }
}
