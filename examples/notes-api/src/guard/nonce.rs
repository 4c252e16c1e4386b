//! Nonces for proofs (RFC 9449 section 9): they show that a proof was made just now, and not in
//! advance by someone who had the key for a moment.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// How long a nonce is valid, in seconds.
const LIFETIME: u64 = 300;
/// How far the clocks of two isolates may be apart, in seconds.
const LEEWAY: u64 = 5;
/// The fewest characters of the secret.
const MIN_SECRET: usize = 32;

/// Makes nonces and recognizes its own, without keeping any: a nonce is the time at which it was made, in
/// seconds since the Unix epoch, then a dot and the HMAC of that time, base64url.
pub(super) struct Nonces(Hmac<Sha256>);

impl Nonces {
    /// # Errors
    /// A sentence when the secret could be guessed.
    pub(super) fn new(secret: &str) -> Result<Self, String> {
        if secret.len() < MIN_SECRET {
            return Err(format!(
                "The secret for nonces has fewer than {MIN_SECRET} characters; make a random one"
            ));
        }
        let key = Hmac::new_from_slice(secret.as_bytes()).map_err(|error| error.to_string())?;
        Ok(Self(key))
    }

    /// A nonce that is valid from `now` on.
    pub(super) fn mint(&self, now: u64) -> String {
        let mac = self.mac(now).finalize().into_bytes();
        format!("{now}.{}", URL_SAFE_NO_PAD.encode(mac))
    }

    /// Whether `nonce` was made here recently.
    pub(super) fn accepts(&self, nonce: &str, now: u64) -> bool {
        let Some((made_at, mac)) = nonce.split_once('.') else {
            return false;
        };
        let (Ok(made_at), Ok(mac)) = (made_at.parse(), URL_SAFE_NO_PAD.decode(mac)) else {
            return false;
        };
        // Compared in constant time.
        let genuine = self.mac(made_at).verify_slice(&mac).is_ok();
        genuine && made_at <= now + LEEWAY && now <= made_at + LIFETIME
    }

    fn mac(&self, made_at: u64) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        mac.update(format!("DPoP-Nonce {made_at}").as_bytes());
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::Nonces;

    const SECRET: &str = "a secret of this test, long enough";
    const NOW: u64 = 1_800_000_000;

    #[test]
    fn a_nonce_is_good_for_five_minutes() {
        let nonces = Nonces::new(SECRET).expect("long enough");
        let nonce = nonces.mint(NOW);
        for (now, expected) in [
            (NOW - 6, false),
            (NOW - 5, true),
            (NOW, true),
            (NOW + 300, true),
            (NOW + 301, false),
        ] {
            assert_eq!(nonces.accepts(&nonce, now), expected, "{now}");
        }
    }

    #[test]
    fn only_our_own_nonces_are_good() {
        let nonces = Nonces::new(SECRET).expect("long enough");
        let nonce = nonces.mint(NOW);
        let (_, mac) = nonce.split_once('.').expect("two parts");
        let other = Nonces::new("another secret of this test, as long").expect("long enough");
        for nonce in [
            String::new(),
            NOW.to_string(),
            format!("{NOW}."),
            format!("{}.{mac}", NOW + 1),
            format!("{nonce}A"),
            nonce[..nonce.len() - 2].to_owned(),
            other.mint(NOW),
            format!("{}.{mac}", u64::MAX),
        ] {
            assert!(!nonces.accepts(&nonce, NOW), "{nonce}");
        }
    }

    #[test]
    fn a_secret_that_could_be_guessed_is_refused() {
        assert!(Nonces::new("").is_err());
        assert!(Nonces::new(&"x".repeat(31)).is_err());
        assert!(Nonces::new(&"x".repeat(32)).is_ok());
    }
}
