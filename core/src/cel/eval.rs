//! The evaluator: walks the expressions of a table.

use std::cmp::Ordering;

use super::value::{Fault, Val};
use super::{duration, functions};
use crate::schema::layout::{MAX_VARIABLES, op};
use crate::schema::table::{Blob, Const, ListType, Pattern, Program};
use crate::schema::view::View;
use crate::yaml::Kind;

/// What became of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// It has no value, which the API server counts as a violation.
    Error(Fault<'a>),
}

impl Outcome<'_> {
    /// Whether the object may pass.
    pub fn holds(self) -> bool {
        self == Self::True
    }
}

/// Runs one program on `view`, the node that carries it. Use an [`Evaluator`] for several on one node.
pub fn evaluate<'a>(program: Program<'a>, view: View<'a>) -> Outcome<'a> {
    Evaluator::new(view).run(program)
}

/// More steps than any rule of a valid object needs: 64 listeners in pairs take 200,000.
const BUDGET: u32 = 20_000_000;

/// Expressions are at most 60 deep when they are compiled.
pub(super) const MAX_DEPTH: u32 = 100;

/// How many of its node's fields an evaluator remembers.
const REMEMBERED: usize = 8;

/// Runs the programs of one node; remembers the node's fields from one to the next.
pub struct Evaluator<'a> {
    pub(super) node: View<'a>,
    node_is_object: bool,
    this: Val<'a>,
    pub(super) variables: [Val<'a>; MAX_VARIABLES],
    pub(super) made: Vec<Vec<Val<'a>>>,
    fields: [(u32, Option<Val<'a>>); REMEMBERED],
    next_field: usize,
    pub(super) budget: u32,
    pub(super) depth: u32,
}

pub(super) type Result<'a, T> = std::result::Result<T, Fault<'a>>;

impl<'a> Evaluator<'a> {
    /// An evaluator whose `self` is `node`.
    pub fn new(node: View<'a>) -> Self {
        Self {
            node,
            node_is_object: node.kind() == Kind::Mapping,
            this: value_of(node),
            variables: [Val::Null; MAX_VARIABLES],
            made: Vec::new(),
            fields: [(0, None); REMEMBERED],
            next_field: 0,
            budget: BUDGET,
            depth: 0,
        }
    }

    /// Runs `program`.
    pub fn run(&mut self, program: Program<'a>) -> Outcome<'a> {
        self.budget = BUDGET;
        self.depth = 0;
        self.made.clear();
        let mut run = Run { blob: program.blob, state: self };
        match run.truth(program.at) {
            Ok(true) => Outcome::True,
            Ok(false) => Outcome::False,
            Err(fault) => Outcome::Error(fault),
        }
    }

    /// The field of `self` whose name is the text record at `name`.
    fn own_field(&mut self, name: u32) -> Option<Val<'a>> {
        if let Some((_, field)) = self.fields.iter().find(|it| it.0 == name) {
            return *field;
        }
        let field = self.node.field_at(name).map(value_of);
        if let Some(slot) = self.fields.get_mut(self.next_field % REMEMBERED) {
            *slot = (name, field);
        }
        self.next_field = self.next_field.wrapping_add(1);
        field
    }
}

/// What the evaluator makes of a view.
#[inline]
pub(super) fn value_of(view: View<'_>) -> Val<'_> {
    let value = match view.kind() {
        Kind::Null => None,
        Kind::Bool => view.as_bool().map(Val::Bool),
        Kind::Int | Kind::Float => view.as_number().map(Val::from),
        Kind::String => view.as_str().map(Val::Text),
        Kind::Sequence | Kind::Mapping => Some(Val::View(view.handle())),
    };
    value.unwrap_or(Val::Null)
}

/// What the evaluator makes of a constant.
pub(super) fn value_of_constant(constant: Const<'_>) -> Val<'_> {
    let value = match constant.kind() {
        Kind::Null => None,
        Kind::Bool => constant.as_bool().map(Val::Bool),
        Kind::Int | Kind::Float => constant.as_number().map(Val::from),
        Kind::String => constant.as_str().map(Val::Text),
        Kind::Sequence | Kind::Mapping => Some(Val::Const(constant.offset())),
    };
    value.unwrap_or(Val::Null)
}

/// One run of one program.
pub(super) struct Run<'e, 'a> {
    pub(super) blob: Blob<'a>,
    pub(super) state: &'e mut Evaluator<'a>,
}

impl<'a> Run<'_, 'a> {
    /// The value of the expression at `at`, which is a boolean.
    pub(super) fn truth(&mut self, at: u32) -> Result<'a, bool> {
        match self.value(at)? {
            Val::Bool(it) => Ok(it),
            _ => Err(Fault::NoSuchOverload),
        }
    }

    /// The value of the expression at `at`.
    pub(super) fn value(&mut self, at: u32) -> Result<'a, Val<'a>> {
        self.state.budget = self.state.budget.saturating_sub(1);
        if self.state.budget == 0 || self.state.depth == MAX_DEPTH {
            return Err(Fault::OutOfBudget);
        }
        self.state.depth += 1;
        let value = self.operation(at);
        self.state.depth = self.state.depth.saturating_sub(1);
        value
    }

    fn operation(&mut self, at: u32) -> Result<'a, Val<'a>> {
        let head = self.blob.word(at);
        let argument = head >> 8;
        match head & 0xff {
            op::CONST => Ok(value_of_constant(self.constant(self.operand(at, 1)))),
            op::SELF => Ok(self.state.this),
            op::OLD_SELF => Ok(Val::Optional(false)),
            op::VAR => self.state.variables.get(place(argument)).copied().ok_or(Fault::OutOfBudget),
            op::FIELD => match self.field(at)? {
                Some(field) => Ok(field),
                None => Err(Fault::NoSuchKey(self.blob.text(self.operand(at, 2)))),
            },
            op::HAS => Ok(Val::Bool(self.field(at)?.is_some())),
            op::INDEX => self.index(at),
            op::AND => self.junction(at, false),
            op::OR => self.junction(at, true),
            op::NOT => Ok(Val::Bool(!self.truth(self.operand(at, 1))?)),
            op::COND => {
                let branch = if self.truth(self.operand(at, 1))? { 2 } else { 3 };
                self.value(self.operand(at, branch))
            }
            op::EQ => Ok(Val::Bool(self.equal(at)?)),
            op::NE => Ok(Val::Bool(!self.equal(at)?)),
            order @ op::LT..=op::GE => self.order(at, order),
            arithmetic @ op::ADD..=op::REM => self.arithmetic(at, arithmetic),
            op::NEG => match self.value(self.operand(at, 1))? {
                Val::Int(it) => it.checked_neg().map(Val::Int).ok_or(Fault::Overflow),
                Val::Double(it) => Ok(Val::Double(-it)),
                _ => Err(Fault::NoSuchOverload),
            },
            op::IN => self.within(at),
            op::LIST => self.list(at, argument),
            macro_ @ op::ALL..=op::COUNT => self.comprehension(at, macro_, place(argument)),
            op::SIZE => {
                let of = self.value(self.operand(at, 1))?;
                self.size(of)
            }
            _ => self.function(at, head & 0xff, argument),
        }
    }

    pub(super) fn operand(&self, at: u32, number: u32) -> u32 {
        self.blob.nth(at, number)
    }

    pub(super) fn two(&mut self, at: u32) -> Result<'a, (Val<'a>, Val<'a>)> {
        Ok((self.value(self.operand(at, 1))?, self.value(self.operand(at, 2))?))
    }

    fn text(&mut self, at: u32) -> Result<'a, &'a str> {
        match self.value(at)? {
            Val::Text(it) => Ok(it),
            _ => Err(Fault::NoSuchOverload),
        }
    }

    fn field(&mut self, at: u32) -> Result<'a, Option<Val<'a>>> {
        let (of, name) = (self.operand(at, 1), self.operand(at, 2));
        if self.state.node_is_object && self.blob.word(of) == op::SELF {
            return Ok(self.state.own_field(name));
        }
        match self.value(of)? {
            Val::View(it) => {
                let view = self.state.node.at(it);
                if view.kind() == Kind::Mapping {
                    return Ok(view.field_at(name).map(value_of));
                }
                Err(Fault::NoSuchOverload)
            }
            Val::Const(it) if self.constant(it).kind() == Kind::Mapping => {
                Ok(self.constant(it).get(self.blob.text(name)).map(value_of_constant))
            }
            _ => Err(Fault::NoSuchOverload),
        }
    }

    /// The constant at `at`.
    pub(super) fn constant(&self, at: u32) -> Const<'a> {
        Const::new(self.blob, at)
    }

    /// The bytes of the expression at `at`, where that is a text that the rule spells out.
    pub(super) fn literal(&self, at: u32) -> Option<&'a [u8]> {
        (self.blob.word(at) == op::CONST).then(|| self.constant(self.operand(at, 1)).text_bytes()).flatten()
    }

    /// Whether `value` is a list or an object; null for everything else.
    pub(super) fn kind(&self, value: Val<'a>) -> Kind {
        match value {
            Val::View(it) => self.state.node.at(it).kind(),
            Val::Const(it) => self.constant(it).kind(),
            Val::Made(_) => Kind::Sequence,
            _ => Kind::Null,
        }
    }

    /// The value of `key` in an object.
    pub(super) fn entry(&self, of: Val<'a>, key: &str) -> Option<Val<'a>> {
        match of {
            Val::View(it) => self.state.node.at(it).field(key).map(value_of),
            Val::Const(it) => self.constant(it).get(key).map(value_of_constant),
            _ => None,
        }
    }

    /// Whether the order of the items does not matter to equality.
    pub(super) fn is_unordered(&self, list: Val<'a>) -> bool {
        match list {
            Val::View(it) => self.state.node.at(it).schema().list_type() != ListType::Atomic,
            _ => false,
        }
    }

    /// `&&` and `||`: the side that decides does so even if the other is an error, whichever comes first.
    fn junction(&mut self, at: u32, deciding: bool) -> Result<'a, Val<'a>> {
        let left = self.truth(self.operand(at, 1));
        if left == Ok(deciding) {
            return Ok(Val::Bool(deciding));
        }
        let right = self.truth(self.operand(at, 2));
        match (left, right) {
            (_, Ok(it)) if it == deciding => Ok(Val::Bool(deciding)),
            (Err(fault), _) | (_, Err(fault)) => Err(fault),
            _ => Ok(Val::Bool(!deciding)),
        }
    }

    fn index(&mut self, at: u32) -> Result<'a, Val<'a>> {
        let (of, index) = self.two(at)?;
        match (self.kind(of), index) {
            (Kind::Sequence, Val::Int(index)) => {
                let item = usize::try_from(index).ok().and_then(|place| self.nth(of, place));
                item.ok_or(Fault::IndexOutOfRange(index))
            }
            (Kind::Mapping, Val::Text(key)) => self.entry(of, key).ok_or(Fault::NoSuchKey(key)),
            _ => Err(Fault::NoSuchOverload),
        }
    }

    pub(super) fn nth(&self, list: Val<'a>, place: usize) -> Option<Val<'a>> {
        match list {
            Val::View(it) => self.state.node.at(it).item(place).map(value_of),
            Val::Const(it) => self.constant(it).items().nth(place).map(value_of_constant),
            Val::Made(list) => self.state.made.get(list)?.get(place).copied(),
            _ => None,
        }
    }

    pub(super) fn make(&mut self, items: Vec<Val<'a>>) -> Val<'a> {
        self.state.made.push(items);
        Val::Made(self.state.made.len().saturating_sub(1))
    }

    pub(super) fn size(&self, of: Val<'a>) -> Result<'a, Val<'a>> {
        let size = match of {
            Val::Text(it) if it.is_ascii() => it.len(),
            Val::Text(it) => it.chars().count(),
            Val::View(it) => self.state.node.at(it).len(),
            Val::Const(it) => self.constant(it).len(),
            Val::Made(it) => self.state.made.get(it).map_or(0, Vec::len),
            _ => return Err(Fault::NoSuchOverload),
        };
        i64::try_from(size).map(Val::Int).map_err(|_| Fault::Overflow)
    }

    fn order(&mut self, at: u32, order: u32) -> Result<'a, Val<'a>> {
        let (left, right) = self.two(at)?;
        let found = left.compare(right).ok_or(Fault::NoSuchOverload)?.0;
        let holds = match order {
            op::LT => found == Some(Ordering::Less),
            op::LE => matches!(found, Some(Ordering::Less | Ordering::Equal)),
            op::GT => found == Some(Ordering::Greater),
            _ => matches!(found, Some(Ordering::Greater | Ordering::Equal)),
        };
        Ok(Val::Bool(holds))
    }

    /// Integers with integers, doubles with doubles: CEL mixes them in comparisons only.
    fn arithmetic(&mut self, at: u32, operator: u32) -> Result<'a, Val<'a>> {
        match self.two(at)? {
            (Val::Int(_), Val::Int(0)) if operator == op::DIV || operator == op::REM => {
                Err(Fault::DivisionByZero)
            }
            (Val::Int(a), Val::Int(b)) => integers(operator, a, b).map(Val::Int).ok_or(Fault::Overflow),
            (Val::Duration(a), Val::Duration(b)) if operator == op::ADD || operator == op::SUB => {
                integers(operator, a, b).map(Val::Duration).ok_or(Fault::Overflow)
            }
            (Val::Double(a), Val::Double(b)) => match operator {
                op::ADD => Ok(Val::Double(a + b)),
                op::SUB => Ok(Val::Double(a - b)),
                op::MUL => Ok(Val::Double(a * b)),
                op::DIV => Ok(Val::Double(a / b)),
                _ => Err(Fault::NoSuchOverload),
            },
            _ => Err(Fault::NoSuchOverload),
        }
    }

    fn function(&mut self, at: u32, function: u32, argument: u32) -> Result<'a, Val<'a>> {
        let first = self.value(self.operand(at, 1))?;
        if function == op::HAS_VALUE {
            let Val::Optional(it) = first else { return Err(Fault::NoSuchOverload) };
            return Ok(Val::Bool(it));
        }
        let Val::Text(text) = first else { return Err(Fault::NoSuchOverload) };
        match function {
            op::MATCHES => Ok(Val::Bool(Pattern::new(self.blob, self.operand(at, 2)).is_match(text))),
            op::CONTAINS => Ok(Val::Bool(text.contains(self.text(self.operand(at, 2))?))),
            op::STARTS_WITH => Ok(Val::Bool(text.starts_with(self.text(self.operand(at, 2))?))),
            op::ENDS_WITH => Ok(Val::Bool(text.ends_with(self.text(self.operand(at, 2))?))),
            op::SPLIT => {
                let separator = self.text(self.operand(at, 2))?;
                let parts = functions::split(text, separator).into_iter().map(Val::Text).collect();
                Ok(self.make(parts))
            }
            op::SUBSTRING => {
                let start = self.int(self.operand(at, 2))?;
                let end = if argument == 2 { Some(self.int(self.operand(at, 3))?) } else { None };
                functions::substring(text, start, end).map(Val::Text)
            }
            op::IS_IP => Ok(Val::Bool(functions::is_ip(text))),
            op::DURATION => duration::parse(text).map(Val::Duration).ok_or(Fault::NoDuration(text)),
            op::VALIDATE => match functions::has_format(place(argument), text) {
                Some(valid) => Ok(Val::Optional(!valid)),
                None => Err(Fault::NoSuchOverload),
            },
            _ => Err(Fault::OutOfBudget),
        }
    }

    fn int(&mut self, at: u32) -> Result<'a, i64> {
        match self.value(at)? {
            Val::Int(it) => Ok(it),
            _ => Err(Fault::NoSuchOverload),
        }
    }
}

fn place(argument: u32) -> usize {
    usize::try_from(argument).unwrap_or(usize::MAX)
}

fn integers(operator: u32, a: i64, b: i64) -> Option<i64> {
    match operator {
        op::ADD => a.checked_add(b),
        op::SUB => a.checked_sub(b),
        op::MUL => a.checked_mul(b),
        op::DIV => a.checked_div(b),
        _ => a.checked_rem(b),
    }
}
