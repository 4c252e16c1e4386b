//! Whom a recovery link lets in.

use http::StatusCode;

use super::link;
use crate::endpoint::event::{Event, Kind};
use crate::endpoint::http::request::Request;
use crate::endpoint::interaction::Stop;
use crate::endpoint::server::Server;
use crate::platform::Platform;
use crate::store::one_time_links::{DeadLink, Link, Purpose};
use crate::store::user::User;

/// The user of a link, who may sign in.
pub(super) struct Who {
    pub(super) user: Box<User>,
    /// Whether the link turns their second factor off.
    pub(super) turns_off: bool,
    /// Whether it asks for a code of it instead.
    pub(super) asks: bool,
    /// Whether they said "It was not me": then every other way to sign in goes.
    pub(super) was_not_them: bool,
}

impl Who {
    pub(super) fn of<P: Platform>(
        server: &Server<'_, P>,
        request: &Request,
        link: Link,
    ) -> Result<Self, Stop> {
        Ok(Self {
            turns_off: link.second_factor && !link.asks_second_factor,
            asks: link.second_factor && link.asks_second_factor,
            was_not_them: link.of_disavowal,
            user: usable(server, request, link.user)?,
        })
    }
}

/// The user of a link, unless they are disabled.
pub(super) fn usable<P: Platform>(
    server: &Server<'_, P>,
    request: &Request,
    user: Option<Box<User>>,
) -> Result<Box<User>, Stop> {
    // Such a link goes with its user.
    let user =
        user.ok_or_else(|| link::dead(server, request, Purpose::Recovery, DeadLink::Unknown))?;
    if user.disabled {
        let notice = (StatusCode::FORBIDDEN, &request.words().joining.disabled);
        let event = Event::new(Kind::LinkRefused).user(&user.id);
        let reason = "the user is disabled";
        return Err(link::refuse(server, request, event, notice, reason));
    }
    Ok(user)
}
