//! The colours of every page, computed from one or two of the owner's so that everything stays legible: text has a contrast of 4.5 at
//! least, and a button one of 3 with what is around it (WCAG 2.2, success criteria 1.4.3 and 1.4.11).

use super::color::Color;

/// What text and forms stand on.
const CARD: Color = Color::WHITE;
const DARK_CARD: Color = Color([0x1e; 3]);
/// What is around it, if the owner says nothing.
const PAGE: Color = Color([0xf2, 0xf2, 0xf3]);
const DARK_PAGE: Color = Color([0x12; 3]);
/// What is said beside.
const QUIET: Color = Color([0x59; 3]);
const DARK_QUIET: Color = Color([0xb0; 3]);
/// Buttons and links, if the owner chose what is around them only.
const USUAL: Color = Color([0x0b, 0x65, 0x5a]);
/// How light the dark pages may be at their top, and below it.
const DARK_BAND: f64 = 0.06;
const DARK_GROUND: f64 = 0.015;

const TEXT_RATIO: f64 = 4.5;
/// Of what is coloured on a dark card, where 4.5 looks faint.
const DARK_TEXT_RATIO: f64 = 7.0;
const PART_RATIO: f64 = 3.0;

/// The colours of the light and of the dark pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Palette {
    /// By day.
    pub light: Scheme,
    /// By night.
    pub dark: Scheme,
}

/// The colours of pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheme {
    /// What forms stand on.
    pub card: Color,
    /// The top of a page, and what stands there.
    pub band: Color,
    /// Text on it.
    pub on_band: Color,
    /// The rest of a page, around the card.
    pub page: Color,
    /// Text on it.
    pub on_page: Color,
    /// Links, and what has the focus.
    pub accent: Color,
    /// Links below the pointer.
    pub accent_over: Color,
    /// The first button.
    pub button: Color,
    /// The same, below the pointer.
    pub button_over: Color,
    /// The text on both.
    pub on_button: Color,
}

impl Palette {
    /// Of the owner's colours, if there are any.
    #[must_use]
    pub fn of(color: Option<Color>, background: Option<Color>) -> Option<Self> {
        if color.is_none() && background.is_none() {
            return None;
        }
        Some(Self::from(color.unwrap_or(USUAL), background))
    }

    /// What is nearest to the pages of an owner who chose none.
    #[must_use]
    pub fn usual() -> Self {
        Self::from(USUAL, None)
    }

    fn from(chosen: Color, background: Option<Color>) -> Self {
        let ground = |luminance| background.map(|color| color.dimmed(luminance));
        let (day, night) = (background, ground(DARK_GROUND));
        Self {
            light: Scheme::of(
                chosen,
                CARD,
                (day.unwrap_or(chosen), day.unwrap_or(PAGE)),
                QUIET,
            ),
            dark: Scheme::of(
                chosen,
                DARK_CARD,
                (
                    night.unwrap_or(chosen.dimmed(DARK_BAND)),
                    night.unwrap_or(DARK_PAGE),
                ),
                DARK_QUIET,
            ),
        }
    }
}

impl Scheme {
    fn of(chosen: Color, card: Color, (band, page): (Color, Color), quiet: Color) -> Self {
        let by_night = card == DARK_CARD;
        let ratio = if by_night {
            DARK_TEXT_RATIO
        } else {
            TEXT_RATIO
        };
        let accent = chosen.moved(card, ratio);
        let button = chosen.moved(card, PART_RATIO);
        let on_button = button.text();
        Self {
            card,
            band,
            on_band: band.text(),
            page,
            on_page: quiet.moved(page, TEXT_RATIO),
            accent,
            accent_over: over(accent, card),
            button,
            button_over: over(button, on_button),
            on_button,
        }
    }

    /// Each with its name in the style sheet.
    #[must_use]
    pub fn named(&self) -> [(&'static str, Color); 10] {
        [
            ("card", self.card),
            ("band", self.band),
            ("on-band", self.on_band),
            ("page", self.page),
            ("on-page", self.on_page),
            ("accent", self.accent),
            ("accent-over", self.accent_over),
            ("button", self.button),
            ("button-over", self.button_over),
            ("on-button", self.on_button),
        ]
    }
}

/// What it becomes below the pointer: further away from `other`, unless there is no further.
fn over(color: Color, other: Color) -> Color {
    const STEP: u16 = 56;
    let away = color.toward(other.text(), STEP);
    if color.luminance() < 0.02 {
        color.toward(Color::WHITE, STEP)
    } else {
        away
    }
}
