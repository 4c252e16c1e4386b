//! Where the pages of the administrators are, and where their forms are posted to, below the issuer.

/// What happens here.
pub const OVERVIEW: &str = "/admin";
/// Every user, some at a time.
pub const USERS: &str = "/admin/users";
/// One user; `id` in the query.
pub const USER: &str = "/admin/user";
/// How one user signs in; `id` in the query.
pub const USER_ACCESS: &str = "/admin/user/access";
/// The groups that one user is in; `id` in the query.
pub const USER_GROUPS: &str = "/admin/user/groups";
/// Where what is known of a user is posted to.
pub const USER_EDIT: &str = "/admin/user/edit";
/// Where a user is shut out.
pub const USER_DISABLE: &str = "/admin/user/disable";
/// Where a user is let in again.
pub const USER_ENABLE: &str = "/admin/user/enable";
/// Where the claims of a user are posted to.
pub const USER_CLAIMS: &str = "/admin/user/claims";
/// Where a user is made an administrator.
pub const USER_MAKE_ADMINISTRATOR: &str = "/admin/user/make-administrator";
/// Where an administrator is made a user like any other.
pub const USER_UNMAKE_ADMINISTRATOR: &str = "/admin/user/unmake-administrator";
/// Where a user is put into a group.
pub const USER_JOIN: &str = "/admin/user/join";
/// Where a user is taken out of a group.
pub const USER_LEAVE: &str = "/admin/user/leave";
/// Where the second factor of a user is turned off.
pub const USER_SECOND_FACTOR_OFF: &str = "/admin/user/second-factor-off";
/// Where a recovery link is made.
pub const USER_RECOVERY: &str = "/admin/user/recovery-link";
/// Where a recovery link is sent by mail.
pub const USER_RECOVERY_MAIL: &str = "/admin/user/recovery-mail";
/// Where a link is made that proves an address.
pub const USER_VERIFICATION: &str = "/admin/user/verification-link";
/// Where sessions of a user end: one, or all.
pub const USER_END_SESSIONS: &str = "/admin/user/end-sessions";
/// Where a user is removed.
pub const USER_REMOVE: &str = "/admin/user/remove";
/// Every group, some at a time.
pub const GROUPS: &str = "/admin/groups";
/// Where a group is added.
pub const GROUP_ADD: &str = "/admin/groups/add";
/// One group, and who is in it; `id` in the query.
pub const GROUP: &str = "/admin/group";
/// Which clients are limited to it.
pub const GROUP_APPS: &str = "/admin/group/apps";
/// Where its name is posted to.
pub const GROUP_RENAME: &str = "/admin/group/rename";
/// Where its claims are posted to.
pub const GROUP_CLAIMS: &str = "/admin/group/claims";
/// Where somebody is put into it.
pub const GROUP_JOIN: &str = "/admin/group/join";
/// Where somebody is taken out of it.
pub const GROUP_LEAVE: &str = "/admin/group/leave";
/// Where it is removed.
pub const GROUP_REMOVE: &str = "/admin/group/remove";
/// The signing keys.
pub const KEYS: &str = "/admin/keys";
/// Where the next one is made to sign.
pub const KEY_ROTATE: &str = "/admin/keys/rotate";
/// Where one is revoked.
pub const KEY_REVOKE: &str = "/admin/keys/revoke";
/// What happened.
pub const EVENTS: &str = "/admin/events";
/// The same as a file.
pub const EVENTS_FILE: &str = "/admin/events/file";

/// Links that are good once or a few times, and invitations to be made.
pub const INVITATIONS: &str = "/admin/invitations";
/// Where an invitation is made.
pub const INVITE: &str = "/admin/invitations/invite";
/// Where a link is taken back.
pub const LINK_WITHDRAW: &str = "/admin/invitations/withdraw";

/// Every client, some at a time.
pub const APPS: &str = "/admin/apps";
/// One client; `id` in the query.
pub const APP: &str = "/admin/app";
/// Who uses a client; `id` in the query.
pub const APP_USERS: &str = "/admin/app/users";
/// Where a client is described that is to be added.
pub const APP_NEW: &str = "/admin/app/new";
/// Where a client is changed; `id` in the query.
pub const APP_CHANGE: &str = "/admin/app/change";
/// Where a new client is posted to.
pub const APP_ADD: &str = "/admin/app/add";
/// Where what a client is is posted to.
pub const APP_EDIT: &str = "/admin/app/edit";
/// Where the logo of a client is posted to.
pub const APP_LOGO: &str = "/admin/app/logo";
/// Where a client loses its logo.
pub const APP_LOGO_REMOVE: &str = "/admin/app/remove-logo";
/// Where a client gets a new secret.
pub const APP_SECRET: &str = "/admin/app/secret";
/// Where a client is blocked.
pub const APP_BLOCK: &str = "/admin/app/block";
/// Where a client is let in again.
pub const APP_UNBLOCK: &str = "/admin/app/unblock";
/// Where a client that came by itself becomes the owner's.
pub const APP_VOUCH: &str = "/admin/app/vouch";
/// Where a client is removed.
pub const APP_REMOVE: &str = "/admin/app/remove";
/// The APIs and scopes of the settings.
pub const APIS: &str = "/admin/apis";

/// What the sign-in page looks like, and would look like.
pub const BRAND: &str = "/admin/brand";

/// Where programs do the same as the pages, with JSON. It is the identifier of a resource too.
pub const API: &str = "/admin/api";

/// What is served below [`API`]: each method, and the path, in which a part in braces stands for an id.
pub const API_ROUTES: [(&str, &str); 48] = [
    ("GET", "/openapi.json"),
    ("GET", "/users"),
    ("PATCH", "/users/{id}/claims"),
    ("GET", "/users/{id}"),
    ("PATCH", "/users/{id}"),
    ("DELETE", "/users/{id}"),
    ("GET", "/users/{id}/sessions"),
    ("DELETE", "/users/{id}/sessions"),
    ("DELETE", "/users/{id}/sessions/{which}"),
    ("GET", "/users/{id}/apps"),
    ("POST", "/users/{id}/disable"),
    ("POST", "/users/{id}/enable"),
    ("GET", "/users/{id}/groups"),
    ("POST", "/users/{id}/make-administrator"),
    ("POST", "/users/{id}/unmake-administrator"),
    ("DELETE", "/users/{id}/second-factor"),
    ("POST", "/users/{id}/recovery-link"),
    ("POST", "/users/{id}/recovery-mail"),
    ("POST", "/users/{id}/verification-link"),
    ("GET", "/groups"),
    ("POST", "/groups"),
    ("GET", "/groups/{id}"),
    ("PATCH", "/groups/{id}"),
    ("DELETE", "/groups/{id}"),
    ("PATCH", "/groups/{id}/claims"),
    ("GET", "/groups/{id}/members"),
    ("PUT", "/groups/{id}/members/{which}"),
    ("DELETE", "/groups/{id}/members/{which}"),
    ("GET", "/invitations"),
    ("POST", "/invitations"),
    ("DELETE", "/invitations/{id}"),
    ("GET", "/apps"),
    ("POST", "/apps"),
    ("GET", "/apps/{id}"),
    ("PATCH", "/apps/{id}"),
    ("DELETE", "/apps/{id}"),
    ("PUT", "/apps/{id}/logo"),
    ("DELETE", "/apps/{id}/logo"),
    ("POST", "/apps/{id}/secret"),
    ("POST", "/apps/{id}/block"),
    ("POST", "/apps/{id}/unblock"),
    ("POST", "/apps/{id}/vouch"),
    ("GET", "/apis"),
    ("GET", "/keys"),
    ("POST", "/keys/{id}/rotate"),
    ("POST", "/keys/{id}/revoke"),
    ("GET", "/events"),
    ("GET", "/overview"),
];

/// The pages that lead to all others, in the order in which they are shown.
pub const TABS: [&str; 9] = [
    OVERVIEW,
    USERS,
    INVITATIONS,
    GROUPS,
    APPS,
    APIS,
    KEYS,
    EVENTS,
    BRAND,
];

/// Every page, to come back to after signing in. Those about one thing have its `id` in the query.
pub const PAGES: [&str; 18] = [
    OVERVIEW,
    USERS,
    USER,
    USER_ACCESS,
    USER_GROUPS,
    INVITATIONS,
    GROUPS,
    GROUP,
    GROUP_APPS,
    APPS,
    APP,
    APP_USERS,
    APP_NEW,
    APP_CHANGE,
    APIS,
    KEYS,
    EVENTS,
    BRAND,
];

/// Where every form is posted to.
pub const DEEDS: [&str; 33] = [
    USER_EDIT,
    USER_DISABLE,
    USER_ENABLE,
    USER_END_SESSIONS,
    USER_REMOVE,
    USER_CLAIMS,
    USER_MAKE_ADMINISTRATOR,
    USER_UNMAKE_ADMINISTRATOR,
    USER_JOIN,
    USER_LEAVE,
    USER_SECOND_FACTOR_OFF,
    USER_RECOVERY,
    USER_RECOVERY_MAIL,
    USER_VERIFICATION,
    INVITE,
    LINK_WITHDRAW,
    APP_ADD,
    APP_EDIT,
    APP_LOGO,
    APP_LOGO_REMOVE,
    APP_SECRET,
    APP_BLOCK,
    APP_UNBLOCK,
    APP_VOUCH,
    APP_REMOVE,
    GROUP_ADD,
    GROUP_RENAME,
    GROUP_CLAIMS,
    GROUP_JOIN,
    GROUP_LEAVE,
    GROUP_REMOVE,
    KEY_ROTATE,
    KEY_REVOKE,
];

/// The page that leads to all others to which a page belongs: `/admin/users` for `/admin/user/access`.
#[must_use]
pub fn tab(page: &str) -> &'static str {
    let kind = page.split('/').nth(2).unwrap_or_default();
    let leads = |tab: &&str| {
        !kind.is_empty() && tab.split('/').nth(2).is_some_and(|it| it.starts_with(kind))
    };
    TABS.into_iter().find(leads).unwrap_or(OVERVIEW)
}

/// Whether a page is about one thing, whose id is in the query.
#[must_use]
pub fn is_about_one(page: &str) -> bool {
    !TABS.contains(&page)
}

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
