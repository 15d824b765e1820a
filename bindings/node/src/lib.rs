//! The engine's door for Node. It moves questions in and answers out as JSON text, on the caller's thread or off it; what
//! Node sees of it is in `lib`.
#![expect(clippy::needless_pass_by_value, reason = "napi hands over values of its own")]

use napi::bindgen_prelude::{AsyncTask, Env};
use napi::{Error, Result, Task};
use napi_derive::napi;
use routeproof_cli::host;
use routeproof_core::ffi::{self, Failure, FailureKind};
use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// The engine's version.
#[napi]
pub const VERSION: &str = ffi::VERSION;

/// A panic would end the process of the host: it becomes an error instead.
fn guarded<T>(work: impl FnOnce() -> T) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| Error::from_reason("this is a mistake in routeproof"))
}

/// Answers one request in JSON with JSON; a request that is not understood gets an answer of the type `failure`.
#[napi]
pub fn answer(request: String) -> Result<String> {
    guarded(|| host::answer(&request))
}

/// Runs the command line, the program's name first, and returns its exit code.
#[napi]
pub fn run(args: Vec<String>) -> Result<u8> {
    guarded(|| routeproof_cli::run(args.into_iter().map(OsString::from)))
}

/// The manifests that paths stand for, and what could not be read, in JSON.
#[napi]
pub fn files(paths: Vec<String>) -> Result<String> {
    guarded(|| host::files(&owned(paths)))
}

/// The same off the thread that asks.
#[napi]
pub fn files_async(paths: Vec<String>) -> AsyncTask<Reading> {
    AsyncTask::new(Reading { paths: owned(paths) })
}

/// The settings nearest to the first path, in JSON with every key; nothing where there are none.
#[napi]
pub fn settings_near(paths: Vec<String>) -> Result<Option<String>> {
    guarded(|| host::settings_near(&owned(paths)))?.map_err(refused)
}

/// The settings in a file, in JSON with every key.
#[napi]
pub fn settings_file(path: String) -> Result<String> {
    guarded(|| host::settings_file(Path::new(&path)))?.map_err(refused)
}

/// The settings in a text, in JSON with every key.
#[napi]
pub fn settings_text(text: String) -> Result<String> {
    guarded(|| host::settings_text(&text))?.map_err(refused)
}

/// An error whose message is an answer of the type `failure`; `lib/errors.cjs` reads it.
fn refused(failure: Failure) -> Error {
    Error::from_reason(failure.to_json())
}

fn owned(paths: Vec<String>) -> Vec<PathBuf> {
    paths.into_iter().map(PathBuf::from).collect()
}

/// A change of a session's sources.
#[napi(object)]
pub struct Edit {
    /// What the source is called.
    pub name: String,
    /// Its new text; without it, the source goes.
    pub text: Option<String>,
    /// Whether a cluster reported it.
    pub live: bool,
}

/// Inputs that are kept between questions; made of the inputs' JSON when it is asked for the first time.
#[napi]
pub struct Session(Arc<Kept>);

struct Kept {
    inputs: String,
    session: Mutex<Option<ffi::Session>>,
}

#[napi]
impl Session {
    /// A session about `inputs`, in JSON.
    #[napi(constructor)]
    pub fn new(inputs: String) -> Self {
        Self(Arc::new(Kept { inputs, session: Mutex::new(None) }))
    }

    /// Takes the changes over, then answers a question in JSON with JSON.
    #[napi]
    pub fn ask(&self, edits: Vec<Edit>, question: String) -> Result<String> {
        guarded(|| self.0.ask(edits, &question))
    }

    /// The same off the thread that asks.
    #[napi]
    pub fn ask_async(&self, edits: Vec<Edit>, question: String) -> AsyncTask<Asked> {
        AsyncTask::new(Asked { kept: Arc::clone(&self.0), edits, question })
    }

    /// Gives back what the session holds, at once where no question is being answered.
    #[napi]
    pub fn free(&self) {
        if let Ok(mut kept) = self.0.session.try_lock() {
            *kept = None;
        }
    }
}

impl Kept {
    fn ask(&self, edits: Vec<Edit>, question: &str) -> String {
        let Ok(mut kept) = self.session.lock() else {
            let message = "an earlier question ended in a mistake of routeproof";
            return Failure::new(FailureKind::Internal, message).to_json();
        };
        let session = match kept.take().map_or_else(|| host::session(&self.inputs), Ok) {
            Ok(session) => kept.insert(session),
            Err(failure) => return failure.to_json(),
        };
        for Edit { name, text, live } in edits {
            match text {
                Some(text) if live => session.set_live(&name, text),
                Some(text) => session.set_source(&name, text),
                None => {
                    session.remove_source(&name);
                }
            }
        }
        session.ask_json(question)
    }
}

/// A question that is answered off the main thread.
pub struct Asked {
    kept: Arc<Kept>,
    edits: Vec<Edit>,
    question: String,
}

impl Task for Asked {
    type Output = String;
    type JsValue = String;

    fn compute(&mut self) -> Result<String> {
        let edits = std::mem::take(&mut self.edits);
        guarded(|| self.kept.ask(edits, &self.question))
    }

    fn resolve(&mut self, _: Env, answer: String) -> Result<String> {
        Ok(answer)
    }
}

/// Files that are read off the main thread.
pub struct Reading {
    paths: Vec<PathBuf>,
}

impl Task for Reading {
    type Output = String;
    type JsValue = String;

    fn compute(&mut self) -> Result<String> {
        guarded(|| host::files(&self.paths))
    }

    fn resolve(&mut self, _: Env, files: String) -> Result<String> {
        Ok(files)
    }
}
