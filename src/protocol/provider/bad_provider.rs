//! What a provider does wrong.

/// Which rule an answer of a provider breaks. Nobody is signed in with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadProvider {
    /// Its metadata cannot be had.
    Unreachable,
    /// Its metadata is of another issuer.
    OtherIssuer,
    /// Its metadata lacks an endpoint, or has one without TLS.
    Metadata,
    /// Its keys cannot be had.
    Keys,
    /// The authorization response is of another issuer (RFC 9207 section 2.4).
    OtherResponse,
    /// There is neither a code nor an error in the authorization response.
    NoCode,
    /// The token endpoint gave no answer in time, or none that can be read.
    NoAnswer,
    /// The token endpoint refused the code.
    Refused,
    /// There is no ID token, or it has another form.
    Malformed,
    /// No key of the provider signed it.
    Signature,
    /// `iss`.
    Issuer,
    /// `aud` or `azp`.
    Audience,
    /// `exp` or `iat`.
    Time,
    /// `nonce`.
    Nonce,
    /// `auth_time`: the person signed in there too long ago, or it does not say when.
    AuthTime,
    /// `sub`.
    Subject,
    /// What is sent as a logout token is none.
    LogoutToken,
    /// What this server signs for the provider cannot be signed: the secret is no key.
    Secret,
}

impl BadProvider {
    /// For the log.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Unreachable => "the metadata of the provider cannot be fetched",
            Self::OtherIssuer => "the metadata of the provider is of another issuer",
            Self::Metadata => "the metadata of the provider lacks an endpoint with https",
            Self::Keys => "the keys of the provider cannot be fetched",
            Self::OtherResponse => "iss of the response is not the provider",
            Self::NoCode => "the response of the provider has no code",
            Self::NoAnswer => "the provider gave no answer that can be read",
            Self::Refused => "the provider refused the code; are client_id and the secret right?",
            Self::Malformed => "the ID token of the provider cannot be read",
            Self::Signature => "the token is not signed by a key of the provider",
            Self::Issuer => "iss of the token is not the provider",
            Self::Audience => "aud or azp of the token is not this server's client_id",
            Self::Time => "the token has expired, or was not issued just now",
            Self::Nonce => "nonce of the ID token is not the one that was sent",
            Self::AuthTime => "auth_time of the ID token is missing or too long ago",
            Self::Subject => "sub of the provider cannot be used",
            Self::LogoutToken => "this is no logout token, or it has no jti",
            Self::Secret => "the secret of the provider is not an ES256 key in PKCS #8",
        }
    }
}

errors!(BadProvider);
