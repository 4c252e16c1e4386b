//! Why what an authenticator answered is not accepted.

/// The rule of WebAuthn sections 7.1 and 7.2 that a response breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadPasskey {
    /// It is not the JSON of a public key credential (section 5.1).
    Malformed,
    /// The client data is not JSON of the known form.
    ClientData,
    /// The client data is of another ceremony.
    Ceremony,
    /// The challenge is another one.
    Challenge,
    /// The page was of another origin.
    Origin,
    /// The page was in a frame of another origin.
    Framed,
    /// The CBOR is not what CTAP2 writes: damaged, too deep, or with something after it.
    Cbor,
    /// The authenticator data is damaged, or has something after it.
    AuthenticatorData,
    /// The passkey is for another host.
    RpId,
    /// Nobody was there.
    NotPresent,
    /// The authenticator did not verify who was there.
    NotVerified,
    /// It says that it is backed up, and that it cannot be.
    Backup,
    /// There is no credential in it, or not the one that the response names.
    Credential,
    /// The key is of a kind that is not accepted, or no key at all.
    Key,
    /// This server does not know it.
    Unknown,
    /// Its challenge was answered before, or the passkey was used or removed meanwhile.
    Used,
    /// It names another user than the passkey's.
    User,
    /// The signature is not one of the passkey's key.
    Signature,
    /// The counter did not go on: the passkey may have been copied.
    Counter,
}

impl BadPasskey {
    /// For the log.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Malformed => "The response is not a public key credential in JSON.",
            Self::ClientData => "The client data is not JSON of the known form.",
            Self::Ceremony => "The client data is of another ceremony.",
            Self::Challenge => "The challenge is another one than the page had.",
            Self::Origin => "The page was of another origin.",
            Self::Framed => "The page was in a frame of another origin.",
            Self::Cbor => "The CBOR is damaged.",
            Self::AuthenticatorData => "The authenticator data is damaged.",
            Self::RpId => "The passkey is for another host.",
            Self::NotPresent => "The authenticator did not notice anybody.",
            Self::NotVerified => "The authenticator did not verify who was there.",
            Self::Backup => "The passkey is backed up although it says that it cannot be.",
            Self::Credential => {
                "The authenticator data does not hold the credential that the response names."
            }
            Self::Key => "The key of the passkey is of a kind that is not accepted.",
            Self::Unknown => "The passkey is not known here.",
            Self::Used => {
                "The challenge was answered before, or the passkey has answered a newer one or was removed meanwhile."
            }
            Self::User => "The passkey belongs to another user than the response names.",
            Self::Signature => "The signature is not one of the passkey's key.",
            Self::Counter => {
                "The signature counter did not go on: the passkey may have been copied."
            }
        }
    }
}

errors!(BadPasskey);
