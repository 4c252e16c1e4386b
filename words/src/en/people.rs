//! English: the administrators' pages about one user, and about invitations.

use crate::people::{Invitations, People};
use crate::{Counted, Each};

pub(super) const PEOPLE: People = People {
    pages: ["About them", "How they sign in", "Groups"],
    yourself: "You cannot do this to yourself. Another administrator can.",
    claims: "What apps are told",
    claims_lead: "One line for each: its name, an equals sign, and its value. A line that you remove is no longer told.",
    standard: "Standard claims",
    standard_help: "Such as given_name=Ada, locale=en or phone_number=+44 20 7946 0000.",
    own: "Your own claims",
    own_help: " Your settings define: ",
    claims_save: "Save claims",
    bad_standard: (
        "Nothing was saved. This line is not a standard claim with a value that it can have: ",
        "",
    ),
    bad_own: "Nothing was saved. In your own claims, each line is the name of a claim that CLAIM_SCOPES defines, an equals sign, and a \
              value of at most 256 bytes. There are at most 20, each once.",
    sessions_lead: "To sign them out here ends this session, and what apps may do only while they are signed in.",
    sessions_unknown: "Many of their sessions have ended and are not removed yet, so not every one was looked at.",
    end_session: "Sign them out here",
    no_passkeys: "They have no passkey.",
    second_factor_none: "They have no second factor.",
    second_factor_since: ("It is on since ", "."),
    codes_left: Counted {
        zero: "They have no recovery code left.",
        one: "They have one recovery code left.",
        other: "They have {n} recovery codes left.",
        ..Counted::EMPTY
    },
    second_factor_lead: "For somebody who lost the app and the recovery codes. From then on their password alone signs them in, until they set \
                         up another second factor.",
    ends_codes: Counted {
        zero: "The codes of their app stop working.",
        one: "The codes of their app and one recovery code stop working.",
        other: "The codes of their app and {n} recovery codes stop working.",
        ..Counted::EMPTY
    },
    second_factor_off: "Turn the second factor off",
    no_linked: "They have linked no account.",
    links: "If they cannot get in",
    recovery_lead: "With a recovery link they set a new passkey or password. It works once, within a day, and ends earlier recovery links. \
                    Whoever has it can sign in as them, and does not need the second factor. So make sure that it is them who asks.",
    recovery_mail_lead: "A link that is sent to their address works for an hour, and still asks for the second factor.",
    recovery_mail: "Send a recovery link by mail",
    recovery: "Show a recovery link",
    verification_lead: "With a verification link they prove that they read mail at their address. It works once, within a day. Send it to that \
                        address, and nowhere else.",
    verification: "Show a verification link",
    verification_mail: "Send a verification link by mail",
    disabled_first: "The account is disabled. Enable it first.",
    once: "Copy this link now. It is not shown again, because only its hash is stored.",
    once_recovery: "Give it to this person, and to nobody else.",
    once_verification: ("Send it to ", ", and nowhere else."),
    once_invitation: "Whoever opens it can make an account.",
    mailed: ("The link is on its way to ", "."),
    back: "Go back",
    groups: "Groups that they are in",
    no_groups: "They are in no group.",
    leave: "Take them out",
    join_lead: "Put them into a group. Apps are told its name, and apps that are for this group let them in.",
    group: "Name of the group",
    join: "Put them in",
    no_group: ("There is no group called ", "."),
    join_administrators: "Administrators are made with a button of their own, on the page about somebody's groups.",
    too_many: "They are in 16 groups. Nobody can be in more.",
    administrator: "Administrator",
    make_lead: "An administrator can do everything on these pages, and can sign in as anybody with a recovery link. They need a passkey or a \
                second factor.",
    make: "Make them an administrator",
    unmake_lead: "They stay a user like any other. Apps that are only for administrators lose their access.",
    unmake: "Take the administrator's rights away",
    administrators_then: Counted {
        one: "There is then one administrator.",
        other: "There are then {n} administrators.",
        ..Counted::EMPTY
    },
};

pub(super) const INVITATIONS: Invitations = Invitations {
    lead: "An invitation is a link with which somebody makes an account. Nobody needs one where sign-up is open.",
    email: "Email address",
    email_shown: "The new account gets this address. Leave it empty, and whoever opens the link may give one.",
    email_mailed: "The link is sent there, and the new account gets this address. Leave it empty, and you see the link here.",
    groups: "Groups",
    groups_help: "Their names, with spaces between them: at most 5. The new account is in them.",
    uses: "How many accounts",
    uses_help: "From 1 to 10,000. With an address, it is always one.",
    days: "For how many days",
    invite: "Make an invitation",
    taken: "A user has this address already.",
    bad_number: "A link makes 1 to 10,000 accounts, within 1 to 365 days.",
    too_many_groups: "Name at most 5 groups.",
    one_use: "An invitation with an address makes one account.",
    open: "Links that still work",
    none: "There is none.",
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
    withdraw: "Take it back",
    ends_uses: Counted {
        one: "One link stops working.",
        other: "One link stops working, which could be used {n} more times.",
        ..Counted::EMPTY
    },
    gone: "This link does not work any more.",
    link: "Invite somebody",
};
