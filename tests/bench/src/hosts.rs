//! What whole processes cost: the most memory that one platform takes, and the command line on one core and on all.

use crate::cost::median;
use crate::measure::number;
use crate::platform::generate;
use crate::{OBJECTS, Outcome, shape, write};
use routeproof_core::{Settings, Workspace};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

/// Runs itself, so that the peak is that of one platform alone.
pub(crate) fn memory() -> Outcome<()> {
    let done = Command::new(std::env::current_exe()?).args(["load", &OBJECTS.to_string()]).output()?;
    if !done.status.success() {
        return Err(String::from_utf8_lossy(&done.stderr).into());
    }
    print!("{}", String::from_utf8_lossy(&done.stdout));
    Ok(())
}

pub(crate) fn load(objects: usize) -> Outcome<()> {
    let before = resident("VmRSS")?;
    let mut workspace = Workspace::new(Settings::default())?;
    let mut bytes = 0;
    for file in generate(shape(objects, true)) {
        bytes += file.text.len();
        workspace.set_source(&file.name, file.text);
    }
    let findings = workspace.findings().len();
    let peak = number(resident("VmHWM")?.saturating_sub(before))? / 1e6;
    let input = number(bytes)? / 1e6;
    println!(
        "peak memory {peak:.1} MB for {input:.1} MB of input, {findings} findings: {:.1} x   (at most 6)",
        peak / input
    );
    Ok(())
}

/// A figure of `/proc/self/status`, in bytes.
fn resident(name: &str) -> Outcome<usize> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|it| it.starts_with(name)).ok_or("no such figure in /proc/self/status")?;
    let kilobytes: usize = line.split_whitespace().nth(1).ok_or("no number")?.parse()?;
    Ok(kilobytes * 1024)
}

/// `routeproof check` over the platform as files, where it was built beside this program.
pub(crate) fn command_line() -> Outcome<()> {
    let program = std::env::current_exe()?.with_file_name("routeproof");
    if !program.exists() {
        println!("command line: not built; `cargo build --release -p routeproof-cli` first");
        return Ok(());
    }
    let folder = std::env::temp_dir().join(format!("routeproof-bench-{}", std::process::id()));
    write(&folder.to_string_lossy(), OBJECTS)?;
    let (mut one, mut two) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        one.push(run(&program, &folder, "0")?);
        two.push(run(&program, &folder, "0,1")?);
    }
    std::fs::remove_dir_all(&folder)?;
    let (one, two) = (median(one), median(two));
    println!(
        "`routeproof check` of {OBJECTS} Gateway API objects with workloads: {one:.2} s on one core, {two:.2} s on two, {:.1} x",
        one / two
    );
    Ok(())
}

/// Wall time: what a person waits for.
fn run(program: &Path, folder: &Path, cores: &str) -> Outcome<f64> {
    let start = Instant::now();
    let mut command = Command::new("taskset");
    command.args(["-c", cores]).arg(program);
    let status =
        command.args(["check", "--quiet", "--format", "json"]).arg(folder).stdout(Stdio::null()).status()?;
    // 1 says that there are findings.
    if !matches!(status.code(), Some(0 | 1)) {
        return Err(format!("`routeproof check` ended with {status}").into());
    }
    Ok(start.elapsed().as_secs_f64())
}
