//! English: the administrators' pages about groups, signing keys and events.

use crate::admin_more::{Events, Groups, Keys};
use crate::{Counted, Each, Text};

pub(super) const GROUPS: Groups = Groups {
    search: "Name",
    search_help: "Enter its first letters, or all of it.",
    none: "No group was found.",
    add_heading: "Add a group",
    name: "Name",
    name_help: "1 to 64 characters: letters from a to z, digits and -._:/@. The first one has to be a letter or a digit. Apps are told this name.",
    add: "Add the group",
    bad_name: "Enter a name of 1 to 64 characters: letters from a to z, digits and -._:/@. The first one has to be a letter or a digit.",
    taken: "There is already a group with this name, or with one that differs only in capital letters. Choose another name.",
    always: "This group always exists. Its members are the administrators, and nobody else. To make somebody an administrator, open that \
             user’s page, and there “Groups”.",
    members: "Members",
    members_lead: "If you remove somebody from this group, they can no longer use the apps that are limited to it, and these apps lose their \
                   access to the account at once. If you add the person again, that access does not come back.",
    no_members: "Nobody is in this group.",
    out: "Remove",
    user: "Username or email address",
    user_help: "The one that the person signs in with.",
    join: "Add to the group",
    no_user: "Nobody signs in with this username or email address. Check it.",
    too_many: "This person is in 16 groups already. Nobody can be in more.",
    claims: "What apps are told about every member",
    claims_lead: "Your settings define these claims. An app gets them if you registered it with a scope that asks for them.",
    claims_label: "Claims",
    claims_help: "One on each line, such as plan=pro. The setting CLAIM_SCOPES defines which claims there are.",
    claims_save: "Save claims",
    bad_claims: "Enter each claim once, on a line of its own, such as plan=pro. The setting CLAIM_SCOPES has to define the claim. A group \
                 has at most 20 claims, and each value has at most 256 bytes.",
    rename_lead: "It stays the same group, with the same members. From then on, apps are told the new name. If an app has rules about the \
                  old name, change them at the same time.",
    rename: "Rename the group",
    apps: "Apps that are limited to this group",
    apps_lead: "Only people in this group, or in another group that you named for the app, can use these apps.",
    no_apps: "No app is limited to this group.",
    looked: "This page looked at 20 apps that are limited to groups. There may be more.",
    further: "Look further",
    apps_link: "See its apps, or remove the group",
    remove_lead: "Its members stay users, but they are no longer in the group. Apps that are limited to the group do not open to everybody: \
                  they stay limited to their other groups. If they have no other group, nobody can use them. If you add a group with the \
                  same name later, it is a new group.",
    remove: "Remove the group",
    ends_members: Counted {
        zero: "The group has no members.",
        one: "One person is no longer a member.",
        other: "{n} people are no longer members.",
        ..Counted::EMPTY
    },
    ends_apps: Counted {
        zero: "No app is limited to the group.",
        one: "One app is no longer open to these members.",
        other: "{n} apps are no longer open to these members.",
        ..Counted::EMPTY
    },
};

pub(super) const KEYS: Keys = Keys {
    lead: "This server signs tokens with these keys, and replaces them by itself. You need this page only if a key has leaked.",
    none: "There is no signing key yet. The server makes one when somebody first asks for its keys.",
    newest: "This page shows only the newest {n} keys. To see all, run: npm run keys -- list --remote",
    next: ("Published already. It will sign from ", "."),
    since: ("In use since ", "."),
    until: ("It signs until ", "."),
    due: ("Its successor takes over at about ", "."),
    asked: "The server makes its successor with the next request that it gets.",
    signed_until: ("Signed until ", "."),
    verifies_until: ("Tokens that it signed are accepted until ", "."),
    known_until: ("It only recognizes old ID tokens, until ", "."),
    revoked: ("Revoked on ", ". Nothing that it signed is trusted."),
    rotate_lead: "The next key takes over from the one that signs now. Tokens that are signed already stay valid until they expire. Nobody \
                  notices the change.",
    rotate_when: "The next key takes over in about {n} minutes.",
    rotate: "Rotate the key now",
    change: "Revoke",
    revoke_lead: "Do this if the key has leaked. Nobody can undo it. People stay signed in, and apps get new tokens once they have fetched \
                  the keys again.",
    revoke_signing: "Do this if the key has leaked. Nobody can undo it. The next key, or a new one, takes over at once. People stay signed \
                     in, and apps get new tokens once they have fetched the keys again.",
    revoke_ends: "Within {n} minutes, every access token and ID token that this key signed stops working.",
    revoke: "Revoke the key",
};

pub(super) const EVENTS: Events = Events {
    user: "User",
    user_help: "A username, an email address, or the sub of somebody who was removed. Leave it empty to see everybody.",
    kind: "What happened",
    any_kind: "Anything",
    app: "App (client_id)",
    actor: "Done by (username or email address)",
    from: "From this day (UTC)",
    to: "To this day (UTC)",
    show: "Show events",
    bad_day: "Enter a day as year, month and day, such as 2026-11-30.",
    none: "No event was found.",
    looked: " This page looked at {n} events, back to {at}. There are earlier ones.",
    further: "Look further back",
    who: "User: ",
    by: "Done by: ",
    key: ("Key: ", ""),
    reason: ("Reason: ", ""),
    file: "Download",
    file_lead: "You get a file with the events that you asked for, the earliest first, and one line of JSON for each. For one file, the \
                server looks at {n} events at most. If there are more, the last line of the file has the address of the next part.",
    download: "Download these events",
    kinds: KINDS,
};

/// The first of each pair is the word in the log: it stays as it is.
const KINDS: [(Text, Text); 42] = [
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
    ("app_revoked", "Took back an app’s access"),
    ("recovery_mailed", "A recovery link was sent"),
    ("code_mailed", "A sign-in code was sent"),
    (
        "disavowed",
        "Said that it was not them, and was signed out everywhere",
    ),
    ("client_registered", "An app registered itself"),
    ("client_changed", "An app changed its registration"),
    ("client_removed", "An app removed its registration"),
    ("key_made", "A signing key was made"),
    ("sign_up_refused", "A sign-up was refused"),
    ("mail_failed", "An email could not be sent"),
    ("user_added", "Account created by an administrator"),
    ("user_changed", "Account changed by an administrator"),
    ("user_disabled", "Account disabled by an administrator"),
    ("user_enabled", "Account enabled again by an administrator"),
    (
        "user_signed_out",
        "Signed out everywhere by an administrator",
    ),
    ("user_removed", "Account removed by an administrator"),
    ("user_groups_changed", "Groups changed by an administrator"),
    ("administrator_made", "Became an administrator"),
    ("administrator_unmade", "No longer an administrator"),
    ("link_made", "A link was made"),
    ("link_withdrawn", "A link was withdrawn"),
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
    ("key_rotated", "A signing key was rotated ahead of schedule"),
    ("key_revoked", "A signing key was revoked"),
    ("data_downloaded", "Downloaded what is stored about them"),
];
