#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

#[cfg(feature = "gateway-api")]
pub mod gateway_api;

pub use routeproof_core::diagnostic::Severity;
pub use routeproof_core::ffi::{RequestFault, RequestText};
pub use routeproof_core::report::{
    DiagnosticV1, EditV1, FixV1, ObjectV1, RelatedV1, ReportV1, SpanV1, SummaryV1,
};
pub use routeproof_core::routing::{Outcome, RequestAnswerV1, RequestAnswersV1};
pub use routeproof_core::settings::SettingsError;
pub use routeproof_core::status::{Condition, ObjectStatus, Status, Truth};
pub use routeproof_core::time::Timestamp;

use routeproof_core::report::text::{TextOptions, render};
use routeproof_core::source::Unit;
use routeproof_core::{Settings, rules};

/// Manifests by name, and the questions that they answer together.
///
/// A change of one source reads and judges only that source again.
#[derive(Debug, Default)]
pub struct Workspace {
    engine: routeproof_core::Workspace,
}

impl Workspace {
    /// An empty workspace with the default settings: the newest Gateway API release that the engine knows, in its
    /// standard channel, without a platform profile. An object that is not in the workspace may exist.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty workspace with settings in YAML, as `routeproof.yaml` has them. `complete: true` says that an object
    /// which is not in the workspace does not exist.
    ///
    /// ```
    /// # fn main() -> Result<(), routeproof::SettingsError> {
    /// let workspace = routeproof::Workspace::with_settings("gatewayApi: { version: '1.5' }\ncomplete: true")?;
    /// assert_eq!(workspace.check().summary.objects, 0);
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// Where the text is not understood, or names a profile or an implementation that the engine does not know.
    pub fn with_settings(text: &str) -> Result<Self, SettingsError> {
        let settings = Settings::from_yaml(text, rules::registry())?;
        Ok(Self { engine: routeproof_core::Workspace::new(settings)? })
    }

    /// Says what the time is. Without it no certificate is expired, and new conditions have no `lastTransitionTime`.
    pub fn set_now(&mut self, now: Timestamp) {
        self.engine.set_now(now);
    }

    /// Adds manifests in YAML or JSON that are to be applied, or replaces those of the same name.
    pub fn set_source(&mut self, name: &str, text: impl Into<String>) {
        self.engine.set_source(name, text);
    }

    /// Adds what a cluster reported, as `kubectl get -o yaml` prints it, or replaces what has the same name.
    pub fn set_live(&mut self, name: &str, text: impl Into<String>) {
        self.engine.set_live(name, text);
    }

    /// Removes a source. Returns whether it was there.
    pub fn remove_source(&mut self, name: &str) -> bool {
        self.engine.remove_source(name)
    }

    /// What is wrong with the manifests. Offsets and columns count bytes of UTF-8; lines and columns start at 1.
    pub fn check(&self) -> ReportV1 {
        self.engine.report(Unit::Utf8)
    }

    /// What is wrong with the manifests, as the command line prints it, without colours.
    pub fn check_text(&self) -> String {
        render(&self.check(), &self.engine, TextOptions::default())
    }

    /// The status that every conformant controller writes: of GatewayClasses, Gateways, ListenerSets, routes and
    /// BackendTLSPolicies, each kind by namespace and name. A condition that the workspace does not decide is
    /// [`Truth::Unknown`] with the reason `Pending`.
    pub fn status(&self) -> Vec<ObjectStatus> {
        self.engine.snapshot().status()
    }

    /// What becomes of requests: one answer each, in the same order.
    ///
    /// # Errors
    /// Where a request has no usable URL, host or port, or names a Gateway without its namespace.
    pub fn requests(
        &self,
        requests: impl IntoIterator<Item = RequestText>,
    ) -> Result<RequestAnswersV1, RequestFault> {
        let requests: Result<Vec<_>, _> = requests.into_iter().map(TryInto::try_into).collect();
        Ok(self.engine.snapshot().requests(&requests?))
    }
}

/// A GET request for a URL: `https://host[:port]/path`. Other fields of the request can be set afterwards.
pub fn get(url: &str) -> RequestText {
    let mut request = RequestText::default();
    request.url = Some(url.to_owned());
    request
}
