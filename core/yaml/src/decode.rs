//! Bytes to text.

use super::problem::{Problem, ProblemKind};
use crate::span::Span;

/// The text of a file. A byte order mark stays in it, where the reader looks for it.
pub fn decode(bytes: Vec<u8>) -> Result<String, Problem> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(Problem::new(ProblemKind::Utf16, Span::new(0, 2)));
    }
    String::from_utf8(bytes).map_err(|error| {
        let error = error.utf8_error();
        let start = error.valid_up_to();
        Problem::new(ProblemKind::InvalidEncoding, Span::new(start, start + error.error_len().unwrap_or(1)))
    })
}

#[cfg(test)]
mod tests {
    use super::decode;
    use crate::ProblemKind;
    use crate::span::Span;

    #[test]
    fn bytes_that_are_no_utf8_have_a_place() {
        let problem = decode(b"name: \xC3\x28".to_vec()).unwrap_err();
        assert_eq!((problem.kind, problem.span), (ProblemKind::InvalidEncoding, Span::new(6, 7)));
        assert_eq!(decode(b"\xFF\xFEa\0".to_vec()).unwrap_err().kind, ProblemKind::Utf16);
        assert_eq!(decode(b"a: \xE2\x82\xAC".to_vec()).unwrap(), "a: €");
    }
}
