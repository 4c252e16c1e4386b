//! Signing out: a request of a client (RP-Initiated Logout 1.0 section 2), and what the other clients of
//! the session are told (Back-Channel Logout 1.0 section 2.4).

use crate::protocol::client::Client;
use crate::protocol::params::{Params, Repeated};

/// Why nobody is signed out, and the browser sent nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadLogout {
    /// A parameter was sent more than once.
    Repeated,
    /// `id_token_hint` is no ID token of this server.
    Hint,
    /// `client_id` is not the client of the `id_token_hint`.
    OtherClient,
    /// No such client is registered.
    ClientUnknown,
    /// `post_logout_redirect_uri` came without anything that says whose it is.
    ClientMissing,
    /// `post_logout_redirect_uri` is none that the client registered.
    RedirectUri,
}

impl BadLogout {
    /// For the person, and through them for the client's developer.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Repeated => "The app sent a parameter more than once.",
            Self::Hint => "What the app sent as id_token_hint is not an ID token of this server.",
            Self::OtherClient => "The app sent the id_token_hint of another app.",
            Self::ClientUnknown => "The app is not registered here (its client_id is unknown).",
            Self::ClientMissing => {
                "The app asked to return to an address, but did not say which app it is \
                 (id_token_hint or client_id is missing)."
            }
            Self::RedirectUri => {
                "The app asked to return to an address that is not registered for it \
                 (its post_logout_redirect_uri does not match)."
            }
        }
    }
}

impl From<Repeated> for BadLogout {
    fn from(Repeated: Repeated) -> Self {
        Self::Repeated
    }
}

/// What a client asks for.
#[derive(Debug)]
pub struct LogoutRequest {
    /// An ID token, as sent.
    pub hint: Option<String>,
    /// `client_id`, as sent.
    pub client_id: Option<String>,
    redirect_uri: Option<String>,
    state: Option<String>,
}

impl LogoutRequest {
    /// Reads the parameters. `logout_hint` and `ui_locales` are read by nobody.
    ///
    /// # Errors
    /// [`BadLogout::Repeated`].
    pub fn parse(params: &Params) -> Result<Self, BadLogout> {
        if params.any_repeated() {
            return Err(BadLogout::Repeated);
        }
        Ok(Self {
            hint: params.text("id_token_hint")?,
            client_id: params.text("client_id")?,
            redirect_uri: params.text("post_logout_redirect_uri")?,
            state: params.text("state")?,
        })
    }

    /// Where the browser goes afterwards, if it shall go anywhere: only to an address that `client`
    /// registered, byte for byte (section 3).
    ///
    /// # Errors
    /// [`BadLogout`].
    pub fn destination(&self, client: Option<&Client>) -> Result<Option<String>, BadLogout> {
        let Some(uri) = &self.redirect_uri else {
            return Ok(None);
        };
        let client = client.ok_or(BadLogout::ClientMissing)?;
        if !client.post_logout_redirect_uris.contains(uri) {
            return Err(BadLogout::RedirectUri);
        }
        Ok(Some(match &self.state {
            None => uri.clone(),
            Some(state) => {
                let mut query = url::form_urlencoded::Serializer::new(String::new());
                let query = query.append_pair("state", state).finish();
                let separator = if uri.contains('?') { '&' } else { '?' };
                format!("{uri}{separator}{query}")
            }
        }))
    }
}
