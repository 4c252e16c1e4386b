//! Who runs something: links to their own pages, and perhaps a logo. Below every page of this server, and beside the name of an app.

use askama::Template;

use super::frame::Frame;
use super::look::Look;
use super::stranger::Stranger;
use super::words::{Text, Words};
use crate::protocol::client::{Client, redirect_uri};
use crate::protocol::public_url::is_public;

/// Links, and a logo. Nothing, if there is neither.
#[derive(Template)]
#[template(path = "links.html")]
pub(crate) struct Links<'a> {
    base: &'a str,
    /// The element that they are in.
    element: &'static str,
    /// The hash of the logo.
    logo: Option<&'a str>,
    /// An address, and what is there.
    links: Vec<(&'a str, Text)>,
}

impl<'a> Links<'a> {
    /// Of a client.
    ///
    /// What nobody vouches for has no picture here, because one can look like anything, and was not checked; and its own
    /// pages are shown only where they are at the host that this page names: whoever looks like another app needs that
    /// app's host, and has only their own (RFC 7591 section 5).
    pub(crate) fn of(client: &'a Client, stranger: Option<&Stranger>, frame: Frame<'a>) -> Self {
        let told = |address: &str| {
            stranger.is_none_or(|stranger| {
                stranger.on_the_web
                    && is_public(address)
                    && redirect_uri::site(address) == stranger.host
            })
        };
        Self {
            base: frame.base,
            element: "div",
            logo: client.logo.as_deref().filter(|_| stranger.is_none()),
            links: those(&client.links, frame.words.footer.of_app, &told),
        }
    }

    /// Its logo, and its pages without it.
    pub(crate) fn apart(self) -> [Self; 2] {
        let logo = Self {
            links: Vec::new(),
            ..self
        };
        [logo, Self { logo: None, ..self }]
    }

    /// Of the owner.
    pub(super) fn below(look: &'a Look, words: &'static Words) -> Self {
        Self {
            base: "",
            element: "footer",
            logo: None,
            links: those(&look.brand.links, words.footer.links, &|_| true),
        }
    }
}

/// The addresses that there are and that are to be told, with their names.
fn those<'a>(
    addresses: &'a [Option<String>],
    names: [Text; 3],
    told: &dyn Fn(&str) -> bool,
) -> Vec<(&'a str, Text)> {
    let mut links = Vec::new();
    for (address, name) in addresses.iter().zip(names) {
        if let Some(address) = address
            && told(address)
        {
            links.push((address.as_str(), name));
        }
    }
    links
}
