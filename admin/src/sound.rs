//! What must hold of a client as a whole, once every option is applied, in the words of the options.

use edgegrant::protocol::client::redirect_uri::is_on_the_web;
use edgegrant::protocol::client::sound::{Unsound, sound as fits};
use edgegrant::protocol::client::{Client, RedirectUri};
use edgegrant::protocol::scope::ADMIN_API;

use super::{Refusal, Target, settings};

/// What must hold of a client as a whole.
pub(super) fn sound(client: &Client, target: &Target) -> Result<(), Refusal> {
    let resources = settings::resources(target)?;
    fits(client, &resources).map_err(|bad| Refusal(sentence(bad, client)))
}

fn sentence(bad: Unsound, client: &Client) -> String {
    match bad {
        Unsound::NoWay => {
            "It needs a --redirect-uri; or for an API that only asks about tokens --introspects; or for an app on \
             devices without a browser --device-code; or for a program that nobody signs in to \
             --client-credentials."
        }
        Unsound::PublicInOwnName => {
            "A public client has nothing of its own: anybody could pose as it. Leave out --client-credentials."
        }
        Unsound::ReadsLikeSubject => {
            return format!(
                "\"{}\" reads like the identifier of a person, and in tokens of --client-credentials the client_id \
                 is the subject. Register a client of its own for it; `add` gives it another kind of client_id.",
                client.id
            );
        }
        Unsound::NoScopeOfApi => "With --client-credentials it needs a --scope of an API.",
        Unsound::AdminApiBySecret => {
            return format!(
                "For the scope {ADMIN_API} with --client-credentials it needs a key of its own: --auth-method private_key_jwt \
                 with --jwks FILE or --jwks-uri URL."
            );
        }
        Unsound::StartsForNobody => "--start-url is for clients that people sign in to.",
        Unsound::ExchangeOfNoApi => {
            "--token-exchange is for an API that proves who it is, and says with --introspects which one it is."
        }
        Unsound::PublicWithAssertions => {
            "--identity-assertion is for a client that proves who it is: with a secret or a key."
        }
        Unsound::GroupsOfNobody => "--group is for clients that people sign in to.",
        Unsound::PublicIntrospects => {
            "A public client cannot ask about tokens: anybody could. Leave out --introspects."
        }
        Unsound::PublicWithoutPkce => {
            "A public client cannot leave PKCE out: nothing else would stop a stolen code from being used."
        }
        Unsound::NonceAlone => {
            "--without-nonce is for --without-pkce: with PKCE no client has to send a nonce."
        }
        Unsound::OnlyWithoutSecret => {
            "--only is for clients with a secret: only a secret can be sent in two ways."
        }
        Unsound::NeverRefreshes => {
            "--refresh-without-offline-access is for clients that get refresh tokens."
        }
        Unsound::KeysMissing => {
            "It needs keys: give --jwks FILE (a JSON Web Key Set) or --jwks-uri URL."
        }
        Unsound::PublicFirstParty => {
            let mut uris = client.redirect_uris.iter().map(RedirectUri::as_str);
            let uri = uris.find(|uri| !is_on_the_web(uri)).unwrap_or_default();
            return format!(
                "A public client cannot be first-party with {uri}: any other app on that machine could \
                 pose as it, so people must be asked. Leave out --first-party."
            );
        }
    }
    .to_owned()
}
