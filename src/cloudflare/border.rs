//! The border to JavaScript: what the scripts beside this file do for the WASM. Each crossing costs CPU time, so
//! everything that one action needs crosses at once, and no value of the runtime is taken apart here.
//!
//! An action that takes time has a number. Its outcome comes back with this number, as an [`Answer`].

#![allow(
    unreachable_pub,
    reason = "wasm-bindgen exports what is `pub`, wherever it is"
)]

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(raw_module = "./http.js")]
extern "C" {
    pub(super) fn head(request: &JsValue) -> String;
    pub(super) fn header(request: &JsValue, name: &str) -> Option<String>;
    pub(super) fn place(request: &JsValue, part: &str) -> Option<String>;
    pub(super) fn body(request: &JsValue, longest: u32, number: u32);
    #[wasm_bindgen(catch)]
    pub(super) fn respond(
        status: u16,
        headers: &str,
        text: Option<&str>,
        bytes: Option<&[u8]>,
    ) -> Result<JsValue, JsValue>;
    pub(super) fn ask(
        url: &str,
        headers: &str,
        text: Option<&str>,
        patience: u32,
        longest: u32,
        good: bool,
        number: u32,
    );
}

#[wasm_bindgen(raw_module = "./runtime.js")]
extern "C" {
    fn now() -> f64;
    pub(super) fn pause(milliseconds: u32, number: u32);
    pub(super) fn log(line: &str);
    pub(super) fn warn(line: &str);
    pub(super) fn error(line: &str);
    pub(super) fn setting(env: &JsValue, name: &str) -> Option<String>;
    pub(super) fn is_bound(env: &JsValue, name: &str) -> bool;
    pub(super) fn has_flag(name: &str) -> bool;
    pub(super) fn query(env: &JsValue, statements: &str, session: Option<&str>, number: u32);
    pub(super) fn kv_put(env: &JsValue, key: &str, value: &str, ttl: u32, number: u32);
    pub(super) fn kv_get(env: &JsValue, key: &str, number: u32);
    pub(super) fn limit(env: &JsValue, key: &str, number: u32);
    pub(super) fn send_mail(env: &JsValue, message: &str, patience: u32, number: u32);
    pub(super) fn fold(text: &str) -> String;
    pub(super) fn compose(text: &str) -> String;
    pub(super) fn capitals(text: &str) -> String;
}

#[wasm_bindgen(raw_module = "./webcrypto.js")]
extern "C" {
    pub(super) fn generate_key(algorithm: &str, number: u32);
    pub(super) fn import_key(pkcs8: &[u8], algorithm: &str, number: u32);
    pub(super) fn sign(key: &JsValue, algorithm: &str, message: &[u8], number: u32);
    pub(super) fn verify(jwk: &str, algorithm: &str, message: &[u8], signature: &[u8], number: u32);
    pub(super) fn sha512(message: &[u8], number: u32);
    pub(super) fn seal(key: &[u8], nonce: &[u8], plaintext: &[u8], purpose: &[u8], number: u32);
    pub(super) fn open(key: &[u8], nonce: &[u8], sealed: &[u8], purpose: &[u8], number: u32);
}

thread_local! {
    static NOW: Cell<Option<f64>> = const { Cell::new(None) };
}

/// The milliseconds since 1970. The runtime's clock stands still until the Worker waits for something, so it is asked once in each turn.
pub(super) fn time() -> f64 {
    let known = NOW.get().unwrap_or_else(now);
    NOW.set(Some(known));
    known
}

/// Another turn begins: an event came, or an action ended.
pub(super) fn turn() {
    NOW.set(None);
}

/// How an action ended.
pub(super) enum Settled {
    /// Well, without a result.
    Nothing,
    /// With a text.
    Text(String),
    /// With bytes.
    Bytes(Vec<u8>),
    /// With a value of the runtime.
    Value(JsValue),
    /// With the answer of another server.
    Fetched(Box<Fetched>),
    /// With a new key: its public half as a JWK, and its private half.
    Key(String, Vec<u8>),
    /// With a failure, for this reason.
    Failed(String),
}

/// The answer of another server.
pub(super) struct Fetched {
    pub(super) status: u16,
    pub(super) content_type: String,
    pub(super) cache_control: Option<String>,
    /// `None`: it was too long, or broke off.
    pub(super) body: Option<Vec<u8>>,
}

enum State {
    Waiting(Option<Waker>),
    Settled(Settled),
}

thread_local! {
    static LAST: Cell<u32> = const { Cell::new(0) };
    static STATES: RefCell<Vec<(u32, State)>> = const { RefCell::new(Vec::new()) };
}

/// The outcome of an action that takes time.
pub(super) struct Answer(u32);

impl Answer {
    /// Begins the action: `start` gets its number.
    pub(super) fn to(start: impl FnOnce(u32)) -> Self {
        let answer = Self::numbered();
        start(answer.0);
        answer
    }

    fn numbered() -> Self {
        let number = LAST.get().wrapping_add(1);
        LAST.set(number);
        STATES.with_borrow_mut(|all| all.push((number, State::Waiting(None))));
        Self(number)
    }
}

impl Future for Answer {
    type Output = Settled;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Settled> {
        STATES.with_borrow_mut(|all| {
            let Some((_, state)) = all.iter_mut().find(|(number, _)| *number == self.0) else {
                return Poll::Pending;
            };
            let waiting = State::Waiting(Some(context.waker().clone()));
            match std::mem::replace(state, waiting) {
                State::Settled(settled) => Poll::Ready(settled),
                State::Waiting(_) => Poll::Pending,
            }
        })
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        STATES.with_borrow_mut(|all| {
            if let Some(at) = all.iter().position(|(number, _)| *number == self.0) {
                all.swap_remove(at);
            }
        });
    }
}

/// An action ended. The future that waits for it, if any, goes on.
fn end(number: u32, settled: Settled) {
    turn();
    let waker = STATES.with_borrow_mut(|all| {
        // Nobody may be waiting any more.
        let (_, state) = all.iter_mut().find(|(known, _)| *known == number)?;
        match std::mem::replace(state, State::Settled(settled)) {
            State::Waiting(waker) => waker,
            State::Settled(_) => None,
        }
    });
    if let Some(waker) = waker {
        waker.wake();
    }
}

/// It ended without a result.
#[wasm_bindgen]
pub fn settle(number: u32) {
    end(number, Settled::Nothing);
}

/// It ended with a text.
#[wasm_bindgen]
pub fn settle_text(number: u32, text: String) {
    end(number, Settled::Text(text));
}

/// It ended with bytes.
#[wasm_bindgen]
pub fn settle_bytes(number: u32, bytes: Vec<u8>) {
    end(number, Settled::Bytes(bytes));
}

/// It ended with a value of the runtime.
#[wasm_bindgen]
pub fn settle_value(number: u32, value: JsValue) {
    end(number, Settled::Value(value));
}

/// It ended with the answer of another server.
#[wasm_bindgen]
pub fn settle_fetched(
    number: u32,
    status: u16,
    content_type: String,
    cache_control: Option<String>,
    body: Option<Vec<u8>>,
) {
    let fetched = Fetched {
        status,
        content_type,
        cache_control,
        body,
    };
    end(number, Settled::Fetched(Box::new(fetched)));
}

/// It ended with a new key.
#[wasm_bindgen]
pub fn settle_key(number: u32, public: String, private: Vec<u8>) {
    end(number, Settled::Key(public, private));
}

/// It failed.
#[wasm_bindgen]
pub fn settle_failed(number: u32, reason: String) {
    end(number, Settled::Failed(reason));
}
