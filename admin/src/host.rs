//! What Node does for the commands: the terminal, files, the settings, the clock, and the databases. `scripts/admin-host.mjs`
//! has the other side.

/// A line on standard output.
macro_rules! say {
    ($($words:tt)*) => { $crate::host::out(&format!($($words)*)) };
}

/// A line on standard error, beside the answer.
macro_rules! note {
    ($($words:tt)*) => { $crate::host::err(&format!($($words)*)) };
}

#[cfg(target_arch = "wasm32")]
mod node {
    use std::cell::RefCell;

    use js_sys::JsString;
    use wasm_bindgen::JsValue;
    use wasm_bindgen::prelude::wasm_bindgen;

    use crate::Refusal;
    use crate::command_line::as_typed;

    #[wasm_bindgen]
    extern "C" {
        /// The object that Node gives.
        #[derive(Clone)]
        pub type Host;

        #[wasm_bindgen(method)]
        fn out(this: &Host, text: &str);
        #[wasm_bindgen(method)]
        fn err(this: &Host, text: &str);
        #[wasm_bindgen(method, catch, js_name = readStdin)]
        async fn read_stdin(this: &Host, longest: u32) -> Result<JsValue, JsValue>;
        #[wasm_bindgen(method, catch, js_name = readFile)]
        fn read_file(this: &Host, path: &str) -> Result<String, JsValue>;
        #[wasm_bindgen(method, catch, js_name = readBytes)]
        fn read_bytes(this: &Host, path: &str, longest: u32) -> Result<Vec<u8>, JsValue>;
        #[wasm_bindgen(method, catch)]
        fn settings(this: &Host, environment: Option<String>) -> Result<String, JsValue>;
        #[wasm_bindgen(method, catch)]
        async fn database(this: &Host, asked: &str) -> Result<JsValue, JsValue>;
        #[wasm_bindgen(method)]
        async fn pause(this: &Host, milliseconds: u32);
        #[wasm_bindgen(method)]
        fn now(this: &Host) -> f64;
        #[wasm_bindgen(method)]
        fn installed(this: &Host) -> bool;
    }

    thread_local! {
        static HOST: RefCell<Option<Host>> = const { RefCell::new(None) };
    }

    pub(crate) fn begin(host: Host) {
        HOST.set(Some(host));
    }

    #[allow(
        clippy::expect_used,
        reason = "`run` begins with it, and nothing else runs"
    )]
    fn host() -> Host {
        HOST.with_borrow(Clone::clone).expect("a host")
    }

    fn refusal(error: &JsValue) -> Refusal {
        let error = js_sys::Error::from(error.clone());
        Refusal(error.message().into())
    }

    fn text(value: Result<JsValue, JsValue>) -> Result<String, Refusal> {
        let text = value.map_err(|error| refusal(&error))?;
        Ok(JsString::from(text).into())
    }

    pub(crate) fn out(text: &str) {
        host().out(&as_typed(text, installed()));
    }

    pub(crate) fn err(text: &str) {
        host().err(&as_typed(text, installed()));
    }

    pub(crate) async fn read_stdin(longest: u32) -> Result<String, Refusal> {
        text(host().read_stdin(longest).await)
    }

    pub(crate) fn read_file(path: &str) -> Result<String, Refusal> {
        host().read_file(path).map_err(|error| refusal(&error))
    }

    pub(crate) fn read_bytes(path: &str, longest: u32) -> Result<Vec<u8>, Refusal> {
        let bytes = host().read_bytes(path, longest);
        bytes.map_err(|error| refusal(&error))
    }

    pub(crate) fn settings(environment: Option<&str>) -> Result<String, Refusal> {
        let settings = host().settings(environment.map(str::to_owned));
        settings.map_err(|error| refusal(&error))
    }

    pub(crate) async fn database(asked: &str) -> Result<String, Refusal> {
        text(host().database(asked).await)
    }

    pub(crate) async fn pause(milliseconds: u32) {
        host().pause(milliseconds).await;
    }

    pub(crate) fn now() -> i64 {
        host().now() as i64
    }

    pub(crate) fn installed() -> bool {
        HOST.with_borrow(|host| host.as_ref().is_some_and(Host::installed))
    }

    pub(crate) fn fold(text: &str) -> String {
        let nfkc = |text: JsString| text.normalize("NFKC");
        nfkc(nfkc(text.into()).to_lower_case()).into()
    }

    pub(crate) fn compose(text: &str) -> String {
        JsString::from(text).normalize("NFC").into()
    }

    pub(crate) fn capitals(text: &str) -> String {
        JsString::from(text).to_upper_case().into()
    }
}

/// Natively there are only the tests of the rules.
#[cfg(not(target_arch = "wasm32"))]
mod node {
    use unicode_normalization::UnicodeNormalization;

    use crate::Refusal;

    fn nothing() -> Refusal {
        Refusal("The commands run in Node.".to_owned())
    }

    pub(crate) fn out(text: &str) {
        println!("{text}");
    }

    pub(crate) fn err(text: &str) {
        eprintln!("{text}");
    }

    pub(crate) async fn read_stdin(_: u32) -> Result<String, Refusal> {
        Err(nothing())
    }

    pub(crate) fn read_file(_: &str) -> Result<String, Refusal> {
        Err(nothing())
    }

    pub(crate) fn read_bytes(_: &str, _: u32) -> Result<Vec<u8>, Refusal> {
        Err(nothing())
    }

    pub(crate) fn settings(_: Option<&str>) -> Result<String, Refusal> {
        Err(nothing())
    }

    pub(crate) async fn database(_: &str) -> Result<String, Refusal> {
        Err(nothing())
    }

    pub(crate) async fn pause(_: u32) {}

    pub(crate) fn now() -> i64 {
        0
    }

    pub(crate) fn installed() -> bool {
        false
    }

    pub(crate) fn fold(text: &str) -> String {
        let lower = text.nfkc().collect::<String>().to_lowercase();
        lower.nfkc().collect()
    }

    pub(crate) fn compose(text: &str) -> String {
        text.nfc().collect()
    }

    pub(crate) fn capitals(text: &str) -> String {
        text.to_uppercase()
    }
}

pub(crate) use node::*;
