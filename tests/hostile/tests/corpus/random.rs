//! Numbers that a seed decides (`SplitMix64`), and choices by them.

use serde_json::Value;

/// A sequence of numbers.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        it ^ (it >> 31)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).unwrap();
        usize::try_from(self.next() % end).unwrap()
    }

    /// One time in `times`.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    pub(crate) fn pick<'t, T: ?Sized>(&mut self, of: &[&'t T]) -> &'t T {
        of[self.below(of.len())]
    }

    pub(crate) fn pick_of<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// A DNS label that begins with a letter.
    pub(crate) fn label(&mut self) -> String {
        const INNER: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
        let length = 2 + self.below(9);
        let mut label: String = (0..length).map(|_| char::from(self.pick_of(INNER))).collect();
        label.insert(0, char::from(self.pick_of(b"bcdfghjklmprstvz")));
        label
    }

    /// Puts `item` at any place of `list`.
    pub(crate) fn insert<T>(&mut self, list: &mut Vec<T>, item: T) {
        let at = self.below(list.len() + 1);
        list.insert(at, item);
    }

    /// `value` as JSON, with letters escaped and space wherever JSON allows that.
    pub(crate) fn spell(&mut self, value: &Value) -> String {
        let plain = value.to_string();
        if self.once_in(2) {
            return plain;
        }
        let (mut text, mut inside, mut escaped) = (String::new(), false, false);
        for letter in plain.chars() {
            match letter {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => inside = !inside,
                it if inside && it.is_ascii_alphabetic() && self.once_in(9) => {
                    text.push_str(&format!("\\u{:04x}", u32::from(it)));
                    continue;
                }
                ',' | ':' | '{' | '[' if !inside => {
                    text.push(letter);
                    text.push_str(self.pick(&["", " ", "\n", "\n  "]));
                    continue;
                }
                _ => {}
            }
            text.push(letter);
        }
        text
    }
}
