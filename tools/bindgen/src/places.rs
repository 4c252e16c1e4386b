//! Where a panic says that it was: a path, a line and a column. In libraries the path is enough; a thousand numbers, each of which
//! is there once, gzip cannot shorten.

use walrus::ir::Value;
use walrus::{ConstExpr, DataKind, Module};

/// A `core::panic::Location`: the address and the length of the path, the line and the column, four bytes each.
pub const SIZE: usize = 16;

/// Takes the line and the column from the places that are not in our own sources, whose paths begin with `src/` or `admin/src/`.
pub fn shorten(module: &mut Module) {
    let segments: Vec<_> = (module.data.iter())
        .filter_map(|data| match &data.kind {
            DataKind::Active {
                offset: ConstExpr::Value(Value::I32(start)),
                ..
            } => Some((data.id(), usize::try_from(*start).ok()?, data.value.clone())),
            _ => None,
        })
        .collect();
    let text = |at: u32, length: u32| {
        let at = usize::try_from(at).ok()?;
        let length = usize::try_from(length).ok()?;
        segments.iter().find_map(|(_, start, bytes)| {
            let begins = at.checked_sub(*start)?;
            let bytes = bytes.get(begins..begins.checked_add(length)?)?;
            str::from_utf8(bytes).ok()
        })
    };
    let is_place = |words: [u32; 4]| {
        let [at, length, line, column] = words;
        let is_path = |path: &str| {
            path.ends_with(".rs")
                && !["src/", "admin/src/"]
                    .iter()
                    .any(|own| path.starts_with(own))
                && path.bytes().all(|byte| byte.is_ascii_graphic())
        };
        (1..20_000).contains(&line)
            && (1..400).contains(&column)
            && (4..300).contains(&length)
            && text(at, length).is_some_and(is_path)
    };
    for (id, start, bytes) in &segments {
        let mut at = start.next_multiple_of(4) - start;
        while let Some(place) = bytes.get(at..at + SIZE) {
            let word = |number: usize| {
                let bytes = &place[number * 4..][..4];
                u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
            };
            if is_place([word(0), word(1), word(2), word(3)]) {
                module.data.get_mut(*id).value[at + 8..at + SIZE].fill(0);
                at += SIZE;
            } else {
                at += 4;
            }
        }
    }
}
