//! Walks the expressions of a table.

use super::eval::{Evaluator, Failed, MAX_DEPTH, Result};
use super::value::{Fault, Val, value_of, value_of_constant};
use crate::schema::layout::op;
use crate::schema::table::{Blob, Const, ListType};
use crate::yaml::Kind;

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
            #[cfg(feature = "crds")]
            op::IS_URL => self.test(at, op::IS_URL),
            _ => match self.value(at)? {
                Val::Bool(it) => Ok(it),
                _ => Err(self.fail(Fault::NoSuchOverload)),
            },
        }
    }

    fn operation(&mut self, at: u32, head: u32) -> Result<Val<'a>> {
        let argument = head >> 8;
        match head & 0xff {
            #[cfg(feature = "crds")]
            op::OLD_SELF => Ok(Val::Optional(false)),
            op::INDEX => self.index(at),
            op::COND => {
                let branch = self.branch(at)?;
                self.value(branch)
            }
            arithmetic @ op::ADD..=op::REM => self.arithmetic(at, arithmetic),
            #[cfg(feature = "crds")]
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
            #[cfg(feature = "crds")]
            function @ (op::LOWER | op::UPPER | op::TO_INT | op::URL_SCHEME) => {
                self.function_of_crds(at, function)
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
}

pub(super) fn place(argument: u32) -> usize {
    usize::try_from(argument).unwrap_or(usize::MAX)
}
