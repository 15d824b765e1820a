//! PEM blocks, found as leniently as TLS servers find them: text between blocks does not count.

use crate::yaml::base64;

/// One block.
pub(super) struct Block<'a> {
    /// What it says it is: `CERTIFICATE`, `PRIVATE KEY`, …
    pub(super) label: &'a str,
    /// What it holds, where it can be decoded.
    pub(super) bytes: Option<Vec<u8>>,
}

/// The blocks of `text`, in order.
pub(super) fn blocks(text: &[u8]) -> impl Iterator<Item = Block<'_>> {
    let mut rest = std::str::from_utf8(text).unwrap_or_default();
    std::iter::from_fn(move || {
        loop {
            let (_, behind) = rest.split_once("-----BEGIN ")?;
            let (label, body) = behind.split_once("-----")?;
            let end = format!("-----END {label}-----");
            let Some((body, behind)) = body.split_once(&end) else {
                rest = body;
                continue;
            };
            rest = behind;
            return Some(Block { label, bytes: decode(body) });
        }
    })
}

/// The base64 of a block; headers (`Proc-Type: …`) end at an empty line.
fn decode(body: &str) -> Option<Vec<u8>> {
    let body = match body.trim_start().split_once("\n\n") {
        Some((headers, behind)) if headers.contains(':') => behind,
        _ => body,
    };
    let text: String = body.split_ascii_whitespace().collect();
    base64::decode(&text)
}
