//! English: the administrators' pages about one user, and about invitations.

use crate::people::{Invitations, People};
use crate::{Counted, Each};

pub(super) const PEOPLE: People = People {
    pages: ["Account", "Sign-in", "Groups"],
    yourself: "You cannot do this for your own account. Another administrator can.",
    claims: "What apps are told",
    claims_lead: "Each line is one claim: its name, an equals sign, and its value. If you remove a line, apps are no longer told that claim.",
    standard: "Standard claims",
    standard_help: "Such as given_name=Ada, locale=en or phone_number=+44 20 7946 0000.",
    own: "Claims from your settings",
    own_help: " Your settings define these claims: ",
    claims_save: "Save claims",
    bad_standard: (
        "Nothing was saved. This line does not name a standard claim, or its value is not allowed: ",
        "",
    ),
    bad_link: (
        "Nothing was saved. profile, picture and website must be addresses that begin with https:// or http://, not this: ",
        "",
    ),
    bad_own: "Nothing was saved. Under “Claims from your settings”, each line is the name of a claim that CLAIM_SCOPES defines, an equals \
              sign, and a value of at most 256 bytes. Enter at most 20 claims, each of them once.",
    sessions_lead: "If you sign them out of a browser, that session ends. Apps that have access only while they are signed in lose it.",
    sessions_unknown: "Many of their sessions have ended but are not deleted yet, so this page did not look at all of them.",
    end_session: "Sign them out of this browser",
    no_passkeys: "They have no passkey.",
    second_factor_none: "They have no second factor.",
    second_factor_since: ("It has been on since ", "."),
    codes_left: Counted {
        zero: "They have no recovery code left.",
        one: "They have one recovery code left.",
        other: "They have {n} recovery codes left.",
        ..Counted::EMPTY
    },
    second_factor_lead: "Do this for somebody who has lost both the app and the recovery codes. From then on, their password alone signs \
                         them in, until they set up another second factor.",
    ends_codes: Counted {
        zero: "The codes of their app stop working.",
        one: "The codes of their app and one recovery code stop working.",
        other: "The codes of their app and {n} recovery codes stop working.",
        ..Counted::EMPTY
    },
    second_factor_off: "Turn the second factor off",
    no_linked: "They have not linked any account.",
    links: "Recovery and verification links",
    recovery_lead: "With a recovery link, they set a new passkey or password. The link works once, within a day, and earlier recovery links \
                    stop working. Whoever has the link can sign in as this person, without the second factor. So make sure that this person \
                    is really the one who asks.",
    recovery_mail_lead: "A link that is sent to their address works for an hour, and still asks for the second factor.",
    recovery_mail: "Send a recovery link by email",
    recovery: "Make a recovery link",
    verification_lead: "With a verification link, they prove that they read mail at their address. The link works once, within a day. Send \
                        it to that address, and nowhere else.",
    verification: "Make a verification link",
    verification_mail: "Send a verification link by email",
    disabled_first: "The account is disabled. Enable it first.",
    once: "Copy this link now. It is not shown again, because only its hash is stored.",
    once_recovery: "Give the link to this person, and to nobody else.",
    once_verification: ("Send the link to ", ", and nowhere else."),
    once_invitation: "Whoever opens the link can create an account.",
    mailed: ("The link is on its way to ", "."),
    back: "Go back",
    groups: "Groups that they are in",
    no_groups: "They are not in any group.",
    leave: "Remove from the group",
    join_lead: "Apps are told the name of the group, and apps that are limited to the group let them in.",
    group: "Name of the group",
    join: "Add to the group",
    no_group: ("There is no group called ", "."),
    join_administrators: "You cannot add anybody to the group administrators here. Open the user’s page, then “Groups”, and press “Make them \
                          an administrator”.",
    too_many: "This person is in 16 groups already. Nobody can be in more.",
    administrator: "Administrator",
    make_lead: "An administrator can do everything on these pages. With a recovery link, an administrator can sign in as anybody. To open \
                these pages, they need a passkey or a second factor.",
    make: "Make them an administrator",
    unmake_lead: "They become a user like any other. Apps that are only for administrators lose their access to the account.",
    unmake: "Take away their administrator rights",
    administrators_then: Counted {
        one: "There is then one administrator.",
        other: "There are then {n} administrators.",
        ..Counted::EMPTY
    },
};

pub(super) const INVITATIONS: Invitations = Invitations {
    lead: "An invitation is a link. Whoever opens it can create an account. If sign-up is open, nobody needs an invitation.",
    email: "Email address",
    email_shown: "The new account gets this address. If you leave it empty, whoever opens the link can enter one.",
    email_mailed: "The server sends the link to this address, and the new account gets the address. If you leave it empty, this page shows \
                   you the link instead.",
    groups: "Groups",
    groups_help: "The names of at most 5 groups, with spaces between them. The new account is in these groups.",
    uses: "How many accounts it can create",
    uses_help: "From 1 to 10,000. An invitation with an email address is for one account only.",
    days: "How many days the link works",
    invite: "Make an invitation",
    taken: "A user with this email address exists already.",
    bad_number: "Enter 1 to 10,000 accounts, and 1 to 365 days.",
    too_many_groups: "Enter at most 5 groups.",
    one_use: "An invitation with an email address is for one account only. Enter 1, or leave the address empty.",
    open: "Links that still work",
    none: "There are none.",
    purposes: [
        ("invitation", "Invitation"),
        ("recovery", "Recovery link"),
        ("email_verification", "Verification link"),
        ("setup", "Setup link"),
    ],
    anybody: "For whoever has the link",
    since: ("Made on ", ""),
    until: ("Works until ", ""),
    uses_left: Counted {
        one: "It works once.",
        other: "It works {n} more times.",
        ..Counted::EMPTY
    },
    withdraw: "Withdraw the link",
    ends_uses: Counted {
        one: "The link stops working.",
        other: "The link stops working. It could be used {n} more times.",
        ..Counted::EMPTY
    },
    gone: "This link does not work any more.",
    link: "Invite somebody",
};
