//! The second factor where a recovery link was mailed: that proves no more than that somebody reads mail there.

use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::too_many::TooMany;
use crate::endpoint::interaction::Stop;
use crate::endpoint::login::typed_code::{Good, Typed, Unfit};
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::protocol::secret::Secret;
use crate::store::attempts::Bucket;
use crate::store::own_deeds::take_places;
use crate::store::sealed_secrets::Sealed;
use crate::store::second_factors::{CodeUse, SecondFactor, Used, load_second_factor};

/// A code that was good when it was looked at.
pub(super) struct Given {
    typed: Typed,
    factor: SecondFactor,
    resealed: Option<Sealed>,
    good: Good,
    bucket: Bucket,
    used_by: Secret,
}

impl Given {
    /// As the store uses it up.
    pub(super) fn code_use(&self) -> CodeUse<'_> {
        CodeUse {
            before: &self.factor.sealed,
            after: self.resealed.as_ref().unwrap_or(&self.factor.sealed),
            credential_version: self.factor.credential_version,
            code: self.good.used(),
            used_by: self.used_by.reveal(),
            bucket: &self.bucket,
        }
    }

    /// Whether it is a recovery code.
    pub(super) fn is_recovery_code(&self) -> bool {
        matches!(self.good.used(), Used::Recovery(_))
    }

    /// Why it is no longer good, if it is not.
    pub(super) async fn unfit<P: Platform>(
        &self,
        server: &Server<'_, P>,
    ) -> Result<Option<Unfit>, Fault> {
        let factor = load_second_factor(server.platform, &self.factor.user_id).await?;
        let Some(factor) = factor else {
            return Ok(Some(self.good.too_late()));
        };
        Ok(self.typed.judge(server, &factor).await?.err())
    }
}

/// Counts a code, and compares it. `None`: there is no second factor any more.
pub(super) async fn judge<P: Platform>(
    server: &Server<'_, P>,
    user_id: &str,
    typed: Typed,
) -> Result<Result<Option<Box<Given>>, Unfit>, Stop> {
    // Before anything is compared: of many tries at once, no more are answered than there is room for.
    let bucket = typed.bucket(user_id);
    if let Some(seconds) = take_places(server.platform, &bucket, 1).await? {
        let why = TooMany::Codes(seconds);
        let event = Event::new(Kind::SignInRefused).user(user_id);
        server.tell(event.because(why.reason()));
        return Err(why.into());
    }
    let Some(factor) = load_second_factor(server.platform, user_id).await? else {
        return Ok(Ok(None));
    };
    let good = match typed.judge(server, &factor).await? {
        Ok(good) => good,
        Err(unfit) => {
            let event = Event::new(Kind::SecondFactorFailed).user(user_id);
            server.tell(event.because(unfit.reason().to_owned()));
            return Ok(Err(unfit));
        }
    };
    let resealed = factor
        .resealed(server.platform, &server.config.keys)
        .await?;
    Ok(Ok(Some(Box::new(Given {
        used_by: Secret::mint(server.platform.random()),
        typed,
        factor,
        resealed,
        good,
        bucket,
    }))))
}
