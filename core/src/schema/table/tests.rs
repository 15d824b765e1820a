//! The reader on the real tables, and on damaged ones.

use super::{Channel, ListType, Lookup, Release, Schema, Type};
use crate::generated::BLOBS;
use crate::schema::view::View;
use crate::yaml;

const GROUP: &str = "gateway.networking.k8s.io";

fn schema(channel: Channel, version: &str, kind: &str) -> Schema<'static> {
    match Release::newest().lookup(channel, GROUP, version, kind) {
        Lookup::Served(found) => found.schema(),
        other => panic!("{other:?}"),
    }
}

fn at(schema: Schema<'static>, path: &str) -> Schema<'static> {
    path.split('.').fold(schema, |schema, step| match step {
        "[]" => schema.items().unwrap(),
        name => schema.child(name).unwrap_or_else(|| panic!("{name} of {path}")),
    })
}

#[test]
fn releases_are_found_by_name_and_minor_version() {
    for name in ["1.7", "v1.7.0", "1.7.0"] {
        assert_eq!(Release::find(name).unwrap().name(), "1.7.0");
    }
    assert!(Release::find("1.70").is_none() && Release::find("1").is_none());
    assert_eq!(Release::all().count(), BLOBS.len());
    assert_eq!(Release::newest().kinds().len(), 14);
}

#[test]
fn versions_are_served_listed_or_elsewhere() {
    let release = Release::newest();
    let found = |channel, version, kind| format!("{:?}", release.lookup(channel, GROUP, version, kind));
    let (standard, experimental) = (Channel::Standard, Channel::Experimental);
    assert!(found(standard, "v1", "TCPRoute").starts_with("Served"));
    assert!(found(standard, "v1alpha2", "TCPRoute").starts_with("NotServed"));
    assert!(found(experimental, "v1alpha2", "TCPRoute").starts_with("Served"));
    assert!(found(standard, "v2", "HTTPRoute").starts_with("OtherVersions"));
    assert!(found(standard, "v1", "Httproute").starts_with("UnknownKind"));
    let mesh = release.lookup(standard, "gateway.networking.x-k8s.io", "v1alpha1", "XMesh");
    assert!(matches!(mesh, Lookup::Experimental(it) if !it.kind().namespaced()));
    let Lookup::Served(old) = release.lookup(experimental, GROUP, "v1alpha3", "TLSRoute") else { panic!() };
    assert!(old.deprecated() && old.has_status_subresource() && !old.is_storage());
    let Lookup::Served(grant) = release.lookup(standard, GROUP, "v1", "ReferenceGrant") else { panic!() };
    assert!(!grant.has_status_subresource() && grant.kind().plural() == "referencegrants");
}

#[test]
fn a_schema_tells_all_that_the_crd_says() {
    let route = schema(Channel::Standard, "v1", "HTTPRoute");
    assert_eq!(route.required().collect::<Vec<_>>(), ["spec"]);
    assert!(route.property("spec").unwrap().required() && !route.property("status").unwrap().required());
    assert!(route.property("speck").is_none());
    let backend = at(route, "spec.rules.[].backendRefs.[]");
    let weight = at(backend, "weight");
    assert_eq!((weight.kind(), weight.format()), (Type::Integer, "int32"));
    assert_eq!(weight.maximum().unwrap().as_i64(), Some(1_000_000));
    assert_eq!(weight.default().unwrap().as_i64(), Some(1));
    let hostname = at(route, "spec.hostnames.[]");
    assert_eq!((hostname.min_length(), hostname.max_length()), (Some(1), Some(253)));
    assert!(hostname.pattern().unwrap().is_match("*.a.b") && !hostname.pattern().unwrap().is_match("a.b\n"));
    let headers = at(route, "spec.rules.[].matches.[].headers");
    assert_eq!((headers.list_type(), headers.max_items()), (ListType::Map, Some(16)));
    assert_eq!(headers.map_keys().collect::<Vec<_>>(), ["name"]);
    assert_eq!(at(headers, "[].type").choices().unwrap().len(), 2);
    let address = at(schema(Channel::Standard, "v1", "Gateway"), "spec.addresses.[]");
    assert!(address.has_combinators());
    let formats: Vec<_> = address
        .one_of()
        .next()
        .unwrap()
        .property("value")
        .unwrap()
        .schema()
        .any_of()
        .map(Schema::format)
        .collect();
    assert_eq!(formats, ["ipv4", "ipv6"]);
    assert!(address.one_of().nth(1).unwrap().property("type").unwrap().schema().negated().is_some());
}

#[test]
fn equal_schemas_are_one() {
    let spec = |channel, version| at(schema(channel, version, "HTTPRoute"), "spec").id();
    assert_eq!(spec(Channel::Standard, "v1"), spec(Channel::Standard, "v1beta1"));
    assert_ne!(spec(Channel::Standard, "v1"), spec(Channel::Experimental, "v1"));
}

#[test]
fn patterns_are_searched_with_the_meaning_of_re2() {
    let listener = at(schema(Channel::Standard, "v1", "Gateway"), "spec.listeners.[]");
    let protocol = at(listener, "protocol").pattern().unwrap();
    for text in ["HTTP", "x y a.b/c", "a.b/c"] {
        assert!(protocol.is_match(text), "{text}");
    }
    for text in ["", "a.b/c\n", "é", "x y"] {
        assert!(!protocol.is_match(text), "{text}");
    }
    let key = at(listener, "tls.options").additional().unwrap();
    assert_eq!(key.max_length(), Some(4096));
    let address = at(schema(Channel::Standard, "v1", "Gateway"), "spec.addresses.[].type").pattern().unwrap();
    assert!(
        address.is_match("xxIPAddressxx") && address.is_match("Hostname1") && !address.is_match("xHostname")
    );
    let timeout =
        at(schema(Channel::Standard, "v1", "HTTPRoute"), "spec.rules.[].timeouts.request").pattern().unwrap();
    for (text, fits) in
        [("1ms1h", true), ("1h2m3s4ms", true), ("1h1h1h1h1h", false), ("1d", false), ("123456s", false)]
    {
        assert_eq!(timeout.is_match(text), fits, "{text}");
    }
}

#[test]
fn a_view_shows_what_the_server_keeps() {
    let view = |text: &str| {
        let reading = yaml::read(text);
        let root = reading.tree.value(text, reading.tree.documents()[0].root);
        format!("{:?}", View::new(root, at(schema(Channel::Experimental, "v1", "HTTPRoute"), "spec")))
    };
    let all = r#"{"rules": [{"matches": [{"path": {"type": "PathPrefix", "value": "/"}}]}]}"#;
    for text in ["{}", "{rules: null}", "{zz: 1}", "{parentRefs: null, zz: null}"] {
        assert_eq!(view(text), all, "{text}");
    }
    assert_eq!(view("{rules: []}"), r#"{"rules": []}"#);
    assert_eq!(view("{rules: [{matches: []}]}"), r#"{"rules": [{"matches": []}]}"#);
    assert_eq!(view("{rules: [null]}"), r#"{"rules": [null]}"#);
    let one = r#"{"rules": [{"matches": [{"path": {"type": "PathPrefix", "value": "/"}}]}]}"#;
    assert_eq!(view("{rules: [{matches: [{path: null, method: null}]}]}"), one);
    let path = r#"{"rules": [{"matches": [{"path": {"value": "/a", "type": "PathPrefix"}}]}]}"#;
    assert_eq!(view("{rules: [{matches: [{path: {value: /a, type: ~, x: 1}}]}]}"), path);
}

/// Visits all that can be reached, so that damage anywhere is met.
fn visit(schema: Schema<'_>, depth: usize, budget: &mut usize) {
    if depth == 0 || *budget == 0 {
        return;
    }
    *budget -= 1;
    let _ = format!(
        "{:?}{:?}{:?}",
        schema.default(),
        schema.pattern().map(|it| it.is_match("a.b")),
        schema.minimum()
    );
    let _ = schema.rules().take(4).map(|it| it.message().len() + it.reason().len()).sum::<usize>();
    let _ = schema.required().take(4).chain(schema.map_keys().take(4)).map(str::len).sum::<usize>();
    for property in schema.properties().take(20) {
        let _ = schema.property(property.name());
        visit(property.schema(), depth - 1, budget);
    }
    for child in schema.items().into_iter().chain(schema.additional()).chain(schema.one_of().take(3)) {
        visit(child, depth - 1, budget);
    }
}

#[test]
fn a_damaged_blob_yields_nonsense_but_no_panic() {
    let healthy = BLOBS[0];
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(random >> 33).unwrap() % below
    };
    assert!(Release::read(&[]).is_none() && Release::read(&healthy[1..]).is_none());
    for round in 0..40 {
        let mut bytes = healthy.to_vec();
        for _ in 0..=round {
            let place = 4 + next(bytes.len() - 4);
            bytes[place] = u8::try_from(next(256)).unwrap();
        }
        if round % 4 == 0 {
            bytes.truncate(4 + next(bytes.len() - 4));
        }
        let release = Release::read(&bytes).unwrap();
        for version in release.kinds().take(20).flat_map(|it| it.versions().take(6).collect::<Vec<_>>()) {
            visit(version.schema(), 8, &mut 300);
        }
    }
}

/// Every list of `schema` at `path`, with the most items that it may have.
fn lists(schema: Schema<'static>, path: &str, found: &mut Vec<(String, Option<u32>)>) {
    if let Some(items) = schema.items() {
        found.push((path.to_owned(), schema.max_items()));
        lists(items, path, found);
    }
    for it in schema.properties() {
        lists(it.schema(), &format!("{path}.{}", it.name()), found);
    }
}

#[test]
fn lists_are_as_short_as_the_model_takes_them_to_be() {
    let mut found = Vec::new();
    for release in Release::all() {
        for kind in release.kinds() {
            for version in kind.served(Channel::Experimental) {
                lists(version.schema(), kind.name(), &mut found);
            }
        }
    }
    let most = |path: &str| found.iter().filter(|it| it.0.ends_with(path)).filter_map(|it| it.1).max();
    let others = found.iter().filter(|it| it.0 != "TLSRoute.spec.hostnames");
    assert_eq!(others.filter_map(|it| it.1).max(), Some(64));
    assert_eq!(most("TLSRoute.spec.hostnames"), Some(1024));
    assert_eq!(most("HTTPRoute.spec.hostnames"), Some(16));
    assert_eq!(most("GRPCRoute.spec.hostnames"), Some(16));
    assert_eq!(most("Route.spec.parentRefs"), Some(32));
    assert_eq!(most("Route.spec.rules"), Some(16));
}
