//! What the evaluator does with lists and objects: equality, `in`, and the macros.

use std::ops::ControlFlow;

use super::eval::{Failed, MAX_DEPTH, Result};
use super::run::Run;
use super::value::{Fault, Val, value_of, value_of_constant};
use crate::schema::layout::op;
use crate::yaml::Kind;

impl<'a> Run<'_, 'a> {
    pub(super) fn within(&mut self, at: u32) -> Result<bool> {
        let (wanted, of) = self.two(at)?;
        match (self.kind(of), wanted) {
            (Kind::Sequence, _) => self.contains(of, wanted),
            (Kind::Mapping, Val::Text(key)) => Ok(self.entry(of, key).is_some()),
            (Kind::Mapping, _) => Ok(false),
            _ => Err(self.fail(Fault::NoSuchOverload)),
        }
    }

    fn contains(&mut self, list: Val<'a>, wanted: Val<'a>) -> Result<bool> {
        if let (Val::Const(list), Val::Text(wanted)) = (list, wanted) {
            return Ok(self.constant(list).items().any(|it| it.text_bytes() == Some(wanted.as_bytes())));
        }
        let mut found = false;
        self.each(list, |run, item| {
            found = run.same(wanted, item)?;
            Ok(if found { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        Ok(found)
    }

    pub(super) fn list(&mut self, at: u32, count: u32) -> Result<Val<'a>> {
        let mut items = Vec::new();
        for number in 0..count {
            items.push(self.value(self.operand(at, number.saturating_add(1)))?);
        }
        Ok(self.make(items))
    }

    pub(super) fn equal(&mut self, left: u32, right: u32) -> Result<bool> {
        if let Some(text) = self.literal(right) {
            return Ok(matches!(self.value(left)?, Val::Text(it) if it.as_bytes() == text));
        }
        let (left, right) = (self.value(left)?, self.value(right)?);
        self.same(left, right)
    }

    fn same(&mut self, left: Val<'a>, right: Val<'a>) -> Result<bool> {
        match (self.kind(left), self.kind(right)) {
            (Kind::Null, Kind::Null) => return Ok(left.same_scalar(right)),
            (a, b) if a != b || self.size(left)? != self.size(right)? => return Ok(false),
            _ => {}
        }
        self.state.budget = self.state.budget.saturating_sub(1);
        if self.state.budget == 0 || self.state.depth == MAX_DEPTH {
            return Err(self.fail(Fault::OutOfBudget));
        }
        self.state.depth += 1;
        let same = match self.kind(left) {
            Kind::Mapping => self.same_entries(left, right),
            _ if self.is_unordered(left) => self.all_items(left, |run, item, _| run.contains(right, item)),
            _ => self.all_items(left, |run, item, place| match run.nth(right, place) {
                Some(other) => run.same(item, other),
                None => Ok(false),
            }),
        };
        self.state.depth = self.state.depth.saturating_sub(1);
        same
    }

    fn same_entries(&mut self, left: Val<'a>, right: Val<'a>) -> Result<bool> {
        self.all_items(left, |run, key, _| {
            let Val::Text(key) = key else { return Ok(false) };
            match (run.entry(left, key), run.entry(right, key)) {
                (Some(left), Some(right)) => run.same(left, right),
                _ => Ok(false),
            }
        })
    }

    fn all_items(
        &mut self,
        range: Val<'a>,
        mut test: impl FnMut(&mut Self, Val<'a>, usize) -> Result<bool>,
    ) -> Result<bool> {
        let (mut all, mut place) = (true, 0);
        self.each(range, |run, item| {
            all = test(run, item, place)?;
            place += 1;
            Ok(if all { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
        })?;
        Ok(all)
    }

    /// `+` of two lists; of a set what the other one has besides.
    #[cfg(feature = "crds")]
    pub(super) fn concatenated(&mut self, left: Val<'a>, right: Val<'a>) -> Result<Val<'a>> {
        let mut items = Vec::new();
        let is_set = self.is_unordered(left);
        for (list, second) in [(left, false), (right, true)] {
            self.each(list, |run, item| {
                run.state.budget = run.state.budget.saturating_sub(1);
                if run.state.budget == 0 {
                    return Err(run.fail(Fault::OutOfBudget));
                }
                if !(second && is_set && run.contains(left, item)?) {
                    items.push(item);
                }
                Ok(ControlFlow::Continue(()))
            })?;
        }
        Ok(self.make(items))
    }

    /// Calls `visit` with the items of a list or the keys of an object.
    fn each(
        &mut self,
        range: Val<'a>,
        mut visit: impl FnMut(&mut Self, Val<'a>) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        match range {
            Val::View(it) => {
                let view = self.state.root.at(it);
                if view.kind() == Kind::Sequence {
                    return self.through(view.items().map(value_of), &mut visit);
                }
                self.through(view.entries().map(|(key, _)| Val::Text(key)), &mut visit)
            }
            Val::Const(it) => {
                let constant = self.constant(it);
                if constant.kind() == Kind::Sequence {
                    return self.through(constant.items().map(value_of_constant), &mut visit);
                }
                self.through(constant.entries().map(|(key, _)| Val::Text(key)), &mut visit)
            }
            Val::Made(list) => {
                let items = self.state.made.get(list).cloned().unwrap_or_default();
                self.through(items.into_iter(), &mut visit)
            }
            _ => Err(self.fail(Fault::NoSuchOverload)),
        }
    }

    fn through(
        &mut self,
        items: impl Iterator<Item = Val<'a>>,
        visit: &mut impl FnMut(&mut Self, Val<'a>) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        for item in items {
            if visit(self, item)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// A comprehension that yields a boolean.
    pub(super) fn quantifier(&mut self, at: u32, kind: u32, slot: usize) -> Result<bool> {
        let range = self.value(self.operand(at, 1))?;
        let body = self.operand(at, 2);
        self.state.bound += 1;
        let holds = match kind {
            op::ALL => self.quantified(range, body, slot, false),
            op::EXISTS => self.quantified(range, body, slot, true),
            _ => self.count(range, body, slot).map(|it| it == 1),
        };
        self.state.bound = self.state.bound.saturating_sub(1);
        holds
    }

    /// Any other comprehension.
    pub(super) fn comprehension(&mut self, at: u32, kind: u32, slot: usize) -> Result<Val<'a>> {
        let range = self.value(self.operand(at, 1))?;
        let body = self.operand(at, 2);
        self.state.bound += 1;
        let made = match kind {
            op::COUNT => self.count(range, body, slot).map(Val::Int),
            op::FILTER => {
                let mut items = Vec::new();
                let done = self.selected(range, body, slot, |it| items.push(it));
                done.map(|()| self.make(items))
            }
            _ => {
                let mut items = Vec::new();
                let done = self.each(range, |run, item| {
                    run.bind(slot, item);
                    items.push(run.value(body)?);
                    Ok(ControlFlow::Continue(()))
                });
                done.map(|()| self.make(items))
            }
        };
        self.state.bound = self.state.bound.saturating_sub(1);
        made
    }

    fn count(&mut self, range: Val<'a>, body: u32, slot: usize) -> Result<i64> {
        let mut count = 0;
        self.selected(range, body, slot, |_| count += 1)?;
        Ok(count)
    }

    /// `exists` and `all`: the first item that decides does so; an error counts only where none decides.
    fn quantified(&mut self, range: Val<'a>, body: u32, slot: usize, deciding: bool) -> Result<bool> {
        let (mut decided, mut fault, mut place) = (false, None, 0_usize);
        let of_self = match (range, self.state.this) {
            (Val::View(range), Val::View(this)) => !deciding && self.state.bound == 1 && range == this,
            _ => false,
        };
        self.each(range, |run, item| {
            run.bind(slot, item);
            place = place.saturating_add(1);
            match run.truth(body) {
                Ok(it) if it == deciding => {
                    decided = true;
                    if of_self {
                        run.state.culprit = place.checked_sub(1);
                    }
                    return Ok(ControlFlow::Break(()));
                }
                Err(Failed) => fault = fault.or(Some(run.state.fault)),
                Ok(_) => {}
            }
            Ok(ControlFlow::Continue(()))
        })?;
        match fault {
            Some(fault) if !decided => Err(self.fail(fault)),
            _ => Ok(decided == deciding),
        }
    }

    /// Hands on the items for which `body` holds; one error is an error of the whole.
    fn selected(
        &mut self,
        range: Val<'a>,
        body: u32,
        slot: usize,
        mut take: impl FnMut(Val<'a>),
    ) -> Result<()> {
        self.each(range, |run, item| {
            run.bind(slot, item);
            if run.truth(body)? {
                take(item);
            }
            Ok(ControlFlow::Continue(()))
        })
    }

    fn bind(&mut self, slot: usize, item: Val<'a>) {
        if let Some(variable) = self.state.variables.get_mut(slot) {
            *variable = item;
        }
    }
}
