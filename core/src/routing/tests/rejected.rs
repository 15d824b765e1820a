//! Objects that the API server or a controller refuses.

use super::{GATEWAY, route, service};
use crate::Workspace;
use crate::routing::Request;
use crate::settings::Settings;

#[test]
fn a_route_that_the_api_server_rejects_is_said() {
    let mut workspace = Workspace::new(Settings::default()).unwrap();
    let shop = route("shop", "rules: [{backendRefs: [{name: web, port: 80}], nonsense: 1}]");
    workspace.set_source("a.yaml", [GATEWAY, &shop, &service("web")].concat());
    let answer =
        workspace.snapshot().requests(&[Request::get("http://any.test/").unwrap()]).answers.remove(0);
    assert!(answer.reasons.iter().any(|it| it.contains("the API server rejects")), "{answer:?}");
}
