//! The replies whose page says why there is no other page.

use http::StatusCode;
use http::header::{ALLOW, RETRY_AFTER};

use super::reply::Reply;
use super::request::Request;
use crate::page::words::{self, Headline};
use crate::page::{Fact, Notice};
use crate::platform::Fault;
use crate::protocol::location::Location;

/// What went wrong and what to do about it, and the name of this request in the log.
pub(crate) fn show(request: &Request, status: StatusCode, notice: &words::Notice) -> Reply {
    page(request, status, notice, (Some(&request.id), None))
}

/// The same, with a reason in the message, and perhaps with something for the app's developer.
pub(crate) fn explain(
    request: &Request,
    status: StatusCode,
    headline: &Headline,
    reason: &str,
    facts: &[Fact],
) -> Reply {
    let (before, after) = headline.message;
    let page = Notice {
        frame: request.frame(),
        title: headline.title,
        message: &format!("{before}{reason}{after}"),
        advice: headline.advice,
        facts,
        link: None,
        request_id: Some(&request.id),
    };
    Reply::page(status, &page)
}

/// The same as [`explain`], with a link to another page of ours.
pub(crate) fn lead_with(
    request: &Request,
    status: StatusCode,
    headline: &Headline,
    reason: &str,
    (to, text): (Location, &str),
) -> Reply {
    let page = Notice {
        frame: request.frame(),
        title: headline.title,
        message: reason,
        advice: headline.advice,
        facts: &[],
        link: Some((to.as_str(), text)),
        request_id: Some(&request.id),
    };
    Reply::page(status, &page)
}

/// The same as [`tell`], with a link to another page of ours.
pub(crate) fn lead(
    request: &Request,
    status: StatusCode,
    notice: &words::Notice,
    link: (Location, &str),
) -> Reply {
    page(request, status, notice, (None, Some(link)))
}

/// For somebody for whom nothing went wrong: the log says nothing about it.
pub(crate) fn tell(request: &Request, status: StatusCode, notice: &words::Notice) -> Reply {
    page(request, status, notice, (None, None))
}

fn page(
    request: &Request,
    status: StatusCode,
    notice: &words::Notice,
    (request_id, link): (Option<&str>, Option<(Location, &str)>),
) -> Reply {
    let page = Notice {
        frame: request.frame(),
        title: notice.title,
        message: notice.message,
        advice: notice.advice,
        facts: &[],
        link: link.as_ref().map(|(to, text)| (to.as_str(), *text)),
        request_id,
    };
    Reply::page(status, &page)
}

/// 503 to a person.
pub(crate) fn unavailable(request: &Request, fault: &Fault) -> Reply {
    let notice = &request.words().notices.unavailable;
    show(request, StatusCode::SERVICE_UNAVAILABLE, notice)
        .header(RETRY_AFTER, "5")
        .trouble(fault)
}

/// 414: more than any request needs, and more than a URL can hold.
pub(crate) fn too_long(request: &Request) -> Reply {
    let notice = &request.words().notices.too_long;
    show(request, StatusCode::URI_TOO_LONG, notice).because("the query is too long")
}

/// 404.
pub(crate) fn not_found(request: &Request) -> Reply {
    let notice = &request.words().notices.not_found;
    tell(request, StatusCode::NOT_FOUND, notice)
}

/// 405, with what would have been allowed.
pub(crate) fn method_not_allowed(request: &Request, allow: &'static str) -> Reply {
    let notice = &request.words().notices.method_not_allowed;
    tell(request, StatusCode::METHOD_NOT_ALLOWED, notice).header(ALLOW, allow)
}
