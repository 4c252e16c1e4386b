//! A client asks to sign a person out (RP-Initiated Logout 1.0 section 2).

use super::id_token_hint::Hint;
use crate::protocol::client::Client;
use crate::protocol::location::Location;
use crate::protocol::params::{Params, Repeated};

/// Why nothing of a request to sign out counts: the person may sign out, and the browser is sent nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadLogout {
    /// A parameter was sent more than once.
    Repeated,
    /// `id_token_hint` is not an ID token of this server.
    Hint,
    /// `client_id` is not the client of the `id_token_hint`.
    OtherClient,
    /// No such client is registered.
    ClientUnknown,
    /// `post_logout_redirect_uri` came without anything that says which client it belongs to.
    ClientMissing,
    /// `post_logout_redirect_uri` is not one that the client registered.
    RedirectUri,
}

impl BadLogout {
    /// For the client's developer, and for the log.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Repeated => "A parameter was sent more than once.",
            Self::Hint => "id_token_hint is not an ID token of this server.",
            Self::OtherClient => "client_id is not the client of the id_token_hint.",
            Self::ClientUnknown => "client_id is not registered.",
            Self::ClientMissing => {
                "post_logout_redirect_uri needs a client: id_token_hint or client_id is missing."
            }
            Self::RedirectUri => "post_logout_redirect_uri is not registered for this client.",
        }
    }
}

errors!(BadLogout);

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
    /// Reads the parameters. `logout_hint` and `ui_locales` are ignored.
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

    /// The client that asks: the one that it names, or the one that its ID token is for.
    ///
    /// # Errors
    /// [`BadLogout::OtherClient`] when the two differ.
    pub fn client<'a>(&'a self, hint: Option<&'a Hint>) -> Result<Option<&'a str>, BadLogout> {
        let hinted = hint.map(|hint| hint.client_id.as_str());
        match (self.client_id.as_deref(), hinted) {
            (Some(sent), Some(hinted)) if sent != hinted => Err(BadLogout::OtherClient),
            (sent, hinted) => Ok(sent.or(hinted)),
        }
    }

    /// Where the browser goes afterwards, if anywhere: only to an address that `client` registered, byte for
    /// byte (section 3).
    ///
    /// # Errors
    /// [`BadLogout`].
    pub fn destination(&self, client: Option<&Client>) -> Result<Option<Location>, BadLogout> {
        let Some(uri) = &self.redirect_uri else {
            return Ok(None);
        };
        let client = client.ok_or(BadLogout::ClientMissing)?;
        if !client.post_logout_redirect_uris.contains(uri) {
            return Err(BadLogout::RedirectUri);
        }
        let uri = match &self.state {
            None => uri.clone(),
            Some(state) => {
                let mut query = form_urlencoded::Serializer::new(String::new());
                let query = query.append_pair("state", state).finish();
                let separator = if uri.contains('?') { '&' } else { '?' };
                format!("{uri}{separator}{query}")
            }
        };
        Ok(Some(Location::registered(uri)))
    }
}
