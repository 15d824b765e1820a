//! The evaluator: walks the expressions of a table.

use std::cmp::Ordering;

use super::value::{Compared, Fault, Val};
use super::{duration, functions};
use crate::schema::layout::{MAX_VARIABLES, op};
use crate::schema::table::{Blob, Const, ListType, Pattern, Program};
use crate::schema::view::{Handle, View};
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

/// How many fields an evaluator remembers.
const REMEMBERED: usize = 16;

/// Runs the programs of the nodes of one object; remembers fields from one to the next.
pub struct Evaluator<'a> {
    /// Any node of the object: it makes handles whole.
    pub(super) root: View<'a>,
    this: Val<'a>,
    pub(super) variables: [Val<'a>; MAX_VARIABLES],
    /// How many comprehensions are being run, within one another.
    pub(super) bound: u32,
    pub(super) made: Vec<Vec<Val<'a>>>,
    fields: [Remembered<'a>; REMEMBERED],
    /// The last condition that depends on `self` alone, and its value: rules that follow one another share it.
    condition: Option<(u32, bool)>,
    /// Why the last expression without a value has none.
    pub(super) fault: Fault<'a>,
    pub(super) budget: u32,
    pub(super) depth: u32,
}

/// The field of a node, or that it has none of that name.
#[derive(Clone, Copy)]
struct Remembered<'a> {
    of: Handle,
    /// The text record of its name; 0 is none.
    name: u32,
    value: Option<Val<'a>>,
}

/// That an expression has no value. Why is in [`Evaluator::fault`]: it is rare, and results stay small without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Failed;

pub(super) type Result<T> = std::result::Result<T, Failed>;

impl<'a> Evaluator<'a> {
    /// An evaluator whose `self` is `node`.
    pub fn new(node: View<'a>) -> Self {
        let nothing = Remembered { of: node.handle(), name: 0, value: None };
        Self {
            root: node,
            this: value_of(node),
            variables: [Val::Null; MAX_VARIABLES],
            bound: 0,
            made: Vec::new(),
            fields: [nothing; REMEMBERED],
            condition: None,
            fault: Fault::OutOfBudget,
            budget: BUDGET,
            depth: 0,
        }
    }

    /// Makes `node`, another one of the same object, `self`.
    pub fn turn_to(&mut self, node: View<'a>) {
        self.this = value_of(node);
        self.condition = None;
    }

    /// Runs `program`.
    pub fn run(&mut self, program: Program<'a>) -> Outcome<'a> {
        (self.budget, self.depth, self.bound) = (BUDGET, 0, 0);
        self.made.clear();
        let mut run = Run { blob: program.blob, state: self };
        match run.truth(program.at) {
            Ok(true) => Outcome::True,
            Ok(false) => Outcome::False,
            Err(Failed) => Outcome::Error(self.fault),
        }
    }

    /// The field of `of`, an object, whose name is the text record at `name`; `Err` where `of` is none.
    #[inline]
    fn field(&mut self, of: Handle, name: u32) -> Result<Option<Val<'a>>> {
        let slot = of.spread(name) % REMEMBERED;
        if let Some(it) = self.fields.get(slot)
            && it.name == name
            && it.of == of
        {
            return Ok(it.value);
        }
        let view = self.root.at(of);
        if view.kind() != Kind::Mapping {
            return Err(Failed);
        }
        let value = view.field_at(name).map(value_of);
        if let Some(it) = self.fields.get_mut(slot) {
            *it = Remembered { of, name, value };
        }
        Ok(value)
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
    /// Notes why there is no value.
    #[cold]
    pub(super) fn fail(&mut self, fault: Fault<'a>) -> Failed {
        self.state.fault = fault;
        Failed
    }

    #[inline]
    fn enter(&mut self) -> Result<()> {
        self.state.budget = self.state.budget.saturating_sub(1);
        if self.state.budget == 0 || self.state.depth == MAX_DEPTH {
            return Err(self.fail(Fault::OutOfBudget));
        }
        self.state.depth += 1;
        Ok(())
    }

    #[inline]
    fn leave(&mut self) {
        self.state.depth = self.state.depth.saturating_sub(1);
    }

    /// The value of the expression at `at`, which is a boolean.
    pub(super) fn truth(&mut self, at: u32) -> Result<bool> {
        self.enter()?;
        let value = self.predicate(at);
        self.leave();
        value
    }

    /// The value of the expression at `at`.
    pub(super) fn value(&mut self, at: u32) -> Result<Val<'a>> {
        let [head, first, second] = self.blob.three(at);
        match head & 0xff {
            op::SELF => return Ok(self.state.this),
            op::CONST => return Ok(value_of_constant(self.constant(first))),
            op::VAR => return Ok(self.variable(head >> 8)),
            _ => {}
        }
        self.enter()?;
        let value = match head & 0xff {
            op::FIELD => match self.field(first, second) {
                Ok(Some(field)) => Ok(field),
                Ok(None) => Err(self.no_such_key(second)),
                Err(failed) => Err(failed),
            },
            _ => self.operation(at, head),
        };
        self.leave();
        value
    }

    fn variable(&self, slot: u32) -> Val<'a> {
        self.state.variables.get(place(slot)).copied().unwrap_or(Val::Null)
    }

    /// The operations that yield booleans; the others may do so too.
    fn predicate(&mut self, at: u32) -> Result<bool> {
        let [head, first, second] = self.blob.three(at);
        match head & 0xff {
            op::HAS => Ok(self.field(first, second)?.is_some()),
            op::AND => self.junction(first, second, false),
            op::OR => self.junction(first, second, true),
            op::NOT => Ok(!self.truth(first)?),
            op::COND => {
                let branch = self.branch(at)?;
                self.truth(branch)
            }
            op::EQ => self.equal(first, second),
            op::NE => Ok(!self.equal(first, second)?),
            order @ op::LT..=op::GE => self.order(at, order),
            op::IN => self.within(at),
            macro_ @ (op::ALL | op::EXISTS | op::EXISTS_ONE) => self.quantifier(at, macro_, place(head >> 8)),
            function @ (op::MATCHES | op::CONTAINS | op::STARTS_WITH | op::ENDS_WITH | op::IS_IP) => {
                self.test(at, function)
            }
            _ => match self.value(at)? {
                Val::Bool(it) => Ok(it),
                _ => Err(self.fail(Fault::NoSuchOverload)),
            },
        }
    }

    fn operation(&mut self, at: u32, head: u32) -> Result<Val<'a>> {
        let argument = head >> 8;
        match head & 0xff {
            op::OLD_SELF => Ok(Val::Optional(false)),
            op::INDEX => self.index(at),
            op::COND => {
                let branch = self.branch(at)?;
                self.value(branch)
            }
            arithmetic @ op::ADD..=op::REM => self.arithmetic(at, arithmetic),
            op::NEG => match self.value(self.operand(at, 1))? {
                Val::Int(it) => it.checked_neg().map(Val::Int).ok_or_else(|| self.fail(Fault::Overflow)),
                Val::Double(it) => Ok(Val::Double(-it)),
                _ => Err(self.fail(Fault::NoSuchOverload)),
            },
            op::LIST => self.list(at, argument),
            macro_ @ (op::FILTER | op::MAP | op::COUNT) => self.comprehension(at, macro_, place(argument)),
            op::SIZE => {
                let of = self.value(self.operand(at, 1))?;
                self.size(of).map(Val::Int)
            }
            function @ (op::SPLIT | op::SUBSTRING | op::DURATION | op::VALIDATE | op::HAS_VALUE) => {
                self.function(at, function, argument)
            }
            _ => self.predicate(at).map(Val::Bool),
        }
    }

    #[inline]
    pub(super) fn operand(&self, at: u32, number: u32) -> u32 {
        self.blob.nth(at, number)
    }

    pub(super) fn two(&mut self, at: u32) -> Result<(Val<'a>, Val<'a>)> {
        Ok((self.value(self.operand(at, 1))?, self.value(self.operand(at, 2))?))
    }

    fn text(&mut self, at: u32) -> Result<&'a str> {
        match self.value(at)? {
            Val::Text(it) => Ok(it),
            _ => Err(self.fail(Fault::NoSuchOverload)),
        }
    }

    fn int(&mut self, at: u32) -> Result<i64> {
        match self.value(at)? {
            Val::Int(it) => Ok(it),
            _ => Err(self.fail(Fault::NoSuchOverload)),
        }
    }

    /// The branch that a condition chooses.
    fn branch(&mut self, at: u32) -> Result<u32> {
        let condition = self.operand(at, 1);
        // Within a comprehension it may depend on more than `self`.
        let alone = self.state.bound == 0;
        let holds = match self.state.condition {
            Some((known, holds)) if alone && known == condition => holds,
            _ => self.truth(condition)?,
        };
        if alone {
            self.state.condition = Some((condition, holds));
        }
        Ok(self.operand(at, if holds { 2 } else { 3 }))
    }

    #[inline]
    fn field(&mut self, of: u32, name: u32) -> Result<Option<Val<'a>>> {
        let found = match self.value(of)? {
            Val::View(it) => self.state.field(it, name),
            Val::Const(it) if self.constant(it).kind() == Kind::Mapping => {
                Ok(self.constant(it).get(self.blob.text(name)).map(value_of_constant))
            }
            _ => Err(Failed),
        };
        found.map_err(|Failed| self.fail(Fault::NoSuchOverload))
    }

    #[cold]
    fn no_such_key(&mut self, name: u32) -> Failed {
        self.fail(Fault::NoSuchKey(self.blob.text(name)))
    }

    /// The constant at `at`.
    pub(super) fn constant(&self, at: u32) -> Const<'a> {
        Const::new(self.blob, at)
    }

    /// The bytes of the expression at `at`, where that is a text that the rule spells out.
    pub(super) fn literal(&self, at: u32) -> Option<&'a [u8]> {
        let [head, constant, _] = self.blob.three(at);
        (head == op::CONST).then(|| self.constant(constant).text_bytes()).flatten()
    }

    /// Whether `value` is a list or an object; null for everything else.
    pub(super) fn kind(&self, value: Val<'a>) -> Kind {
        match value {
            Val::View(it) => self.state.root.at(it).kind(),
            Val::Const(it) => self.constant(it).kind(),
            Val::Made(_) => Kind::Sequence,
            _ => Kind::Null,
        }
    }

    /// The value of `key` in an object.
    pub(super) fn entry(&self, of: Val<'a>, key: &str) -> Option<Val<'a>> {
        match of {
            Val::View(it) => self.state.root.at(it).field(key).map(value_of),
            Val::Const(it) => self.constant(it).get(key).map(value_of_constant),
            _ => None,
        }
    }

    /// Whether the order of the items does not matter to equality.
    pub(super) fn is_unordered(&self, list: Val<'a>) -> bool {
        match list {
            Val::View(it) => self.state.root.at(it).schema().list_type() != ListType::Atomic,
            _ => false,
        }
    }

    /// `&&` and `||`: the side that decides does so even if the other is an error, whichever comes first.
    fn junction(&mut self, left: u32, right: u32, deciding: bool) -> Result<bool> {
        let left = self.truth(left);
        if left == Ok(deciding) {
            return left;
        }
        let fault = self.state.fault;
        let right = self.truth(right);
        if right == Ok(deciding) || left.is_ok() {
            return right;
        }
        self.state.fault = fault;
        left
    }

    fn index(&mut self, at: u32) -> Result<Val<'a>> {
        let (of, index) = self.two(at)?;
        match (self.kind(of), index) {
            (Kind::Sequence, Val::Int(index)) => {
                let item = usize::try_from(index).ok().and_then(|place| self.nth(of, place));
                item.ok_or_else(|| self.fail(Fault::IndexOutOfRange(index)))
            }
            (Kind::Mapping, Val::Text(key)) => {
                self.entry(of, key).ok_or_else(|| self.fail(Fault::NoSuchKey(key)))
            }
            _ => Err(self.fail(Fault::NoSuchOverload)),
        }
    }

    pub(super) fn nth(&self, list: Val<'a>, place: usize) -> Option<Val<'a>> {
        match list {
            Val::View(it) => self.state.root.at(it).item(place).map(value_of),
            Val::Const(it) => self.constant(it).items().nth(place).map(value_of_constant),
            Val::Made(list) => self.state.made.get(list)?.get(place).copied(),
            _ => None,
        }
    }

    pub(super) fn make(&mut self, items: Vec<Val<'a>>) -> Val<'a> {
        self.state.made.push(items);
        Val::Made(self.state.made.len().saturating_sub(1))
    }

    pub(super) fn size(&mut self, of: Val<'a>) -> Result<i64> {
        let size = match of {
            Val::Text(it) if it.is_ascii() => it.len(),
            Val::Text(it) => it.chars().count(),
            Val::View(it) => self.state.root.at(it).len(),
            Val::Const(it) => self.constant(it).len(),
            Val::Made(it) => self.state.made.get(it).map_or(0, Vec::len),
            _ => return Err(self.fail(Fault::NoSuchOverload)),
        };
        i64::try_from(size).map_err(|_| self.fail(Fault::Overflow))
    }

    fn order(&mut self, at: u32, order: u32) -> Result<bool> {
        let (left, right) = self.two(at)?;
        let Some(Compared(found)) = left.compare(right) else {
            return Err(self.fail(Fault::NoSuchOverload));
        };
        Ok(match order {
            op::LT => found == Some(Ordering::Less),
            op::LE => matches!(found, Some(Ordering::Less | Ordering::Equal)),
            op::GT => found == Some(Ordering::Greater),
            _ => matches!(found, Some(Ordering::Greater | Ordering::Equal)),
        })
    }

    /// Integers with integers, doubles with doubles: CEL mixes them in comparisons only.
    fn arithmetic(&mut self, at: u32, operator: u32) -> Result<Val<'a>> {
        if operator == op::ADD && self.is_beyond_the_end(self.operand(at, 2)) {
            return self.value(self.operand(at, 1));
        }
        let value = match self.two(at)? {
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
        };
        value.map_err(|fault| self.fail(fault))
    }

    /// Whether the expression at `at` is 0 because `self` is a short list: `self.size() > 3 ? … : 0`. Rules add up what
    /// the items of a list hold by one such term for each item that the list may have.
    fn is_beyond_the_end(&self, at: u32) -> bool {
        let [head, condition, _] = self.blob.three(at);
        let [greater, size, limit] = self.blob.three(condition);
        let [size, of, _] = self.blob.three(size);
        let ops = [head & 0xff, greater & 0xff, size & 0xff, self.blob.word(of) & 0xff];
        if ops != [op::COND, op::GT, op::SIZE, op::SELF] {
            return false;
        }
        let number = |at| match self.blob.three(at) {
            [head, constant, _] if head & 0xff == op::CONST => self.constant(constant).as_i64(),
            _ => None,
        };
        let Val::View(list) = self.state.this else { return false };
        let len = i64::try_from(self.state.root.at(list).len()).unwrap_or(i64::MAX);
        number(self.operand(at, 3)) == Some(0) && number(limit).is_some_and(|it| len <= it)
    }

    /// What holds of a text or not.
    fn test(&mut self, at: u32, function: u32) -> Result<bool> {
        let text = self.text(self.operand(at, 1))?;
        let other = self.operand(at, 2);
        Ok(match function {
            op::MATCHES => Pattern::new(self.blob, other).is_match(text),
            op::CONTAINS => text.contains(self.text(other)?),
            op::STARTS_WITH => text.starts_with(self.text(other)?),
            op::ENDS_WITH => text.ends_with(self.text(other)?),
            _ => functions::is_ip(text),
        })
    }

    fn function(&mut self, at: u32, function: u32, argument: u32) -> Result<Val<'a>> {
        let first = self.value(self.operand(at, 1))?;
        let value = match (function, first) {
            (op::HAS_VALUE, Val::Optional(it)) => Ok(Val::Bool(it)),
            (op::SPLIT, Val::Text(text)) => {
                let separator = self.text(self.operand(at, 2))?;
                let parts = functions::split(text, separator).into_iter().map(Val::Text).collect();
                Ok(self.make(parts))
            }
            (op::SUBSTRING, Val::Text(text)) => {
                let start = self.int(self.operand(at, 2))?;
                let end = if argument == 2 { Some(self.int(self.operand(at, 3))?) } else { None };
                functions::substring(text, start, end).map(Val::Text)
            }
            (op::DURATION, Val::Text(text)) => {
                duration::parse(text).map(Val::Duration).ok_or(Fault::NoDuration(text))
            }
            (op::VALIDATE, Val::Text(text)) => match functions::has_format(place(argument), text) {
                Some(valid) => Ok(Val::Optional(!valid)),
                None => Err(Fault::NoSuchOverload),
            },
            _ => Err(Fault::NoSuchOverload),
        };
        value.map_err(|fault| self.fail(fault))
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
