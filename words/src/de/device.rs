//! German: signing in on one device with the passkey of another.

use crate::device::Device;
use crate::{Ago, Counted, Each, Notice};

pub(super) const DEVICE: Device = Device {
    button: "Passkey auf einem anderen Gerät verwenden",
    title: "Mit einem anderen Gerät anmelden",
    lead: "Scannen Sie diesen QR-Code mit dem Gerät, auf dem Ihr Passkey ist, etwa mit Ihrem Handy.",
    picture: "QR-Code mit der Adresse und dem Code darunter",
    by_hand: ("Oder öffnen Sie dort ", ", und geben Sie diesen Code ein:"),
    ten_minutes: "Der Code gilt zehn Minuten und nur für diesen Browser. Zeigen Sie ihn niemandem sonst.",
    look: "Ich habe es bestätigt",
    not_yet: "Es ist noch nicht bestätigt. Bestätigen Sie es auf dem Gerät, auf dem Ihr Passkey ist.",
    another: "Auf andere Weise anmelden",
    confirmed: ("", " hat das auf einem anderen Gerät bestätigt."),
    go_on: ("Weiter als ", ""),
    not_me: "Das bin ich nicht",
    code_title: "Auf einem anderen Gerät anmelden",
    code_lead: "Geben Sie den Code ein, den das andere Gerät zeigt.",
    code: "Code",
    code_help: "Acht Buchstaben. Groß- und Kleinschreibung und Bindestriche spielen keine Rolle.",
    code_button: "Weiter",
    code_unknown: "Kein Gerät zeigt gerade diesen Code. Prüfen Sie jeden Buchstaben. Ein Code gilt zehn Minuten.",
    confirm_title: "Auf dem anderen Gerät anmelden?",
    shows: "Angezeigter Code",
    device: "Gerät",
    place: "Ort",
    nowhere: "Unbekannt",
    asked: "Angefordert",
    app: "Anmeldung bei",
    ago: Ago {
        now: "Gerade eben",
        minutes: Counted {
            one: "Vor einer Minute",
            other: "Vor {n} Minuten",
            ..Counted::EMPTY
        },
    },
    warning: (
        "Bestätigen Sie nur, wenn Sie das andere Gerät vor sich haben, wenn in seiner Adresszeile ",
        " steht und wenn die Seite dort genau diesen Code zeigt. Wenn Ihnen jemand den Code oder einen Link geschickt hat, will sich diese Person \
         mit Ihrem Konto anmelden.",
    ),
    confirm: "Mit meinem Passkey bestätigen",
    deny: "Das ist nicht mein Gerät",
    verify_title: "Darf das andere Gerät Ihr Konto verwenden?",
    verify_app: "App",
    verify_warning: "Machen Sie nur weiter, wenn Sie das selbst begonnen haben, auf einem Gerät, das Sie vor sich haben und das genau diesen \
                     Code zeigt. Wenn Ihnen jemand den Code oder einen Link geschickt hat, will diese Person Ihr Konto verwenden.",
    verify: "Anmelden und ansehen, worum das Gerät bittet",
    approved: Notice {
        title: "Machen Sie auf dem anderen Gerät weiter",
        message: "In wenigen Sekunden hat es Zugriff auf Ihr Konto.",
        advice: "Später können Sie in Ihrem Konto unter „Apps“ sehen, was es darf, und ihm den Zugriff entziehen.",
    },
    not_approved: Notice {
        title: "Das andere Gerät bekommt nichts",
        message: "Es hat keinen Zugriff auf Ihr Konto.",
        advice: "Wenn Ihnen jemand einen Code oder einen Link geschickt hat, antworten Sie nicht.",
    },
    done: Notice {
        title: "Bestätigt",
        message: "Das andere Gerät kann sich jetzt mit Ihrem Konto anmelden.",
        advice: "Machen Sie dort innerhalb von zwei Minuten weiter. Später können Sie in Ihrem Konto unter „Sicherheit“ sehen, wo Sie \
                 angemeldet sind, und sich dort abmelden.",
    },
    mistake: "Bestätigung zurücknehmen",
    denied: Notice {
        title: "Niemand wurde angemeldet",
        message: "Der Code gilt nicht mehr.",
        advice: "Wenn Ihnen jemand den Code geschickt hat, antworten Sie nicht.",
    },
    over: Notice {
        title: "Dieser Code gilt nicht mehr",
        message: "Er wurde verwendet oder abgelehnt, oder er wurde vor mehr als zehn Minuten angezeigt. Gerade wurde niemand angemeldet.",
        advice: "Lassen Sie sich auf dem anderen Gerät einen neuen Code anzeigen.",
    },
    refused: Notice {
        title: "Sie sind nicht angemeldet",
        message: "Auf dem anderen Gerät wurde diese Anmeldung abgelehnt.",
        advice: "Wenn Sie das nicht waren, achten Sie darauf, dass niemand anderes diesen Bildschirm sehen kann.",
    },
    expired: Notice {
        title: "Dieser Code gilt nicht mehr",
        message: "Ein Code gilt nur einmal: zehn Minuten lang und, wenn er bestätigt wurde, noch zwei Minuten. Sie sind nicht angemeldet.",
        advice: "Sie können sich einen neuen Code anzeigen lassen.",
    },
    start_again: "Zurück zur Anmeldung",
};
