//! A value beside its path, absent or there, and the checks that many fields share.
//!
//! A value of another type was reported when the object was read, so nothing is reported about it here.

use super::names::port_name;
use crate::schema::builtin::quantity::thousandths;
use crate::schema::names::{
    NameFault, dns_label, dns_label_1035, dns_subdomain, label_value, path_segment, qualified_name,
};
use crate::schema::path::Path;
use crate::schema::structural::item_title;
use crate::schema::view::float;
use crate::schema::violation::ViolationKind;
use crate::schema::violations::Violations;
use crate::source::Span;
use crate::yaml::{Entry, Kind, ShownFloat, Value};

/// The value of a field or item.
#[derive(Clone, Copy)]
pub(super) struct Node<'a, 'p> {
    /// Nothing where it is absent or null.
    value: Option<Value<'a>>,
    path: Path<'p>,
    /// Whether it is written, without a value.
    null: bool,
}

/// The smallest and the largest port.
const PORTS: (i64, i64) = (1, 65_535);

impl<'a, 'p> Node<'a, 'p> {
    /// An object.
    pub(super) fn root(value: Value<'a>, path: Path<'p>) -> Self {
        Self { value: Some(value), path, null: false }
    }

    /// The field `name`.
    pub(super) fn field<'b>(&'b self, name: &'b str) -> Node<'a, 'b> {
        let entry = self.value.filter(|it| it.kind() == Kind::Mapping).and_then(|it| it.entry(name));
        let at = entry.map_or(self.path.at(), |it| it.key.span());
        let value = entry.map(|it| it.value).filter(|it| !it.is_null());
        Node { value, path: self.path.field(name, at), null: entry.is_some() && value.is_none() }
    }

    /// The same value under another name, as the API server's code calls it.
    pub(super) fn called<'b>(&self, parent: &'b Node<'_, '_>, name: &'b str) -> Node<'a, 'b> {
        Node { value: self.value, path: parent.path.field(name, self.path.at()), null: self.null }
    }

    /// Another value at this path, as the API server's code calls it.
    pub(super) fn same(&self, other: &Node<'a, '_>) -> Node<'a, 'p> {
        Node { value: other.value, path: self.path, null: other.null }
    }

    /// The same value as the entry `key` of a map, as the API server's code calls it.
    pub(super) fn called_entry<'b>(&self, parent: &'b Node<'_, '_>, key: &'b str) -> Node<'a, 'b> {
        Node { value: self.value, path: parent.path.map_key(key, self.path.at()), null: self.null }
    }

    /// The entry `key` of a map, whose path has it in brackets.
    pub(super) fn entry<'b>(&'b self, key: &'b str) -> Node<'a, 'b> {
        let field = self.field(key);
        Node { value: field.value, path: self.path.map_key(key, field.path.at()), null: field.null }
    }

    /// The items of a list.
    pub(super) fn items(&self) -> impl Iterator<Item = Node<'a, '_>> {
        let list = self.value.filter(|it| it.kind() == Kind::Sequence);
        list.into_iter().flat_map(Value::items).enumerate().map(|(index, item)| Node {
            value: Some(item).filter(|it| !it.is_null()),
            path: self.path.item(index, item_title(item)),
            null: item.is_null(),
        })
    }

    /// The item at `index`, which may not be there.
    pub(super) fn item(&self, index: usize) -> Node<'a, '_> {
        let path = self.path.item(index, self.path.at());
        self.items().nth(index).unwrap_or(Node { value: None, path, null: false })
    }

    /// The value itself as the one item of a list.
    pub(super) fn single_item(&self) -> Node<'a, '_> {
        Node { value: self.value, path: self.path.item(0, self.at()), null: self.null }
    }

    /// The entries of a map.
    pub(super) fn entries(&self) -> impl Iterator<Item = Entry<'a>> + use<'a> {
        let map = self.value.filter(|it| it.kind() == Kind::Mapping);
        map.into_iter().flat_map(Value::entries)
    }

    /// Whether it is there.
    pub(super) fn is_set(&self) -> bool {
        self.value.is_some()
    }

    /// Whether it is written, with a value or without.
    pub(super) fn is_written(&self) -> bool {
        self.null || self.is_set()
    }

    /// The entries of a map by key, whose paths have the key in brackets.
    pub(super) fn map_items(&self) -> impl Iterator<Item = (&'a str, Node<'a, '_>)> {
        self.entries().filter_map(|Entry { key, value }| {
            let name = key.as_str()?;
            let value = Some(value).filter(|it| !it.is_null());
            Some((name, Node { value, path: self.path.map_key(name, key.span()), null: value.is_none() }))
        })
    }

    /// How many items or entries there are; nothing where it is no list or map.
    pub(super) fn len(&self) -> Option<usize> {
        match self.value {
            None => Some(0),
            Some(it) if matches!(it.kind(), Kind::Sequence | Kind::Mapping) => Some(it.len()),
            Some(_) => None,
        }
    }

    /// Its text, which is empty where it is absent; nothing where it is no text.
    pub(super) fn text(&self) -> Option<&'a str> {
        self.value.map_or(Some(""), Value::as_str)
    }

    /// Its text where it has one that is not empty.
    pub(super) fn some_text(&self) -> Option<&'a str> {
        self.text().filter(|it| !it.is_empty())
    }

    /// Its number, 0 where it is absent; nothing where it is no whole number.
    pub(super) fn number(&self) -> Option<i64> {
        self.value.map_or(Some(0), Value::as_i64)
    }

    /// Its number where it is there.
    pub(super) fn some_number(&self) -> Option<i64> {
        self.value.and_then(Value::as_i64)
    }

    /// The thousandths of a quantity, 0 where it is absent; nothing where it cannot be read.
    pub(super) fn amount_of(&self) -> Option<i128> {
        match self.value {
            None => Some(0),
            Some(_) => thousandths(self.written()?),
        }
    }

    /// The text of a quantity as it is written, where it is there.
    pub(super) fn written(&self) -> Option<&'a str> {
        let it = self.value?;
        match it.kind() {
            Kind::String => it.as_str(),
            Kind::Int | Kind::Float => Some(it.span().of(it.source_text())),
            _ => None,
        }
    }

    /// Its number, or this one where it is absent; nothing where it is no whole number.
    pub(super) fn value_or(&self, default: i64) -> Option<i64> {
        self.value.map_or(Some(default), Value::as_i64)
    }

    /// Whether it is `false`.
    pub(super) fn is_false(&self) -> bool {
        self.value.and_then(Value::as_bool) == Some(false)
    }

    /// Whether it is `true`.
    pub(super) fn is_true(&self) -> bool {
        self.value.and_then(Value::as_bool) == Some(true)
    }

    /// The text to change.
    pub(super) fn at(&self) -> Span {
        let scalar = self.value.filter(|it| !matches!(it.kind(), Kind::Sequence | Kind::Mapping));
        scalar.map_or(self.path.at(), Value::span)
    }

    /// Reports that it has to be there.
    pub(super) fn missing(&self, out: &mut Violations) {
        let kind = ViolationKind::Missing { name: self.path.name().into(), null: self.null };
        out.add(kind, &self.path, self.at());
    }

    /// Reports what is wrong with it, in words that stand behind its path.
    pub(super) fn refuse(&self, message: &str, help: &str, out: &mut Violations) {
        out.add(ViolationKind::Refused { message: message.into(), help: help.into() }, &self.path, self.at());
    }

    /// The same at another place.
    pub(super) fn refuse_at(&self, at: Span, message: &str, help: &str, out: &mut Violations) {
        out.add(ViolationKind::Refused { message: message.into(), help: help.into() }, &self.path, at);
    }

    /// Reports another fault at a place.
    pub(super) fn report(&self, kind: ViolationKind, at: Span, out: &mut Violations) {
        out.add(kind, &self.path, at);
    }

    /// Reports what is wrong with a key of a map.
    pub(super) fn report_key(&self, key: &str, kind: ViolationKind, at: Span, out: &mut Violations) {
        out.add(kind, &self.path.map_key(key, at), at);
    }

    /// Reports that it is none of `allowed`.
    pub(super) fn not_in(&self, found: &str, allowed: &[&str], out: &mut Violations) {
        let allowed = allowed.iter().map(|it| (*it).into()).collect();
        out.add(ViolationKind::NotInEnum { found: found.into(), allowed }, &self.path, self.at());
    }

    /// Checks that text that is there is one of `allowed`.
    pub(super) fn choice(&self, allowed: &[&str], out: &mut Violations) {
        if let Some(text) = self.some_text().filter(|it| !allowed.contains(it)) {
            self.not_in(text, allowed, out);
        }
    }

    /// The same for a pointer, where empty text is as wrong as any other.
    pub(super) fn strict_choice(&self, allowed: &[&str], out: &mut Violations) {
        if let Some(text) = self.text().filter(|it| self.is_set() && !allowed.contains(it)) {
            self.not_in(text, allowed, out);
        }
    }

    /// The same for an item, where an absent one is empty text.
    pub(super) fn strict_or_absent(&self, allowed: &[&str], out: &mut Violations) {
        if let Some(text) = self.text().filter(|it| !allowed.contains(it)) {
            self.not_in(text, allowed, out);
        }
    }

    fn name(&self, what: &'static str, fault: Option<NameFault>, out: &mut Violations) {
        if let Some(fault) = fault {
            out.add(ViolationKind::Misnamed { what, fault }, &self.path, self.at());
        }
    }

    /// Checks a DNS label.
    pub(super) fn dns_label(&self, out: &mut Violations) {
        self.name("a DNS label", self.text().and_then(dns_label), out);
    }

    /// Checks a DNS label that begins with a letter.
    pub(super) fn dns_label_1035(&self, out: &mut Violations) {
        self.name("a DNS label that begins with a letter", self.text().and_then(dns_label_1035), out);
    }

    /// Checks a DNS subdomain.
    pub(super) fn dns_subdomain(&self, out: &mut Violations) {
        self.name("a DNS name", self.text().and_then(dns_subdomain), out);
    }

    /// Checks `text` in place of its own as a DNS subdomain.
    pub(super) fn dns_subdomain_of(&self, text: &str, out: &mut Violations) {
        self.name("a DNS name", dns_subdomain(text), out);
    }

    /// Checks a name that stands in a URL.
    pub(super) fn path_segment(&self, out: &mut Violations) {
        self.name("a name", self.text().and_then(path_segment), out);
    }

    /// Checks `name` or `dns.subdomain/name`.
    pub(super) fn qualified_name(&self, out: &mut Violations) {
        self.name("a qualified name", self.text().and_then(qualified_name), out);
    }

    /// Checks the value of a label.
    pub(super) fn label_value(&self, out: &mut Violations) {
        self.name("a label value", self.text().and_then(label_value), out);
    }

    /// Checks the keys and values of labels.
    pub(super) fn labels(&self, out: &mut Violations) {
        for Entry { key, value } in self.entries() {
            let faults = [
                (key, "a label key", key.as_str().and_then(qualified_name)),
                (value, "a label value", value.as_str().and_then(label_value)),
            ];
            for (text, what, fault) in faults {
                if let Some(fault) = fault {
                    out.add(ViolationKind::Misnamed { what, fault }, &self.path, text.span());
                }
            }
        }
    }

    /// Checks that a path does not lead up.
    pub(super) fn no_way_up(&self, out: &mut Violations) {
        if self.text().is_some_and(|it| it.split('/').any(|it| it == "..")) {
            self.refuse("has `..` in it", "", out);
        }
    }

    /// Checks a path that leads down from somewhere.
    pub(super) fn descending_path(&self, out: &mut Violations) {
        if self.text().is_some_and(|it| it.starts_with('/')) {
            self.refuse("begins with `/`", "write a relative path", out);
        }
        self.no_way_up(out);
    }

    /// Checks the path of a file in a volume.
    pub(super) fn file_path(&self, out: &mut Violations) {
        self.descending_path(out);
        if self.text().is_some_and(|it| it.starts_with("..") && !it.starts_with("../") && it != "..") {
            self.refuse("begins with `..`", "", out);
        }
    }

    /// Checks bounds.
    pub(super) fn between(&self, least: i64, most: i64, out: &mut Violations) {
        let Some(number) = self.number() else { return };
        if number < least {
            out.add(
                ViolationKind::BelowMinimum { limit: ShownFloat(float(least)), exclusive: false },
                &self.path,
                self.at(),
            );
        } else if number > most {
            out.add(
                ViolationKind::AboveMaximum { limit: ShownFloat(float(most)), exclusive: false },
                &self.path,
                self.at(),
            );
        }
    }

    /// Checks that a number is 0 or more.
    pub(super) fn not_negative(&self, out: &mut Violations) {
        self.between(0, i64::MAX, out);
    }

    /// Checks the number of a port.
    pub(super) fn port_number(&self, out: &mut Violations) {
        self.between(PORTS.0, PORTS.1, out);
    }

    /// Checks the name of a port.
    pub(super) fn port_name(&self, out: &mut Violations) {
        self.name("the name of a port", self.text().and_then(port_name), out);
    }

    /// Checks a port by number or name; an absent one is number 0.
    pub(super) fn port(&self, out: &mut Violations) {
        match self.value.map(Value::kind) {
            Some(Kind::String) => self.port_name(out),
            None | Some(Kind::Int | Kind::Float) => self.port_number(out),
            Some(_) => {}
        }
    }

    /// Checks a number that is not negative, or a percentage, which may be at most 100 where `capped` says so.
    pub(super) fn amount(&self, capped: bool, out: &mut Violations) {
        let Some(text) = self.value.and_then(Value::as_str) else { return self.not_negative(out) };
        let digits =
            text.strip_suffix('%').filter(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit()));
        match digits.map(str::parse::<u32>) {
            None => self.refuse("is no percentage", "write a number, or a percentage such as `25%`", out),
            Some(Ok(0..=100)) => {}
            Some(_) if !capped => {}
            Some(_) => self.refuse("is more than 100%", "", out),
        }
    }

    /// Whether a number or percentage is 0.
    pub(super) fn is_no_amount(&self) -> Option<bool> {
        match self.value?.as_str() {
            // What is neither is 0.
            Some(text) => {
                let text = text.strip_suffix('%').unwrap_or(text);
                Some(text.parse::<i64>().ok().is_none_or(|it| it == 0))
            }
            None => Some(self.number()? == 0),
        }
    }
}
