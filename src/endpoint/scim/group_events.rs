//! The events of what a directory did to a group, and of who joined or left it.

use serde_json::{Map, Value};

use super::caller::Caller;
use crate::endpoint::event::{Event, Kind};
use crate::platform::Platform;
use crate::protocol::json::put;

/// If more people than this come or go, one event gives their number.
const MOST_TOLD: usize = 20;

fn pair(what: &str, names: [&str; 2]) -> Map<String, Value> {
    let text = |text: &str| Some(text).filter(|text| !text.is_empty()).into();
    let mut details = Map::new();
    put(&mut details, what, Value::Array(names.map(text).into()));
    details
}

/// The group was made, renamed or removed: its name before, and after.
pub(super) fn tell<P: Platform>(caller: &Caller<'_, P>, kind: Kind, names: [&str; 2]) {
    caller.tell(Event::new(kind), pair("name", names));
}

/// Who came, and who went.
pub(super) fn tell_members<P: Platform>(
    caller: &Caller<'_, P>,
    name: &str,
    [coming, going]: [Vec<String>; 2],
) {
    if coming.len() + going.len() > MOST_TOLD {
        let mut details = Map::new();
        put(&mut details, "group", name.into());
        put(&mut details, "members added", coming.len().into());
        put(&mut details, "members removed", going.len().into());
        return caller.tell(Event::new(Kind::GroupChanged), details);
    }
    for (ids, names) in [(&coming, ["", name]), (&going, [name, ""])] {
        for id in ids {
            let event = Event::new(Kind::UserGroupsChanged).user(id);
            caller.tell(event, pair("group", names));
        }
    }
}
