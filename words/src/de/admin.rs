//! German: the administrators' pages.

use super::people::{INVITATIONS, PEOPLE};
use crate::admin::{Admin, Brand, User, Users};
use crate::{Counted, Each, Notice};

pub(super) const ADMIN: Admin = Admin {
    label: "Verwaltung",
    tabs: [
        "Übersicht",
        "Benutzer",
        "Einladungen",
        "Gruppen",
        "Apps",
        "APIs",
        "Schlüssel",
        "Ereignisse",
        "Marke",
    ],
    not_for_you: Notice {
        title: "Diese Seite ist für Administratoren",
        message: "Ihr Konto ist kein Konto eines Administrators.",
        advice: "Wenn Sie ein anderes Konto haben, verwenden Sie das. Fragen Sie sonst die Betreiber dieses Servers.",
    },
    not_sure: Notice {
        title: "Melden Sie sich sicherer an",
        message: "Administratoren melden sich mit einem Passkey oder mit einem zweiten Faktor an.",
        advice: "Wenn Sie noch keines von beiden haben, richten Sie es in Ihrem Konto unter „Sicherheit“ ein. Kommen Sie dann zurück.",
    },
    sign_in_again: "Neu anmelden",
    outdated: Notice {
        title: "Es wurde nichts geändert",
        message: "Seit diese Seite gezeigt wurde, hat jemand anderes dasselbe geändert, oder Sie wurden abgemeldet.",
        advice: "Öffnen Sie die Seite neu, und sehen Sie nach, was dort jetzt steht.",
    },
    // Unread.
    api: "Sich in Ihrem Namen fünf Minuten lang um alle Konten und Apps kümmern",
    overview: super::overview::OVERVIEW,
    people: PEOPLE,
    invitations: INVITATIONS,
    users: Users {
        search: "Name, Benutzername oder Adresse",
        search_help: "Der Anfang eines Namens, eines Benutzernamens oder einer E-Mail-Adresse.",
        search_button: "Suchen",
        none: "So einen Benutzer gibt es nicht.",
        more: "Mehr zeigen",
        administrator: "Administrator",
        disabled: "Gesperrt",
    },
    user: User {
        added: ("Hinzugefügt am ", ""),
        disabled: ("Gesperrt am ", ""),
        email_help: "Damit kann sich diese Person anmelden. Tragen Sie hier nur eine ein, von der Sie wissen, dass sie ihr gehört.",
        sessions: "Angemeldet ist diese Person hier",
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
        apps: "Apps, denen diese Person Zugriff gab",
        no_apps: "Diese Person hat keiner App Zugriff gegeben.",
        more_apps: "Es gibt mehr, als hier stehen.",
        standing: "Das Konto",
        disable_lead: "Diese Person kann sich nicht anmelden, bis Sie das Konto wieder freigeben. Alles, was Apps von ihr bekommen haben, endet.",
        disable: "Konto sperren",
        enable_lead: "Diese Person kann sich wieder anmelden. Was mit dem Sperren endete, kommt nicht zurück.",
        enable: "Konto freigeben",
        remove_lead: "Das Konto und alles, was dazugehört, wird gelöscht. Niemand kann es wiederherstellen.",
        remove: "Konto entfernen",
        last_administrator: "Das ist der letzte Administrator, der sich anmelden kann. Machen Sie zuerst jemand anderen zum Administrator.",
    },
    apps: super::admin_apps::APPS,
    groups: super::admin_more::GROUPS,
    keys: super::admin_more::KEYS,
    events: super::admin_more::EVENTS,
    brand: Brand {
        lead: "Das sehen Leute, wenn sie sich anmelden. Probieren Sie einen anderen Namen und andere Farben aus: Hier wird nichts gespeichert.",
        name: "Name",
        name_help: "Unter diesem Namen kennen Leute diesen Server.",
        colors: ["Farbe", "Hintergrund"],
        color_help: "Zum Beispiel #1b3a6b. Eine Farbe, die niemand lesen könnte, wird dunkler oder heller, nicht mehr als nötig.",
        bad_color: "Schreiben Sie # und sechs Ziffern oder Buchstaben von a bis f, zum Beispiel #1b3a6b.",
        show: "Ausprobieren",
        page: "Die Anmeldeseite",
        pictures: ["Bei Tag", "Bei Nacht"],
        keep: "Wenn es so bleiben soll",
        keep_lead: "Schreiben Sie das in edgegrant.jsonc, und führen Sie npm run deploy aus. In docs/brand.md steht, was BRAND noch enthalten kann, zum Beispiel ein Logo.",
    },
};
