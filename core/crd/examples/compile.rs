//! How long CRDs take to read and to compile: `cargo run --release -p routeproof-crd --example compile -- FILE…`

use routeproof_core::internal::manifest;
use routeproof_core::yaml;
use std::io::{Result, Write as _, stdout};
use std::time::Instant;

fn main() -> Result<()> {
    let texts: Vec<String> = std::env::args().skip(1).map(std::fs::read_to_string).collect::<Result<_>>()?;
    let start = Instant::now();
    let read: Vec<_> = texts.iter().map(|it| (it, yaml::read(it).tree)).collect();
    let reading = start.elapsed();
    let start = Instant::now();
    let (mut bytes, mut gaps, mut faults) = (0, 0, 0);
    for (text, tree) in &read {
        let found = manifest::objects(text, tree);
        let crds: Vec<_> = found.objects.iter().map(|it| it.view(text, tree).value()).collect();
        let table = routeproof_crd::compile(&crds);
        bytes += table.bytes.len();
        gaps += table.gaps.len();
        faults += table.faults.len();
    }
    let compiling = start.elapsed();
    writeln!(
        stdout(),
        "read in {reading:.1?}, compiled in {compiling:.1?}: {bytes} bytes, {gaps} gaps, {faults} faults"
    )
}
