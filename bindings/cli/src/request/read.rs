//! Files of requests: JSON lines, HAR, access logs.

use crate::args::RequestArgs;
use anyhow::{Context as _, Result, bail};
use routeproof_core::ffi::RequestText;
use serde::Deserialize;
use std::io::Read as _;
use std::path::Path;

/// A HAR file, as far as it says what was sent.
#[derive(Deserialize)]
struct Har {
    log: HarLog,
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

/// The requests of a file, each with the line that it stands in.
pub(super) fn requests(file: &Path, args: &RequestArgs) -> Result<Vec<(usize, RequestText)>> {
    let name = file.display();
    let text = text(file).with_context(|| format!("`{name}` cannot be read"))?;
    let mut found = if let Ok(har) = serde_json::from_str::<Har>(&text) {
        har.log.entries.into_iter().map(|it| (1, of_har(it.request))).collect()
    } else {
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let read = lines.map(|(at, line)| {
            let number = at.saturating_add(1);
            let request = of_line(line, args.sent.url.as_deref());
            Ok((number, request.with_context(|| format!("`{name}`, line {number}"))?))
        });
        read.collect::<Result<Vec<_>>>()?
    };
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

fn of_har(sent: HarRequest) -> RequestText {
    let mut made = RequestText::default();
    made.url = Some(sent.url);
    made.method = Some(sent.method);
    // HTTP/2 writes the request line as headers whose names begin with a colon.
    let headers = sent.headers.into_iter().filter(|it| !it.name.starts_with(':'));
    made.headers = headers.map(|it| [it.name, it.value]).collect();
    made
}

fn of_line(line: &str, url: Option<&str>) -> Result<RequestText> {
    let line = line.trim();
    if line.starts_with('{') {
        return Ok(serde_json::from_str(line)?);
    }
    let Some((method, path)) = request_line(line) else {
        bail!("it is neither a JSON object nor a line of an access log with `\"METHOD PATH HTTP/…\"`");
    };
    let Some(url) = url else { bail!("an access log has no hosts: --url gives scheme, host and port") };
    let mut made = RequestText::default();
    made.url = Some(url.to_owned());
    made.method = Some(method.to_owned());
    made.path = Some(path.to_owned());
    Ok(made)
}

/// Method and target in a line of an access log: `… "GET /cart HTTP/1.1" …`.
fn request_line(line: &str) -> Option<(&str, &str)> {
    line.split('"').find_map(|quoted| {
        let mut words = quoted.split(' ');
        let (method, target, version) = (words.next()?, words.next()?, words.next()?);
        (version.starts_with("HTTP/") && !method.is_empty()).then_some((method, target))
    })
}

#[cfg(test)]
mod tests {
    use super::{of_line, request_line};

    #[test]
    fn lines_of_access_logs() {
        let line =
            r#"10.0.0.1 - - [28/Nov/2026:10:00:00 +0000] "POST /cart?a=b HTTP/1.1" 200 12 "-" "curl/8""#;
        assert_eq!(request_line(line), Some(("POST", "/cart?a=b")));
        let read = of_line(line, Some("https://shop.test")).unwrap();
        assert_eq!(read.path.as_deref(), Some("/cart?a=b"));
        assert!(of_line(line, None).unwrap_err().to_string().contains("--url"));
        assert!(of_line("hello", None).is_err());
    }

    #[test]
    fn lines_of_json() {
        let read =
            of_line(r#"{"host": "a.test", "path": "/x", "headers": [["a", "b"]], "port": 8080}"#, None)
                .unwrap();
        assert_eq!((read.host.as_deref(), read.port), (Some("a.test"), Some(8080)));
        assert!(of_line(r#"{"hots": "a.test"}"#, None).is_err());
    }
}
