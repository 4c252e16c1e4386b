//! Colours, and how legible one is on another (WCAG 2.2, "relative luminance" and "contrast ratio").

/// A colour in sRGB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color(pub [u8; 3]);

impl Color {
    /// Black.
    pub const BLACK: Self = Self([0; 3]);
    /// White.
    pub const WHITE: Self = Self([255; 3]);

    /// Reads `#rrggbb` or `#rgb`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#')?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let number = u32::from_str_radix(digits, 16).ok()?;
        let part = |shift: u32, mask: u32| (number >> shift & mask) as u8;
        match digits.len() {
            6 => Some(Self([part(16, 255), part(8, 255), part(0, 255)])),
            3 => Some(Self(
                [part(8, 15), part(4, 15), part(0, 15)].map(|it| it * 17),
            )),
            _ => None,
        }
    }

    /// As six digits, without `#`.
    #[must_use]
    pub fn digits(self) -> String {
        crate::protocol::secret::hex(&self.0)
    }

    /// How light it is: 0 is black, 1 is white.
    #[must_use]
    pub fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// So many 256ths of the way to another colour.
    #[must_use]
    pub fn toward(self, other: Self, part: u16) -> Self {
        let mut mixed = self;
        for (own, other) in mixed.0.iter_mut().zip(other.0) {
            let (from, to) = (i32::from(*own), i32::from(other));
            *own = (from + (to - from) * i32::from(part) / 256) as u8;
        }
        mixed
    }

    /// The text that stands out on it: white where that can be read, otherwise black. One of them always can, because the product of
    /// their contrasts is 21.
    #[must_use]
    pub fn text(self) -> Self {
        if contrast(self, Self::WHITE) >= 4.5 {
            Self::WHITE
        } else {
            Self::BLACK
        }
    }

    /// The colour nearest to it, of the same hue, that has this contrast with another. Black or white have 4.5 with whatever
    /// there is; where more is asked for and cannot be had, it is one of these.
    #[must_use]
    pub fn moved(self, on: Self, ratio: f64) -> Self {
        let end = on.text();
        let fits = |color: &Self| contrast(*color, on) >= ratio;
        let all = (0..=256).map(|part| self.toward(end, part));
        all.into_iter().find(fits).unwrap_or(end)
    }

    /// The same hue, and no lighter than this.
    #[must_use]
    pub fn dimmed(self, luminance: f64) -> Self {
        let fits = |color: &Self| color.luminance() <= luminance;
        let all = (0..=256).map(|part| self.toward(Self::BLACK, part));
        all.into_iter().find(fits).unwrap_or(Self::BLACK)
    }
}

/// The contrast of two colours, from 1 to 21.
#[must_use]
pub fn contrast(one: Color, other: Color) -> f64 {
    let (one, other) = (one.luminance() + 0.05, other.luminance() + 0.05);
    if one > other {
        one / other
    } else {
        other / one
    }
}

/// A part of a colour as light.
fn linear(part: u8) -> f64 {
    let part = f64::from(part) / 255.0;
    if part <= 0.040_45 {
        return part / 12.92;
    }
    // To the power of 2.4: squared, and the fifth root of that squared. `powf` would bring 2 kB of tables.
    let part = (part + 0.055) / 1.055;
    let square = part * part;
    square * fifth_root(square)
}

/// By Newton's method, of a number from 0.005 to 1.
fn fifth_root(number: f64) -> f64 {
    let mut root = 1.0;
    for _ in 0..24 {
        let fourth = root * root * root * root;
        root -= (root * fourth - number) / (5.0 * fourth);
    }
    root
}
