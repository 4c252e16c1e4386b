//! The pages about the second factor.

use askama::Template;
use qrcodegen::{Mask, QrCode, QrCodeEcc, QrSegment, Version};

use super::account::Tabs;
use super::frame::Frame;
use super::stranger::Asker;

/// Asks for a code after the password. Each of the two forms posts `token`, `signing_in`, and `keep` and `passkeys` as the login
/// form did; one posts `code`, the other `recovery_code`.
#[derive(Template)]
#[template(path = "code.html")]
pub(crate) struct LoginCode<'a> {
    pub(crate) frame: Frame<'a>,
    /// The client the person is on the way to; `None`: to their account.
    pub(crate) asker: Option<Asker<'a>>,
    /// Where the forms are posted: `/login/code` and the query of the login page.
    pub(crate) action: &'a str,
    /// What the hidden field `token` holds.
    pub(crate) token: &'a str,
    /// What the hidden field `signing_in` holds: who gave a right password, sealed.
    pub(crate) signing_in: &'a str,
    /// Whether they want to stay signed in.
    pub(crate) keep: bool,
    /// Whether their browser can make a passkey.
    pub(crate) able: bool,
    /// Why the last code will not do, as a sentence.
    pub(crate) error: Option<&'a str>,
    /// Whether that was a recovery code.
    pub(crate) by_recovery_code: bool,
    /// Where the login page is.
    pub(crate) another: &'a str,
}

/// A page of the account about the second factor: sets an app up, shows recovery codes once, or says what is left of them.
#[derive(Template)]
#[template(path = "second_factor.html")]
pub(crate) struct SecondFactor<'a> {
    pub(crate) frame: Frame<'a>,
    pub(crate) tabs: Tabs<'a>,
    pub(crate) title: &'static str,
    /// Why the last code will not do, as a sentence.
    pub(crate) error: Option<&'a str>,
    pub(crate) sentences: &'a [&'a str],
    /// The app that is being set up.
    pub(crate) app: Option<App<'a>>,
    /// Recovery codes.
    pub(crate) codes: &'a [String],
    /// Addresses elsewhere, what they are for, and whether that is the usual way.
    pub(crate) links: &'a [(&'a str, &'static str, bool)],
}

/// An app that is being set up. The form posts `token`, `secret` and `code`.
pub(crate) struct App<'a> {
    pub(crate) token: &'a str,
    /// What the hidden field `secret` holds: the secret, sealed.
    pub(crate) secret: &'a str,
    /// The secret as people type it.
    pub(crate) key: &'a str,
    /// The address that the picture holds.
    pub(crate) uri: &'a str,
    pub(crate) picture: Option<Picture>,
    /// Whether there is one already.
    pub(crate) replaces: bool,
}

/// A QR code, as the path of an SVG.
pub(crate) struct Picture {
    /// How many modules wide and high it is, with the quiet zone around it.
    pub(crate) side: i32,
    /// The dark modules: a line for each run in a row.
    pub(crate) path: String,
}

impl Picture {
    /// The quiet zone: four modules on each side (ISO/IEC 18004).
    const ZONE: i32 = 4;

    /// The picture of a text; `None` if it is too long for one. The mask is fixed: it is chosen for how well a picture can be
    /// scanned from far away or from dirty paper, and choosing takes longer than all the rest.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let segments = [QrSegment::make_bytes(text.as_bytes())];
        let (least, most) = (Version::MIN, Version::new(20));
        let (correction, mask) = (QrCodeEcc::Medium, Some(Mask::new(4)));
        let code =
            QrCode::encode_segments_advanced(&segments, correction, least, most, mask, false);
        let code = code.ok()?;
        let mut path = String::new();
        let mut push = |letter, number: i32| {
            path.push(letter);
            path.push_str(&number.to_string());
        };
        for y in 0..code.size() {
            let mut x = 0;
            while x < code.size() {
                let start = x;
                while code.get_module(x, y) {
                    x += 1;
                }
                if x > start {
                    push('M', start + Self::ZONE);
                    push(' ', y + Self::ZONE);
                    // A line is drawn in the middle of its width.
                    push('.', 5);
                    push('h', x - start);
                }
                x += 1;
            }
        }
        Some(Self {
            side: code.size() + 2 * Self::ZONE,
            path,
        })
    }
}
