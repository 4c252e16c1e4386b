//! English: the account's pages.

use super::account::{Account, Passkey};

pub(super) const ACCOUNT: Account = Account {
    label: "Your account",
    tabs: ["Profile", "Security", "Apps", "Activity", "Your data"],
    who: ("Signed in as ", ""),
    another: "Use another account",
    sign_out: "Sign out",
    error: "Error:",
    stale: "You signed in a while ago. To change anything here, confirm that it is you.",
    again: "Confirm that it is you",
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
        failed: "That passkey could not be added. Try again.",
        bad_name: "Give the passkey a name of 1 to 100 visible characters.",
        not_removed: "That passkey was not removed. It may be gone already, or it may be your only way to sign in.",
    },
};
