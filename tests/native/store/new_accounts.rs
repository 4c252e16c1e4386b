//! Accounts that people make, and the way back in: all of it or nothing, and as often as a link allows.

use edgegrant::protocol::jose::{Algorithm, PublicKey};
use edgegrant::protocol::login::Device;
use edgegrant::protocol::passkey::{Credential, NewPasskey};
use edgegrant::protocol::secret::Secret;
use edgegrant::store::new_accounts::{Entry, NewCredential, make_account};
use edgegrant::store::one_time_links::Purpose;
use edgegrant::store::passkeys::{MOST_PASSKEYS, MadePasskey};
use edgegrant::store::recovery::{Former, recover};
use edgegrant::store::sessions::NewSession;
use edgegrant::store::strangers::{Ceiling, Deed};
use edgegrant::store::user::User;
use futures_executor::block_on;
use futures_util::future::join_all;

use super::one_time_links::{hash, link};
use crate::runtime::World;
use crate::runtime::signer::Signer;
use crate::runtime::stock::{LASTING, PERSON, done, sign_in, world};

fn new_passkey() -> NewPasskey {
    NewPasskey {
        credential: Credential {
            aaguid: [0xab; 16],
            id: vec![1, 2, 3],
            key: PublicKey::parse(&Signer::new(1).jwk()).expect("a key"),
            algorithm: Algorithm::Es256,
        },
        counter: 0,
        backup_eligible: true,
        backed_up: false,
    }
}

/// A request: what it calls its user, its passkey, its session and its cookie.
#[derive(Clone, Copy)]
struct Request<'a> {
    name: &'a str,
    /// Instead of a passkey of that name.
    password: Option<&'a str>,
}

fn with_passkey(name: &str) -> Request<'_> {
    Request {
        name,
        password: None,
    }
}

impl<'a> Request<'a> {
    fn credential(self, new: &'a NewPasskey) -> NewCredential<'a> {
        match self.password {
            Some(hash) => NewCredential::Password(hash),
            None => {
                let made = MadePasskey {
                    id: self.name,
                    rp_id: "auth.example",
                    name: "Passkey",
                    new,
                };
                NewCredential::Passkey(made, self.name)
            }
        }
    }

    /// The account of this name, by this entry.
    async fn enters(self, world: &World, entry: Entry<'_>) -> Option<String> {
        let (new, cookie) = (new_passkey(), Secret::new(self.name).hash());
        let user = User {
            id: format!("id-{}", self.name),
            username: self.name.to_owned(),
            unverified_email: Some("a@example.com".to_owned()),
            ..User::default()
        };
        let credential = self.credential(&new);
        let session = NewSession {
            user_id: &user.id,
            proof: credential.proof(),
            id: self.name,
            lasts: LASTING,
            device: &Device::default(),
            hash: &cookie,
            before: None,
        };
        let made = make_account(world, &user, credential, entry, &session).await;
        made.expect("storage works").map(|begun| begun.id)
    }

    async fn recovers(self, world: &World, secret: &str, former: Former) -> Option<(String, u32)> {
        let (new, cookie) = (new_passkey(), Secret::new(self.name).hash());
        let credential = self.credential(&new);
        let session = NewSession {
            user_id: PERSON,
            proof: credential.proof(),
            id: self.name,
            lasts: LASTING,
            device: &Device::default(),
            hash: &cookie,
            before: None,
        };
        let recovered = recover(world, &hash(secret), credential, None, former, &session).await;
        recovered
            .expect("storage works")
            .map(|recovered| (recovered.session.id, recovered.version))
    }
}

fn counts(world: &World) -> String {
    world.ask(
        "SELECT (SELECT count(*) FROM users) || ' ' || (SELECT count(*) FROM passkeys) || ' ' || \
         (SELECT count(*) FROM sessions)",
    )
}

#[test]
fn an_invitation_makes_as_many_accounts_as_it_says_however_many_come_at_once() {
    let world = world();
    let invited = hash("invitation");
    assert!(link(&world, "invitation", Purpose::Invitation, None, 3));
    let names: Vec<String> = (0..20).map(|number| format!("guest{number}")).collect();
    let all = names
        .iter()
        .map(|name| with_passkey(name).enters(&world, Entry::Invitation(&invited)));
    let made = block_on(join_all(all));
    assert_eq!(made.iter().flatten().count(), 3);
    assert_eq!(counts(&world), "4 3 3");
    assert_eq!(world.ask("SELECT uses_left FROM one_time_links"), "0");
    assert_eq!(world.ask("SELECT sum(administrator) FROM users"), "0");
    assert_eq!(
        world.ask("SELECT group_concat(DISTINCT method) FROM sessions"),
        "new_passkey",
        "nothing was signed with it yet"
    );
}

#[test]
fn a_taken_name_or_passkey_makes_nothing_and_uses_nothing_up() {
    let world = world();
    let invited = hash("invitation");
    let entry = Entry::Invitation(&invited);
    assert!(link(&world, "invitation", Purpose::Invitation, None, 5));
    assert!(block_on(with_passkey("guest").enters(&world, entry)).is_some());
    // Each request has a random name of its own.
    world.execute("UPDATE passkeys SET used_by = 'an earlier request'");
    let before = counts(&world);
    for taken in ["guest", "person", "PERSON"] {
        let made = block_on(with_passkey(taken).enters(&world, entry));
        assert_eq!(made, None, "{taken}");
    }
    // Another account, with the passkey that the guest has.
    world.execute("UPDATE passkeys SET id = 'stolen'");
    assert_eq!(block_on(with_passkey("stolen").enters(&world, entry)), None);
    assert_eq!(counts(&world), before);
    assert_eq!(world.ask("SELECT uses_left FROM one_time_links"), "4");
    world.pass(3600);
    assert_eq!(block_on(with_passkey("late").enters(&world, entry)), None);
    assert_eq!(counts(&world), before);
}

#[test]
fn of_two_first_administrators_one_is_made_and_there_is_never_another_first_one() {
    let world = world();
    let setup = hash("setup");
    assert!(link(&world, "setup", Purpose::Setup, None, 1));
    let all =
        ["one", "two", "three"].map(|name| with_passkey(name).enters(&world, Entry::Setup(&setup)));
    let made = block_on(join_all(all));
    assert_eq!(made.iter().flatten().count(), 1);
    assert_eq!(world.ask("SELECT sum(administrator) FROM users"), "1");
    assert_eq!(counts(&world), "2 1 1");
    // Not even with a link that is as good as new.
    world.execute("UPDATE one_time_links SET uses_left = 1; DELETE FROM users");
    let again = with_passkey("four").enters(&world, Entry::Setup(&setup));
    assert_eq!(block_on(again), None);
    assert_eq!(counts(&world), "0 0 0");
}

#[test]
fn a_link_of_another_purpose_makes_no_account() {
    let world = world();
    assert!(link(&world, "invitation", Purpose::Invitation, None, 1));
    assert!(link(&world, "recovery", Purpose::Recovery, Some(PERSON), 1));
    let (invitation, recovery) = (hash("invitation"), hash("recovery"));
    for entry in [
        Entry::Setup(&invitation),
        Entry::Setup(&recovery),
        Entry::Invitation(&recovery),
    ] {
        assert_eq!(block_on(with_passkey("x").enters(&world, entry)), None);
    }
    let recovered = with_passkey("x").recovers(&world, "invitation", Former::Stay);
    assert_eq!(block_on(recovered), None);
    assert_eq!(counts(&world), "1 0 0");
}

#[test]
fn anybody_may_sign_up_until_the_ceiling_of_the_day() {
    let world = world();
    let most = Ceiling(60);
    // Two fifths are for programs and for people who sign up.
    let fit = 24 / Deed::SignUp.rows();
    for number in 0..fit {
        let name = format!("guest{number}");
        let request = Request {
            name: &name,
            password: Some("a hash of their own"),
        };
        let made = block_on(request.enters(&world, Entry::SignUp(most, Deed::SignUp)));
        assert!(made.is_some(), "{number}");
    }
    let before = counts(&world);
    let more = with_passkey("more").enters(&world, Entry::SignUp(most, Deed::SignUp));
    assert_eq!(block_on(more), None);
    assert_eq!(counts(&world), before);
    world.pass(24 * 3600);
    let next = with_passkey("more").enters(&world, Entry::SignUp(most, Deed::SignUp));
    assert!(block_on(next).is_some(), "the next day");
    // In a browser in which others are signed in, it writes more rows, and counts for more.
    let beside = with_passkey("beside").enters(&world, Entry::SignUp(most, Deed::SignUpBeside));
    assert_eq!(block_on(beside), None);
}

#[test]
fn a_recovery_link_ends_all_that_was_and_signs_in_once() {
    let world = world();
    sign_in(&world, "before", PERSON, None);
    assert!(link(&world, "link", Purpose::Recovery, Some(PERSON), 1));
    let names: Vec<String> = (0..20).map(|number| format!("new{number}")).collect();
    let all = names
        .iter()
        .map(|name| with_passkey(name).recovers(&world, "link", Former::Stay));
    let recovered = block_on(join_all(all));
    assert_eq!(recovered.iter().flatten().count(), 1);
    let version = "SELECT credential_version FROM users";
    assert_eq!(world.ask(version), "2");
    let counting = "SELECT count(*) FROM sessions JOIN users ON users.id = user_id \
                    WHERE sessions.credential_version = users.credential_version";
    assert_eq!(world.ask(counting), "1");
    assert_eq!(world.ask("SELECT count(*) FROM passkeys"), "1");
    assert_eq!(
        world.ask("SELECT password_hash LIKE '$argon2id$%' FROM users"),
        "1",
        "the password stays"
    );
}

#[test]
fn what_was_there_before_goes_if_the_person_says_so() {
    let world = world();
    for number in 0..MOST_PASSKEYS {
        world.execute(&format!(
            "INSERT INTO passkeys (id, user_id, rp_id, name, public_key, algorithm, counter, backup_eligible, \
             backed_up, aaguid, created_at) VALUES ('p{number}', 'person-1', 'auth.example', 'Old', '{{}}', 'ES256', 0, 0, \
             0, '', 0)"
        ));
    }
    assert!(link(&world, "link", Purpose::Recovery, Some(PERSON), 1));
    let full = with_passkey("one more").recovers(&world, "link", Former::Stay);
    assert_eq!(block_on(full), None, "there are as many as may be");
    assert_eq!(world.ask("SELECT uses_left FROM one_time_links"), "1");
    let recovered = with_passkey("only").recovers(&world, "link", Former::Go);
    assert!(block_on(recovered).is_some());
    assert_eq!(world.ask("SELECT group_concat(id) FROM passkeys"), "only");
    assert_eq!(world.ask("SELECT password_hash FROM users"), "");

    assert!(link(&world, "again", Purpose::Recovery, Some(PERSON), 1));
    let request = Request {
        name: "by password",
        password: Some("new hash"),
    };
    assert!(block_on(request.recovers(&world, "again", Former::Go)).is_some());
    assert_eq!(world.ask("SELECT count(*) FROM passkeys"), "0");
    assert_eq!(world.ask("SELECT password_hash FROM users"), "new hash");
}

#[test]
fn nobody_who_is_disabled_comes_back_by_a_link() {
    let world = world();
    assert!(link(&world, "link", Purpose::Recovery, Some(PERSON), 1));
    world.execute("UPDATE users SET disabled_at = 1");
    let recovered = with_passkey("p").recovers(&world, "link", Former::Go);
    assert_eq!(block_on(recovered), None);
    assert_eq!(counts(&world), "1 0 0");
    assert_eq!(world.ask("SELECT uses_left FROM one_time_links"), "1");
}

#[test]
fn a_fault_of_the_database_makes_nothing_and_uses_nothing_up() {
    let world = world();
    let invited = hash("invitation");
    assert!(link(&world, "invitation", Purpose::Invitation, None, 1));
    let new = new_passkey();
    let cookie = Secret::new("cookie").hash();
    let user = User {
        id: "id-guest".to_owned(),
        username: "id-guest".to_owned(),
        ..User::default()
    };
    let credential = with_passkey("guest").credential(&new);
    let session = NewSession {
        user_id: &user.id,
        proof: credential.proof(),
        id: "session",
        lasts: LASTING,
        device: &Device::default(),
        hash: &cookie,
        before: None,
    };
    let entry = Entry::Invitation(&invited);
    let attempt = || block_on(make_account(&world, &user, credential, entry, &session));
    for k in 0.. {
        world.fail_at(Some(k), false);
        let made = attempt();
        if !world.failed() {
            assert!(k > 0 && made.is_ok_and(|made| made.is_some()));
            break;
        }
        world.fail_at(None, false);
        assert!(made.is_err());
        assert_eq!(counts(&world), "1 0 0");
        assert_eq!(world.ask("SELECT uses_left FROM one_time_links"), "1");
    }
    assert_eq!(done(async { Ok(counts(&world)) }), "2 1 1");
}
