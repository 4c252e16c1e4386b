//! What the app remembers about a browser, and by which cookie.
//!
//! Three kinds of records are in KV. Two are named by a hash of the cookie, so that whoever reads the names
//! cannot pose as the browser:
//!
//! | key | value | kept |
//! |---|---|---|
//! | `pending:<hash of cookie and state>` | [`Pending`] | [`PENDING_SECONDS`] |
//! | `session:<hash of cookie>` | [`Session`] | [`SESSION_SECONDS`] after the last refresh |
//! | `ended:<hash of sid>` | nothing | [`ENDED_SECONDS`], longer than any session that it ends |
//!
//! There is a separate record that the issuer ended a session. A list of sessions by `sid` would cost a write
//! at each sign-in, and a session that is being refreshed at that moment would be saved again.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The cookie that names the browser. `__Host-`: no other host or path can set or see it.
pub const COOKIE: &str = "__Host-notes-app";
/// The cookie that carries one word to the next page.
pub const FLASH_COOKIE: &str = "__Host-notes-app-flash";
/// How long a person may take to sign in, in seconds.
pub const PENDING_SECONDS: u32 = 900;
/// How long a session lasts when it is not used, in seconds: 30 days.
pub const SESSION_SECONDS: u32 = 30 * 24 * 60 * 60;
/// How long the app remembers that the issuer ended a session, in seconds: KV may take a minute to reach the
/// whole world, and in that minute the session may be saved once more.
pub const ENDED_SECONDS: u32 = SESSION_SECONDS + 60 * 60;

/// A sign-in that was begun.
#[derive(Serialize, Deserialize)]
pub struct Pending {
    /// The PKCE code verifier (RFC 7636).
    pub verifier: String,
    /// The nonce that the ID token must have.
    pub nonce: String,
    /// Who wants all their notes deleted (`sub`), and signs in for the API to believe it.
    #[serde(default)]
    pub deletes_notes_of: Option<String>,
}

/// A browser that is signed in.
#[derive(Clone, Serialize, Deserialize)]
pub struct Session {
    /// For the API.
    pub access_token: String,
    /// For the next access token; the server may not issue one.
    pub refresh_token: Option<String>,
    /// When the access token expires, in seconds since the Unix epoch.
    pub expires_at: u64,
    /// Who signed in: `sub` of the ID token.
    pub sub: String,
    /// The session at the issuer: `sid` of the ID token.
    pub sid: Option<String>,
    /// The ID token itself, for signing out.
    pub id_token: String,
}

/// The key of a [`Pending`]. Only the browser that began it, with the `state` that was sent, finds it: this is
/// what makes `state` a proof (RFC 6749 section 10.12). Each tab has its own.
#[must_use]
pub fn pending_key(cookie: &str, state: &str) -> String {
    format!("pending:{}", hash(&[cookie, state]))
}

/// The key of a [`Session`].
#[must_use]
pub fn session_key(cookie: &str) -> String {
    format!("session:{}", hash(&[cookie]))
}

/// The key of the record that the issuer ended the session with this `sid`.
#[must_use]
pub fn ended_key(sid: &str) -> String {
    format!("ended:{}", hash(&[sid]))
}

fn hash(parts: &[&str]) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(parts.join("\n")))
}

/// The value of the cookie `name` in a `Cookie` header.
#[must_use]
pub fn cookie<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    header
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// Whether `value` has the form of a cookie of ours: 256 bits as base64url.
#[must_use]
pub fn is_ours(value: &str) -> bool {
    URL_SAFE_NO_PAD
        .decode(value)
        .is_ok_and(|bytes| bytes.len() == 32)
}

/// A `Set-Cookie` header. With 0 `seconds` it removes the cookie.
#[must_use]
pub fn set_cookie(name: &str, value: &str, seconds: u32) -> String {
    format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}")
}

#[cfg(test)]
mod tests {
    use super::{COOKIE, cookie, is_ours, pending_key, session_key};

    #[test]
    fn cookies_are_found() {
        for (header, expected) in [
            ("", None),
            ("__Host-notes-app", None),
            ("__Host-notes-app=a", Some("a")),
            ("x=1; __Host-notes-app=a=b; y", Some("a=b")),
            ("__Host-notes-app-flash=n; __Host-notes-app=a", Some("a")),
            ("not__Host-notes-app=b", None),
        ] {
            assert_eq!(cookie(header, COOKIE), expected, "{header}");
        }
    }

    #[test]
    fn only_256_bits_are_ours() {
        assert!(is_ours(&"A".repeat(43)));
        for value in ["", "A", &"A".repeat(44), &"é".repeat(43), &"=".repeat(43)] {
            assert!(!is_ours(value), "{value}");
        }
    }

    #[test]
    fn keys_differ_by_cookie_and_state() {
        let keys = [
            session_key("a"),
            session_key("b"),
            pending_key("a", "1"),
            pending_key("a", "2"),
            pending_key("b", "1"),
        ];
        for (i, key) in keys.iter().enumerate() {
            assert!(!keys[..i].contains(key), "{key}");
        }
    }
}
