//! The words of what is sent by mail, and of the pages that offer it.

use crate::joining::Heading;
use crate::{Around, Notice, Text};

words! {
    /// What is sent by mail, and the pages that offer it.
    pub struct Mail {
        /// The links on the login page.
        pub lost: Text,
        pub by_code: Text,
        /// While the sender has trouble.
        pub trouble: Text,
        /// The page that sends a recovery link, its button, and what is said afterwards, whatever was typed.
        pub recover: Heading,
        pub recover_button: Text,
        pub recover_asked: Notice,
        /// The page that sends a code, and the one that takes it.
        pub code: Heading,
        pub code_button: Text,
        pub code_sent: Heading,
        pub code_field: Text,
        pub code_hint: Text,
        pub code_enter: Text,
        pub code_again: Text,
        /// The same for somebody who signs up with an address; and what stands around the hosts of those with which people may.
        pub sign_up: Heading,
        pub sign_up_sent: Heading,
        pub sign_up_hint: Text,
        pub sign_up_enter: Text,
        pub sign_up_hosts: Around,
        /// The same for whatever is wrong with a code.
        pub code_wrong: Text,
        /// Nothing was typed.
        pub empty: Text,
        /// The link back.
        pub sign_in: Text,
        /// No mail can be sent to an address.
        pub bad_address: Text,
        /// On the page where somebody says that it was not them.
        pub disavow: Heading,
        pub disavow_button: Text,
        pub dead_disavow: Notice,
        /// At the end of every mail: around the host of this server.
        pub footer: Around,
        /// What is sent.
        pub verification: LetterWords,
        pub recovery: LetterWords,
        pub sign_in_code: LetterWords,
        pub sign_up_code: LetterWords,
        pub invitation: LetterWords,
        /// What happened to somebody's account: the word of the event, and a sentence without its full stop.
        pub notices: [(Text, Text); 13],
        /// What stands above that, around the host of this server.
        pub notice_lead: Around,
        pub notice_link: Text,
        pub notice_after: Text,
    }

    /// The words of a mail.
    pub struct LetterWords {
        pub subject: Text,
        /// Around the host of this server.
        pub lead: Around,
        /// What the link is called.
        pub link: Text,
        /// What stands below.
        pub after: Text,
    }
}
