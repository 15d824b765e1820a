//! The recordings, as `record.py` writes them: a line for each table.

use flate2::read::GzDecoder;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::error::Error;
use std::io::{BufRead, BufReader};

/// What was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Implementation {
    /// Traefik.
    Traefik,
    /// Envoy Gateway with Envoy.
    EnvoyGateway,
}

impl Implementation {
    /// Each of them.
    pub const ALL: [Self; 2] = [Self::Traefik, Self::EnvoyGateway];

    /// As settings name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Traefik => "traefik",
            Self::EnvoyGateway => "envoy-gateway",
        }
    }

    /// Its controller.
    pub fn controller(self) -> &'static str {
        match self {
            Self::Traefik => "traefik.io/gateway-controller",
            Self::EnvoyGateway => "gateway.envoyproxy.io/gatewayclass-controller",
        }
    }
}

/// A request.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The name of the Gateway, in the namespace `app`.
    pub gateway: String,
    /// The port of the listener.
    pub port: u16,
    /// `https`, `tls`, or none.
    pub scheme: Option<String>,
    /// The server name of the handshake.
    pub sni: Option<String>,
    /// The `Host` header.
    pub host: String,
    /// Path and query.
    pub path: String,
    /// The method.
    pub method: String,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// How often it was sent besides, to see the shares of backends.
    #[serde(default)]
    pub repeat: usize,
    /// Whether it was sent over HTTP/2.
    #[serde(default)]
    pub http2: bool,
    /// Whether copies of it were counted.
    #[serde(default)]
    pub copies: bool,
}

impl Asked {
    /// Whether it is a call of gRPC.
    pub fn is_grpc(&self) -> bool {
        self.headers
            .iter()
            .any(|(name, value)| name == "content-type" && value.starts_with("application/grpc"))
    }

    /// The value of a header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let one = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        one.map(|(_, value)| value.as_str())
    }
}

/// An answer, in the fields of `record.py`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    error: Option<String>,
    status: Option<u16>,
    location: Option<String>,
    backend: Option<String>,
    path: Option<String>,
    host: Option<String>,
    headers: Option<Vec<(String, String)>>,
    response: Option<Vec<(String, String)>>,
    /// The code of gRPC, where it is not 0.
    grpc: Option<u16>,
    /// Whose certificate the client sees.
    certificate: Option<String>,
    /// Whether the backend sees HTTP/2.
    #[serde(default)]
    http2: bool,
    /// The server name that the backend sees, where the connection to it has TLS.
    tls: Option<String>,
    /// How often the backend sees the request that is sent once.
    attempts: Option<usize>,
    /// The backends that get copies, with how many, and path and host of one.
    #[serde(default)]
    pub copies: Vec<(String, usize, String, String)>,
    /// How often the request was sent where copies were counted.
    #[serde(default)]
    pub sent: usize,
    /// Backends and status codes with how often they were seen, where there are several.
    #[serde(default)]
    pub outcomes: BTreeMap<String, usize>,
    /// Two answers to the same request, where they differ.
    #[serde(default)]
    pub unstable: Vec<Answer>,
}

/// What a client and a backend see of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// The connection ends without an answer.
    Closed,
    /// The implementation answers itself.
    Status(u16),
    /// The implementation answers a call of gRPC itself, with this code.
    Grpc(u16),
    /// It redirects.
    Redirect(u16, String),
    /// It answers a browser that asks before a request, with these headers.
    Preflight(Vec<(String, String)>),
    /// A backend answers.
    Backend {
        /// Namespace and name.
        name: String,
        /// What it sees of the request; `None` where nothing tells, as for `HEAD`.
        request: Option<Forwarded>,
        /// The headers of the answer that filters change.
        response: Vec<(String, String)>,
        /// How it is reached.
        link: Link,
    },
}

/// How a backend is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The status code of the answer.
    pub status: u16,
    /// How often it is tried.
    pub attempts: usize,
    /// Whether it is HTTP/2.
    pub http2: bool,
    /// The server name, where the connection has TLS.
    pub tls: Option<String>,
    /// Whose certificate the client sees, where it was looked at.
    pub certificate: Option<String>,
}

/// The request as a backend sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forwarded {
    /// Path and query.
    pub path: String,
    /// The `Host` header.
    pub host: String,
    /// Values by name in lower case.
    pub headers: BTreeMap<String, String>,
}

impl Answer {
    /// What is seen of it.
    ///
    /// # Errors
    /// Where fields are missing.
    pub fn seen(&self, asked: &Asked) -> Result<Seen, Box<dyn Error>> {
        if self.error.is_some() {
            return Ok(Seen::Closed);
        }
        let status = self.status.ok_or("an answer without a status")?;
        if let Some(name) = &self.backend {
            return Ok(Seen::Backend {
                name: name.clone(),
                request: self.forwarded().filter(|_| asked.scheme.as_deref() != Some("tls")),
                response: as_sets(self.response.iter().flatten().cloned()),
                link: self.link(status),
            });
        }
        if let Some(location) = &self.location {
            return Ok(Seen::Redirect(status, location.clone()));
        }
        if asked.is_grpc() {
            return Ok(Seen::Grpc(self.grpc.unwrap_or_else(|| code_of_grpc(status))));
        }
        Ok(match self.response.as_deref().unwrap_or_default() {
            [] if !(200..300).contains(&status) => Seen::Status(status),
            headers => Seen::Preflight(as_sets(headers.iter().cloned())),
        })
    }

    fn forwarded(&self) -> Option<Forwarded> {
        let (Some(path), Some(host), Some(headers)) = (&self.path, &self.host, &self.headers) else {
            return None;
        };
        let headers = headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        Some(Forwarded { path: path.clone(), host: host.clone(), headers: joined(headers) })
    }

    fn link(&self, status: u16) -> Link {
        Link {
            status,
            attempts: self.attempts.unwrap_or(1),
            http2: self.http2 && self.tls.is_none(),
            tls: self.tls.clone(),
            certificate: self.certificate.clone(),
        }
    }
}

/// The code that a client of gRPC makes of a status code without one (`doc/http-grpc-status-mapping.md` of gRPC).
pub(crate) fn code_of_grpc(status: u16) -> u16 {
    match status {
        400 => 13,
        401 => 16,
        403 => 7,
        404 => 12,
        429 | 502..=504 => 14,
        _ => 2,
    }
}

/// Headers of an answer, those of CORS as sets: their order and the case of header names mean nothing.
pub(crate) fn as_sets(headers: impl Iterator<Item = (String, String)>) -> Vec<(String, String)> {
    let one = |(name, value): (String, String)| {
        let is_list = name.starts_with("access-control-") && !name.ends_with("-origin");
        if !is_list {
            return (name, value);
        }
        let mut parts: Vec<_> = value.split(',').map(|it| it.trim().to_ascii_lowercase()).collect();
        parts.sort();
        (name, parts.join(","))
    };
    let mut all: Vec<_> = headers.map(one).collect();
    all.sort();
    all
}

/// Headers by name; repeated ones are one text with commas (RFC 9110, section 5.3).
pub(crate) fn joined<'h>(headers: impl Iterator<Item = (&'h str, &'h str)>) -> BTreeMap<String, String> {
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in headers {
        let known = all.entry(name.to_ascii_lowercase()).or_default();
        if !known.is_empty() {
            known.push(',');
        }
        known.push_str(value);
    }
    all
}

/// The status of an object: conditions as `Accepted=True Accepted`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Status {
    /// Kind, namespace and name.
    pub object: String,
    /// The conditions of a Gateway or ListenerSet.
    #[serde(default)]
    pub conditions: Vec<String>,
    /// The name of a listener, how many routes are attached, its conditions.
    #[serde(default)]
    pub listeners: Vec<Vec<Value>>,
    /// Kind, name and section of a parent, then its conditions.
    #[serde(default)]
    pub parents: Vec<Vec<String>>,
}

/// What one implementation said to a table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recorded {
    /// The answers, in the order of the requests.
    pub answers: Vec<Answer>,
    /// The statuses.
    pub status: Vec<Status>,
}

/// A table with its requests.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Table {
    /// Its name.
    pub id: String,
    /// What it is about.
    pub listeners: String,
    /// Its objects.
    pub objects: Vec<Value>,
    /// What was asked.
    pub requests: Vec<Asked>,
    traefik: Option<Recorded>,
    envoy_gateway: Option<Recorded>,
}

impl Table {
    /// What `implementation` said; `None` where it was not asked.
    pub fn recorded(&self, implementation: Implementation) -> Option<&Recorded> {
        match implementation {
            Implementation::Traefik => self.traefik.as_ref(),
            Implementation::EnvoyGateway => self.envoy_gateway.as_ref(),
        }
    }
}

/// All tables of a file.
#[derive(Debug, Clone)]
pub struct Recording {
    /// The versions of what was recorded.
    pub versions: BTreeMap<String, String>,
    /// The tables.
    pub tables: Vec<Table>,
}

/// Reads a compressed recording.
///
/// # Errors
/// Where it cannot be read.
pub fn read(bytes: &[u8]) -> Result<Recording, Box<dyn Error>> {
    #[derive(Deserialize)]
    struct Header {
        versions: BTreeMap<String, String>,
    }
    let mut lines = BufReader::new(GzDecoder::new(bytes)).lines();
    let header: Header = serde_json::from_str(&lines.next().ok_or("an empty recording")??)?;
    let tables =
        lines.map(|line| Ok(serde_json::from_str(&line?)?)).collect::<Result<_, Box<dyn Error>>>()?;
    Ok(Recording { versions: header.versions, tables })
}
