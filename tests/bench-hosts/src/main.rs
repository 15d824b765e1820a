//! The engine without a host: answers the request in a file once for each line of the standard input, and says how many
//! seconds that took. `run.py` holds hosts against it.
#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "it prints figures")]

use routeproof_core::ffi::answer_json;
use std::error::Error;
use std::hint::black_box;
use std::io::stdin;
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: routeproof-bench-hosts REQUEST.json")?;
    let request = std::fs::read_to_string(path)?;
    for line in stdin().lines() {
        line?;
        let begun = Instant::now();
        black_box(answer_json(&request));
        println!("{}", begun.elapsed().as_secs_f64());
    }
    Ok(())
}
