//! What a finding is called by services that follow findings over commits.

use crate::order::Map;

/// Fingerprints of one report: no two findings have the same one.
#[derive(Default)]
pub(super) struct Fingerprints {
    /// How often each hash was met.
    met: Map<u64, usize>,
}

impl Fingerprints {
    /// The fingerprint of a finding, from what stays the same while it moves up and down its file: the code, the source,
    /// the object, the field and the message.
    pub(super) fn next(&mut self, parts: [&str; 5]) -> String {
        let hash = parts.iter().fold(FNV_OFFSET, |hash, part| fnv(fnv(hash, part.as_bytes()), &[0]));
        let met = self.met.entry(hash).or_default();
        *met += 1;
        format!("{hash:016x}:{met}")
    }
}

const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;

/// FNV-1a: short, and the same on every host for ever.
fn fnv(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
