//! Too much was asked for at once, or today: 429 (RFC 6585 section 4), and when it is worth trying again.

use http::StatusCode;
use http::header::RETRY_AFTER;

use super::notice;
use super::reply::Reply;
use super::request::Request;
use crate::endpoint::server::Server;
use crate::page::words;
use crate::platform::Platform;
use crate::protocol::timestamp::Timestamp;
use crate::store::strangers::Deed;

/// How long the rate limiter counts, in seconds: the `period` in `wrangler.toml`.
const PERIOD: u32 = 60;

const DAY: i64 = 24 * 3600;

/// Why a request is not served now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TooMany {
    /// Too many passwords were wrong, for this username or from this address. It takes so many seconds until
    /// another one may be tried.
    Guesses(u32),
    /// Too many codes of the second factor were wrong for this account. It takes so many seconds until another one may be tried.
    Codes(u32),
    /// An account has done as much on its own pages as it may for now. It takes so many seconds until it may go on.
    Deeds(u32),
    /// Others are signing in with a password at this moment.
    AtOnce,
    /// Too many mails were asked for, with this username or from this address. It takes so many seconds until one may be asked
    /// for again.
    Mails(u32),
    /// Too many codes were wrong that devices show, from this address. It takes so many seconds until one more may be typed.
    UserCodes(u32),
    /// The rate limiter says so.
    Requests,
    /// Strangers have caused as many rows as they may on one day; the next day begins in so many seconds.
    Today(Deed, u32),
}

/// Asks the rate limiter whether one more request of `key` is within the limit.
pub(crate) async fn within_limit<P: Platform>(
    server: &Server<'_, P>,
    key: &str,
) -> Result<(), TooMany> {
    if server.platform.admits(key).await {
        Ok(())
    } else {
        Err(TooMany::Requests)
    }
}

impl TooMany {
    /// No more such deeds on this day, which ends at midnight UTC.
    pub(crate) fn today(deed: Deed, now: Timestamp) -> Self {
        let left = DAY - now.0.rem_euclid(DAY);
        Self::Today(deed, u32::try_from(left).unwrap_or(PERIOD))
    }

    /// How long to wait, in seconds.
    pub(crate) fn wait(self) -> u32 {
        match self {
            Self::Guesses(seconds)
            | Self::Codes(seconds)
            | Self::Deeds(seconds)
            | Self::Mails(seconds)
            | Self::UserCodes(seconds)
            | Self::Today(_, seconds) => seconds,
            Self::AtOnce => 2,
            Self::Requests => PERIOD,
        }
    }

    /// For the log.
    pub(crate) fn reason(self) -> String {
        match self {
            Self::Guesses(_) => "too many wrong passwords".to_owned(),
            Self::Codes(_) => "too many wrong codes".to_owned(),
            Self::Deeds(_) => "too many changes by one account".to_owned(),
            Self::Mails(_) => "too many mails".to_owned(),
            Self::UserCodes(_) => "too many wrong codes of devices".to_owned(),
            Self::AtOnce => "too many passwords at once".to_owned(),
            Self::Requests => "too many requests".to_owned(),
            Self::Today(deed, _) => {
                let deed = deed.name();
                format!("strangers may cause no more rows today: {deed}")
            }
        }
    }

    /// The page for a person.
    pub(crate) fn page(self, request: &Request) -> Reply {
        let words = request.words();
        let headline = match self {
            Self::Guesses(_) => &words.notices.too_many_guesses,
            Self::Codes(_) => &words.second_factor.too_many,
            Self::Deeds(_) => &words.notices.too_many_deeds,
            Self::Today(Deed::Guess, _) => &words.notices.too_many_today,
            Self::Mails(_) => &words.notices.too_many_mails,
            Self::AtOnce
            | Self::Requests
            | Self::UserCodes(_)
            | Self::Today(
                Deed::Registration
                | Deed::Change
                | Deed::Proof
                | Deed::Assertion
                | Deed::DeviceSignIn
                | Deed::DeviceGrant
                | Deed::UserCode
                | Deed::SignUp
                | Deed::SignUpBeside
                | Deed::Mail
                | Deed::MailCode,
                _,
            ) => &words.notices.too_many_requests,
        };
        let wait = words::wait(self.wait(), words);
        let reply = notice::explain(request, StatusCode::TOO_MANY_REQUESTS, headline, &wait, &[]);
        self.marked(reply)
    }

    /// The error object for a program.
    pub(crate) fn error(self) -> Reply {
        let wait = self.wait();
        let sentence = match self {
            Self::Guesses(_)
            | Self::Codes(_)
            | Self::Deeds(_)
            | Self::Mails(_)
            | Self::UserCodes(_)
            | Self::AtOnce
            | Self::Requests => {
                format!("Too many requests; try again in {wait} seconds.")
            }
            Self::Today(..) => format!(
                "This server does no more of this today for clients behind which a stranger may be; try again in {wait} seconds."
            ),
        };
        let reply = Reply::error(
            StatusCode::TOO_MANY_REQUESTS,
            "temporarily_unavailable",
            &sentence,
        );
        self.marked(reply)
    }

    fn marked(self, reply: Reply) -> Reply {
        reply
            .header(RETRY_AFTER, self.wait().to_string())
            .because(self.reason())
    }
}
