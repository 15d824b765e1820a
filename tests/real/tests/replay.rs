//! What was recorded of real implementations is what the engine says, but for differences that are known.

use routeproof_real::{
    Answer, Case, Difference, Implementation, OF_REQUESTS, OF_STATUSES, Seen, Status, StatusCase, Table,
    Told, read, requests, statuses,
};
use std::collections::{BTreeMap, BTreeSet};

/// `RECORDING=FILE` replays another one.
fn recording() -> routeproof_real::Recording {
    let committed = concat!(env!("CARGO_MANIFEST_DIR"), "/recorded.jsonl.gz").to_owned();
    let path = std::env::var("RECORDING").unwrap_or(committed);
    read(&std::fs::read(path).unwrap()).unwrap()
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
    fn explain<F>(
        &mut self,
        known: &[Difference<F>],
        of: Implementation,
        explains: impl Fn(&F) -> bool,
        shown: impl FnOnce() -> String,
    ) {
        match known.iter().find(|it| it.of.contains(&of) && explains(&it.explains)) {
            Some(it) => *self.explained.entry((of.name(), it.name)).or_default() += 1,
            None => self.unexplained.push(format!("{}: {}", of.name(), shown())),
        }
    }

    /// Fails where something is not explained, or an entry of the list explains nothing.
    fn judge<F>(self, what: &str, known: &[Difference<F>]) {
        println!(
            "{what}: {} compared, {} the same, {} by another reading",
            self.all, self.same, self.other_reading
        );
        self.explained.iter().for_each(|((of, name), times)| println!("  {times} {of}: {name}"));
        let shown = self.unexplained.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
        assert!(
            self.unexplained.is_empty(),
            "{} of {what} are not explained:\n{shown}",
            self.unexplained.len()
        );
        let used: BTreeSet<_> = self.explained.keys().copied().collect();
        let all = known.iter().flat_map(|it| it.of.iter().map(|of| (of.name(), it.name)));
        let stale: Vec<_> = all.filter(|it| !used.contains(it)).collect();
        assert!(stale.is_empty(), "nothing differs so: {stale:?}");
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
        Seen::Closed => String::new(),
    });
    let names: BTreeSet<_> = names.collect();
    answer.outcomes.keys().all(|it| names.contains(it) || it == "?")
}

#[test]
fn requests_end_as_they_did() {
    let mut tally = Tally::default();
    for table in &recording().tables {
        for implementation in Implementation::ALL {
            let Some(recorded) = table.recorded(implementation) else { continue };
            let told = requests(table, implementation).unwrap();
            for ((asked, told), answer) in table.requests.iter().zip(&told).zip(&recorded.answers) {
                if !answer.unstable.is_empty() {
                    continue;
                }
                tally.all += 1;
                let seen = &answer.seen().unwrap();
                match shares_agree(told, answer) {
                    true if agrees(&told.first, seen) => tally.same += 1,
                    true if agrees(&told.others, seen) => tally.other_reading += 1,
                    _ => {
                        let case = Case { table, asked, told, seen };
                        tally.explain(
                            OF_REQUESTS,
                            implementation,
                            |it| it(case),
                            || {
                                let (reasons, lost) = (&told.answer.reasons, &told.answer.lost);
                                let ours = format!("{:?} {reasons:?} {lost:?}", told.first);
                                format!("{} {asked:?}\n  ours {ours}\n  theirs {answer:?}", table.id)
                            },
                        );
                    }
                }
            }
        }
    }
    tally.judge("requests", OF_REQUESTS);
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

fn compare(tally: &mut Tally, table: &Table, implementation: Implementation, ours: &Status, theirs: &Status) {
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
            OF_STATUSES,
            implementation,
            |it| it(case),
            || format!("{} {} {}: ours {ours:?}, theirs {written:?}", table.id, theirs.object, place.0),
        );
    }
}

#[test]
fn statuses_are_as_they_were() {
    let mut tally = Tally::default();
    for table in &recording().tables {
        for implementation in Implementation::ALL {
            let Some(recorded) = table.recorded(implementation) else { continue };
            let told = statuses(table, implementation).unwrap();
            for theirs in &recorded.status {
                let ours = told.iter().find(|it| it.object == theirs.object).unwrap();
                compare(&mut tally, table, implementation, ours, theirs);
            }
        }
    }
    tally.judge("conditions", OF_STATUSES);
}

#[test]
fn the_recording_is_large_enough() {
    let recording = recording();
    for implementation in Implementation::ALL {
        let tables = recording.tables.iter().filter(|it| it.recorded(implementation).is_some());
        let answers: Vec<_> = tables.map(|it| it.recorded(implementation).unwrap().answers.len()).collect();
        assert!(
            answers.len() >= 300 && answers.iter().all(|it| *it >= 20),
            "{implementation:?}: {}",
            answers.len()
        );
    }
}
