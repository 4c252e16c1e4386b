//! Reads and writes a client as a row of D1.

use std::rc::Rc;

use super::row::Columns;
use crate::platform::{Fault, Row, SqlValue};
use crate::protocol::client::{
    AuthMethod, Client, ClientKeys, GrantType, LINKS, RedirectUri, RegisteredBy, RequestObjects,
};
use crate::protocol::jose::key_ring;
use crate::protocol::jose::{Algorithm, PublicKey};
use crate::protocol::json;
use crate::protocol::lifetime::OwnLifetimes;
use crate::protocol::scope::Scope;
use crate::protocol::secret::SecretHash;

/// Who may change a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Set {
    /// Only the owner.
    ByOwner,
    /// A metadata document as well.
    ByDocument,
}

/// Every column that a registration sets besides its id, in the order of [`values`].
const COLUMNS: [(&str, Set); 39] = [
    ("name", Set::ByDocument),
    ("redirect_uris", Set::ByDocument),
    ("scope", Set::ByDocument),
    ("grant_types", Set::ByDocument),
    ("token_endpoint_auth_method", Set::ByDocument),
    ("secret_hash", Set::ByOwner),
    ("first_party", Set::ByOwner),
    ("jwks", Set::ByDocument),
    ("jwks_uri", Set::ByDocument),
    ("request_object_signing_alg", Set::ByDocument),
    ("require_signed_request_object", Set::ByDocument),
    ("require_pushed_authorization_requests", Set::ByDocument),
    ("dpop_bound_access_tokens", Set::ByDocument),
    ("introspects", Set::ByOwner),
    ("registered_by", Set::ByOwner),
    ("id_token_signed_response_alg", Set::ByDocument),
    ("userinfo_signed_response_alg", Set::ByDocument),
    ("sector_identifier", Set::ByDocument),
    ("sector_identifier_uri", Set::ByDocument),
    ("default_max_age", Set::ByDocument),
    ("post_logout_redirect_uris", Set::ByDocument),
    ("backchannel_logout_uri", Set::ByDocument),
    ("without_pkce", Set::ByOwner),
    ("refresh_without_offline_access", Set::ByOwner),
    ("claims_in_id_token", Set::ByOwner),
    ("auth_method_only", Set::ByOwner),
    ("without_nonce", Set::ByOwner),
    ("access_token_lifetime", Set::ByOwner),
    ("id_token_lifetime", Set::ByOwner),
    ("refresh_token_lifetime", Set::ByOwner),
    ("refresh_token_idle_lifetime", Set::ByOwner),
    ("session_lifetime", Set::ByOwner),
    ("initiate_login_uri", Set::ByOwner),
    ("allowed_groups", Set::ByOwner),
    ("client_uri", Set::ByDocument),
    ("tos_uri", Set::ByDocument),
    ("policy_uri", Set::ByDocument),
    ("logo_uri", Set::ByDocument),
    ("logo", Set::ByOwner),
];

/// The first placeholder after those of [`values`] and of the id, which is `?1`.
pub(super) const NEXT: usize = COLUMNS.len() + 2;

/// The names of the columns that a registration sets, besides its id.
pub fn names() -> impl Iterator<Item = &'static str> {
    COLUMNS.iter().map(|(name, _)| *name)
}

/// The names, for an insert or an update.
pub(super) fn set() -> String {
    names().collect::<Vec<_>>().join(", ")
}

/// A placeholder for each of them.
pub(super) fn placeholders() -> String {
    let placeholders = (2..NEXT).map(|number| format!("?{number}"));
    placeholders.collect::<Vec<_>>().join(", ")
}

/// The columns of an existing row that a metadata document replaces.
pub(super) fn set_by_document() -> String {
    let columns = COLUMNS.iter().filter(|(_, set)| *set == Set::ByDocument);
    let columns = columns.map(|(name, _)| format!("{name} = excluded.{name}"));
    columns.collect::<Vec<_>>().join(", ")
}

/// The secret before goes with the one that it was kept beside, in a statement that takes [`values`].
pub(super) const KEEPS_OLD_SECRET: &str =
    "old_secret_hash = CASE WHEN secret_hash IS ?7 THEN old_secret_hash END";

/// The secret before, as long as it still counts.
const OLD_SECRET: &str = ", CASE WHEN clients.old_secret_ends_at > unixepoch() THEN clients.old_secret_hash END AS old_secret_hash";

/// The columns that [`read_row`] reads, to be selected from `clients`.
pub(super) fn selected() -> String {
    let columns = ["id", "revision", "blocked_at"].into_iter().chain(names());
    let columns = columns.map(|name| format!("clients.{name}"));
    columns.collect::<Vec<_>>().join(", ") + OLD_SECRET
}

/// The columns that tell whether a client is still as it was read. Each change gives it another revision, except blocking.
pub(super) const STANDING: &str = "clients.revision, clients.blocked_at";

/// Reads a client from a row that holds [`selected`] among others.
pub(super) fn read_row(row: &Row) -> Result<Rc<Client>, Fault> {
    let row = Columns(row);
    let keys = match (row.maybe("jwks")?, row.maybe("jwks_uri")?) {
        (Some(_), _) => {
            let keys = |text: &str| PublicKey::parse_set(&json::parse(text)?).ok();
            ClientKeys::Here(row.read("jwks", keys)?)
        }
        (None, Some(uri)) => ClientKeys::At(uri),
        (None, None) => ClientKeys::None,
    };
    let algorithm = row.maybe_read("request_object_signing_alg", Algorithm::parse)?;
    let required = row.flag("require_signed_request_object")?;
    let request_objects = algorithm.map(|algorithm| RequestObjects {
        algorithm,
        required,
    });
    let userinfo_algorithm =
        row.maybe_read("userinfo_signed_response_alg", key_ring::signing_algorithm)?;
    let mut links = [const { None }; LINKS.len()];
    for (link, name) in links.iter_mut().zip(LINKS) {
        *link = row.maybe(name)?;
    }
    let owned = |text: &str| Some(text.to_owned());
    let method = |name: &str| AuthMethod::ALL.into_iter().find(|it| it.as_str() == name);
    Ok(Rc::new(Client {
        id: row.text("id")?,
        name: row.text("name")?,
        redirect_uris: row.list("redirect_uris", |uri| Some(RedirectUri::stored(uri)))?,
        left_out: Vec::new(),
        scope: row.read("scope", |text| Scope::parse(text).ok())?,
        grant_types: row.list("grant_types", GrantType::parse)?,
        auth_method: row.read("token_endpoint_auth_method", method)?,
        auth_method_only: row.flag("auth_method_only")?,
        secret_hash: row.maybe("secret_hash")?.map(SecretHash::stored),
        old_secret_hash: row.maybe("old_secret_hash")?.map(SecretHash::stored),
        first_party: row.flag("first_party")?,
        keys,
        request_objects,
        requires_pushed_requests: row.flag("require_pushed_authorization_requests")?,
        requires_dpop: row.flag("dpop_bound_access_tokens")?,
        introspects: row.list("introspects", owned)?,
        id_token_algorithm: row
            .read("id_token_signed_response_alg", key_ring::signing_algorithm)?,
        userinfo_algorithm,
        sector: row.maybe("sector_identifier")?,
        sector_uri: row.maybe("sector_identifier_uri")?,
        default_max_age: row.small("default_max_age")?,
        post_logout_redirect_uris: row.list("post_logout_redirect_uris", owned)?,
        backchannel_logout_uri: row.maybe("backchannel_logout_uri")?,
        without_pkce: row.flag("without_pkce")?,
        refresh_without_offline_access: row.flag("refresh_without_offline_access")?,
        claims_in_id_token: row.flag("claims_in_id_token")?,
        without_nonce: row.flag("without_nonce")?,
        lifetimes: OwnLifetimes {
            access_token: row.small("access_token_lifetime")?,
            id_token: row.small("id_token_lifetime")?,
            refresh_token: row.small("refresh_token_lifetime")?,
            refresh_token_idle: row.small("refresh_token_idle_lifetime")?,
            session: row.small("session_lifetime")?,
        },
        initiate_login_uri: row.maybe("initiate_login_uri")?,
        allowed_groups: match row.maybe("allowed_groups")? {
            None => None,
            Some(_) => Some(row.list("allowed_groups", owned)?),
        },
        links,
        logo: row.maybe("logo")?,
        registered_by: row.read("registered_by", RegisteredBy::parse)?,
        revision: row.text("revision")?,
        blocked: row.time("blocked_at")?.is_some(),
    }))
}

/// The id, and the value of each column that a registration sets.
pub(super) fn values(client: &Client) -> Result<Vec<SqlValue>, Fault> {
    let mut values = vec![client.id.as_str().into()];
    values.extend(in_order(client)?);
    Ok(values)
}

/// In the order of [`COLUMNS`].
fn in_order(client: &Client) -> Result<[SqlValue; COLUMNS.len()], Fault> {
    let list = |list: serde_json::Result<String>| {
        list.map_err(|error| Fault::new(format!("a client cannot be written down: {error}")))
    };
    let (jwks, jwks_uri) = match &client.keys {
        ClientKeys::None => (None, None),
        ClientKeys::Here(keys) => (Some(json::write(&PublicKey::set(keys))), None),
        ClientKeys::At(uri) => (None, Some(uri.clone())),
    };
    let request_objects = client.request_objects;
    let secret_hash = client.secret_hash.as_ref();
    let [website, terms, policy, logo_uri] = &client.links;
    let seconds = |seconds: Option<u32>| seconds.map_or(SqlValue::Null, Into::into);
    Ok([
        client.name.as_str().into(),
        list(serde_json::to_string(&client.redirect_uris))?.into(),
        client.scope.to_string().into(),
        list(serde_json::to_string(&client.grant_types))?.into(),
        client.auth_method.as_str().into(),
        secret_hash.map(|hash| hash.as_str().to_owned()).into(),
        client.first_party.into(),
        jwks.into(),
        jwks_uri.into(),
        request_objects
            .map(|objects| objects.algorithm.to_string())
            .into(),
        request_objects
            .is_some_and(|objects| objects.required)
            .into(),
        client.requires_pushed_requests.into(),
        client.requires_dpop.into(),
        list(serde_json::to_string(&client.introspects))?.into(),
        client.registered_by.as_str().into(),
        client.id_token_algorithm.as_str().into(),
        client
            .userinfo_algorithm
            .map(|algorithm| algorithm.to_string())
            .into(),
        client.sector.clone().into(),
        client.sector_uri.clone().into(),
        seconds(client.default_max_age),
        list(serde_json::to_string(&client.post_logout_redirect_uris))?.into(),
        client.backchannel_logout_uri.clone().into(),
        client.without_pkce.into(),
        client.refresh_without_offline_access.into(),
        client.claims_in_id_token.into(),
        client.auth_method_only.into(),
        client.without_nonce.into(),
        seconds(client.lifetimes.access_token),
        seconds(client.lifetimes.id_token),
        seconds(client.lifetimes.refresh_token),
        seconds(client.lifetimes.refresh_token_idle),
        seconds(client.lifetimes.session),
        client.initiate_login_uri.clone().into(),
        match &client.allowed_groups {
            None => SqlValue::Null,
            Some(groups) => list(serde_json::to_string(groups))?.into(),
        },
        website.clone().into(),
        terms.clone().into(),
        policy.clone().into(),
        logo_uri.clone().into(),
        client.logo.clone().into(),
    ])
}
