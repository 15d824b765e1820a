//! Writes the texts to start from into a folder, one a file: libFuzzer takes no other form.

use std::path::PathBuf;

fn main() -> Result<(), String> {
    let folder = std::env::args_os().nth(1).map(PathBuf::from).ok_or("which folder?")?;
    for (number, text) in routeproof_fuzz::seeds::all()?.iter().enumerate() {
        let file = folder.join(format!("seed-{number:04}"));
        std::fs::write(&file, text).map_err(|it| format!("{}: {it}", file.display()))?;
    }
    Ok(())
}
