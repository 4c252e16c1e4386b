//! The edge: what Cloudflare calls, and [`crate::platform`] over D1, Workers KV and WebCrypto. No rules live
//! here.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::task::{self, Poll, Waker};

use ::http::header::COOKIE;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use worker::wasm_bindgen_futures::future_to_promise;
use worker::{Context, Env, worker_sys};

use crate::endpoint::backchannel_logout::deliver;
use crate::endpoint::config::{Config, Misconfigured, Sender};
use crate::endpoint::event::Told;
use crate::endpoint::http::afterwards::Afterwards;
use crate::endpoint::mail::{self as mails, Task};
use crate::endpoint::rehash::rehash;
use crate::endpoint::route::{misconfigured, respond};
use crate::endpoint::spending::report_spending;
use crate::endpoint::{Isolate, Server};
use crate::platform::{Platform, Unicode};
use crate::protocol::secret::hex;
use crate::protocol::timestamp::Timestamp;
use crate::store::events::add_events;
use crate::store::session_life::note_seen;
use crate::store::spending::{LEAST, Spent};

use border::Answer;
use log::Cost;

mod border;
mod crypto;
mod d1;
mod http;
mod kv;
mod limiter;
mod log;
mod mail;
mod scheduled;
mod settings;
mod web;
mod words;

thread_local! {
    static CONFIG: RefCell<Option<Rc<Config>>> = const { RefCell::new(None) };
    static ISOLATE: Rc<Isolate<JsValue>> = Rc::default();
}

/// The bindings, as one request sees them, and what it cost.
struct Edge {
    env: Env,
    cost: Cost,
    /// Whether a browser asks. It brings the bookmark of what is written with its next request.
    of_browser: Cell<bool>,
    bookmark: RefCell<Option<String>>,
}

impl Platform for Edge {
    fn now(&self) -> Timestamp {
        now()
    }

    async fn pause(&self, seconds: u32) {
        if seconds > 0 {
            self.give_way(seconds.saturating_mul(1000)).await;
        }
    }

    async fn give_way(&self, milliseconds: u32) {
        // A timer, because what is only promised runs before the isolate is given to anybody else.
        Answer::to(|number| border::pause(milliseconds, number)).await;
    }

    fn random(&self) -> [u8; 32] {
        random()
    }

    fn text(&self, name: &str) -> Option<String> {
        words::text(name)
    }
}

impl Unicode for Edge {
    fn fold(text: &str) -> String {
        border::fold(text)
    }

    fn compose(text: &str) -> String {
        border::compose(text)
    }

    fn capitals(text: &str) -> String {
        border::capitals(text)
    }
}

fn now() -> Timestamp {
    // Milliseconds fit into 53 bits for the next 285,000 years.
    Timestamp((border::time() / 1000.0) as i64)
}

/// # Panics
/// When the runtime has no random bytes: then nothing issued could be trusted.
fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[allow(clippy::expect_used, reason = "going on would be worse than stopping")]
    getrandom::fill(&mut bytes).expect("WebCrypto gives random bytes");
    bytes
}

/// Answers a request, without a promise if there is nothing to wait for. `worker`'s own `event(fetch)` makes a promise of
/// each answer.
#[wasm_bindgen]
#[allow(unreachable_pub, reason = "wasm-bindgen exports what is `pub`")]
pub fn fetch(request: JsValue, env: Env, context: worker_sys::Context) -> JsValue {
    let mut work = Box::pin(answer(request, env, Context::new(context)));
    let mut at_once = task::Context::from_waker(Waker::noop());
    match work.as_mut().poll(&mut at_once) {
        Poll::Ready(response) => response,
        // The executor polls it again, with a waker of its own.
        Poll::Pending => future_to_promise(async { Ok(work.await) }).into(),
    }
}

async fn answer(request: JsValue, env: Env, context: Context) -> JsValue {
    border::turn();
    let id = hex(&random::<8>());
    let mut request = http::read(&request, id).await;

    let mut cost = Cost::default();
    // RFC 6797 section 7.2: an answer without TLS must not have Strict-Transport-Security.
    let (mut secure, mut routine) = (request.encrypted, true);
    let reply = match open(&env) {
        Err(wrong) => misconfigured(&request, &wrong),
        Ok((config, edge)) => {
            secure &= config.issuer.is_https();
            routine = config.log_requests;
            edge.of_browser.set(request.header(&COOKIE).is_some());
            request.settle(&config);
            let isolate = ISOLATE.with(Rc::clone);
            let server = Server::new(&config, &edge, &isolate).asked_from(request.address());
            let mut reply = respond(&server, &request).await;
            cost = edge.cost.clone();
            let told = server.told(&request.id);
            told.iter().for_each(log::events);
            if let Some(told) = &told {
                let from = (told, &request.address());
                let notices = mails::notices(&server, from, request.words(), &request.device);
                reply
                    .afterwards
                    .extend(notices.into_iter().map(Afterwards::Mail));
            }
            reply.afterwards.extend(told.map(Afterwards::AddEvents));
            isolate.spending.add(cost.of(1), now());
            let due = isolate.spending.due(now());
            reply.afterwards.extend(due.map(Afterwards::Report));
            // Each on its own: a slow one must not keep the others waiting.
            for task in std::mem::take(&mut reply.afterwards) {
                if let Ok((config, edge)) = open(&env) {
                    context.wait_until(finish(config, edge, Rc::clone(&isolate), task));
                }
            }
            reply
        }
    };

    log::request(&request, &reply, &cost, routine);
    http::write(&request, &reply, secure).unwrap_or_else(|| {
        border::error("no answer could be written");
        JsValue::UNDEFINED
    })
}

/// Does what is left once the answer is on its way.
async fn finish(config: Rc<Config>, edge: Edge, isolate: Rc<Isolate<JsValue>>, task: Afterwards) {
    let server = Server::new(&config, &edge, &isolate);
    match task {
        Afterwards::NotifyLogout(listener) => {
            log::delivery(&deliver(&server, &listener).await);
        }
        Afterwards::AddEvents(told) => add(&server, &told).await,
        Afterwards::NoteSeen(seen) => {
            let idle = config.lifetimes.session_idle;
            let noted = note_seen(&edge, &seen.user_id, &seen.session_id, idle).await;
            log::seen(&seen, noted, &edge.cost, config.log_requests);
        }
        Afterwards::Mail(task) => send(server, &task).await,
        Afterwards::Rehash(stale) => log::rehash(rehash(&server, &stale).await),
        // What cannot be reported now is kept for the next time.
        Afterwards::Report(spent) => {
            drop(report_spending(&edge, &isolate.spending, spent, LEAST).await);
        }
    }
    isolate.spending.add(edge.cost.of(0), now());
}

/// Writes down what happened.
async fn add(server: &Server<'_, Edge>, told: &Told) {
    let added = add_events(server.platform, told, server.config.strangers).await;
    if added.is_err() {
        let lost = Spent {
            events_lost: u32::try_from(told.events.len()).unwrap_or_default(),
            ..Spent::default()
        };
        server.isolate.spending.add(lost, now());
    }
    let (cost, routine) = (&server.platform.cost, server.config.log_requests);
    log::added(told, added, cost, routine);
}

/// Sends what is to be sent, and notes what happened.
async fn send(server: Server<'_, Edge>, task: &Task) {
    let server = server.asked_from(task.address);
    let request = task.request.as_deref();
    let sent = mails::run(&server, task).await;
    log::mail(request, sent);
    if let Some(told) = server.told(request.unwrap_or_default()) {
        log::events(&told);
        add(&server, &told).await;
    }
}

/// The settings, read once per isolate, and the bindings.
fn open(env: &Env) -> Result<(Rc<Config>, Edge), Misconfigured> {
    let remembered = CONFIG.with_borrow(Clone::clone);
    let config = match remembered {
        Some(config) => config,
        None => {
            settings::namespace(env)?;
            if !words::any() {
                return Err(Misconfigured::new(
                    "the Worker has no words for its pages; build and deploy it again".to_owned(),
                ));
            }
            let strictly_public = border::has_flag("global_fetch_strictly_public");
            if !strictly_public {
                log::missing(
                    "the Worker has no compatibility_flags = [\"global_fetch_strictly_public\"], so metadata \
                     documents and back-channel logout are off",
                );
            }
            let setting = |name: &str| border::setting(env, name);
            let mut config = Config::read(setting, strictly_public)?;
            let by_binding =
                matches!(&config.mail, Some(mail) if matches!(mail.sender, Sender::Cloudflare));
            if by_binding && !mail::is_bound(env) {
                log::missing(
                    "MAIL is \"cloudflare\", but nothing is bound as EMAIL, as `npm run deploy` does it. Until \
                     then no mail is sent",
                );
                config.mail = None;
            }
            settings::database(env)?;
            let config = Rc::new(config);
            CONFIG.set(Some(Rc::clone(&config)));
            config
        }
    };
    let edge = Edge {
        env: env.clone(),
        cost: Cost::default(),
        of_browser: Cell::new(false),
        bookmark: RefCell::default(),
    };
    Ok((config, edge))
}

/// A text is dropped in hundreds of places. Its address is taken here, or the optimiser would have each of them load what is dropped:
/// 2 kB.
#[used]
static DROP: unsafe fn(*mut Vec<u8>) = std::ptr::drop_in_place;
