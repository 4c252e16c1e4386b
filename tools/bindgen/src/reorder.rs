//! Writes a WASM module once more with its functions and their locals in an order that gzip likes, and with the new
//! numbers wherever something refers to one.

use std::convert::Infallible;
use std::error::Error;

use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Instruction, Module};
use wasmparser::{
    CodeSectionReader, FunctionBody, FunctionSectionReader, Operator, Parser, Payload, TypeRef,
    Validator,
};

use crate::{locals, order};

type Result<T> = std::result::Result<T, reencode::Error<Infallible>>;

/// The same module, smaller after gzip.
///
/// # Errors
///
/// When either module is no valid WASM.
pub fn reorder(wasm: &[u8]) -> std::result::Result<Vec<u8>, Box<dyn Error>> {
    // The locals first: with their numbers, functions are more alike.
    let wasm = Functions::read(wasm)?.write(wasm, |bodies| (0..bodies.len()).collect())?;
    let wasm = Functions::read(&wasm)?.write(&wasm, order::by_likeness)?;
    Validator::new().validate_all(&wasm)?;
    Ok(wasm)
}

#[derive(Default)]
struct Functions<'a> {
    /// How many are imported. They come before the others, and keep their numbers.
    imported: u32,
    /// How many parameters there are in each type.
    parameters: Vec<usize>,
    types: Vec<u32>,
    bodies: Vec<FunctionBody<'a>>,
    /// Which stands at each place.
    order: Vec<usize>,
    /// At which place each stands.
    places: Vec<u32>,
    /// The number of each local, in the one that is being written.
    locals: Vec<u32>,
}

impl<'a> Functions<'a> {
    fn read(wasm: &'a [u8]) -> Result<Self> {
        let mut functions = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::TypeSection(types) => {
                    for of_type in types.into_iter_err_on_gc_types() {
                        functions.parameters.push(of_type?.params().len());
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

    fn write(mut self, wasm: &[u8], order: fn(&[&[u8]]) -> Vec<usize>) -> Result<Vec<u8>> {
        let bodies: Vec<&[u8]> = self.bodies.iter().map(FunctionBody::as_bytes).collect();
        self.order = order(&bodies);
        self.places = vec![0; bodies.len()];
        for (place, &function) in (0..).zip(&self.order) {
            self.places[function] = place;
        }
        let mut module = Module::new();
        self.parse_core_module(&mut module, Parser::new(0), wasm)?;
        Ok(module.finish())
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
            let body = self.bodies[function].clone();
            self.locals = locals::by_use(&body, self.parameters[self.types[function] as usize])?;
            self.parse_function_body(section, body)?;
        }
        Ok(())
    }

    fn instruction<'b>(&mut self, operator: Operator<'b>) -> Result<Instruction<'b>> {
        Ok(match operator {
            Operator::LocalGet { local_index } => {
                Instruction::LocalGet(self.locals[local_index as usize])
            }
            Operator::LocalSet { local_index } => {
                Instruction::LocalSet(self.locals[local_index as usize])
            }
            Operator::LocalTee { local_index } => {
                Instruction::LocalTee(self.locals[local_index as usize])
            }
            other => reencode::utils::instruction(self, other)?,
        })
    }
}
