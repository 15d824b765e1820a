//! A short run of the target `check` on any toolchain. `ROUTEPROOF_FUZZ_SECONDS` and `ROUTEPROOF_FUZZ_SEED` make it a
//! long one, and another one.

use routeproof_fuzz::random::{Random, input};
use routeproof_fuzz::{check_all, mutate, seeds};
use std::time::{Duration, Instant};

/// What one input may take in an unoptimised build on a busy machine.
const SLOW: Duration = Duration::from_secs(20);

#[test]
fn no_input_breaks_a_check() {
    let setting = |name, default| std::env::var(name).map_or(default, |it| it.parse::<u64>().unwrap());
    let time = Duration::from_secs(setting("ROUTEPROOF_FUZZ_SECONDS", 10));
    let seed = setting("ROUTEPROOF_FUZZ_SEED", 1);
    let seeds = seeds::all().unwrap();
    let mut random = Random::new(seed);
    let start = Instant::now();
    let mut inputs = 0;
    while start.elapsed() < time || inputs < 300 {
        let bytes = if random.below(4) == 0 {
            input(&mut random)
        } else {
            let [text, other] = [(); 2].map(|()| seeds[random.below(seeds.len())].as_str());
            mutate::structured(&mut random, text, other).into_bytes()
        };
        let begun = Instant::now();
        if let Err(broken) = check_all(&bytes) {
            panic!("seed {seed}: {broken} in {:?}", String::from_utf8_lossy(&bytes));
        }
        assert!(begun.elapsed() < SLOW, "slow: {:?}", String::from_utf8_lossy(&bytes));
        inputs += 1;
    }
}

#[test]
fn every_seed_holds() {
    for text in seeds::all().unwrap() {
        check_all(text.as_bytes()).unwrap_or_else(|it| panic!("{it} in {text:?}"));
    }
}
