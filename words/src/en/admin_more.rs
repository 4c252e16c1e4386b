//! English: the administrators' pages about groups, signing keys and events.

use crate::admin_more::{Events, Groups, Keys};
use crate::{Counted, Each, Text};

pub(super) const GROUPS: Groups = Groups {
    search: "Name",
    search_help: "The beginning of the name of a group.",
    none: "There is no such group.",
    add_heading: "Add a group",
    name: "Name",
    name_help: "1 to 64 letters from a to z, digits and -._:/@, with a letter or a digit first. Apps are told this name.",
    add: "Add the group",
    bad_name: "The name of a group is 1 to 64 letters from a to z, digits and -._:/@, and begins with a letter or a digit.",
    taken: "There is already a group with this name, or with one that differs only in capital letters.",
    always: "This group always exists. Its members are the administrators, and nobody else. To make somebody an administrator, open the page \
             about them.",
    members: "Who is in it",
    members_lead: "If you take somebody out, they lose the apps that are limited to this group at once. What these apps had from them does not \
                   come back if you put them in again.",
    no_members: "Nobody is in this group.",
    out: "Take out",
    user: "Username or address",
    user_help: "The one that they sign in with.",
    join: "Put into the group",
    no_user: "Nobody signs in with this username or address.",
    too_many: "They are in 16 groups, and cannot be in more.",
    claims: "What apps are told of everybody in it",
    claims_lead: "These are claims of your own. An app gets them if you registered it with a scope that asks for them.",
    claims_label: "Claims",
    claims_help: "One on each line, such as plan=pro. The setting CLAIM_SCOPES says which ones there can be.",
    claims_save: "Save claims",
    bad_claims: "Write each claim once, on a line of its own, such as plan=pro. The setting CLAIM_SCOPES has to define it. There can be 20, \
                 each with a value of at most 256 bytes.",
    rename_lead: "It stays the same group, with the same people. Apps are told the new name from then on: change the rules in them \
                  at the same time.",
    rename: "Rename the group",
    apps: "Apps that are limited to it",
    apps_lead: "Only people in this group can use them, or in one of the other groups that you named for them.",
    no_apps: "No app is limited to this group.",
    looked: "This page looked at 20 apps that are limited to groups. There may be more.",
    further: "Look further",
    apps_link: "See its apps, or remove it",
    remove_lead: "Nobody is in it any more. Apps that are limited to it do not open to everybody: they stay limited to their other groups, \
                  or to nobody. If you make a group with this name again, it is a new one.",
    remove: "Remove the group",
    ends_members: Counted {
        zero: "It has no members.",
        one: "One member is no longer in it.",
        other: "{n} members are no longer in it.",
        ..Counted::EMPTY
    },
    ends_apps: Counted {
        zero: "No app is limited to it.",
        one: "One app no longer lets people in because of it.",
        other: "{n} apps no longer let people in because of it.",
        ..Counted::EMPTY
    },
};

pub(super) const KEYS: Keys = Keys {
    lead: "This server signs tokens with these keys, and looks after them itself. You need this page if a key leaked.",
    none: "There is no signing key yet. The server makes one when somebody first asks for its keys.",
    newest: "Only the newest {n} are shown. To see all, run: npm run keys -- list --remote",
    next: ("Published. It signs from ", " on."),
    since: ("Signs since ", "."),
    until: ("It signs until ", "."),
    due: ("Its successor signs at about ", "."),
    asked: "Its successor is made with the next request that the server gets.",
    signed_until: ("Signed until ", "."),
    verifies_until: ("It verifies what it signed until ", "."),
    known_until: ("It only recognizes old ID tokens, until ", "."),
    revoked: ("Revoked on ", ". Nothing that it signed is trusted."),
    rotate_lead: "The key that signs now verifies what it signed until that has expired. Nobody notices the change.",
    rotate_when: "The next key signs in about {n} minutes.",
    rotate: "Rotate the key now",
    change: "Revoke",
    revoke_lead: "Do this if the key leaked. Nobody can undo it. People stay signed in, and apps get new tokens once they have fetched the keys again.",
    revoke_signing: "Do this if the key leaked. Nobody can undo it. The next key signs at once, or a new one. People stay signed in, and apps get \
                     new tokens once they have fetched the keys again.",
    revoke_ends: "Within {n} minutes, every access token and ID token that this key signed stops working.",
    revoke: "Revoke the key",
};

pub(super) const EVENTS: Events = Events {
    user: "User",
    user_help: "A username, an email address, or the sub of somebody who was removed. Leave it empty to see everybody.",
    kind: "What happened",
    any_kind: "Anything",
    app: "App (client_id)",
    from: "From this day (UTC)",
    to: "To this day (UTC)",
    show: "Show these",
    bad_day: "Write a day as year, month and day, such as 2026-11-30.",
    none: "There is no such event here.",
    looked: " Looked at {n} events, back to {at}. There are earlier ones.",
    further: "Look further back",
    who: "User: ",
    by: "Done by: ",
    key: ("Key: ", ""),
    reason: ("Reason: ", ""),
    file: "Download",
    file_lead: "The events that you asked for, the earliest first, as a file with a line of JSON for each. At most {n} events are looked at for a \
                file. If there are more, its last line has the address of the next part.",
    download: "Download these events",
    kinds: KINDS,
};

/// The first of each pair is the word in the log: it stays as it is.
const KINDS: [(Text, Text); 41] = [
    ("signed_in", "Signed in"),
    (
        "signed_in_unknown_browser",
        "Signed in with a browser that was not recognized",
    ),
    ("signed_out", "Signed out"),
    ("allowed", "Allowed an app"),
    ("denied", "Refused an app"),
    ("recovery_code_used", "Signed in with a recovery code"),
    ("device_confirmed", "Confirmed a sign-in on another device"),
    (
        "second_factor_failed",
        "Entered a wrong code as the second factor",
    ),
    ("app_revoked", "Took back an app's access"),
    ("recovery_mailed", "A recovery link was sent"),
    ("code_mailed", "A code to sign in was sent"),
    (
        "disavowed",
        "Said that it was not them, and was signed out everywhere",
    ),
    ("client_registered", "An app registered itself"),
    ("client_changed", "An app changed its registration"),
    ("client_removed", "An app removed its registration"),
    ("key_made", "A signing key was made"),
    ("sign_up_refused", "A sign-up was refused"),
    ("mail_failed", "A mail could not be sent"),
    ("user_added", "Account made by an administrator"),
    ("user_changed", "Account changed by an administrator"),
    ("user_disabled", "Account disabled by an administrator"),
    ("user_enabled", "Account enabled again by an administrator"),
    (
        "user_signed_out",
        "Signed out everywhere by an administrator",
    ),
    ("user_removed", "Account removed by an administrator"),
    ("user_groups_changed", "Groups changed by an administrator"),
    ("administrator_made", "Made an administrator"),
    ("administrator_unmade", "No longer an administrator"),
    ("link_made", "A link was made"),
    ("link_withdrawn", "A link was taken back"),
    ("app_added", "An app was added"),
    ("app_changed", "An app was changed"),
    ("app_removed", "An app was removed"),
    ("app_blocked", "An app was blocked"),
    ("app_unblocked", "An app is no longer blocked"),
    ("app_vouched_for", "An app was vouched for"),
    ("app_secret_made", "An app got a new secret"),
    ("group_added", "A group was added"),
    ("group_changed", "A group was changed"),
    ("group_removed", "A group was removed"),
    ("key_rotated", "The next signing key was made to sign"),
    ("key_revoked", "A signing key was revoked"),
];
