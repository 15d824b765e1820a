//! `routeproof._engine`: the engine's door for Python. It moves questions in and answers out as JSON text, and lets other
//! threads run meanwhile; what Python sees of it is in `python/routeproof`.
#![expect(clippy::needless_pass_by_value, reason = "pyo3 hands over values of its own")]

use pyo3::prelude::*;
use pyo3::{create_exception, exceptions::PyValueError};
use routeproof_cli::host;
use routeproof_core::ffi::{self, Failure};
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Mutex;

create_exception!(
    routeproof,
    RouteproofError,
    PyValueError,
    "What was handed over cannot be worked with, and why: settings, a text, an object, a question."
);

/// Answers one request in JSON with JSON; a request that is not understood gets an answer of the type `failure`.
#[pyfunction]
fn answer(py: Python<'_>, request: &str) -> String {
    py.detach(|| host::answer(request))
}

/// Runs the command line, the program's name first, and returns its exit code.
#[pyfunction]
fn run(py: Python<'_>, args: Vec<OsString>) -> u8 {
    py.detach(|| routeproof_cli::run(args))
}

/// The manifests that paths stand for, and what could not be read, in JSON.
#[pyfunction]
fn files(py: Python<'_>, paths: Vec<PathBuf>) -> String {
    py.detach(|| host::files(&paths))
}

/// The settings nearest to the first path, in JSON with every key; nothing where there are none.
#[pyfunction]
fn settings_near(py: Python<'_>, paths: Vec<PathBuf>) -> PyResult<Option<String>> {
    host::settings_near(&paths).map_err(|it| refused(py, it))
}

/// The settings in a file, in JSON with every key.
#[pyfunction]
fn settings_file(py: Python<'_>, path: PathBuf) -> PyResult<String> {
    host::settings_file(&path).map_err(|it| refused(py, it))
}

/// The settings in a text, in JSON with every key.
#[pyfunction]
fn settings_text(py: Python<'_>, text: &str) -> PyResult<String> {
    host::settings_text(text).map_err(|it| refused(py, it))
}

/// The error for an answer of the type `failure`, in JSON.
#[pyfunction]
fn error(py: Python<'_>, answer: &str) -> PyResult<Py<PyAny>> {
    let failure = PyModule::import(py, "json")?.call_method1("loads", (answer,))?;
    let error = py.get_type::<RouteproofError>().call1((failure.get_item("message")?,))?;
    for name in ["kind", "at"] {
        error.setattr(name, failure.get_item(name)?)?;
    }
    Ok(error.unbind())
}

fn refused(py: Python<'_>, failure: Failure) -> PyErr {
    match error(py, &failure.to_json()) {
        Ok(error) => PyErr::from_value(error.into_bound(py)),
        Err(error) => error,
    }
}

/// Inputs that are kept between questions; threads take turns.
#[pyclass(frozen, module = "routeproof._engine")]
struct Session(Mutex<Option<ffi::Session>>);

#[pymethods]
impl Session {
    #[new]
    fn new(py: Python<'_>, inputs: &str) -> PyResult<Self> {
        let session = py.detach(|| host::session(inputs));
        Ok(Self(Mutex::new(Some(session.map_err(|it| refused(py, it))?))))
    }

    /// Answers a question in JSON with JSON.
    fn ask(&self, py: Python<'_>, question: &str) -> PyResult<String> {
        self.with(py, |session| session.ask_json(question))
    }

    /// Adds a source of manifests, or replaces its text.
    fn set_source(&self, py: Python<'_>, name: &str, text: String) -> PyResult<()> {
        self.with(py, |session| session.set_source(name, text))
    }

    /// Adds a dump of what a cluster reported, or replaces its text.
    fn set_live(&self, py: Python<'_>, name: &str, text: String) -> PyResult<()> {
        self.with(py, |session| session.set_live(name, text))
    }

    /// Takes a source away; says whether it was there.
    fn remove_source(&self, py: Python<'_>, name: &str) -> PyResult<bool> {
        self.with(py, |session| session.remove_source(name))
    }

    /// Gives back what the session holds; it answers nothing from then on.
    fn close(&self, py: Python<'_>) {
        py.detach(|| {
            if let Ok(mut session) = self.0.lock() {
                *session = None;
            }
        });
    }
}

impl Session {
    fn with<T: Send>(&self, py: Python<'_>, work: impl FnOnce(&mut ffi::Session) -> T + Send) -> PyResult<T> {
        py.detach(|| match self.0.lock().as_deref_mut() {
            Ok(Some(session)) => Ok(work(session)),
            Ok(None) => Err("the workspace is closed"),
            Err(_) => Err("the workspace is broken: an earlier question ended in a mistake of routeproof"),
        })
        .map_err(RouteproofError::new_err)
    }
}

#[pymodule(gil_used = false)]
mod _engine {
    #[pymodule_export]
    use super::{
        RouteproofError, Session, answer, error, files, run, settings_file, settings_near, settings_text,
    };
    use pyo3::prelude::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        // An error that the engine did not answer with has neither.
        let class = module.py().get_type::<RouteproofError>();
        class.setattr("kind", module.py().None())?;
        class.setattr("at", module.py().None())?;
        module.add("VERSION", super::ffi::VERSION)
    }
}
