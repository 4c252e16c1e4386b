//! English: the administrators' first page.

use crate::overview::{Overview, Warnings};

pub(super) const OVERVIEW: Overview = Overview {
    lead: "What this server does, and what it needs from you.",
    needs: "What needs your attention",
    here: "This server",
    users: "Users",
    administrators: "Administrators",
    apps: "Apps",
    storage: "Database",
    version: "Version of Edgegrant",
    counted: "{n}, counted on {at}",
    not_counted: "Not counted yet. The server counts every hour.",
    or_more: "{n} or more",
    megabytes: "{n} MB. The free plan allows {all} MB.",
    charts: [
        "Sign-ins",
        "Sign-ins that failed",
        "Limits that were reached",
    ],
    chart_lead: "{n} in {all} days",
    chart_text: "A bar for each day. The highest is {day}, with {n}.",
    chart_empty: "A bar for each day. There is nothing to show yet.",
    days: "Day by day",
    days_lead: "A day begins at midnight UTC. These numbers go up to {at}: the server adds up each hour when it is over.",
    days_none: "There are no numbers yet. The server adds them up every hour.",
    days_show: "Show the numbers",
    columns: [
        "Day",
        "Sign-ins",
        "Failed",
        "Limits",
        "New accounts",
        "New apps",
    ],
    plan: "Today, and what the free plan allows",
    plan_lead: "The server has counted these itself since midnight UTC. The numbers are approximate and a little too low. Cloudflare’s \
                dashboard has the exact ones.",
    plan_of: "{n} of {all}",
    plan_units: [
        "Requests",
        "Rows read in D1",
        "Rows written in D1",
        "Reads in KV",
        "Writes in KV",
    ],
    keys: "Signing keys",
    warnings: Warnings {
        one_administrator: (
            "There is only one administrator",
            "If this person cannot sign in any more, nobody can open these pages. Make somebody else an administrator, too.",
        ),
        registration_open: (
            "Any app can register itself",
            "MCP clients need this. If you do not need it, set REGISTRATION to \"closed\" or \"token\".",
        ),
        sign_up_open: (
            "Anybody can make an account",
            "If you do not want this, set SIGN_UP to \"closed\", and invite people.",
        ),
        sweep_behind: (
            "Old data is not deleted fast enough",
            "The daily event has not finished its work {n} days in a row. Look for \"sweep\" in the log, and let the event run more often: \
             set crons in edgegrant.jsonc.",
        ),
        no_sweep: (
            "The daily event does not run",
            "This event looks after the signing keys and deletes old data. Deploy again, and check in Cloudflare’s dashboard that the Worker \
             has its cron triggers.",
        ),
        mail_fails: (
            "Mail could not be sent",
            "The mail service answered \"{code}\" on {at}. docs/mail.md says what that means, and what to do.",
        ),
        passkeys_elsewhere: (
            "Nobody can sign in with a passkey",
            "The passkeys were made for another host than the one that RP_ID names now. Set RP_ID back to that host. docs/operate.md says \
             what else you can do, under \"When the host changes\".",
        ),
        secret_previous: (
            "The previous secret is still accepted",
            "Delete EDGEGRANT_SECRET_PREVIOUS when nothing needs it any more. docs/operate.md says when, under \"Changing the \
             secret\".",
        ),
        events_lost: (
            "Some events are missing here",
            "Events of today that the server could not write to the database: {n}. The log has them. Perhaps the server had used up the \
             writes that your plan allows for a day.",
        ),
        strangers: (
            "Strangers have reached today’s limit, or nearly reached it",
            "Until midnight UTC, the server refuses some passwords, registrations and sign-ups. The events show who is trying. If these are \
             your people, raise STRANGERS_DAILY_LIMIT.",
        ),
        password_alone: (
            "Your password alone signs you in",
            "You have a password, but no second factor. Set one up, or remove the password.",
        ),
    },
};
