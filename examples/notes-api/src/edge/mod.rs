//! The Worker: from a request to a response.

mod body;
mod reply;
mod store;

use std::cell::OnceCell;
use std::rc::Rc;

use serde::Serialize;
use worker::{Context, Env, Request, Response, Result, event};

use crate::guard::{Guard, Workerd};
use crate::note::{BadNote, MAX_BODY_BYTES, parse_text};
use crate::route::{READ, Route, WRITE, route};

thread_local! {
    // One an isolate: it keeps the issuer's keys from one request to the next.
    static GUARD: OnceCell<Rc<Guard<Workerd>>> = const { OnceCell::new() };
}

/// Answers one request.
#[event(fetch)]
async fn fetch(mut request: Request, env: Env, _: Context) -> Result<Response> {
    let guard = match guard(&env) {
        Ok(guard) => guard,
        Err(reason) => return reply::trouble(&reason),
    };
    let method = request.inner().method();
    match route(&method, &request.path(), guard.metadata_path()) {
        Route::Home => reply::json(
            200,
            &Home {
                about: "Notes: an API that keeps notes for the person who granted access.",
                read: "GET /notes, with an access token that has the scope notes:read",
                add: "POST /notes {\"text\": …}, with the scope notes:write",
                authorization_server: guard.issuer(),
                metadata: guard.metadata_path(),
            },
        ),
        Route::Metadata => reply::json(
            200,
            &Metadata {
                resource: guard.resource(),
                authorization_servers: [guard.issuer()],
                scopes_supported: [READ, WRITE],
                bearer_methods_supported: ["header"],
                resource_name: "Notes",
            },
        ),
        Route::List => {
            let claims = match admit(&guard, &request, READ).await {
                Ok(claims) => claims,
                Err(refusal) => return reply::refusal(&refusal),
            };
            match store::load_notes(&env, &claims.sub).await {
                Ok(notes) => reply::json(200, &Notes { notes }),
                Err(reason) => reply::trouble(&reason),
            }
        }
        Route::Add => {
            let claims = match admit(&guard, &request, WRITE).await {
                Ok(claims) => claims,
                Err(refusal) => return reply::refusal(&refusal),
            };
            let content_type = request.headers().get("content-type").unwrap_or(None);
            let text = match body::read(&mut request, MAX_BODY_BYTES).await {
                Some(body) => parse_text(content_type.as_deref(), &body),
                None => Err(BadNote::TooLarge),
            };
            let text = match text {
                Ok(text) => text,
                Err(bad) => return reply::error(bad.status(), "invalid_note", bad.message()),
            };
            match store::add_note(&env, &claims.sub, &text).await {
                Ok(note) => reply::json(201, &note),
                Err(reason) => reply::trouble(&reason),
            }
        }
        Route::NotFound => reply::error(
            404,
            "not_found",
            "There is nothing at this address; the notes are at /notes.",
        ),
        Route::MethodNotAllowed(allow) => reply::method_not_allowed(allow),
    }
}

async fn admit(
    guard: &Guard<Workerd>,
    request: &Request,
    scope: &str,
) -> std::result::Result<crate::guard::Claims, crate::guard::Refusal> {
    let authorization = request.headers().get("authorization").unwrap_or(None);
    let url = request.inner().url();
    let query = url.split_once('?').map_or("", |(_, query)| query);
    guard.admit(authorization.as_deref(), query, scope).await
}

fn guard(env: &Env) -> std::result::Result<Rc<Guard<Workerd>>, String> {
    GUARD.with(|cell| {
        if let Some(guard) = cell.get() {
            return Ok(Rc::clone(guard));
        }
        let variable = |name: &str| {
            env.var(name).map(|value| value.to_string()).map_err(|_| {
                format!(
                    "The variable {name} is missing: set it under [vars] in wrangler.toml \
                     ([env.production.vars] for the deployed one)"
                )
            })
        };
        let guard = Guard::new(&variable("ISSUER")?, &variable("RESOURCE")?, Workerd)?;
        Ok(Rc::clone(cell.get_or_init(|| Rc::new(guard))))
    })
}

#[derive(Serialize)]
struct Home<'a> {
    about: &'static str,
    read: &'static str,
    add: &'static str,
    authorization_server: &'a str,
    metadata: &'a str,
}

/// RFC 9728 section 2.
#[derive(Serialize)]
struct Metadata<'a> {
    resource: &'a str,
    authorization_servers: [&'a str; 1],
    scopes_supported: [&'static str; 2],
    bearer_methods_supported: [&'static str; 1],
    resource_name: &'static str,
}

#[derive(Serialize)]
struct Notes {
    notes: Vec<crate::note::Note>,
}
