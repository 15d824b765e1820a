//! What the hosts of the whole engine are asked.

use crate::{Outcome, plain};
use routeproof_core::ffi;
use routeproof_fixtures::{cases, folder};
use serde_json::{Value, json};
use std::fs;

/// Inputs as each host is given them, in its own way.
#[derive(Debug, Clone, Default)]
pub(crate) struct Question {
    /// Which one it is.
    pub(crate) name: String,
    /// What `routeproof.yaml` says.
    pub(crate) settings: String,
    /// The manifests: name and text.
    pub(crate) sources: Vec<(String, String)>,
    /// What a cluster reported: name and text.
    pub(crate) live: Vec<(String, String)>,
    /// The present.
    pub(crate) now: Option<String>,
}

impl Question {
    /// The same where no kinds of Kubernetes are judged.
    pub(crate) fn without_kubernetes(&self) -> Outcome<Self> {
        let settings: Option<serde_yaml::Mapping> = serde_yaml::from_str(&self.settings)?;
        let mut settings = settings.unwrap_or_default();
        settings.insert("kubernetes".into(), "none".into());
        Ok(Self { settings: serde_yaml::to_string(&settings)?, ..self.clone() })
    }

    /// The question with what the engine answers.
    pub(crate) fn line(&self) -> Value {
        let texts = |texts: &[(String, String)]| -> Vec<Value> {
            texts.iter().map(|(name, text)| json!({"name": name, "text": text})).collect()
        };
        let inputs = json!({
            "settings": self.settings,
            "sources": texts(&self.sources),
            "live": texts(&self.live),
            "now": self.now,
        });
        // Without a dump there is nothing to verify.
        let verify = (!self.live.is_empty()).then_some("verify");
        let answers: Vec<Value> = ["check", "status"]
            .into_iter()
            .chain(verify)
            .map(|op| {
                let question = json!({"op": op});
                let request = json!({"inputs": inputs, "question": question}).to_string();
                json!({"question": question, "answer": ffi::answer_json(&request)})
            })
            .collect();
        json!({"name": self.name, "inputs": inputs, "answers": answers})
    }
}

/// Every case of `tests/fixtures`.
pub(crate) fn of_fixtures() -> Outcome<Vec<Question>> {
    let mut files: Vec<_> =
        fs::read_dir(folder())?.map(|it| it.map(|it| it.path())).collect::<Result<_, _>>()?;
    files.retain(|it| it.extension().is_some_and(|it| it == "md") && !it.ends_with("README.md"));
    files.sort();
    let mut questions = Vec::new();
    for file in files {
        let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        for case in cases(&fs::read_to_string(&file)?)? {
            let mut settings: serde_yaml::Mapping = serde_yaml::from_str(&case.settings)?;
            if !case.open {
                settings.insert("complete".into(), true.into());
            }
            let mut question = Question {
                name: format!("{stem}-{}-{}", case.line, plain(&case.title)),
                settings: serde_yaml::to_string(&settings)?,
                now: case.now,
                ..Question::default()
            };
            for prelude in case.preludes {
                let name = format!("{prelude}.yaml");
                let text = fs::read_to_string(folder().join("prelude").join(&name))?;
                question.sources.push((name, text));
            }
            for source in case.sources {
                let list = if source.live { &mut question.live } else { &mut question.sources };
                list.push((source.name, source.text));
            }
            questions.push(question);
        }
    }
    Ok(questions)
}
