//! The body of a request, unless it is too long.

use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::ReadableStreamDefaultReader;
use worker::Request;

/// The body, or `None` when it is longer than `limit` bytes or broke off. Reads no further than that: the
/// length that a caller announces proves nothing.
pub(super) async fn read(request: &mut Request, limit: usize) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    let Some(stream) = request.inner().body() else {
        return Some(body);
    };
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    loop {
        let chunk = JsFuture::from(reader.read()).await.ok()?;
        if Reflect::get(&chunk, &"done".into()).ok()?.is_truthy() {
            return Some(body);
        }
        let bytes: Uint8Array = Reflect::get(&chunk, &"value".into())
            .ok()?
            .dyn_into()
            .ok()?;
        if body.len() + bytes.length() as usize > limit {
            // Nothing more is kept, whether or not the sender hears of it.
            let _ = JsFuture::from(reader.cancel()).await;
            return None;
        }
        body.extend(bytes.to_vec());
    }
}
