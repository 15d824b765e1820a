//! What the engine costs, as ratios measured in one run on one thread: these machines are noisy, a ratio is not.
//!
//! `routeproof-bench [measure]` prints the figures, `routeproof-bench write DIR [OBJECTS]` writes the platform as
//! files, `routeproof-bench load OBJECTS` checks one platform and prints the most memory that it held.
#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "it prints figures")]

mod platform;

use platform::{File, Shape, generate};
use routeproof_core::{Settings, Workspace};
use saphyr_parser::Parser;
use std::error::Error;
use std::time::{Duration, Instant};

type Outcome<T> = Result<T, Box<dyn Error>>;

const ROUNDS: usize = 7;
const OBJECTS: usize = 10_000;
const TENANTS: usize = 300;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match *words.as_slice() {
        [] | ["measure"] => measure(),
        ["write", folder] => write(folder, OBJECTS),
        ["write", folder, objects] => write(folder, objects.parse()?),
        ["load", objects] => load(objects.parse()?),
        _ => Err("usage: routeproof-bench [measure | write DIR [OBJECTS] | load OBJECTS]".into()),
    }
}

fn shape(gateway_objects: usize, workloads: bool) -> Shape {
    let tenants = (gateway_objects * TENANTS / OBJECTS).max(1);
    Shape { gateway_objects, tenants, workloads, seed: 1 }
}

fn measure() -> Outcome<()> {
    for (title, workloads) in [("Gateway API objects only", false), ("with their workloads", true)] {
        println!("{OBJECTS} Gateway API objects of {TENANTS} tenants, {title}");
        ratios(&generate(shape(OBJECTS, workloads)))?;
    }
    growth()?;
    memory()
}

fn ratios(files: &[File]) -> Outcome<()> {
    let bytes: usize = files.iter().map(|it| it.text.len()).sum();
    let (mut events, mut read, mut api, mut check) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut findings = 0;
    let mut objects = 0;
    for _ in 0..ROUNDS {
        events.push(timed(|| parse(files))?.0);
        read.push(
            timed(|| {
                Ok(files.iter().map(|it| routeproof_core::yaml::read(&it.text).tree.len()).sum::<usize>())
            })?
            .0,
        );
        let (spent, workspace) = timed(|| filled(files))?;
        api.push(spent);
        let (spent, found) = timed(|| Ok(workspace.check().len()))?;
        check.push(spent);
        (findings, objects) = (found, workspace.object_count());
    }
    let [events, read, api, check] = [events, read, api, check].map(median);
    let mb = Duration::as_secs_f64;
    let size = f64::from(u32::try_from(bytes)?) / 1e6;
    println!("  {objects} objects, {size:.1} MB, {findings} findings");
    println!("  bare saphyr-parser events    {:>7.1} MB/s", size / mb(&events));
    println!("  reading                      {:>7.1} MB/s", size / mb(&read));
    println!(
        "  reading and API verdict      {:>7.1} MB/s   {:.2} x saphyr   (at most 2.0)",
        size / mb(&api),
        ratio(api, events)
    );
    println!("  world, status, rules         {:>7.2} x reading   (below 1.0)", ratio(check, read));
    let all = api + check;
    let rate = f64::from(u32::try_from(objects)?) / all.as_secs_f64();
    println!(
        "  everything                   {:>7.1} MB/s   {:.2} x saphyr   {rate:.0} objects/s",
        size / mb(&all),
        ratio(all, events)
    );
    Ok(())
}

fn growth() -> Outcome<()> {
    println!("growth, with workloads (1.0 = linear)");
    let mut per_object = None;
    for count in [1_000, 10_000, 100_000] {
        let files = generate(shape(count, true));
        let rounds = if count > OBJECTS { 2 } else { ROUNDS };
        let mut spent = Vec::new();
        for _ in 0..rounds {
            spent.push(timed(|| Ok(filled(&files)?.check().len()))?.0);
        }
        let each = median(spent).as_secs_f64() / f64::from(u32::try_from(count)?);
        let first = *per_object.get_or_insert(each);
        println!("  {count:>7} Gateway API objects   {:>6.1} µs each   {:.2}", each * 1e6, each / first);
    }
    Ok(())
}

/// Runs itself, so that the peak is that of one platform alone.
fn memory() -> Outcome<()> {
    let done = std::process::Command::new(std::env::current_exe()?).args(["load", "10000"]).output()?;
    if !done.status.success() {
        return Err(String::from_utf8_lossy(&done.stderr).into());
    }
    print!("{}", String::from_utf8_lossy(&done.stdout));
    Ok(())
}

fn load(objects: usize) -> Outcome<()> {
    let before = resident("VmRSS")?;
    let mut workspace = Workspace::new(Settings::default())?;
    let mut bytes = 0;
    for file in generate(shape(objects, true)) {
        bytes += file.text.len();
        workspace.set_source(&file.name, file.text);
    }
    let findings = workspace.check().len();
    let peak = resident("VmHWM")?.saturating_sub(before);
    let ratio = f64::from(u32::try_from(peak)?) / f64::from(u32::try_from(bytes)?);
    println!(
        "peak memory {:.1} MB for {:.1} MB of input, {findings} findings: {ratio:.1} x   (at most 6)",
        megabytes(peak),
        megabytes(bytes)
    );
    Ok(())
}

fn megabytes(bytes: usize) -> f64 {
    f64::from(u32::try_from(bytes).unwrap_or(u32::MAX)) / 1e6
}

/// A figure of `/proc/self/status`, in bytes.
fn resident(name: &str) -> Outcome<usize> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|it| it.starts_with(name)).ok_or("no such figure in /proc/self/status")?;
    let kilobytes: usize = line.split_whitespace().nth(1).ok_or("no number")?.parse()?;
    Ok(kilobytes * 1024)
}

fn filled(files: &[File]) -> Outcome<Workspace> {
    let mut workspace = Workspace::new(Settings::default())?;
    for file in files {
        workspace.set_source(&file.name, file.text.clone());
    }
    Ok(workspace)
}

fn parse(files: &[File]) -> Outcome<usize> {
    let mut events = 0;
    for file in files {
        for event in Parser::new_from_str(&file.text) {
            event?;
            events += 1;
        }
    }
    Ok(events)
}

fn write(folder: &str, objects: usize) -> Outcome<()> {
    for file in generate(shape(objects, true)) {
        let path = std::path::Path::new(folder).join(file.name);
        std::fs::create_dir_all(path.parent().ok_or("no folder")?)?;
        std::fs::write(path, file.text)?;
    }
    Ok(())
}

fn timed<T>(work: impl FnOnce() -> Outcome<T>) -> Outcome<(Duration, T)> {
    let start = Instant::now();
    let done = std::hint::black_box(work()?);
    Ok((start.elapsed(), done))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}
