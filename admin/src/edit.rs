//! `npm run client -- edit`: changes a client, and takes nothing away from the people who use it. Its secret, what
//! they allowed and its tokens stay. What these depend on cannot be changed: the `client_id`, how it proves who it is,
//! and by which identifiers it knows people.

use clap::Args;
use edgegrant::protocol::client::{AuthMethod, Client, ClientKeys, RegisteredBy};
use edgegrant::protocol::lifetime::Lifetime;
use edgegrant::store::clients::{edit_client, load_client};
use serde_json::json;

use super::options::Options;
use super::registration::warnings;
use super::sound::sound;
use super::{Database, Refusal, Target};

#[derive(Args)]
pub(crate) struct Edit {
    /// Its client_id.
    id: String,
    #[command(flatten)]
    options: Options,
    /// Remove a setting. Repeat it for several.
    #[arg(long, value_name = "WHAT", num_args = 1.., value_parser = CLEARABLE)]
    clear: Vec<String>,
    #[command(flatten)]
    target: Target,
}

/// What a client need not have, by its option.
const CLEARABLE: [&str; 19] = [
    "access-token-lifetime",
    "backchannel-logout-uri",
    "client-uri",
    "default-max-age",
    "group",
    "id-token-lifetime",
    "introspects",
    "jwks",
    "logo",
    "policy-uri",
    "post-logout-redirect-uri",
    "redirect-uri",
    "refresh-token-idle-lifetime",
    "refresh-token-lifetime",
    "request-object-signing-alg",
    "session-lifetime",
    "start-url",
    "tos-uri",
    "userinfo-signed-response-alg",
];

pub(crate) async fn edit(edit: &Edit) -> Result<(), Refusal> {
    let database = Database::new(&edit.target);
    let before = load_client(&database, &edit.id)
        .await?
        .ok_or_else(|| unknown(&edit.id))?;
    match before.registered_by {
        RegisteredBy::Owner => {}
        RegisteredBy::Itself => {
            return Err("This client registered itself. Only it can change what it said.".into());
        }
        RegisteredBy::Document => {
            return Err("This client is what the document at its client_id says.".into());
        }
    }
    let mut client = (*before).clone();
    client.auth_method = auth_method(&before, edit.options.auth_method.as_deref())?;
    for what in &edit.clear {
        clear(&mut client, what);
    }
    edit.options.apply(&mut client, &edit.target).await?;
    sound(&client, &edit.target)?;
    if !edit_client(&database, &client).await? {
        return Err(
            "The client was changed or removed meanwhile. Look at it, and try again.".into(),
        );
    }
    if edit.target.json {
        say!("{}", json!({ "changed": client.id }));
        return Ok(());
    }
    say!(
        "Changed \"{}\". Its secret, what people allowed it and its tokens are as they were.",
        client.name
    );
    let known = warnings(&before);
    for warning in warnings(&client) {
        if !known.contains(&warning) {
            say!("\n{warning}");
        }
    }
    Ok(())
}

/// The method with a new name, if it proves the same: a secret, and nothing else, may come in two ways.
fn auth_method(before: &Client, named: Option<&str>) -> Result<AuthMethod, Refusal> {
    let Some(named) = named else {
        return Ok(before.auth_method);
    };
    let method = AuthMethod::ALL.into_iter().find(|it| it.as_str() == named);
    let same = |method: &AuthMethod| {
        *method == before.auth_method || (method.has_secret() && before.auth_method.has_secret())
    };
    method.filter(same).ok_or_else(|| {
        Refusal(format!(
            "It is registered with {}, and cannot change to {named}: its tokens are bound to how it proves who \
             it is. Register another client.",
            before.auth_method
        ))
    })
}

fn clear(client: &mut Client, what: &str) {
    match what {
        "backchannel-logout-uri" => client.backchannel_logout_uri = None,
        "client-uri" => client.links[0] = None,
        "tos-uri" => client.links[1] = None,
        "policy-uri" => client.links[2] = None,
        "logo" => client.logo = None,
        "default-max-age" => client.default_max_age = None,
        "group" => client.allowed_groups = None,
        "introspects" => client.introspects.clear(),
        "jwks" => client.keys = ClientKeys::None,
        "post-logout-redirect-uri" => client.post_logout_redirect_uris.clear(),
        "redirect-uri" => client.redirect_uris.clear(),
        "request-object-signing-alg" => client.request_objects = None,
        "start-url" => client.initiate_login_uri = None,
        "userinfo-signed-response-alg" => client.userinfo_algorithm = None,
        lifetime => {
            let of = |it: &Lifetime| option_of(*it) == lifetime;
            if let Some(lifetime) = Lifetime::OF_CLIENTS.into_iter().find(of) {
                client.lifetimes.set(lifetime, None);
            }
        }
    }
}

/// The option of `add` and `edit` that says how long it is.
pub(super) fn option_of(lifetime: Lifetime) -> String {
    lifetime.setting().to_lowercase().replace('_', "-")
}

pub(super) fn unknown(id: &str) -> Refusal {
    Refusal(format!(
        "There is no client \"{id}\". `npm run client -- list` shows them all."
    ))
}
