//! What refers to what by its place in the table or in memory. The linker writes it down if it is asked to (`--emit-relocs`): see
//! "Linking" in the tool conventions of WebAssembly.

use std::error::Error;
use std::ops::Range;

use wasmparser::{
    DataKind, DefinedDataSymbol, KnownCustom, Linking, Operator, Parser, Payload, RelocationEntry,
    RelocationType, SymbolInfo, TypeRef,
};

/// What is referred to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Thing {
    /// A function by its number.
    Function(usize),
    /// A piece of data by its number.
    Data(usize),
}

/// A function or a piece of data, and what it refers to.
#[derive(Debug, Default)]
pub struct Referrer {
    /// Of data, the addresses where it is. Nothing of a function.
    pub addresses: Range<usize>,
    /// What is referred to.
    pub to: Vec<Thing>,
}

/// What refers to what in a module.
#[derive(Debug, Default)]
pub struct References {
    /// The functions by their numbers, without those that are called.
    pub functions: Vec<Referrer>,
    /// The pieces of data by their numbers.
    pub data: Vec<Referrer>,
}

/// What is read of a module before it can be put together.
#[derive(Default)]
struct Sections<'a> {
    imported: usize,
    /// Where the sections begin whose relocations are known, and the ranges in them.
    code: (usize, Vec<Range<usize>>),
    data: (usize, Vec<Range<usize>>),
    /// The address of each segment of data.
    addresses: Vec<usize>,
    symbols: Vec<SymbolInfo<'a>>,
    in_code: Vec<RelocationEntry>,
    in_data: Vec<RelocationEntry>,
}

impl References {
    /// Reads a module that the linker made.
    ///
    /// # Errors
    ///
    /// When it is no valid WASM, or the linker was not asked.
    pub fn read(wasm: &[u8]) -> Result<Self, Box<dyn Error>> {
        let sections = Sections::read(wasm)?;
        if sections.symbols.is_empty() {
            return Err(
                "the linker did not write down what refers to what: it wants `--emit-relocs`"
                    .into(),
            );
        }
        Ok(sections.join())
    }
}

impl<'a> Sections<'a> {
    fn read(wasm: &'a [u8]) -> Result<Self, Box<dyn Error>> {
        let mut found = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        found.imported += usize::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::CodeSectionStart { range, .. } => found.code.0 = range.start,
                Payload::CodeSectionEntry(body) => found.code.1.push(body.range()),
                Payload::DataSection(segments) => {
                    found.data.0 = segments.range().start;
                    for segment in segments {
                        let segment = segment?;
                        let end = segment.range.end;
                        found.data.1.push(end - segment.data.len()..end);
                        found.addresses.push(address(&segment.kind));
                    }
                }
                Payload::CustomSection(section) => match section.as_known() {
                    KnownCustom::Linking(linking) => {
                        for part in linking.subsections() {
                            if let Linking::SymbolTable(symbols) = part? {
                                found.symbols = symbols.into_iter().collect::<Result<_, _>>()?;
                            }
                        }
                    }
                    KnownCustom::Reloc(entries) => {
                        let into = match section.name() {
                            "reloc.CODE" => &mut found.in_code,
                            _ => &mut found.in_data,
                        };
                        *into = entries.entries().into_iter().collect::<Result<_, _>>()?;
                        into.sort_unstable_by_key(|entry| entry.offset);
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        Ok(found)
    }

    fn join(&self) -> References {
        let mut all = References::default();
        all.functions.resize_with(self.imported, Referrer::default);
        for range in &self.code.1 {
            all.functions.push(Referrer {
                addresses: 0..0,
                to: self.things(&self.in_code, self.code.0, range),
            });
        }
        for symbol in &self.symbols {
            all.data.push(match symbol {
                SymbolInfo::Data {
                    symbol: Some(symbol),
                    ..
                } => self.piece(symbol),
                _ => Referrer::default(),
            });
        }
        all
    }

    fn piece(&self, symbol: &DefinedDataSymbol) -> Referrer {
        let (segment, offset, size) = (
            symbol.index as usize,
            symbol.offset as usize,
            symbol.size as usize,
        );
        let address = self.addresses[segment] + offset;
        let begins = self.data.1[segment].start + offset;
        Referrer {
            addresses: address..address + size,
            to: self.things(&self.in_data, self.data.0, &(begins..begins + size)),
        }
    }

    /// What the relocations in this range of the file name.
    fn things(&self, all: &[RelocationEntry], section: usize, range: &Range<usize>) -> Vec<Thing> {
        let at = |place: usize| all.partition_point(|it| section + (it.offset as usize) < place);
        let here = &all[at(range.start)..at(range.end)];
        here.iter().filter_map(|it| self.thing(it)).collect()
    }

    fn thing(&self, relocation: &RelocationEntry) -> Option<Thing> {
        // What is called is in the code, and types and globals are always there.
        if matches!(
            relocation.ty,
            RelocationType::FunctionIndexLeb
                | RelocationType::TypeIndexLeb
                | RelocationType::GlobalIndexLeb
                | RelocationType::TableNumberLeb
        ) {
            return None;
        }
        let symbol = relocation.index as usize;
        match self.symbols.get(symbol)? {
            SymbolInfo::Func { index, .. } => Some(Thing::Function(*index as usize)),
            SymbolInfo::Data { .. } => Some(Thing::Data(symbol)),
            _ => None,
        }
    }
}

/// Where an active segment is to be. The linker makes no others.
fn address(kind: &DataKind<'_>) -> usize {
    let DataKind::Active { offset_expr, .. } = kind else {
        return 0;
    };
    match offset_expr.get_operators_reader().read() {
        Ok(Operator::I32Const { value }) => usize::try_from(value).unwrap_or_default(),
        _ => 0,
    }
}
