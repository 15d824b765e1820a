//! What a look-up in an incomplete world can say.

/// The outcome of a look-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lookup<T> {
    /// It is among the inputs.
    Found(T),
    /// It is not, and the inputs are complete where it would be.
    Missing,
    /// It is not among the inputs, and may exist all the same.
    Unknown,
}

impl<T> Lookup<T> {
    /// What was found.
    pub fn found(self) -> Option<T> {
        match self {
            Self::Found(it) => Some(it),
            Self::Missing | Self::Unknown => None,
        }
    }

    /// Whether it certainly does not exist.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Missing)
    }

    /// Whether nothing is known.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown)
    }

    /// The same outcome for something that follows from what was found.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Lookup<U> {
        match self {
            Self::Found(it) => Lookup::Found(f(it)),
            Self::Missing => Lookup::Missing,
            Self::Unknown => Lookup::Unknown,
        }
    }
}
