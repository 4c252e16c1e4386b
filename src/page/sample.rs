//! What the sign-in page looks like in some colours: a picture of it by day, and one by night.

use askama::Template;

use super::frame::Frame;
use super::look::USUAL;
use super::words::Text;
use crate::protocol::brand::{Color, Palette, Scheme};

/// How wide the picture is. Its template says the same.
const WIDTH: u32 = 300;
/// Text, by day and by night.
const TEXT: [&str; 2] = ["1a1a1b", "ececed"];

/// The sign-in page in the colours of a brand, as two pictures.
#[derive(Template)]
#[template(path = "sample.html")]
pub(crate) struct Sample<'a> {
    frame: Frame<'a>,
    name: &'a str,
    /// The hash of the logo.
    logo: Option<&'a str>,
    /// What each picture is called, the colour of its text, and its other colours.
    schemes: [(Text, Text, Scheme); 2],
}

impl<'a> Sample<'a> {
    /// In the colours of `palette`, or in the usual ones; `titles`: what the two pictures are called.
    pub(crate) fn new(
        frame: Frame<'a>,
        name: &'a str,
        palette: Option<Palette>,
        titles: [Text; 2],
    ) -> Self {
        let usual = palette.is_none();
        let Palette {
            mut light,
            mut dark,
        } = palette.unwrap_or_else(Palette::usual);
        if usual {
            for scheme in [&mut light, &mut dark] {
                let [band, on_band] = [USUAL.0, USUAL.1].map(hexadecimal);
                (scheme.band, scheme.on_band) = (band, on_band);
            }
        }
        let [by_day, by_night] = titles;
        Self {
            frame,
            name,
            logo: frame.look.brand.logo.as_deref(),
            schemes: [(by_day, TEXT[0], light), (by_night, TEXT[1], dark)],
        }
    }

    /// Where something begins that is so far from the side where lines begin: text, or a picture that is so wide.
    fn start(&self, from: u32, wide: u32) -> u32 {
        if self.frame.words.dir == "rtl" {
            WIDTH - from - wide
        } else {
            from
        }
    }

    /// Where the name stands.
    fn beside_logo(&self) -> u32 {
        if self.logo.is_some() { 72 } else { 40 }
    }
}

fn hexadecimal(digits: &str) -> Color {
    Color::parse(&["#", digits].concat()).unwrap_or(Color::BLACK)
}
