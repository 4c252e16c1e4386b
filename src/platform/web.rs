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
    /// Gets a JSON document: status 200, no redirect, at most `longest` bytes, within some seconds.
    /// `None` when it cannot be had like this, whoever's fault it is.
    async fn fetch(&self, url: &str, longest: usize) -> Option<Fetched>;

    /// Posts a form, and gives the status of the answer, which is not read; a redirect is not followed.
    /// `None` when there is no answer within some seconds, whoever's fault it is.
    async fn post(&self, url: &str, form: &str) -> Option<u16>;
}
