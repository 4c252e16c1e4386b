//! English: the administrators' pages about apps and APIs.

use crate::admin_apps::{Apis, App, AppForm, Apps, BadLogo};
use crate::{Counted, Each};

pub(super) const APPS: Apps = Apps {
    search: "Name",
    search_help: "Enter its first letters, or all of it.",
    none: "No app was found.",
    add: "Add an app",
    by: [
        "Added by an administrator",
        "Registered itself",
        "Described by a metadata document",
    ],
    first_party: "People are not asked for consent",
    blocked: "Blocked",
    app: APP,
    form: FORM,
    apis: APIS,
};

const APP: App = App {
    added: ("Added on ", ""),
    blocked: ("Blocked on ", ""),
    proves: [
        "Proves who it is with a secret",
        "Proves who it is with a secret",
        "Proves who it is with a key",
        "Cannot prove who it is: it is a public client",
    ],
    returns_to: "Redirect URI: ",
    scope: "Scope: ",
    groups: "Only for these groups: ",
    groups_gone: "Only for groups that were removed: nobody can use it",
    old_secret: ("The previous secret works until ", ""),
    change: "Change the app",
    users: "Who uses it",
    no_users: "Nobody uses it yet.",
    users_show: "See who uses it",
    users_counted: Counted {
        one: "One person uses it.",
        other: "{n} people use it.",
        ..Counted::EMPTY
    },
    since: ("Access given on ", ""),
    last: ("Last signed in on ", ""),
    logo: "Logo",
    logo_lead: "People see it where they sign in to the app, and where they are asked for consent.",
    logo_file: "Picture",
    logo_help: "A PNG or WebP file without animation: at most 64 kB, 2048 pixels wide and 2048 pixels high.",
    logo_set: "Set the logo",
    logo_remove: "Remove the logo",
    logo_none: "Choose a file.",
    bad_logo: BadLogo {
        too_large: "The file is larger than 64 kB. Make it smaller.",
        other_format: "The file is neither a PNG nor a WebP file, whatever its name is. Save the picture in one of these formats.",
        length: "The file is not whole, or something comes after its end. Save the picture again.",
        part: "A part of the file does not follow the PNG or WebP format. Save the picture again.",
        size: "The width and the height of the picture must be from 1 to 2048 pixels.",
        animated: "The picture is animated. Save it without animation.",
    },
    secret: "Secret",
    secret_lead: "You get a new secret, which is shown once. Nothing else changes: the app keeps its tokens and the access that people gave it.",
    secret_keep: "The previous secret",
    secret_keeps: [
        "stops working at once",
        "works for one more day",
        "works for one more week",
        "works for 30 more days",
    ],
    secret_make: "Make a new secret",
    secret_kept: "There are two secrets already. Let the previous one stop working at once, or wait until its time is over.",
    once: "Copy this now",
    once_lead: "The secret is shown only this once. The server stores only its hash.",
    once_back: "Open the page about the app",
    standing: "Status of the app",
    vouch_lead: "From then on, the app counts as one that an administrator added, as it is now. People no longer see that it is not \
                 verified. It can no longer change its registration. It keeps the access that people gave it.",
    vouch_document_lead: "From then on, the app counts as one that an administrator added, as it is now. People no longer see that it is not \
                          verified. The server no longer reads its document, so the owner of that address cannot change the app. It keeps \
                          the access that people gave it.",
    vouch_scope: "What it may ask for",
    vouch_scope_help: "Enter scopes, with spaces between them. The app may ask for nothing else.",
    vouch: "Vouch for the app",
    block_lead: "Until you unblock the app, nobody can sign in to it, and its tokens do not work.",
    block: "Block the app",
    unblock_lead: "People can sign in to the app again, and the tokens that it had work again.",
    unblock: "Unblock the app",
    remove_lead: "This removes the app, the access that people gave it, and all its refresh tokens. Nobody can bring it back.",
    remove_document_lead: "This ends the access that people gave the app, and all its refresh tokens. People can give it access again. To \
                           keep it out, block it.",
    remove: "Remove the app",
    ends: Counted {
        zero: "Nobody uses it.",
        one: "One person can no longer sign in to it, and it loses its access to their account.",
        other: "{n} people can no longer sign in to it, and it loses its access to their accounts.",
        ..Counted::EMPTY
    },
};

const FORM: AppForm = AppForm {
    add_lead: "People sign in to an app with their account here. If you leave a field empty, it gets its usual value.",
    change_lead: "The app keeps its secret, its tokens, and the access that people gave it.",
    known: "Library or product",
    known_none: "Something else",
    known_help: "If the app is one of these, you need to fill in only its address.",
    url: "Address of the app",
    url_help: "Where people open the app, such as https://wiki.example.com.",
    kind: "Kind of app",
    kinds: [
        "App with a server, which keeps a secret",
        "App in a browser, on a phone or on a computer, without a secret",
        "Program that nobody signs in to, with a key of its own",
    ],
    fields: [
        ("Name", "People see this name when they sign in to the app."),
        (
            "Redirect URIs",
            "Where people are sent back to. Write one on each line. They are compared letter by letter.",
        ),
        (
            "Scope",
            "What the app may ask for: scopes with spaces between them. The page APIs lists all scopes.",
        ),
        (
            "Groups",
            "Only people in these groups can use the app. Write one name on each line. If you leave it empty, everybody can.",
        ),
        (
            "It is an app of your own: do not ask people for consent",
            "",
        ),
        (
            "Redirect URIs after signing out",
            "Where people may be sent after they sign out. Write one on each line.",
        ),
        (
            "Back-channel logout URI",
            "Where the server tells the app that somebody signed out.",
        ),
        (
            "Start URL",
            "The page of the app that begins a sign-in. People’s account pages link there.",
        ),
        (
            "Website",
            "A page about the app that people can open, such as https://app.example.com. People see a link to it where they sign in.",
        ),
        ("Terms", "A page with its terms of use."),
        ("Privacy policy", "A page with its privacy policy."),
        (
            "Public keys",
            "A JSON Web Key Set, for an app that proves who it is with a key.",
        ),
        (
            "Address of its public keys",
            "If the app publishes its keys, enter their address here, and leave the keys empty.",
        ),
        (
            "Lifetime of access tokens",
            "A number and s, m, h or d, such as 10m. If you leave it empty, the settings decide.",
        ),
        ("Lifetime of ID tokens", ""),
        ("Lifetime of refresh tokens", ""),
        ("Lifetime of unused refresh tokens", ""),
        ("How long a sign-in counts for the app", ""),
        ("ID tokens also contain the name and the email address", ""),
        ("The app gets refresh tokens without offline_access", ""),
        ("The app has to push its requests first (PAR)", ""),
        ("The app has to prove that it has a key (DPoP)", ""),
        (
            "The app may leave out PKCE",
            "Others can then use a stolen code, unless the app compares the nonce.",
        ),
        (
            "The app may leave out the nonce, too",
            "Nothing then stops others from using a stolen code.",
        ),
    ],
    save: "Save changes",
    bad_name: "Enter a name in one line, with at most 100 characters.",
    bad_scope: "One of the scopes contains a character that is not allowed. Put spaces between scopes.",
    unknown_scope: ("The scope “", "” is not defined in the settings."),
    unknown_group: ("There is no group “", "”."),
    many_groups: ("Enter at most ", " groups."),
    two_keys: "Enter either the keys or their address, not both.",
    not_public: "An app of this kind cannot have keys. Choose another kind, or leave the keys empty.",
};

const APIS: Apis = Apis {
    lead: "These APIs accept access tokens. The settings RESOURCES and CLAIM_SCOPES define them and their scopes. To change one, change the \
           setting and deploy.",
    none: "The setting RESOURCES names no API.",
    default_scopes: "A request that names no scope gets: ",
    own: "This server itself",
    introspects: "Apps that may ask about its tokens: ",
};
