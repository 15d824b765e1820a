//! Loops with more than one pass in a row.
//!
//! OPA in Go can end a policy that runs too long. For that its machine, wazero, leaves the policy for Go at the head of
//! every loop, in every pass, and what a pass does often costs less than this: most of an evaluation was spent so. Here
//! the first passes of a loop are put in front of it, and a few are put behind each other inside, as long as what comes
//! of it stays small: OPA compiles all of it at every start, and what wazero makes of it is large, so that with too much
//! of it the processor waits for code.

use anyhow::{Context as _, Result, bail};
use std::collections::BTreeSet;
use wasm_encoder::reencode::{Reencode as _, RoundtripReencoder};
use wasm_encoder::{BlockType, CodeSection, Instruction, Module, RawSection};
use wasmparser::{FunctionBody, KnownCustom, Name, Parser, Payload, TypeRef};

/// The number of the code section.
const CODE: u8 = 10;

/// How far a loop may be unrolled.
#[derive(Debug, Clone, Copy)]
struct Effort {
    /// The most passes in front of a loop.
    before: usize,
    /// The most passes inside of it.
    inside: usize,
    /// The most instructions that a loop may become.
    most: usize,
}

/// For what goes through a text byte by byte: there a request spends its passes.
const READING: Effort = Effort { before: 8, inside: 3, most: 1200 };
/// For everything else, which is most of the code.
const OTHER: Effort = Effort { before: 3, inside: 2, most: 120 };
/// What the names of the functions that read contain.
const READERS: [&str; 5] = ["memcmp", "serde_json", "yaml", "4core3str", "4core5slice"];

/// `module` with its loops unrolled.
pub(crate) fn unroll(module: &[u8]) -> Result<Vec<u8>> {
    let readers = readers(module)?;
    let (mut out, mut code) = (Module::new(), CodeSection::new());
    let (mut functions, mut imported) = (0, 0);
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        match &payload {
            Payload::CodeSectionStart { count, .. } => functions = *count,
            Payload::CodeSectionEntry(body) => {
                let reads = readers.contains(&(imported + code.len()));
                code.function(&function(body, if reads { READING } else { OTHER })?);
                if code.len() == functions {
                    out.section(&code);
                }
                continue;
            }
            Payload::ImportSection(imports) => {
                for import in imports.clone().into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            _ => {}
        }
        if let Some((id, range)) = payload.as_section().filter(|(id, _)| *id != CODE) {
            let data = module.get(range).context("a section ends behind the module")?;
            out.section(&RawSection { id, data });
        }
    }
    let unrolled = out.finish();
    wasmparser::validate(&unrolled).context("the module with unrolled loops is not valid")?;
    Ok(unrolled)
}

/// The functions that read texts, by number.
fn readers(module: &[u8]) -> Result<BTreeSet<u32>> {
    let mut readers = BTreeSet::new();
    for payload in Parser::new(0).parse_all(module) {
        let Payload::CustomSection(section) = payload? else { continue };
        let KnownCustom::Name(names) = section.as_known() else { continue };
        for names in names {
            let Name::Function(names) = names? else { continue };
            for naming in names {
                let naming = naming?;
                if READERS.iter().any(|it| naming.name.contains(it)) {
                    readers.insert(naming.index);
                }
            }
        }
    }
    Ok(readers)
}

fn function(body: &FunctionBody<'_>, effort: Effort) -> Result<wasm_encoder::Function> {
    let mut function = RoundtripReencoder.new_function_with_parsed_locals(body)?;
    let mut code = Vec::new();
    for operator in body.get_operators_reader()? {
        code.push(RoundtripReencoder.instruction(operator?)?);
    }
    let mut out = Vec::with_capacity(code.len());
    sequence(&mut code.into_iter(), effort, &mut out)?;
    out.push(Instruction::End);
    for instruction in &out {
        function.instruction(instruction);
    }
    Ok(function)
}

/// Writes the instructions up to the end of a block.
fn sequence<'a>(
    code: &mut impl Iterator<Item = Instruction<'a>>,
    effort: Effort,
    out: &mut Vec<Instruction<'a>>,
) -> Result<()> {
    loop {
        match code.next().context("a block has no end")? {
            Instruction::End => return Ok(()),
            Instruction::Loop(kind) => {
                let mut body = Vec::new();
                sequence(code, effort, &mut body)?;
                unrolled(kind, body, effort, out);
            }
            block @ (Instruction::Block(_) | Instruction::If(_)) => {
                out.push(block);
                sequence(code, effort, out)?;
                out.push(Instruction::End);
            }
            Instruction::TryTable(..) | Instruction::BrOnNull(_) | Instruction::BrOnNonNull(_) => {
                bail!("exceptions and references are not expected")
            }
            other => out.push(other),
        }
    }
}

/// Writes a loop with this body.
///
/// ```text
/// block $done
///   block $next  pass, of which another one is `br $next`   br $done  end     `before` times
///   loop $again
///     block $next  the same                                  br $done  end     `inside` times, but for the last
///     pass, of which another one is `br $again`
///   end
/// end
/// ```
fn unrolled<'a>(kind: BlockType, body: Vec<Instruction<'a>>, effort: Effort, out: &mut Vec<Instruction<'a>>) {
    let passes = effort.most / body.len().max(1);
    let before = effort.before.min(passes / 3);
    let inside = effort.inside.min(passes.saturating_sub(before));
    // A loop that takes values from the stack would need them for each pass.
    if inside < 2 || matches!(kind, BlockType::FunctionType(_)) {
        out.push(Instruction::Loop(kind));
        out.extend(body);
        out.push(Instruction::End);
        return;
    }
    out.push(Instruction::Block(kind));
    for _ in 0..before {
        out.push(Instruction::Block(BlockType::Empty));
        pass(&body, 1, out);
        out.extend([Instruction::Br(1), Instruction::End]);
    }
    out.push(Instruction::Loop(kind));
    for _ in 1..inside {
        out.push(Instruction::Block(BlockType::Empty));
        pass(&body, 2, out);
        out.extend([Instruction::Br(2), Instruction::End]);
    }
    pass(&body, 1, out);
    out.extend([Instruction::End, Instruction::End]);
}

/// Writes one pass, from which what lies outside of the loop is `further` blocks away.
fn pass<'a>(body: &[Instruction<'a>], further: u32, out: &mut Vec<Instruction<'a>>) {
    let mut depth = 0;
    let place = |label: u32, depth: u32| if label > depth { label + further } else { label };
    for instruction in body {
        match instruction {
            Instruction::Block(_) | Instruction::If(_) | Instruction::Loop(_) => depth += 1,
            Instruction::End => depth -= 1,
            _ => {}
        }
        out.push(match instruction {
            Instruction::Br(label) => Instruction::Br(place(*label, depth)),
            Instruction::BrIf(label) => Instruction::BrIf(place(*label, depth)),
            Instruction::BrTable(labels, otherwise) => {
                let labels: Vec<_> = labels.iter().map(|it| place(*it, depth)).collect();
                Instruction::BrTable(labels.into(), place(*otherwise, depth))
            }
            other => other.clone(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::{OTHER, READING, unrolled};
    use wasm_encoder::{BlockType, Instruction as I};

    #[test]
    fn what_a_pass_leads_to_stays() {
        // Goes on by the table's first label, leaves the loop by the second, and what is around it by the third.
        let body = vec![
            I::Block(BlockType::Empty),
            I::LocalGet(0),
            I::BrTable(vec![1, 2].into(), 3),
            I::End,
            I::LocalGet(0),
            I::BrIf(0),
            I::Br(1),
        ];
        let mut out = Vec::new();
        unrolled(BlockType::Empty, body, READING, &mut out);
        let tables: Vec<_> = out
            .iter()
            .filter_map(|it| match it {
                I::BrTable(labels, otherwise) => Some((labels.to_vec(), *otherwise)),
                _ => None,
            })
            .collect();
        let mut expected = vec![(vec![1, 3], 4); READING.before];
        expected.extend(vec![(vec![1, 4], 5); READING.inside - 1]);
        expected.push((vec![1, 3], 4));
        assert_eq!(tables, expected);
        let count = |wanted: fn(&I<'_>) -> bool| out.iter().filter(|it| wanted(it)).count();
        assert_eq!(count(|it| matches!(it, I::Loop(_))), 1);
        let opened = count(|it| matches!(it, I::Loop(_) | I::Block(_)));
        assert_eq!(opened, count(|it| matches!(it, I::End)));
    }

    #[test]
    fn a_long_loop_stays_as_it_is() {
        let mut out = Vec::new();
        unrolled(BlockType::Empty, vec![I::Nop; OTHER.most], OTHER, &mut out);
        assert_eq!(out.len(), OTHER.most + 2);
    }
}
