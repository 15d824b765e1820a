//! What the admission policies are asked: each object of a question, as the API server would hand it over.

use crate::Outcome;
use crate::questions::Question;
use routeproof_admission::{Beside, Known, Policy, Request, Source, ToJudge, admitted, judge};
use routeproof_core::{Settings, Workspace};
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// The objects of `question`, each with what the policy has to answer where nothing else is known. Where settings name no
/// profile, the first object is asked about as well as if that were a choice: it is denied.
pub(crate) fn of(question: &Question) -> Outcome<Vec<Value>> {
    let mut settings: Value = serde_yaml::from_str(&question.settings)?;
    // Nobody hands a whole cluster to a policy.
    if let Some(it) = settings.as_object_mut() {
        it.remove("complete");
    }
    let as_written = settings.clone();
    let missing = Policy::read(&settings, &[]).err();
    if missing.is_some() {
        let mut keys = settings.as_object().cloned().unwrap_or_default();
        keys.insert("profile".to_owned(), "none".into());
        settings = Value::Object(keys);
    }
    let policy = Policy::read(&settings, &[])?;
    let mut workspace = Workspace::new(Settings::default())?;
    for (name, text) in &question.sources {
        workspace.set_source(name, text.as_str());
    }
    let mut reviews = Vec::new();
    for (_, _, analysis) in workspace.sources() {
        for object in analysis.objects() {
            let view = object.view(analysis.text(), analysis.tree());
            let object = routeproof_core::internal::manifest::json(view.value());
            // As text: hosts that read and write numbers again change them.
            let object = object.to_string();
            let text = RawValue::from_string(object.clone())?;
            // A message about an object without a name calls it as the host does.
            let denials = |source: Result<Source, String>| match source {
                Ok(source) => {
                    judge(&policy, vec![source], Known::default(), Beside::Nothing).map(|it| it.denials)
                }
                Err(why) => Ok(vec![why]),
            };
            let request = format!(r#"{{"operation":"CREATE","object":{object}}}"#);
            let asked = serde_json::from_str::<Request<'_>>(&request)?.asked();
            let reviewed = asked.map(|it| match it {
                ToJudge::Object(source) => Some(source),
                ToJudge::Nothing => None,
            });
            let reviewed = reviewed.transpose().ok_or("a CREATE is judged")?;
            if let Some(why) = missing.as_ref().filter(|_| reviews.is_empty()) {
                reviews.push(json!({
                    "name": format!("{}-without-a-profile", question.name),
                    "settings": as_written,
                    "object": object,
                    "kubewarden": [why],
                    "opa": [format!("data.routeproof.{why}")],
                }));
            }
            reviews.push(json!({
                "name": format!("{}-{}", question.name, reviews.len()),
                "settings": settings,
                "object": object,
                "kubewarden": denials(reviewed)?,
                "opa": denials(admitted("input", &text))?,
            }));
        }
    }
    Ok(reviews)
}
