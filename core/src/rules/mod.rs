//! Facts to diagnostics, one rule a file. `registry` lists every rule there is or ever was.

pub mod api;
pub(crate) mod attachment;
mod doubt;
mod edits;
mod limit;
pub(crate) mod live;
pub mod manifest;
mod moving;
pub(crate) mod portability;
pub mod profile;
pub mod reading;
pub(crate) mod references;
pub(crate) mod requests;
pub mod suppression;
#[cfg(test)]
mod testing;
mod words;

use crate::attach::{Attachment, Attachments, BackendRefFact, Environment, Parent, RouteFact};
use crate::diagnostic::{Diagnostic, RuleInfo};
use crate::facts::services::Used;
use crate::facts::{Facts, Surroundings};
use crate::live::Healths;
use crate::order::sort_by_key;
use crate::routing::Table;
use crate::source::SourceId;
use crate::tenancy::Platform;
use crate::time::Timestamp;
use crate::world::{Item, Origin, World};
use std::sync::LazyLock;

/// The facts that rules about several objects judge by.
#[derive(Clone, Copy)]
pub(crate) struct Context<'c, 'w, 'a> {
    /// Every object.
    pub(crate) world: &'w World<'a>,
    /// Who attaches to what.
    pub(crate) attachments: &'c Attachments<'w, 'a>,
    /// The routes that are looked at now.
    pub(crate) routes: &'c [RouteFact<'w, 'a>],
    /// The Services that routes send to, and that are looked at now.
    pub(crate) services: &'c [Used<'c, 'w, 'a>],
    /// What answers behind them, where a cluster reported it.
    pub(crate) healths: &'c Healths<'w, 'a>,
    /// The matches of all routes, where routes are judged.
    pub(crate) table: Option<&'c Table<'c, 'w, 'a>>,
    /// What is known of the implementation.
    pub(crate) environment: &'c Environment,
    /// The platform, where one is chosen.
    pub(crate) platform: Option<&'c Platform>,
    /// The origin of the objects that are judged; the others are only referred to.
    pub(crate) judged: Origin,
    /// What the host takes for the present.
    pub(crate) now: Option<Timestamp>,
}

impl<'s> Context<'s, 's, 's> {
    /// All facts, to judge the objects of one origin.
    pub(crate) fn new(facts: &'s Facts<'s>, judged: Origin, now: Option<Timestamp>) -> Self {
        let Surroundings { environment, platform, .. } = facts.surroundings();
        let routes = facts.attachments().routes();
        let has_judged = routes.iter().any(|it| it.item.origin() == judged);
        Self {
            world: facts.world(),
            attachments: facts.attachments(),
            routes,
            services: facts.services(),
            healths: facts.healths(),
            table: has_judged.then(|| facts.table()),
            environment,
            platform,
            judged,
            now,
        }
    }
}

impl<'c, 'w, 'a> Context<'c, 'w, 'a> {
    /// Every backend ref of the routes.
    pub(crate) fn backends(self) -> impl Iterator<Item = &'c BackendRefFact<'w, 'a>> {
        self.routes.iter().flat_map(|it| &it.backends)
    }

    /// Every parent ref of the routes whose Gateway or ListenerSet is among the inputs.
    pub(crate) fn attached(
        self,
    ) -> impl Iterator<Item = (&'c RouteFact<'w, 'a>, &'c Attachment<'w, 'a>, &'c Parent<'w, 'a>)> {
        let refs = self.routes.iter().flat_map(|route| route.attachments.iter().map(move |it| (route, it)));
        refs.filter_map(move |(route, it)| Some((route, it, self.attachments.parent(it.parent()?)?)))
    }
}

/// Finds what is wrong in the facts of a context.
type Check = fn(&Context<'_, '_, '_>, &mut Vec<Diagnostic>);

/// This many routes or Services go through all checks before the next ones, so that their text is still in the cache.
const CHUNK: usize = 64;

/// What the rules about several objects find. What is found in a route stands in its own source: where `wanted` says no, it
/// may be left out.
pub(crate) fn check(cx: Context<'_, '_, '_>, wanted: &dyn Fn(SourceId) -> bool, out: &mut Vec<Diagnostic>) {
    let run = |cx: &Context<'_, '_, '_>, families: [&[Check]; 4], out: &mut Vec<Diagnostic>| {
        let mut found = Vec::new();
        families.into_iter().flatten().for_each(|check| check(cx, &mut found));
        out.append(&mut found);
    };
    let judged = |it: &Item<'_>| it.origin() == cx.judged;
    let is_wanted = |it: &RouteFact<'_, '_>| wanted(it.item.source());
    let runs = cx.attachments.routes().chunk_by(|one, other| is_wanted(one) == is_wanted(other));
    let routes = runs.filter(|it| it.first().is_some_and(is_wanted)).flat_map(|it| it.chunks(CHUNK));
    for routes in routes.filter(|some| some.iter().any(|it| judged(it.item))) {
        let some = Context { routes, services: &[], ..cx };
        run(&some, [references::OF_ROUTES, attachment::OF_ROUTES, requests::OF_ROUTES, live::OF_ROUTES], out);
    }
    for services in cx.services.chunks(CHUNK) {
        let some = Context { routes: &[], services, ..cx };
        run(&some, [references::OF_SERVICES, &[], &[], live::OF_SERVICES], out);
    }
    if cx.attachments.parents().iter().any(|it| judged(it.item)) {
        run(&cx, [references::OF_PARENTS, attachment::OF_PARENTS, requests::OF_PARENTS, &[]], out);
    }
    run(&cx, [references::OF_ALL, attachment::OF_ALL, requests::OF_ALL, live::OF_ALL], out);
}

/// Declares a rule: its docs (Markdown, from the doc comment), code, name and defaults, as a
/// `static NAME: RuleInfo`.
///
/// ```text
/// declare_rule! {
///     /// What holds when all is well.
///     pub(crate) DUPLICATE_KEY = "RP0002", "duplicate-key" { severity: Error, fixes: Sometimes, since: "0.1.0" }
/// }
/// ```
macro_rules! declare_rule {
    (
        #[doc = $summary:literal]
        $(#[doc = $doc:literal])*
        $vis:vis $rule:ident = $code:literal, $name:literal {
            severity: $severity:ident, fixes: $fixes:ident, since: $since:literal $(, status: $status:ident)? $(,)?
        }
    ) => {
        #[doc = $summary]
        $(#[doc = $doc])*
        $vis static $rule: $crate::diagnostic::RuleInfo = $crate::diagnostic::RuleInfo {
            code: $code,
            name: $name,
            severity: $crate::diagnostic::Severity::$severity,
            fixes: $crate::diagnostic::Fixes::$fixes,
            since: $since,
            status: $crate::rules::declare_rule!(@status $($status)?),
            docs: $crate::rules::declare_rule!(@docs $summary $($doc)*),
        };
    };
    (@docs $summary:literal $($doc:literal)*) => {
        if cfg!(feature = "docs") { concat!($summary, "\n", $($doc, "\n"),*) } else { $summary }
    };
    (@status) => { $crate::diagnostic::RuleStatus::Active };
    (@status $status:ident) => { $crate::diagnostic::RuleStatus::$status };
}
pub(crate) use declare_rule;
pub(crate) use doubt::{part, soften};
pub(crate) use limit::limit;

static REGISTRY: LazyLock<Vec<&'static RuleInfo>> = LazyLock::new(|| {
    let families = [
        &reading::RULES,
        manifest::RULES,
        suppression::RULES,
        api::RULES,
        references::RULES,
        attachment::RULES,
        requests::RULES,
        profile::RULES,
        live::RULES,
        portability::RULES,
    ];
    let mut rules: Vec<&RuleInfo> = families.concat();
    sort_by_key(&mut rules, |it| it.code);
    rules
});

/// Every rule there is or ever was, by code.
pub fn registry() -> &'static [&'static RuleInfo] {
    &REGISTRY
}

/// The rule with this code, in any case, or with this name.
pub fn find(rule: &str) -> Option<&'static RuleInfo> {
    registry().iter().copied().find(|it| it.code.eq_ignore_ascii_case(rule) || it.name == rule)
}
