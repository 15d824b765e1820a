//! The whole table of a Gateway or of a Service, in match order.

use super::Reading;
use super::answer::named;
use super::condition::{PathTest, ValueTest};
use super::hosts::{Entry, EntryId, specificity};
use super::listeners::{Gateway, Listener};
use super::mesh;
use super::survey::MatchPlace;
use super::table::Table;
use super::v1::{
    GatewayTableV1, ListenerTableV1, Outcome, RequestAnswerV1, RouteTablesV1, ServiceTableV1, ShadowV1,
    TableMatchV1, TablePathType, TablePathV1, TableValueV1,
};
use crate::order::{Map, sort_by_key};

impl<'a> Table<'_, '_, 'a> {
    /// The matches of every Gateway, or of the one with this namespace and name, in the order in which they are tried.
    pub fn listing(&self, wanted: Option<(&str, &str)>) -> RouteTablesV1 {
        let mut shadows: Map<MatchPlace, ShadowV1> = Map::new();
        for it in self.shadowed() {
            let Some(by) = self.attachments.routes().get(it.by.route) else { continue };
            let shadow = ShadowV1 {
                route: named(by),
                rule: it.by.rule,
                matched: it.by.number,
                everywhere: it.everywhere,
                by_age: it.by_age,
            };
            shadows.insert(it.place, shadow);
        }
        let is_wanted = |it: &&Gateway<'a>| {
            wanted.is_none_or(|(namespace, name)| it.namespace == namespace && it.name == name)
        };
        let gateways = self.gateways.iter().filter(is_wanted).map(|it| GatewayTableV1 {
            namespace: it.namespace.to_owned(),
            name: it.name.to_owned(),
            known: it.is_known,
            listeners: it.listeners.iter().map(|it| self.of_listener(it, &shadows)).collect(),
        });
        let in_mesh = self.mesh.services().filter(|_| wanted.is_none());
        let services = in_mesh.map(|(routes_in, it)| ServiceTableV1 {
            namespace: it.namespace.to_owned(),
            name: it.name.to_owned(),
            known: it.is_known,
            routes_in: routes_in.to_owned(),
            ports: it.listeners.iter().map(|it| self.of_listener(it, &shadows)).collect(),
        });
        RouteTablesV1 { version: 1, gateways: gateways.collect(), services: services.collect() }
    }

    fn of_listener(&self, listener: &Listener<'a>, shadows: &Map<MatchPlace, ShadowV1>) -> ListenerTableV1 {
        let mut all: Vec<(&'a str, &'a str, EntryId)> = Vec::new();
        listener.hosts.each(&mut |name, own, id| all.push((name, own, id)));
        // As the spec orders them: hostname, path, then what the place in the table stands for.
        sort_by_key(&mut all, |(name, own, id)| {
            let path = self
                .entries
                .get(*id)
                .map(|it| it.condition.path_rank(Reading::default()))
                .unwrap_or_default();
            (std::cmp::Reverse((specificity(name), *name, specificity(own), path)), *id)
        });
        let [kind, namespace, name] = listener.parent.map(str::to_owned);
        let matches = all.into_iter().filter_map(|(name, _, id)| {
            let entry = self.entries.get(id)?;
            self.of_match(listener, name, entry, shadows)
        });
        ListenerTableV1 {
            kind,
            namespace,
            name,
            section: listener.section.to_owned(),
            port: listener.port,
            protocol: (!listener.is_assumed()).then(|| listener.protocol.to_owned()),
            hostname: listener.hostname.map(str::to_owned),
            matches: matches.collect(),
        }
    }

    fn of_match(
        &self,
        listener: &Listener<'a>,
        hostname: &str,
        entry: &Entry<'a>,
        shadows: &Map<MatchPlace, ShadowV1>,
    ) -> Option<TableMatchV1> {
        let fact = self.route(entry)?;
        let mut answer = RequestAnswerV1::bare(Outcome::Forward, None, String::new());
        if listener.fault.is_some() {
            answer.outcome = Outcome::Respond;
        } else if self.is_redirect(entry) {
            answer.outcome = Outcome::Redirect;
        } else {
            let ungranted = listener.is_service().then(|| mesh::without_grants(fact));
            self.share_out(ungranted.as_ref().unwrap_or(fact), entry.rule, &mut answer);
        }
        let condition = &entry.condition;
        Some(TableMatchV1 {
            hostname: hostname.to_owned(),
            path: path_of(entry),
            method: condition.method.map(str::to_owned),
            headers: condition.headers.iter().map(value_of).collect(),
            query_params: condition.params.iter().map(value_of).collect(),
            route: named(fact),
            rule: entry.rule,
            matched: entry.number,
            outcome: answer.outcome,
            status: answer.status,
            backends: answer.backends,
            shadowed: shadows.get(&entry.place()).cloned(),
        })
    }
}

fn path_of(entry: &Entry<'_>) -> Option<TablePathV1> {
    let (kind, value) = match &entry.condition.path {
        PathTest::Exact(path) => (TablePathType::Exact, path.to_string()),
        PathTest::Pattern(pattern) => (TablePathType::RegularExpression, pattern.text.clone()),
        PathTest::Method(method) => {
            (TablePathType::RegularExpression, format!("/[^/]+/{}", regex_lite::escape(method)))
        }
        PathTest::Prefix(path) if path.is_empty() => return None,
        PathTest::Prefix(path) => (TablePathType::PathPrefix, path.to_string()),
    };
    Some(TablePathV1 { kind, value })
}

fn value_of(test: &ValueTest<'_>) -> TableValueV1 {
    TableValueV1 {
        name: test.name.to_owned(),
        value: test.value.to_owned(),
        is_pattern: test.pattern.is_some(),
    }
}
