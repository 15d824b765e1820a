//! What was recorded of real implementations is what the engine says, but for differences that are known.

use routeproof_core::routing::RequestAnswerV1;
use routeproof_real::{
    Answer, Case, Difference, Implementation, OF_FEATURE_STATUSES, OF_FEATURES, OF_REQUESTS, OF_STATUSES,
    OfRequests, OfStatuses, Recording, Seen, Status, StatusCase, Table, Told, read, requests, statuses,
};
use std::collections::{BTreeMap, BTreeSet};

/// Tables about matching.
const MATCHING: &str = "recorded.jsonl.gz";

/// Tables about what routes do beside matching.
const FEATURES: &str = "features.jsonl.gz";

/// `RECORDING=FILE` replays another one.
fn recording(name: &str) -> Recording {
    let path = other().unwrap_or_else(|| format!("{}/{name}", env!("CARGO_MANIFEST_DIR")));
    read(&std::fs::read(path).unwrap()).unwrap()
}

fn other() -> Option<String> {
    std::env::var("RECORDING").ok()
}

/// Counts what is explained, and keeps what is not.
#[derive(Default)]
struct Tally {
    all: usize,
    same: usize,
    other_reading: usize,
    explained: BTreeMap<(&'static str, &'static str), usize>,
    unexplained: Vec<String>,
}

impl Tally {
    fn explain<F: 'static>(
        &mut self,
        known: &[&'static [Difference<F>]],
        of: Implementation,
        explains: impl Fn(&F) -> bool,
        shown: impl FnOnce() -> String,
    ) {
        match known.iter().copied().flatten().find(|it| it.of.contains(&of) && explains(&it.explains)) {
            Some(it) => *self.explained.entry((of.name(), it.name)).or_default() += 1,
            None => self.unexplained.push(format!("{}: {}", of.name(), shown())),
        }
    }

    /// Fails where something is not explained, or an entry of the list `own` explains nothing.
    fn judge<F>(self, what: &str, own: &[Difference<F>]) {
        println!(
            "{what}: {} compared, {} the same, {} by another reading",
            self.all, self.same, self.other_reading
        );
        self.explained.iter().for_each(|((of, name), times)| println!("  {times} {of}: {name}"));
        let most = std::env::var("SHOW").ok().and_then(|it| it.parse().ok()).unwrap_or(20);
        let shown = self.unexplained.iter().take(most).cloned().collect::<Vec<_>>().join("\n");
        assert!(
            self.unexplained.is_empty(),
            "{} of {what} are not explained:\n{shown}",
            self.unexplained.len()
        );
        let used: BTreeSet<_> = self.explained.keys().copied().collect();
        let all = own.iter().flat_map(|it| it.of.iter().map(|of| (of.name(), it.name)));
        let stale: Vec<_> = all.filter(|it| !used.contains(it)).collect();
        assert!(stale.is_empty() || other().is_some(), "nothing differs so: {stale:?}");
    }
}

/// Whether what was seen is what the engine says.
fn agrees(told: &[Seen], seen: &Seen) -> bool {
    told.iter().any(|it| match (it, seen) {
        // Nothing tells which backend answers `HEAD`.
        (Seen::Backend { response, .. }, Seen::Backend { name, response: other, .. }) if name == "?" => {
            response == other
        }
        _ => it == seen,
    })
}

/// Whether the backends and status codes that were seen, where there are several, are those of the engine.
fn shares_agree(told: &Told, answer: &Answer) -> bool {
    let names = told.first.iter().chain(&told.others).map(|it| match it {
        Seen::Backend { name, .. } => name.clone(),
        Seen::Status(status) | Seen::Redirect(status, _) => status.to_string(),
        Seen::Grpc(_) => "200".to_owned(),
        Seen::Closed => "None".to_owned(),
        Seen::Preflight(_) => String::new(),
    });
    let names: BTreeSet<_> = names.collect();
    answer.outcomes.keys().all(|it| names.contains(it) || it == "?")
}

/// Whether as many copies were made as the engine says: all, none, or about a part of them.
fn copies_agree(told: &Told, answer: &Answer) -> bool {
    let mut expected: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for it in &told.answer.mirrors {
        expected.entry(format!("{}/{}", it.namespace, it.name)).or_default().push(it.share);
    }
    let counted = |name: &str| answer.copies.iter().find(|it| it.0 == name).map_or(0, |it| it.1);
    let number = |it: usize| f64::from(u32::try_from(it).unwrap());
    let sent = number(answer.sent);
    let is_near = |(name, shares): (&String, &Vec<f64>)| {
        let mean: f64 = shares.iter().map(|it| it * sent).sum();
        let variance: f64 = shares.iter().map(|it| it * (1.0 - it) * sent).sum();
        (number(counted(name)) - mean).abs() <= 4.5 * variance.sqrt()
    };
    expected.iter().all(is_near) && answer.copies.iter().all(|it| expected.contains_key(&it.0))
}

/// Compares the requests of a recording with what the engine says of them.
fn compare_requests(recording: &Recording, known: &[&'static [OfRequests]]) -> Tally {
    let mut tally = Tally::default();
    for table in &recording.tables {
        for implementation in Implementation::ALL {
            let Some(recorded) = table.recorded(implementation) else { continue };
            let told = requests(table, implementation).unwrap();
            for ((asked, told), answer) in table.requests.iter().zip(&told).zip(&recorded.answers) {
                if !answer.unstable.is_empty() {
                    continue;
                }
                tally.all += 1;
                let seen = &answer.seen(asked).unwrap();
                let copies = !asked.copies || copies_agree(told, answer);
                match copies && shares_agree(told, answer) {
                    true if agrees(&told.first, seen) => tally.same += 1,
                    true if agrees(&told.others, seen) => tally.other_reading += 1,
                    _ => {
                        let case = Case { table, asked, told, seen };
                        tally.explain(
                            known,
                            implementation,
                            |it| it(case),
                            || {
                                let RequestAnswerV1 { reasons, lost, mirrors, .. } = &told.answer;
                                let ours = format!("{:?} {reasons:?} {lost:?} {mirrors:?}", told.first);
                                let about = format!("{} {} {asked:?}", table.id, table.listeners);
                                format!("{about}\n  ours {ours}\n  theirs {answer:?}")
                            },
                        );
                    }
                }
            }
        }
    }
    tally
}

#[test]
fn requests_end_as_they_did() {
    compare_requests(&recording(MATCHING), &[OF_REQUESTS]).judge("requests", OF_REQUESTS);
}

#[test]
fn requests_with_features_end_as_they_did() {
    let tally = compare_requests(&recording(FEATURES), &[OF_FEATURES, OF_REQUESTS]);
    tally.judge("requests with features", OF_FEATURES);
}

/// The conditions of a status by their place and type.
fn conditions(status: &Status) -> BTreeMap<(String, String), String> {
    let mut all = BTreeMap::new();
    let mut add = |place: &str, texts: &[String]| {
        for it in texts {
            let kind = it.split('=').next().unwrap_or_default().to_owned();
            all.insert((place.to_owned(), kind), it.clone());
        }
    };
    add("", &status.conditions);
    status.parents.iter().for_each(|it| add(&it[0], &it[1..]));
    for it in &status.listeners {
        let texts: Vec<_> = it[2..].iter().map(|it| it.as_str().unwrap().to_owned()).collect();
        let name = it[0].as_str().unwrap();
        add(name, &texts);
        add(name, &[format!("attachedRoutes={}", it[1])]);
    }
    all
}

fn compare(
    tally: &mut Tally,
    known: &[&'static [OfStatuses]],
    (table, implementation): (&Table, Implementation),
    ours: &Status,
    theirs: &Status,
) {
    let (told, written) = (conditions(ours), conditions(theirs));
    let places: BTreeSet<_> = told.keys().chain(written.keys()).collect();
    for place in places {
        let of = |all: &BTreeMap<(String, String), String>| all.get(place).cloned().unwrap_or_default();
        let (ours, written) = (of(&told), of(&written));
        tally.all += 1;
        if ours == written {
            tally.same += 1;
            continue;
        }
        let case = StatusCase { table, place: [&theirs.object, &place.0], ours: &ours, theirs: &written };
        tally.explain(
            known,
            implementation,
            |it| it(case),
            || format!("{} {} {}: ours {ours:?}, theirs {written:?}", table.id, theirs.object, place.0),
        );
    }
}

/// Compares the statuses of a recording with those that the engine predicts.
fn compare_statuses(recording: &Recording, known: &[&'static [OfStatuses]]) -> Tally {
    let mut tally = Tally::default();
    for table in &recording.tables {
        for implementation in Implementation::ALL {
            let Some(recorded) = table.recorded(implementation) else { continue };
            let told = statuses(table, implementation).unwrap();
            for theirs in &recorded.status {
                let ours = told.iter().find(|it| it.object == theirs.object).unwrap();
                compare(&mut tally, known, (table, implementation), ours, theirs);
            }
        }
    }
    tally
}

#[test]
fn statuses_are_as_they_were() {
    compare_statuses(&recording(MATCHING), &[OF_STATUSES]).judge("conditions", OF_STATUSES);
}

#[test]
fn statuses_with_features_are_as_they_were() {
    let tally = compare_statuses(&recording(FEATURES), &[OF_FEATURE_STATUSES, OF_STATUSES]);
    tally.judge("conditions with features", OF_FEATURE_STATUSES);
}

#[test]
fn the_recordings_are_large_enough() {
    use Implementation::{EnvoyGateway, Traefik};
    for (name, of, least) in
        [(MATCHING, Traefik, 300), (MATCHING, EnvoyGateway, 300), (FEATURES, Traefik, 16)]
    {
        let recording = recording(name);
        let tables = recording.tables.iter().filter_map(|it| it.recorded(of));
        let answers: Vec<_> = tables.map(|it| it.answers.len()).collect();
        let large = answers.len() >= least && answers.iter().all(|it| *it >= 20);
        assert!(large, "{name} {of:?}: {}", answers.len());
    }
}
