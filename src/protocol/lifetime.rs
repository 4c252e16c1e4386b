//! How long tokens and sessions last: as the settings say, or as the owner decided for one client.

use std::fmt;
use std::ops::RangeInclusive;

use super::scope::{ADMIN_API, Scope};

const MINUTE: u32 = 60;
const HOUR: u32 = 60 * MINUTE;
const DAY: u32 = 24 * HOUR;

/// The longest life of a token that others verify offline, in seconds. A signing key is published for longer
/// than that after the last token that it signed.
pub const LONGEST_SIGNED: u32 = DAY;

/// The longest life of an access token for the Admin API, in seconds.
pub const LONGEST_ADMIN: u32 = 5 * MINUTE;

/// The longest life of a refresh token and its successors, in seconds. Whatever ends one early is remembered for as
/// long, whatever the setting says meanwhile.
pub const LONGEST_FAMILY: u32 = 400 * DAY;

/// The longest life of a session, in seconds. Browsers keep a cookie for no longer (RFC 6265bis section 5.5).
const LONGEST_SESSION: u32 = 400 * DAY;

/// What has a lifetime.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lifetime {
    /// An access token. APIs verify it offline, so it outlives its revocation there.
    AccessToken,
    /// An ID token.
    IdToken,
    /// A refresh token and all its successors, however often they are used.
    RefreshToken,
    /// A refresh token that nobody uses.
    RefreshTokenIdle,
    /// A session: how long after signing in nobody is asked to sign in again.
    Session,
    /// A session that nobody uses.
    SessionIdle,
    /// A session of a person who does not want to stay signed in.
    SessionBrief,
}

impl Lifetime {
    /// Everything that has a lifetime.
    pub const ALL: [Self; 7] = [
        Self::AccessToken,
        Self::IdToken,
        Self::RefreshToken,
        Self::RefreshTokenIdle,
        Self::Session,
        Self::SessionIdle,
        Self::SessionBrief,
    ];

    /// What may have another lifetime for one client. How a session ends apart from that is the person's choice, and the
    /// same for all clients.
    pub const OF_CLIENTS: [Self; 5] = [
        Self::AccessToken,
        Self::IdToken,
        Self::RefreshToken,
        Self::RefreshTokenIdle,
        Self::Session,
    ];

    /// The setting that says how long it is.
    #[must_use]
    pub fn setting(self) -> &'static str {
        match self {
            Self::AccessToken => "ACCESS_TOKEN_LIFETIME",
            Self::IdToken => "ID_TOKEN_LIFETIME",
            Self::RefreshToken => "REFRESH_TOKEN_LIFETIME",
            Self::RefreshTokenIdle => "REFRESH_TOKEN_IDLE_LIFETIME",
            Self::Session => "SESSION_LIFETIME",
            Self::SessionIdle => "SESSION_IDLE_LIFETIME",
            Self::SessionBrief => "SESSION_BRIEF_LIFETIME",
        }
    }

    /// How long it is if nobody says otherwise, in seconds.
    #[must_use]
    pub const fn usual(self) -> u32 {
        match self {
            Self::AccessToken | Self::IdToken => 10 * MINUTE,
            Self::RefreshToken => 180 * DAY,
            Self::RefreshTokenIdle => 30 * DAY,
            Self::Session => 14 * DAY,
            // As good as none: whoever comes from a version without the setting has sessions without such an end.
            Self::SessionIdle => LONGEST_SESSION,
            Self::SessionBrief => 12 * HOUR,
        }
    }

    /// What may be said, in seconds.
    #[must_use]
    pub fn bounds(self) -> RangeInclusive<u32> {
        match self {
            Self::AccessToken | Self::IdToken => MINUTE..=LONGEST_SIGNED,
            Self::RefreshToken => HOUR..=LONGEST_FAMILY,
            Self::RefreshTokenIdle => HOUR..=LONGEST_FAMILY,
            Self::Session | Self::SessionBrief => 5 * MINUTE..=LONGEST_SESSION,
            // A visit is noted once a day: with less, somebody who comes every day would be idle.
            Self::SessionIdle => 2 * DAY..=LONGEST_SESSION,
        }
    }

    /// Reads what somebody wrote: a number and its unit, such as `90s`, `10m`, `8h` or `14d`. Gives seconds.
    ///
    /// # Errors
    /// [`BadLifetime`]: it is something else, or out of bounds.
    pub fn parse(self, text: &str) -> Result<u32, BadLifetime> {
        let seconds = || {
            let unit = match text.chars().next_back()? {
                's' => 1,
                'm' => MINUTE,
                'h' => HOUR,
                'd' => DAY,
                _ => return None,
            };
            let digits = &text[..text.len() - 1];
            let all = digits.bytes().all(|byte| byte.is_ascii_digit());
            digits
                .parse::<u32>()
                .ok()
                .filter(|_| all)?
                .checked_mul(unit)
        };
        seconds()
            .filter(|seconds| self.bounds().contains(seconds))
            .ok_or(BadLifetime(self))
    }
}

/// A text that is not a lifetime of this kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadLifetime(pub Lifetime);

impl BadLifetime {
    /// What it must be.
    #[must_use]
    pub fn sentence(self) -> String {
        let (from, to) = self.0.bounds().into_inner();
        format!(
            "it must be a time from {} to {}, such as \"{}\" (s, m, h or d for seconds, minutes, hours or days)",
            Written(from),
            Written(to),
            Written(self.0.usual())
        )
    }
}

errors!(BadLifetime);

/// Seconds, as a person writes them: in the largest unit that they fill.
#[derive(Debug, Clone, Copy)]
pub struct Written(pub u32);

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = [(DAY, 'd'), (HOUR, 'h'), (MINUTE, 'm')];
        let fits = |(length, _): &(u32, char)| self.0 != 0 && self.0.is_multiple_of(*length);
        match units.into_iter().find(fits) {
            Some((length, letter)) => write!(f, "{}{letter}", self.0 / length),
            None => write!(f, "{}s", self.0),
        }
    }
}

/// How long everything lives, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetimes {
    /// [`Lifetime::AccessToken`].
    pub access_token: u32,
    /// [`Lifetime::IdToken`].
    pub id_token: u32,
    /// [`Lifetime::RefreshToken`].
    pub refresh_token: u32,
    /// [`Lifetime::RefreshTokenIdle`].
    pub refresh_token_idle: u32,
    /// [`Lifetime::Session`].
    pub session: u32,
    /// [`Lifetime::SessionIdle`].
    pub session_idle: u32,
    /// [`Lifetime::SessionBrief`].
    pub session_brief: u32,
}

impl Lifetimes {
    /// What `of` says of each.
    ///
    /// # Errors
    /// The first error of `of`.
    pub fn read<E>(of: impl Fn(Lifetime) -> Result<u32, E>) -> Result<Self, E> {
        Ok(Self {
            access_token: of(Lifetime::AccessToken)?,
            id_token: of(Lifetime::IdToken)?,
            refresh_token: of(Lifetime::RefreshToken)?,
            refresh_token_idle: of(Lifetime::RefreshTokenIdle)?,
            session: of(Lifetime::Session)?,
            session_idle: of(Lifetime::SessionIdle)?,
            session_brief: of(Lifetime::SessionBrief)?,
        })
    }

    /// How long an access token with this scope lives: for the Admin API, never longer than [`LONGEST_ADMIN`].
    #[must_use]
    pub fn access_token_for(self, scope: &Scope) -> u32 {
        limited(scope, self.access_token)
    }

    /// The same for a token family. Without a refresh token it is of no use for longer than its access token.
    #[must_use]
    pub fn family_for(self, scope: &Scope) -> u32 {
        limited(scope, self.refresh_token)
    }

    /// How long everything lives for a client that has lifetimes of its own.
    #[must_use]
    pub fn with(self, own: OwnLifetimes) -> Self {
        Self {
            access_token: own.access_token.unwrap_or(self.access_token),
            id_token: own.id_token.unwrap_or(self.id_token),
            refresh_token: own.refresh_token.unwrap_or(self.refresh_token),
            refresh_token_idle: own.refresh_token_idle.unwrap_or(self.refresh_token_idle),
            session: own.session.unwrap_or(self.session),
            ..self
        }
    }
}

fn limited(scope: &Scope, usual: u32) -> u32 {
    if scope.contains(ADMIN_API) {
        usual.min(LONGEST_ADMIN)
    } else {
        usual
    }
}

impl Default for Lifetimes {
    fn default() -> Self {
        let Ok(usual) = Self::read(|lifetime| Ok::<_, std::convert::Infallible>(lifetime.usual()));
        usual
    }
}

/// What the owner decided for one client, in seconds; `None`: what the settings say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OwnLifetimes {
    /// [`Lifetime::AccessToken`].
    pub access_token: Option<u32>,
    /// [`Lifetime::IdToken`].
    pub id_token: Option<u32>,
    /// [`Lifetime::RefreshToken`].
    pub refresh_token: Option<u32>,
    /// [`Lifetime::RefreshTokenIdle`].
    pub refresh_token_idle: Option<u32>,
    /// [`Lifetime::Session`]: a session is shared by all clients, so for one it can only be shorter.
    pub session: Option<u32>,
}

impl OwnLifetimes {
    /// What the owner decided about one lifetime of [`Lifetime::OF_CLIENTS`].
    #[must_use]
    pub fn get(&self, lifetime: Lifetime) -> Option<u32> {
        match lifetime {
            Lifetime::AccessToken => self.access_token,
            Lifetime::IdToken => self.id_token,
            Lifetime::RefreshToken => self.refresh_token,
            Lifetime::RefreshTokenIdle => self.refresh_token_idle,
            Lifetime::Session => self.session,
            Lifetime::SessionIdle | Lifetime::SessionBrief => None,
        }
    }

    /// Sets one lifetime of [`Lifetime::OF_CLIENTS`]; `None` leaves it to the settings.
    pub fn set(&mut self, lifetime: Lifetime, seconds: Option<u32>) {
        match lifetime {
            Lifetime::AccessToken => self.access_token = seconds,
            Lifetime::IdToken => self.id_token = seconds,
            Lifetime::RefreshToken => self.refresh_token = seconds,
            Lifetime::RefreshTokenIdle => self.refresh_token_idle = seconds,
            Lifetime::Session => self.session = seconds,
            Lifetime::SessionIdle | Lifetime::SessionBrief => {}
        }
    }
}
