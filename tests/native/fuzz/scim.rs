//! What a directory sends (RFC 7643, RFC 7644), almost right.

use edgegrant::protocol::group::parse_name;
use edgegrant::protocol::json;
use edgegrant::protocol::scim;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z]{1,10}(\\.[a-zA-Z]{1,10})?",
        "(emails|phoneNumbers|addresses|members)(\\[(type|value|primary) eq (\"[a-z\\\\\"]{0,4}\"|true)\\]?)?(\\.value)?",
        Just("userName".to_owned()),
        Just("name.givenName".to_owned()),
        Just("urn:ietf:params:scim:schemas:core:2.0:User:active".to_owned()),
        "\\PC{0,12}",
    ]
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        words().prop_map(Value::from),
        Just(json!("True")),
        Just(json!("a@example.com")),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((words(), inner), 0..6)
                .prop_map(|all| Value::Object(all.into_iter().collect())),
        ]
    })
}

fn operation() -> impl Strategy<Value = Value> {
    let op = prop_oneof![Just("Add"), Just("replace"), Just("REMOVE"), Just("move")];
    let path = prop::option::of(words());
    (op, path, values()).prop_map(|(op, path, value)| {
        let mut one = json!({ "op": op, "value": value });
        if let (Some(path), Value::Object(one)) = (path, &mut one) {
            one.insert("path".to_owned(), path.into());
        }
        one
    })
}

/// What is kept of a user is what would be kept of that.
fn holds(record: &Map<String, Value>) -> bool {
    let again = scim::record(&Value::Object(record.clone()));
    again.is_ok_and(|(again, _)| again == *record)
}

proptest! {
    #[test]
    fn what_is_kept_of_a_user_is_kept_again(sent in values(), name in "\\PC{1,20}") {
        let sent = match sent {
            Value::Object(mut sent) => {
                sent.insert("userName".to_owned(), name.into());
                Value::Object(sent)
            }
            other => other,
        };
        if let Ok((record, _)) = scim::record(&sent) {
            prop_assert!(holds(&record), "{record:?}");
            prop_assert!(!record.contains_key("password"));
            if let Ok(person) = scim::person(&record, str::to_lowercase) {
                prop_assert!(person.username.is_none_or(|name| !name.contains('@')));
                prop_assert!(person.email.is_none_or(|email| email.contains('@')));
                prop_assert!(!person.claims.contains_key("sub") && !person.claims.contains_key("groups"));
            }
        }
    }

    #[test]
    fn operations_leave_a_user_that_can_be_kept_or_are_refused(all in prop::collection::vec(operation(), 0..5)) {
        let mut user = json!({
            "userName": "a", "active": true, "name": { "givenName": "A" },
            "emails": [{ "value": "a@example.com", "type": "work", "primary": true }],
        });
        let Ok(operations) = scim::operations(&json!({ "Operations": all })) else {
            return Ok(());
        };
        let user = user.as_object_mut().expect("an object");
        for operation in &operations {
            if scim::apply(user, operation).is_err() {
                return Ok(());
            }
        }
        if let Ok((record, _)) = scim::record(&Value::Object(user.clone())) {
            prop_assert!(holds(&record), "{record:?}");
        }
        if let Ok(change) = scim::changes(&operations) {
            prop_assert!(change.add.iter().all(|id| !change.remove.contains(id)));
        }
    }

    #[test]
    fn a_filter_is_read_as_it_is_meant(values in prop::collection::vec("\\PC{0,20}", 1..4), noise in "\\PC{0,30}") {
        let quoted = |value: &String| json::write(&Value::from(value.as_str()));
        let filter = values.iter().map(|value| format!("userName EQ {}", quoted(value))).collect::<Vec<_>>().join(" and ");
        let read = scim::conditions(&filter).expect("a filter");
        prop_assert_eq!(read.iter().map(|it| &it.value).collect::<Vec<_>>(), values.iter().collect::<Vec<_>>());
        prop_assert!(read.iter().all(|it| it.attribute == "userName"));
        drop(scim::conditions(&noise));
    }

    #[test]
    fn apps_are_told_a_plain_name(name in "\\PC{0,120}") {
        prop_assert!(parse_name(&scim::claim_name(&name, "0123456789abcdef01234567")).is_ok());
    }
}
