//! A mail: the same as text and as HTML. Nothing in it was chosen by a person, so nobody can make this server send what they
//! want to say.

use askama::Template;

/// A mail. Its HTML has no pictures, no colours and nothing from elsewhere.
#[derive(Template)]
#[template(path = "letter.html")]
pub(crate) struct Letter<'a> {
    /// The language, as `lang` of HTML names it.
    pub(crate) lang: &'static str,
    /// Its direction, as `dir` of HTML names it.
    pub(crate) dir: &'static str,
    /// One line.
    pub(crate) subject: &'static str,
    pub(crate) lead: String,
    /// What else is known, a line each.
    pub(crate) facts: &'a [String],
    /// A code to type.
    pub(crate) code: Option<&'a str>,
    /// What the link is called, and its address.
    pub(crate) link: Option<(&'static str, &'a str)>,
    pub(crate) after: &'static str,
    pub(crate) footer: String,
}

impl Letter<'_> {
    /// As text.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        let mut add = |part: &str| {
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            text.push_str(part);
        };
        add(&self.lead);
        if !self.facts.is_empty() {
            add(&self.facts.join("\n"));
        }
        if let Some(code) = self.code {
            add(code);
        }
        if let Some((name, address)) = self.link {
            add(name);
            text.push_str(":\n");
            text.push_str(address);
        }
        for part in [self.after, "-- ", &self.footer] {
            text.push_str("\n\n");
            text.push_str(part);
        }
        text.push('\n');
        text
    }
}
