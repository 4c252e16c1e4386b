//! Logos.

use edgegrant::protocol::brand::Logo;
use proptest::prelude::*;

use crate::brand::{png, webp_extended, webp_lossless, webp_lossy};
use crate::fuzz::near_bytes::near_bytes;

fn good() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        (1..2049_u32, 1..2049_u32).prop_map(|(width, height)| png(width, height)),
        (1..2049_u16, 1..2049_u16).prop_map(|(width, height)| webp_lossy(width, height)),
        (1..2049_u32, 1..2049_u32).prop_map(|(width, height)| webp_lossless(width, height)),
        (1..2049_u16, 1..2049_u16).prop_map(|(width, height)| webp_extended(width, height)),
    ]
}

proptest! {
    /// Whatever is taken for a logo is what its name says, ends where it says, and begins as no page and no script.
    #[test]
    fn a_logo_is_a_picture_and_nothing_else(
        file in prop_oneof![near_bytes(good()), prop::collection::vec(any::<u8>(), 0..200)],
        more in prop::collection::vec(any::<u8>(), 1..20),
    ) {
        let Ok(logo) = Logo::read(&file) else {
            return Ok(());
        };
        match logo.content_type {
            "image/png" => {
                prop_assert!(file.starts_with(b"\x89PNG\r\n\x1a\n"));
                prop_assert!(file.ends_with(b"\0\0\0\0IEND\xaeB`\x82"));
            }
            "image/webp" => {
                let size = u32::from_le_bytes([file[4], file[5], file[6], file[7]]) as usize;
                prop_assert_eq!(size + 8, file.len());
                prop_assert_eq!(&file[8..12], b"WEBP");
            }
            other => prop_assert!(false, "{}", other),
        }
        prop_assert!((1..=2048).contains(&logo.width) && (1..=2048).contains(&logo.height));
        prop_assert!(Logo::read(&[file.as_slice(), &more].concat()).is_err());
        prop_assert!(Logo::read(&file[..file.len() - 1]).is_err());
    }

    #[test]
    fn a_whole_file_is_one(file in good()) {
        prop_assert!(Logo::read(&file).is_ok());
    }
}
