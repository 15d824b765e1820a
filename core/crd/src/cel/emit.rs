//! Expression trees to records: macros expanded, names resolved, constant patterns made into automata.

use std::collections::BTreeSet;

use anyhow::{Result, bail};
use serde_json::Value;

use super::Compiled;
use super::parser::Expr;
use crate::blob::Blob;
use crate::pattern;
use routeproof_core::internal::schema::layout::{MAX_VARIABLES, NAMED_FORMATS, op};

/// Deeper expressions are refused, so that the evaluator's recursion is bounded.
const MAX_DEPTH: usize = 60;

/// Writes `expr`.
pub(super) fn emit(blob: &mut Blob, expr: &Expr) -> Result<Compiled> {
    let mut emitter =
        Emitter { blob, scope: Vec::new(), uses_old_self: false, fields: BTreeSet::new(), depth: 0 };
    let program = emitter.expr(expr)?;
    Ok(Compiled { program, uses_old_self: emitter.uses_old_self, fields: emitter.fields })
}

struct Emitter<'a> {
    blob: &'a mut Blob,
    /// The variables of the comprehensions around, outermost first.
    scope: Vec<String>,
    uses_old_self: bool,
    fields: BTreeSet<String>,
    depth: usize,
}

impl Emitter<'_> {
    fn expr(&mut self, expr: &Expr) -> Result<u32> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            bail!("the expression is nested too deeply");
        }
        let at = match expr {
            Expr::Const(value) => self.constant(value),
            Expr::Name(name) => self.name(name),
            Expr::List(items) => self.list(items),
            Expr::Map(entries) => self.map(entries),
            Expr::Select(of, name) => self.field(op::FIELD, of, name),
            Expr::Index(of, index) => self.operation(op::INDEX, 0, &[of, index]),
            Expr::Unary("-", of) => match negated(of) {
                Some(value) => self.constant(&value),
                None => self.operation(op::NEG, 0, &[of]),
            },
            Expr::Unary(_, of) => self.operation(op::NOT, 0, &[of]),
            Expr::Binary(operator, left, right) => self.operation(binary(operator)?, 0, &[left, right]),
            Expr::Cond(condition, then, other) => self.operation(op::COND, 0, &[condition, then, other]),
            Expr::Call(None, name, args) => self.function(name, args),
            Expr::Call(Some(target), name, args) => self.method(target, name, args),
        }?;
        self.depth -= 1;
        Ok(at)
    }

    fn operation(&mut self, op: u32, argument: u32, operands: &[&Expr]) -> Result<u32> {
        let mut words = vec![op | (argument << 8)];
        for operand in operands {
            words.push(self.expr(operand)?);
        }
        self.blob.words(&words)
    }

    fn constant(&mut self, value: &Value) -> Result<u32> {
        let constant = self.blob.constant(value)?;
        self.blob.words(&[op::CONST, constant])
    }

    fn name(&mut self, name: &str) -> Result<u32> {
        if let Some(slot) = self.scope.iter().rposition(|it| it == name) {
            return self.blob.words(&[op::VAR | (u32::try_from(slot)? << 8)]);
        }
        match name {
            "self" => self.blob.words(&[op::SELF]),
            "oldSelf" => {
                self.uses_old_self = true;
                self.blob.words(&[op::OLD_SELF])
            }
            other => bail!("unknown name `{other}`"),
        }
    }

    fn list(&mut self, items: &[Expr]) -> Result<u32> {
        let constants: Option<Vec<Value>> = items
            .iter()
            .map(|it| match it {
                Expr::Const(value) => Some(value.clone()),
                _ => None,
            })
            .collect();
        match constants {
            Some(constants) => self.constant(&Value::Array(constants)),
            None => self.operation(op::LIST, u32::try_from(items.len())?, &items.iter().collect::<Vec<_>>()),
        }
    }

    fn map(&mut self, entries: &[(Expr, Expr)]) -> Result<u32> {
        let mut map = serde_json::Map::new();
        for it in entries {
            let (Expr::Const(Value::String(key)), Expr::Const(value)) = it else {
                bail!("a map whose keys and values are not all written out is not supported");
            };
            if map.insert(key.clone(), value.clone()).is_some() {
                bail!("a map with a key that is written twice is not supported");
            }
        }
        self.constant(&Value::Object(map))
    }

    fn field(&mut self, operation: u32, of: &Expr, name: &str) -> Result<u32> {
        let of = self.expr(of)?;
        let name = unescaped(name);
        let text = self.blob.text(&name)?;
        if operation == op::FIELD {
            self.fields.insert(name);
        }
        self.blob.words(&[operation, of, text])
    }

    fn function(&mut self, name: &str, args: &[Expr]) -> Result<u32> {
        match (name, args) {
            ("has", [Expr::Select(of, field)]) => self.field(op::HAS, of, field),
            ("size", [of]) => self.size(of),
            ("duration", [of]) => self.operation(op::DURATION, 0, &[of]),
            ("int", [of]) => self.operation(op::TO_INT, 0, &[of]),
            ("isURL", [of]) => self.operation(op::IS_URL, 0, &[of]),
            ("isIP", [of]) => self.operation(op::IS_IP, 0, &[of]),
            _ => bail!("function `{name}` with {} arguments is not supported", args.len()),
        }
    }

    fn method(&mut self, target: &Expr, name: &str, args: &[Expr]) -> Result<u32> {
        let simple = match name {
            "contains" => Some(op::CONTAINS),
            "startsWith" => Some(op::STARTS_WITH),
            "endsWith" => Some(op::ENDS_WITH),
            "split" => Some(op::SPLIT),
            _ => None,
        };
        match (name, args) {
            (_, [arg]) if simple.is_some() => self.operation(simple.unwrap_or_default(), 0, &[target, arg]),
            ("size", []) => self.size(target),
            ("lowerAscii", []) => self.operation(op::LOWER, 0, &[target]),
            ("upperAscii", []) => self.operation(op::UPPER, 0, &[target]),
            ("getScheme", []) => match target {
                Expr::Call(None, name, args) if name == "url" => match args.as_slice() {
                    [of] => self.operation(op::URL_SCHEME, 0, &[of]),
                    _ => bail!("`url` takes one text"),
                },
                _ => bail!("`getScheme` of {target:?} is not supported"),
            },
            ("hasValue", []) => self.operation(op::HAS_VALUE, 0, &[target]),
            ("matches", [Expr::Const(Value::String(regex))]) => {
                let of = self.expr(target)?;
                let pattern = pattern::write(self.blob, regex)?;
                self.blob.words(&[op::MATCHES, of, pattern])
            }
            ("substring", [start]) => self.operation(op::SUBSTRING, 1, &[target, start]),
            ("substring", [start, end]) => self.operation(op::SUBSTRING, 2, &[target, start, end]),
            ("validate", [arg]) => match named_format(target) {
                Some(format) => self.operation(op::VALIDATE, format, &[arg]),
                None => bail!("`validate` of {target:?} is not supported"),
            },
            (_, [Expr::Name(variable), body]) => match comprehension(name) {
                Some(op) => self.comprehension(op, target, variable, body),
                None => bail!("macro `{name}` is not supported"),
            },
            _ => bail!("method `{name}` with {} arguments is not supported", args.len()),
        }
    }

    /// `filter(…).size()` counts without a list.
    fn size(&mut self, of: &Expr) -> Result<u32> {
        match of {
            Expr::Call(Some(range), name, args) if name == "filter" => match args.as_slice() {
                [Expr::Name(variable), body] => self.comprehension(op::COUNT, range, variable, body),
                _ => bail!("`filter` needs a variable and a condition"),
            },
            _ => self.operation(op::SIZE, 0, &[of]),
        }
    }

    fn comprehension(&mut self, op: u32, range: &Expr, variable: &str, body: &Expr) -> Result<u32> {
        let range = self.expr(range)?;
        let slot = self.scope.len();
        if slot == MAX_VARIABLES {
            bail!("too many comprehensions within one another");
        }
        self.scope.push(variable.to_owned());
        let body = self.expr(body)?;
        self.scope.pop();
        self.blob.words(&[op | (u32::try_from(slot)? << 8), range, body])
    }
}

fn comprehension(name: &str) -> Option<u32> {
    match name {
        "all" => Some(op::ALL),
        "exists" => Some(op::EXISTS),
        "exists_one" => Some(op::EXISTS_ONE),
        "filter" => Some(op::FILTER),
        "map" => Some(op::MAP),
        _ => None,
    }
}

fn binary(operator: &str) -> Result<u32> {
    Ok(match operator {
        "||" => op::OR,
        "&&" => op::AND,
        "==" => op::EQ,
        "!=" => op::NE,
        "<" => op::LT,
        "<=" => op::LE,
        ">" => op::GT,
        ">=" => op::GE,
        "in" => op::IN,
        "+" => op::ADD,
        "-" => op::SUB,
        "*" => op::MUL,
        "/" => op::DIV,
        "%" => op::REM,
        other => bail!("operator `{other}`"),
    })
}

fn negated(of: &Expr) -> Option<Value> {
    let Expr::Const(Value::Number(number)) = of else { return None };
    match number.as_i64() {
        Some(it) => Some(it.checked_neg()?.into()),
        None => number.as_f64().map(|it| (-it).into()),
    }
}

fn named_format(of: &Expr) -> Option<u32> {
    let Expr::Call(Some(target), name, args) = of else { return None };
    let known = **target == Expr::Name("format".to_owned()) && args.is_empty();
    let place = NAMED_FORMATS.iter().position(|it| known && it == name)?;
    u32::try_from(place).ok()
}

/// A field's name: Kubernetes escapes what is no CEL identifier or is a reserved word.
fn unescaped(name: &str) -> String {
    const RESERVED: [&str; 21] = [
        "true",
        "false",
        "null",
        "in",
        "as",
        "break",
        "const",
        "continue",
        "else",
        "for",
        "function",
        "if",
        "import",
        "let",
        "loop",
        "package",
        "namespace",
        "return",
        "var",
        "void",
        "while",
    ];
    let inner = name.strip_prefix("__").and_then(|it| it.strip_suffix("__"));
    if let Some(word) = inner.filter(|it| RESERVED.contains(it)) {
        return word.to_owned();
    }
    let parts = [("__dot__", "."), ("__dash__", "-"), ("__slash__", "/"), ("__underscores__", "__")];
    parts.into_iter().fold(name.to_owned(), |name, (escape, plain)| name.replace(escape, plain))
}

#[cfg(test)]
mod tests {
    use super::unescaped;
    use crate::blob::Blob;
    use crate::cel::compile;

    #[test]
    fn reserved_words_are_unescaped() {
        assert_eq!(unescaped("__namespace__"), "namespace");
        assert_eq!(unescaped("a__dash__b"), "a-b");
        assert_eq!(unescaped("__other__"), "__other__");
    }

    #[test]
    fn unknown_names_and_functions_stop_the_generator() {
        for rule in ["foo", "url(self)", "self.trim()", "self.matches(self)", "self.all(a, b)", "has(self)"] {
            assert!(compile(&mut Blob::with_header(4, true), rule).is_err(), "{rule}");
        }
    }

    #[test]
    fn transition_rules_are_known() {
        let uses = |rule| compile(&mut Blob::with_header(4, true), rule).unwrap().uses_old_self;
        assert!(uses("self == oldSelf"));
        assert!(!uses("self.all(oldSelf, oldSelf > 1)"));
    }
}
