//! JSON that others wrote.

use edgegrant::protocol::json::{self, Members};
use edgegrant::protocol::timestamp::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

#[test]
fn an_object_is_read_only_if_each_of_its_members_has_its_own_name() {
    for (text, right) in [
        ("{}", true),
        (" { } ", true),
        (r#"{"a":1}"#, true),
        (r#"{"a":1,"b":2}"#, true),
        (r#"{"a":1,"A":2}"#, true),
        // Whatever is inside counts for nothing.
        (r#"{"a":{"x":1,"y":2},"b":[1,2,{"x":1}]}"#, true),
        (r#"{"a":{"x":1,"x":2}}"#, true),
        (r#"{"a":",,","b":"{[\",","c":"\\","d":"\\\","}"#, true),
        (r#"{"a,b":1,"\"a,":2}"#, true),
        (r#"{"a":1,"a":1}"#, false),
        (r#"{"a":1,"b":2,"a":3}"#, false),
        (r#"{"a":1,"\u0061":2}"#, false),
        (r#"{"a":"]}","a":"\\"}"#, false),
        (r#"{"a":[],"a":{}}"#, false),
        (r#"{"":1,"":1}"#, false),
        (r#"{"a":1,}"#, false),
        (r#"{"a":1} {}"#, false),
        (r#"[{"a":1}]"#, false),
        (r#""a""#, false),
        ("null", false),
        ("", false),
    ] {
        assert_eq!(Members::parse(text.as_bytes()).is_some(), right, "{text}");
    }
    assert!(Members::parse(b"{\"a\":\"\xff\"}").is_none());
    assert!(json::object("[]").is_none());
}

#[test]
fn a_member_of_another_kind_is_not_taken_for_none() {
    let members = json!({ "text": "a", "time": 7, "null": null, "list": [] }).to_string();
    let members = Members::parse(members.as_bytes()).expect("an object");
    assert_eq!(members.text("text").as_deref(), Some("a"));
    assert_eq!(members.maybe_text("text"), Some(Some("a".to_owned())));
    assert_eq!(members.time("time"), Some(Timestamp(7)));
    assert_eq!(members.maybe_time("time"), Some(Some(Timestamp(7))));
    for name in ["null", "none"] {
        assert_eq!(members.text(name), None);
        assert_eq!(members.time(name), None);
        assert_eq!(members.maybe_text(name), Some(None));
        assert_eq!(members.maybe_time(name), Some(None));
    }
    assert_eq!(members.maybe_text("list"), None);
    assert_eq!(members.maybe_text("time"), None);
    assert_eq!(members.maybe_time("text"), None);
}

#[test]
fn a_time_is_a_number_that_a_calendar_has() {
    for (value, time) in [
        (json!(0), Some(0)),
        (json!(-1), Some(-1)),
        (json!(i64::MAX), Some(i64::MAX)),
        (json!(i64::MIN), Some(i64::MIN)),
        (json!(u64::MAX), None),
        (json!(1.9), Some(1)),
        (json!(-1.5), Some(-2)),
        (json!(9_007_199_254_740_991.0), Some(9_007_199_254_740_991)),
        (json!(9_007_199_254_740_992.0), None),
        (json!(1e300), None),
        (json!("1"), None),
        (json!(true), None),
        (json!([1]), None),
        (Value::Null, None),
    ] {
        assert_eq!(Timestamp::read(&value), time.map(Timestamp), "{value}");
    }
}

proptest! {
    #[test]
    fn the_members_are_counted_whatever_they_hold(
        members in prop::collection::btree_map(r#"[a,{}\[\]":\\\n]{0,3}"#, r#"[a,{}\[\]":\\\n]{0,4}"#, 1..5),
        again in any::<prop::sample::Index>(),
    ) {
        let written = |(name, value): (&String, &String)| format!("{}:[{}]", json!(name), json!(value));
        let mut parts: Vec<String> = members.iter().map(written).collect();
        let of = |parts: &[String]| Members::parse(format!("{{{}}}", parts.join(" ,")).as_bytes());
        prop_assert_eq!(of(&parts).map(|it| it.all().len()), Some(members.len()));
        parts.push(parts[again.index(parts.len())].clone());
        prop_assert!(of(&parts).is_none());
    }
}
