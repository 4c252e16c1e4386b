//! In which language somebody reads: what the app asks for (`ui_locales` of OpenID Connect Core section 3.1.2.1), or else what
//! the browser prefers (`Accept-Language` of RFC 9110 section 12.5.4), or else the owner's choice. Tags are looked up as in
//! RFC 4647 section 3.4.

use edgegrant_words::CODES;

/// How many tags of a list count. People have a few; nobody makes this server read more.
const MOST: usize = 32;

/// The code of a language that there are words for.
pub type Language = &'static str;

/// The language of a tag, such as `de` for `de-AT`.
#[must_use]
pub fn of_tag(tag: &str) -> Option<Language> {
    let primary = tag.split('-').next().unwrap_or_default().trim();
    // What Hebrew was called until 1989, and is by some browsers' systems.
    let primary = if primary.eq_ignore_ascii_case("iw") {
        "he"
    } else {
        primary
    };
    let mut codes = CODES.into_iter();
    codes.find(|code| code.eq_ignore_ascii_case(primary))
}

/// The first language of `ui_locales` that there are words for.
#[must_use]
pub fn asked(ui_locales: &str) -> Option<Language> {
    ui_locales.split(' ').take(MOST).find_map(of_tag)
}

/// The language that `Accept-Language` likes best among those that there are words for. Of several that it likes equally, the
/// first.
#[must_use]
pub fn accepted(header: &str) -> Option<Language> {
    let mut best = (0, None);
    for range in header.split(',').take(MOST) {
        let (tag, weight) = range.split_once(';').unwrap_or((range, "q=1"));
        let weight = quality(weight);
        if weight > best.0
            && let Some(language) = of_tag(tag)
        {
            best = (weight, Some(language));
        }
    }
    best.1
}

/// A weight in thousandths (RFC 9110 section 12.4.2); 0 if it is none.
fn quality(weight: &str) -> u32 {
    let weight = weight.trim();
    let Some(("q" | "Q", value)) = weight.split_once('=') else {
        return 0;
    };
    let (whole, fraction) = value.split_once('.').unwrap_or((value, ""));
    match whole {
        "1" => 1000,
        "0" => {
            let digits = fraction.bytes().chain(*b"000").take(3);
            digits.fold(0, |sum, digit| {
                sum * 10 + u32::from(digit.saturating_sub(b'0')).min(9)
            })
        }
        _ => 0,
    }
}
