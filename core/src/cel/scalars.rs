//! What the evaluator does with numbers and texts: order, arithmetic, functions.

use std::cmp::Ordering;

use super::eval::Result;
use super::run::{Run, place};
use super::value::{Compared, Fault, Val};
use super::{duration, functions};
use crate::schema::layout::op;
use crate::schema::table::Pattern;
#[cfg(feature = "crds")]
use crate::yaml::Kind;

impl<'a> Run<'_, 'a> {
    pub(super) fn order(&mut self, at: u32, order: u32) -> Result<bool> {
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
    pub(super) fn arithmetic(&mut self, at: u32, operator: u32) -> Result<Val<'a>> {
        if operator == op::ADD && self.is_beyond_the_end(self.operand(at, 2)) {
            return self.value(self.operand(at, 1));
        }
        let (left, right) = self.two(at)?;
        match (left, right) {
            (Val::Int(a), Val::Int(b)) if operator == op::ADD => {
                a.checked_add(b).map(Val::Int).ok_or_else(|| self.fail(Fault::Overflow))
            }
            #[cfg(feature = "crds")]
            _ => self.arithmetic_of_crds(operator, left, right),
            #[cfg(not(feature = "crds"))]
            _ => Err(self.fail(Fault::NoSuchOverload)),
        }
    }

    /// What no rule of Gateway API computes, which adds integers only.
    #[cfg(feature = "crds")]
    fn arithmetic_of_crds(&mut self, operator: u32, left: Val<'a>, right: Val<'a>) -> Result<Val<'a>> {
        let value = match (left, right) {
            (Val::Int(_), Val::Int(0)) if operator == op::DIV || operator == op::REM => {
                Err(Fault::DivisionByZero)
            }
            (Val::Text(a), Val::Text(b)) if operator == op::ADD => self.keep(format!("{a}{b}")),
            (a, b) if operator == op::ADD && [a, b].map(|it| self.kind(it)) == [Kind::Sequence; 2] => {
                return self.concatenated(a, b);
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
    pub(super) fn test(&mut self, at: u32, function: u32) -> Result<bool> {
        let text = self.text(self.operand(at, 1))?;
        let other = self.operand(at, 2);
        Ok(match function {
            op::MATCHES => Pattern::new(self.blob, other).is_match(text),
            op::CONTAINS => text.contains(self.text(other)?),
            op::STARTS_WITH => text.starts_with(self.text(other)?),
            op::ENDS_WITH => text.ends_with(self.text(other)?),
            #[cfg(feature = "crds")]
            op::IS_URL => super::url::scheme(text).is_some(),
            _ => functions::is_ip(text),
        })
    }

    pub(super) fn function(&mut self, at: u32, function: u32, argument: u32) -> Result<Val<'a>> {
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

    /// The functions that no rule of Gateway API uses.
    #[cfg(feature = "crds")]
    pub(super) fn function_of_crds(&mut self, at: u32, function: u32) -> Result<Val<'a>> {
        let value = match (function, self.value(self.operand(at, 1))?) {
            (op::LOWER, Val::Text(text)) => self.keep(text.to_ascii_lowercase()),
            (op::UPPER, Val::Text(text)) => self.keep(text.to_ascii_uppercase()),
            (op::TO_INT, Val::Text(text)) => text.parse().map(Val::Int).map_err(|_| Fault::NoNumber),
            (op::TO_INT, it @ Val::Int(_)) => Ok(it),
            (op::URL_SCHEME, Val::Text(text)) => match super::url::scheme(text) {
                Some(it) => self.keep(it.to_ascii_lowercase()),
                None => Err(Fault::NoUrl(text)),
            },
            _ => Err(Fault::NoSuchOverload),
        };
        value.map_err(|fault| self.fail(fault))
    }

    /// A text that a rule made; it costs as much as it is long.
    #[cfg(feature = "crds")]
    fn keep(&mut self, text: String) -> std::result::Result<Val<'a>, Fault<'a>> {
        let weight = u32::try_from(text.len()).unwrap_or(u32::MAX);
        self.state.budget = self.state.budget.saturating_sub(weight);
        if self.state.budget == 0 {
            return Err(Fault::OutOfBudget);
        }
        let (text, next) = self.state.texts.keep(text);
        self.state.texts = next;
        Ok(Val::Text(text))
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
}

#[cfg(feature = "crds")]
fn integers(operator: u32, a: i64, b: i64) -> Option<i64> {
    match operator {
        op::ADD => a.checked_add(b),
        op::SUB => a.checked_sub(b),
        op::MUL => a.checked_mul(b),
        op::DIV => a.checked_div(b),
        _ => a.checked_rem(b),
    }
}
