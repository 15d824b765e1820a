//! Whole numbers of any size.

use std::cmp::Ordering;

/// A natural number, its least digit first, in base 2³²; the last digit is not zero.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Natural(Vec<u32>);

/// The lower half of `wide`, and the upper one.
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "to cut is what is meant")]
fn halves(wide: u64) -> (u32, u64) {
    (wide as u32, wide >> 32)
}

impl From<u64> for Natural {
    fn from(value: u64) -> Self {
        let (low, high) = halves(value);
        let mut number = Self(vec![low, halves(high).0]);
        number.trim();
        number
    }
}

impl Natural {
    /// Of decimal digits, the greatest first.
    pub(super) fn of_digits(digits: &[u8]) -> Self {
        let mut number = Self(Vec::new());
        for group in digits.chunks(9) {
            let (scale, value) =
                group.iter().fold((1, 0), |(scale, value), it| (scale * 10, value * 10 + u32::from(*it)));
            number.times_plus(scale, value);
        }
        number
    }

    /// Its decimal digits, the greatest first.
    pub(super) fn digits(mut self) -> Vec<u8> {
        let mut digits = Vec::new();
        while !self.0.is_empty() {
            let mut rest = 0;
            for digit in self.0.iter_mut().rev() {
                let wide = rest << 32 | u64::from(*digit);
                (*digit, rest) = (halves(wide / 1_000_000_000).0, wide % 1_000_000_000);
            }
            self.trim();
            for _ in 0..9 {
                digits.push(u8::try_from(rest % 10).unwrap_or_default());
                rest /= 10;
            }
        }
        while digits.last() == Some(&0) {
            digits.pop();
        }
        digits.reverse();
        digits
    }

    fn times_plus(&mut self, factor: u32, more: u32) {
        let mut carry = u64::from(more);
        for digit in &mut self.0 {
            (*digit, carry) = halves(u64::from(*digit) * u64::from(factor) + carry);
        }
        self.0.push(halves(carry).0);
        self.trim();
    }

    /// Times `base`, at most ten, to the power of `exponent`.
    pub(super) fn times_power(&mut self, base: u32, exponent: u64) {
        for _ in 0..exponent / 9 {
            self.times_plus(base.pow(9), 0);
        }
        self.times_plus(base.pow(halves(exponent % 9).0), 0);
    }

    /// Times two to the power of `bits`.
    pub(super) fn shift(&mut self, bits: u64) {
        self.times_plus(1 << (bits % 32), 0);
        let whole = usize::try_from(bits / 32).unwrap_or_default();
        if !self.0.is_empty() {
            self.0.splice(0..0, std::iter::repeat_n(0, whole));
        }
    }

    /// The bits that it takes to write it.
    pub(super) fn bits(&self) -> i64 {
        let unused = self.0.last().map_or(0, |it| it.leading_zeros());
        i64::try_from(self.0.len()).unwrap_or(i64::MAX) * 32 - i64::from(unused)
    }

    /// The quotient, which has to fit 64 bits, and whether nothing is left.
    pub(super) fn divided(mut self, divisor: &Self) -> (u64, bool) {
        // Shifted so that the divisor's first digit is at least half of the base: then each guess is nearly right.
        let unused = divisor.0.last().map_or(0, |it| it.leading_zeros());
        let mut divisor = divisor.clone();
        divisor.shift(u64::from(unused));
        self.shift(u64::from(unused));
        let first = divisor.0.last().copied().map_or(1, u64::from);
        let mut quotient = 0;
        for place in [1, 0] {
            // Too small rather than too large, and never by much.
            loop {
                let top = self.top(place + divisor.0.len());
                let guess = halves(top / (first + 1)).0;
                if guess > 0 {
                    self.subtract(&divisor, guess, place);
                    quotient += u64::from(guess) << (32 * place);
                } else if self.compare(&divisor, place) == Ordering::Less {
                    break;
                } else {
                    self.subtract(&divisor, 1, place);
                    quotient += 1 << (32 * place);
                }
            }
        }
        (quotient, self.0.is_empty())
    }

    /// The digits at `place` and before it as one number.
    fn top(&self, place: usize) -> u64 {
        let digit = |at: usize| self.0.get(at).copied().map_or(0, u64::from);
        digit(place) << 32 | place.checked_sub(1).map_or(0, digit)
    }

    /// How it stands to `other` times the base to the power of `place`.
    fn compare(&self, other: &Self, place: usize) -> Ordering {
        let len = other.0.len() + place;
        self.0.len().cmp(&len).then_with(|| {
            let own = self.0.iter().skip(place).rev();
            own.cmp(other.0.iter().rev())
        })
    }

    /// Less `other` times `factor` times the base to the power of `place`; that is not more than there is.
    fn subtract(&mut self, other: &Self, factor: u32, place: usize) {
        let (mut carry, mut borrow) = (0, false);
        let others = other.0.iter().copied().chain(std::iter::repeat(0));
        for (digit, other) in self.0.iter_mut().skip(place).zip(others) {
            let product;
            (product, carry) = halves(u64::from(other) * u64::from(factor) + carry);
            let (less, first) = digit.overflowing_sub(product);
            let (less, second) = less.overflowing_sub(u32::from(borrow));
            (*digit, borrow) = (less, first || second);
        }
        self.trim();
    }

    fn trim(&mut self) {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
    }
}
