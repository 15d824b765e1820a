//! What the engine costs, as ratios measured in one run on one thread: these machines are noisy, a ratio is not.
//!
//! `routeproof-bench [measure [PART]]` prints the figures (of the parts stages, kinds, growth, requests, known, memory, cli, or of
//! all), `routeproof-bench write DIR [OBJECTS]` writes the platform as files, `routeproof-bench load OBJECTS` checks one
//! platform and prints the most memory that it held, and
//! `routeproof-bench run STAGE [ROUNDS [OBJECTS]]` repeats one stage, for a profiler and for `tests/tools/count.py`.
#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "it prints figures")]

mod cost;
mod hosts;
mod known;
mod measure;
mod platform;
mod requests;
mod templates;

use platform::{Shape, generate};
use std::error::Error;

type Outcome<T> = Result<T, Box<dyn Error>>;

const OBJECTS: usize = 10_000;
const TENANTS: usize = 300;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match *words.as_slice() {
        [] | ["measure"] => measure::figures(None),
        ["measure", part] => measure::figures(Some(part)),
        ["write", folder] => write(folder, OBJECTS),
        ["write", folder, objects] => write(folder, objects.parse()?),
        ["load", objects] => hosts::load(objects.parse()?),
        ["run", stage] => measure::repeat(stage, 1, OBJECTS),
        ["run", stage, rounds] => measure::repeat(stage, rounds.parse()?, OBJECTS),
        ["run", stage, rounds, objects] => measure::repeat(stage, rounds.parse()?, objects.parse()?),
        _ => {
            Err("usage: routeproof-bench [measure [PART] | write DIR [OBJECTS] | load OBJECTS | run STAGE [ROUNDS [OBJECTS]]]"
                .into())
        }
    }
}

fn shape(gateway_objects: usize, workloads: bool) -> Shape {
    let tenants = (gateway_objects * TENANTS / OBJECTS).max(1);
    Shape { gateway_objects, tenants, workloads, seed: 1 }
}

fn write(folder: &str, objects: usize) -> Outcome<()> {
    for file in generate(shape(objects, true)) {
        let path = std::path::Path::new(folder).join(file.name);
        std::fs::create_dir_all(path.parent().ok_or("no folder")?)?;
        std::fs::write(path, file.text)?;
    }
    Ok(())
}
