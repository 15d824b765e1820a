//! Texts to start from: the repository's examples, and the corpus with the API server's verdicts.

use std::fs;
use std::path::{Path, PathBuf};

/// All of them, in a fixed order; an error says which file cannot be read.
pub fn all() -> Result<Vec<String>, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut texts = Vec::new();
    for folder in ["examples/kupe", "examples/broken"] {
        let mut files: Vec<PathBuf> = fs::read_dir(root.join(folder))
            .map_err(|it| format!("{folder}: {it}"))?
            .map(|it| it.map(|it| it.path()))
            .collect::<Result<_, _>>()
            .map_err(|it| format!("{folder}: {it}"))?;
        files.sort();
        for file in files {
            texts.push(read(&file)?);
        }
    }
    let corpus = read(&root.join("tests/corpus/api.jsonl"))?;
    for line in corpus.lines() {
        let line: serde_json::Value = serde_json::from_str(line).map_err(|it| it.to_string())?;
        texts.extend(line.get("text").and_then(|it| it.as_str()).map(str::to_owned));
    }
    Ok(texts)
}

fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|it| format!("{}: {it}", file.display()))
}
