//! The owner's brand, as the settings say it (`BRAND`).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use super::color::Color;
use super::logo::is_hash;
use super::palette::Palette;
use crate::protocol::display_name::{LONGEST, one_line};
use crate::protocol::mail_address::MailAddress;
use crate::protocol::web_link::is_web_link;

const MEMBERS: [&str; 7] = [
    "name",
    "logo",
    "color",
    "background",
    "support",
    "terms",
    "privacy",
];

/// What people see of who runs this server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Brand {
    /// What they know it by. Empty: nothing is known yet.
    pub name: String,
    /// The hash of the logo, whose file is in the database.
    pub logo: Option<String>,
    /// What the owner chose: the colour, and that of the background.
    pub colors: [Option<Color>; 2],
    /// The colours, if the owner chose any.
    pub palette: Option<Palette>,
    /// Where they get help, the terms, and what happens with their data: URLs, of which the first may be a `mailto:`.
    pub links: [Option<String>; 3],
    /// What is shown of the first.
    pub support: String,
}

impl Brand {
    /// Reads the setting. `host` is what people know the server by if it has no name.
    ///
    /// # Errors
    /// What is wrong, as the end of a sentence.
    pub fn read(setting: Option<&Value>, host: &str) -> Result<Self, String> {
        let none = Map::new();
        let all = match setting {
            None => &none,
            Some(Value::Object(all)) => all,
            Some(_) => {
                return Err(
                    "it must be members in braces, such as {\"name\": \"Example\"}".to_owned(),
                );
            }
        };
        if let Some(unknown) = all.keys().find(|name| !MEMBERS.contains(&name.as_str())) {
            return Err(["Edgegrant does not know \"", unknown, "\""].concat());
        }
        let members = Members(all);
        let is_color = |text: &str| Color::parse(text).is_some();
        let name = members.text("name", &|text| one_line(text).is_some(), NAME)?;
        let logo = members.text("logo", &is_hash, LOGO)?;
        let color = members.text("color", &is_color, COLOR)?;
        let background = members.text("background", &is_color, COLOR)?;
        let support = members.text("support", &|text| href(text).is_some(), SUPPORT)?;
        let terms = members.text("terms", &is_web_link, LINK)?;
        let privacy = members.text("privacy", &is_web_link, LINK)?;
        let [color, background] = [color, background].map(|it| it.and_then(Color::parse));
        let shown = support.map(|text| text.trim_start_matches("https://").trim_end_matches('/'));
        Ok(Self {
            name: name.and_then(one_line).unwrap_or_else(|| host.to_owned()),
            logo: logo.map(str::to_owned),
            colors: [color, background],
            palette: Palette::of(color, background),
            links: [
                support.and_then(href),
                terms.map(str::to_owned),
                privacy.map(str::to_owned),
            ],
            support: shown.unwrap_or_default().to_owned(),
        })
    }
}

const NAME: &str = "one line of visible characters, 100 at most";
const LOGO: &str = "the name of a PNG or WebP file beside the settings, which `npm run deploy` puts into the database";
const COLOR: &str = "a colour such as \"#0b655a\"";
const SUPPORT: &str = "an email address or a URL that begins with https://";
const LINK: &str = "a URL that begins with https://";
// The sentence says the number.
const _: () = assert!(LONGEST == 100);

/// What an address may have that would be something else in a URL (RFC 6068 section 2).
const IN_MAILTO: AsciiSet = NON_ALPHANUMERIC
    .remove(b'@')
    .remove(b'.')
    .remove(b'-')
    .remove(b'_');

/// What the setting holds.
struct Members<'a>(&'a Map<String, Value>);

impl<'a> Members<'a> {
    /// A member, if it is there. It must be `wanted`.
    fn text(
        &self,
        name: &str,
        fits: &dyn Fn(&str) -> bool,
        wanted: &str,
    ) -> Result<Option<&'a str>, String> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => match value.as_str().filter(|text| fits(text)) {
                None => Err(["\"", name, "\" must be ", wanted].concat()),
                text => Ok(text),
            },
        }
    }
}

/// The URL of where people get help.
fn href(text: &str) -> Option<String> {
    if let Ok(address) = MailAddress::parse(text) {
        let encoded = utf8_percent_encode(address.as_str(), &IN_MAILTO).to_string();
        return Some(["mailto:", &encoded].concat());
    }
    is_web_link(text).then(|| text.to_owned())
}
