//! A code of the second factor that somebody typed: the one that their app shows, or a recovery code.

use crate::endpoint::server::Server;
use crate::page::words::second_factor::SecondFactor as Words;
use crate::platform::{Fault, Platform};
use crate::protocol::login::recovery_code::RecoveryCode;
use crate::protocol::login::totp::Code;
use crate::protocol::params::Params;
use crate::protocol::secret::SecretHash;
use crate::store::attempts::Bucket;
use crate::store::second_factors::{Judged, SecondFactor, Used};

/// The field for the code of the app, and the one for a recovery code.
const FIELDS: [&str; 2] = ["code", "recovery_code"];

/// What somebody typed.
pub(crate) enum Typed {
    /// A code of the app.
    App(Code),
    /// A recovery code.
    Recovery(RecoveryCode),
}

/// Why it will not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// Not six digits.
    NoCode,
    /// Not sixteen letters and digits.
    NoRecoveryCode,
    /// Neither of the two.
    NeitherCode,
    /// Another code of the app.
    Wrong,
    /// A code of the app that was used, or one before it.
    Used,
    /// No recovery code of theirs, or one that was used.
    WrongRecoveryCode,
}

impl Typed {
    /// Reads a form that has one of the two fields.
    pub(crate) fn read(form: &Params) -> Result<Self, Unfit> {
        let [code, recovery_code] = FIELDS.map(|name| form.field(name));
        if recovery_code.is_empty() {
            let code = Code::parse(code).ok_or(Unfit::NoCode);
            return code.map(Self::App);
        }
        let code = RecoveryCode::parse(recovery_code).ok_or(Unfit::NoRecoveryCode);
        code.map(Self::Recovery)
    }

    /// Reads a field that takes either.
    pub(crate) fn read_either(text: &str) -> Result<Self, Unfit> {
        let app = Code::parse(text).map(Self::App);
        let either = app.or_else(|| RecoveryCode::parse(text).map(Self::Recovery));
        either.ok_or(Unfit::NeitherCode)
    }

    /// Where the tries of a user are counted.
    pub(crate) fn bucket(&self, user_id: &str) -> Bucket {
        match self {
            Self::App(_) => Bucket::of_codes(user_id),
            Self::Recovery(_) => Bucket::of_recovery_codes(user_id),
        }
    }

    /// What can be used of it, if it is good for this user.
    pub(crate) async fn judge<P: Platform>(
        &self,
        server: &Server<'_, P>,
        factor: &SecondFactor,
    ) -> Result<Result<Good, Unfit>, Fault> {
        match self {
            Self::App(code) => {
                let keys = &server.config.keys;
                let judged = factor.judge(server.platform, keys, *code).await?;
                Ok(match judged {
                    Judged::Good(step) => Ok(Good::App(step)),
                    Judged::Used => Err(Unfit::Used),
                    Judged::Wrong => Err(Unfit::Wrong),
                })
            }
            Self::Recovery(code) => {
                let hash = code.hash(&factor.user_id);
                Ok(if factor.has(&hash) {
                    Ok(Good::Recovery(hash))
                } else {
                    Err(Unfit::WrongRecoveryCode)
                })
            }
        }
    }
}

/// A code that can be used.
pub(crate) enum Good {
    /// The app's, of this step.
    App(i64),
    /// The recovery code with this hash.
    Recovery(SecretHash),
}

impl Good {
    /// As the store uses it up.
    pub(crate) fn used(&self) -> Used<'_> {
        match self {
            Self::App(step) => Used::App(*step),
            Self::Recovery(hash) => Used::Recovery(hash),
        }
    }

    /// Why it could not be used in the end: somebody was faster.
    pub(crate) fn too_late(&self) -> Unfit {
        match self {
            Self::App(_) => Unfit::Used,
            Self::Recovery(_) => Unfit::WrongRecoveryCode,
        }
    }
}

impl Unfit {
    /// For the person.
    pub(crate) fn sentence(self, words: &'static Words) -> &'static str {
        match self {
            Self::NoCode => words.no_code,
            Self::NoRecoveryCode => words.no_recovery_code,
            Self::NeitherCode => words.neither_code,
            Self::Wrong => words.wrong,
            Self::Used => words.used,
            Self::WrongRecoveryCode => words.wrong_recovery_code,
        }
    }

    /// For the log.
    pub(crate) fn reason(self) -> &'static str {
        match self {
            Self::NoCode => "not a code",
            Self::NoRecoveryCode => "not a recovery code",
            Self::NeitherCode => "neither a code nor a recovery code",
            Self::Wrong => "a wrong code",
            Self::Used => "a code that was used",
            Self::WrongRecoveryCode => "a recovery code that is wrong or was used",
        }
    }

    /// Whether it was typed as a recovery code.
    pub(crate) fn of_recovery_code(self) -> bool {
        matches!(self, Self::NoRecoveryCode | Self::WrongRecoveryCode)
    }
}
