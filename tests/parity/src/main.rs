//! Writes what every host is asked and what the engine itself answers, one JSON object a line:
//! `routeproof-parity FOLDER [SEED]` makes `questions.jsonl`, `questions-web.jsonl` and `reviews.jsonl` of all fixtures and of
//! generated texts. Browsers judge no kinds of Kubernetes, and are asked with `kubernetes: none`.
#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "it says what it wrote")]

mod generated;
mod questions;
mod reviews;

use questions::Question;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// How many texts are generated.
const GENERATED: usize = 500;

fn main() -> Outcome<()> {
    let mut arguments = env::args().skip(1);
    let folder = arguments.next().ok_or("usage: routeproof-parity FOLDER [SEED]")?;
    let seed = arguments.next().map_or(Ok(1), |it| it.parse())?;
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;

    let mut questions = questions::of_fixtures()?;
    let fixtures = questions.len();
    questions.extend(generated::questions(seed, GENERATED)?);
    let (mut lines, mut web, mut reviews, mut count) = (String::new(), String::new(), String::new(), 0);
    for question in &questions {
        writeln!(lines, "{}", question.line())?;
        writeln!(web, "{}", question.without_kubernetes()?.line())?;
        for review in reviews::of(question)? {
            writeln!(reviews, "{review}")?;
            count += 1;
        }
    }
    fs::write(folder.join("questions.jsonl"), lines)?;
    fs::write(folder.join("questions-web.jsonl"), web)?;
    fs::write(folder.join("reviews.jsonl"), reviews)?;
    println!(
        "{fixtures} fixtures and {} generated texts (seed {seed}); {count} objects in them for the policies",
        questions.len() - fixtures
    );
    Ok(())
}

/// `name` without what a file or a log would stumble over.
fn plain(name: &str) -> String {
    name.chars().map(|it| if it.is_ascii_alphanumeric() { it } else { '-' }).collect()
}

/// A question about the texts of `sources`.
fn about(name: String, sources: Vec<(String, String)>) -> Question {
    Question { name, sources, ..Question::default() }
}
