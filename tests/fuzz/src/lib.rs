//! What holds for every input. libFuzzer (`fuzz/`) and a seeded loop (`tests/`) look for one that breaks it.

mod check;
pub mod mutate;
pub mod random;
mod reader;
pub mod seeds;

pub use check::check_all;
pub use reader::check_reader;

use routeproof_core::source::Span;

fn check_span(text: &str, span: Span) -> Result<(), String> {
    let inside = span.start() <= span.end() && span.end() <= text.len();
    if inside && text.is_char_boundary(span.start()) && text.is_char_boundary(span.end()) {
        return Ok(());
    }
    Err(format!("a wrong span {span:?}"))
}
