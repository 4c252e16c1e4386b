//! The words of what is sent by mail, and of the pages that offer it.

use super::joining::Heading;
use super::{Around, Notice};

/// What is sent by mail, and the pages that offer it.
#[derive(Clone, Copy)]
pub struct Mail {
    /// The links on the login page.
    pub(crate) lost: &'static str,
    pub(crate) by_code: &'static str,
    /// While the sender has trouble.
    pub(crate) trouble: &'static str,
    /// The page that sends a recovery link, its button, and what is said afterwards, whatever was typed.
    pub(crate) recover: Heading,
    pub(crate) recover_button: &'static str,
    pub(crate) recover_asked: Notice,
    /// The page that sends a code, and the one that takes it.
    pub(crate) code: Heading,
    pub(crate) code_button: &'static str,
    pub(crate) code_sent: Heading,
    pub(crate) code_field: &'static str,
    pub(crate) code_hint: &'static str,
    pub(crate) code_enter: &'static str,
    pub(crate) code_again: &'static str,
    /// The same for somebody who signs up with an address; and what stands around the hosts of those with which people may.
    pub(crate) sign_up: Heading,
    pub(crate) sign_up_sent: Heading,
    pub(crate) sign_up_hint: &'static str,
    pub(crate) sign_up_enter: &'static str,
    pub(crate) sign_up_hosts: Around,
    /// The same for whatever is wrong with a code.
    pub(crate) code_wrong: &'static str,
    /// Nothing was typed.
    pub(crate) empty: &'static str,
    /// The link back.
    pub(crate) sign_in: &'static str,
    /// No mail can be sent to an address.
    pub(crate) bad_address: &'static str,
    /// On the page where somebody says that it was not them.
    pub(crate) disavow: Heading,
    pub(crate) disavow_button: &'static str,
    pub(crate) dead_disavow: Notice,
    /// At the end of every mail: around the host of this server.
    pub(crate) footer: Around,
    /// What is sent.
    pub(crate) verification: LetterWords,
    pub(crate) recovery: LetterWords,
    pub(crate) sign_in_code: LetterWords,
    pub(crate) sign_up_code: LetterWords,
    pub(crate) invitation: LetterWords,
    /// What happened to somebody's account: the word of the event, and a sentence without its full stop.
    pub(crate) notices: &'static [(&'static str, &'static str)],
    /// What stands above that, around the host of this server.
    pub(crate) notice_lead: Around,
    pub(crate) notice_link: &'static str,
    pub(crate) notice_after: &'static str,
}

impl Mail {
    /// What people are told of an event. `None`: nothing.
    pub(crate) fn notice(&self, kind: &str) -> Option<&'static str> {
        for (known, sentence) in self.notices {
            if *known == kind {
                return Some(sentence);
            }
        }
        None
    }
}

/// The words of a mail.
#[derive(Clone, Copy)]
pub struct LetterWords {
    pub(crate) subject: &'static str,
    /// Around the host of this server.
    pub(crate) lead: Around,
    /// What the link is called.
    pub(crate) link: &'static str,
    /// What stands below.
    pub(crate) after: &'static str,
}
