//! What the store keeps for clients that nobody vouches for, and the ids that count once.

use crate::runtime::World;
use crate::runtime::signer::Signer;
use crate::runtime::stock::{
    KEPT, PERSON, done, family, granted, load_token_user, record_consent, redeem, scope, world,
};
use crate::runtime::visitor::client;
use edgegrant::platform::Platform;
use edgegrant::protocol::client::{
    AuthMethod, Client, ClientKeys, GrantType, RegisteredBy, RequestObjects,
};
use edgegrant::protocol::jose::{Algorithm, Audience, PublicKey};
use edgegrant::protocol::secret::{Secret, SecretHash};
use edgegrant::protocol::token::access_token::Claims;
use edgegrant::store::client_columns;
use edgegrant::store::clients::{add_client, load_client};
use edgegrant::store::dynamic_clients::{load_registration, replace_client};
use edgegrant::store::ended_families::revoke_family;
use edgegrant::store::grants::NewGrant;
use edgegrant::store::spent_ids::{Kind, spend};
use edgegrant::store::strangers::Ceiling;
use edgegrant::store::sweep::sweep;
use futures_executor::block_on;
use futures_util::future::join3;

const DOCUMENT: &str = "https://app.example/client.json";
const MONTH: i64 = 30 * 24 * 3600;

fn key() -> PublicKey {
    PublicKey::parse(&Signer::new(1).jwk()).expect("a key")
}

/// Two clients that together use every column.
fn full() -> [Client; 2] {
    let first = Client {
        id: "full".to_owned(),
        secret_hash: None,
        auth_method: AuthMethod::PrivateKeyJwt,
        grant_types: vec![GrantType::AuthorizationCode],
        keys: ClientKeys::Here(vec![key(), key()]),
        request_objects: Some(RequestObjects {
            algorithm: Algorithm::Es256,
            required: true,
        }),
        requires_pushed_requests: true,
        requires_dpop: true,
        introspects: vec!["https://api.example".to_owned()],
        initiate_login_uri: Some("https://app.example/start".to_owned()),
        allowed_groups: Some(vec!["group-1".to_owned(), "group-2".to_owned()]),
        ..client()
    };
    let second = Client {
        id: "other".to_owned(),
        keys: ClientKeys::At("https://app.example/keys".to_owned()),
        request_objects: Some(RequestObjects {
            algorithm: Algorithm::EdDsa,
            required: false,
        }),
        registered_by: RegisteredBy::Itself,
        ..client()
    };
    [first, second]
}

fn shown(client: &Client) -> String {
    let client = Client {
        revision: String::new(),
        ..client.clone()
    };
    format!("{client:?}")
}

fn load(world: &World, id: &str) -> Client {
    (*done(load_client(world, id)).expect("the client")).clone()
}

#[test]
fn every_member_is_kept() {
    let world = world();
    for client in full() {
        assert!(done(add_client(&world, &client, None)));
        assert_eq!(shown(&load(&world, &client.id)), shown(&client));
    }
}

#[test]
fn a_registration_is_read_and_replaced_with_its_own_token_only() {
    let world = world();
    let [before, after] = full();
    let (token, other) = (Secret::new("token").hash(), Secret::new("other").hash());
    assert!(done(add_client(&world, &before, Some(&token))));
    assert!(done(load_registration(&world, "full", &token)).is_some());
    assert!(done(load_registration(&world, "full", &other)).is_none());
    assert!(
        done(load_registration(&world, "app", &token)).is_none(),
        "another client's"
    );
    let none = Secret::new("").hash();
    assert!(
        done(load_registration(&world, "app", &none)).is_none(),
        "it has no token at all"
    );

    let after = Client {
        id: "full".to_owned(),
        ..after
    };
    let revision = load(&world, "full").revision;
    let replace = |client: &Client, token: &SecretHash| {
        done(replace_client(&world, client, token, Ceiling(1000))).expect("below the ceiling")
    };
    assert!(!replace(&after, &other));
    assert_eq!(shown(&load(&world, "full")), shown(&before));
    assert!(replace(&after, &token));
    let kept = load(&world, "full");
    assert_eq!(shown(&kept), shown(&after));
    assert_ne!(kept.revision, revision);
    assert!(
        done(load_registration(&world, "full", &token)).is_some(),
        "the token stays"
    );
    let app = Client {
        name: "Bank".to_owned(),
        ..client()
    };
    assert!(!replace(&app, &token), "the owner's");
}

fn document(name: &str) -> Client {
    Client {
        auth_method: AuthMethod::None,
        redirect_uris: client().redirect_uris,
        registered_by: RegisteredBy::Document,
        revision: name.to_owned(),
        ..Client::new(DOCUMENT.to_owned(), name.to_owned())
    }
}

#[test]
fn a_document_is_remembered_with_the_first_yes_and_changes_with_another() {
    let world = world();
    let consent = |client: &Client, client_is_saved| {
        let granted = granted("notes:read");
        block_on(record_consent(
            &world,
            &NewGrant {
                revoked: 0,
                user_id: PERSON,
                credential_version: 1,
                client,
                granted: &granted,
                client_is_saved,
                told: None,
            },
        ))
    };
    assert!(
        consent(&document("A"), true).is_err(),
        "there is nothing to hold the grant"
    );
    consent(&document("A"), false).expect("storage works");
    let kept = load(&world, DOCUMENT);
    assert_eq!((kept.name.as_str(), kept.revision.as_str()), ("A", "A"));
    assert!(done(redeem(&world, &family(&world, "f"))));
    consent(&document("B"), false).expect("storage works");
    let kept = load(&world, DOCUMENT);
    assert_eq!((kept.name.as_str(), kept.revision.as_str()), ("B", "B"));
    assert_eq!(
        world.ask("SELECT count(*) FROM grants"),
        "1",
        "one grant, which is the last yes"
    );
    // Whoever owns an address does not own a registration that somebody else made.
    let posing = Client {
        id: "app".to_owned(),
        ..document("Posing")
    };
    consent(&posing, false).expect("storage works");
    assert_eq!(shown(&load(&world, "app")), shown(&client()));
}

#[test]
fn an_id_counts_once_in_its_kind_until_it_is_swept() {
    let world = world();
    let kinds = [
        Kind::Assertion,
        Kind::Proof,
        Kind::PushedRequest,
        Kind::AccessToken,
    ];
    let until = world.now().plus(60);
    for kind in kinds {
        assert!(done(spend(&world, kind, "id", until)), "{kind:?}");
        assert!(!done(spend(&world, kind, "id", until)), "{kind:?}");
        assert!(done(spend(&world, kind, "ID", until)), "{kind:?}");
        assert!(done(spend(&world, kind, "", until)), "{kind:?}");
    }
    let race = |world| {
        let once = || spend(world, Kind::Proof, "race", until);
        let (a, b, c) = block_on(join3(once(), once(), once()));
        [a, b, c]
            .into_iter()
            .filter(|first| matches!(first, Ok(true)))
            .count()
    };
    assert_eq!(race(&world), 1, "however many come at once");
    world.pass(119);
    assert_eq!(done(sweep(&world, KEPT)), 0);
    world.pass(1);
    assert_eq!(done(sweep(&world, KEPT)), 13);
    assert!(!world.ask("SELECT count(*) FROM clients").starts_with('0'));
}

#[test]
fn a_client_that_registered_itself_and_is_used_by_nobody_is_swept_after_a_month() {
    let world = world();
    let add = |id: &str, registered_by| {
        let client = Client {
            id: id.to_owned(),
            registered_by,
            ..client()
        };
        assert!(done(add_client(&world, &client, None)));
        client
    };
    add("unused", RegisteredBy::Itself);
    let used = add("used", RegisteredBy::Itself);
    add("owners", RegisteredBy::Owner);
    let grant = granted("notes:read");
    done(record_consent(
        &world,
        &NewGrant {
            revoked: 0,
            user_id: PERSON,
            credential_version: 1,
            client: &used,
            granted: &grant,
            client_is_saved: true,
            told: None,
        },
    ));
    let left = || world.ask("SELECT group_concat(id, ' ') FROM clients");
    world.pass(MONTH - 1);
    assert_eq!(done(sweep(&world, KEPT)), 0);
    assert_eq!(left(), "app owners unused used");
    world.pass(1);
    assert_eq!(done(sweep(&world, KEPT)), 1);
    assert_eq!(left(), "app owners used");
}

#[test]
fn an_access_token_dies_with_its_family_or_alone() {
    let world = world();
    let token = |family: &str, id: u8| Claims {
        iss: String::new(),
        sub: PERSON.to_owned(),
        aud: Audience::One(String::new()),
        client_id: "app".to_owned(),
        scope: scope("profile"),
        iat: world.now(),
        exp: world.now().plus(600),
        jti: Claims::id(family, &[id; 16]),
        auth_time: Some(world.now()),
        acr: None,
        act: None,
        cnf: None,
    };
    assert_eq!(token("f", 1).family(), "f");
    for id in ["f", "g"] {
        assert!(done(redeem(&world, &family(&world, id))));
    }
    let good = |family, id| done(load_token_user(&world, &token(family, id), "[]")).is_some();
    assert!(good("f", 1) && good("f", 2) && good("g", 1));
    assert!(!good("nothing", 1) && !good("", 1));
    let exp = world.now().plus(600);
    assert!(done(spend(
        &world,
        Kind::AccessToken,
        &token("f", 1).jti,
        exp
    )));
    assert!(!good("f", 1), "revoked alone");
    assert!(good("f", 2) && good("g", 1));
    done(revoke_family(&world, "f"));
    assert!(!good("f", 2));
    assert!(good("g", 1));
    world.execute("DELETE FROM users");
    assert!(!good("g", 1), "nobody to speak for");
}

#[test]
fn the_list_of_columns_is_the_table_without_what_the_server_sets() {
    let world = World::new();
    let listed = [
        "id",
        "revision",
        "created_at",
        "registration_id",
        "registration_token_hash",
        "old_secret_hash",
        "old_secret_ends_at",
        "blocked_at",
    ];
    let mut listed: Vec<&str> = listed.into_iter().chain(client_columns::names()).collect();
    listed.sort_unstable();
    let columns = "SELECT group_concat(name, ' ') FROM (SELECT name FROM pragma_table_info('clients') ORDER BY name)";
    assert_eq!(world.ask(columns), listed.join(" "));
}
