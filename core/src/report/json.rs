//! The report as JSON: one line, keys in the order of the structs.

use super::ReportV1;

/// `report` as one line of JSON, with its line break.
pub fn render(report: &ReportV1) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string(report)?;
    text.push('\n');
    Ok(text)
}
