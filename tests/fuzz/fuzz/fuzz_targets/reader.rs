//! Any bytes through the reader.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Err(broken) = routeproof_fuzz::check_reader(bytes) {
        panic!("{broken}");
    }
});
