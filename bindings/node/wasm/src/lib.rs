//! The same door as the native one, for machines that no binary was built for. Every release of Gateway API is in it, so
//! that it answers byte for byte as the native one does.

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use routeproof_core::Settings;
use routeproof_core::ffi::{self, Failure, FailureKind, Inputs};
use routeproof_core::rules::registry;
use routeproof_core::settings::{Profile, ProfileChoice};
use wasm_bindgen::prelude::wasm_bindgen;

/// The engine's version.
#[wasm_bindgen]
pub fn version() -> String {
    ffi::VERSION.to_owned()
}

/// Answers one request in JSON with JSON; a request that is not understood gets an answer of the type `failure`.
#[wasm_bindgen]
pub fn answer(request: &str) -> String {
    ffi::answer_json(request)
}

/// The file that the settings in a text take for their profile.
///
/// # Errors
/// What is wrong with the settings, as an answer of the type `failure`.
#[wasm_bindgen(js_name = profileFile)]
pub fn profile_file(text: &str) -> Result<Option<String>, String> {
    let settings = read(text).map_err(Failure::to_json)?;
    Ok(settings.profile.file().map(str::to_owned))
}

/// The settings in a text, in JSON with every key; `profile` is what the file says that they take for their profile.
///
/// # Errors
/// What is wrong with them, as an answer of the type `failure`.
#[wasm_bindgen(js_name = settingsText)]
pub fn settings_text(text: &str, profile: Option<String>) -> Result<String, String> {
    complete(text, profile).map_err(Failure::to_json)
}

fn complete(text: &str, profile: Option<String>) -> Result<String, Failure> {
    let mut settings = read(text)?;
    if let Some(profile) = profile {
        settings.profile = ProfileChoice::Given(Box::new(Profile::from_yaml(&profile)?));
    }
    serde_json::to_string(&settings).map_err(|it| Failure::new(FailureKind::Internal, it.to_string()))
}

fn read(text: &str) -> Result<Settings, Failure> {
    Ok(Settings::from_yaml(text, registry())?)
}

/// One `.gitignore`, read by the code that the command line has for it.
#[wasm_bindgen]
pub struct Ignore(Gitignore);

#[wasm_bindgen]
impl Ignore {
    /// Of the text; lines that are no pattern are left out, as git does.
    #[wasm_bindgen(constructor)]
    pub fn new(text: &str) -> Self {
        let mut builder = GitignoreBuilder::new("");
        for line in text.lines() {
            // Where it fails, the line is no pattern.
            let _ = builder.add_line(None, line);
        }
        Self(builder.build().unwrap_or_else(|_| Gitignore::empty()))
    }

    /// Whether it excludes what is at `path`, relative to its own folder; nothing where it does not speak of it.
    pub fn excludes(&self, path: &str, is_dir: bool) -> Option<bool> {
        match self.0.matched(path, is_dir) {
            Match::None => None,
            Match::Ignore(_) => Some(true),
            Match::Whitelist(_) => Some(false),
        }
    }
}

/// Inputs that are kept between questions.
#[wasm_bindgen]
pub struct Session(ffi::Session);

#[wasm_bindgen]
impl Session {
    /// A session about `inputs`, in JSON.
    ///
    /// # Errors
    /// What is wrong with them, as an answer of the type `failure`.
    #[wasm_bindgen(constructor)]
    pub fn new(inputs: &str) -> Result<Self, String> {
        Inputs::from_json(inputs).and_then(ffi::Session::new).map(Self).map_err(Failure::to_json)
    }

    /// Adds a source of manifests, or replaces its text.
    #[wasm_bindgen(js_name = setSource)]
    pub fn set_source(&mut self, name: &str, text: String) {
        self.0.set_source(name, text);
    }

    /// Adds a dump of what a cluster reported, or replaces its text.
    #[wasm_bindgen(js_name = setLive)]
    pub fn set_live(&mut self, name: &str, text: String) {
        self.0.set_live(name, text);
    }

    /// Takes a source away.
    #[wasm_bindgen(js_name = removeSource)]
    pub fn remove_source(&mut self, name: &str) {
        self.0.remove_source(name);
    }

    /// Answers a question in JSON with JSON.
    pub fn ask(&mut self, question: &str) -> String {
        self.0.ask_json(question)
    }
}
