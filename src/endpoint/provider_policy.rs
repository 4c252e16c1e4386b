//! With which accounts elsewhere people sign in: `PROVIDERS`, and a secret for each, such as `PROVIDER_SECRET_GOOGLE`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::setting::Misconfigured;
use crate::page::Asker;
use crate::protocol::json;
use crate::protocol::provider::{Dialect, Provider};
use crate::protocol::secret::Secret;

/// A provider, and this server's secret there.
#[derive(Debug)]
pub struct Known {
    /// What the settings say.
    pub provider: Provider,
    /// Its secret.
    pub secret: Secret,
}

/// The providers, in the order of their buttons.
#[derive(Debug)]
pub struct Providers {
    all: Vec<Known>,
    ids: String,
}

impl Providers {
    /// The one with this id.
    pub(crate) fn find(&self, id: &str) -> Option<&Known> {
        self.all.iter().find(|known| known.provider.id == id)
    }

    /// The one whose assertions with this `iss` are trusted.
    pub(crate) fn asserting(&self, issuer: &str) -> Option<&Provider> {
        let mut all = self.all.iter().map(|known| &known.provider);
        all.find(|it| it.identity_assertion && it.issuer == issuer)
    }

    /// Whether the assertions of any are trusted.
    pub(crate) fn assert(&self) -> bool {
        self.all.iter().any(|it| it.provider.identity_assertion)
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Their ids, a JSON array.
    pub(crate) fn ids(&self) -> &str {
        &self.ids
    }

    /// Those that are offered to somebody who signs in for this app; `None`: for their account.
    pub(crate) fn offered(&self, asker: Option<&Asker<'_>>) -> impl Iterator<Item = &Provider> {
        let all = self.all.iter().map(|known| &known.provider);
        all.filter(move |provider| is_offered(provider, asker))
    }
}

/// Whether this provider is offered to somebody who signs in for this app. Of a provider that does not say when it signed a person in,
/// nobody knows whether they did anything there: that is not enough for an app on another device.
pub(crate) fn is_offered(provider: &Provider, asker: Option<&Asker<'_>>) -> bool {
    let device = asker.is_some_and(|asker| asker.device);
    provider.is_for(asker.map(|asker| asker.client_id))
        && (!device || provider.dialect.tells_auth_time())
}

/// The private key that a secret is: PKCS #8, as PEM or as its base64 alone.
pub(crate) fn key_of(secret: &Secret) -> Option<Vec<u8>> {
    let lines = secret.reveal().split(['\n', '\r', ' ']);
    // Of the first and the last line of PEM no word has the length of base64.
    let fits = |line: &&str| line.len().is_multiple_of(4) && !line.contains('-');
    let text: String = lines.filter(fits).collect();
    STANDARD.decode(text).ok().filter(|key| !key.is_empty())
}

/// Reads the settings.
pub(super) fn read(setting: &impl Fn(&str) -> Option<String>) -> Result<Providers, Misconfigured> {
    let wrong = |why: &str| Misconfigured::new(["PROVIDERS: ", why].concat());
    let listed = match setting("PROVIDERS") {
        None => Vec::new(),
        Some(text) => {
            Provider::list(&json::parse(&text).unwrap_or_default()).map_err(|why| wrong(&why))?
        }
    };
    let mut all = Vec::new();
    for provider in listed {
        let name = provider.secret();
        let secret = setting(&name)
            .filter(|text| !text.is_empty())
            .map(Secret::new);
        let fits = |secret: &Secret| provider.dialect != Dialect::Apple || key_of(secret).is_some();
        let Some(secret) = secret.filter(fits) else {
            let missing = [
                &*provider.id,
                " needs the secret ",
                &name,
                ", which is not set, or is not a key; put it into edgegrant.secrets.json and run `npm run deploy`",
            ];
            return Err(wrong(&missing.concat()));
        };
        all.push(Known { provider, secret });
    }
    let ids = all.iter().map(|known| known.provider.id.as_str());
    Ok(Providers {
        ids: json::write(&ids.collect::<Value>()),
        all,
    })
}
