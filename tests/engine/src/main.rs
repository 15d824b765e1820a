//! `routeproof-engine`: the engine behind a pipe, for test harnesses in other languages.
//!
//! Each line of standard input is a JSON question with an `op`; each line of standard output is its answer. With a
//! file as its only argument, the questions are read from there. A question that cannot be answered gets an answer
//! with `error`, so that a harness never waits for nothing.
#![forbid(unsafe_code)]

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::process::ExitCode;

use routeproof_engine::Session;

fn main() -> ExitCode {
    let questions: io::Result<Box<dyn BufRead>> = match std::env::args_os().nth(1) {
        Some(path) => File::open(path).map(|it| -> Box<dyn BufRead> { Box::new(BufReader::new(it)) }),
        None => Ok(Box::new(BufReader::new(io::stdin()))),
    };
    match questions.and_then(|it| answer_all(it, BufWriter::new(io::stdout()))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn answer_all(mut questions: Box<dyn BufRead>, mut out: impl Write) -> io::Result<()> {
    let (mut session, mut line) = (Session::default(), String::new());
    while questions.read_line(&mut line)? > 0 {
        out.write_all(session.answer(&line).as_bytes())?;
        out.write_all(b"\n")?;
        // The next question may depend on this answer.
        out.flush()?;
        line.clear();
    }
    Ok(())
}
