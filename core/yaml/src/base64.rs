//! Standard base64, as Go reads it: line breaks do not count, and bits that stand for nothing may be set.

/// The bytes that `text` says.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let symbols: Vec<u8> = text.bytes().filter(|it| !matches!(it, b'\r' | b'\n')).collect();
    let padding = symbols.iter().rev().take_while(|it| **it == b'=').count();
    if !symbols.len().is_multiple_of(4) || padding > 2 {
        return None;
    }
    let mut bytes = Vec::with_capacity(symbols.len() / 4 * 3);
    for group in symbols.chunks(4) {
        let mut bits = 0_u32;
        for symbol in group {
            bits = bits << 6 | sextet(*symbol)?;
        }
        bytes.extend(bits.to_be_bytes().iter().skip(1));
    }
    // `=` only at the end: `sextet` reads it as zero.
    if symbols.iter().take(symbols.len() - padding).any(|it| *it == b'=') {
        return None;
    }
    bytes.truncate(bytes.len().saturating_sub(padding));
    Some(bytes)
}

fn sextet(symbol: u8) -> Option<u32> {
    let value = match symbol {
        b'A'..=b'Z' => symbol - b'A',
        b'a'..=b'z' => symbol - b'a' + 26,
        b'0'..=b'9' => symbol - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        b'=' => 0,
        _ => return None,
    };
    Some(value.into())
}

#[cfg(test)]
mod tests {
    use super::decode;
    use base64ct::{Base64, Encoding as _};

    #[test]
    fn it_reads_what_others_write() {
        for len in 0..200 {
            let bytes: Vec<u8> = (0..len).map(|it: u8| it.wrapping_mul(89) ^ len).collect();
            let text = Base64::encode_string(&bytes);
            assert_eq!(decode(&text).as_deref(), Some(bytes.as_slice()), "{text}");
            let lines: Vec<_> = text.as_bytes().chunks(7).map(|it| str::from_utf8(it).unwrap()).collect();
            assert_eq!(decode(&lines.join("\r\n")), Some(bytes));
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in
            ["A", "AA", "AAA", "=", "====", "A===", "AA=A", "AAAA=", "AA==AAAA", "AAA*", "AA A", "\u{e9}AA="]
        {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
