//! How fast requests are decided, and route tables built: tables of one Gateway, the requests in no order.

use crate::Outcome;
use crate::cost::{self, median};
use crate::measure::number;
use routeproof_core::internal::attach::Attachments;
use routeproof_core::internal::routing::Table;
use routeproof_core::routing::Request;
use routeproof_core::{Settings, Workspace};

const ROUNDS: usize = 5;
/// So many different requests are sent to each table.
const REQUESTS: usize = 20_000;

/// A table: what it is called, how many routes, the hostname and path of each, and how many decisions a second are wanted.
struct Shape {
    title: &'static str,
    routes: usize,
    hostname: fn(usize) -> String,
    path: fn(usize) -> String,
    wanted: &'static str,
}

const SHAPES: [Shape; 4] = [
    Shape {
        title: "1,000 routes",
        routes: 1_000,
        hostname: |it| format!("app-{it}.example.com"),
        path: |_| "/api".to_owned(),
        wanted: "1,000,000",
    },
    Shape {
        title: "100,000 routes on one hostname",
        routes: 100_000,
        hostname: |_| "www.example.com".to_owned(),
        path: |it| format!("/app-{it}"),
        wanted: "500,000",
    },
    Shape {
        title: "100,000 hostnames",
        routes: 100_000,
        hostname: |it| format!("app-{it}.example.com"),
        path: |_| "/api".to_owned(),
        wanted: "500,000",
    },
    Shape {
        title: "100,000 routes on one path, by a header",
        routes: 100_000,
        hostname: |_| "www.example.com".to_owned(),
        path: |_| "/api".to_owned(),
        wanted: "500,000",
    },
];

impl Shape {
    /// Whether only a header tells the routes from each other.
    fn is_by_header(&self) -> bool {
        (self.hostname)(0) == (self.hostname)(1) && (self.path)(0) == (self.path)(1)
    }

    fn manifests(&self) -> String {
        let mut text = String::from(
            "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: edge, namespace: infra}\nspec:\n  gatewayClassName: shared\n  \
             listeners: [{name: http, port: 80, protocol: HTTP, allowedRoutes: {namespaces: {from: All}}}]\n",
        );
        for it in 0..self.routes {
            let (hostname, path) = ((self.hostname)(it), (self.path)(it));
            let header = if self.is_by_header() {
                format!(", headers: [{{name: x-app, value: a{it}}}]")
            } else {
                String::new()
            };
            text.push_str(&format!(
                "---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {{name: app-{it}, namespace: shop}}\nspec:\n  \
                 parentRefs: [{{name: edge, namespace: infra}}]\n  hostnames: [{hostname}]\n  rules:\n  \
                 - matches: [{{path: {{value: {path}}}{header}}}]\n    backendRefs: [{{name: app-{it}, port: 80}}]\n"
            ));
        }
        text
    }

    fn requests(&self) -> Outcome<Vec<Request>> {
        let one = |number: usize| {
            // A large odd step comes by every route in no order.
            let it = number * 7_919 % self.routes;
            let mut made = Request::get(&format!(
                "http://{}{}/items/{number}?page=1",
                (self.hostname)(it),
                (self.path)(it)
            ))?;
            if self.is_by_header() {
                made.headers.push(("x-app".to_owned(), format!("a{it}")));
            }
            Ok(made)
        };
        (0..REQUESTS).map(one).collect()
    }
}

/// Answers 1,000 requests to a table of 1,000 routes, again and again.
pub(crate) fn repeat(rounds: usize) -> Outcome<()> {
    let [shape, ..] = &SHAPES;
    let mut workspace = Workspace::new(Settings::default())?;
    workspace.set_source("a.yaml", shape.manifests());
    let world = workspace.world();
    let attachments = Attachments::new(&world, workspace.environment());
    let table = Table::new(&world, &attachments, &[], &|_| None);
    let requests = shape.requests()?;
    for _ in 0..rounds {
        let reasons: usize = requests.iter().take(1_000).map(|it| table.answer(it).reasons.len()).sum();
        std::hint::black_box(reasons);
    }
    Ok(())
}

/// Prints the figures of every table.
pub(crate) fn figures() -> Outcome<()> {
    println!("requests, on one core");
    for shape in &SHAPES {
        let mut workspace = Workspace::new(Settings::default())?;
        workspace.set_source("a.yaml", shape.manifests());
        let world = workspace.world();
        let attachments = Attachments::new(&world, workspace.environment());
        let requests = shape.requests()?;
        let (mut built, mut decided, mut answered) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let (cost, table) = cost::of(|| Ok(Table::new(&world, &attachments, &[], &|_| None)))?;
            built.push(cost);
            let (cost, taken) = cost::of(|| Ok(requests.iter().filter_map(|it| table.winner(it)).count()))?;
            decided.push(cost);
            if taken != requests.len() {
                return Err(format!("{taken} of {} requests were taken", requests.len()).into());
            }
            let some = requests.iter().take(REQUESTS / 10);
            let (cost, _) = cost::of(|| Ok(some.map(|it| table.answer(it).reasons.len()).sum::<usize>()))?;
            answered.push(cost * 10.0);
        }
        let a_second = |costs| Ok::<_, Box<dyn std::error::Error>>(number(REQUESTS)? / median(costs));
        println!(
            "  {:<40} {:>9.0} decisions/s (at least {}), {:>7.0} answers/s, table {:.1} ms per 1,000 routes (at most 10)",
            shape.title,
            a_second(decided)?,
            shape.wanted,
            a_second(answered)?,
            median(built) * 1e6 / number(shape.routes)?
        );
    }
    Ok(())
}
