//! What each of the known providers does in its own way.

/// How a provider differs from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// As OpenID Connect says.
    OpenId,
    /// Google.
    Google,
    /// Microsoft: several tenants may have one issuer in their metadata.
    Microsoft,
    /// Apple: the answer is posted, and the secret is a signed message.
    Apple,
    /// GitHub: OAuth without ID tokens.
    GitHub,
}

impl Dialect {
    /// The dialect of a provider with this id.
    #[must_use]
    pub fn of(id: &str) -> Self {
        match id {
            "google" => Self::Google,
            "microsoft" => Self::Microsoft,
            "apple" => Self::Apple,
            "github" => Self::GitHub,
            _ => Self::OpenId,
        }
    }

    /// The usual name of the provider.
    #[must_use]
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::OpenId => None,
            Self::Google => Some("Google"),
            Self::Microsoft => Some("Microsoft"),
            Self::Apple => Some("Apple"),
            Self::GitHub => Some("GitHub"),
        }
    }

    /// The issuer; of Microsoft for this tenant.
    #[must_use]
    pub fn issuer(self, tenant: &str) -> Option<String> {
        match self {
            Self::OpenId => None,
            Self::Google => Some("https://accounts.google.com".to_owned()),
            Self::Microsoft => Some([MICROSOFT, tenant, V2].concat()),
            Self::Apple => Some("https://appleid.apple.com".to_owned()),
            Self::GitHub => Some("https://github.com".to_owned()),
        }
    }

    /// What is asked for.
    #[must_use]
    pub fn scope(self) -> &'static str {
        match self {
            Self::OpenId | Self::Google | Self::Microsoft => "openid email profile",
            Self::Apple => "openid email name",
            Self::GitHub => "read:user user:email",
        }
    }

    /// Whether it can be asked to have the person sign in again (`prompt=login`, `max_age`), and says when they did. Of the
    /// others, each has its own idea of it, and some refuse a request with what they do not know.
    #[must_use]
    pub fn tells_auth_time(self) -> bool {
        self == Self::OpenId
    }

    /// Whether all that it signs has exactly this `iss`, as far as the settings tell.
    #[must_use]
    pub fn signs_as(self, issuer: &str) -> bool {
        match self {
            Self::OpenId | Self::Google => true,
            Self::Microsoft => tenant_of(issuer).is_some_and(is_tenant),
            Self::Apple | Self::GitHub => false,
        }
    }

    /// Whether people can sign out there by a link from here.
    #[must_use]
    pub fn may_sign_out(self) -> bool {
        matches!(self, Self::OpenId | Self::Microsoft)
    }

    /// The value of `prompt` for somebody who has to sign in again, or to choose an account.
    #[must_use]
    pub fn prompt(self, login: bool) -> Option<&'static str> {
        match self {
            Self::OpenId | Self::Microsoft if login => Some("login"),
            Self::Apple => None,
            Self::OpenId | Self::Google | Self::Microsoft | Self::GitHub => Some("select_account"),
        }
    }
}

const MICROSOFT: &str = "https://login.microsoftonline.com/";
const V2: &str = "/v2.0";
/// In the metadata for several tenants, this stands for that of whoever signs in.
const TEMPLATE: &str = "{tenantid}";

fn is_tenant(text: &str) -> bool {
    let digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'-');
    text.len() == 36 && text.bytes().all(digit)
}

/// Whether somebody of the tenant `tid` may sign in, by the issuer of the settings. Personal accounts are a tenant that is no
/// organization; Microsoft keeps them out only where the person is sent to.
#[must_use]
pub fn admits(configured: &str, tid: Option<&str>) -> bool {
    const PERSONAL: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";
    tenant_of(configured) != Some("organizations") || tid != Some(PERSONAL)
}

/// Whether Microsoft's metadata for the issuer of the settings may have this `issuer`: the same; or the id of a tenant that was
/// named by its domain; or, for more than one tenant, the template.
#[must_use]
pub fn is_microsoft(configured: &str, issuer: &str) -> bool {
    let tenant = |issuer| tenant_of(issuer).unwrap_or_default();
    match tenant(configured) {
        "common" | "organizations" => tenant(issuer) == TEMPLATE,
        configured if is_tenant(configured) => tenant(issuer) == configured,
        _ => is_tenant(tenant(issuer)),
    }
}

/// The issuer that an ID token must have, by Microsoft's metadata and the token's `tid`.
#[must_use]
pub fn microsoft_issuer(issuer: &str, tid: Option<&str>) -> Option<String> {
    if tenant_of(issuer)? != TEMPLATE {
        return Some(issuer.to_owned());
    }
    let tid = tid.filter(|tid| is_tenant(tid))?;
    Some([MICROSOFT, tid, V2].concat())
}

fn tenant_of(issuer: &str) -> Option<&str> {
    issuer.strip_prefix(MICROSOFT)?.strip_suffix(V2)
}
