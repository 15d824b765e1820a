//! What is judged: an `AdmissionReview`, an object, or a list of objects.

use routeproof_admission::{Asked, Source, admitted, reviewed, unplaced};
use serde::Deserialize;
use serde_json::value::RawValue;

/// What an `AdmissionReview` is known by.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(default, borrow)]
    kind: Option<&'a RawValue>,
    #[serde(default, borrow)]
    request: Option<&'a RawValue>,
}

/// The texts under judgement in `input`; none where a request takes something away.
///
/// # Errors
/// Why nothing can be judged, in one line.
pub(crate) fn sources(input: &str) -> Result<Vec<Source>, String> {
    let whole: &RawValue = serde_json::from_str(input)
        .map_err(|it| format!("the input is not understood: {}", unplaced(&it)))?;
    match whole.get().bytes().next() {
        Some(b'{') => object(whole),
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(whole.get())
                .map_err(|it| format!("the input is not understood: {}", unplaced(&it)))?;
            items.iter().enumerate().map(|(place, it)| admitted(&format!("input[{place}]"), it, "")).collect()
        }
        other => {
            let what = match other {
                Some(b'n') => "null",
                Some(b'"') => "a text",
                Some(b't' | b'f') => "a boolean",
                _ => "a number",
            };
            Err(format!("the input is {what}; give an AdmissionReview, an object or a list of objects"))
        }
    }
}

fn object(whole: &RawValue) -> Result<Vec<Source>, String> {
    let envelope: Envelope<'_> = serde_json::from_str(whole.get())
        .map_err(|it| format!("the input is not understood: {}", unplaced(&it)))?;
    if envelope.kind.is_none_or(|it| it.get() != r#""AdmissionReview""#) {
        return Ok(vec![admitted("input", whole, "")?]);
    }
    let Some(request) = envelope.request else {
        return Err("the AdmissionReview has no request".to_owned());
    };
    match reviewed(request.get())? {
        Asked::Judge(source) => Ok(vec![source]),
        Asked::Nothing => Ok(Vec::new()),
    }
}
