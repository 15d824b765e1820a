//! A short run of the fuzz target on any toolchain. `ROUTEPROOF_FUZZ_SECONDS` and `ROUTEPROOF_FUZZ_SEED` make it a
//! long one, and another one.

use routeproof_fuzz::check_reader;
use routeproof_fuzz::random::{Random, input};
use std::time::{Duration, Instant};

#[test]
fn no_input_breaks_the_reader() {
    let setting = |name, default| std::env::var(name).map_or(default, |it| it.parse::<u64>().unwrap());
    let time = Duration::from_secs(setting("ROUTEPROOF_FUZZ_SECONDS", 5));
    let seed = setting("ROUTEPROOF_FUZZ_SEED", 1);
    let mut random = Random::new(seed);
    let start = Instant::now();
    let mut inputs = 0;
    while start.elapsed() < time || inputs < 1000 {
        let bytes = input(&mut random);
        let begun = Instant::now();
        if let Err(broken) = check_reader(&bytes) {
            panic!("seed {seed}: {broken} in {:?}", String::from_utf8_lossy(&bytes));
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "slow: {:?}", String::from_utf8_lossy(&bytes));
        inputs += 1;
    }
}
