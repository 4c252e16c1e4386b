//! A person is signed in: a session begins.

use super::attempts::Bucket;
use super::device_sign_ins::DeviceUse;
use super::ended_sessions::{NOTIFY, end};
use super::known_browsers::{asked, has_room};
use super::mail_codes::MailCodeUse;
use super::passkeys::PasskeyUse;
use super::proved::{is_proved, proves};
use super::provider_accounts::{ProviderUse, SignedInAt};
use super::row::Columns;
use super::second_factors::CodeUse;
use super::session_life::{Lasting, session_counts, session_stands};
use crate::platform::{Fault, Outcome, Sql, SqlValue, Statement};
use crate::protocol::lifetime::LONGEST_FAMILY;
use crate::protocol::login::{Device, Method, Place};
use crate::protocol::secret::SecretHash;

/// How many people may be signed in within one browser. Each costs every visit some rows to read.
const MOST_ACCOUNTS: u32 = 8;

/// What somebody has just proved who they are with.
#[derive(Debug, Clone, Copy)]
pub enum Proof<'a> {
    /// A password, with this stored hash, and there is no second factor.
    Password(&'a str),
    /// A password in a browser that is known to the user, if there is room for one more guess there.
    KnownPassword(KnownPassword<'a>),
    /// The same of a stranger, if the statement before it in the same batch took places for the guess.
    PlacedPassword(&'a str),
    /// A password, and a code of the second factor.
    PasswordAndCode(CodeUse<'a>),
    /// A passkey.
    Passkey(PasskeyUse<'a>),
    /// A code that this browser shows, and that the user confirmed on another device with a passkey.
    Device(DeviceUse<'a>),
    /// A passkey that the statements before it in the same batch make, with this as `used_by`.
    NewPasskey(&'a str),
    /// A password that the statements before it in the same batch set, and a code of the second factor that they use, with this
    /// as `used_by`.
    NewPasswordAndCode(&'a str),
    /// A code that was sent by mail, and there is no second factor.
    MailCode(MailCodeUse<'a>),
    /// An account at another provider, and there is no second factor, or several were used there.
    Provider(ProviderUse<'a>),
    /// An account at another provider, and a code of the second factor.
    ProviderAndCode(CodeUse<'a>, SignedInAt<'a>),
}

/// A guess of a password in a browser that is known to the user.
#[derive(Debug, Clone, Copy)]
pub struct KnownPassword<'a> {
    /// The stored hash that it was compared with.
    pub hash: &'a str,
    /// Whether it was right.
    pub right: bool,
    /// Where wrong guesses in this browser are counted.
    pub bucket: &'a Bucket,
    /// The token of its form.
    pub form: &'a SecretHash,
}

/// No stored hash is like this.
pub const NO_HASH: &str = "wrong";

impl Proof<'_> {
    fn method(self) -> Method {
        match self {
            Self::Password(_) | Self::KnownPassword(_) | Self::PlacedPassword(_) => {
                Method::Password
            }
            Self::PasswordAndCode(_) | Self::NewPasswordAndCode(_) => Method::PasswordOtp,
            Self::Passkey(_) => Method::Passkey,
            Self::Device(_) => Method::OtherDevice,
            Self::NewPasskey(_) => Method::NewPasskey,
            Self::MailCode(_) => Method::MailCode,
            Self::Provider(used) if used.several() => Method::ProviderMfa,
            Self::Provider(_) => Method::Provider,
            Self::ProviderAndCode(..) => Method::ProviderOtp,
        }
    }

    /// The other provider, if there is one.
    fn provider(&self) -> Option<&SignedInAt<'_>> {
        match self {
            Self::Provider(used) => Some(&used.at),
            Self::ProviderAndCode(_, at) => Some(at),
            _ => None,
        }
    }

    /// The guess for which there has to be room in its browser, as four values. They are NULL for every other proof.
    fn guess(&self) -> Vec<SqlValue> {
        match self {
            Self::KnownPassword(guess) => asked(guess.bucket, guess.form),
            _ => vec![SqlValue::Null; 4],
        }
    }

    /// What shows that it is still good, in the statements of the batch.
    pub(super) fn shown(&self) -> &str {
        match self {
            Self::Password(hash) | Self::PlacedPassword(hash) => hash,
            Self::KnownPassword(guess) if !guess.right => NO_HASH,
            Self::KnownPassword(guess) => guess.hash,
            Self::PasswordAndCode(code) | Self::ProviderAndCode(code, _) => code.used_by,
            Self::Provider(used) => used.shown,
            Self::Passkey(passkey) => passkey.used_by,
            Self::Device(device) => device.used_by,
            Self::NewPasskey(used_by) | Self::NewPasswordAndCode(used_by) => used_by,
            Self::MailCode(code) => code.used_by,
        }
    }
}

/// Whether there is room for the guess in `?3` to `?6`. NULL there: nothing was guessed.
macro_rules! is_admitted {
    () => {
        concat!("(?3 IS NULL OR ", has_room!("?3", "?4", "?5", "?6"), ")")
    };
}

/// Whether the session of the user `?1` begins.
macro_rules! begins {
    () => {
        concat!(is_proved!(), " AND ", is_admitted!())
    };
}

/// A session that begins.
#[derive(Clone, Copy)]
pub struct NewSession<'a> {
    /// Whose it is.
    pub user_id: &'a str,
    /// What was just verified.
    pub proof: Proof<'a>,
    /// Its id, unless the same user already has a session in this browser.
    pub id: &'a str,
    /// How long it lives.
    pub lasts: Lasting,
    /// Where it begins.
    pub device: &'a Device,
    /// The hash of the browser's new cookie.
    pub hash: &'a SecretHash,
    /// The hash of the cookie that the browser had before.
    pub before: Option<&'a SecretHash>,
}

/// A session that began.
#[derive(Debug, PartialEq, Eq)]
pub struct Begun {
    /// Its id: the new one, or that of the session that the same user already had in this browser.
    pub id: String,
    /// Whether the browser may keep its cookie when it is closed: everybody who is signed in there wants that.
    pub kept: bool,
    /// What a visit to the client would tell now, if that was asked in the same batch ([`super::carried_visits::read_carried`]).
    pub visit: Option<String>,
}

/// Signs a user in: from now on this browser's cookie is the new one. The one before no longer works, so anybody
/// who has seen it learns nothing more. Others who are signed in there stay signed in, the latest of them.
/// `None`: what was verified is no longer the user's, or was used before, or the user is disabled; then nobody was signed in.
///
/// # Errors
/// A [`Fault`] of the database; then nobody is signed in or out.
pub async fn begin_session(sql: &impl Sql, new: &NewSession<'_>) -> Result<Option<Begun>, Fault> {
    let outcomes = sql.batch(statements(new)).await?;
    begun(&outcomes, new)
}

/// What the last of the [`statements`] say: the session, if it began.
pub(super) fn begun(outcomes: &[Outcome], new: &NewSession<'_>) -> Result<Option<Begun>, Fault> {
    let mut outcomes = outcomes.iter().rev();
    let row = outcomes.next().and_then(|outcome| outcome.rows.first());
    let Some(row) = row.map(Columns) else {
        return Ok(None);
    };
    // The first of the three that take over tells of everybody who was here before.
    let taken = new.before.and_then(|_| outcomes.nth(2));
    let mut kept = new.lasts.kept;
    for row in taken.into_iter().flat_map(|taken| &taken.rows) {
        let row = Columns(row);
        kept &= row.flag("kept")? || row.text("user_id")? == new.user_id;
    }
    let id = row.text("id")?;
    Ok(Some(Begun {
        id,
        kept,
        visit: None,
    }))
}

/// The statements that begin a session, at the end of a batch.
pub(super) fn statements(new: &NewSession<'_>) -> Vec<Statement> {
    let used_up = match new.proof {
        Proof::Password(_)
        | Proof::KnownPassword(_)
        | Proof::PlacedPassword(_)
        | Proof::NewPasskey(_)
        | Proof::NewPasswordAndCode(_) => Vec::new(),
        Proof::Passkey(passkey) => vec![passkey.statement()],
        Proof::Device(device) => vec![device.statement(new.user_id)],
        Proof::PasswordAndCode(code) | Proof::ProviderAndCode(code, _) => {
            code.statements(new.user_id).into()
        }
        Proof::Provider(_) => Vec::new(),
        Proof::MailCode(code) => code.statements().into(),
    };
    let take_over = new.before.map(|before| take_over(new, before));
    let provider = new.proof.provider();
    let groups = provider.map(|at| at.statements(new.user_id, new.proof.shown()));
    let mut values = shown(new);
    values.extend([
        new.hash.as_str().into(),
        new.id.into(),
        new.lasts.at_most.into(),
        new.proof.method().name().into(),
        new.lasts.idle.into(),
        new.lasts.kept.into(),
        new.device.agent.stored().into(),
        new.device.place.as_ref().map(Place::to_string).into(),
        provider.map(|at| at.provider.to_owned()).into(),
        matches!(new.proof, Proof::PlacedPassword(_)).into(),
    ]);
    let begin = Statement::new(
        concat!(
            "INSERT INTO sessions (user_id, hash, id, authenticated_at, expires_at, credential_version, method, \
             last_seen_at, idle_lifetime, kept, agent, place, provider) \
             SELECT users.id, ?7, ?8, unixepoch(), unixepoch() + ?9, users.credential_version, ?10, \
             unixepoch(), ?11, ?12, ?13, ?14, ?15 FROM users WHERE (NOT ?16 OR changes() > 0) AND users.id = ?1 AND ",
            proves!(),
            " AND ",
            is_admitted!(),
            " ON CONFLICT (hash, user_id) DO UPDATE SET authenticated_at = excluded.authenticated_at, \
             expires_at = excluded.expires_at, credential_version = excluded.credential_version, \
             method = excluded.method, last_seen_at = excluded.last_seen_at, \
             idle_lifetime = excluded.idle_lifetime, kept = excluded.kept, agent = excluded.agent, \
             place = excluded.place, provider = excluded.provider RETURNING id"
        ),
        values,
    );
    let mut statements: Vec<Statement> = used_up.into_iter().collect();
    statements.extend(groups.into_iter().flatten());
    statements.extend(take_over.into_iter().flatten());
    statements.push(begin);
    statements
}

/// Who begins it, what they show, and the guess: the first six values of each statement.
fn shown(new: &NewSession<'_>) -> Vec<SqlValue> {
    let mut values = vec![new.user_id.into(), new.proof.shown().into()];
    values.extend(new.proof.guess());
    values
}

/// Gives the sessions of the browser its new cookie. The one before loses what is left: the expired ones, which would
/// come back to life, and those that are too many, which end as if the person had signed out.
fn take_over(new: &NewSession<'_>, before: &SecretHash) -> [Statement; 3] {
    // The user's own session, if there is one here, goes on and takes no place of others. Those that their user ended
    // elsewhere do not go on, the own one neither: what ended with it must not come back.
    let take = concat!(
        "UPDATE sessions SET hash = ?8 WHERE (user_id, id) IN (\
         SELECT user_id, id FROM sessions WHERE hash = ?7 AND ",
        session_counts!("sessions"),
        " AND EXISTS (SELECT 1 FROM users WHERE users.id = sessions.user_id AND ",
        session_stands!("sessions", "users"),
        ") ORDER BY user_id = ?1 DESC, authenticated_at DESC LIMIT ?9 + (\
         SELECT count(*) FROM sessions JOIN users ON users.id = sessions.user_id AND ",
        session_stands!("sessions", "users"),
        " WHERE sessions.hash = ?7 AND sessions.user_id = ?1 AND ",
        session_counts!("sessions"),
        ")) AND ",
        begins!(),
        " RETURNING user_id, kept"
    );
    let end = end!(
        "sessions.id",
        "?8",
        "?9",
        concat!(
            "FROM sessions WHERE hash = ?7 AND ",
            session_counts!("sessions"),
            " AND ",
            begins!()
        )
    );
    let leave = concat!("DELETE FROM sessions WHERE hash = ?7 AND ", begins!());
    let browser = [&shown(new)[..], &[before.as_str().into()]].concat();
    let with = |values: [SqlValue; 2]| [&browser[..], &values].concat();
    [
        Statement::new(
            take,
            with([new.hash.as_str().into(), (MOST_ACCOUNTS - 1).into()]),
        ),
        Statement::new(end, with([LONGEST_FAMILY.into(), NOTIFY.into()])),
        Statement::new(leave, browser.clone()),
    ]
}
