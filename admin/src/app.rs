//! A library or app that `npm run client -- add --for` knows.

use edgegrant::protocol::client::known_apps::KnownApp;

/// One library or app.
///
/// In `settings`, `{url}` stands for the app's address, `{issuer}` for this server, and `{id}` and `{secret}` for those of the
/// client. They are known only when it is registered.
#[derive(Clone, Copy)]
pub(super) struct App {
    /// What its client needs.
    pub(super) known: &'static KnownApp,
    /// What to write into which of the app's own files.
    pub(super) settings: &'static str,
}

impl App {
    /// The settings of one that is at `url`, ready to be copied.
    pub(super) fn ready(&self, url: &str, issuer: &str, id: &str, secret: Option<&str>) -> String {
        self.settings
            .replace("{url}", url.trim_end_matches('/'))
            .replace("{issuer}", issuer)
            .replace("{id}", id)
            .replace("{secret}", secret.unwrap_or_default())
    }
}
