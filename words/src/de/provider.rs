//! German, about accounts at other providers.

use crate::joining::Heading;
use crate::provider::Provider;
use crate::{Headline, Notice};

pub(super) const PROVIDER: Provider = Provider {
    button: ("Weiter mit ", ""),
    another: "Andere Möglichkeit wählen",
    failed: (
        "",
        " hat nicht wie erwartet geantwortet. Versuchen Sie es gleich noch einmal, oder melden Sie sich auf andere Weise an.",
    ),
    denied: (
        "Die Anmeldung mit ",
        " wurde abgelehnt oder abgebrochen. Versuchen Sie es noch einmal, oder melden Sie sich auf andere Weise an.",
    ),
    too_long: (
        "Die Anfrage der App ist zu lang für eine Anmeldung mit ",
        ". Melden Sie sich auf andere Weise an.",
    ),
    unknown: (
        "Ihr Konto bei ",
        " ist mit keinem Konto hier verknüpft. Wenn Sie hier ein Konto haben, melden Sie sich wie bisher damit an, und verknüpfen Sie dann das \
         andere auf der Seite „Sicherheit“ Ihres Kontos.",
    ),
    other_host: (
        "Mit der Adresse, die wir von ",
        " bekommen haben, können Sie hier kein Konto anlegen. Wenn Sie hier ein Konto haben, melden Sie sich wie bisher damit an, und verknüpfen \
         Sie dann das andere auf der Seite „Sicherheit“ Ihres Kontos.",
    ),
    refused: Headline {
        title: "Das hat nicht geklappt",
        message: ("", ""),
        advice: "Es wurde nichts gespeichert.",
    },
    back: "Zurück",
    lost: Notice {
        title: "Bitte beginnen Sie noch einmal",
        message: "Diese Anmeldung wurde in einem anderen Browser oder einem anderen Tab begonnen, oder vor mehr als zehn Minuten, oder sie ist \
                  schon fertig.",
        advice: "Gehen Sie zurück zur App oder Seite, von der Sie kamen, und melden Sie sich dort an.",
    },
    joining: Heading {
        title: "Konto anlegen",
        lead: "Von jetzt an melden Sie sich mit dem Konto beim anderen Anbieter an. Prüfen Sie, was unten eingetragen ist, und ändern Sie, was \
               nicht stimmt.",
    },
    known_by: ("Sie haben sich bei ", " als ", " angemeldet."),
    email: (" Ihre E-Mail-Adresse ist ", "."),
    make: "Konto anlegen",
    name_taken: "Dieser Benutzername oder diese Adresse ist vergeben, oder das Konto beim anderen Anbieter ist schon verknüpft. Wenn Sie hier ein \
                 Konto haben, melden Sie sich wie bisher damit an, und verknüpfen Sie dann das andere auf der Seite „Sicherheit“ Ihres Kontos.",
    sign_out: ("Auch bei ", " abmelden"),
    no_sign_out: (
        "",
        " hat keinen Link zum Abmelden. Melden Sie sich auf den Seiten dort ab.",
    ),
    not_signed_out: Headline {
        title: "Dort sind Sie noch angemeldet",
        message: ("", ""),
        advice: "Hier hat sich nichts geändert.",
    },
    heading: "Konten bei anderen Anbietern",
    lead: "Sie können sich auch mit einem Konto anmelden, das Sie anderswo haben.",
    since: ("Verknüpft am ", ""),
    gone: "Damit können Sie sich zurzeit nicht anmelden.",
    last_way: "Das ist Ihre einzige Möglichkeit, sich anzumelden. Fügen Sie eine andere hinzu, bevor Sie diese entfernen.",
    link: "Konto verknüpfen",
    remove_lead: "Sie können sich dann nicht mehr damit anmelden. Alle anderen Browser werden abgemeldet, und bei jeder App müssen Sie sich neu \
                  anmelden.",
    remove: "Verknüpfung entfernen",
    not_removed: "Diese Verknüpfung wurde nicht entfernt. Vielleicht gibt es sie nicht mehr, oder sie ist Ihre einzige Möglichkeit, sich anzumelden.",
    taken: (
        "Dieses Konto bei ",
        " ist schon mit einem anderen Konto hier verknüpft.",
    ),
    full: (
        "Dieses Konto bei ",
        " wurde nicht verknüpft. Mehr verknüpfte Konten können Sie nicht haben. Entfernen Sie eines, bevor Sie ein neues verknüpfen.",
    ),
};
