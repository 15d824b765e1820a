//! The command as people and CI run it: a process, files, pipes and exit codes.

mod check;
mod harness;
mod inputs;
mod pages;
