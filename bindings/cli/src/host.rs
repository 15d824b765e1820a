//! What hosts of other languages share with the command line: which files a path stands for, and the settings beside
//! them. As JSON, for they pass on what they do not look at.

use crate::crds;
use crate::input::{Walk, collect, read};
use crate::settings::{from_folder, nearest, of_file, read_profile};
use routeproof_core::Settings;
use routeproof_core::ffi::{self, Answer, Failure, FailureKind, Inputs, Request, Session};
use routeproof_core::internal::world::Origin;
use routeproof_core::rules::registry;
use routeproof_core::settings::SettingsError;
use routeproof_core::source::SourceId;
use routeproof_core::workspace::{Criteria, analyse};
use serde_json::json;
use std::path::{Path, PathBuf};

/// Answers one request in JSON with JSON: objects of other APIs are judged by the CRDs among the inputs, and by those that
/// settings name.
pub fn answer(request: &str) -> String {
    let answer = Request::from_json(request).and_then(|mut request| {
        add_crds(&mut request.inputs)?;
        Ok(ffi::answer_with(request, Some(routeproof_crd::compile)))
    });
    Answer::from(answer).to_json()
}

/// A session about `inputs` in JSON, with the same CRDs.
///
/// # Errors
/// What is wrong with the inputs.
pub fn session(inputs: &str) -> Result<Session, Failure> {
    let mut inputs = Inputs::from_json(inputs)?;
    add_crds(&mut inputs)?;
    Session::with_crds(inputs, Some(routeproof_crd::compile))
}

/// Reads the CRDs that settings name. What is wrong with the settings the engine says.
fn add_crds(inputs: &mut Inputs) -> Result<(), Failure> {
    let settings = inputs.settings.as_deref().and_then(|it| Settings::from_yaml(it, registry()).ok());
    let texts = crds::read_all(&settings.unwrap_or_default().crds)
        .map_err(|it| Failure::new(FailureKind::Crds, format!("{it:#}")).within("settings"))?;
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
pub fn settings_near(paths: &[PathBuf]) -> Result<Option<String>, Failure> {
    let Some(file) = nearest(paths) else { return Ok(None) };
    settings_file(&file).map(Some)
}

/// The settings in `file`, as JSON with every key.
///
/// # Errors
/// What is wrong with the file, or with the profile that it names.
pub fn settings_file(file: &Path) -> Result<String, Failure> {
    let settings = of_file(file).map_err(|it| settings_failure(&it))?;
    complete(settings, file.parent().unwrap_or(Path::new("")))
}

/// The settings in `text`, as JSON with every key; a profile that is a file is looked for from the current folder.
///
/// # Errors
/// What is wrong with the text, or with the profile that it names.
pub fn settings_text(text: &str) -> Result<String, Failure> {
    let settings = Settings::from_yaml(text, registry())?;
    complete(settings, Path::new(""))
}

fn complete(mut settings: Settings, folder: &Path) -> Result<String, Failure> {
    from_folder(&mut settings, folder);
    read_profile(&mut settings, folder).map_err(|it| settings_failure(&it))?;
    serde_json::to_string(&settings).map_err(|it| Failure::new(FailureKind::Internal, it.to_string()))
}

/// What is wrong with settings or a profile, with its place where the engine knows it.
fn settings_failure(error: &anyhow::Error) -> Failure {
    let known = error.chain().find_map(|it| it.downcast_ref::<SettingsError>());
    let message = format!("{error:#}");
    match known.cloned().map(Failure::from) {
        Some(mut failure) => {
            failure.message = message;
            failure
        }
        None => Failure::new(FailureKind::Settings, message),
    }
}
