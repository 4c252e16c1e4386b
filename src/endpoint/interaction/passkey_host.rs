//! Whether passkeys can be used: not while the RP ID is another one than before, and nobody has said that the passkeys of
//! before may be lost. Passwords, sessions and tokens go on.

use super::cookies;
use crate::endpoint::http::request::Request;
use crate::endpoint::isolate::Looked;
use crate::endpoint::server::Server;
use crate::platform::{Fault, Platform};
use crate::store::passkey_hosts::{passkeys_elsewhere, passkeys_elsewhere_near};

/// For how many seconds it is remembered that passkeys cannot be used: the owner may have removed those of before. The same for
/// what a replica told. Other settings run in another isolate, so that they can be used, as the primary says, is remembered for good.
const REMEMBERED: u32 = 600;

/// Looks for passkeys of before, once in an isolate.
pub(crate) async fn look<P: Platform>(server: &Server<'_, P>) -> Result<(), Fault> {
    look_near(server, None).await
}

/// The same. With a request whose visit is read at a replica, that may tell that there are none.
pub(crate) async fn look_near<P: Platform>(
    server: &Server<'_, P>,
    near: Option<&Request>,
) -> Result<(), Fault> {
    let Some(rp_id) = &server.config.rp_id else {
        return Ok(());
    };
    let now = server.platform.now();
    let is_known = match &*server.isolate.elsewhere.borrow() {
        None => false,
        Some(looked) if looked.for_good => true,
        Some(looked) => looked.at <= now && now < looked.at.plus(REMEMBERED),
    };
    if is_known {
        return Ok(());
    }
    let before = server.config.rp_ids_before.iter();
    let hosts: Vec<&str> = before.chain([rp_id]).map(String::as_str).collect();
    let (mut found, mut replica) = (None, true);
    if let Some(request) = near {
        let since = cookies::bookmark(request);
        (found, replica) =
            passkeys_elsewhere_near(server.platform, &hosts, since.as_deref()).await?;
    }
    if near.is_none() || (replica && found.is_some()) {
        (found, replica) = (passkeys_elsewhere(server.platform, &hosts).await?, false);
    }
    let looked = Looked {
        at: now,
        for_good: found.is_none() && !replica,
        found,
    };
    server.isolate.elsewhere.replace(Some(looked));
    Ok(())
}

/// The RP ID that passkeys are asked for; `None` where there can be none. Needs [`look`] before.
///
/// # Errors
/// Passkeys cannot be used: why, for the owner.
pub(crate) fn usable<'a, P: Platform>(server: &Server<'a, P>) -> Result<Option<&'a str>, Fault> {
    let rp_id = server.config.rp_id.as_deref();
    match (rp_id, &*server.isolate.elsewhere.borrow()) {
        (
            Some(rp_id),
            Some(Looked {
                found: Some(elsewhere),
                ..
            }),
        ) => Err(Fault::new(elsewhere.sentence(rp_id))),
        _ => Ok(rp_id),
    }
}

/// The RP ID of the passkeys that are a way in. If none are, it is empty, and no passkey has an empty RP ID.
pub(crate) async fn of_ways_in<'a, P: Platform>(server: &Server<'a, P>) -> Result<&'a str, Fault> {
    look(server).await?;
    Ok(usable(server).ok().flatten().unwrap_or_default())
}
