//! Inputs that a seed determines: bytes, soups of tokens, and manifests with mutations.

/// A small generator of numbers (xorshift).
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The numbers of `seed`.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `end`, which is not 0.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let end = u64::try_from(end.max(1)).unwrap_or(u64::MAX);
        usize::try_from(self.0 % end).unwrap_or_default()
    }

    /// One of `all`, unless there is none.
    pub fn pick<T: Copy>(&mut self, all: &[T]) -> Option<T> {
        all.get(self.below(all.len())).copied()
    }

    fn byte(&mut self) -> u8 {
        u8::try_from(self.below(256)).unwrap_or_default()
    }
}

const MANIFESTS: [&str; 4] = [
    "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata:\n  name: shop\n  labels: {app: \"é\", b: 'c'}\nspec:\n  rules:\n  - backendRefs:\n    - name: web\n      port: 80\n",
    "a: &a {x: 1, y: [2, 3]}\nb: {<<: *a, z: |\n  text\n}\n---\n? key\n: value\n...\nlost\n",
    "{\"kind\": \"List\", \"items\": [{\"n\": 1.5e3, \"s\": \"\\ud83d\\ude00\"}, null, true]}\n{}\n",
    "text: |+2\n    one\n   two\n\nfolded: >-\n  a\n\n  b\nquoted: \"x \\\n  y\\u00e9\"\r\nlast: 'it''s'\n",
];

/// What the grammar of YAML looks at.
pub const TOKENS: [&str; 48] = [
    ": ",
    ":\n  ",
    "- ",
    "-\n",
    "? ",
    ",",
    "[",
    "]",
    "{",
    "}",
    "'",
    "\"",
    "\\",
    "\\x4",
    "\n",
    "\n  ",
    "\r\n",
    "\r",
    "\t",
    " ",
    "\u{85}",
    "\u{2028}",
    "\u{FEFF}",
    "#",
    "|\n  ",
    ">-\n",
    "&a ",
    "*a",
    "!!str ",
    "!<x> ",
    "!",
    "<<: *a\n",
    "---\n",
    "...\n",
    "--- x",
    "%YAML 1.1\n",
    "%",
    "é",
    "😀",
    "a",
    "key",
    "0x1F",
    "1e3",
    "null",
    "\0",
    "\u{7F}",
    "~",
    "@",
];

/// One input.
pub fn input(random: &mut Random) -> Vec<u8> {
    match random.below(4) {
        0 => (0..random.below(64)).map(|_| random.byte()).collect(),
        1 => soup(random).into_bytes(),
        _ => mutated(random),
    }
}

fn soup(random: &mut Random) -> String {
    (0..random.below(24)).filter_map(|_| TOKENS.get(random.below(TOKENS.len()))).copied().collect()
}

fn mutated(random: &mut Random) -> Vec<u8> {
    let mut bytes =
        MANIFESTS.get(random.below(MANIFESTS.len())).copied().unwrap_or_default().as_bytes().to_vec();
    for _ in 0..=random.below(6) {
        let at = random.below(bytes.len() + 1);
        match random.below(5) {
            0 => bytes.truncate(at),
            1 => {
                let token = TOKENS.get(random.below(TOKENS.len())).copied().unwrap_or_default();
                bytes.splice(at..at, token.bytes());
            }
            2 => {
                let end = (at + random.below(8)).min(bytes.len());
                bytes.drain(at..end);
            }
            3 => {
                let end = (at + random.below(40)).min(bytes.len());
                let repeated = bytes.get(at..end).unwrap_or_default().repeat(1 + random.below(3));
                bytes.splice(at..at, repeated);
            }
            _ => {
                let byte = random.byte();
                if let Some(it) = bytes.get_mut(at) {
                    *it = byte;
                }
            }
        }
    }
    bytes
}
