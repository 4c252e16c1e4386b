//! How a second factor is stored: sealed for its user, and sealed anew when the server's secret changes.

use edgegrant::protocol::login::totp::{Code, TotpSecret};
use edgegrant::protocol::secret::{Secret, ServerKeys};
use edgegrant::store::sealed_secrets::{Sealed, reseal};
use edgegrant::store::second_factors::{Judged, load_second_factor, since_when, turn_off};

use crate::runtime::World;
use crate::runtime::stock::{PERSON, done, world};

fn keys(secret: &str) -> ServerKeys {
    ServerKeys::derive(&Secret::new(secret)).expect("a secret")
}

fn old() -> ServerKeys {
    keys("a secret that is long enough for it")
}

fn new() -> ServerKeys {
    keys("another secret that is long enough")
}

fn secret() -> TotpSecret {
    TotpSecret::mint([7; 32])
}

fn add(world: &World, user_id: &str, keys: &ServerKeys) {
    let sealed = done(Sealed::seal(world, keys, user_id, &secret()));
    let text = format!("{sealed:?}");
    let mut parts = text.split('"').skip(1).step_by(2);
    let (text, under) = (parts.next().expect("a text"), parts.next().expect("a key"));
    world.execute(&format!(
        "INSERT INTO second_factors (user_id, secret, sealed_under, last_step, recovery_codes, created_at) \
         VALUES ('{user_id}', '{text}', '{under}', 0, '', 5)"
    ));
}

fn add_user(world: &World, id: &str) {
    world.execute(&format!(
        "INSERT INTO users (id, username, username_folded, password_hash, created_at, claims, pairwise_salt) \
         SELECT '{id}', '{id}', '{id}', password_hash, 0, '{{}}', 'salt' FROM users WHERE id = '{PERSON}'"
    ));
}

#[test]
fn a_secret_opens_for_its_user_alone() {
    let world = world();
    let sealed = done(Sealed::seal(&world, &old(), "ada", &secret()));
    let open = |keys: &ServerKeys, user: &str| {
        let opened = futures_executor::block_on(sealed.open(&world, keys, user));
        opened.map(|secret| secret.record())
    };
    assert_eq!(open(&old(), "ada").expect("it opens"), secret().record());
    assert_eq!(
        open(&new().accepting(&old()), "ada").expect("it opens"),
        secret().record()
    );
    for fault in [open(&old(), "bob"), open(&new(), "ada")] {
        let fault = fault.expect_err("it stays shut");
        assert!(fault.to_string().contains("EDGEGRANT_SECRET"), "{fault}");
    }
}

#[test]
fn what_is_sealed_under_the_secret_of_before_is_sealed_anew_and_nothing_else() {
    let world = world();
    add(&world, PERSON, &old());
    let of_today = new();
    for number in 0..250 {
        let id = format!("user-{number}");
        add_user(&world, &id);
        let keys = if number % 2 == 0 {
            of_today.clone()
        } else {
            old()
        };
        add(&world, &id, &keys);
    }
    // Without a previous secret there is nothing to do.
    assert_eq!(done(reseal(&world, &new())), None);
    let both = new().accepting(&old());
    assert_eq!(done(reseal(&world, &both)), Some((126, false)));
    assert_eq!(done(reseal(&world, &both)), Some((0, false)));
    assert_eq!(
        world.ask("SELECT count(DISTINCT sealed_under) FROM second_factors"),
        "1"
    );
    let factor = done(load_second_factor(&world, PERSON)).expect("it is on");
    assert_eq!(
        done(factor.sealed.open(&world, &new(), PERSON)).record(),
        secret().record()
    );
}

#[test]
fn a_day_reseals_only_so_many_and_one_that_cannot_be_opened_keeps_no_other_back() {
    let world = world();
    add(&world, PERSON, &keys("a secret that nobody knows any more"));
    for number in 0..230 {
        let id = format!("user-{number}");
        add_user(&world, &id);
        add(&world, &id, &old());
    }
    let both = new().accepting(&old());
    // 200 a day, and the one that is lost among them perhaps each time.
    for _ in 0..3 {
        let _ = futures_executor::block_on(reseal(&world, &both));
    }
    let lost = futures_executor::block_on(reseal(&world, &both)).expect_err("one is lost");
    assert!(lost.to_string().contains("EDGEGRANT_SECRET"));
    let opened = (0..230).filter(|number| {
        let id = format!("user-{number}");
        let factor = done(load_second_factor(&world, &id)).expect("it is on");
        futures_executor::block_on(factor.sealed.open(&world, &new(), &id)).is_ok()
    });
    assert_eq!(opened.count(), 230);
}

#[test]
fn a_code_is_judged_by_the_clock_of_the_database() {
    let world = world();
    add(&world, PERSON, &old());
    let judge = |steps: i64| {
        let factor = done(load_second_factor(&world, PERSON)).expect("it is on");
        let step = u64::try_from(factor.now.0 / 30 + steps).expect("a step");
        let code = edgegrant::protocol::login::totp::hotp(secret().bytes(), step) % 1_000_000;
        let code = Code::parse(&format!("{code:06}")).expect("six digits");
        done(factor.judge(&world, &old(), code))
    };
    world.ahead.set(600);
    let now = (world.clock.get() + 600) / 30;
    assert_eq!(judge(-1), Judged::Good(now - 1));
    assert_eq!(judge(-2), Judged::Wrong);
    world.execute(&format!("UPDATE second_factors SET last_step = {now}"));
    assert_eq!([judge(-1), judge(0)], [Judged::Used; 2]);
    assert_eq!(judge(1), Judged::Good(now + 1));
}

#[test]
fn the_owner_turns_it_off_once_and_it_goes_with_its_user() {
    let world = world();
    assert!(!done(turn_off(&world, PERSON)));
    assert_eq!(done(since_when(&world, PERSON)), None);
    add(&world, PERSON, &old());
    let since = done(since_when(&world, PERSON)).expect("it is on");
    assert_eq!((since.since.0, since.codes_left), (5, 0));
    assert!(done(turn_off(&world, PERSON)));
    assert!(!done(turn_off(&world, PERSON)));
    add(&world, PERSON, &old());
    world.execute("DELETE FROM users");
    assert_eq!(world.ask("SELECT count(*) FROM second_factors"), "0");
}
