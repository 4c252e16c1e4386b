//! Passkeys that a change of the RP ID would make useless.

/// Up to how many are counted.
pub const MOST_COUNTED: u32 = 1000;

/// The passkeys for one host that is neither the RP ID nor one that the owner gave up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// The host.
    pub host: String,
    /// How many there are, at least one and at most [`MOST_COUNTED`].
    pub count: u32,
}

impl Elsewhere {
    /// For the owner: what is wrong, and both ways out.
    #[must_use]
    pub fn sentence(&self, rp_id: &str) -> String {
        let Self { host, count } = self;
        let number = match *count {
            1 => "1 passkey is".to_owned(),
            MOST_COUNTED.. => "1,000 passkeys or more are".to_owned(),
            count => format!("{count} passkeys are"),
        };
        format!(
            "RP_ID is \"{rp_id}\" now, but {number} for \"{host}\", and no browser would offer them any more. Go back to \
             the ISSUER and the RP_ID of before; or, if these passkeys may be lost, add \"{host}\" to RP_ID_BEFORE. Until \
             then nobody can sign in with a passkey"
        )
    }
}
