//! Where a request goes, below the Admin API.

use crate::protocol::admin_path::API_ROUTES;

/// One of the routes, and what stands in its path.
pub(super) struct Place {
    /// Its method and its path, as [`API_ROUTES`] has them.
    pub(super) route: (&'static str, &'static str),
    /// What it is about: the first part in braces, decoded; empty without one.
    pub(super) id: String,
    /// The others, each with the name that is in the braces.
    pub(super) others: Vec<(&'static str, String)>,
}

/// The route of this method and path.
pub(super) fn find(method: &str, below: &str) -> Option<Place> {
    API_ROUTES.into_iter().find_map(|route| {
        let mut others = ids(route.1, below)?;
        let id = if others.is_empty() {
            String::new()
        } else {
            others.remove(0).1
        };
        (route.0 == method).then_some(Place { route, id, others })
    })
}

/// Every method of this path, as `Allow` lists them; empty if there is no such path.
pub(super) fn methods(below: &str) -> String {
    let mut all = Vec::new();
    for (method, path) in API_ROUTES {
        if ids(path, below).is_some() {
            all.push(method);
        }
    }
    if all.contains(&"GET") {
        all.push("HEAD");
    }
    all.join(", ")
}

/// What stands for the parts in braces, if the path is like that.
fn ids(template: &'static str, below: &str) -> Option<Vec<(&'static str, String)>> {
    let (mut parts, mut ids) = (below.split('/'), Vec::new());
    for wanted in template.split('/') {
        let part = parts.next()?;
        if let Some(name) = wanted.strip_prefix('{') {
            ids.push((name.trim_end_matches('}'), decoded(part)?));
        } else if wanted != part {
            return None;
        }
    }
    parts.next().is_none().then_some(ids)
}

/// The database takes no NUL, and nothing has an empty id.
fn decoded(part: &str) -> Option<String> {
    let text = percent_encoding::percent_decode_str(part).decode_utf8();
    let text = text.ok()?.into_owned();
    (!text.is_empty() && !text.contains('\0')).then_some(text)
}
