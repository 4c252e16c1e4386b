//! Addresses that mail may be sent to.

/// The longest address, in bytes (RFC 5321 section 4.5.3.1.3, without the brackets).
const LONGEST: usize = 254;
/// The longest part before the `@`, and the longest label of the host (RFC 5321 section 4.5.3.1.1, RFC 1035 section 2.3.4).
const LONGEST_LOCAL: usize = 64;
const LONGEST_LABEL: usize = 63;

/// An address in the plain form that every mail server takes: ASCII, nothing quoted, and a host with a dot in it. So it cannot
/// add a header or another recipient to a mail, whatever the sender does with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailAddress(String);

/// Why no mail can be sent to an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadAddress {
    /// It is longer than 254 bytes.
    TooLong,
    /// There is not exactly one `@` in it.
    NoAt,
    /// It has a letter that is not ASCII. A host can be written as `xn--…`.
    OtherScript,
    /// What stands before the `@` is not plain.
    Local,
    /// What stands after it is not a host.
    Host,
}

impl BadAddress {
    /// For the owner and the log.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::TooLong => "the address is longer than 254 bytes",
            Self::NoAt => "the address does not have exactly one @",
            Self::OtherScript => {
                "the address has letters that are not ASCII; write its host as xn--…"
            }
            Self::Local => "what stands before the @ is not letters, digits and the usual marks",
            Self::Host => "what stands after the @ is not a host such as mail.example",
        }
    }
}

errors!(BadAddress);

impl MailAddress {
    /// Reads an address.
    ///
    /// # Errors
    /// [`BadAddress`].
    pub fn parse(text: &str) -> Result<Self, BadAddress> {
        if text.len() > LONGEST {
            return Err(BadAddress::TooLong);
        }
        let (local, host) = text.split_once('@').ok_or(BadAddress::NoAt)?;
        if host.contains('@') {
            return Err(BadAddress::NoAt);
        }
        if !text.is_ascii() {
            return Err(BadAddress::OtherScript);
        }
        if !is_local(local) {
            return Err(BadAddress::Local);
        }
        if !is_host(host) {
            return Err(BadAddress::Host);
        }
        Ok(Self(text.to_owned()))
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether its host is this one, which is in lower case. One below it is another.
    #[must_use]
    pub fn is_at(&self, host: &str) -> bool {
        let at = self.0.split_once('@');
        at.is_some_and(|(_, own)| own.eq_ignore_ascii_case(host))
    }
}

/// A dot-atom (RFC 5322 section 3.2.3).
fn is_local(local: &str) -> bool {
    let is_atext =
        |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte);
    local.len() <= LONGEST_LOCAL
        && local
            .split('.')
            .all(|atom| !atom.is_empty() && atom.bytes().all(is_atext))
}

/// Two labels at least (RFC 1123 section 2.1), of which the last one is no number: an IP address gets no mail.
fn is_host(host: &str) -> bool {
    let is_label = |label: &str| {
        let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        (1..=LONGEST_LABEL).contains(&label.len())
            && label.bytes().all(is_inner)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = host.rsplit_once('.').map(|(_, last)| last);
    last.is_some_and(|last| last.bytes().any(|byte| byte.is_ascii_alphabetic()))
        && host.split('.').all(is_label)
}
