//! CEL rules to the expressions that the engine evaluates.
//!
//! Everything that the rules of the supported releases use is here; anything else stops the generator, because an
//! engine that skipped a rule would accept what the API server refuses.

mod emit;
mod lexer;
mod parser;

use anyhow::Result;

use crate::blob::Blob;

/// A rule in the table.
pub(crate) struct Compiled {
    /// The offset of its expression.
    pub(crate) program: u32,
    /// Whether it speaks of `oldSelf`.
    pub(crate) uses_old_self: bool,
}

/// Compiles `rule` into `blob`.
pub(crate) fn compile(blob: &mut Blob, rule: &str) -> Result<Compiled> {
    let expr = parser::parse(lexer::tokens(rule)?)?;
    emit::emit(blob, &expr)
}
