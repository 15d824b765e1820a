//! The texts that rules make. Values borrow texts, so the caller that runs rules keeps the texts that no manifest has.

use std::cell::OnceCell;

/// Texts that live as long as the values of an evaluator.
#[derive(Debug, Default)]
pub(crate) struct Texts(OnceCell<Box<Made>>);

#[derive(Debug)]
struct Made {
    text: Box<str>,
    next: Texts,
}

impl Texts {
    /// Keeps `text`; the place of the next one comes with it. A place is used once.
    pub(super) fn keep(&self, text: String) -> (&str, &Self) {
        let made = self.0.get_or_init(|| Box::new(Made { text: text.into(), next: Self::default() }));
        (&made.text, &made.next)
    }
}

impl Drop for Texts {
    /// One after the other: there may be more than calls fit on the stack.
    fn drop(&mut self) {
        let mut next = self.0.take();
        while let Some(mut made) = next {
            next = made.next.0.take();
        }
    }
}
