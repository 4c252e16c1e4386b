//! English: the administrators' pages about apps and APIs.

use crate::admin_apps::{Apis, App, AppForm, Apps};
use crate::{Counted, Each};

pub(super) const APPS: Apps = Apps {
    search: "Name",
    search_help: "The beginning of an app’s name.",
    none: "There is no such app.",
    add: "Add an app",
    by: [
        "Added by an administrator",
        "Registered itself",
        "Described by a document",
    ],
    first_party: "Your own: people are not asked",
    blocked: "Blocked",
    app: APP,
    form: FORM,
    apis: APIS,
};

const APP: App = App {
    added: ("Here since ", ""),
    blocked: ("Blocked on ", ""),
    proves: [
        "Proves who it is with a secret",
        "Proves who it is with a secret",
        "Proves who it is with a key",
        "Proves nothing: it is a public client",
    ],
    returns_to: "Returns to: ",
    scope: "Scope: ",
    groups: "Only for these groups: ",
    groups_gone: "Only for groups that were removed: nobody can use it",
    old_secret: ("The secret before works until ", ""),
    change: "Change the app",
    users: "Who uses it",
    no_users: "Nobody uses it yet.",
    users_show: "See who uses it",
    users_counted: Counted {
        one: "One person uses it.",
        other: "{n} people use it.",
        ..Counted::EMPTY
    },
    since: ("Allowed on ", ""),
    last: ("Signed in last on ", ""),
    secret: "Its secret",
    secret_lead: "Makes another secret, which is shown once. Nothing else changes: what people allowed and all tokens stay.",
    secret_keep: "The secret before",
    secret_keeps: [
        "stops working at once",
        "works for a day more",
        "works for a week more",
        "works for 30 days more",
    ],
    secret_make: "Make a new secret",
    secret_kept: "There are two secrets already. Let the one before stop at once, or wait until it has ended.",
    once: "Copy this now",
    once_lead: "It is shown this once. Only its hash is stored.",
    once_back: "Go on to the app",
    standing: "What it may do",
    vouch_lead: "It becomes yours, as it is now. People no longer read that it is not verified, and it can no longer change what it says of \
                 itself. What people allowed it stays.",
    vouch_document_lead: "It becomes yours, as it is now. People no longer read that it is not verified, and its document is not read any more, so \
                          whoever owns its address cannot change it. What people allowed it stays.",
    vouch_scope: "What it may ask for",
    vouch_scope_help: "Scopes with spaces between them. It may ask for nothing else.",
    vouch: "Vouch for the app",
    block_lead: "Nobody can sign in to it, and what it has from people does not work, until you unblock it.",
    block: "Block the app",
    unblock_lead: "People can sign in to it, and what it had before works again.",
    unblock: "Unblock the app",
    remove_lead: "The app, all that people allowed it and all its refresh tokens end. Nobody can bring it back.",
    remove_document_lead: "All that people allowed it and all its refresh tokens end. People can let it in again: to keep it out, block it.",
    remove: "Remove the app",
    ends: Counted {
        zero: "Nobody uses it.",
        one: "One person can no longer sign in to it, and it loses what it has from them.",
        other: "{n} people can no longer sign in to it, and it loses what it has from them.",
        ..Counted::EMPTY
    },
};

const FORM: AppForm = AppForm {
    add_lead: "An app asks people to sign in. What you do not fill in has a usual value.",
    change_lead: "Nobody loses anything: its secret, what people allowed it and its tokens stay.",
    known: "Library or product",
    known_none: "Something else",
    known_help: "If it is one of these, its address is enough.",
    url: "Address of the app",
    url_help: "Where people open it, such as https://wiki.example.com.",
    kind: "Kind",
    kinds: [
        "App with a server, which keeps a secret",
        "App in a browser, on a phone or a desktop, without a secret",
        "Program that nobody signs in to, with a key of its own",
    ],
    fields: [
        ("Name", "People read it when the app asks them."),
        (
            "Redirect URIs",
            "Where people are sent back to, one a line. They are compared letter by letter.",
        ),
        (
            "Scope",
            "What it may ask for, with spaces between. The page about APIs has all that there is.",
        ),
        (
            "Groups",
            "One name a line: only people in these groups can use it. Empty: everybody.",
        ),
        ("It is your own: do not ask people", ""),
        (
            "Redirect URIs after signing out",
            "Where people may be sent after they signed out, one a line.",
        ),
        (
            "Back-channel logout URI",
            "Where it is told that somebody signed out.",
        ),
        (
            "Start URL",
            "The page of the app that begins a sign-in. People’s account pages link there.",
        ),
        (
            "Public keys",
            "A JSON Web Key Set, for an app that signs with a key.",
        ),
        (
            "Address of its public keys",
            "In place of the keys, if it publishes them.",
        ),
        (
            "Lifetime of access tokens",
            "A number and s, m, h or d, such as 10m. Empty: as in the settings.",
        ),
        ("Lifetime of ID tokens", ""),
        ("Lifetime of refresh tokens", ""),
        ("Lifetime of refresh tokens that are not used", ""),
        ("How long ago people may have signed in", ""),
        ("ID tokens hold name and email too", ""),
        ("It gets refresh tokens without offline_access", ""),
        ("It has to push its requests first (PAR)", ""),
        ("It has to prove a key (DPoP)", ""),
        (
            "It may leave out PKCE",
            "A stolen code can then be used by others, unless the app compares the nonce.",
        ),
        (
            "It may leave out the nonce too",
            "Nothing then stops a stolen code from being used.",
        ),
    ],
    save: "Save",
    bad_name: "Write a name of one line, with at most 100 characters.",
    bad_scope: "A scope holds a character that it may not hold. Write spaces between scopes.",
    unknown_scope: ("The scope “", "” is not defined in the settings."),
    unknown_group: ("There is no group “", "”."),
    many_groups: ("Name at most ", " groups."),
    two_keys: "Write either the keys or their address.",
    not_public: "An app without a secret cannot have keys here: choose another kind.",
};

const APIS: Apis = Apis {
    lead: "The APIs that accept access tokens, as the settings RESOURCES and CLAIM_SCOPES have them. To change one, change the setting and deploy.",
    none: "The settings name no API.",
    default_scopes: "Scopes of a request that names none: ",
    own: "This server itself",
    introspects: "May ask about tokens: ",
};
