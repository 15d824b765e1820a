//! The one way to read a field: a node with its source, null read as absent, an ill-typed field read as absent.

use crate::source::{Location, SourceId, Spanned};
use crate::yaml::{Items, Kind, NodeId, Value};
use std::iter::Take;

/// No list of Gateway API that has a limit may be longer. Of a longer one, whose object the API server refuses, the rest
/// is not read: what is compared with each other stays few.
pub(super) const MOST_ITEMS: usize = 64;

/// A node and the source it stands in: cheap to copy, borrows everything.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    source: SourceId,
    value: Value<'a>,
}

impl<'a> View<'a> {
    /// `value` of `source`.
    pub fn new(source: SourceId, value: Value<'a>) -> Self {
        Self { source, value }
    }

    /// The node itself.
    pub fn value(self) -> Value<'a> {
        self.value
    }

    /// The source that it stands in.
    pub fn source(self) -> SourceId {
        self.source
    }

    /// Where it is written.
    pub fn at(self) -> Location {
        Location { source: self.source, span: self.value.span() }
    }

    /// The field at `path`, dots between keys; null is absent.
    pub fn field(self, path: &str) -> Option<Self> {
        self.descend(path).field()
    }

    /// Where the field at `path` is written or, where it is not, the object that lacks it.
    pub fn place(self, path: &str) -> Location {
        self.descend(path).at.at()
    }

    /// Where the key of the last part of `path` is written.
    pub fn key_place(self, path: &str) -> Option<Location> {
        let (parent, key) = match path.rsplit_once('.') {
            Some((parent, key)) => (self.field(parent)?, key),
            None => (self, path),
        };
        let entry = parent.value.entry(key)?;
        Some(Location { source: self.source, span: entry.key.span() })
    }

    /// A string.
    pub fn text(self, path: &str) -> Option<Spanned<&'a str>> {
        self.descend(path).text()
    }

    /// A string that the CRD gives a default.
    pub fn text_or(self, path: &str, default: &'static str) -> Spanned<&'a str> {
        self.descend(path).text_or(default)
    }

    /// A whole number.
    pub fn int(self, path: &str) -> Option<Spanned<i64>> {
        self.descend(path).int()
    }

    /// A whole number that the CRD gives a default.
    pub fn int_or(self, path: &str, default: i64) -> Spanned<i64> {
        self.descend(path).int_or(default)
    }

    /// A boolean.
    pub fn boolean(self, path: &str) -> Option<Spanned<bool>> {
        let it = self.field(path)?;
        Some(Spanned { value: it.value.as_bool()?, at: it.at() })
    }

    /// An object.
    pub fn one<T: From<View<'a>>>(self, path: &str) -> Option<T> {
        self.field(path).filter(|it| it.value.kind() == Kind::Mapping).map(T::from)
    }

    /// A list of objects of Gateway API, as far as `MOST_ITEMS`; items of another type are skipped.
    pub fn many<T: From<View<'a>>>(self, path: &str) -> Many<'a, T> {
        self.descend(path).many()
    }

    /// A list of objects that no CRD limits; items of another type are skipped.
    pub fn all<T: From<View<'a>>>(self, path: &str) -> Many<'a, T> {
        self.descend(path).all()
    }

    /// A list of strings; items of another type are skipped.
    pub fn texts(self, path: &str) -> Texts<'a> {
        self.descend(path).texts()
    }

    /// A map of strings; values of another type are skipped.
    pub fn map(self, path: &str) -> Map<'a> {
        let source = self.source;
        let entries = self.field(path).map(|it| it.value.entries());
        Map { source, entries }
    }

    /// The node as a string.
    pub fn as_text(self) -> Option<Spanned<&'a str>> {
        Some(Spanned { value: self.value.as_str()?, at: self.at() })
    }

    /// The field whose node is known already, if there is one.
    pub(super) fn met(self, node: Option<NodeId>) -> Met<'a> {
        let at = node.map_or(self.value, |it| self.value.at(it));
        Met { at: Self { value: at, ..self }, is_field: node.is_some() }
    }

    /// As far as `path` leads.
    fn descend(self, path: &str) -> Met<'a> {
        let mut at = self;
        // Paths are short: their bytes are looked through sooner than a search for letters is set up.
        for key in path.as_bytes().split(|it| *it == b'.') {
            match at.value.entry_of(key) {
                Some(entry) => at.value = entry.value,
                None => return Met { at, is_field: false },
            }
        }
        Met { at, is_field: true }
    }
}

/// What a look-up met: the field, or the object that lacks it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Met<'a> {
    at: View<'a>,
    is_field: bool,
}

impl<'a> Met<'a> {
    pub(super) fn field(self) -> Option<View<'a>> {
        (self.is_field && !self.at.value.is_null()).then_some(self.at)
    }

    pub(super) fn text(self) -> Option<Spanned<&'a str>> {
        self.field()?.as_text()
    }

    pub(super) fn text_or(self, default: &'static str) -> Spanned<&'a str> {
        self.text().unwrap_or_else(|| Spanned { value: default, at: self.at.at() })
    }

    pub(super) fn int(self) -> Option<Spanned<i64>> {
        let it = self.field()?;
        Some(Spanned { value: it.value.as_i64()?, at: it.at() })
    }

    pub(super) fn int_or(self, default: i64) -> Spanned<i64> {
        self.int().unwrap_or_else(|| Spanned { value: default, at: self.at.at() })
    }

    pub(super) fn many<T: From<View<'a>>>(self) -> Many<'a, T> {
        self.first(MOST_ITEMS)
    }

    pub(super) fn all<T: From<View<'a>>>(self) -> Many<'a, T> {
        self.first(usize::MAX)
    }

    /// The objects among the first `most` items of a list.
    pub(super) fn first<T: From<View<'a>>>(self, most: usize) -> Many<'a, T> {
        let items = self.field().map(|it| it.value.items().take(most));
        Many { source: self.at.source, items, made: std::marker::PhantomData }
    }

    pub(super) fn texts(self) -> Texts<'a> {
        self.first_texts(usize::MAX)
    }

    /// The strings among the first `most` items of a list.
    pub(super) fn first_texts(self, most: usize) -> Texts<'a> {
        Texts { source: self.at.source, items: self.field().map(|it| it.value.items().take(most)) }
    }
}

/// The objects of a list.
#[derive(Clone)]
pub struct Many<'a, T> {
    source: SourceId,
    items: Option<Take<Items<'a>>>,
    made: std::marker::PhantomData<T>,
}

impl<'a, T: From<View<'a>>> Many<'a, T> {
    /// How many objects there are at most.
    pub fn most(&self) -> usize {
        self.items.as_ref().map_or(0, |it| it.size_hint().0)
    }
}

impl<'a, T: From<View<'a>>> Iterator for Many<'a, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        let value = self.items.as_mut()?.find(|it| it.kind() == Kind::Mapping)?;
        Some(T::from(View::new(self.source, value)))
    }
}

/// The strings of a list.
#[derive(Clone)]
pub struct Texts<'a> {
    source: SourceId,
    items: Option<Take<Items<'a>>>,
}

impl Texts<'_> {
    /// No strings at all.
    pub(super) fn none(source: SourceId) -> Self {
        Self { source, items: None }
    }
}

impl<'a> Iterator for Texts<'a> {
    type Item = Spanned<&'a str>;

    fn next(&mut self) -> Option<Self::Item> {
        let source = self.source;
        self.items.as_mut()?.find_map(|value| View::new(source, value).as_text())
    }
}

/// The entries of a map of strings: key and value.
#[derive(Clone)]
pub struct Map<'a> {
    source: SourceId,
    entries: Option<crate::yaml::Entries<'a>>,
}

impl<'a> Iterator for Map<'a> {
    type Item = (Spanned<&'a str>, Spanned<&'a str>);

    fn next(&mut self) -> Option<Self::Item> {
        let source = self.source;
        self.entries.as_mut()?.find_map(|it| {
            let key = View::new(source, it.key).as_text()?;
            Some((key, View::new(source, it.value).as_text()?))
        })
    }
}

/// Declares a typed view: `field "path.in.the.object": form`. The forms are the methods of [`View`]; a form's
/// argument is the default (`text_or`, `int_or`) or the view of what is found (`one`, `many`).
macro_rules! view {
    ($(#[$doc:meta])+ $name:ident { $($field:ident $path:literal: $form:ident $(($arg:tt))?,)* }) => {
        $(#[$doc])+
        #[derive(Clone, Copy, Debug)]
        pub struct $name<'a>($crate::model::View<'a>);

        impl<'a> From<$crate::model::View<'a>> for $name<'a> {
            fn from(view: $crate::model::View<'a>) -> Self {
                Self(view)
            }
        }

        impl<'a> $name<'a> {
            /// The node that is viewed.
            pub fn view(self) -> $crate::model::View<'a> {
                self.0
            }

            /// Where it is written.
            pub fn at(self) -> $crate::source::Location {
                self.0.at()
            }

            $($crate::model::view::field! { $field $path $form $($arg)? })*
        }

        // Every view has both, also one that nothing asks for them.
        const _: () = {
            let _ = ($name::view, $name::at);
        };
    };
}

macro_rules! field {
    ($field:ident $path:literal text) => {
        #[doc = concat!("`", $path, "`.")]
        pub fn $field(self) -> Option<$crate::source::Spanned<&'a str>> {
            self.0.text($path)
        }
    };
    ($field:ident $path:literal text_or $default:literal) => {
        #[doc = concat!("`", $path, "`, by default `", $default, "`.")]
        pub fn $field(self) -> $crate::source::Spanned<&'a str> {
            self.0.text_or($path, $default)
        }
    };
    ($field:ident $path:literal int) => {
        #[doc = concat!("`", $path, "`.")]
        pub fn $field(self) -> Option<$crate::source::Spanned<i64>> {
            self.0.int($path)
        }
    };
    ($field:ident $path:literal int_or $default:literal) => {
        #[doc = concat!("`", $path, "`, by default ", $default, ".")]
        pub fn $field(self) -> $crate::source::Spanned<i64> {
            self.0.int_or($path, $default)
        }
    };
    ($field:ident $path:literal boolean) => {
        #[doc = concat!("`", $path, "`.")]
        pub fn $field(self) -> Option<$crate::source::Spanned<bool>> {
            self.0.boolean($path)
        }
    };
    ($field:ident $path:literal one $view:ident) => {
        #[doc = concat!("`", $path, "`.")]
        pub fn $field(self) -> Option<$view<'a>> {
            self.0.one($path)
        }
    };
    ($field:ident $path:literal many $view:ident) => {
        #[doc = concat!("`", $path, "[]`.")]
        pub fn $field(self) -> $crate::model::Many<'a, $view<'a>> {
            self.0.many($path)
        }
    };
    ($field:ident $path:literal all $view:ident) => {
        #[doc = concat!("`", $path, "[]`.")]
        pub fn $field(self) -> $crate::model::Many<'a, $view<'a>> {
            self.0.all($path)
        }
    };
    ($field:ident $path:literal texts) => {
        #[doc = concat!("`", $path, "[]`.")]
        pub fn $field(self) -> $crate::model::Texts<'a> {
            self.0.texts($path)
        }
    };
    ($field:ident $path:literal map) => {
        #[doc = concat!("`", $path, "`, key and value.")]
        pub fn $field(self) -> $crate::model::Map<'a> {
            self.0.map($path)
        }
    };
    ($field:ident $path:literal field) => {
        #[doc = concat!("`", $path, "`, whatever its type.")]
        pub fn $field(self) -> Option<$crate::model::View<'a>> {
            self.0.field($path)
        }
    };
}

/// Declares a view like [`view!`], of plain fields that rules ask for again and again: they are looked up once, when
/// the view is made.
macro_rules! known_view {
    ($(#[$doc:meta])+ $name:ident { $($field:ident $key:literal: $form:ident $(($($arg:tt)+))?,)* }) => {
        $(#[$doc])+
        #[derive(Clone, Copy, Debug)]
        pub struct $name<'a> {
            view: $crate::model::View<'a>,
            $($field: Option<$crate::yaml::NodeId>,)*
        }

        impl<'a> From<$crate::model::View<'a>> for $name<'a> {
            fn from(view: $crate::model::View<'a>) -> Self {
                let mut made = Self { view, $($field: None,)* };
                for entry in view.value().entries() {
                    match entry.key.as_str() {
                        $(Some($key) => made.$field = Some(entry.value.id()),)*
                        _ => {}
                    }
                }
                made
            }
        }

        impl<'a> $name<'a> {
            /// The node that is viewed.
            pub fn view(self) -> $crate::model::View<'a> {
                self.view
            }

            /// Where it is written.
            pub fn at(self) -> $crate::source::Location {
                self.view.at()
            }

            $(
                #[doc = concat!("`", $key, "`", $(", by default `", stringify!($($arg)+), "`",)? ".")]
                pub fn $field(self) -> $crate::model::view::form!('a $form $($($arg)+)?) {
                    $crate::model::view::read!(self.view.met(self.$field), $form $($($arg)+)?)
                }
            )*
        }

        // Every view has both, also one that nothing asks for them.
        const _: () = {
            let _ = ($name::view, $name::at);
        };
    };
}

/// What a field of a form reads as.
macro_rules! form {
    ($a:lifetime text) => { Option<$crate::source::Spanned<&$a str>> };
    ($a:lifetime text_or $default:literal) => { $crate::source::Spanned<&$a str> };
    ($a:lifetime int) => { Option<$crate::source::Spanned<i64>> };
    ($a:lifetime int_or $default:literal) => { $crate::source::Spanned<i64> };
    ($a:lifetime field) => { Option<$crate::model::View<$a>> };
    ($a:lifetime many $view:ident) => { $crate::model::Many<$a, $view<$a>> };
    ($a:lifetime all $view:ident) => { $crate::model::Many<$a, $view<$a>> };
}

/// How a field of a form is read where it was met.
macro_rules! read {
    ($met:expr, many $view:ident) => { $met.many() };
    ($met:expr, all $view:ident) => { $met.all() };
    ($met:expr, $form:ident $($default:literal)?) => { $met.$form($($default)?) };
}

pub(crate) use {field, form, known_view, read, view};
