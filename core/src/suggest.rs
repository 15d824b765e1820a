//! What was probably meant: the name among those that exist that looks most like the one that was written.

/// The entry of `names` that `name` was probably meant to be; the first in order where several are as near.
pub fn nearest<'n>(name: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let near = names.into_iter().filter_map(|it| likeness(name, it).map(|distance| (distance, it)));
    near.min().map(|(_, it)| it)
}

/// How many edits lead from `wrong` to `right`, if they are few for names of that length.
pub fn likeness(wrong: &str, right: &str) -> Option<usize> {
    let most = match wrong.len().max(right.len()) {
        0..=2 => return None,
        3..=5 => 1,
        6..=11 => 2,
        _ => 3,
    };
    if wrong.len().abs_diff(right.len()) > most {
        return None;
    }
    let (wrong, right) = differing(wrong.as_bytes(), right.as_bytes());
    let distance = edits(wrong, right, most);
    (distance > 0 && distance <= most).then_some(distance)
}

/// Two names without what they begin and end with in common.
fn differing<'n>(mut one: &'n [u8], mut other: &'n [u8]) -> (&'n [u8], &'n [u8]) {
    while let (Some((first, rest)), Some((same, more))) = (one.split_first(), other.split_first())
        && first == same
    {
        (one, other) = (rest, more);
    }
    while let (Some((last, rest)), Some((same, more))) = (one.split_last(), other.split_last())
        && last == same
    {
        (one, other) = (rest, more);
    }
    (one, other)
}

/// Edits between two names: insertions, deletions, replacements, and swaps of neighbours. Any number over `most` where
/// they are more.
fn edits(from: &[u8], to: &[u8], most: usize) -> usize {
    let (mut before, mut last): (Vec<usize>, Vec<usize>) = (Vec::new(), (0..=to.len()).collect());
    let mut line = Vec::with_capacity(last.len());
    let mut previous = None;
    for (row, byte) in from.iter().enumerate() {
        line.clear();
        line.push(row + 1);
        let mut left = None;
        for (column, target) in to.iter().enumerate() {
            let at = |line: &[usize], place: usize| line.get(place).copied().unwrap_or(usize::MAX - 1);
            let mut best = at(&last, column) + usize::from(byte != target);
            best = best.min(at(&last, column + 1) + 1).min(at(&line, column) + 1);
            if previous == Some(target) && left == Some(byte) {
                best = best.min(at(&before, column.saturating_sub(1)) + 1);
            }
            line.push(best);
            left = Some(target);
        }
        // A row is never better than the two before it.
        if line.iter().chain(&last).all(|it| *it > most) {
            return most + 1;
        }
        std::mem::swap(&mut before, &mut last);
        std::mem::swap(&mut last, &mut line);
        previous = Some(byte);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_typo_is_near_and_another_name_is_not() {
        let names = ["https", "http", "tcp-admin"];
        assert_eq!(nearest("htps", names), Some("https"));
        assert_eq!(nearest("hhtps", names), Some("https"));
        assert_eq!(nearest("tcp-amdin", names), Some("tcp-admin"));
        assert_eq!(nearest("grpc", names), None);
        assert_eq!(nearest("https", ["https"]), None);
    }
}
