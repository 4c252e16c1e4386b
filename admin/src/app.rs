//! A library or app that `npm run client -- add --for` knows.

/// One library or app.
///
/// In `callbacks` and `settings`, `{url}` stands for the app's address, `{issuer}` for this server, and `{id}` and
/// `{secret}` for those of the client. They are known only when it is registered.
pub(super) struct App {
    /// What `--for` takes.
    pub(super) word: &'static str,
    /// What the client is called, unless the owner says otherwise.
    pub(super) name: &'static str,
    /// Where people are sent back to.
    pub(super) callbacks: &'static [&'static str],
    /// What its registration needs.
    pub(super) needs: Needs,
    /// What to write into which of the app's own files.
    pub(super) settings: &'static str,
}

/// What differs from an ordinary client.
pub(super) struct Needs {
    /// `id_token_signed_response_alg`.
    pub(super) algorithm: &'static str,
    /// It keeps no secret.
    pub(super) public: bool,
    /// It cannot send a code challenge.
    pub(super) without_pkce: bool,
    /// It cannot send a nonce either.
    pub(super) without_nonce: bool,
    /// It reads the person's name and email from the ID token.
    pub(super) claims_in_id_token: bool,
}

/// A client with a secret, PKCE and userinfo, whose ID tokens are signed with what every library can verify.
pub(super) const USUAL: Needs = Needs {
    algorithm: "RS256",
    public: false,
    without_pkce: false,
    without_nonce: false,
    claims_in_id_token: false,
};

impl App {
    /// The redirect URIs of one that is at `url`.
    pub(super) fn redirect_uris(&self, url: &str) -> Vec<String> {
        let at = |callback: &&str| callback.replace("{url}", url.trim_end_matches('/'));
        self.callbacks.iter().map(at).collect()
    }

    /// The settings of one that is at `url`, ready to be copied.
    pub(super) fn ready(&self, url: &str, issuer: &str, id: &str, secret: Option<&str>) -> String {
        self.settings
            .replace("{url}", url.trim_end_matches('/'))
            .replace("{issuer}", issuer)
            .replace("{id}", id)
            .replace("{secret}", secret.unwrap_or_default())
    }
}
