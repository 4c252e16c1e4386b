//! The edge: what Cloudflare calls, and the [`crate::platform`] over D1, Workers KV and WebCrypto.
//! No rules live here.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use serde::Serialize;
use worker::worker_sys::types::D1Database;
use worker::{Context, Env, ScheduleContext, ScheduledEvent, event};

use crate::endpoint::config::{Config, Misconfigured};
use crate::endpoint::{Isolate, Server, misconfigured, respond};
use crate::platform::{Fault, Platform};
use crate::protocol::time::Timestamp;
use crate::store::sweep::sweep;

mod crypto;
mod d1;
mod http;
mod kv;
mod settings;

thread_local! {
    static CONFIG: RefCell<Option<Rc<Config>>> = const { RefCell::new(None) };
    static ISOLATE: Rc<Isolate<web_sys::CryptoKey>> = Rc::default();
}

/// The bindings, as one request sees them, and what it cost.
struct Edge {
    env: Env,
    db: D1Database,
    spent: Spent,
}

/// What the free plan meters.
#[derive(Default, Serialize)]
struct Spent {
    kv_reads: Cell<u32>,
    kv_writes: Cell<u32>,
    d1_queries: Cell<u32>,
    d1_rows_read: Cell<u32>,
    d1_rows_written: Cell<u32>,
}

impl Platform for Edge {
    fn now(&self) -> Timestamp {
        now()
    }

    fn random(&self) -> [u8; 32] {
        random()
    }
}

fn now() -> Timestamp {
    // Milliseconds fit into 53 bits for the next 285,000 years.
    Timestamp((js_sys::Date::now() / 1000.0) as i64)
}

/// # Panics
/// When the runtime has no random bytes: then nothing that would be issued could be trusted.
fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[allow(clippy::expect_used, reason = "going on would be worse than stopping")]
    getrandom::fill(&mut bytes).expect("WebCrypto gives random bytes");
    bytes
}

/// One line of the log for one request. Says nothing that a person or a client has sent, except
/// the path.
#[derive(Serialize)]
struct Line<'a> {
    event: &'static str,
    id: &'a str,
    method: &'a str,
    path: &'a str,
    status: u16,
    #[serde(flatten)]
    spent: &'a Spent,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

/// One more line for a request that this server failed.
#[derive(Serialize)]
struct Trouble<'a> {
    event: &'static str,
    id: &'a str,
    reason: &'a str,
}

fn log(line: &impl Serialize, trouble: bool) {
    let line = serde_json::to_string(line).unwrap_or_default();
    if trouble {
        worker::console_error!("{line}");
    } else {
        worker::console_log!("{line}");
    }
}

#[event(fetch)]
async fn fetch(
    request: web_sys::Request,
    env: Env,
    _: Context,
) -> Result<web_sys::Response, worker::Error> {
    let id: String = random::<8>().iter().map(|b| format!("{b:02x}")).collect();
    let request = http::read(&request, id).await?;

    let mut spent = Spent::default();
    let mut secure = true;
    let reply = match open(&env) {
        Err(wrong) => misconfigured(&request, &wrong),
        Ok((config, edge)) => {
            secure = config.issuer.is_https();
            let reply = respond(
                &Server {
                    config: &config,
                    platform: &edge,
                    isolate: &ISOLATE.with(Rc::clone),
                },
                &request,
            )
            .await;
            spent = edge.spent;
            reply
        }
    };

    let line = Line {
        event: "request",
        id: &request.id,
        method: request.method.as_str(),
        path: request.path.get(..100).unwrap_or(&request.path),
        status: reply.status.as_u16(),
        spent: &spent,
        reason: reply.reason.as_deref(),
    };
    log(&line, false);
    if let (true, Some(reason)) = (reply.trouble, &reply.reason) {
        let line = Trouble {
            event: "trouble",
            id: &request.id,
            reason,
        };
        log(&line, true);
    }
    Ok(http::write(&request, reply, secure)?)
}

#[event(scheduled)]
async fn scheduled(_: ScheduledEvent, env: Env, _: ScheduleContext) {
    #[derive(Serialize)]
    struct Swept {
        event: &'static str,
        rows: Option<u64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    }
    let swept = match open(&env) {
        Ok((_, edge)) => sweep(&edge, now()).await,
        Err(wrong) => Err(Fault::new(wrong.0)),
    };
    let line = Swept {
        event: "sweep",
        rows: swept.as_ref().ok().copied(),
        reason: swept.err().map(|fault| fault.reason),
    };
    log(&line, line.reason.is_some());
}

/// The settings, read once for an isolate, and the bindings.
fn open(env: &Env) -> Result<(Rc<Config>, Edge), Misconfigured> {
    let remembered = CONFIG.with_borrow(Clone::clone);
    let config = match remembered {
        Some(config) => config,
        None => {
            settings::namespace(env)?;
            let config = Rc::new(Config::read(|name| settings::setting(env, name))?);
            CONFIG.set(Some(Rc::clone(&config)));
            config
        }
    };
    let edge = Edge {
        env: env.clone(),
        db: settings::database(env)?,
        spent: Spent::default(),
    };
    Ok((config, edge))
}
