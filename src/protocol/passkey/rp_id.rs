//! The RP ID: the host that passkeys are for (WebAuthn section 5.1.2).

use crate::protocol::issuer::Issuer;
use crate::protocol::url::{Host, Url};

/// Parents that many owners share. Browsers refuse these, and many more, by the public suffix list.
const SHARED: [&str; 8] = [
    "workers.dev",
    "pages.dev",
    "github.io",
    "netlify.app",
    "vercel.app",
    "fly.dev",
    "onrender.com",
    "herokuapp.com",
];

/// The second-level names below which countries register.
const REGISTRIES: [&str; 9] = ["ac", "co", "com", "edu", "gov", "ne", "net", "or", "org"];

/// Why a setting cannot be the RP ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadRpId {
    /// Neither the issuer's host nor a parent of it.
    NotAParent,
    /// Others have hosts below it.
    Shared,
}

impl BadRpId {
    /// For the owner.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::NotAParent => {
                "it must be the host of ISSUER, or a parent of it such as example.com"
            }
            Self::Shared => {
                "others have hosts below it, and their pages could ask for your passkeys"
            }
        }
    }
}

errors!(BadRpId);

/// The RP ID of an issuer: what the setting says, or its host. `None`: the host is an address, for which there are no
/// passkeys.
///
/// # Errors
/// [`BadRpId`].
pub fn rp_id(issuer: &Issuer, setting: Option<&str>) -> Result<Option<String>, BadRpId> {
    let host = Url::parse(issuer.as_str());
    let host = host.as_ref().and_then(Url::host);
    let Some(Host::Domain(host)) = host else {
        return match setting {
            None => Ok(None),
            Some(_) => Err(BadRpId::NotAParent),
        };
    };
    let Some(wanted) = setting else {
        return Ok(Some(host.to_owned()));
    };
    let above = host.strip_suffix(wanted);
    match above {
        Some("") => Ok(Some(host.to_owned())),
        Some(above) if above.ends_with('.') && !wanted.is_empty() => {
            if is_shared(wanted) {
                Err(BadRpId::Shared)
            } else {
                Ok(Some(wanted.to_owned()))
            }
        }
        _ => Err(BadRpId::NotAParent),
    }
}

/// Whether the issuer is the whole host that passkeys are for, so that what WebAuthn wants there is served here.
#[must_use]
pub fn is_rp_host(issuer: &Issuer, rp_id: Option<&str>) -> bool {
    let host = Url::parse(issuer.as_str());
    let host = host.as_ref().and_then(Url::host_str);
    issuer.path().is_empty() && rp_id.is_some() && host == rp_id
}

/// Why a setting cannot name the hosts that passkeys were for before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadRpIdBefore {
    /// Not a host.
    NotAHost,
    /// The RP ID of today.
    OfToday,
}

impl BadRpIdBefore {
    /// For the owner.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::NotAHost => "it is a list of hosts in lower case, such as \"old.example\"",
            Self::OfToday => "it names the RP ID of today; it is for those of before",
        }
    }
}

errors!(BadRpIdBefore);

/// The hosts that passkeys were for before, and that the owner gave up.
///
/// # Errors
/// [`BadRpIdBefore`].
pub fn rp_ids_before(
    setting: Option<&str>,
    rp_id: Option<&str>,
) -> Result<Vec<String>, BadRpIdBefore> {
    let plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.".contains(&byte);
    let is_host = |text: &str| {
        let url = Url::parse(&format!("https://{text}"));
        text.bytes().all(plain) && url.is_some_and(|url| url.host() == Some(Host::Domain(text)))
    };
    let read = |text: &str| match is_host(text) {
        true if Some(text) == rp_id => Err(BadRpIdBefore::OfToday),
        true => Ok(text.to_owned()),
        false => Err(BadRpIdBefore::NotAHost),
    };
    let hosts = setting.unwrap_or_default().split_whitespace();
    hosts.map(read).collect()
}

/// Whether hosts below a name belong to different owners, as far as this list knows.
fn is_shared(name: &str) -> bool {
    let Some((first, rest)) = name.split_once('.') else {
        return true;
    };
    let of_country = rest.len() == 2 && REGISTRIES.contains(&first);
    SHARED.contains(&name) || of_country
}
