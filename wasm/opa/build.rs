//! OPA's hosts bring the memory, and read and write it.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|it| it == "wasm32") {
        println!("cargo::rustc-cdylib-link-arg=--import-memory");
        println!("cargo::rustc-cdylib-link-arg=--export-memory");
    }
}
