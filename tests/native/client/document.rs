//! Client ID Metadata Documents: what they may say, and for how long it counts
//! (draft-ietf-oauth-client-id-metadata-document).

use crate::runtime::World;
use crate::runtime::signer::with;
use crate::runtime::visitor::{Visitor, answer, authorize, config, location};
use edgegrant::protocol::client::document::{lifetime, read};
use edgegrant::protocol::client::{
    BadClientDocument, BadMetadata, BadRedirectUri, Client, RegisteredBy,
};
use serde_json::{Value, json};

const ID: &str = "https://app.example/client.json";

fn document() -> Value {
    json!({ "client_id": ID, "client_name": "App", "redirect_uris": ["https://app.example/cb"] })
}

fn described(changes: &Value) -> Result<Box<Client>, BadClientDocument> {
    let config = config(&[]);
    let document = with(&document(), changes);
    read(ID, &document, &config.resources, &config.redirects)
}

#[test]
fn a_document_names_itself_and_holds_no_secret() {
    use BadClientDocument::{Metadata, OtherClient, Secret};
    for (changes, expected) in [
        (json!({}), None),
        (json!({ "client_id": null }), Some(OtherClient)),
        (json!({ "client_id": 1 }), Some(OtherClient)),
        (
            json!({ "client_id": "https://app.example/other.json" }),
            Some(OtherClient),
        ),
        (
            json!({ "client_id": "https://app.example/client.json?" }),
            Some(OtherClient),
        ),
        (
            json!({ "client_id": "https://APP.example/client.json" }),
            Some(OtherClient),
        ),
        (json!({ "client_secret": "x" }), Some(Secret)),
        (json!({ "client_secret": "" }), Some(Secret)),
        (
            json!({ "client_name": null }),
            Some(Metadata(BadMetadata::Name)),
        ),
        (
            json!({ "redirect_uris": ["http://app.example/"] }),
            Some(Metadata(BadMetadata::RedirectUri(
                BadRedirectUri::PlainHttp,
            ))),
        ),
        (
            json!({ "token_endpoint_auth_method": "client_secret_basic" }),
            Some(Metadata(BadMetadata::AuthMethod)),
        ),
    ] {
        assert_eq!(described(&changes).err(), expected, "{changes}");
    }
    for other in [json!(null), json!([]), json!("x"), json!([document()])] {
        let config = config(&[]);
        let bad = read(ID, &other, &config.resources, &config.redirects).err();
        assert_eq!(bad, Some(OtherClient), "{other}");
    }
}

#[test]
fn the_revision_is_that_of_what_counts() {
    let client = described(&json!({})).expect("a client");
    assert_eq!(client.registered_by, RegisteredBy::Document);
    let revision = |changes| described(&changes).expect("a client").revision;
    assert_eq!(
        revision(json!({ "logo_uri": "x", "contacts": [] })),
        client.revision
    );
    let links =
        json!({ "client_uri": "https://app.example/", "tos_uri": "https://app.example/terms" });
    assert_eq!(
        revision(links),
        client.revision,
        "people allowed no address"
    );
    assert_ne!(revision(json!({ "client_name": "Bank" })), client.revision);
    let uris = json!({ "redirect_uris": ["https://app.example/cb", "https://app.example/2"] });
    assert_ne!(revision(uris), client.revision);
}

#[test]
fn a_document_is_kept_as_its_headers_say_within_bounds() {
    for (header, seconds) in [
        (None, 300),
        (Some(""), 300),
        (Some("public"), 300),
        (Some("max-age=600"), 600),
        (Some("public, max-age=600, immutable"), 600),
        (Some("Max-Age=600"), 600),
        (Some(" max-age=\"600\""), 600),
        (Some("max-age=0"), 60),
        (Some("max-age=59"), 60),
        (Some("max-age=61"), 61),
        (Some("max-age=86400"), 86400),
        (Some("max-age=86401"), 86400),
        (Some("max-age=4294967296"), 86400),
        (Some("max-age=18446744073709551615"), 86400),
        (Some("max-age=-1"), 300),
        (Some("max-age=soon"), 300),
        (Some("max-age"), 300),
        (Some("s-maxage=86400"), 300),
        (Some("no-store"), 60),
        (Some("no-cache"), 60),
        (Some("private"), 60),
        (Some("max-age=86400, no-store"), 60),
        (Some("NO-STORE,max-age=86400"), 60),
    ] {
        assert_eq!(lifetime(header), seconds, "{header:?}");
    }
}

/// What the person is told when the client cannot be had; `None` when they are asked to sign in.
fn told(visitor: &mut Visitor<'_>, id: &str) -> Option<String> {
    let target = authorize(&[
        ("client_id", id),
        ("redirect_uri", "https://app.example/cb"),
    ]);
    let reply = visitor.open(&target);
    assert_eq!(location(&reply), None, "never a redirect");
    (reply.status != 200).then_some(reply.body.clone())
}

#[test]
fn a_document_is_fetched_when_it_is_needed_and_remembered() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    let says = |body: Option<String>, bad: BadClientDocument| {
        let body = body.expect("a page");
        assert!(
            body.contains(&bad.sentence().replace('\'', "&#39;")),
            "{bad:?}: {body}"
        );
    };
    says(told(&mut visitor, ID), BadClientDocument::Unreachable);
    assert_eq!(world.fetches.get(), 1);
    for (id, fetches) in [
        ("https://localhost/c", 1),
        ("https://10.0.0.1/c", 1),
        ("https://app.example/a/../c", 1),
    ] {
        says(told(&mut visitor, id), BadClientDocument::Url);
        assert_eq!(world.fetches.get(), fetches, "never knocked at {id}");
    }
    world.publish(
        ID,
        &with(
            &document(),
            &json!({ "client_id": "https://evil.example/c" }),
        ),
    );
    says(told(&mut visitor, ID), BadClientDocument::Unreachable);
    assert_eq!(world.fetches.get(), 1, "a failure is remembered");
    world.pass(60);
    says(told(&mut visitor, ID), BadClientDocument::OtherClient);
    world.publish(ID, &document());
    says(told(&mut visitor, ID), BadClientDocument::OtherClient);
    assert_eq!(world.fetches.get(), 2, "and so is what cannot be used");
    world.pass(60);
    assert_eq!(told(&mut visitor, ID), None, "for a minute");
    assert_eq!(told(&mut visitor, ID), None);
    assert_eq!(world.fetches.get(), 3, "and what can be, is");
    world.pass(300);
    world.web.borrow_mut().clear();
    says(told(&mut visitor, ID), BadClientDocument::Unreachable);
    assert_eq!(
        world.ask("SELECT count(*) FROM clients"),
        "1",
        "nothing is stored before a yes"
    );
}

#[test]
fn a_document_is_json_of_16_kibibytes_at_most() {
    use BadClientDocument::{ContentType, Unreachable};
    for (content_type, padding, bad) in [
        ("application/json", 0, None),
        ("Application/JSON; charset=utf-8", 0, None),
        ("application/ld+json", 0, None),
        ("text/html", 0, Some(ContentType)),
        ("text/json", 0, Some(ContentType)),
        ("", 0, Some(ContentType)),
        ("application/json", 16 * 1024, Some(Unreachable)),
    ] {
        let world = World::new();
        let mut visitor = Visitor::new(&world);
        world.publish(ID, &with(&document(), &json!({ "x": "x".repeat(padding) })));
        world.web.borrow_mut().get_mut(ID).expect("it").content_type = content_type;
        let told = told(&mut visitor, ID);
        let right = match (&told, bad) {
            (None, None) => true,
            (Some(body), Some(bad)) => body.contains(bad.sentence()),
            _ => false,
        };
        assert!(right, "{content_type} {padding}: {told:?}");
    }
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    world.publish(ID, &document());
    visitor.config = config(&[("CLIENT_ID_METADATA_DOCUMENTS", "false")]);
    assert!(told(&mut visitor, ID).is_some());
    assert_eq!(world.fetches.get(), 0, "switched off");
}

#[test]
fn a_client_that_nobody_vouches_for_sends_nobody_away_unseen() {
    let world = World::new();
    let mut visitor = Visitor::new(&world);
    world.publish(ID, &document());
    let target = authorize(&[
        ("client_id", ID),
        ("redirect_uri", "https://app.example/cb"),
        ("response_type", "none"),
    ]);
    let reply = visitor.open(&target);
    assert_eq!(
        (reply.status.as_u16(), answer(&reply, "error")),
        (400, None)
    );
}
