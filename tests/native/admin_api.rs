//! What is served below the Admin API is what its description says.

use std::collections::BTreeSet;

use edgegrant::protocol::admin_path::API_ROUTES;
use serde_json::Value;

const DESCRIPTION: &str = include_str!("../../static/openapi.json");

#[test]
fn every_route_is_described_and_every_description_is_a_route() {
    let description: Value = serde_json::from_str(DESCRIPTION).expect("JSON");
    let paths = description["paths"].as_object().expect("paths");
    let described: BTreeSet<(String, String)> = paths
        .iter()
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().expect("methods").keys();
            methods.map(move |method| (method.to_uppercase(), path.clone()))
        })
        .collect();
    let served: BTreeSet<(String, String)> = API_ROUTES
        .iter()
        .map(|(method, path)| ((*method).to_owned(), (*path).to_owned()))
        .collect();
    assert_eq!(described, served);
    assert_eq!(served.len(), API_ROUTES.len(), "a route is there twice");
}

#[test]
fn every_reference_of_the_description_leads_somewhere() {
    fn visit<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(members) => {
                found.extend(members.get("$ref").and_then(Value::as_str));
                members.values().for_each(|it| visit(it, found));
            }
            Value::Array(all) => all.iter().for_each(|it| visit(it, found)),
            _ => {}
        }
    }
    let description: Value = serde_json::from_str(DESCRIPTION).expect("JSON");
    let mut found = Vec::new();
    visit(&description, &mut found);
    assert!(!found.is_empty());
    for reference in found {
        let place = reference.strip_prefix('#').expect("here");
        assert!(description.pointer(place).is_some(), "{reference}");
    }
}
