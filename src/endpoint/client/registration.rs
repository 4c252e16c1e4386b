//! `/register`: clients register themselves (RFC 7591), and read, change and remove what they registered (RFC
//! 7592). Closed unless the owner has opened it.

use http::StatusCode;
use http::header::WWW_AUTHENTICATE;
use serde_json::{Map, Value};

use super::remote_documents;
use crate::endpoint::config::Registration;
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::body::BadBody;
use crate::endpoint::http::reply::Reply;
use crate::endpoint::http::request::Request;
use crate::endpoint::http::too_many::{TooMany, within_limit};
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::client::sector::{is_sector_of, sector_identifier_uri};
use crate::protocol::client::{BadMetadata, Client, RegisteredBy};
use crate::protocol::client::{information, metadata};
use crate::protocol::json::members;
use crate::protocol::path;
use crate::protocol::secret::{Secret, SecretHash, hex};
use crate::store::dynamic_clients::{add_stranger, load_registration, replace_client, unregister};
use crate::store::strangers::Deed;

/// Why nothing was registered or shown.
enum NotRegistered {
    /// Registration is not open to this caller.
    Closed,
    /// No token, or not the right one (RFC 6750 section 3).
    Token { sent: bool },
    /// The body cannot be read.
    Body(BadBody),
    /// The metadata breaks a rule (RFC 7591 section 3.2.2).
    Metadata(BadMetadata),
    /// `client_id` or `client_secret` is not the client's own (RFC 7592 section 2.2).
    OtherClient,
    /// Trouble with storage.
    Fault(Fault),
    /// Not now.
    TooMany(TooMany),
}

impl From<Fault> for NotRegistered {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<TooMany> for NotRegistered {
    fn from(too_many: TooMany) -> Self {
        Self::TooMany(too_many)
    }
}

impl From<BadMetadata> for NotRegistered {
    fn from(bad: BadMetadata) -> Self {
        Self::Metadata(bad)
    }
}

/// `POST /register`.
pub(crate) async fn register<P: Platform>(server: &Server<'_, P>, request: &Request) -> Reply {
    match registered(server, request).await {
        Ok(information) => Reply::json(StatusCode::CREATED, &information),
        Err(refusal) => refusal.reply(request),
    }
}

/// `GET`, `PUT` and `DELETE /register/<client_id>`.
pub(crate) async fn manage<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    client_id: &str,
) -> Reply {
    match managed(server, request, client_id).await {
        Ok(Some(information)) => Reply::json(StatusCode::OK, &information),
        Ok(None) => Reply::empty(StatusCode::NO_CONTENT),
        Err(refusal) => refusal.reply(request),
    }
}

async fn registered<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
) -> Result<Map<String, Value>, NotRegistered> {
    let token = request.token("Bearer").map(Secret::new);
    match (&server.config.registration, &token) {
        (Registration::Closed, _) => return Err(NotRegistered::Closed),
        (Registration::ByToken(hash), Some(token)) if hash.matches(token) => {}
        (Registration::ByToken(_), token) => {
            return Err(NotRegistered::Token {
                sent: token.is_some(),
            });
        }
        (Registration::Open, _) => {}
    }
    within_limit(server, &format!("registration from {}", request.address())).await?;
    let metadata = request.json().map_err(NotRegistered::Body)?;
    let random = || Secret::mint(server.platform.random());
    let mut client = read(server, &metadata, hex(&server.platform.random()[..12])).await?;
    let secret = client.auth_method.has_secret().then(random);
    client.secret_hash = secret.as_ref().map(Secret::hash);

    let token = random();
    let (hash, ceiling) = (token.hash(), server.config.strangers);
    match add_stranger(server.platform, &client, &hash, ceiling).await? {
        Some(true) => {}
        Some(false) => {
            return Err(Fault::new("a client_id that was just made up is taken").into());
        }
        None => {
            let now = server.platform.now();
            return Err(TooMany::today(Deed::Registration, now).into());
        }
    }

    server.tell(Event::new(Kind::ClientRegistered).client(&client.id));
    let mut information = describe(server, &client, &token);
    information.insert(
        "client_id_issued_at".to_owned(),
        server.platform.now().0.into(),
    );
    with_secret(&mut information, secret.as_ref());
    Ok(information)
}

async fn managed<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    client_id: &str,
) -> Result<Option<Map<String, Value>>, NotRegistered> {
    let Some(token) = request.token("Bearer").map(Secret::new) else {
        return Err(NotRegistered::Token { sent: false });
    };
    within_limit(server, &format!("registration from {}", request.address())).await?;
    let hash = token.hash();
    // RFC 7592 section 2.1: a client that is gone gets the answer to a wrong token.
    let client = load_registration(server.platform, client_id, &hash).await?;
    let client = client.ok_or(NotRegistered::Token { sent: true })?;
    match request.method.as_str() {
        "DELETE" => {
            if unregister(server.platform, client_id, &hash).await? {
                server.tell(Event::new(Kind::ClientRemoved).client(client_id));
                Ok(None)
            } else {
                Err(NotRegistered::Token { sent: true })
            }
        }
        "PUT" => replace(server, request, &client, &token, &hash)
            .await
            .map(Some),
        _ => Ok(Some(describe(server, &client, &token))),
    }
}

/// RFC 7592 section 2.2: what is sent replaces everything that was registered.
async fn replace<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    before: &Client,
    token: &Secret,
    hash: &SecretHash,
) -> Result<Map<String, Value>, NotRegistered> {
    let metadata = request.json().map_err(NotRegistered::Body)?;
    if metadata.get("client_id").and_then(Value::as_str) != Some(&before.id) {
        return Err(NotRegistered::OtherClient);
    }
    if let Some(sent) = metadata.get("client_secret").filter(|sent| !sent.is_null()) {
        let sent = Secret::new(sent.as_str().unwrap_or_default());
        if !before
            .secret_hash
            .as_ref()
            .is_some_and(|hash| hash.matches(&sent))
        {
            return Err(NotRegistered::OtherClient);
        }
    }
    let mut client = read(server, &metadata, before.id.clone()).await?;
    // A client that has no secret yet and now needs one gets one.
    let new = match (client.auth_method.has_secret(), &before.secret_hash) {
        (true, None) => Some(Secret::mint(server.platform.random())),
        (true, known) => {
            client.secret_hash.clone_from(known);
            None
        }
        (false, _) => None,
    };
    if let Some(secret) = &new {
        client.secret_hash = Some(secret.hash());
    }
    match replace_client(server.platform, &client, hash, server.config.strangers).await? {
        Some(true) => {}
        Some(false) => return Err(NotRegistered::Token { sent: true }),
        None => {
            let now = server.platform.now();
            return Err(TooMany::today(Deed::Change, now).into());
        }
    }
    server.tell(Event::new(Kind::ClientChanged).client(&client.id));
    let mut information = describe(server, &client, token);
    with_secret(&mut information, new.as_ref());
    Ok(information)
}

async fn read<P: Platform>(
    server: &Server<'_, P>,
    metadata: &Value,
    id: String,
) -> Result<Box<Client>, NotRegistered> {
    let (resources, redirects) = (&server.config.resources, &server.config.redirects);
    let client = metadata::read(metadata, id, RegisteredBy::Itself, resources, redirects)?;
    if client.backchannel_logout_uri.is_some() && !server.config.strictly_public {
        return Err(BadMetadata::BackchannelLogoutUri.into());
    }
    if let Some(uri) = sector_identifier_uri(metadata) {
        let document = remote_documents::sector(server, uri).await?;
        if !document.is_some_and(|document| is_sector_of(&document, &client.redirect_uris)) {
            return Err(BadMetadata::Sector.into());
        }
    }
    // So that the client finds the key in the key set before its first sign-in.
    server.signing_key(client.id_token_algorithm).await?;
    if let Some(algorithm) = client.userinfo_algorithm {
        server.signing_key(algorithm).await?;
    }
    Ok(client)
}

/// RFC 7591 section 3.2.1, RFC 7592 section 3.
fn describe<P: Platform>(
    server: &Server<'_, P>,
    client: &Client,
    token: &Secret,
) -> Map<String, Value> {
    let mut information = information::write(client);
    let uri = server
        .config
        .issuer
        .url(&format!("{}/{}", path::REGISTER, client.id));
    information.insert("registration_client_uri".to_owned(), uri.into());
    information.insert(
        "registration_access_token".to_owned(),
        token.reveal().into(),
    );
    information
}

/// A secret is shown when it is made, and never again: only its hash is stored.
fn with_secret(information: &mut Map<String, Value>, secret: Option<&Secret>) {
    if let Some(secret) = secret {
        information.insert("client_secret".to_owned(), secret.reveal().into());
        information.insert("client_secret_expires_at".to_owned(), 0.into());
    }
}

impl NotRegistered {
    fn reply(self, request: &Request) -> Reply {
        let bad = |error, sentence: &str| {
            Reply::error(StatusCode::BAD_REQUEST, error, sentence).because(sentence)
        };
        match self {
            Self::Closed => {
                let sentence =
                    "Clients cannot register themselves here; ask the owner of this server.";
                Reply::error(StatusCode::FORBIDDEN, "access_denied", sentence).because(sentence)
            }
            Self::Token { sent } => {
                let challenge = if sent {
                    "Bearer error=\"invalid_token\""
                } else {
                    "Bearer"
                };
                Reply::json(
                    StatusCode::UNAUTHORIZED,
                    &members! { "error": "invalid_token" },
                )
                .header(WWW_AUTHENTICATE, challenge)
                .because("no registration token, or a wrong one")
            }
            Self::Body(BadBody::TooLarge) => Reply::error(
                StatusCode::PAYLOAD_TOO_LARGE,
                "invalid_client_metadata",
                "The metadata is too large.",
            )
            .because("too large"),
            Self::Body(_) => bad(
                "invalid_client_metadata",
                "Send the metadata as a JSON object, with Content-Type: application/json.",
            ),
            Self::Metadata(wrong) => bad(wrong.error(), &wrong.sentence()),
            Self::OtherClient => bad(
                "invalid_client_metadata",
                "client_id, and client_secret if it is sent, must be those of this client.",
            ),
            Self::Fault(fault) => Reply::unavailable(request, &fault),
            Self::TooMany(too_many) => too_many.error(),
        }
    }
}
