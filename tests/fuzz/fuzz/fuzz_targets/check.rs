//! Whole checks, of any bytes and of manifests with changes that keep most of them.
#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use routeproof_fuzz::random::Random;
use routeproof_fuzz::{check_all, mutate};

fuzz_target!(|bytes: &[u8]| {
    if let Err(broken) = check_all(bytes) {
        panic!("{broken}");
    }
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let mut random = Random::new(u64::from(seed));
    let text = data.get(..size).and_then(|it| std::str::from_utf8(it).ok());
    let Some(text) = text.filter(|_| random.below(3) != 0) else {
        return fuzzer_mutate(data, size, max_size);
    };
    let changed = mutate::structured(&mut random, text, text);
    let bytes = changed.as_bytes();
    let kept = bytes.len().min(max_size).min(data.len());
    data[..kept].copy_from_slice(&bytes[..kept]);
    kept
});
