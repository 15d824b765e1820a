//! An OPA bundle: a gzipped tar of the policy and a manifest that says which rules it answers.

use crate::VERSION;
use anyhow::{Context as _, Result, ensure};
use flate2::{Compression, GzBuilder};
use serde_json::json;
use std::io::Write as _;
use wasm_encoder::{Module, RawSection};
use wasmparser::{Parser, Payload};

/// The rules that the policy answers.
const ENTRYPOINTS: [&str; 3] = ["routeproof/deny", "routeproof/report", "routeproof/armed"];
/// The module, as the manifest and the archive call it. OPA's bundle reader wants the slash.
const MODULE: &str = "/policy.wasm";
/// What a tar archive is counted in.
const BLOCK: usize = 512;

/// The most bytes of a bundle: it is deployed in a ConfigMap, whose data may have 1 MiB, counted before base64. The rest is a
/// margin for names. <https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/validation/validation.go>,
/// `ValidateConfigMap`.
const MOST: usize = 1_048_576 - 4_096;

/// `policy` as a bundle. It claims its rules and no more, so that settings and the known world come from elsewhere.
pub(crate) fn bundle(policy: &[u8]) -> Result<Vec<u8>> {
    let resolvers: Vec<_> =
        ENTRYPOINTS.iter().map(|it| json!({"entrypoint": it, "module": MODULE})).collect();
    let manifest = json!({"revision": VERSION, "roots": ENTRYPOINTS, "wasm": resolvers}).to_string();
    let mut tar = Vec::new();
    entry(&mut tar, "/.manifest", manifest.as_bytes())?;
    entry(&mut tar, MODULE, &without_names(policy)?)?;
    tar.resize(tar.len() + 2 * BLOCK, 0);
    // Without a time of its own, so that equal input gives equal bytes.
    let mut gzip = GzBuilder::new().write(Vec::new(), Compression::best());
    gzip.write_all(&tar)?;
    let bundle = gzip.finish()?;
    let size = bundle.len();
    ensure!(size <= MOST, "a bundle of {size} bytes does not fit a ConfigMap, which takes {MOST}");
    Ok(bundle)
}

/// `policy` without the names of its functions, a twentieth of the bundle. A trap then says numbers, which the policy that is
/// no bundle has names for.
fn without_names(policy: &[u8]) -> Result<Vec<u8>> {
    let mut out = Module::new();
    for payload in Parser::new(0).parse_all(policy) {
        let payload = payload?;
        let Some((id, range)) = payload.as_section() else { continue };
        if !matches!(&payload, Payload::CustomSection(it) if it.name() == "name") {
            let data = policy.get(range).context("a section outside of the module")?;
            out.section(&RawSection { id, data });
        }
    }
    Ok(out.finish())
}

/// Adds a file in the oldest form of a header that every reader knows.
fn entry(tar: &mut Vec<u8>, name: &str, data: &[u8]) -> Result<()> {
    ensure!(name.len() <= 100 && data.len() < 1 << 33, "`{name}` does not fit a tar header");
    let mut header = Vec::with_capacity(BLOCK);
    let mut field = |text: &str, width: usize| {
        let from = header.len();
        header.extend(text.bytes());
        header.resize(from + width, 0);
    };
    field(name, 100);
    for (text, width) in [("0000644", 8), ("0000000", 8), ("0000000", 8)] {
        field(text, width);
    }
    field(&format!("{:011o}", data.len()), 12);
    field("00000000000", 12);
    // The sum counts its own field as spaces.
    field("        ", 8);
    field("0", 1);
    field("", 100);
    field("ustar", 6);
    field("00", BLOCK - 263);
    let sum: u32 = header.iter().map(|it| u32::from(*it)).sum();
    header.splice(148..156, format!("{sum:06o}\0 ").bytes());
    tar.extend(header);
    tar.extend(data);
    tar.resize(tar.len().next_multiple_of(BLOCK), 0);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{MOST, bundle};
    use flate2::read::GzDecoder;
    use std::io::Read as _;
    use wasm_encoder::{CustomSection, Module};

    /// A module with nothing but a section of `data`.
    fn module(name: &str, data: &[u8]) -> Vec<u8> {
        let mut module = Module::new();
        module.section(&CustomSection { name: name.into(), data: data.into() });
        module.finish()
    }

    #[test]
    fn a_bundle_that_fits_no_config_map_is_refused() {
        // Bytes that no compression makes shorter.
        let mut state = 1_u32;
        let noise = |_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0]
        };
        let large: Vec<u8> = (0..MOST + 1_000).map(noise).collect();
        let refused = bundle(&module("noise", &large)).unwrap_err().to_string();
        assert!(refused.contains("does not fit a ConfigMap"), "{refused}");
        assert!(bundle(&module("noise", &large[..MOST - 10_000])).is_ok());
        // Names of functions are not in it.
        assert_eq!(bundle(&module("name", &large)).unwrap(), bundle(b"\0asm\x01\0\0\0").unwrap());
    }

    #[test]
    fn a_bundle_is_an_archive_with_both_files() {
        let bytes = bundle(b"\0asm\x01\0\0\0").unwrap();
        assert_eq!(bytes, bundle(b"\0asm\x01\0\0\0").unwrap());
        let mut tar = Vec::new();
        GzDecoder::new(&bytes[..]).read_to_end(&mut tar).unwrap();
        assert_eq!(tar.len() % 512, 0);
        let name = |at: usize| String::from_utf8(tar[at..at + 13].to_vec()).unwrap();
        assert!(
            name(0).starts_with("/.manifest\0") && name(1024).starts_with("/policy.wasm\0"),
            "{:?}",
            name(1024)
        );
        assert_eq!(&tar[257..265], b"ustar\x0000");
        assert_eq!(&tar[1536..1540], b"\0asm");
        let sum: u32 = tar[..512]
            .iter()
            .enumerate()
            .map(|(at, it)| if (148..156).contains(&at) { 32 } else { u32::from(*it) })
            .sum();
        assert_eq!(&tar[148..154], format!("{sum:06o}").as_bytes());
    }
}
