//! Everything that is coloured stays legible, whatever the owner chooses.

use edgegrant::protocol::brand::{Color, Palette, Scheme, contrast};
use proptest::prelude::*;

fn parse(text: &str) -> Color {
    Color::parse(text).expect("a colour")
}

#[test]
fn contrast_is_that_of_wcag() {
    // Values of the calculators that people use.
    for (one, other, expected) in [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.478),
        ("#767676", "#ffffff", 4.542),
        ("#0b655a", "#ffffff", 6.878),
        ("#ff0000", "#ffffff", 3.998),
        ("#ffd400", "#000000", 14.7),
        ("#123", "#fff", 16.2),
    ] {
        let (one, other) = (parse(one), parse(other));
        let found = contrast(one, other);
        assert!(
            (found - expected).abs() / expected < 0.01,
            "{one:?} {found}"
        );
        assert_eq!(found.to_bits(), contrast(other, one).to_bits());
    }
}

#[test]
fn luminance_is_as_precise_as_the_power_that_it_replaces() {
    for part in 0..=255_u8 {
        let share = f64::from(part) / 255.0;
        let exact = if share <= 0.04045 {
            share / 12.92
        } else {
            ((share + 0.055) / 1.055).powf(2.4)
        };
        let found = Color([part; 3]).luminance();
        assert!(
            (found - exact).abs() < 1e-9,
            "{part}: {found} is not {exact}"
        );
    }
}

#[test]
fn a_colour_is_written_in_one_of_two_ways() {
    assert_eq!(parse("#0B655a"), Color([0x0b, 0x65, 0x5a]));
    assert_eq!(parse("#f80"), Color([0xff, 0x88, 0x00]));
    assert_eq!(parse("#0B655a").digits(), "0b655a");
    for wrong in [
        "",
        "#",
        "0b655a",
        "#0b655",
        "#0b655a0",
        "#0b655aff",
        "red",
        "#ggg",
        "#+f0",
        "#+12345",
        " #fff",
        "#fff ",
        "rgb(0,0,0)",
        "#ffé",
        "##fff",
    ] {
        assert_eq!(Color::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn a_colour_that_can_be_read_stays_as_it_is() {
    let chosen = parse("#0b655a");
    let Palette { light, dark } = Palette::of(Some(chosen), None).expect("a palette");
    assert_eq!(
        (light.accent, light.button, light.band),
        (chosen, chosen, chosen)
    );
    assert_eq!(light.on_button, Color::WHITE);
    assert_ne!(dark.accent, chosen, "too dark for the dark pages");
    // By the colour of the page alone, buttons are as usual.
    let paper = parse("#f4f1ea");
    let Palette { light, .. } = Palette::of(None, Some(paper)).expect("a palette");
    assert_eq!(
        (light.page, light.band, light.accent),
        (paper, paper, chosen)
    );
    assert_eq!(Palette::of(None, None), None);
}

fn assert_legible(scheme: &Scheme, card: Color, chosen: (Option<Color>, Option<Color>)) {
    let text = [
        ("links", scheme.accent, card),
        ("links below the pointer", scheme.accent_over, card),
        ("a button", scheme.on_button, scheme.button),
        (
            "a button below the pointer",
            scheme.on_button,
            scheme.button_over,
        ),
        ("the name", scheme.on_band, scheme.band),
        ("the links below", scheme.on_page, scheme.page),
    ];
    for (what, color, on) in text {
        let found = contrast(color, on);
        assert!(
            found >= 4.5,
            "{what}: {found} of {color:?} on {on:?}, chosen {chosen:?}"
        );
    }
    let found = contrast(scheme.button, card);
    assert!(found >= 3.0, "the button: {found} with {chosen:?}");
    assert_eq!(scheme.card, card);
}

fn assert_all_legible(color: Option<Color>, background: Option<Color>) {
    let Some(Palette { light, dark }) = Palette::of(color, background) else {
        return;
    };
    let chosen = (color, background);
    assert_legible(&light, Color::WHITE, chosen);
    assert_legible(&dark, Color([0x1e; 3]), chosen);
    // By night nothing large shines.
    for large in [dark.page, dark.band] {
        assert!(large.luminance() <= 0.061, "{large:?} with {chosen:?}");
    }
}

proptest! {
    #[test]
    fn any_colours_give_pages_that_can_be_read(color: Option<[u8; 3]>, background: Option<[u8; 3]>) {
        assert_all_legible(color.map(Color), background.map(Color));
    }
}

#[test]
fn every_grey_and_every_pure_colour_does() {
    for part in 0..=255_u8 {
        for mask in 1..8_u8 {
            let bit = |bit: u8| if mask & bit != 0 { part } else { 0 };
            let color = Color([bit(1), bit(2), bit(4)]);
            assert_all_legible(Some(color), None);
            assert_all_legible(None, Some(color));
            assert_all_legible(Some(color), Some(color));
        }
    }
}
