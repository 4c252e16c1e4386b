//! The Worker: from a request to a response.

mod body;
mod reply;
mod store;

use std::cell::OnceCell;
use std::rc::Rc;

use serde::Serialize;
use worker::{Context, Env, Request, Response, Result, ScheduleContext, ScheduledEvent, event};

use crate::guard::{self, Admission, Algorithm, Certainty, Guard, Refusal, Workerd};
use crate::note::{BadNote, MAX_BODY_BYTES, parse_text};
use crate::route::{READ, Route, WRITE, route};

thread_local! {
    // One per isolate: it keeps the issuer's keys from one request to the next.
    static GUARD: OnceCell<Rc<Guard<Workerd>>> = const { OnceCell::new() };
}

/// What it takes to delete everything: a passkey, used in the last five minutes.
const CONFIRMED: Certainty<'static> = Certainty {
    acr_values: &["phr"],
    max_age: Some(300),
};

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
                clear: "DELETE /notes, with the scope notes:write, at most five minutes after a sign-in with a passkey",
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
                dpop_signing_alg_values_supported: Algorithm::ALL.map(Algorithm::name),
                dpop_bound_access_tokens_required: false,
                resource_name: "Notes",
            },
        ),
        Route::List => {
            let Admission { claims, nonce } = match admit(&guard, &request, READ, &env).await {
                Ok(admission) => admission,
                Err(refusal) => return reply::refusal(&refusal),
            };
            let answer = match store::load_notes(&env, &claims.sub).await {
                Ok(notes) => reply::json(200, &Notes { notes }),
                Err(reason) => reply::trouble(&reason),
            };
            reply::with_nonce(answer?, nonce.as_deref())
        }
        Route::Add => {
            let Admission { claims, nonce } = match admit(&guard, &request, WRITE, &env).await {
                Ok(admission) => admission,
                Err(refusal) => return reply::refusal(&refusal),
            };
            let answer = add(&env, &claims.sub, &mut request).await;
            reply::with_nonce(answer?, nonce.as_deref())
        }
        Route::Clear => {
            let admitted = admit_certain(&guard, &request, WRITE, &CONFIRMED, &env).await;
            let Admission { claims, nonce } = match admitted {
                Ok(admission) => admission,
                Err(refusal) => return reply::refusal(&refusal),
            };
            let answer = match store::delete_notes(&env, &claims.sub).await {
                Ok(()) => reply::json(200, &Notes { notes: Vec::new() }),
                Err(reason) => reply::trouble(&reason),
            };
            reply::with_nonce(answer?, nonce.as_deref())
        }
        Route::NotFound => reply::error(
            404,
            "not_found",
            "There is nothing at this address; the notes are at /notes.",
        ),
        Route::MethodNotAllowed(allow) => reply::method_not_allowed(allow),
    }
}

/// Daily.
#[event(scheduled)]
async fn scheduled(_: ScheduledEvent, env: Env, _: ScheduleContext) {
    if let Err(reason) = store::sweep(&env).await {
        reply::log(&reason);
    }
}

async fn admit(
    guard: &Guard<Workerd>,
    request: &Request,
    scope: &str,
    env: &Env,
) -> std::result::Result<Admission, Refusal> {
    admit_certain(guard, request, scope, &Certainty::ANY, env).await
}

async fn admit_certain(
    guard: &Guard<Workerd>,
    request: &Request,
    scope: &str,
    certainty: &Certainty<'_>,
    env: &Env,
) -> std::result::Result<Admission, Refusal> {
    let header = |name| request.headers().get(name).unwrap_or(None);
    let (authorization, proof) = (header("authorization"), header("dpop"));
    let request = guard::Request {
        method: &request.inner().method(),
        url: &request.inner().url(),
        authorization: authorization.as_deref(),
        proof: proof.as_deref(),
    };
    let used_proofs = store::Proofs(env);
    guard
        .admit_certain(&request, scope, certainty, &used_proofs)
        .await
}

async fn add(env: &Env, sub: &str, request: &mut Request) -> Result<Response> {
    let content_type = request.headers().get("content-type").unwrap_or(None);
    let text = match body::read(request, MAX_BODY_BYTES).await {
        Some(body) => parse_text(content_type.as_deref(), &body),
        None => Err(BadNote::TooLarge),
    };
    let text = match text {
        Ok(text) => text,
        Err(bad) => return reply::error(bad.status(), "invalid_note", bad.message()),
    };
    match store::add_note(env, sub, &text).await {
        Ok(note) => reply::json(201, &note),
        Err(reason) => reply::trouble(&reason),
    }
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
        let mut guard = Guard::new(&variable("ISSUER")?, &variable("RESOURCE")?, Workerd)?;
        if let Ok(secret) = env.secret("DPOP_SECRET") {
            guard = guard
                .require_nonces(&secret.to_string())
                .map_err(|reason| format!("DPOP_SECRET: {reason}"))?;
        }
        Ok(Rc::clone(cell.get_or_init(|| Rc::new(guard))))
    })
}

#[derive(Serialize)]
struct Home<'a> {
    about: &'static str,
    read: &'static str,
    add: &'static str,
    clear: &'static str,
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
    dpop_signing_alg_values_supported: [&'static str; 4],
    dpop_bound_access_tokens_required: bool,
    resource_name: &'static str,
}

#[derive(Serialize)]
struct Notes {
    notes: Vec<crate::note::Note>,
}
