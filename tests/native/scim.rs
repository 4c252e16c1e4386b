//! Users and groups of directories (RFC 7643, RFC 7644), as they are read.

use edgegrant::protocol::params::Params;
use edgegrant::protocol::scim::{
    self, BASE, Place, Query, ScimError, claim_name, conditions, place,
};
use serde_json::{Value, json};

fn read(filter: &str) -> Option<Vec<(String, String)>> {
    let pair = |it: scim::Condition| (it.attribute, it.value);
    conditions(filter).map(|all| all.into_iter().map(pair).collect())
}

#[test]
fn filters_that_directories_send_are_read() {
    for (filter, expected) in [
        ("userName eq \"a\"", vec![("userName", "a")]),
        (
            "USERNAME Eq \"a \\\"b\\\" and\"",
            vec![("userName", "a \"b\" and")],
        ),
        (
            "urn:ietf:params:scim:schemas:core:2.0:User:userName eq \"a\"",
            vec![("userName", "a")],
        ),
        (
            "emails[type eq \"work\"].value eq \"a@b.example\"",
            vec![("emails.value", "a@b.example")],
        ),
        (
            "id eq \"1\"  AND  active eq True",
            vec![("id", "1"), ("active", "true")],
        ),
    ] {
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        assert_eq!(read(filter), Some(expected), "{filter}");
    }
    for filter in [
        "",
        "userName",
        "userName eq",
        "userName eq a",
        "userName eq \"a",
        "userName ne \"a\"",
        "userName pr",
        "userName eq \"a\" or id eq \"b\"",
        "(userName eq \"a\")",
        "nothing eq \"a\"",
        "emails[type eq \"work\" eq \"a\"",
    ] {
        assert_eq!(read(filter), None, "{filter}");
    }
}

#[test]
fn a_group_has_a_name_that_apps_can_use() {
    let id = "0123456789abcdef01234567";
    for (said, told) in [
        ("staff", "staff"),
        ("Sales Team (EU)", "Sales-Team-EU"),
        ("a -- b", "a-b"),
        ("_x", "x"),
        ("Größe", "Gr-e"),
        ("営業", "group-01234567"),
        ("***", "group-01234567"),
    ] {
        assert_eq!(claim_name(said, id), told);
    }
    assert_eq!(claim_name(&"ab ".repeat(40), id).len(), 64);
}

fn patched(operations: &Value) -> Result<Value, ScimError> {
    let user = json!({
        "userName": "a", "name": { "givenName": "A", "familyName": "B" },
        "emails": [{ "value": "w@example.com", "type": "work", "primary": true }, { "value": "h@example.com", "type": "home" }],
    });
    let mut user = user.as_object().expect("an object").clone();
    for operation in scim::operations(&json!({ "Operations": operations }))? {
        scim::apply(&mut user, &operation)?;
    }
    scim::record(&Value::Object(user)).map(|(record, _)| Value::Object(record))
}

#[test]
fn one_value_is_the_primary_one() {
    let new = json!([{ "op": "add", "path": "emails", "value": [{ "value": "n@example.com", "primary": true }] }]);
    let emails = patched(&new).expect("done")["emails"].clone();
    assert_eq!(
        emails,
        json!([
            { "value": "w@example.com", "type": "work" }, { "value": "h@example.com", "type": "home" },
            { "value": "n@example.com", "primary": true },
        ])
    );
}

#[test]
fn values_are_found_by_filters() {
    let removed = json!([{ "op": "remove", "path": "emails[type eq \"HOME\"]" }]);
    let emails = patched(&removed).expect("done")["emails"].clone();
    assert_eq!(
        emails,
        json!([{ "value": "w@example.com", "type": "work", "primary": true }])
    );
    let all =
        json!([{ "op": "remove", "path": "emails" }, { "op": "remove", "path": "name.givenName" }]);
    assert_eq!(
        patched(&all),
        Ok(json!({ "userName": "a", "name": { "familyName": "B" } }))
    );
    for (operations, error) in [
        (json!([{ "op": "remove" }]), ScimError::Path),
        (
            json!([{ "op": "add", "path": "name[type eq \"x\"]", "value": "x" }]),
            ScimError::Path,
        ),
        (
            json!([{ "op": "add", "path": "emails[", "value": "x" }]),
            ScimError::Path,
        ),
        (
            json!([{ "op": "dance", "path": "name" }]),
            ScimError::Syntax,
        ),
        (json!([]), ScimError::Syntax),
        (json!({}), ScimError::Syntax),
    ] {
        assert_eq!(patched(&operations), Err(error), "{operations}");
    }
}

#[test]
fn lists_begin_at_1_and_have_a_most() {
    let query = |text: &str| Query::read(&Params::parse(text.as_bytes()).expect("parameters"));
    let part = |text: &str| query(text).map(|it| (it.start, it.count));
    assert_eq!(part(""), Ok((1, scim::PAGE)));
    assert_eq!(part("startIndex=0&count=-1"), Ok((1, 0)));
    assert_eq!(
        part("startIndex=99999999999&count=100"),
        Ok((i32::MAX as u32, scim::PAGE))
    );
    assert!(part("startIndex=one").is_err());
    let some = query("attributes=userName,emails.value&excludedAttributes=name").expect("a query");
    assert_eq!(
        ["username", "emails", "name", "active"].map(|name| some.wants(name)),
        [true, true, false, false]
    );
}

#[test]
fn places_are_below_one_path() {
    let below = |rest: &str| [BASE, rest].concat();
    for (path, expected) in [
        ("", Some(Place::Unknown)),
        ("/Users", Some(Place::Users)),
        ("/Users/1", Some(Place::User("1"))),
        ("/users", Some(Place::Unknown)),
        ("/Bulk", Some(Place::Unknown)),
        ("x", None),
    ] {
        assert_eq!(place(&below(path)), expected, "{path}");
    }
    assert_eq!(place("/scim"), None);
}
