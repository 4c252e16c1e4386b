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

/// Whether a path belongs to the administrators.
#[must_use]
pub fn is_below(path: &str) -> bool {
    let rest = path.strip_prefix(OVERVIEW);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
