//! The data document, of which only our part is kept, and changes of single paths in it.

use crate::rego;
use routeproof_admission::is_slip;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::fmt;

/// The part of the document that is read.
pub(crate) const DATA_KEY: &str = "routeproof";

/// The document, as far as it is read.
#[derive(Default)]
pub(crate) struct Document<'a> {
    /// Our part.
    pub(crate) own_data: Option<&'a RawValue>,
    /// What was probably meant to be our part: its author would believe that it counts.
    pub(crate) slips: Vec<(String, &'a RawValue)>,
}

impl<'de: 'a, 'a> Deserialize<'de> for Document<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Reader).map(|it| Self { own_data: it.own_data, slips: it.slips })
    }
}

struct Reader;

/// A key, borrowed where nothing in it is escaped.
#[derive(serde::Deserialize)]
#[serde(transparent)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> Visitor<'de> for Reader {
    type Value = Document<'de>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut document = Document::default();
        while let Some(Key(key)) = map.next_key()? {
            if key == DATA_KEY {
                if document.own_data.replace(map.next_value()?).is_some() {
                    return Err(A::Error::duplicate_field(DATA_KEY));
                }
            } else if is_slip(&key, DATA_KEY) {
                document.slips.push((key.into_owned(), map.next_value()?));
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(document)
    }
}

/// Why a path cannot be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathFault {
    /// One of the texts is not understood.
    Internal,
    /// The path is no list of keys.
    Type,
    /// The path leads through something that is no object, or to nothing.
    Path,
}

impl PathFault {
    /// OPA's number for it.
    pub fn number(self) -> usize {
        match self {
            Self::Internal => 1,
            Self::Type => 2,
            Self::Path => 3,
        }
    }
}

/// Our part of `document`, with `value` at `path`, or without what is there where no value is given; nothing where that
/// is no part of this policy's data. All are values as hosts write them. Objects on the way are made where they are missing.
///
/// # Errors
/// Where that cannot be done; the document is as it was.
pub fn at_path(document: &[u8], path: &[u8], value: Option<&[u8]>) -> Result<Option<String>, PathFault> {
    let Value::Array(path) = read(path)? else { return Err(PathFault::Type) };
    let keys: Option<Vec<String>> = path.iter().map(|it| it.as_str().map(ToOwned::to_owned)).collect();
    let keys = keys.ok_or(PathFault::Type)?;
    if keys.first().is_some_and(|it| it != DATA_KEY && !is_slip(it, DATA_KEY)) {
        return Ok(None);
    }
    let value = value.map(read).transpose()?;
    let Some((last, way)) = keys.split_last() else {
        return value.map(|it| Some(it.to_string())).ok_or(PathFault::Path);
    };
    let mut root = Value::Object(parts(document)?);
    let mut here = &mut root;
    for key in way {
        let fields = here.as_object_mut().ok_or(PathFault::Path)?;
        here = match value {
            Some(_) => fields.entry(key).or_insert_with(|| Value::Object(Map::new())),
            None => fields.get_mut(key).ok_or(PathFault::Path)?,
        };
    }
    let fields = here.as_object_mut().ok_or(PathFault::Path)?;
    match value {
        Some(value) => _ = fields.insert(last.clone(), value),
        None => _ = fields.remove(last).ok_or(PathFault::Path)?,
    }
    Ok(Some(root.to_string()))
}

/// What of the document is kept.
fn parts(document: &[u8]) -> Result<Map<String, Value>, PathFault> {
    let text = rego::json(document).map_err(|_| PathFault::Internal)?;
    let document: Option<Document<'_>> = serde_json::from_str(&text).map_err(|_| PathFault::Internal)?;
    let Document { own_data, slips } = document.unwrap_or_default();
    let kept = own_data.map(|it| (DATA_KEY.to_owned(), it)).into_iter().chain(slips);
    kept.map(|(key, it)| Ok((key, read(it.get().as_bytes())?))).collect()
}

fn read(value: &[u8]) -> Result<Value, PathFault> {
    let text = rego::json(value).map_err(|_| PathFault::Internal)?;
    serde_json::from_str(&text).map_err(|_| PathFault::Internal)
}

#[cfg(test)]
mod tests {
    use super::{PathFault, at_path};

    #[test]
    fn a_path_is_set_and_removed() {
        let document = br#"{"other": 1, "routeproof": {"a":{"b":1},"c":[2]}}"#;
        let set = |path: &str, value| at_path(document, path.as_bytes(), value);
        let text = |path: &str, value| set(path, value).unwrap().unwrap();
        assert_eq!(text(r#"["routeproof","a","b"]"#, Some(b"5")), r#"{"routeproof":{"a":{"b":5},"c":[2]}}"#);
        assert_eq!(
            text(r#"["routeproof","x","y"]"#, Some(b"{}")),
            r#"{"routeproof":{"a":{"b":1},"c":[2],"x":{"y":{}}}}"#
        );
        assert_eq!(text("[]", Some(b"[1]")), "[1]");
        assert_eq!(text(r#"["routeproof","a","b"]"#, None), r#"{"routeproof":{"a":{},"c":[2]}}"#);
        assert_eq!(text(r#"["routeproof"]"#, None), "{}");
        assert_eq!(
            at_path(b"", br#"["routeproof","a"]"#, Some(b"1")).unwrap().unwrap(),
            r#"{"routeproof":{"a":1}}"#
        );
        // A slip is kept, so that it denies, and can be taken back.
        let slipped = text(r#"["routproof"]"#, Some(b"{}"));
        assert_eq!(slipped, r#"{"routeproof":{"a":{"b":1},"c":[2]},"routproof":{}}"#);
        assert_eq!(
            at_path(slipped.as_bytes(), br#"["routproof"]"#, None).unwrap().unwrap(),
            r#"{"routeproof":{"a":{"b":1},"c":[2]}}"#
        );
        assert_eq!(set(r#"["other","b"]"#, Some(b"5")), Ok(None));
        assert_eq!(set(r#"["other"]"#, None), Ok(None));
        for (path, value, fault) in [
            (r#"["routeproof","c","b"]"#, Some(&b"5"[..]), PathFault::Path),
            (r#"["routeproof","x","y"]"#, None, PathFault::Path),
            ("[]", None, PathFault::Path),
            ("5", None, PathFault::Type),
            ("[5]", None, PathFault::Type),
            (r#"["routeproof"]"#, Some(b"{"), PathFault::Internal),
        ] {
            assert_eq!(set(path, value), Err(fault), "{path}");
        }
    }
}
