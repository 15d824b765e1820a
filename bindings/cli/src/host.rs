//! What hosts of other languages share with the command line: which files a path stands for, and the settings beside
//! them. As JSON, for they pass on what they do not look at.

use crate::crds;
use crate::input::{Walk, collect, read};
use crate::settings::{from_folder, nearest, of_file, read_profile};
use routeproof_core::Settings;
use routeproof_core::ffi::{self, Answer, Inputs, Request, Session};
use routeproof_core::rules::registry;
use routeproof_core::source::SourceId;
use routeproof_core::workspace::{Criteria, analyse};
use routeproof_core::world::Origin;
use serde_json::json;
use std::path::{Path, PathBuf};

/// Answers one request in JSON with JSON: objects of other APIs are judged by the CRDs among the inputs, and by those that
/// settings name.
pub fn answer(request: &str) -> String {
    let request = serde_json::from_str::<Request>(request)
        .map_err(|error| format!("the request is not understood: {error}"))
        .and_then(|mut request| add_crds(&mut request.inputs).map(|()| request));
    match request {
        Ok(request) => ffi::answer_with(request, Some(routeproof_crd::compile)),
        Err(message) => Answer::Failure { message },
    }
    .to_json()
}

/// A session about `inputs` in JSON, with the same CRDs.
///
/// # Errors
/// What is wrong with the inputs.
pub fn session(inputs: &str) -> Result<Session, String> {
    let mut inputs: Inputs =
        serde_json::from_str(inputs).map_err(|error| format!("the inputs are not understood: {error}"))?;
    add_crds(&mut inputs)?;
    Session::with_crds(inputs, Some(routeproof_crd::compile)).map_err(|failure| match failure {
        Answer::Failure { message } => message,
        other => other.to_json(),
    })
}

/// Reads the CRDs that settings name. What is wrong with the settings the engine says.
fn add_crds(inputs: &mut Inputs) -> Result<(), String> {
    let settings = inputs.settings.as_deref().and_then(|it| Settings::from_yaml(it, registry()).ok());
    let texts = crds::read_all(&settings.unwrap_or_default().crds).map_err(|it| format!("{it:#}"))?;
    inputs.crds.extend(texts.into_iter().map(|(name, text)| ffi::SourceText::new(name, text)));
    Ok(())
}

/// The manifests that `paths` stand for: `sources`, each with its `name` and `text`, and what is `unread`, each with its
/// `name` and a `message`. As on the command line, a folder is every .yaml, .yml and .json file below it that
/// `.gitignore` does not exclude and that is a manifest, and `-` is the standard input.
pub fn files(paths: &[PathBuf]) -> String {
    let inputs = collect(paths, Walk::Repository, &|_| false);
    let (mut sources, mut unread) = (Vec::new(), inputs.unread);
    for input in inputs.found {
        match read(&input) {
            Ok(text) if input.walked && is_foreign(&text) => {}
            Ok(text) => sources.push(json!({ "name": input.name, "text": text })),
            Err(error) => unread.push(error),
        }
    }
    unread.sort_by(|a, b| a.name.cmp(&b.name));
    let unread: Vec<_> = unread.iter().map(|it| json!({ "name": it.name, "message": it.message })).collect();
    json!({ "sources": sources, "unread": unread }).to_string()
}

/// Whether a file of a folder is no manifest.
fn is_foreign(text: &str) -> bool {
    let analysis = analyse(SourceId(0), Origin::Desired, text.to_owned(), &Criteria::default());
    analysis.foreign().is_some()
}

/// The nearest `routeproof.yaml` in the first of `paths` or above it, as JSON with every key; nothing where there is none.
///
/// # Errors
/// What is wrong with the file, or with the profile that it names.
pub fn settings_near(paths: &[PathBuf]) -> Result<Option<String>, String> {
    let Some(file) = nearest(paths) else { return Ok(None) };
    settings_file(&file).map(Some)
}

/// The settings in `file`, as JSON with every key.
///
/// # Errors
/// What is wrong with the file, or with the profile that it names.
pub fn settings_file(file: &Path) -> Result<String, String> {
    let settings = of_file(file).map_err(|it| format!("{it:#}"))?;
    complete(settings, file.parent().unwrap_or(Path::new("")))
}

/// The settings in `text`, as JSON with every key; a profile that is a file is looked for from the current folder.
///
/// # Errors
/// What is wrong with the text, or with the profile that it names.
pub fn settings_text(text: &str) -> Result<String, String> {
    let settings = Settings::from_yaml(text, registry()).map_err(|it| it.to_string())?;
    complete(settings, Path::new(""))
}

fn complete(mut settings: Settings, folder: &Path) -> Result<String, String> {
    from_folder(&mut settings, folder);
    read_profile(&mut settings, folder).map_err(|it| format!("{it:#}"))?;
    serde_json::to_string(&settings).map_err(|it| it.to_string())
}
