//! The one place that writes: the standard output, the standard error, and how much they can show.

use anstream::{AutoStream, ColorChoice};
use std::io::{self, ErrorKind, IsTerminal as _, Write};

/// Where a run writes.
pub(crate) struct Console {
    out: Box<dyn Write>,
    err: Box<dyn Write>,
    /// Whether the standard output shows colours.
    pub(crate) styled: bool,
    /// Whether the standard error shows colours.
    pub(crate) err_styled: bool,
    /// The columns of the terminal, or enough for a log.
    pub(crate) width: usize,
    /// Whether a person watches the output: progress is for them.
    pub(crate) watched: bool,
}

impl Console {
    /// The console of this process. `NO_COLOR`, `CLICOLOR` and `CLICOLOR_FORCE` are honoured by the streams.
    pub(crate) fn new() -> Self {
        let out = AutoStream::auto(io::stdout());
        let err = AutoStream::auto(io::stderr());
        let styled = out.current_choice() != ColorChoice::Never;
        let err_styled = err.current_choice() != ColorChoice::Never;
        let width = if io::stdout().is_terminal() { terminal_width() } else { 120 };
        let watched = io::stderr().is_terminal();
        // Large reports are many small writes.
        let out: Box<dyn Write> = Box::new(io::BufWriter::new(out));
        Self { out, err: Box::new(err), styled, err_styled, width, watched }
    }

    /// Writes to the standard output. A reader that has seen enough (`| head`) is no failure.
    pub(crate) fn print(&mut self, text: &str) -> io::Result<()> {
        heard(self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush()))
    }

    /// Writes to the standard error. Where even that fails, there is no one to tell.
    pub(crate) fn tell(&mut self, text: &str) {
        let _ = self.err.write_all(text.as_bytes()).and_then(|()| self.err.flush());
    }
}

fn heard(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

fn terminal_width() -> usize {
    const MIN_COLUMNS: u16 = 60;
    const MAX_COLUMNS: u16 = 160;
    let columns = terminal_size::terminal_size().map_or(MIN_COLUMNS + 40, |(columns, _)| columns.0);
    columns.clamp(MIN_COLUMNS, MAX_COLUMNS).into()
}
