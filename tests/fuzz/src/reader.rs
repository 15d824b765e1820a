//! What holds for the reader alone.

use crate::check_span;
use routeproof_core::source::SourceId;
use routeproof_core::yaml::{Kind, Tree, Value, read};

/// Reads `bytes`, and says which invariant of the reader does not hold.
pub fn check_reader(bytes: &[u8]) -> Result<(), String> {
    let Ok(text) = str::from_utf8(bytes) else { return Ok(()) };
    let reading = read(text);
    for problem in &reading.problems {
        for span in [Some(problem.span), problem.related].into_iter().flatten() {
            check_span(text, span).map_err(|it| format!("{it} of {problem:?}"))?;
        }
        let diagnostic = routeproof_core::rules::reading::diagnose(SourceId(0), text, problem);
        if diagnostic.message.is_empty() {
            return Err(format!("nothing to say about {problem:?}"));
        }
    }
    let mut end = 0;
    for document in reading.tree.documents() {
        check_span(text, document.span)?;
        if document.span.start() < end {
            return Err(format!("document {document:?} begins before the one before it ends"));
        }
        end = document.span.end();
        check_value(&reading.tree, text, reading.tree.value(text, document.root))?;
    }
    Ok(())
}

/// Checks a node and what is below it, without recursion.
fn check_value(tree: &Tree, text: &str, root: Value<'_>) -> Result<(), String> {
    let mut rest = vec![root];
    let mut seen = 0_usize;
    while let Some(value) = rest.pop() {
        seen += 1;
        check_span(text, value.span())?;
        let complete = match value.kind() {
            Kind::String => value.as_str().is_some(),
            Kind::Int | Kind::Float => value.as_number().is_some(),
            Kind::Bool => value.as_bool().is_some(),
            Kind::Sequence => value.len() == value.items().count(),
            Kind::Mapping => value.len() == value.entries().count(),
            Kind::Null => true,
        };
        if !complete {
            return Err(format!("a {:?} without its value at {:?}", value.kind(), value.span()));
        }
        rest.extend(value.items());
        for entry in value.entries() {
            check_span(text, entry.key.span())?;
            if entry.key.as_str().is_none() {
                return Err(format!("a key without text at {:?}", entry.key.span()));
            }
            rest.push(entry.value);
        }
    }
    if seen > tree.len() { Err("more nodes than the tree has".to_owned()) } else { Ok(()) }
}
