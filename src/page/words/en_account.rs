//! English: the account's pages.

use super::account::{Account, Activity, Apps, Data, Passkey, Password, Profile, Sessions};

pub(super) const ACCOUNT: Account = Account {
    label: "Your account",
    tabs: ["Profile", "Security", "Apps", "Activity", "Your data"],
    who: ("Signed in as ", ""),
    another: "Use another account",
    sign_out: "Sign out",
    error: "Error:",
    stale: "You signed in a while ago. To change anything here, confirm that it is you.",
    again: "Confirm that it is you",
    open_again: "Open the page again",
    passkey: Passkey {
        heading: "Passkeys",
        lead: "A passkey signs you in with your fingerprint, your face, or the PIN of your device. Nobody can guess it \
               or trick you into giving it away.",
        none: "You have no passkey yet.",
        impossible: "This server has no domain name, so it cannot use passkeys.",
        added: ("Added on ", ""),
        used: ("Last used on ", ""),
        never_used: "Never used",
        backed_up: "Synced between your devices",
        one_device: "On one device only",
        elsewhere: "It was made for an earlier address of this server and no longer works here.",
        name: "Name",
        save: "Save name",
        change: "Rename or remove",
        remove: "Remove",
        remove_lead: "You can no longer sign in with it. Every other browser is signed out, and every app has to ask you \
                      to sign in again.",
        last_way: "This is your only way to sign in. Add another one before you remove it.",
        add: "Add a passkey",
        add_title: "Add a passkey",
        add_lead: "Next time, you sign in with your fingerprint, your face, or the PIN of your device, and without a \
                   password.",
        usual_name: "Passkey",
        create: "Create a passkey",
        not_now: "Not now",
        unable: "This browser cannot make a passkey here. It may be too old, or it may not allow scripts.",
        hint: "No passkey was made. Try again, or go back.",
        there: "This device has a passkey for your account already. Use it to sign in.",
        full: "You have as many passkeys as an account can have. Remove one before you add another.",
        failed: "That passkey could not be added. Try again.",
        bad_name: "Give the passkey a name of 1 to 100 visible characters.",
        not_removed: "That passkey was not removed. It may be gone already, or it may be your only way to sign in.",
    },
    password: Password {
        heading: "Password",
        has: "You can sign in with a password.",
        none: "You have no password.",
        off: "You have a password, but nobody can sign in with one here.",
        set_lead: "With a new password, every other browser is signed out, and every app has to ask you to sign in again.",
        new: "New password",
        rules: "At least 15 characters. A few words in a row are fine.",
        set: "Set a password",
        change: "Change the password",
        remove_lead: "From then on you sign in another way, and are not asked for a code. Every other browser is signed out, and every app has to \
                      ask you to sign in again.",
        remove: "Remove the password",
        not_removed: "The password was not removed: you would have no way to sign in.",
    },
    sessions: Sessions {
        heading: "Where you are signed in",
        lead: "If you do not recognize one of these, sign it out, and change how you sign in.",
        this: "This browser",
        since: "Signed in on ",
        seen: ("Last seen on ", ""),
        end: "Sign out",
        end_others_lead: "Apps that you allowed to stay connected keep their access. You can take it back under Apps.",
        end_others: "Sign out everywhere else",
        more: " You may be signed in in more places than this page shows. “Sign out everywhere else” signs you out there as well.",
    },
    profile: Profile {
        lead: "Apps that you allow to see your profile are told this.",
        name: "Name",
        name_help: "What apps and other people call you.",
        username: "Username",
        username_help: "You can sign in with it. Leave it empty if you want none.",
        picture: "Picture",
        picture_help: "The address of a picture on the web, beginning with https.",
        save: "Save profile",
        bad_name: "A name has 1 to 100 visible characters, in one line.",
        bad_username: "A username has 1 to 100 visible characters without spaces and without @. It must not consist of \
                       24 digits and letters from a to f.",
        bad_picture: "The address of a picture begins with https and has at most 2,000 characters.",
        taken: "That username cannot be used: somebody has it, or one that looks like it, or you would have no way to sign \
                in. Nothing was changed.",
        not_now: "Usernames cannot be changed just now. Ask whoever runs this server. Nothing was changed.",
        starts_heading: "Open an app",
        starts_lead: "You sign in to these apps with this account.",
        heading: "About you",
        email_heading: "Email address",
        email_verified: |email| format!("{email}. You can sign in with it."),
        email_unverified: |other, proof| {
            format!("{other}. It is not confirmed yet, so you cannot sign in with it. {proof}")
        },
        email_both: |email, other, proof| {
            format!(
                "{email}. You can sign in with it until you have confirmed the new one, {other}. {proof}"
            )
        },
        email_ask: "Ask whoever runs this server for a link to confirm it.",
        email_mailed: "Open the link that we sent there. If none came, enter the address again, and we send another.",
        email_none: "Your account has no email address.",
        email: "New email address",
        email_help: "It takes effect once you have proved that it is yours.",
        email_save: "Save address",
        bad_email: "That is not an email address.",
    },
    apps: Apps {
        lead: "These apps can use your account, or you have signed in to them.",
        none: "No app can use your account.",
        more: "Show more apps",
        since: ("Since ", ""),
        last: ("You last signed in on ", ""),
        able: ("It can: ", "."),
        change: "Take back access",
        revoke_lead: "The app can no longer use your account. It has to ask you again the next time you sign in to it.",
        revoke: "Take back access",
    },
    activity: Activity {
        lead: "What happened to your account lately. If you do not recognize something, go to Security, remove what is not \
               yours and sign out everywhere.",
        none: "Nothing is noted yet.",
        more: "Show earlier activity",
        times: |count| format!("{count} times within an hour"),
        app: ("App: ", ""),
        address: ("Network: ", ""),
        kind,
    },
    data: Data {
        groups_heading: "Groups",
        groups_lead: "The owner of this server put you in these groups. Some apps are open only to certain groups. Apps that are allowed to \
                      see your groups see these.",
        download_heading: "Download",
        download_lead: "This file has what is stored about you here: your profile, passkeys, sessions, links, apps and \
                        activity. It contains no passwords.",
        incomplete: "This file does not hold everything that is stored about you. Ask the owner of this server for the \
                     rest. For all your events, they run: npm run events -- export --user SUB, where SUB is the value of \
                     \"sub\" in this file.",
        download: "Download my data",
        delete_heading: "Delete your account",
        delete_lead: "Your account is deleted at once, with your passkeys and everything else that is stored about you. \
                      Only the record of what happened is kept for some time. You are signed out everywhere. Apps may keep \
                      what they have learned about you. Nobody can bring the account back.",
        sure: "Yes, delete my account for ever",
        delete: "Delete my account",
        not_sure: "Check the box to delete your account.",
        not_deleted: "Your account was not deleted: you are the only administrator here. Make somebody else one first.",
    },
};

fn kind(word: &str) -> &str {
    match word {
        "signed_in" => "You signed in",
        "signed_in_unknown_browser" => "You signed in with a browser that was not recognized",
        "sign_in_failed" => "Somebody failed to sign in",
        "sign_in_refused" => "A sign-in was refused after too many attempts",
        "signed_out" => "You signed out",
        "allowed" => "You allowed an app",
        "denied" => "You refused an app",
        "code_reused" => "An app used a code twice and lost access",
        "refresh_token_reused" => "An app used a token twice and lost access",
        "revoked" => "An app gave its access back",
        "passkey_added" => "A passkey was added",
        "passkey_removed" => "A passkey was removed",
        "password_changed" => "The password was changed",
        "password_removed" => "The password was removed",
        "second_factor_added" => "A second factor was set up",
        "second_factor_removed" => "The second factor was turned off",
        "recovery_codes_made" => "New recovery codes were made",
        "recovery_code_used" => "You signed in with a recovery code",
        "device_confirmed" => "You confirmed that you sign in on another device",
        "second_factor_failed" => {
            "Somebody got as far as your second factor, and entered a wrong code"
        }
        "profile_changed" => "The profile was changed",
        "app_revoked" => "You took back an app's access",
        "sessions_ended" => "Other browsers were signed out",
        "data_downloaded" => "Your data was downloaded",
        "account_deleted" => "The account was deleted",
        "account_made" => "The account was created",
        "recovered" => "A recovery link was used to get back in",
        "email_verified" => "The email address was confirmed",
        "recovery_mailed" => "A recovery link was sent to your address",
        "code_mailed" => "A code to sign in was sent to your address",
        "disavowed" => "You said that it was not you, and your account was signed out everywhere",
        "link_refused" => "A link was refused",
        "provider_linked" => "An account elsewhere was linked, to sign in with it",
        "provider_removed" => "A linked account elsewhere was removed",
        "provider_refused" => "A sign-in with an account elsewhere was refused",
        other => other,
    }
}
