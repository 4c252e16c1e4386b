//! The page that says why there is no other page.

use askama::Template;

use super::frame::Frame;

/// Something that the developer of an app should know, by the name it has on the wire or in the words.
pub(crate) struct Fact {
    pub(crate) name: &'static str,
    pub(crate) value: String,
}

/// Tells the person why there is no other page. Every error that cannot go back to a client ends here.
#[derive(Template)]
#[template(path = "notice.html")]
pub(crate) struct Notice<'a> {
    pub(crate) frame: Frame<'a>,
    /// What happened, in a few words.
    pub(crate) title: &'a str,
    /// What happened, as a sentence or two.
    pub(crate) message: &'a str,
    /// What the person can do now.
    pub(crate) advice: &'a str,
    /// What the developer of the app should know; often nothing.
    pub(crate) facts: &'a [Fact],
    /// The address of a page of ours, and what the link says.
    pub(crate) link: Option<(&'a str, &'a str)>,
    /// The id that this request has in the log.
    pub(crate) request_id: Option<&'a str>,
}
