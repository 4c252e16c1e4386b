//! The words of the pages that say why there is no other page, and why something was refused.

use crate::{Around, Text};

words! {
    /// A page that says why there is no other page.
    pub struct Notice {
        /// What happened, in a few words.
        pub title: Text,
        /// What happened, as a sentence or two.
        pub message: Text,
        /// What the person can do now.
        pub advice: Text,
    }

    /// A notice whose message includes a reason that is known only later.
    pub struct Headline {
        /// What happened, in a few words.
        pub title: Text,
        /// Around the reason.
        pub message: Around,
        /// What the person can do now.
        pub advice: Text,
    }

    /// What the developer of an app is told.
    pub struct Developer {
        pub heading: Text,
        /// Before a URI of a metadata document that cannot be used, and between it and the reason.
        pub left_out: Around,
        /// Before what is wrong with a metadata document.
        pub problem: Text,
    }

    /// The pages that say why there is no other page.
    pub struct Notices {
        /// The part of a notice that is for the app's developer.
        pub developer: Developer,
        /// The app made a mistake, and the reason is a whole sentence.
        pub app_mistake: Headline,
        /// What the app sent cannot be read, and the reason is one of [`Form`].
        pub app_unreadable: Around,
        pub too_long: Notice,
        /// The owner blocked the app.
        pub blocked_app: Notice,
        pub foreign_form: Notice,
        /// A form of the account whose page is too old.
        pub outdated_form: Notice,
        pub unreadable_form: Headline,
        pub unencrypted: Notice,
        pub unavailable: Notice,
        /// Too many passwords were wrong. The reason is [`Wait`](crate::Wait).
        pub too_many_guesses: Headline,
        /// Too many passwords were wrong today. The reason is [`Wait`](crate::Wait).
        pub too_many_today: Headline,
        /// The account has done enough for now. The reason is [`Wait`](crate::Wait).
        pub too_many_deeds: Headline,
        /// Too many mails were asked for. The reason is [`Wait`](crate::Wait).
        pub too_many_mails: Headline,
        /// Too much was asked for. The reason is [`Wait`](crate::Wait).
        pub too_many_requests: Headline,
        pub not_found: Notice,
        pub method_not_allowed: Notice,
        pub still_signed_in: Notice,
        pub account_deleted: Notice,
    }

    /// Why a form is refused: parts of a sentence.
    pub struct Form {
        pub other_type: Text,
        pub too_large: Text,
        pub broken: Text,
        pub repeated: Text,
        /// What sent it wrote something that nobody can read.
        pub percent_encoding: Text,
        pub not_utf8: Text,
        pub nul: Text,
    }

    /// Why the browser may not be redirected to the app.
    pub struct Unproved {
        pub client_id_missing: Text,
        pub client_id_repeated: Text,
        pub client_unknown: Text,
        pub redirect_uri_missing: Text,
        pub redirect_uri_repeated: Text,
        pub redirect_uri_unknown: Text,
        pub request_repeated: Text,
        pub pushed_request_unknown: Text,
    }

    /// Why nothing of a request to sign out counts.
    pub struct BadLogout {
        pub repeated: Text,
        pub hint: Text,
        pub other_client: Text,
        pub client_unknown: Text,
        pub client_missing: Text,
        pub redirect_uri: Text,
    }
}
