//! The password of a user: read from standard input, or made here and shown once.

use edgegrant::platform::Unicode;
use edgegrant::protocol::login::password::{self, Password};
use edgegrant::protocol::login::{Cost, password_rules};
use edgegrant::protocol::secret::Secret;
use edgegrant::store::user::User;

use super::{Database, Refusal, host, random};

/// The hash of a password, and the password itself if it was made here and must be shown.
pub(super) struct Chosen {
    pub(super) hash: String,
    made_up: Option<Secret>,
}

/// Reads or makes a password for `user`.
pub(super) async fn choose(from_stdin: bool, user: &User) -> Result<Chosen, Refusal> {
    let hash = |password: &Password| {
        // If the server's PASSWORD_COST is higher, the first sign-in hashes it anew.
        password::hash(password, &random()?, Cost::LEAST)
            .map_err(|error| Refusal(error.to_string()))
    };
    let read = |text: &str| {
        Password::new(text, Database::compose).map_err(|too_long| Refusal(too_long.to_string()))
    };
    if !from_stdin {
        let made_up = Secret::mint(random()?);
        return Ok(Chosen {
            hash: hash(&read(made_up.reveal())?)?,
            made_up: Some(made_up),
        });
    }
    let text = host::read_stdin(password::LONGEST as u32 + 2).await?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    let password = read(text)?;
    let about = [
        Some(user.username.as_str()),
        user.email.as_deref(),
        user.name.as_deref(),
    ];
    let about: Vec<&str> = about.into_iter().flatten().collect();
    password_rules::accept(&password, &about, password_rules::SHORTEST, Database::fold)
        .map_err(|bad| Refusal(bad.to_string()))?;
    Ok(Chosen {
        hash: hash(&password)?,
        made_up: None,
    })
}

pub(super) fn told(chosen: &Chosen) -> Option<&str> {
    chosen.made_up.as_ref().map(Secret::reveal)
}

pub(super) fn tell(chosen: &Chosen) {
    if let Some(password) = told(chosen) {
        say!(
            "\npassword  {password}\n\nPass it on now: only its hash is stored, so it cannot be shown again."
        );
    }
}
