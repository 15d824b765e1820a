//! Files of requests: JSON lines, HAR, access logs.

use crate::args::RequestArgs;
use anyhow::{Context as _, Result, anyhow, bail};
use routeproof_core::ffi::RequestText;
use serde::Deserialize;
use std::io::Read as _;
use std::path::Path;

/// A HAR file, as far as it says what was sent.
#[derive(Deserialize)]
struct Har {
    log: HarLog,
}

/// The first line of a file, as far as it says whether that is a HAR file on one line.
#[derive(Deserialize)]
struct Start {
    log: Option<HarLog>,
}

#[derive(Deserialize)]
struct HarLog {
    entries: Vec<HarEntry>,
}

#[derive(Deserialize)]
struct HarEntry {
    request: HarRequest,
}

#[derive(Deserialize)]
struct HarRequest {
    method: String,
    url: String,
    #[serde(default)]
    headers: Vec<HarHeader>,
}

#[derive(Deserialize)]
struct HarHeader {
    name: String,
    value: String,
}

/// A line of an access log in JSON: of Envoy Gateway, or of Traefik.
#[derive(Deserialize)]
struct Logged {
    #[serde(rename = ":authority", alias = "RequestHost")]
    host: String,
    #[serde(alias = "RequestMethod")]
    method: String,
    #[serde(rename = "x-envoy-origin-path", alias = "RequestPath")]
    path: String,
    #[serde(default, rename = "RequestScheme")]
    scheme: Option<String>,
}

/// A request and where it stands: `line 3`, or `entry 2` of a HAR file.
type Placed = (String, RequestText);

/// The requests of a file.
pub(super) fn requests(file: &Path, args: &RequestArgs) -> Result<Vec<Placed>> {
    let name = file.display();
    let text = text(file).with_context(|| format!("`{name}` cannot be read"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut found = read(text, args.sent.url.as_deref()).with_context(|| format!("`{name}`"))?;
    if found.is_empty() {
        bail!("`{name}` holds no request");
    }
    for (_, it) in &mut found {
        if it.gateway.is_none() && it.from.is_none() {
            it.gateway.clone_from(&args.sent.gateway);
            it.from.clone_from(&args.sent.from);
        }
    }
    Ok(found)
}

fn text(file: &Path) -> std::io::Result<String> {
    if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        return Ok(text);
    }
    std::fs::read_to_string(file)
}

/// The requests of a text; `url` completes the lines of an access log.
fn read(text: &str, url: Option<&str>) -> Result<Vec<Placed>> {
    let mut written = text.lines().filter(|it| !it.trim().is_empty());
    let first = written.next().unwrap_or_default();
    let is_alone = written.next().is_none();
    if !first.trim_start().starts_with('{') {
        return lines(text, url);
    }
    match serde_json::from_str(first) {
        Ok(Start { log: Some(log) }) if is_alone => Ok(entries(log)),
        Ok(Start { log: Some(_) }) => har(text),
        // A HAR file may have its only object on many lines.
        Err(error) if error.is_data() || (error.is_eof() && !is_alone) => har(text),
        _ => lines(text, url),
    }
}

/// A HAR file on several lines, or a malformed one.
fn har(text: &str) -> Result<Vec<Placed>> {
    let har: Har = serde_json::from_str(text)
        .map_err(|error| anyhow!("line {}: it is no HAR file: {error}", error.line()))?;
    Ok(entries(har.log))
}

/// The entries that were sent to a server.
fn entries(log: HarLog) -> Vec<Placed> {
    let all = log.entries.into_iter().enumerate();
    all.filter_map(|(at, it)| Some((format!("entry {at}"), of_har(it.request)?))).collect()
}

/// A browser records what it finds in a page or in itself, too: `data:`, `blob:`, `chrome-extension:`.
fn of_har(sent: HarRequest) -> Option<RequestText> {
    let (scheme, rest) = sent.url.split_once("://")?;
    let scheme = match scheme {
        "http" | "ws" => "http",
        "https" | "wss" => "https",
        _ => return None,
    };
    let mut made = RequestText::default();
    made.url = Some(format!("{scheme}://{rest}"));
    made.method = Some(sent.method);
    made.headers = sent.headers.into_iter().map(|it| [it.name, it.value]).collect();
    Some(made)
}

/// JSON lines, or an access log.
fn lines(text: &str, url: Option<&str>) -> Result<Vec<Placed>> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let read = lines.map(|(at, line)| {
        let place = format!("line {}", at.saturating_add(1));
        let request = of_line(line.trim(), url).with_context(|| place.clone())?;
        Ok((place, request))
    });
    read.collect()
}

fn of_line(line: &str, url: Option<&str>) -> Result<RequestText> {
    if line.starts_with('{') {
        return match serde_json::from_str(line) {
            Ok(request) => Ok(request),
            Err(error) => of_logged(serde_json::from_str(line).map_err(|_| error)?, url),
        };
    }
    let quoted: Vec<_> = line.split('"').skip(1).step_by(2).collect();
    let Some((method, target)) = quoted.iter().find_map(|it| request_line(it)) else {
        bail!("it is neither a JSON object nor a line of an access log with `\"METHOD PATH HTTP/…\"`");
    };
    let mut made = RequestText::default();
    made.method = Some(method.to_owned());
    if target.contains("://") && !target.starts_with('/') {
        made.url = Some(target.to_owned());
        return Ok(made);
    }
    let Some(url) = url else {
        bail!("an access log has no scheme and port: --url gives them, and the host")
    };
    made.url = Some(url.to_owned());
    if !target.starts_with('/') {
        bail!("`{method}` has no path");
    }
    made.path = Some(target.to_owned());
    // By default Envoy begins with the time, and ends with `"AUTHORITY" "UPSTREAM"`.
    if let (true, [_, _, _, _, authority, _]) = (line.starts_with('['), quoted.as_slice()) {
        made.host = Some((*authority).to_owned()).filter(|it| it != "-");
    }
    Ok(made)
}

fn of_logged(line: Logged, url: Option<&str>) -> Result<RequestText> {
    let mut made = RequestText::default();
    made.url = match (url, line.scheme) {
        (Some(url), _) => Some(url.to_owned()),
        (None, Some(scheme)) => Some(format!("{scheme}://{}", line.host)),
        (None, None) => bail!("this access log has no scheme and port: --url gives them"),
    };
    (made.host, made.method, made.path) = (Some(line.host), Some(line.method), Some(line.path));
    Ok(made)
}

/// Method and target of `GET /cart HTTP/1.1`.
fn request_line(quoted: &str) -> Option<(&str, &str)> {
    let mut words = quoted.split(' ');
    let (method, target, version) = (words.next()?, words.next()?, words.next()?);
    (version.starts_with("HTTP/") && !method.is_empty()).then_some((method, target))
}

#[cfg(test)]
mod tests {
    use super::{of_line, read};
    use routeproof_core::ffi::RequestText;

    fn parts(it: &RequestText) -> [Option<&str>; 4] {
        [&it.url, &it.host, &it.method, &it.path].map(|it| it.as_deref())
    }

    #[test]
    fn lines_of_access_logs() {
        let url = Some("https://shop.test");
        let common =
            r#"10.0.0.1 - - [28/Nov/2026:10:00:00 +0000] "POST /cart?a=b HTTP/1.1" 200 12 "-" "curl/8""#;
        let traefik = r#"10.0.0.1 - - [28/Nov/2026:10:00:00 +0000] "POST /cart?a=b HTTP/2.0" 200 12 "-" "-" 1 "web@k8s" "http://10.0.0.2:80" 1ms"#;
        for line in [common, traefik] {
            let read = of_line(line, url).unwrap();
            assert_eq!(parts(&read), [url, None, Some("POST"), Some("/cart?a=b")]);
            assert!(of_line(line, None).unwrap_err().to_string().contains("--url"));
        }
        let envoy = r#"[2026-11-28T10:00:00.310Z] "GET /api HTTP/2" 204 - 154 0 226 100 "10.0.35.28" "curl" "cc21" "api.test" "tcp://10.0.2.1:80""#;
        assert_eq!(parts(&of_line(envoy, url).unwrap()), [url, Some("api.test"), Some("GET"), Some("/api")]);
        let proxied = r#"- "GET http://a.test/x HTTP/1.1" 200"#;
        assert_eq!(parts(&of_line(proxied, None).unwrap())[0], Some("http://a.test/x"));
        for line in
            ["hello", r#"1.1.1.1 - - [t] "\x16\x03\x01" 400 157 "-" "-""#, r#"- "OPTIONS * HTTP/1.1" 200"#]
        {
            assert!(of_line(line, url).is_err(), "{line}");
        }
    }

    #[test]
    fn lines_of_json() {
        let read =
            of_line(r#"{"host": "a.test", "path": "/x", "headers": [["a", "b"]], "port": 8080}"#, None)
                .unwrap();
        assert_eq!((read.host.as_deref(), read.port), (Some("a.test"), Some(8080)));
        assert!(of_line(r#"{"hots": "a.test"}"#, None).is_err());
        let envoy = r#"{":authority":"a.test","method":"GET","x-envoy-origin-path":"/x","protocol":"HTTP/1.1","response_code":200}"#;
        let url = Some("http://b.test:8080");
        assert_eq!(parts(&of_line(envoy, url).unwrap()), [url, Some("a.test"), Some("GET"), Some("/x")]);
        let traefik = r#"{"RequestHost":"a.test","RequestMethod":"GET","RequestPath":"/x","RequestScheme":"https","RequestPort":"-"}"#;
        assert_eq!(parts(&of_line(traefik, None).unwrap())[0], Some("https://a.test"));
    }

    #[test]
    fn what_is_wrong_is_placed() {
        let message = |text: &str| format!("{:#}", read(text, None).unwrap_err());
        assert!(message("{\"host\": \"a\"}\r\n{\"host\": \r\n").starts_with("line 2: "));
        assert!(message("{\n\"log\": {\n\"entries\": [,]}}").starts_with("line 3: it is no HAR"));
        assert!(message("{\"log\": {}}").contains("entries"));
        let one = r#"{"log": {"entries": []}}"#;
        assert!(message(&format!("{one}\n{one}")).starts_with("line 2: it is no HAR file: trailing"));
        let huge = format!("{{\"host\": \"a\"}}\n{}", "x".repeat(1_000_000));
        let told = message(&huge);
        assert!(told.starts_with("line 2: ") && told.len() < 200);
    }

    #[test]
    fn a_har_file_holds_what_was_sent() {
        let text = r#"
            {"log": {"entries": [{"request": {"method": "GET", "url": "data:image/png;base64,"}},
            {"request": {"method": "GET", "url": "wss://a.test/live", "headers": [{"name": ":authority", "value": "b.test"}]}}]}}"#;
        for text in [text.to_owned(), text.replace('\n', ""), text.replace("\": ", "\":\r\n")] {
            let read = read(&text, None).unwrap();
            let found: Vec<_> = read.iter().map(|it| (it.0.as_str(), it.1.url.as_deref())).collect();
            assert_eq!(found, [("entry 1", Some("https://a.test/live"))]);
        }
    }
}
