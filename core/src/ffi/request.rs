//! A request whose way through the Gateways is asked for.

use crate::routing::{self, Scheme, UrlFault};
use crate::typed::{Fault, FromValue, read_as_object};
use crate::yaml::Value;
use serde::Deserialize;
use thiserror::Error;

/// A request as a client sends it: a URL, or its parts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[non_exhaustive]
pub struct RequestText {
    /// `http://`, `https://`, `tls://`, `tcp://` or `udp://`, host, port, path and query. The other fields go before it.
    pub url: Option<String>,
    /// The method; `GET` by default.
    pub method: Option<String>,
    /// The host, with or without a port.
    pub host: Option<String>,
    /// Path and query.
    pub path: Option<String>,
    /// Names and values of headers, in pairs. `host`, `:authority`, `:method` and `:path` stand for fields that are not given.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<Vec<String>>"))]
    pub headers: Vec<[String; 2]>,
    /// The port of the Gateway. Without a URL, 443 and every port with a server name mean HTTPS.
    pub port: Option<usize>,
    /// The server name of the TLS handshake, where it is not the host.
    pub sni: Option<String>,
    /// The Gateway that receives it: `NAMESPACE/NAME`. Without one, every Gateway is considered.
    pub gateway: Option<String>,
    /// The namespace of the Pod that sends it. With one, the request goes to the Service that the URL names, through the
    /// routes that have it as parent, and no Gateway is asked.
    pub from: Option<String>,
}

read_as_object! {
    RequestText {
        url: "url" = None,
        method: "method" = None,
        host: "host" = None,
        path: "path" = None,
        headers: "headers" = Vec::new(),
        port: "port" = None,
        sni: "sni" = None,
        gateway: "gateway" = None,
        from: "from" = None,
    }
}

impl FromValue for [String; 2] {
    fn from_value(value: Value<'_>) -> Result<Self, Fault> {
        let parts: Vec<String> = Vec::from_value(value)?;
        Self::try_from(parts).map_err(|_| Fault::new(value.span(), "is not a name and a value".to_owned()))
    }
}

/// Why a request cannot be followed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RequestFault {
    /// Its URL is none.
    #[error("{0}")]
    Url(#[from] UrlFault),
    /// It has neither a URL nor a host nor a port.
    #[error("a request has a `url`, or a `host`, or a `port`")]
    Empty,
    /// Its Gateway is not named by namespace and name.
    #[error("`gateway` is NAMESPACE/NAME")]
    Gateway,
    /// It goes both to a Gateway and to a Service.
    #[error("a request has a `gateway`, or it is `from` a namespace")]
    Both,
}

impl TryFrom<RequestText> for routing::Request {
    type Error = RequestFault;

    fn try_from(text: RequestText) -> Result<Self, RequestFault> {
        let RequestText { url, method, host, path, headers, port, sni, gateway, from } = text;
        if gateway.is_some() && from.is_some() {
            return Err(RequestFault::Both);
        }
        let sent_as = |names: &[&str]| {
            let is_it = |name: &String| names.iter().any(|it| name.eq_ignore_ascii_case(it));
            headers.iter().find(|[name, _]| is_it(name)).map(|[_, value]| value.clone())
        };
        let host = host.or_else(|| sent_as(&[":authority"])).or_else(|| sent_as(&["host"]));
        let path = path.or_else(|| sent_as(&[":path"]));
        let method = method.or_else(|| sent_as(&[":method"]));
        let mut request = match (&url, &host) {
            (Some(url), _) => Self::get(url)?,
            (None, Some(host)) => {
                let tls = port == Some(443) || sni.is_some();
                Self::get(&format!("{}://{host}", if tls { "https" } else { "http" }))?
            }
            (None, None) if port.is_some() || sni.is_some() => {
                let scheme = if sni.is_some() { "tls" } else { "tcp" };
                Self::get(&format!("{scheme}://{}:1", sni.as_deref().unwrap_or_default()))?
            }
            (None, None) => return Err(RequestFault::Empty),
        };
        if let (Some(_), Some(host)) = (&url, host) {
            request.set_host(&host)?;
        }
        if let Some(port) = port {
            request.port = u16::try_from(port).ok().filter(|it| *it > 0).ok_or(UrlFault::Port)?;
        } else if request.scheme == Scheme::Tls && url.is_none() {
            request.port = 443;
        }
        if let Some(path) = path {
            request.set_target(&path);
        }
        request.method = method.unwrap_or(request.method);
        for [name, value] in headers {
            // HTTP/2 writes the request line as headers whose names begin with a colon.
            if !name.eq_ignore_ascii_case("host") && !name.starts_with(':') {
                request.headers.push((name, value));
            }
        }
        request.sni = sni.map(|it| it.to_ascii_lowercase());
        request.gateway = match gateway {
            None => None,
            Some(name) => {
                let (namespace, name) = name.split_once('/').ok_or(RequestFault::Gateway)?;
                Some((namespace.to_owned(), name.to_owned()))
            }
        };
        request.client = from;
        Ok(request)
    }
}
