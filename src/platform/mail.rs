//! Mail, by a binding of the runtime.

use std::fmt;

/// Who a mail comes from.
#[derive(Debug, Clone)]
pub struct MailFrom {
    /// The name that people see, if there is one.
    pub name: Option<String>,
    /// The address.
    pub address: String,
}

/// A mail. It may hold a link or a code that signs somebody in, so it does not show itself.
#[derive(Clone)]
pub struct Mail {
    /// Who it comes from.
    pub from: MailFrom,
    /// The one address that it goes to.
    pub to: String,
    /// One line.
    pub subject: String,
    /// The mail as plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mail(…)")
    }
}

/// Something of the runtime that sends mail.
pub trait Mailer {
    /// Sends a mail.
    ///
    /// # Errors
    /// The code that the sender gave, such as `E_SENDER_NOT_VERIFIED`; or a word for why there is none.
    async fn send_mail(&self, mail: &Mail) -> Result<(), String>;
}
