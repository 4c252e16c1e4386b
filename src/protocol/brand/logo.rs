//! Logos of the server and of apps: PNG (W3C, third edition) and WebP (RFC 9649). The parser reads only the frame of a file, and never a
//! pixel: browsers decode it. What is stored is the file as it came.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::bad_logo::{BadLogo, LARGEST, MOST_PIXELS};

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// A file that can be shown as a logo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Logo {
    /// `image/png` or `image/webp`.
    pub content_type: &'static str,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

impl Logo {
    /// Reads the frame of a file.
    ///
    /// # Errors
    /// [`BadLogo`]: the first rule that it breaks.
    pub fn read(file: &[u8]) -> Result<Self, BadLogo> {
        if file.len() > LARGEST {
            return Err(BadLogo::TooLarge);
        }
        let (content_type, (width, height)) = if let Some(chunks) = file.strip_prefix(SIGNATURE) {
            ("image/png", png(chunks)?)
        } else if file.starts_with(b"RIFF") && file.get(8..12) == Some(b"WEBP") {
            ("image/webp", webp(file)?)
        } else {
            return Err(BadLogo::OtherFormat);
        };
        let fits = |pixels: u32| (1..=MOST_PIXELS).contains(&pixels);
        if !fits(width) || !fits(height) {
            return Err(BadLogo::Size);
        }
        Ok(Self {
            content_type,
            width,
            height,
        })
    }
}

/// What a file is called: its SHA-256.
#[must_use]
pub fn hash_of(file: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(file))
}

/// Whether a text could be the [`hash_of`] of a file.
#[must_use]
pub fn is_hash(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    text.len() == 43 && text.bytes().all(plain)
}

/// Bytes from the front, if there are so many.
fn take<'a>(rest: &mut &'a [u8], length: usize) -> Result<&'a [u8], BadLogo> {
    let (taken, after) = rest.split_at_checked(length).ok_or(BadLogo::Length)?;
    *rest = after;
    Ok(taken)
}

fn number(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .fold(0, |all, byte| all << 8 | u32::from(*byte))
}

/// The same, least byte first.
fn little(bytes: &[u8]) -> u32 {
    let reversed = bytes.iter().rev();
    reversed.fold(0, |all, byte| all << 8 | u32::from(*byte))
}

/// The width and the height of a PNG file, by its chunks (sections 5.3 and 5.6).
fn png(mut rest: &[u8]) -> Result<(u32, u32), BadLogo> {
    let header = match chunk(&mut rest)? {
        (b"IHDR", header) if header.len() == 13 => header,
        _ => return Err(BadLogo::Part),
    };
    let indexed = color_type(header)? == 3;
    let (mut palette, mut data, mut data_ended) = (false, false, false);
    loop {
        let (name, content) = chunk(&mut rest)?;
        match name {
            b"IDAT" if !data_ended => data = true,
            b"PLTE" if !palette && !data && color_type(header)? & 2 != 0 => {
                if !(3..=768).contains(&content.len()) || !content.len().is_multiple_of(3) {
                    return Err(BadLogo::Part);
                }
                palette = true;
            }
            b"IEND" if data && content.is_empty() && (palette || !indexed) => break,
            // Of an animation.
            b"acTL" | b"fcTL" | b"fdAT" => return Err(BadLogo::Animated),
            // What a reader may skip has a small first letter.
            _ if name[0].is_ascii_lowercase() => data_ended |= data,
            _ => return Err(BadLogo::Part),
        }
    }
    if !rest.is_empty() {
        return Err(BadLogo::Length);
    }
    Ok((number(&header[..4]), number(&header[4..8])))
}

/// The name of the next chunk, and what is in it.
fn chunk<'a>(rest: &mut &'a [u8]) -> Result<(&'a [u8; 4], &'a [u8]), BadLogo> {
    let length = number(take(rest, 4)?) as usize;
    let summed = rest.get(..4 + length.min(LARGEST)).unwrap_or_default();
    let name = take(rest, 4)?.first_chunk().ok_or(BadLogo::Length)?;
    let content = take(rest, length)?;
    let sum = number(take(rest, 4)?);
    if sum != crc(summed) || !name.iter().all(u8::is_ascii_alphabetic) {
        return Err(BadLogo::Part);
    }
    Ok((name, content))
}

/// The colour type of a header whose depth, methods and interlacing there are (section 11.2.1).
fn color_type(header: &[u8]) -> Result<u8, BadLogo> {
    let depths: &[u8] = match header[9] {
        0 => &[1, 2, 4, 8, 16],
        3 => &[1, 2, 4, 8],
        2 | 4 | 6 => &[8, 16],
        _ => return Err(BadLogo::Part),
    };
    if !depths.contains(&header[8]) || header[10..12] != [0, 0] || header[12] > 1 {
        return Err(BadLogo::Part);
    }
    Ok(header[9])
}

/// CRC-32 of ISO 3309 (annex D).
fn crc(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = sum >> 1 ^ if sum & 1 == 1 { 0xedb8_8320 } else { 0 };
        }
    }
    !sum
}

/// The width and the height of a WebP file, by its chunks (RFC 9649 section 2).
fn webp(file: &[u8]) -> Result<(u32, u32), BadLogo> {
    let mut rest = &file[12..];
    if little(&file[4..8]) as usize != file.len() - 8 {
        return Err(BadLogo::Length);
    }
    let (name, content) = riff_chunk(&mut rest)?;
    if name != b"VP8X" {
        let size = picture(name, content)?;
        return if rest.is_empty() {
            Ok(size)
        } else {
            Err(BadLogo::Length)
        };
    }
    let [flags, 0, 0, 0, ..] = content else {
        return Err(BadLogo::Part);
    };
    if content.len() != 10 || flags & 0b1100_0001 != 0 {
        return Err(BadLogo::Part);
    }
    if flags & 2 != 0 {
        return Err(BadLogo::Animated);
    }
    let canvas = (little(&content[4..7]) + 1, little(&content[7..10]) + 1);
    // In this order, each once at most.
    let mut step = 0;
    while !rest.is_empty() {
        let (name, content) = riff_chunk(&mut rest)?;
        let place = match name {
            b"ICCP" => 1,
            b"ALPH" => 2,
            b"VP8 " => 3,
            b"VP8L" if step != 2 => 3,
            b"EXIF" => 4,
            b"XMP " => 5,
            b"ANIM" | b"ANMF" => return Err(BadLogo::Animated),
            _ => return Err(BadLogo::Part),
        };
        if place <= step || (step < 3) != (place <= 3) {
            return Err(BadLogo::Part);
        }
        if place == 3 && picture(name, content)? != canvas {
            return Err(BadLogo::Size);
        }
        step = place;
    }
    if step < 3 {
        return Err(BadLogo::Length);
    }
    Ok(canvas)
}

/// The name of the next chunk of a RIFF file, and what is in it. The byte that makes its length even is 0.
fn riff_chunk<'a>(rest: &mut &'a [u8]) -> Result<(&'a [u8], &'a [u8]), BadLogo> {
    let name = take(rest, 4)?;
    let length = little(take(rest, 4)?) as usize;
    let content = take(rest, length)?;
    if length % 2 == 1 && take(rest, 1)? != [0] {
        return Err(BadLogo::Part);
    }
    Ok((name, content))
}

/// The width and the height of a picture: VP8 (RFC 6386 section 9.1) or VP8L (RFC 9649 section 3.4).
fn picture(name: &[u8], content: &[u8]) -> Result<(u32, u32), BadLogo> {
    match (name, content) {
        // A key frame, and one that is shown.
        (b"VP8 ", [tag, _, _, 0x9d, 0x01, 0x2a, size @ ..]) if tag & 1 == 0 && tag & 0x10 != 0 => {
            let sides = size.get(..4).ok_or(BadLogo::Length)?;
            let side = |bytes: &[u8]| little(bytes) & 0x3fff;
            Ok((side(&sides[..2]), side(&sides[2..])))
        }
        (b"VP8L", [0x2f, bits @ ..]) => {
            let bits = little(bits.get(..4).ok_or(BadLogo::Length)?);
            if bits >> 29 != 0 {
                return Err(BadLogo::Part);
            }
            Ok(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        _ => Err(BadLogo::Part),
    }
}
