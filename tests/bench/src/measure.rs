//! The engine's stages beside a bare parse of the same bytes, and how their cost grows.

use crate::cost::{self, median};
use crate::platform::{File, MIX, generate, uniform};
use crate::{OBJECTS, Outcome, TENANTS, hosts, known, requests, shape};
use routeproof_core::internal::attach::Attachments;
use routeproof_core::internal::world::DEFAULT_NAMESPACE;
use routeproof_core::{Settings, Workspace, status, yaml};
use saphyr_parser::Parser;

const ROUNDS: usize = 9;

/// A part of the figures, by name.
type Part = (&'static str, fn() -> Outcome<()>);

/// One part of the figures; every part without a name.
pub(crate) fn figures(part: Option<&str>) -> Outcome<()> {
    let parts: [Part; 7] = [
        ("stages", platforms),
        ("kinds", kinds),
        ("growth", growth),
        ("requests", requests::figures),
        ("known", known::figures),
        ("memory", hosts::memory),
        ("cli", hosts::command_line),
    ];
    if let Some(part) = part.filter(|part| parts.iter().all(|(name, _)| name != part)) {
        return Err(format!("there are no figures called `{part}`").into());
    }
    for (name, print) in parts {
        if part.is_none_or(|it| it == name) {
            print()?;
        }
    }
    Ok(())
}

fn platforms() -> Outcome<()> {
    for (title, workloads) in [("Gateway API objects only", false), ("with their workloads", true)] {
        println!("{OBJECTS} Gateway API objects of {TENANTS} tenants, {title}");
        stages(&generate(shape(OBJECTS, workloads)))?;
    }
    Ok(())
}

fn kinds() -> Outcome<()> {
    println!("reading and API verdict, by what the objects are");
    for (title, _, template) in MIX {
        let costs = Costs::of(&[uniform(template, 1_000)])?;
        println!("  {title:<24} {:>5.2} x saphyr", costs.ratio(|it| it.verdict, |it| it.events));
    }
    Ok(())
}

/// Repeats one stage over a platform of so many Gateway API objects.
pub(crate) fn repeat(stage: &str, rounds: usize, objects: usize) -> Outcome<()> {
    match stage {
        "known" => return known::repeat(rounds),
        "requests" => return requests::repeat(rounds),
        _ => {}
    }
    let files = generate(shape(objects, matches!(stage, "check" | "rest")));
    for _ in 0..rounds {
        match stage {
            "events" => events(&files)?,
            "reading" => reading(&files),
            "verdict" => filled(&files)?.object_count(),
            "check" => filled(&files)?.findings().len(),
            // Without the workloads, and with them.
            "alone" | "rest" => {
                let mut workspace = filled(&files)?;
                let mut count = 0;
                for _ in 0..10 {
                    // A setting that changes nothing, so that findings are not those of the round before.
                    workspace.set_default_namespace(DEFAULT_NAMESPACE);
                    let snapshot = workspace.snapshot();
                    count += snapshot.findings().len() + snapshot.status().len();
                }
                count
            }
            _ => {
                return Err(
                    "the stages are events, reading, verdict, check, alone, rest, known and requests".into(),
                );
            }
        };
    }
    Ok(())
}

/// What one round costs, in seconds.
struct Round {
    events: f64,
    reading: f64,
    /// Reading included.
    verdict: f64,
    rest: Rest,
}

/// What one round costs after the API server's verdict, in seconds.
#[derive(Clone, Copy)]
struct Rest {
    world: f64,
    attach: f64,
    status: f64,
    rules: f64,
}

impl Rest {
    /// Each stage by itself, and how many findings there are.
    fn of(workspace: &Workspace) -> Outcome<(Self, usize)> {
        let environment = workspace.environment();
        let (world_cost, world) = cost::of(|| Ok(workspace.world()))?;
        let (attach, attachments) = cost::of(|| Ok(Attachments::new(&world, environment)))?;
        let (status, _) = cost::of(|| Ok(status::predict(&world, &attachments, environment).len()))?;
        // A check builds its own world.
        let (check, findings) = cost::of(|| Ok(workspace.findings().len()))?;
        Ok((Self { world: world_cost, attach, status, rules: check - world_cost - attach }, findings))
    }

    fn all(self) -> f64 {
        self.world + self.attach + self.status + self.rules
    }
}

struct Costs {
    rounds: Vec<Round>,
    objects: usize,
    findings: usize,
}

impl Costs {
    fn of(files: &[File]) -> Outcome<Self> {
        let mut costs = Self { rounds: Vec::new(), objects: 0, findings: 0 };
        for _ in 0..ROUNDS {
            let (events, _) = cost::of(|| events(files))?;
            let (reading, _) = cost::of(|| Ok(reading(files)))?;
            let (verdict, workspace) = cost::of(|| filled(files))?;
            let (rest, findings) = Rest::of(&workspace)?;
            costs.rounds.push(Round { events, reading, verdict, rest });
            (costs.objects, costs.findings) = (workspace.object_count(), findings);
        }
        Ok(costs)
    }

    fn median(&self, of: impl Fn(&Round) -> f64) -> f64 {
        median(self.rounds.iter().map(of).collect())
    }

    /// The middle of the ratios of each round, whose two sides were measured next to each other.
    fn ratio(&self, of: impl Fn(&Round) -> f64, to: impl Fn(&Round) -> f64) -> f64 {
        median(self.rounds.iter().map(|it| of(it) / to(it)).collect())
    }
}

fn stages(files: &[File]) -> Outcome<()> {
    let costs = Costs::of(files)?;
    let size = number(files.iter().map(|it| it.text.len()).sum())? / 1e6;
    let objects = number(costs.objects)?;
    println!("  {objects} objects in {} files, {size:.1} MB, {} findings", files.len(), costs.findings);
    let line = |title: &str, of: fn(&Round) -> f64| {
        let speed = size / costs.median(of);
        println!("  {title:<28} {speed:>6.1} MB/s   {:.2} x saphyr", costs.ratio(of, |it| it.events));
    };
    line("bare saphyr-parser events", |it| it.events);
    line("reading", |it| it.reading);
    line("reading and API verdict", |it| it.verdict);
    line("everything", |it| it.verdict + it.rest.all());
    println!(
        "  of these: reading and API verdict at most 2.0 x saphyr; {:.0} objects/s through everything",
        objects / costs.median(|it| it.verdict + it.rest.all())
    );
    let share = |of: fn(&Rest) -> f64| costs.ratio(|it| of(&it.rest), |it| it.reading);
    println!(
        "  world {:.2} + attachment {:.2} + status {:.2} + rules {:.2} = {:.2} x reading   (below 1.0)",
        share(|it| it.world),
        share(|it| it.attach),
        share(|it| it.status),
        share(|it| it.rules),
        share(|it| it.all())
    );
    Ok(())
}

fn growth() -> Outcome<()> {
    println!("growth, Gateway API objects with their workloads (1.0 = linear; at most 1.2)");
    let sizes = [1_000, 10_000, 100_000];
    // Of a hundred objects thirty-two are of Gateway API.
    let platforms = sizes.map(|count: usize| generate(shape(count * 32 / 100, true)));
    let mut rounds = Vec::new();
    for _ in 0..5 {
        let mut round = Vec::new();
        for (files, count) in platforms.iter().zip(sizes) {
            let mut costs = Vec::new();
            let mut left = number(100_000 / count)?.sqrt();
            while left > 0.0 {
                let (verdict, workspace) = cost::of(|| filled(files))?;
                let (rest, _) = Rest::of(&workspace)?;
                costs.push((verdict, rest));
                left -= 1.0;
            }
            round.push(costs);
        }
        rounds.push(round);
    }
    let parts: [(&str, Figure); 7] = [
        ("everything", |(verdict, rest)| verdict + rest.all()),
        ("reading and verdict", |(verdict, _)| *verdict),
        ("the rest", |(_, rest)| rest.all()),
        ("  world", |(_, rest)| rest.world),
        ("  attachment", |(_, rest)| rest.attach),
        ("  status", |(_, rest)| rest.status),
        ("  rules", |(_, rest)| rest.rules),
    ];
    for (title, figure) in parts {
        print!("  {title:<20}");
        let each = |round: &[Vec<(f64, Rest)>], size: usize, count: f64| {
            let costs = round.get(size).into_iter().flatten();
            median(costs.map(figure).collect()) * 1e6 / count
        };
        let smallest = number(sizes.first().copied().unwrap_or_default())?;
        for (size, count) in sizes.into_iter().enumerate() {
            let objects = number(count)?;
            let cost = median(rounds.iter().map(|it| each(it, size, objects)).collect());
            // The middle of the ratios within a round, whose two sides met the same neighbours.
            let growth = |it: &Vec<_>| each(it, size, objects) / each(it, 0, smallest);
            let growth = median(rounds.iter().map(growth).collect());
            print!("   {count:>6} objects {cost:>5.1} µs each {growth:.2}");
        }
        println!();
    }
    Ok(())
}

/// One figure of a platform, in seconds.
type Figure = fn(&(f64, Rest)) -> f64;

pub(crate) fn filled(files: &[File]) -> Outcome<Workspace> {
    let mut workspace = Workspace::new(Settings::default())?;
    for file in files {
        workspace.set_source(&file.name, file.text.clone());
    }
    Ok(workspace)
}

fn reading(files: &[File]) -> usize {
    files.iter().map(|it| yaml::read(&it.text).tree.len()).sum()
}

fn events(files: &[File]) -> Outcome<usize> {
    let mut events = 0;
    for file in files {
        for event in Parser::new_from_str(&file.text) {
            event?;
            events += 1;
        }
    }
    Ok(events)
}

pub(crate) fn number(count: usize) -> Outcome<f64> {
    Ok(f64::from(u32::try_from(count)?))
}
