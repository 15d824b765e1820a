//! How much an object may be, so that no request costs more than an ordinary one by a multiple: what is over a limit is
//! denied, unread. The limits are far above what Kubernetes' own kinds and Gateway API allow.

/// Bytes of JSON: an API server takes little more.
const MOST_BYTES: usize = 1024 * 1024;
/// Collections within collections.
const MOST_DEPTH: usize = 100;
/// Entries of one list or object.
const MOST_ENTRIES: usize = 1_024;
/// Values altogether.
const MOST_VALUES: usize = 25_000;

/// Bytes of a kind, an apiVersion, a namespace or a name: an API server takes half as much.
pub(crate) const MOST_OF_NAME: usize = 512;

/// Looks through the JSON of an object once.
///
/// # Errors
/// Which limit it is over, in one line: it is to be denied.
pub(crate) fn keep(json: &str) -> Result<(), String> {
    let over = |what: &str, most: usize| {
        Err(format!("the object is too large to be judged: it has more than {most} {what}"))
    };
    if json.len() > MOST_BYTES {
        return over("bytes", MOST_BYTES);
    }
    let (mut open, mut values): (Vec<usize>, usize) = (Vec::new(), 1);
    let (mut inside, mut escaped) = (false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => inside = !inside,
            _ if inside => {}
            b'{' | b'[' if open.len() == MOST_DEPTH => {
                return over("collections within collections", MOST_DEPTH);
            }
            b'{' | b'[' => {
                open.push(1);
                values += 1;
            }
            b'}' | b']' => _ = open.pop(),
            b',' => {
                values += 1;
                if let Some(entries) = open.last_mut() {
                    *entries += 1;
                    if *entries > MOST_ENTRIES {
                        return over("entries in one list or object", MOST_ENTRIES);
                    }
                }
            }
            _ => {}
        }
        if values > MOST_VALUES {
            return over("values", MOST_VALUES);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{MOST_BYTES, MOST_DEPTH, MOST_ENTRIES, MOST_VALUES, keep};

    fn list(item: &str, count: usize) -> String {
        format!("[{}]", vec![item; count].join(","))
    }

    #[test]
    fn limits_are_kept() {
        let deep = |count: usize| format!("{}{}", "[".repeat(count), "]".repeat(count));
        let text = |bytes: usize| format!("\"{}\"", "a".repeat(bytes - 2));
        let wide = |count: usize| list(&list("1", 1000), count / 1000 - 1);
        for (what, right, wrong) in [
            ("bytes", text(MOST_BYTES), text(MOST_BYTES + 1)),
            ("collections", deep(MOST_DEPTH), deep(MOST_DEPTH + 1)),
            ("entries", list("1", MOST_ENTRIES), list("1", MOST_ENTRIES + 1)),
            ("values", wide(MOST_VALUES), wide(MOST_VALUES + 2000)),
        ] {
            assert_eq!(keep(&right), Ok(()), "{what}");
            assert!(keep(&wrong).unwrap_err().contains(what), "{what}");
        }
        let harmless = format!(r#"{{"a": "{}\\\"{}"}}"#, "[".repeat(500), ",".repeat(5000));
        assert_eq!(keep(&harmless), Ok(()), "what stands in a text is no structure");
    }
}
