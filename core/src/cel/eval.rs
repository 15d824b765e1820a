//! The evaluator: what is kept from one rule of an object to the next.

use super::run::Run;
use super::texts::Texts;
use super::value::{Fault, Val, value_of};
use crate::schema::layout::MAX_VARIABLES;
use crate::schema::table::Program;
use crate::schema::view::{Handle, View};
use crate::yaml::Kind;

/// What became of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome<'a> {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// It has no value, which the API server counts as a violation.
    Error(Fault<'a>),
}

/// More steps than any rule of a valid object needs: 64 listeners in pairs take 200,000.
const BUDGET: u32 = 20_000_000;

/// Expressions are at most 60 deep when they are compiled.
pub(super) const MAX_DEPTH: u32 = 100;

/// How many fields an evaluator remembers.
const REMEMBERED: usize = 16;

/// Runs the programs of the nodes of one object; remembers fields from one to the next.
pub(crate) struct Evaluator<'a> {
    /// Any node of the object: it makes handles whole.
    pub(super) root: View<'a>,
    pub(super) this: Val<'a>,
    pub(super) variables: [Val<'a>; MAX_VARIABLES],
    /// How many comprehensions are being run, within one another.
    pub(super) bound: u32,
    pub(super) made: Vec<Vec<Val<'a>>>,
    /// The place of the next text that a rule makes.
    #[cfg_attr(not(feature = "crds"), expect(dead_code, reason = "rules of Gateway API make no texts"))]
    pub(super) texts: &'a Texts,
    /// The item of `self`, a list, for which the outermost `all` does not hold.
    pub(super) culprit: Option<usize>,
    fields: [Remembered<'a>; REMEMBERED],
    /// The last condition that depends on `self` alone, and its value: rules that follow one another share it.
    pub(super) condition: Option<(u32, bool)>,
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
    /// An evaluator whose `self` is `node`, and which keeps in `texts` those that rules make.
    pub(crate) fn new(node: View<'a>, texts: &'a Texts) -> Self {
        let nothing = Remembered { of: node.handle(), name: 0, value: None };
        Self {
            root: node,
            this: value_of(node),
            variables: [Val::Null; MAX_VARIABLES],
            bound: 0,
            made: Vec::new(),
            texts,
            culprit: None,
            fields: [nothing; REMEMBERED],
            condition: None,
            fault: Fault::OutOfBudget,
            budget: BUDGET,
            depth: 0,
        }
    }

    /// Makes `node`, another one of the same object, `self`.
    pub(crate) fn turn_to(&mut self, node: View<'a>) {
        self.this = value_of(node);
        self.condition = None;
    }

    /// Runs `program`.
    pub(crate) fn run(&mut self, program: Program<'a>) -> Outcome<'a> {
        (self.budget, self.depth, self.bound) = (BUDGET, 0, 0);
        self.made.clear();
        self.culprit = None;
        let mut run = Run { blob: program.blob, state: self };
        match run.truth(program.at) {
            Ok(true) => Outcome::True,
            Ok(false) => Outcome::False,
            Err(Failed) => Outcome::Error(self.fault),
        }
    }

    /// Where the last program is false because `self`, a list, has an item that breaks it: which one.
    pub(crate) fn culprit(&self) -> Option<usize> {
        self.culprit
    }

    /// The field of `of`, an object, whose name is the text record at `name`; `Err` where `of` is none.
    #[inline]
    pub(super) fn field(&mut self, of: Handle, name: u32) -> Result<Option<Val<'a>>> {
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
