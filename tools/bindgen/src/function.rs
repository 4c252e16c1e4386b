//! A function as it is while it is being changed.

use wasmparser::{BinaryReaderError, FunctionBody, Operator, ValType};

use crate::values::{self, Value};

pub struct Function<'a> {
    /// How many of the locals are parameters. They come first.
    pub parameters: usize,
    pub locals: Vec<ValType>,
    pub operators: Vec<Operator<'a>>,
}

impl<'a> Function<'a> {
    pub fn read(
        body: &FunctionBody<'a>,
        parameters: &[ValType],
    ) -> Result<Self, BinaryReaderError> {
        let mut locals = parameters.to_vec();
        for group in body.get_locals_reader()? {
            let (count, r#type) = group?;
            locals.extend((0..count).map(|_| r#type));
        }
        Ok(Self {
            parameters: parameters.len(),
            locals,
            operators: body
                .get_operators_reader()?
                .into_iter()
                .collect::<Result<_, _>>()?,
        })
    }

    /// The values in its locals, or `None` if its ways are not known.
    pub fn values(&self) -> Option<Vec<Value>> {
        values::values(&self.operators, self.locals.len())
    }

    /// How many locals of each type follow the parameters.
    pub fn groups(&self) -> Vec<(u32, ValType)> {
        let own = self.locals[self.parameters..].chunk_by(|a, b| a == b);
        own.map(|group| (group.len() as u32, group[0])).collect()
    }
}
