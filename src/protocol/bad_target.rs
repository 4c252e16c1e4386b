//! The error of a `resource` parameter (RFC 8707 section 2).

/// Why a `resource` is refused: `invalid_target` (RFC 8707 section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadTarget {
    /// Not an absolute URI without a fragment.
    Malformed,
    /// Not an API of this server.
    Unknown,
    /// Not one of those that were granted.
    NotGranted,
}

impl BadTarget {
    /// For the client's developer.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Malformed => "resource must be an absolute URI without a fragment.",
            Self::Unknown => "resource is not an API that this authorization server knows.",
            Self::NotGranted => "resource is not among those that were granted.",
        }
    }
}

errors!(BadTarget);
