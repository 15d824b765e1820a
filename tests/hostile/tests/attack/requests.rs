//! Random requests before both policies: whatever a request looks like there is an answer, it is short, and both give the
//! same one. `HOSTILE_REQUESTS` says how many, `HOSTILE_SEED` which.

use crate::random::Random;
use crate::{DENIED, LET_IN, all_settings, cases, kubewarden, opa};
use serde_json::{Map, Value, json};

fn number(name: &str, otherwise: usize) -> usize {
    std::env::var(name).map_or(otherwise, |it| it.parse().unwrap_or_else(|_| panic!("{name} is no number")))
}

/// Any value, and those that stand at the limits of what a reader takes.
fn any(random: &mut Random) -> Value {
    match random.below(14) {
        0 => Value::Null,
        1 => json!(random.once_in(2)),
        2 => json!(-1),
        3 => json!(u64::MAX),
        4 => json!(1e300),
        5 => json!(""),
        6 => json!([]),
        7 => json!({}),
        8 => json!("a".repeat(random.below(70_000))),
        9 => json!("\u{0}\u{202e}\u{1f600} kupe.cloud"),
        10 => json!(vec!["web.acme.kupe.cloud"; random.below(300)]),
        11 => (0..random.below(200)).fold(json!("a"), |inner, _| json!([inner])),
        12 => (0..random.below(200)).fold(json!("a"), |inner, _| json!({"spec": inner})),
        _ => {
            json!({"name": random.label(), "namespace": random.label(), "kind": "List", "items": [null, {}, []]})
        }
    }
}

/// Changes something at any depth of `value`.
fn change(value: &mut Value, random: &mut Random) {
    match value {
        Value::Object(entries) if !entries.is_empty() && !random.once_in(4) => {
            let keys: Vec<String> = entries.keys().cloned().collect();
            let key = &keys[random.below(keys.len())];
            match random.below(8) {
                0 => drop(entries.remove(key)),
                1 => rename(entries, key, random),
                _ => change(&mut entries[key], random),
            }
        }
        Value::Array(items) if !items.is_empty() && !random.once_in(4) => {
            let at = random.below(items.len());
            if random.once_in(5) {
                let copy = items[at].clone();
                items.resize(items.len() + random.below(60), copy);
            } else {
                change(&mut items[at], random);
            }
        }
        _ => *value = any(random),
    }
}

fn rename(entries: &mut Map<String, Value>, key: &str, random: &mut Random) {
    let value = entries.remove(key).unwrap_or_default();
    let other = match random.below(3) {
        0 => key.to_ascii_uppercase(),
        1 => String::new(),
        _ => random.label(),
    };
    entries.insert(other, value);
}

fn request(object: Value, random: &mut Random) -> Value {
    let operation = random.pick(&["CREATE", "UPDATE", "DELETE", "CONNECT", "PATCH", ""]);
    let old = if random.once_in(2) { Value::Null } else { object.clone() };
    let kind = json!({"group": "", "version": "v1", "kind": object["kind"]});
    let mut request = json!({
        "uid": "1", "operation": operation, "namespace": object["metadata"]["namespace"], "kind": kind,
        "userInfo": {"username": "someone", "groups": ["system:authenticated"]}, "dryRun": false,
        "object": object, "oldObject": old,
    });
    if random.once_in(4) {
        request["subResource"] = json!(random.pick(&["status", "scale", "ephemeralcontainers", ""]));
    }
    for _ in 0..random.below(4) {
        change(&mut request, random);
    }
    request
}

#[test]
fn every_request_has_a_short_answer() {
    let objects: Vec<Value> = cases(DENIED)
        .iter()
        .chain(&cases(LET_IN))
        .filter_map(|it| serde_json::from_str(&it.text).ok())
        .collect();
    let mut random = Random::new(u64::try_from(number("HOSTILE_SEED", 17)).unwrap());
    let [kupe, own] = all_settings();
    for _ in 0..number("HOSTILE_REQUESTS", 600) {
        let object = objects[random.below(objects.len())].clone();
        let text = request(object, &mut random).to_string();
        let settings = if random.once_in(2) { &kupe } else { &own };
        let (one, other) = (kubewarden(settings, &text), opa(settings, &text));
        let shown: String = text.chars().take(2_000).collect();
        assert_eq!(one, other, "{shown}");
        assert!(one.iter().map(String::len).sum::<usize>() < 65_536, "{shown}");
    }
}
