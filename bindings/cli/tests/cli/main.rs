//! The command as people and CI run it: a process, files, pipes and exit codes.

mod check;
#[cfg(feature = "cluster")]
mod cluster;
mod crds;
mod export;
mod findings;
mod formats;
mod gate;
mod graph;
mod harness;
mod hostile;
mod implementations;
mod inputs;
#[cfg(feature = "lsp")]
mod lsp;
mod mending;
mod pages;
#[cfg(unix)]
mod render;
mod repository;
mod request;
mod routes;
mod schema;
mod status;
mod verify;
