//! Why a redirect URI cannot be registered.

/// How long a redirect URI may be, in bytes.
pub const LONGEST_URI: usize = 1000;

/// Why a URI cannot be registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadRedirectUri {
    /// Not an absolute URI of RFC 3986.
    NotAbsolute,
    /// A character that no URI may hold, such as a space, a control character or non-ASCII text.
    Character,
    /// `#`, with or without something after it.
    Fragment,
    /// `*`: comparison is exact, so a wildcard would never match, or match too much elsewhere.
    Wildcard,
    /// `user:password@`.
    UserInfo,
    /// `http` to a host that is not this very machine.
    PlainHttp,
    /// A scheme or host that is not in lower case, or a port that is the default or oddly written.
    NotCanonical,
    /// Port 0, at which nothing can listen.
    Port,
    /// A query with a parameter that the response will add.
    ReservedParameter,
    /// A scheme that browsers or systems act on themselves, so that no app receives the answer.
    ActedOn,
    /// A scheme without a dot, which any app could claim, and which the owner does not let strangers use.
    Scheme,
    /// An address of this very server, which would be sent its own codes.
    OwnAddress,
    /// Longer than [`LONGEST_URI`].
    TooLong,
}

impl BadRedirectUri {
    /// For the client's developer: a part of a sentence.
    #[must_use]
    pub fn sentence(self) -> String {
        match self {
            Self::NotAbsolute => {
                "it is not an absolute URI; write it whole, such as https://app.example/callback"
            }
            Self::Character => {
                "it holds a character that no URI may hold; percent-encode it or leave it out"
            }
            Self::Fragment => "it has a fragment (#), which RFC 6749 forbids; leave it out",
            Self::Wildcard => {
                "it has a wildcard (*); redirect URIs are compared exactly, so register each one"
            }
            Self::UserInfo => "it has a user name or password before the host; leave that out",
            Self::PlainHttp => {
                "plain http is only safe on this machine (localhost, *.localhost, 127.0.0.1, [::1]); use https"
            }
            Self::NotCanonical => {
                "clients and browsers would write it differently; use lower case for scheme and host, \
                 and leave out a default port"
            }
            Self::Port => "nothing can listen at port 0; leave it out, or name the port",
            Self::ReservedParameter => {
                "its query has a parameter that the response adds (code, state, iss, error and others); leave it out"
            }
            Self::ActedOn => {
                "browsers or systems act on its scheme themselves, so no app would receive the answer; use https, \
                 or a scheme made from a domain name you own, such as com.example.app:/callback"
            }
            Self::Scheme => {
                "any app could claim its scheme, and the owner of this server does not list it; use https, or a \
                 scheme made from a domain name you own, such as com.example.app:/callback"
            }
            Self::OwnAddress => "it is an address of the authorization server itself",
            Self::TooLong => return format!("it has more than {LONGEST_URI} bytes"),
        }
        .to_owned()
    }
}

errors!(BadRedirectUri);
