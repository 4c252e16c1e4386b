//! Why a request of a directory is refused (RFC 7644 section 3.12).

/// A rule that is broken: the status, `scimType`, and a sentence for whoever looks after the directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScimError {
    /// The token is not there, unknown, removed or too old.
    Token,
    /// There is no such thing, or the directory did not make it.
    NotFound,
    /// A username, an address or a name is somebody else's.
    Taken,
    /// An administrator is out of the directory's reach.
    Administrator,
    /// It is no longer as the directory saw it (`If-Match`).
    Changed,
    /// The body is no JSON object, or lacks what it must have.
    Syntax,
    /// The body is of another media type.
    MediaType,
    /// The body is too large.
    TooLarge,
    /// A value cannot be had: which attribute.
    Value(&'static str),
    /// A path cannot be read.
    Path,
    /// A filter that this server does not evaluate.
    Filter,
    /// More members than one request may name, or than one answer shows.
    TooMany,
    /// A member is in as many groups as anybody may be.
    FullMember,
    /// This method is not for this address.
    Method,
}

impl ScimError {
    /// The HTTP status.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::Token => 401,
            Self::Administrator => 403,
            Self::NotFound => 404,
            Self::Method => 405,
            Self::Taken => 409,
            Self::Changed => 412,
            Self::TooLarge => 413,
            Self::MediaType => 415,
            Self::Syntax
            | Self::Value(_)
            | Self::Path
            | Self::Filter
            | Self::TooMany
            | Self::FullMember => 400,
        }
    }

    /// `scimType`, where RFC 7644 has a word.
    #[must_use]
    pub fn kind(self) -> Option<&'static str> {
        match self {
            Self::Taken => Some("uniqueness"),
            Self::Syntax => Some("invalidSyntax"),
            Self::Value(_) | Self::FullMember => Some("invalidValue"),
            Self::Path => Some("invalidPath"),
            Self::Filter => Some("invalidFilter"),
            Self::TooMany => Some("tooMany"),
            Self::Token
            | Self::NotFound
            | Self::Administrator
            | Self::Changed
            | Self::MediaType
            | Self::TooLarge
            | Self::Method => None,
        }
    }

    /// For whoever looks after the directory.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Token => "The bearer token is missing, wrong, removed or expired.",
            Self::NotFound => "This directory made nothing with this id.",
            Self::Taken => "The name or the address is taken.",
            Self::Administrator => "Administrators are not changed by SCIM.",
            Self::Changed => "It is no longer like this.",
            Self::Syntax => "The body is not what RFC 7644 asks for here.",
            Self::MediaType => "The body must be application/scim+json or application/json.",
            Self::TooLarge => "The body is too large.",
            Self::Value(name) => name,
            Self::Path => "The path cannot be read.",
            Self::Filter => {
                "Only eq and and are evaluated, on userName, externalId, id, emails.value and displayName."
            }
            Self::TooMany => {
                "More members than one request may name: send fewer, with add and remove."
            }
            Self::FullMember => "A member is in as many groups as a user can be in.",
            Self::Method => "This method is not for this address.",
        }
    }
}
