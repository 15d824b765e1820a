//! The command line of routeproof: files in, reports out, exit codes that can be trusted. It reads, writes and
//! counts; every judgement is the engine's.
#![forbid(unsafe_code)]

mod args;
mod check;
#[cfg(feature = "cluster")]
mod cluster;
mod console;
mod crds;
mod docs;
mod export;
mod graph;
pub mod host;
mod implementations;
mod input;
mod load;
#[cfg(feature = "lsp")]
mod lsp;
mod markdown;
mod mend;
mod pages;
mod parallel;
mod progress;
mod quiet;
mod render;
mod request;
mod routes;
mod settings;
mod status;
mod verify;

use anyhow::Context as _;
use args::{Cli, Verb};
use clap::{CommandFactory as _, FromArgMatches as _};
use console::Console;
use routeproof_core::report::text::Paint;
use std::ffi::{OsStr, OsString};
use std::path::Path;

/// How a run ended, as the shell sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Exit {
    /// Nothing was found.
    Clean = 0,
    /// Something was found.
    Found = 1,
    /// The job could not be done.
    Failed = 2,
}

impl Exit {
    fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Found => 1,
            Self::Failed => 2,
        }
    }
}

/// Runs one command line, the program's name first, and returns its exit code.
pub fn run(args: impl IntoIterator<Item = OsString>) -> u8 {
    let mut console = Console::new();
    let args: Vec<_> = args.into_iter().collect();
    let command = called(args.first().map(Path::new));
    let parsed = command.try_get_matches_from(args).and_then(|it| Cli::from_arg_matches(&it));
    let verb = match parsed {
        Ok(cli) => cli.verb,
        Err(error) => return usage(&error, &mut console),
    };
    let exit = dispatch(verb, &mut console);
    exit.unwrap_or_else(|error| {
        let label = Paint::Error.on(console.err_styled, "error");
        console.tell(&format!("{label}: {error:#}\n"));
        Exit::Failed
    })
    .code()
}

/// The command line under the name that people type: kubectl runs `kubectl-routeproof` for `kubectl routeproof`.
fn called(program: Option<&Path>) -> clap::Command {
    match program.and_then(Path::file_stem).and_then(OsStr::to_str).and_then(|it| it.strip_prefix("kubectl-"))
    {
        Some(plugin) => Cli::command().bin_name(format!("kubectl {plugin}")),
        None => Cli::command(),
    }
}

/// Help and the version are answers; everything else that clap says is wrong usage.
fn usage(error: &clap::Error, console: &mut Console) -> u8 {
    let text = error.render().ansi().to_string();
    if error.use_stderr() {
        console.tell(&text);
        return Exit::Failed.code();
    }
    match console.print(&text) {
        Ok(()) => Exit::Clean.code(),
        Err(_) => Exit::Failed.code(),
    }
}

fn dispatch(verb: Verb, console: &mut Console) -> anyhow::Result<Exit> {
    match verb {
        Verb::Check(args) => check::check(&args, console),
        Verb::Status(args) => status::status(&args, console),
        Verb::Export(args) => export::print(&args, console),
        Verb::Graph(args) => graph::print(&args, console),
        Verb::Implementations(args) => implementations::implementations(&args, console),
        Verb::Request(args) => request::request(&args, console),
        Verb::Routes(args) => routes::routes(&args, console),
        Verb::Verify(args) => verify::verify(&args, console),
        Verb::Explain(args) => pages::explain(&args, console),
        Verb::Rules(args) => pages::rules(&args, console),
        Verb::Version(args) => pages::version(&args, console),
        #[cfg(feature = "lsp")]
        Verb::Lsp => lsp::run(),
        Verb::Docs(args) => docs::docs(&args, console),
        Verb::Man { folder } => {
            clap_mangen::generate_to(Cli::command(), &folder)
                .with_context(|| format!("`{}` cannot be written", folder.display()))?;
            Ok(Exit::Clean)
        }
        Verb::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "routeproof", &mut script);
            console.print(&String::from_utf8(script)?)?;
            Ok(Exit::Clean)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Cli;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
