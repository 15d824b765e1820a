//! Unusual texts: manifests with nodes, keys and bytes changed.

use crate::questions::Question;
use crate::{Outcome, about};
use routeproof_fuzz::random::{Random, input};
use routeproof_fuzz::{mutate, seeds};

/// `count` questions about generated texts, the same for the same `seed`.
pub(crate) fn questions(seed: u64, count: usize) -> Outcome<Vec<Question>> {
    let seeds = seeds::all()?;
    let mut random = Random::new(seed);
    let any =
        |random: &mut Random| seeds.get(random.below(seeds.len())).map(String::as_str).unwrap_or_default();
    let mut questions = Vec::new();
    while questions.len() < count {
        let text = if random.below(8) == 0 {
            // Hosts that take texts take no bytes that are none.
            let Ok(text) = String::from_utf8(input(&mut random)) else { continue };
            text
        } else {
            let (text, other) = (any(&mut random), any(&mut random));
            mutate::structured(&mut random, text, other)
        };
        let name = format!("generated-{}", questions.len() + 1);
        let mut question = about(name, vec![("é/gen 😀.yaml".to_owned(), text)]);
        question.settings = match random.below(3) {
            0 => "{profile: kupe, tenant: acme}".to_owned(),
            1 => "{complete: true, gatewayApi: {channel: experimental}}".to_owned(),
            _ => String::new(),
        };
        questions.push(question);
    }
    Ok(questions)
}
