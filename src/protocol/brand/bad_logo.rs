//! Why a file is no logo.

/// The largest file, in bytes. In base64, D1 takes it in one statement, which may have 100,000 bytes.
pub const LARGEST: usize = 64 * 1024;
/// The largest width and height.
pub(super) const MOST_PIXELS: u32 = 2048;

/// Why a file is no logo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadLogo {
    /// It has more than [`LARGEST`] bytes.
    TooLarge,
    /// It begins as neither a PNG nor a WebP file.
    OtherFormat,
    /// It breaks off, or something comes after its end.
    Length,
    /// A part of it is not as the format has it, or not where it must be.
    Part,
    /// It has a width or a height of 0, or of more than 2048 pixels.
    Size,
    /// It is animated.
    Animated,
}

impl BadLogo {
    /// What is wrong, as the end of a sentence about the file.
    #[must_use]
    pub fn sentence(self) -> String {
        match self {
            Self::TooLarge => format!("it is larger than {} kB; make it smaller", LARGEST / 1024),
            Self::OtherFormat => {
                "it is not a PNG or WebP file, whatever its name is; save it as one of these"
                    .to_owned()
            }
            Self::Length => {
                "it is not whole, or something comes after its end; save the picture again"
                    .to_owned()
            }
            Self::Part => {
                "a part of it does not follow the PNG or WebP format; save the picture again"
                    .to_owned()
            }
            Self::Size => format!("its width and height must be from 1 to {MOST_PIXELS} pixels"),
            Self::Animated => "it is animated; save it without animation".to_owned(),
        }
    }
}

errors!(BadLogo);
