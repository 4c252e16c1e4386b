//! What every page looks like: the owner's brand, and the style sheet in its colours.

use crate::protocol::brand::{Brand, Palette, Scheme};

/// The hash of the style sheet, without the owner's colours. Its address in the pages ends in `?v=` and a number that changes with
/// it, so a copy may be cached for as long as a browser likes.
const STYLE: u32 = fnv1a(0x811c_9dc5, include_bytes!("../../templates/style.css"));

/// The light and the dark pages, if the owner chose no colours: what the top is, and what stands there.
pub(super) const USUAL: (&str, &str) = ("0d3b36", "e3f5f1");

/// Greys without a hue of their own, for the owner's colours.
const GREYS: [&str; 2] = [
    "--line:#dcdcdf;--text:#1a1a1b;--quiet:#595959;--field:#767676;",
    "--line:#3b3b3d;--text:#ececed;--quiet:#b0b0b0;--field:#8a8a8a;",
];

/// What every page looks like. It depends on the brand alone, so it is made once.
#[derive(Debug)]
pub struct Look {
    /// Who runs the server.
    pub(crate) brand: Brand,
    /// The owner's colours, the end of the style sheet.
    pub(crate) colors: String,
    /// A number that changes whenever the style sheet does.
    pub(super) version: u32,
    /// The colours at the top, by day and by night.
    pub(super) bands: [(String, String); 2],
}

impl Default for Look {
    /// While nothing is known of the settings.
    fn default() -> Self {
        Self::of(Brand::default())
    }
}

impl Look {
    /// Of a brand.
    #[must_use]
    pub fn of(brand: Brand) -> Self {
        let mut colors = String::new();
        let mut bands = [USUAL; 2].map(|(band, on)| (band.to_owned(), on.to_owned()));
        if let Some(Palette { light, dark }) = &brand.palette {
            let [by_day, by_night] =
                [light, dark].map(|it| (it.band.digits(), it.on_band.digits()));
            bands = [by_day, by_night];
            put(&mut colors, light, GREYS[0]);
            colors.push_str("@media (prefers-color-scheme:dark){");
            put(&mut colors, dark, GREYS[1]);
            colors.push_str("}\n");
        }
        Self {
            version: fnv1a(STYLE, colors.as_bytes()),
            brand,
            colors,
            bands,
        }
    }
}

/// Adds the colours as properties, which the rules before it use.
fn put(style: &mut String, scheme: &Scheme, greys: &str) {
    style.push_str(":root{");
    for (name, color) in scheme.named() {
        for part in ["--", name, ":#", &color.digits(), ";"] {
            style.push_str(part);
        }
    }
    style.push_str(greys);
    style.push_str("}\n");
}

/// The 32-bit FNV-1a hash, which only tells versions apart, of what comes after bytes with the hash `before`.
const fn fnv1a(before: u32, bytes: &[u8]) -> u32 {
    let (mut hash, mut at) = (before, 0);
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u32).wrapping_mul(0x0100_0193);
        at += 1;
    }
    hash
}
