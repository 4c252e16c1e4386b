//! The frames of PNG and WebP files.

use edgegrant::protocol::brand::{BadLogo, LARGEST, Logo, hash_of, is_hash};

/// A chunk of PNG.
fn chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    bytes.extend(u32::try_from(content.len()).expect("short").to_be_bytes());
    bytes.extend(name);
    bytes.extend(content);
    let sum = crc(&bytes[4..]);
    bytes.extend(sum.to_be_bytes());
    bytes
}

/// Written a second time, from annex D's table.
fn crc(bytes: &[u8]) -> u32 {
    let table: Vec<u32> = (0..256_u32)
        .map(|it| {
            (0..8).fold(it, |c, _| {
                if c & 1 == 1 {
                    0xedb8_8320 ^ (c >> 1)
                } else {
                    c >> 1
                }
            })
        })
        .collect();
    let step = |sum: u32, byte: &u8| table[((sum ^ u32::from(*byte)) & 0xff) as usize] ^ (sum >> 8);
    bytes.iter().fold(u32::MAX, step) ^ u32::MAX
}

fn header(width: u32, height: u32, rest: [u8; 5]) -> Vec<u8> {
    let mut content = Vec::new();
    content.extend(width.to_be_bytes());
    content.extend(height.to_be_bytes());
    content.extend(rest);
    chunk(b"IHDR", &content)
}

fn file(parts: &[Vec<u8>]) -> Vec<u8> {
    [b"\x89PNG\r\n\x1a\n".to_vec(), parts.concat()].concat()
}

const RGBA: [u8; 5] = [8, 6, 0, 0, 0];

pub(crate) fn png(width: u32, height: u32) -> Vec<u8> {
    let data = chunk(b"IDAT", &[0x78, 0x9c, 0x63, 0, 1]);
    file(&[header(width, height, RGBA), data, chunk(b"IEND", &[])])
}

fn riff(parts: &[Vec<u8>]) -> Vec<u8> {
    let content = [b"WEBP".to_vec(), parts.concat()].concat();
    let mut bytes = b"RIFF".to_vec();
    bytes.extend(u32::try_from(content.len()).expect("short").to_le_bytes());
    bytes.extend(content);
    bytes
}

fn part(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut bytes = name.to_vec();
    bytes.extend(u32::try_from(content.len()).expect("short").to_le_bytes());
    bytes.extend(content);
    if content.len() % 2 == 1 {
        bytes.push(0);
    }
    bytes
}

fn vp8(width: u16, height: u16) -> Vec<u8> {
    let mut content = vec![0x10, 0, 0, 0x9d, 0x01, 0x2a];
    content.extend(width.to_le_bytes());
    content.extend(height.to_le_bytes());
    content.extend([1, 2, 3]);
    part(b"VP8 ", &content)
}

fn vp8l(width: u32, height: u32) -> Vec<u8> {
    let mut content = vec![0x2f];
    content.extend(((width - 1) | (height - 1) << 14).to_le_bytes());
    content.extend([9, 9]);
    part(b"VP8L", &content)
}

fn vp8x(flags: u8, width: u32, height: u32) -> Vec<u8> {
    let mut content = vec![flags, 0, 0, 0];
    content.extend(&(width - 1).to_le_bytes()[..3]);
    content.extend(&(height - 1).to_le_bytes()[..3]);
    part(b"VP8X", &content)
}

pub(crate) fn webp_lossy(width: u16, height: u16) -> Vec<u8> {
    riff(&[vp8(width, height)])
}

pub(crate) fn webp_lossless(width: u32, height: u32) -> Vec<u8> {
    riff(&[vp8l(width, height)])
}

pub(crate) fn webp_extended(width: u16, height: u16) -> Vec<u8> {
    let (w, h) = (width.into(), height.into());
    riff(&[
        vp8x(0x3c, w, h),
        part(b"ICCP", b"icc"),
        part(b"ALPH", b"a"),
        vp8(width, height),
        part(b"EXIF", b"e"),
        part(b"XMP ", b"x"),
    ])
}

fn read(file: &[u8]) -> Result<(&'static str, u32, u32), BadLogo> {
    Logo::read(file).map(|it| (it.content_type, it.width, it.height))
}

#[test]
fn whole_files_are_read() {
    assert_eq!(read(&png(3, 2)), Ok(("image/png", 3, 2)));
    assert_eq!(read(&png(2048, 1)), Ok(("image/png", 2048, 1)));
    assert_eq!(read(&webp_lossy(20, 10)), Ok(("image/webp", 20, 10)));
    assert_eq!(
        read(&webp_lossless(300, 2048)),
        Ok(("image/webp", 300, 2048))
    );
    assert_eq!(read(&webp_extended(5, 7)), Ok(("image/webp", 5, 7)));
    assert_eq!(
        read(&riff(&[vp8x(0x10, 9, 8), vp8l(9, 8)])),
        Ok(("image/webp", 9, 8))
    );
    // With a palette, and with what a reader may skip.
    let data = chunk(b"IDAT", b"x");
    let indexed = file(&[
        header(1, 1, [8, 3, 0, 0, 1]),
        chunk(b"gAMA", &[0, 0, 0, 1]),
        chunk(b"PLTE", &[1, 2, 3]),
        chunk(b"tRNS", &[0]),
        data.clone(),
        data,
        chunk(b"tEXt", b"Title\0x"),
        chunk(b"IEND", &[]),
    ]);
    assert_eq!(read(&indexed), Ok(("image/png", 1, 1)));
}

#[test]
fn real_files_of_other_programs_are_read() {
    for (name, expected) in [
        ("logo.png", ("image/png", 96, 96)),
        ("logo.webp", ("image/webp", 96, 96)),
        ("logo-lossless.webp", ("image/webp", 96, 96)),
    ] {
        let path = format!("tests/workerd/kit/logos/{name}");
        let file = std::fs::read(&path).expect("a file");
        assert_eq!(read(&file), Ok(expected), "{name}");
    }
}

#[test]
fn sizes_are_bounded() {
    for (file, why) in [
        (png(0, 1), BadLogo::Size),
        (png(1, 0), BadLogo::Size),
        (png(2049, 1), BadLogo::Size),
        (png(1, u32::MAX), BadLogo::Size),
        (webp_lossy(0, 1), BadLogo::Size),
        (webp_lossy(1, 2049), BadLogo::Size),
        (webp_lossless(2049, 2), BadLogo::Size),
        (vec![0x89; LARGEST + 1], BadLogo::TooLarge),
    ] {
        assert_eq!(read(&file), Err(why));
    }
    let padding = LARGEST - png(1, 1).len() - 12;
    let large = |more: usize| {
        file(&[
            header(1, 1, RGBA),
            chunk(b"teXt", &vec![0; padding + more]),
            chunk(b"IDAT", &[0x78, 0x9c, 0x63, 0, 1]),
            chunk(b"IEND", &[]),
        ])
    };
    assert_eq!(large(0).len(), LARGEST);
    assert_eq!(read(&large(0)), Ok(("image/png", 1, 1)));
    assert_eq!(read(&large(1)), Err(BadLogo::TooLarge));
}

#[test]
fn no_byte_may_be_missing_and_none_may_follow() {
    for file in [
        png(3, 2),
        webp_lossy(20, 10),
        webp_lossless(3, 4),
        webp_extended(5, 7),
    ] {
        for length in 0..file.len() {
            assert!(read(&file[..length]).is_err(), "{length} of {}", file.len());
        }
        for more in [&b"\0"[..], b"<script>alert(1)</script>", &png(1, 1)] {
            assert_eq!(read(&[&file, more].concat()), Err(BadLogo::Length));
        }
    }
    // What RIFF counts in, too.
    let smuggled = riff(&[vp8(1, 1), part(b"junk", b"<script>")]);
    assert_eq!(read(&smuggled), Err(BadLogo::Length));
}

#[test]
fn nothing_moves() {
    let data = chunk(b"IDAT", b"x");
    let control = chunk(b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]);
    assert_eq!(
        read(&file(&[
            header(1, 1, RGBA),
            control,
            data.clone(),
            chunk(b"IEND", &[])
        ])),
        Err(BadLogo::Animated)
    );
    assert_eq!(
        read(&file(&[
            header(1, 1, RGBA),
            data,
            chunk(b"fdAT", b"x"),
            chunk(b"IEND", &[])
        ])),
        Err(BadLogo::Animated)
    );
    assert_eq!(
        read(&riff(&[vp8x(0x02, 1, 1), part(b"ANIM", &[0; 6])])),
        Err(BadLogo::Animated)
    );
    assert_eq!(
        read(&riff(&[vp8x(0, 1, 1), part(b"ANMF", &[0; 16])])),
        Err(BadLogo::Animated)
    );
}

#[test]
fn a_png_file_is_made_of_the_chunks_that_it_needs() {
    let (data, end) = (chunk(b"IDAT", b"x"), chunk(b"IEND", &[]));
    let first = || header(1, 1, RGBA);
    let with = |parts: &[Vec<u8>]| read(&file(parts));
    let bad = Err(BadLogo::Part);
    assert_eq!(with(&[data.clone(), first(), end.clone()]), bad);
    assert_eq!(with(&[first(), end.clone()]), bad, "no picture");
    assert_eq!(
        with(&[
            first(),
            data.clone(),
            chunk(b"tEXt", b"x"),
            data.clone(),
            end.clone()
        ]),
        bad,
        "apart"
    );
    assert_eq!(with(&[first(), first(), data.clone(), end.clone()]), bad);
    assert_eq!(
        with(&[first(), chunk(b"QUIT", b""), data.clone(), end.clone()]),
        bad,
        "unknown and needed"
    );
    assert_eq!(
        with(&[
            first(),
            data.clone(),
            chunk(b"PLTE", &[1, 2, 3]),
            end.clone()
        ]),
        bad
    );
    assert_eq!(
        with(&[first(), chunk(b"PLTE", &[1, 2]), data.clone(), end.clone()]),
        bad
    );
    assert_eq!(with(&[first(), data.clone(), chunk(b"IEND", b"x")]), bad);
    assert_eq!(
        with(&[header(1, 1, [8, 3, 0, 0, 0]), data.clone(), end.clone()]),
        bad,
        "no palette"
    );
    assert_eq!(
        with(&[
            header(1, 1, [8, 0, 0, 0, 0]),
            chunk(b"PLTE", &[1, 2, 3]),
            data.clone(),
            end.clone()
        ]),
        bad
    );
    for rest in [
        [3, 6, 0, 0, 0],
        [8, 5, 0, 0, 0],
        [16, 3, 0, 0, 0],
        [8, 6, 1, 0, 0],
        [8, 6, 0, 1, 0],
        [8, 6, 0, 0, 2],
    ] {
        assert_eq!(
            with(&[header(1, 1, rest), data.clone(), end.clone()]),
            bad,
            "{rest:?}"
        );
    }
    let mut damaged = png(1, 1);
    damaged[20] ^= 1;
    assert_eq!(read(&damaged), bad, "another checksum");
    let mut endless = png(1, 1);
    endless[8..12].copy_from_slice(&[0xff; 4]);
    assert_eq!(read(&endless), Err(BadLogo::Length));
}

#[test]
fn a_webp_file_is_made_of_the_chunks_that_it_needs() {
    let bad = Err(BadLogo::Part);
    assert_eq!(read(&riff(&[part(b"JUNK", b"x"), vp8(1, 1)])), bad);
    assert_eq!(
        read(&riff(&[vp8x(0, 1, 1), part(b"JUNK", b"x"), vp8(1, 1)])),
        bad
    );
    assert_eq!(read(&riff(&[vp8x(0, 1, 1)])), Err(BadLogo::Length));
    assert_eq!(
        read(&riff(&[vp8x(0, 1, 1), part(b"ALPH", b"x")])),
        Err(BadLogo::Length)
    );
    assert_eq!(
        read(&riff(&[vp8x(0, 1, 1), part(b"EXIF", b"x"), vp8(1, 1)])),
        bad
    );
    assert_eq!(read(&riff(&[vp8x(0, 1, 1), vp8(1, 1), vp8(1, 1)])), bad);
    assert_eq!(
        read(&riff(&[vp8x(0x10, 1, 1), part(b"ALPH", b"x"), vp8l(1, 1)])),
        bad
    );
    assert_eq!(
        read(&riff(&[vp8x(0x80, 1, 1), vp8(1, 1)])),
        bad,
        "a bit of the future"
    );
    assert_eq!(
        read(&riff(&[vp8x(0, 2, 1), vp8(1, 1)])),
        Err(BadLogo::Size),
        "another canvas"
    );
    let mut odd = webp_lossy(1, 1);
    *odd.last_mut().expect("a byte") = 1;
    assert_eq!(read(&odd), bad, "padding");
    assert_eq!(
        read(&riff(&[part(
            b"VP8 ",
            &[0x11, 0, 0, 0x9d, 0x01, 0x2a, 1, 0, 1, 0]
        )])),
        bad,
        "no key frame"
    );
    assert_eq!(
        read(&riff(&[part(b"VP8L", &[0x2f, 0, 0, 0, 0x20])])),
        bad,
        "another version"
    );
}

#[test]
fn other_files_are_none() {
    for other in [
        &b""[..],
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a\x01\x00\x01\x00",
        b"\xff\xd8\xff\xe0",
        b"BM",
        b"\x89PNG\n\x1a\n",
        b"RIFF\x04\0\0\0WAVE",
        b"<!doctype html>",
    ] {
        assert_eq!(read(other), Err(BadLogo::OtherFormat));
        assert_eq!(
            read(other).map_err(|bad| bad.sentence().is_empty()),
            Err(false)
        );
    }
}

#[test]
fn a_file_is_called_by_its_hash() {
    assert_eq!(hash_of(b""), "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU");
    assert!(is_hash(&hash_of(b"x")));
    for wrong in [
        "",
        "logo.png",
        "../../../../../../../../../../../etc/passwd",
        &"é".repeat(22),
        &"a".repeat(42),
        &"a".repeat(44),
    ] {
        assert!(!is_hash(wrong), "{wrong}");
    }
}
