//! Schema nodes: what a value may be, which properties it has, which defaults and rules.

use super::blob::Blob;
use super::constant::Const;
use super::pattern::Pattern;
use super::rule::CelRule;
use crate::schema::layout::{FORMATS, LIST_TYPES, TYPES, bit, slot};

/// The type that a schema asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// None is asked for.
    Any,
    /// `object`
    Object,
    /// `array`
    Array,
    /// `string`
    String,
    /// `integer`
    Integer,
    /// `number`
    Number,
    /// `boolean`
    Boolean,
    /// `x-kubernetes-int-or-string`
    IntOrString,
}

impl Type {
    /// As the schema writes it.
    pub fn name(self) -> &'static str {
        let place = match self {
            Self::Any => 0,
            Self::Object => 1,
            Self::Array => 2,
            Self::String => 3,
            Self::Integer => 4,
            Self::Number => 5,
            Self::Boolean => 6,
            Self::IntOrString => 7,
        };
        TYPES.get(place).copied().unwrap_or_default()
    }
}

/// How a list may be merged, and so which items count as doubles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListType {
    /// As one value.
    Atomic,
    /// Every item once.
    Set,
    /// Every combination of [`Schema::map_keys`] once.
    Map,
}

impl ListType {
    /// As the schema writes it.
    pub fn name(self) -> &'static str {
        let place = match self {
            Self::Atomic => 0,
            Self::Set => 1,
            Self::Map => 2,
        };
        LIST_TYPES.get(place).copied().unwrap_or_default()
    }
}

/// A schema node; cheap to copy.
#[derive(Clone, Copy)]
pub struct Schema<'t> {
    blob: Blob<'t>,
    at: u32,
    bits: u32,
    mask: u32,
}

/// A property of an object schema.
#[derive(Clone, Copy)]
pub struct Property<'t> {
    blob: Blob<'t>,
    name: u32,
    target: u32,
    /// Its place among the object's properties, which are sorted by name.
    pub index: usize,
}

impl<'t> Property<'t> {
    /// Its name.
    pub fn name(self) -> &'t str {
        self.blob.text(self.name)
    }

    /// The schema of its value.
    pub fn schema(self) -> Schema<'t> {
        Schema::new(self.blob, self.target & !3)
    }

    /// Whether it has a default.
    pub(crate) fn has_default(self) -> bool {
        self.blob.nth(self.target & !3, 1) & (1 << slot::DEFAULT) != 0
    }

    /// Whether the object requires it.
    pub fn required(self) -> bool {
        self.target & 1 != 0
    }
}

impl<'t> Schema<'t> {
    pub(crate) fn new(blob: Blob<'t>, at: u32) -> Self {
        Self { blob, at, bits: blob.word(at), mask: blob.nth(at, 1) }
    }

    /// A number that two schemas of one release share exactly if they are the same.
    pub fn id(self) -> u32 {
        self.at
    }

    /// The type of a value.
    pub fn kind(self) -> Type {
        match self.bits & 0xf {
            1 => Type::Object,
            2 => Type::Array,
            3 => Type::String,
            4 => Type::Integer,
            5 => Type::Number,
            6 => Type::Boolean,
            7 => Type::IntOrString,
            _ => Type::Any,
        }
    }

    /// `format`, where it is one that the API server checks; empty otherwise.
    pub fn format(self) -> &'static str {
        let place = usize::try_from((self.bits >> bit::FORMAT_SHIFT) & 0xf).unwrap_or_default();
        FORMATS.get(place).copied().unwrap_or_default()
    }

    /// The list type of an array.
    pub fn list_type(self) -> ListType {
        match (self.bits >> bit::LIST_SHIFT) & 3 {
            1 => ListType::Set,
            2 => ListType::Map,
            _ => ListType::Atomic,
        }
    }

    /// Whether the object is replaced as a whole (`x-kubernetes-map-type: atomic`).
    pub fn map_is_atomic(self) -> bool {
        self.bits & bit::MAP_ATOMIC != 0
    }

    /// Whether `null` is a value, not an absent one.
    pub fn nullable(self) -> bool {
        self.bits & bit::NULLABLE != 0
    }

    /// Whether unknown fields are kept.
    pub fn preserves_unknown(self) -> bool {
        self.bits & bit::PRESERVE_UNKNOWN != 0
    }

    /// Whether the value is an object with `apiVersion`, `kind` and `metadata`.
    pub fn is_embedded_resource(self) -> bool {
        self.bits & bit::EMBEDDED != 0
    }

    /// Whether the minimum itself is too small.
    pub fn exclusive_minimum(self) -> bool {
        self.bits & bit::EXCLUSIVE_MINIMUM != 0
    }

    /// Whether the maximum itself is too large.
    pub fn exclusive_maximum(self) -> bool {
        self.bits & bit::EXCLUSIVE_MAXIMUM != 0
    }

    /// Whether this node or one below it carries a CEL rule.
    pub fn has_rules_within(self) -> bool {
        self.bits & bit::RULES_WITHIN != 0
    }

    /// Whether a node below this one has a default.
    pub fn has_defaults_within(self) -> bool {
        self.bits & bit::DEFAULTS_WITHIN != 0
    }

    /// Whether this node or one below it limits values by more than types.
    pub fn has_limits_within(self) -> bool {
        self.bits & bit::LIMITS_WITHIN != 0
    }

    /// The property `name`.
    pub fn property(self, name: &str) -> Option<Property<'t>> {
        let list = self.slot(slot::PROPERTIES)?;
        let (mut low, mut high) = (0, self.blob.word(list));
        while low < high {
            let middle = low + (high - low) / 2;
            let property = self.nth_property(list, middle);
            match self.blob.text_bytes(property.name).cmp(name.as_bytes()) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return Some(property),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// The property whose name is the text record at `name`: comparing offsets is cheaper than comparing names.
    pub(crate) fn property_at(self, name: u32) -> Option<Property<'t>> {
        let list = self.slot(slot::PROPERTIES)?;
        let words = self.blob.words(list.saturating_add(4), self.blob.word(list).saturating_mul(2));
        let place = words.step_by(2).position(|it| it == name)?;
        Some(self.nth_property(list, u32::try_from(place).unwrap_or(u32::MAX)))
    }

    /// Its properties, sorted by name.
    pub fn properties(self) -> impl ExactSizeIterator<Item = Property<'t>> {
        let list = self.slot(slot::PROPERTIES).unwrap_or_default();
        let count = if list == 0 { 0 } else { self.blob.word(list) };
        let count = self.blob.words(0, count).len();
        (0..count).map(move |place| self.nth_property(list, u32::try_from(place).unwrap_or(u32::MAX)))
    }

    /// The schema of field `name`: its property's, else that of additional properties, else anything where unknown
    /// fields are kept.
    pub fn child(self, name: &str) -> Option<Schema<'t>> {
        self.property(name).map(Property::schema).or_else(|| self.other_child())
    }

    /// The schema of fields that are no properties, where such are known.
    pub fn other_child(self) -> Option<Schema<'t>> {
        self.additional().or_else(|| self.preserves_unknown().then(|| self.any()))
    }

    /// The names that an object requires, in the order of the CRD.
    pub fn required(self) -> impl ExactSizeIterator<Item = &'t str> {
        self.texts(slot::REQUIRED)
    }

    /// The schema of an array's items.
    pub fn items(self) -> Option<Schema<'t>> {
        self.node(slot::ITEMS)
    }

    /// The schema of an object's values whose keys are no properties.
    pub fn additional(self) -> Option<Schema<'t>> {
        self.node(slot::ADDITIONAL)
    }

    /// The value that stands in for an absent one.
    pub fn default(self) -> Option<Const<'t>> {
        self.constant(slot::DEFAULT)
    }

    /// The pattern of a string.
    pub fn pattern(self) -> Option<Pattern<'t>> {
        self.slot(slot::PATTERN).map(|at| Pattern::new(self.blob, at))
    }

    /// The values of an `enum`; `None` where there is none.
    pub fn choices(self) -> Option<impl ExactSizeIterator<Item = Const<'t>>> {
        let list = self.slot(slot::ENUM)?;
        Some(self.blob.list(list).map(move |at| Const::new(self.blob, at)))
    }

    /// The least number.
    pub fn minimum(self) -> Option<Const<'t>> {
        self.constant(slot::MINIMUM)
    }

    /// The greatest number.
    pub fn maximum(self) -> Option<Const<'t>> {
        self.constant(slot::MAXIMUM)
    }

    /// What a number is a multiple of.
    pub fn multiple_of(self) -> Option<Const<'t>> {
        self.constant(slot::MULTIPLE_OF)
    }

    /// The fewest code points.
    pub fn min_length(self) -> Option<u32> {
        self.slot(slot::MIN_LENGTH)
    }

    /// The most code points.
    pub fn max_length(self) -> Option<u32> {
        self.slot(slot::MAX_LENGTH)
    }

    /// The fewest items.
    pub fn min_items(self) -> Option<u32> {
        self.slot(slot::MIN_ITEMS)
    }

    /// The most items.
    pub fn max_items(self) -> Option<u32> {
        self.slot(slot::MAX_ITEMS)
    }

    /// The fewest entries.
    pub fn min_properties(self) -> Option<u32> {
        self.slot(slot::MIN_PROPERTIES)
    }

    /// The most entries.
    pub fn max_properties(self) -> Option<u32> {
        self.slot(slot::MAX_PROPERTIES)
    }

    /// The keys that tell the items of a [`ListType::Map`] apart.
    pub fn map_keys(self) -> impl ExactSizeIterator<Item = &'t str> {
        self.texts(slot::MAP_KEYS)
    }

    /// Its own CEL rules, in the order of the CRD.
    pub fn rules(self) -> impl ExactSizeIterator<Item = CelRule<'t>> {
        self.words(slot::RULES).map(move |at| CelRule::new(self.blob, at))
    }

    /// Whether it carries a rule itself.
    pub fn has_rules(self) -> bool {
        self.slot(slot::RULES).is_some()
    }

    /// The schemas of `allOf`.
    pub fn all_of(self) -> impl ExactSizeIterator<Item = Schema<'t>> {
        self.nodes(slot::ALL_OF)
    }

    /// The schemas of `anyOf`.
    pub fn any_of(self) -> impl ExactSizeIterator<Item = Schema<'t>> {
        self.nodes(slot::ANY_OF)
    }

    /// The schemas of `oneOf`.
    pub fn one_of(self) -> impl ExactSizeIterator<Item = Schema<'t>> {
        self.nodes(slot::ONE_OF)
    }

    /// The schema of `not`, which a value does not fit.
    pub fn negated(self) -> Option<Schema<'t>> {
        self.node(slot::NOT)
    }

    /// Whether there is `allOf`, `anyOf`, `oneOf` or `not`.
    pub fn has_combinators(self) -> bool {
        self.mask >> slot::ALL_OF != 0
    }

    /// The schema that any value fits.
    #[must_use]
    pub fn any(self) -> Schema<'t> {
        Schema::new(self.blob, self.blob.nth(0, 3))
    }

    /// The text record at `at`, as bytes.
    pub(crate) fn text_bytes_at(self, at: u32) -> &'t [u8] {
        self.blob.text_bytes(at)
    }

    /// The schema at `at` of the same table.
    pub(crate) fn at(self, at: u32) -> Schema<'t> {
        Schema::new(self.blob, at)
    }

    /// The constant at `at` of the same table.
    pub(crate) fn constant_at(self, at: u32) -> Const<'t> {
        Const::new(self.blob, at)
    }

    /// What lies within a schema was written before it; anything else is damage, and must not become a circle.
    fn below(self, at: u32) -> u32 {
        if at < self.at { at } else { u32::MAX }
    }

    fn nth_property(self, list: u32, place: u32) -> Property<'t> {
        let at = list.saturating_add(4).saturating_add(place.saturating_mul(8));
        Property {
            blob: self.blob,
            name: self.blob.word(at),
            target: self.below(self.blob.nth(at, 1)),
            index: usize::try_from(place).unwrap_or(usize::MAX),
        }
    }

    #[inline]
    fn slot(self, number: u32) -> Option<u32> {
        let flag = 1 << number;
        (self.mask & flag != 0).then(|| self.blob.nth(self.at, 2 + (self.mask & (flag - 1)).count_ones()))
    }

    fn words(self, number: u32) -> super::blob::Words<'t> {
        self.blob.list(self.slot(number).unwrap_or_default())
    }

    fn texts(self, number: u32) -> impl ExactSizeIterator<Item = &'t str> {
        self.words(number).map(move |at| self.blob.text(at))
    }

    fn node(self, number: u32) -> Option<Schema<'t>> {
        self.slot(number).map(|at| Schema::new(self.blob, self.below(at)))
    }

    fn nodes(self, number: u32) -> impl ExactSizeIterator<Item = Schema<'t>> {
        self.words(number).map(move |at| Schema::new(self.blob, self.below(at)))
    }

    fn constant(self, number: u32) -> Option<Const<'t>> {
        self.slot(number).map(|at| Const::new(self.blob, at))
    }
}

impl std::fmt::Debug for Schema<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Schema").field("id", &self.at).field("kind", &self.kind()).finish_non_exhaustive()
    }
}
