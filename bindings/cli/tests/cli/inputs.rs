//! Files, folders, the standard input, and what cannot be read.

use crate::harness::{Folder, GOOD};

#[test]
fn bytes_that_are_no_text_are_said_with_their_line() {
    let folder = Folder::with(&[("good.yaml", GOOD)]);
    folder.write("latin1.yaml", b"kind: a\nname: caf\xe9\n");
    folder.write("utf16.yaml", b"\xff\xfek\0");
    let run = folder.run(&["check"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("`latin1.yaml` is not UTF-8: line 2 has the byte 0xE9"), "{}", run.err);
    assert!(run.err.contains("`utf16.yaml` is UTF-16"), "{}", run.err);
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_opened_is_said() {
    let folder = Folder::with(&[("good.yaml", GOOD)]);
    std::os::unix::fs::symlink("loop.yaml", folder.path("loop.yaml")).unwrap();
    let run = folder.run(&["check"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("`loop.yaml` too many levels of symbolic links"), "{}", run.err);
}

#[test]
fn a_folder_without_manifests_was_not_checked() {
    let folder = Folder::with(&[("readme.txt", "hello")]);
    let run = folder.run(&["check"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("`.` holds no .yaml, .yml or .json file"), "{}", run.err);
}

#[test]
fn an_empty_file_is_no_failure() {
    let folder = Folder::with(&[("empty.yaml", ""), ("good.yaml", GOOD)]);
    let run = folder.run(&["check", "--profile", "none"]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
}

#[test]
fn the_standard_input_can_be_checked() {
    let run = Folder::new().pipe(&["check", "-", "--profile", "none"], GOOD);
    assert_eq!((run.code, run.out.as_str()), (Some(0), "no findings in 1 file (1 object)\n"), "{}", run.err);
}
