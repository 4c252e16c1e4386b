//! German: the administrators' pages.

use super::people::{INVITATIONS, PEOPLE};
use crate::admin::{Admin, Brand, User, Users};
use crate::{Counted, Each, Notice};

pub(super) const ADMIN: Admin = Admin {
    label: "Verwaltung",
    tabs: [
        "Übersicht",
        "Konten",
        "Einladungen",
        "Gruppen",
        "Apps",
        "APIs",
        "Schlüssel",
        "Ereignisse",
        "Aussehen",
    ],
    not_for_you: Notice {
        title: "Diese Seite ist für Administratoren",
        message: "Ihr Konto hat keine Administratorrechte.",
        advice: "Wenn Sie ein anderes Konto haben, verwenden Sie das. Andernfalls fragen Sie die Betreiber dieses Servers.",
    },
    not_sure: Notice {
        title: "Melden Sie sich sicherer an",
        message: "Administratoren müssen sich mit einem Passkey oder mit einem zweiten Faktor anmelden.",
        advice: "Wenn Sie noch keines von beiden haben, richten Sie es in Ihrem Konto unter „Sicherheit“ ein. Kommen Sie dann zurück.",
    },
    sign_in_again: "Neu anmelden",
    outdated: Notice {
        title: "Es wurde nichts geändert",
        message: "Seit diese Seite gezeigt wurde, hat jemand anderes dasselbe geändert, oder Sie wurden abgemeldet.",
        advice: "Öffnen Sie die Seite neu, und sehen Sie nach, was dort jetzt steht.",
    },
    api: "Fünf Minuten lang in Ihrem Namen alle Konten und Apps verwalten",
    overview: super::overview::OVERVIEW,
    people: PEOPLE,
    invitations: INVITATIONS,
    users: Users {
        search: "Name, Benutzername oder E-Mail-Adresse",
        search_help: "Der Anfang eines Namens, eines Benutzernamens oder einer E-Mail-Adresse.",
        search_button: "Suchen",
        none: "So ein Konto gibt es nicht.",
        more: "Mehr anzeigen",
        administrator: "Administratorrechte",
        disabled: "Gesperrt",
    },
    user: User {
        added: ("Hinzugefügt am ", ""),
        directory: (
            "Kommt aus ",
            " (SCIM). Was Sie hier ändern, kann von dort überschrieben werden.",
        ),
        disabled: ("Gesperrt am ", ""),
        email_help: "Damit kann sich diese Person anmelden. Tragen Sie nur eine Adresse ein, von der Sie wissen, dass sie dieser Person gehört.",
        sessions: "Wo diese Person angemeldet ist",
        no_sessions: "Diese Person ist nirgends angemeldet.",
        end_sessions: "Überall abmelden",
        ends_sessions: Counted {
            zero: "Keine Sitzung endet.",
            one: "Eine Sitzung endet.",
            other: "{n} Sitzungen enden.",
            ..Counted::EMPTY
        },
        ends_apps: Counted {
            zero: "Keine App verliert ihren Zugriff.",
            one: "Eine App verliert ihren Zugriff.",
            other: "{n} Apps verlieren ihren Zugriff.",
            ..Counted::EMPTY
        },
        apps: "Apps, denen diese Person Zugriff gegeben hat",
        no_apps: "Diese Person hat keiner App Zugriff gegeben.",
        more_apps: "Es gibt mehr Apps, als hier stehen.",
        standing: "Das Konto",
        disable_lead: "Diese Person kann sich nicht anmelden, bis Sie das Konto wieder entsperren. Apps verlieren sofort jeden Zugriff, den sie \
                       von ihr bekommen haben.",
        disable: "Konto sperren",
        enable_lead: "Diese Person kann sich wieder anmelden. Was durch das Sperren geendet hat, kommt nicht zurück.",
        enable: "Konto entsperren",
        remove_lead: "Das Konto wird gelöscht, mit allem, was dazugehört. Niemand kann es wiederherstellen.",
        remove: "Konto löschen",
        last_administrator: "Außer dieser Person kann sich niemand mit Administratorrechten anmelden. Geben Sie diese zuerst noch jemand anderem.",
    },
    apps: super::admin_apps::APPS,
    groups: super::admin_more::GROUPS,
    keys: super::admin_more::KEYS,
    events: super::admin_more::EVENTS,
    brand: Brand {
        lead: "Das sehen Leute, wenn sie sich anmelden. Probieren Sie einen anderen Namen und andere Farben aus: Hier wird nichts gespeichert.",
        name: "Name",
        name_help: "Unter diesem Namen ist dieser Server bekannt.",
        colors: ["Farbe", "Hintergrund"],
        color_help: "Zum Beispiel #1b3a6b. Eine Farbe, die nicht lesbar wäre, wird dunkler oder heller, aber nicht mehr als nötig.",
        bad_color: "Schreiben Sie # und sechs Ziffern oder Buchstaben von a bis f, zum Beispiel #1b3a6b.",
        show: "Ausprobieren",
        page: "Die Anmeldeseite",
        pictures: ["Hell", "Dunkel"],
        keep: "Wenn es so bleiben soll",
        keep_lead: "Schreiben Sie das in edgegrant.jsonc unter BRAND, anstelle dessen, was dort dazu steht, und führen Sie npm run deploy aus. In docs/brand.md steht, was BRAND noch enthalten kann, zum Beispiel ein Logo.",
    },
};
