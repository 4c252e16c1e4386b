//! Signing in: to the authorization server with a request, and back with an answer.

use http::StatusCode;
use oauth2::{CsrfToken, PkceCodeChallenge, Scope};
use url::form_urlencoded;

use super::App;
use super::reply::{self, Reply, log};
use super::server::{Failure, Server};
use crate::callback::{self, Answer, CallbackFault};
use crate::challenge::StepUp;
use crate::config::SCOPES;
use crate::page::{Flash, Problem, WayOn};
use crate::session::{PENDING_SECONDS, Pending, SESSION_SECONDS, Session};

impl App {
    /// `POST /sign-in`: sends the browser to the authorization endpoint (RFC 6749 section 4.1.1).
    pub(super) async fn sign_in(&self) -> Reply {
        self.begin(&[], None).await
    }

    /// Sends a person to sign in again as the API asks (RFC 9470 section 4), before all their notes are deleted.
    pub(super) async fn confirm(&self, session: &Session, asked: &StepUp) -> Reply {
        let wishes = [
            ("acr_values", asked.acr_values.as_deref()),
            ("max_age", asked.max_age.as_deref()),
            // The same person, not another account of this browser.
            ("id_token_hint", Some(session.id_token.as_str())),
        ];
        let sub = Some(session.sub.clone());
        self.begin(&wishes, sub).await
    }

    async fn begin(
        &self,
        wishes: &[(&str, Option<&str>)],
        deletes_notes_of: Option<String>,
    ) -> Reply {
        let server = match Server::discover(&self.config).await {
            Ok(server) => server,
            Err(reason) => return unreachable(&reason),
        };
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let nonce = random();
        let mut request = server
            .oauth
            .authorize_url(CsrfToken::new_random)
            .add_scopes(SCOPES.map(|scope| Scope::new(scope.to_owned())))
            .add_extra_param("nonce", &nonce)
            .set_pkce_challenge(challenge);
        for (name, value) in wishes {
            if let Some(value) = value {
                request = request.add_extra_param(*name, *value);
            }
        }
        let (url, state) = request.url();
        // A second tab keeps the cookie of the first, so that both can finish.
        let known = self.cookie.clone();
        let fresh = known.is_none();
        let cookie = known.unwrap_or_else(random);
        let pending = Pending {
            verifier: verifier.into_secret(),
            nonce,
            deletes_notes_of,
        };
        let saved = self
            .store
            .begin_sign_in(&cookie, state.secret(), &pending)
            .await;
        if let Err(reason) = saved {
            return reply::no_storage(&reason);
        }
        let reply = Reply::redirect(url.as_str());
        if fresh {
            reply.cookie(&cookie, PENDING_SECONDS)
        } else {
            reply
        }
    }

    /// `GET /start`: a link on a page of the authorization server begins a sign-in (OpenID Connect Core section 4). Anybody
    /// can make such a link; it does no more than the button of the start page. A link of another issuer leads to that page.
    pub(super) async fn start(&self, query: &str) -> Reply {
        let mut issuers =
            form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "iss");
        match (issuers.next(), issuers.next()) {
            (Some((_, issuer)), None) if issuer == self.config.issuer => self.sign_in().await,
            _ => Reply::redirect("/"),
        }
    }

    /// `GET /callback`: the browser is back (RFC 6749 section 4.1.2).
    pub(super) async fn callback(&self, query: &str) -> Reply {
        let callback = match callback::parse(query, &self.config.issuer) {
            Ok(callback) => callback,
            Err(CallbackFault::Form) => return self.not_begun().await,
            Err(CallbackFault::Issuer) => return untrusted("a callback did not come from ISSUER"),
        };
        // Only the browser that began the sign-in knows the cookie: a foreign `state` finds nothing, and the
        // code is not redeemed.
        let Some(cookie) = &self.cookie else {
            return self.not_begun().await;
        };
        let pending = match self.store.load_sign_in(cookie, &callback.state).await {
            Ok(Some(pending)) => pending,
            Ok(None) => return self.not_begun().await,
            Err(reason) => return reply::no_storage(&reason),
        };
        match callback.answer {
            Answer::Code(code) => self.finish(cookie, &callback.state, code, pending).await,
            Answer::Denied | Answer::Unmet if pending.deletes_notes_of.is_some() => {
                Reply::home(Flash::NotConfirmed)
            }
            Answer::Denied | Answer::Unmet => denied(),
            Answer::Unavailable => unreachable("it answered the sign-in with server_error"),
            Answer::Error(error, description) => refused(&error, description.as_deref()),
        }
    }

    async fn finish(&self, cookie: &str, state: &str, code: String, pending: Pending) -> Reply {
        let server = match Server::discover(&self.config).await {
            Ok(server) => server,
            Err(reason) => return unreachable(&reason),
        };
        // First, so that opening the callback again does not show the code a second time: the server would take
        // that for theft and revoke the tokens it issued.
        if let Err(reason) = self.store.end_sign_in(cookie, state).await {
            return reply::no_storage(&reason);
        }
        let deletes_notes_of = pending.deletes_notes_of.clone();
        let session = match server.redeem(code, pending).await {
            Ok(session) => session,
            Err(Failure::Refused(reason)) => {
                log(&reason);
                return too_late();
            }
            Err(Failure::Client(reason)) => {
                log(&reason);
                return reply::not_set_up(
                    "Edgegrant does not accept this app: CLIENT_ID or CLIENT_SECRET is wrong.",
                );
            }
            Err(Failure::Untrusted(reason)) => return untrusted(&reason),
            Err(Failure::Trouble(reason)) => return unreachable(&reason),
        };
        // A new cookie: one known before the sign-in opens nothing after it.
        let fresh = random();
        if let Err(reason) = self.store.save_session(&fresh, &session).await {
            return reply::no_storage(&reason);
        }
        // A person who was already signed in leaves no session behind that still has tokens.
        if let Err(reason) = self.store.end_session(cookie).await {
            log(&reason);
        }
        let reply = if deletes_notes_of.is_some_and(|sub| sub == session.sub) {
            Reply::home(self.finish_deleting(&session).await)
        } else {
            Reply::redirect("/")
        };
        reply.cookie(&fresh, SESSION_SECONDS)
    }

    /// An answer to nothing that this browser asked. A person who is already signed in just goes on.
    async fn not_begun(&self) -> Reply {
        if let Some(cookie) = &self.cookie
            && let Ok(Some(_)) = self.store.load_session(cookie).await
        {
            return Reply::redirect("/");
        }
        Reply::problem(
            StatusCode::BAD_REQUEST,
            &Problem {
                title: "This sign-in cannot be finished",
                message: "It was begun in another browser, took too long, or was finished before."
                    .to_owned(),
                detail: None,
                way_on: WayOn::SignIn,
            },
        )
    }
}

fn random() -> String {
    CsrfToken::new_random_len(32).into_secret()
}

fn denied() -> Reply {
    Reply::problem(
        StatusCode::FORBIDDEN,
        &Problem {
            title: "You did not give access",
            message: "Nothing was shared with this app. It needs your notes to show them, so \
                      without access there is nothing it can do."
                .to_owned(),
            detail: None,
            way_on: WayOn::SignIn,
        },
    )
}

fn untrusted(reason: &str) -> Reply {
    log(reason);
    Reply::problem(
        StatusCode::BAD_REQUEST,
        &Problem {
            title: "This answer is not from Edgegrant",
            message: "The app did not use it, and you are not signed in by it.".to_owned(),
            detail: None,
            way_on: WayOn::SignIn,
        },
    )
}

fn too_late() -> Reply {
    Reply::problem(
        StatusCode::BAD_REQUEST,
        &Problem {
            title: "That took too long",
            message: "The permission from Edgegrant is good for one minute and for one use."
                .to_owned(),
            detail: None,
            way_on: WayOn::SignIn,
        },
    )
}

fn refused(error: &str, description: Option<&str>) -> Reply {
    let detail = match description {
        Some(description) => format!("{error}: {description}"),
        None => error.to_owned(),
    };
    log(&format!("the authorization server refused: {detail}"));
    Reply::problem(
        StatusCode::BAD_GATEWAY,
        &Problem {
            title: "Edgegrant refused the sign-in",
            message: "Something between this app and Edgegrant is not set up right. If it happens \
                      again, show the details to the owner of this app."
                .to_owned(),
            detail: Some(detail),
            way_on: WayOn::SignIn,
        },
    )
}

fn unreachable(reason: &str) -> Reply {
    log(reason);
    Reply::problem(
        StatusCode::BAD_GATEWAY,
        &Problem {
            title: "Edgegrant does not answer",
            message: "Signing in is not possible just now. Your notes are safe; try again in a \
                      moment."
                .to_owned(),
            detail: None,
            way_on: WayOn::SignIn,
        },
    )
}
