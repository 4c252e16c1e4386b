//! Other people's servers.

/// A document that was fetched from somebody else's server.
pub struct Fetched {
    /// `Content-Type`.
    pub content_type: String,
    /// `Cache-Control`, if it was sent.
    pub cache_control: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

/// Other people's servers.
pub trait Web {
    /// Gets a JSON document: status 200, no redirect, at most `longest` bytes, within some seconds. `None` when
    /// it cannot be had this way, whoever is at fault.
    async fn fetch(&self, url: &str, longest: usize) -> Option<Fetched>;

    /// Posts a form and returns the status of the answer. The body is not read, and no redirect is followed.
    /// `None` when there is no answer within some seconds, whoever is at fault.
    async fn post(&self, url: &str, form: &str) -> Option<u16>;

    /// Posts a form and gives the body of the answer: status 200, no redirect, at most `longest` bytes, within some
    /// seconds. `None` when it cannot be had this way, whoever is at fault.
    async fn ask(&self, url: &str, form: &str, longest: usize) -> Option<Vec<u8>>;
}
