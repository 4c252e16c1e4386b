//! Writes a WASM module once more as gzip likes it: first each function by itself, then all in another order, with
//! their new numbers wherever something refers to one.

use std::convert::Infallible;
use std::error::Error;

use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{
    CodeSectionReader, FunctionBody, FunctionSectionReader, Parser, Payload, TypeRef, ValType,
    Validator,
};

use crate::function::Function;
use crate::{addresses, locals, order};

type Result<T> = std::result::Result<T, reencode::Error<Infallible>>;

/// The same module, smaller after gzip.
///
/// # Errors
///
/// When either module is no valid WASM.
pub fn reorder(wasm: &[u8]) -> std::result::Result<Vec<u8>, Box<dyn Error>> {
    let wasm = Functions::read(wasm)?.simplify(wasm)?;
    let wasm = Functions::read(&wasm)?.reorder(&wasm)?;
    Validator::new().validate_all(&wasm)?;
    Ok(wasm)
}

#[derive(Default)]
struct Functions<'a> {
    /// How many are imported. They come before the others, and keep their numbers.
    imported: u32,
    /// The parameters of each type.
    parameters: Vec<Vec<ValType>>,
    types: Vec<u32>,
    bodies: Vec<FunctionBody<'a>>,
    /// Which stands at each place.
    order: Vec<usize>,
    /// At which place each stands.
    places: Vec<u32>,
    /// Whether the functions are to be simplified.
    simplifies: bool,
}

impl<'a> Functions<'a> {
    fn read(wasm: &'a [u8]) -> Result<Self> {
        let mut functions = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::TypeSection(types) => {
                    for of_type in types.into_iter_err_on_gc_types() {
                        functions.parameters.push(of_type?.params().to_vec());
                    }
                }
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        functions.imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::FunctionSection(types) => {
                    for of_function in types {
                        functions.types.push(of_function?);
                    }
                }
                Payload::CodeSectionEntry(body) => functions.bodies.push(body),
                _ => {}
            }
        }
        Ok(functions)
    }

    fn simplify(mut self, wasm: &[u8]) -> Result<Vec<u8>> {
        self.simplifies = true;
        self.order = (0..self.bodies.len()).collect();
        self.write(wasm)
    }

    fn reorder(mut self, wasm: &[u8]) -> Result<Vec<u8>> {
        let bodies: Vec<&[u8]> = self.bodies.iter().map(FunctionBody::as_bytes).collect();
        self.order = order::by_likeness(&bodies);
        self.write(wasm)
    }

    fn write(mut self, wasm: &[u8]) -> Result<Vec<u8>> {
        self.places = vec![0; self.order.len()];
        for (place, &function) in (0..).zip(&self.order) {
            self.places[function] = place;
        }
        let mut module = Module::new();
        self.parse_core_module(&mut module, Parser::new(0), wasm)?;
        Ok(module.finish())
    }

    fn write_simplified(&mut self, section: &mut CodeSection, which: usize) -> Result<()> {
        let parameters = &self.parameters[self.types[which] as usize];
        let mut function = Function::read(&self.bodies[which], parameters)?;
        addresses::simplify(&mut function.operators);
        locals::renumber(&mut function);
        let mut groups = Vec::new();
        for (count, r#type) in function.groups() {
            groups.push((count, self.val_type(r#type)?));
        }
        let mut written = wasm_encoder::Function::new(groups);
        for operator in function.operators {
            written.instruction(&self.instruction(operator)?);
        }
        section.function(&written);
        Ok(())
    }
}

impl Reencode for Functions<'_> {
    type Error = Infallible;

    fn function_index(&mut self, old: u32) -> Result<u32> {
        let own = old
            .checked_sub(self.imported)
            .map(|own| self.places[own as usize]);
        Ok(own.map_or(old, |place| self.imported + place))
    }

    fn parse_function_section(
        &mut self,
        section: &mut FunctionSection,
        _: FunctionSectionReader<'_>,
    ) -> Result<()> {
        for &function in &self.order {
            section.function(self.types[function]);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        section: &mut CodeSection,
        _: CodeSectionReader<'_>,
    ) -> Result<()> {
        for place in 0..self.order.len() {
            let function = self.order[place];
            if self.simplifies {
                self.write_simplified(section, function)?;
            } else {
                self.parse_function_body(section, self.bodies[function].clone())?;
            }
        }
        Ok(())
    }
}
