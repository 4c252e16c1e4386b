//! Where the pages of the administrators are, and where their forms are posted to, below the issuer.

/// What happens here.
pub const OVERVIEW: &str = "/admin";
/// Every user, some at a time.
pub const USERS: &str = "/admin/users";
/// One user; `id` in the query.
pub const USER: &str = "/admin/user";
/// Where what is known of a user is posted to.
pub const USER_EDIT: &str = "/admin/user/edit";
/// Where a user is shut out.
pub const USER_DISABLE: &str = "/admin/user/disable";
/// Where a user is let in again.
pub const USER_ENABLE: &str = "/admin/user/enable";
/// Where the sessions of a user end.
pub const USER_END_SESSIONS: &str = "/admin/user/end-sessions";
/// Where a user is removed.
pub const USER_REMOVE: &str = "/admin/user/remove";

/// Where programs do the same as the pages, with JSON. It is the identifier of a resource too.
pub const API: &str = "/admin/api";

/// What is served below [`API`]: each method, and the path, in which a part in braces stands for an id.
pub const API_ROUTES: [(&str, &str); 10] = [
    ("GET", "/openapi.json"),
    ("GET", "/users"),
    ("GET", "/users/{id}"),
    ("PATCH", "/users/{id}"),
    ("DELETE", "/users/{id}"),
    ("GET", "/users/{id}/sessions"),
    ("DELETE", "/users/{id}/sessions"),
    ("GET", "/users/{id}/apps"),
    ("POST", "/users/{id}/disable"),
    ("POST", "/users/{id}/enable"),
];

/// The pages that lead to all others, in the order in which they are shown.
pub const TABS: [&str; 2] = [OVERVIEW, USERS];

/// Every page, to come back to after signing in. Those about one thing have its `id` in the query.
pub const PAGES: [&str; 3] = [OVERVIEW, USERS, USER];

/// Where every form is posted to.
pub const DEEDS: [&str; 5] = [
    USER_EDIT,
    USER_DISABLE,
    USER_ENABLE,
    USER_END_SESSIONS,
    USER_REMOVE,
];

/// Whether a path belongs to the Admin API; if so, the rest of it.
#[must_use]
pub fn below_api(path: &str) -> Option<&str> {
    let rest = path.strip_prefix(API)?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

/// Whether a path belongs to the administrators.
#[must_use]
pub fn is_below(path: &str) -> bool {
    let rest = path.strip_prefix(OVERVIEW);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
