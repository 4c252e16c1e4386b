//! Passwords, hashed with Argon2id (RFC 9106).

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use subtle::ConstantTimeEq;

use super::password_cost::Cost;
use crate::protocol::secret::Secret;

/// The longest password that is looked at, in bytes. Longer ones are refused unread.
pub const LONGEST: usize = 1024;

/// A salt and a hash of no password at all. It is verified in place of an unknown user's hash, at the cost of a
/// new one, so that both take the same time.
const NOBODY: (&str, &str) = (
    "ZWRnZWdyYW50LW5vYm9keQ",
    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
);

/// What is verified where there is no user. Its cost is that of the hashes that [`hash`] makes, so it rises
/// with theirs.
#[must_use]
pub fn nobody(cost: Cost) -> String {
    let (salt, hash) = NOBODY;
    phc(cost, salt, hash)
}

/// How a PHC string of Argon2id begins. No other is ever stored.
const BEGINNING: &str = "$argon2id$v=19$";

fn phc(cost: Cost, salt: &str, hash: &str) -> String {
    format!("{BEGINNING}{}${salt}${hash}", cost.phc())
}

/// A PHC string, read.
struct Stored {
    cost: Cost,
    salt: Vec<u8>,
    hash: Vec<u8>,
}

impl Stored {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix(BEGINNING)?.split('$');
        let mut next = || parts.next();
        let (cost, salt, hash) = (next()?, next()?, next()?);
        let decode = |part| STANDARD_NO_PAD.decode(part).ok();
        let stored = Self {
            cost: Cost::of(cost)?,
            salt: decode(salt)?,
            hash: decode(hash)?,
        };
        next().is_none().then_some(stored)
    }

    /// Whether it is the hash of `text`.
    fn is_of(&self, text: &str) -> bool {
        let mut hash = vec![0; self.hash.len()];
        let argon2 = self.cost.argon2();
        let done = argon2.map(|it| it.hash_password_into(text.as_bytes(), &self.salt, &mut hash));
        matches!(done, Some(Ok(()))) && bool::from(hash.ct_eq(&self.hash))
    }
}

/// A password that somebody typed, at most [`LONGEST`] bytes of it.
#[derive(Debug, Clone)]
pub struct Password {
    composed: Secret,
    /// As it was typed, if that differs.
    typed: Option<Secret>,
}

/// A password is longer than [`LONGEST`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLong;

impl TooLong {
    /// What is wrong, for the owner.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        "The password is longer than 1,024 bytes."
    }
}

errors!(TooLong);

/// Argon2 refused, which no input can cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotHashed;

impl NotHashed {
    /// What is wrong, for the owner.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        "the password could not be hashed"
    }
}

errors!(NotHashed);

impl Password {
    /// Reads a password. `compose` gives a text in Normalization Form C (NIST SP 800-63B-4 section 3.1.1.2): keyboards
    /// differ in how they write the same letter.
    ///
    /// # Errors
    /// [`TooLong`].
    pub fn new(text: &str, compose: fn(&str) -> String) -> Result<Self, TooLong> {
        if text.len() > LONGEST {
            return Err(TooLong);
        }
        let composed = if text.is_ascii() {
            text.to_owned()
        } else {
            compose(text)
        };
        Ok(Self {
            typed: (composed != text).then(|| Secret::new(text)),
            composed: Secret::new(composed),
        })
    }

    /// Whether nothing was typed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.composed.reveal().is_empty()
    }

    pub(super) fn composed(&self) -> &str {
        self.composed.reveal()
    }
}

/// Hashes a password with a random salt, to a PHC string.
///
/// # Errors
/// [`NotHashed`].
pub fn hash(password: &Password, salt: &[u8; 16], cost: Cost) -> Result<String, NotHashed> {
    let argon2 = cost.argon2().ok_or(NotHashed)?;
    let mut hash = [0; 32];
    argon2
        .hash_password_into(password.composed().as_bytes(), salt, &mut hash)
        .map_err(|_| NotHashed)?;
    let encode = |bytes| STANDARD_NO_PAD.encode(bytes);
    Ok(phc(cost, &encode(&salt[..]), &encode(&hash)))
}

/// What became of a password that was verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verified {
    /// It is another one, or there is no such user.
    Wrong,
    /// It is the one.
    Right,
    /// It is the one, and [`hash`] would make something else of it now.
    Stale,
}

/// Whether `password` is the one behind `stored`. With `None` (there is no such user) the answer is no, after the same
/// work. So it is for a hash that cost less than `cost`: the rest is spent beside it. (One that cost more takes longer.)
#[must_use]
pub fn verify(stored: Option<&str>, password: &Password, cost: Cost) -> Verified {
    let known = stored.and_then(Stored::parse);
    let is_known = known.is_some();
    let Some(hash) = known.or_else(|| Stored::parse(&nobody(cost))) else {
        return Verified::Wrong;
    };
    let paid = hash.cost;
    let is_behind = |text: &str| {
        let matches = hash.is_of(text);
        spend(paid.up_to(cost), text);
        matches && is_known
    };
    let composed = is_behind(password.composed());
    // Hashes of earlier versions are of what was typed. Both are looked at whatever the user's hash is of, so the time
    // tells only what was typed.
    let typed = password.typed.as_ref();
    let typed = typed.is_some_and(|typed| is_behind(typed.reveal()));
    match (composed, typed) {
        (true, _) if paid == cost => Verified::Right,
        (false, false) => Verified::Wrong,
        _ => Verified::Stale,
    }
}

/// Takes as long as a hash of this cost.
fn spend(cost: Option<Cost>, text: &str) {
    let mut out = [0; 32];
    if let Some(argon2) = cost.and_then(Cost::argon2) {
        let done = argon2.hash_password_into(text.as_bytes(), NOBODY.0.as_bytes(), &mut out);
        // Otherwise the compiler might find that nobody wants the result.
        std::hint::black_box((done.is_ok(), out));
    }
}
