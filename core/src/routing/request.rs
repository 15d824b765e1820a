//! A request as a client sends it.

use crate::order::sort;
use std::borrow::Cow;
use thiserror::Error;

/// The protocol that the client speaks to the Gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scheme {
    /// HTTP without TLS.
    Http,
    /// HTTP over TLS.
    Https,
    /// A TLS connection of any protocol: only the server name counts.
    Tls,
    /// A TCP connection.
    Tcp,
    /// A UDP datagram.
    Udp,
}

impl Scheme {
    /// The port where a URL names none; TLS alone is taken for port 443, TCP and UDP have no such port.
    fn port(self) -> Option<u16> {
        match self {
            Self::Http => Some(80),
            Self::Https | Self::Tls => Some(443),
            Self::Tcp | Self::Udp => None,
        }
    }

    /// As a URL writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
            Self::Tls => "tls",
            Self::Tcp => "tcp",
            Self::Udp => "udp",
        }
    }
}

/// A request as a client sends it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request {
    /// The protocol.
    pub scheme: Scheme,
    /// The method, for instance `GET`.
    pub method: String,
    /// The host without a port, in lower case. Empty where there is none.
    pub host: String,
    /// The `Host` header as the client sends it: with a port, unless it is the one that the scheme stands for.
    pub authority: String,
    /// The port of the Gateway, or of the Service.
    pub port: u16,
    /// The path, without the query. It begins with `/`.
    pub path: String,
    /// The query, without the question mark.
    pub query: Option<String>,
    /// Header names and values, as sent.
    pub headers: Vec<(String, String)>,
    /// The server name of the TLS handshake, where it is not the host.
    pub sni: Option<String>,
    /// The Gateway that receives it: namespace and name. Without one, every Gateway is considered.
    pub gateway: Option<(String, String)>,
    /// The host that the client connects to: that of the URL, whatever the `Host` header says. A mesh finds the Service by it.
    pub destination: String,
    /// The namespace of the Pod that sends it. With one, the request goes to a Service and no Gateway is asked.
    pub client: Option<String>,
}

/// Why a URL is not one that a request can be made of.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum UrlFault {
    /// It does not begin with a scheme.
    #[error("a URL begins with `http://`, `https://`, `tls://`, `tcp://` or `udp://`")]
    Scheme,
    /// The port is not a number from 1 to 65535.
    #[error("the port is not a number from 1 to 65535")]
    Port,
    /// TCP and UDP need a port.
    #[error("`tcp://` and `udp://` need a port")]
    NoPort,
    /// It has no host.
    #[error("the URL has no host")]
    NoHost,
    /// It names a user, which no request carries in its host.
    #[error("the URL holds a user name, which is not part of a host")]
    User,
}

impl Request {
    /// A `GET` request for `url`. A fragment is left out, as browsers do.
    ///
    /// # Errors
    /// Where `url` has no known scheme, no host or no valid port.
    pub fn get(url: &str) -> Result<Self, UrlFault> {
        let (scheme, rest) = url.split_once("://").ok_or(UrlFault::Scheme)?;
        let scheme = match scheme.to_ascii_lowercase().as_str() {
            "http" => Scheme::Http,
            "https" => Scheme::Https,
            "tls" => Scheme::Tls,
            "tcp" => Scheme::Tcp,
            "udp" => Scheme::Udp,
            _ => return Err(UrlFault::Scheme),
        };
        let rest = rest.split('#').next().unwrap_or_default();
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, target) = rest.split_at_checked(end).unwrap_or((rest, ""));
        if authority.contains('@') {
            return Err(UrlFault::User);
        }
        let (host, port) = split_port(authority)?;
        if host.is_empty() && !matches!(scheme, Scheme::Tcp | Scheme::Udp) {
            return Err(UrlFault::NoHost);
        }
        let written = port.filter(|it| Some(*it) != scheme.port());
        let port = port.or(scheme.port()).ok_or(UrlFault::NoPort)?;
        let mut made = Self {
            scheme,
            method: "GET".to_owned(),
            host: host.to_ascii_lowercase(),
            authority: written.map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")),
            port,
            path: String::new(),
            query: None,
            headers: Vec::new(),
            sni: None,
            gateway: None,
            destination: host.to_ascii_lowercase(),
            client: None,
        };
        made.set_target(target);
        Ok(made)
    }

    /// Replaces host and `Host` header by `authority`, for instance `shop.example.com:8080`.
    ///
    /// # Errors
    /// Where it has no host or no valid port.
    pub fn set_host(&mut self, authority: &str) -> Result<(), UrlFault> {
        let named = Self::get(&format!("http://{authority}"))?;
        self.host = named.host;
        authority.clone_into(&mut self.authority);
        Ok(())
    }

    /// Replaces path and query by those of `target`, for instance `/cart?item=5`.
    pub fn set_target(&mut self, target: &str) {
        let (path, query) = match target.split_once('?') {
            Some((path, query)) => (path, Some(query.to_owned())),
            None => (target, None),
        };
        self.path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        self.query = query;
    }

    /// The server name that the client sends in the TLS handshake.
    pub fn server_name(&self) -> &str {
        self.sni.as_deref().unwrap_or(&self.host)
    }

    /// The value of a header; repeated ones are joined by commas (RFC 9110, section 5.3).
    pub fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        let values = self.headers.iter().filter(|(it, _)| it.eq_ignore_ascii_case(name));
        let mut joined: Option<Cow<'_, str>> = None;
        for (_, value) in values {
            joined = Some(match joined {
                None => Cow::Borrowed(value),
                Some(known) => Cow::Owned(known.into_owned() + "," + value),
            });
        }
        joined
    }

    /// Whether a header is sent several times.
    pub(super) fn repeats_a_header(&self) -> bool {
        let mut names: Vec<_> = self.headers.iter().map(|(name, _)| name.to_ascii_lowercase()).collect();
        sort(&mut names);
        names.windows(2).any(|it| matches!(it, [one, other] if one == other))
    }

    /// The first value of a query parameter; names are case-sensitive.
    pub fn query_param(&self, name: &str) -> Option<Cow<'_, str>> {
        self.query.as_deref()?.split('&').find_map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(key) == name).then(|| decoded(value))
        })
    }

    /// Whether it is a gRPC request, by its content type.
    pub fn is_grpc(&self) -> bool {
        self.header("content-type").is_some_and(|it| it.starts_with("application/grpc"))
    }

    /// Path and query.
    pub fn target(&self) -> String {
        match &self.query {
            Some(query) => format!("{}?{query}", self.path),
            None => self.path.clone(),
        }
    }
}

/// Host and port of an authority; an IPv6 address stands in brackets.
fn split_port(authority: &str) -> Result<(&str, Option<u16>), UrlFault> {
    let after_address = authority.rfind(']').map_or(0, |it| it.saturating_add(1));
    let Some(colon) = authority.rfind(':').filter(|it| *it >= after_address) else {
        return Ok((authority, None));
    };
    let (host, port) = authority.split_at_checked(colon).unwrap_or((authority, ""));
    let port: u16 = port.trim_start_matches(':').parse().map_err(|_| UrlFault::Port)?;
    if port == 0 { Err(UrlFault::Port) } else { Ok((host, Some(port))) }
}

/// A part of a query with `%41` and `+` decoded. What is not valid stays as it is.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains(['%', '+']) {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digit = |at: usize| after.get(at).and_then(|it| char::from(*it).to_digit(16));
        match (first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or_default());
                rest = after.get(2..).unwrap_or_default();
            }
            (b'+', ..) => {
                bytes.push(b' ');
                rest = after;
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::{Request, Scheme, UrlFault};

    #[test]
    fn a_url_is_taken_apart() {
        let it = Request::get("https://Shop.Example.com:8443/a/b?c=%2fd+e&c=2#top").unwrap();
        assert_eq!((it.scheme, it.host.as_str(), it.port), (Scheme::Https, "shop.example.com", 8443));
        assert_eq!((it.path.as_str(), it.query_param("c").as_deref()), ("/a/b", Some("/d e")));
        let it = Request::get("http://[::1]?a").unwrap();
        assert_eq!((it.host.as_str(), it.port, it.target().as_str()), ("[::1]", 80, "/?a"));
        assert_eq!(it.query_param("a").as_deref(), Some(""));
        assert_eq!(Request::get("http://a.test").unwrap().path, "/");
    }

    #[test]
    fn what_is_no_url_is_said() {
        assert_eq!(Request::get("shop.example.com"), Err(UrlFault::Scheme));
        assert_eq!(Request::get("ftp://a"), Err(UrlFault::Scheme));
        assert_eq!(Request::get("http:///a"), Err(UrlFault::NoHost));
        assert_eq!(Request::get("http://a:0/"), Err(UrlFault::Port));
        assert_eq!(Request::get("http://a:70000/"), Err(UrlFault::Port));
        assert_eq!(Request::get("tcp://a"), Err(UrlFault::NoPort));
        assert_eq!(Request::get("http://me@a/"), Err(UrlFault::User));
    }

    #[test]
    fn repeated_headers_are_one_list() {
        let mut it = Request::get("http://a").unwrap();
        it.headers = vec![("X-A".into(), "1".into()), ("x-a".into(), "2".into())];
        assert_eq!(it.header("X-a").as_deref(), Some("1,2"));
        assert_eq!(it.header("b"), None);
    }
}
