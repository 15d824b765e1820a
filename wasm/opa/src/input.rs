//! What is judged: an `AdmissionReview`, an object, or a list of objects.

use routeproof_admission::{OBJECT, Request, Source, ToJudge, admitted, not_understood, unplaced};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

/// An object that may be an `AdmissionReview`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Review<'a, R> {
    #[serde(borrow)]
    kind: Option<&'a RawValue>,
    request: Option<R>,
    /// The Namespace of the object, which no API server sends: a host that asked for it adds it.
    #[serde(borrow)]
    namespace_object: Option<&'a RawValue>,
}

impl<R> Review<'_, R> {
    fn is_review(&self) -> bool {
        self.kind.is_some_and(|it| it.get() == r#""AdmissionReview""#)
    }
}

/// How many objects of a list are expected.
const LIST: usize = 16;

/// What the texts under judgement are called, but for those of a longer list.
pub(crate) fn names() -> impl Iterator<Item = String> {
    [OBJECT, "input"].map(ToOwned::to_owned).into_iter().chain((0..LIST).map(in_list))
}

fn in_list(place: usize) -> String {
    format!("input[{place}]")
}

/// The texts under judgement in `input`; none where a request takes something away.
///
/// # Errors
/// Why nothing can be judged, in one line.
pub(crate) fn sources(input: &str) -> Result<Vec<Source>, String> {
    match input.bytes().next() {
        Some(b'{') => object(input),
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(input)
                .map_err(|it| format!("the input is not understood: {}", unplaced(&it)))?;
            items.iter().enumerate().map(|(place, it)| admitted(&in_list(place), it)).collect()
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

fn object(input: &str) -> Result<Vec<Source>, String> {
    let review = serde_json::from_str::<Review<'_, Request<'_>>>(input);
    let is_review = match &review {
        Ok(it) => it.is_review(),
        Err(_) => serde_json::from_str::<Review<'_, IgnoredAny>>(input).is_ok_and(|it| it.is_review()),
    };
    if !is_review {
        let whole = serde_json::from_str(input)
            .map_err(|it| format!("the input is not understood: {}", unplaced(&it)))?;
        return Ok(vec![admitted("input", whole)?]);
    }
    let Review { request, namespace_object, .. } = review.map_err(|it| not_understood(&it))?;
    let Some(request) = request else {
        return Err("the AdmissionReview has no request".to_owned());
    };
    let namespace = namespace_object.map(|it| it.get().to_owned());
    match request.asked()? {
        ToJudge::Object(source) => Ok(vec![Source { namespace, ..source }]),
        ToJudge::Nothing => Ok(Vec::new()),
    }
}
