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

/// The header of a form that is posted.
pub const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

/// Other people's servers.
pub trait Web {
    /// Gets a JSON document: status 200, no redirect, at most `longest` bytes, within some seconds. `None` when
    /// it cannot be had this way, whoever is at fault.
    async fn fetch(&self, url: &str, longest: usize) -> Option<Fetched>;

    /// Gets something with these headers. Gives the status of the answer and its body, as [`Web::post`] does.
    async fn fetch_with(
        &self,
        url: &str,
        headers: &[(&str, &str)],
        longest: usize,
    ) -> Option<(u16, Vec<u8>)>;

    /// Posts `body` with these headers, of which the first says what it is. Gives the status of the answer and its body; the body is
    /// empty if it is longer than `longest` bytes, and is not read at all if that is 0. No redirect is followed. `None` when there is
    /// no answer within some seconds, whoever is at fault.
    async fn post(
        &self,
        url: &str,
        headers: &[(&str, &str)],
        body: &str,
        longest: usize,
    ) -> Option<(u16, Vec<u8>)>;
}
