//! The password of a user: read from standard input, or made here and shown once.

use std::io::Read;

use edgegrant::protocol::login::password;
use edgegrant::protocol::secret::Secret;

use super::{Refusal, Target, random};

/// NIST SP 800-63B section 3.1.1: shorter passwords are guessed.
const SHORTEST_PASSWORD: usize = 8;

/// A password, and whether it was made here and must be shown.
pub(super) struct Chosen {
    pub(super) password: Secret,
    made_up: bool,
}

pub(super) fn choose(from_stdin: bool, target: &Target) -> Result<Chosen, Refusal> {
    if !from_stdin {
        return Ok(Chosen {
            password: Secret::mint(random()?),
            made_up: true,
        });
    }
    let mut text = String::new();
    std::io::stdin()
        .take(password::LONGEST as u64 + 2)
        .read_to_string(&mut text)
        .map_err(|error| format!("The password cannot be read: {error}"))?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    if target.remote && text.chars().count() < SHORTEST_PASSWORD {
        return Err(format!(
            "The password must have at least {SHORTEST_PASSWORD} characters; a sentence works well."
        )
        .into());
    }
    Ok(Chosen {
        password: Secret::new(text),
        made_up: false,
    })
}

pub(super) fn told(chosen: &Chosen) -> Option<&str> {
    chosen.made_up.then(|| chosen.password.reveal())
}

pub(super) fn tell(chosen: &Chosen) {
    if let Some(password) = told(chosen) {
        println!(
            "\npassword  {password}\n\nPass it on now: only its hash is stored, so it cannot be shown again."
        );
    }
}
