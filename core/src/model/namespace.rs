//! `Namespace`.

use super::view::view;

view! {
    /// A `Namespace`.
    Namespace {
        labels "metadata.labels": map,
        phase "status.phase": text_or("Active"),
    }
}
