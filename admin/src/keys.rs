//! `npm run keys -- list | rotate | revoke`.
//!
//! No command here makes a key: that takes `EDGEGRANT_SECRET`, which only the Worker has.

use clap::{Args, Subcommand, ValueEnum};
use edgegrant::protocol::jose::Algorithm;
use edgegrant::protocol::jose::key_ring::{MAX_AGE, MEMORY, REVOKED_WITHIN, SHORT_LEAD, State};
use edgegrant::store::owner_keys::{ask_rotation, revoke_key};
use edgegrant::store::signing_keys::{Which, load_keys};
use serde_json::json;

use super::{Database, Refusal, Target, now};

#[derive(Subcommand)]
pub(crate) enum Action {
    /// List every signing key: its state, and since or until when.
    List(List),
    /// Have the next keys take over soon, ahead of schedule.
    Rotate(Rotate),
    /// Revoke a key that leaked. Nothing that it signed is trusted any more.
    Revoke(Revoke),
}

#[derive(Args)]
pub(crate) struct List {
    #[command(flatten)]
    target: Target,
}

#[derive(Args)]
pub(crate) struct Rotate {
    /// Only the key with this algorithm.
    #[arg(long, value_enum, value_name = "ALG", ignore_case = true)]
    algorithm: Option<Name>,
    #[command(flatten)]
    target: Target,
}

#[derive(Args)]
pub(crate) struct Revoke {
    /// The `kid` of the key, as `list` shows it.
    // Base64url may begin with a hyphen.
    #[arg(value_name = "KID", allow_hyphen_values = true)]
    kid: String,
    #[command(flatten)]
    target: Target,
}

#[derive(Clone, Copy, ValueEnum)]
enum Name {
    #[value(name = "ES256")]
    Es256,
    #[value(name = "RS256")]
    Rs256,
    #[value(name = "EdDSA")]
    EdDsa,
}

impl From<Name> for Algorithm {
    fn from(name: Name) -> Self {
        match name {
            Name::Es256 => Self::Es256,
            Name::Rs256 => Self::Rs256,
            Name::EdDsa => Self::EdDsa,
        }
    }
}

pub(crate) async fn run(action: Action) -> Result<(), Refusal> {
    match action {
        Action::List(List { target }) => list(&target).await,
        Action::Rotate(rotate) => ask(&rotate).await,
        Action::Revoke(revoke) => end(&revoke).await,
    }
}

async fn list(target: &Target) -> Result<(), Refusal> {
    let mut ring = load_keys(&Database::new(target), Which::Every).await?;
    ring.keys
        .sort_by_key(|key| (key.algorithm.as_str(), key.sequence));
    let now = now();
    if target.json {
        let all: Vec<_> = ring
            .keys
            .iter()
            .map(|key| {
                json!({
                    "kid": key.kid,
                    "algorithm": key.algorithm.as_str(),
                    "state": ring.state(key, now).as_str(),
                    "created_at": key.created_at,
                    "signs_from": key.signs_from,
                    "superseded_at": ring.superseded_at(key),
                    "revoked_at": key.revoked_at,
                    "rotation_asked": key.rotation_asked,
                })
            })
            .collect();
        say!("{}", json!(all));
        return Ok(());
    }
    if ring.keys.is_empty() {
        say!(
            "There is no signing key yet. The Worker makes one when it is first asked for its key set."
        );
    }
    for key in &ring.keys {
        let state = ring.state(key, now);
        let when = match state {
            State::Next => format!("signs {}", span(key.signs_from.0 - now.0)),
            State::Signing => {
                let since = format!("since {}", span(key.signs_from.0.min(now.0) - now.0));
                if key.rotation_asked && ring.asked(now).any(|new| new.algorithm == key.algorithm) {
                    format!("{since}; its successor is made with the next request")
                } else {
                    since
                }
            }
            State::Retired | State::Archived => {
                let at = ring.superseded_at(key).unwrap_or(now);
                format!("until {}", span(at.0 - now.0))
            }
            State::Revoked => span(key.revoked_at.unwrap_or(now).0 - now.0),
        };
        let algorithm = key.algorithm.as_str();
        say!("{}  {algorithm:<5}  {:<8}  {when}", key.kid, state.as_str());
    }
    Ok(())
}

async fn ask(rotate: &Rotate) -> Result<(), Refusal> {
    let algorithm = rotate.algorithm.map(Algorithm::from);
    let asked = ask_rotation(&Database::new(&rotate.target), algorithm).await?;
    let names: Vec<&str> = asked.iter().map(|algorithm| algorithm.as_str()).collect();
    if names.is_empty() {
        return Err(match algorithm {
            Some(algorithm) => format!(
                "There is no {algorithm} key to rotate. The Worker makes one when a client needs it."
            ),
            None => "There is no key to rotate. The Worker makes one when it is first needed."
                .to_owned(),
        }
        .into());
    }
    if rotate.target.json {
        say!("{}", json!({ "algorithms": names, "signs_in": SHORT_LEAD }));
        return Ok(());
    }
    let minutes = SHORT_LEAD / 60;
    say!(
        "The next {} key signs in about {minutes} minutes. The Worker publishes it with the next request it \
         gets, within a minute; until then\nnothing changes. The current key still verifies what it signed, until \
         all of that has expired. Nobody notices the change.",
        names.join(" and ")
    );
    Ok(())
}

async fn end(revoke: &Revoke) -> Result<(), Refusal> {
    let database = Database::new(&revoke.target);
    if !revoke_key(&database, &revoke.kid).await? {
        return Err(format!(
            "There is no key \"{}\"; nothing was revoked. `npm run keys -- list` shows every key.",
            revoke.kid
        )
        .into());
    }
    if revoke.target.json {
        say!(
            "{}",
            json!({ "revoked": revoke.kid, "within": REVOKED_WITHIN })
        );
        return Ok(());
    }
    say!(
        "Revoked. Within {} minutes ({MEMORY} s of memory, {MAX_AGE} s of HTTP caches) nobody who honours the \
         caching headers trusts it.\nAccess tokens and ID tokens signed with it stop working; people stay signed \
         in, and clients refresh.\nIf it was the signing key, another key signs from now on.",
        REVOKED_WITHIN / 60
    );
    Ok(())
}

/// A span of time for people, in the largest unit that fits: "in 15 min", "3 d ago".
fn span(seconds: i64) -> String {
    let length = seconds.abs();
    let (count, unit) = match length {
        0..=119 => (length, "s"),
        120..=7_199 => (length / 60, "min"),
        7_200..=172_799 => (length / 3_600, "h"),
        _ => (length / 86_400, "d"),
    };
    if seconds > 0 {
        format!("in {count} {unit}")
    } else {
        format!("{count} {unit} ago")
    }
}
