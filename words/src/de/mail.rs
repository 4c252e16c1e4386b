//! German, in what is sent by mail and on the pages that offer it.

use crate::Notice;
use crate::joining::Heading;
use crate::mail::{LetterWords, Mail};

pub(super) const MAIL: Mail = Mail {
    lost: "Probleme beim Anmelden?",
    by_code: "Code per E-Mail schicken",
    trouble: "Wir haben gerade Schwierigkeiten, E-Mails zu verschicken. Vielleicht kommen sie spät an oder gar nicht. Die Betreiber dieses \
              Servers können das sehen.",
    recover: Heading {
        title: "Probleme beim Anmelden?",
        lead: "Geben Sie Ihren Benutzernamen oder Ihre E-Mail-Adresse ein. Wir schicken einen Link an die E-Mail-Adresse Ihres Kontos. Damit legen \
               Sie fest, wie Sie sich von jetzt an anmelden.",
    },
    recover_button: "Link schicken",
    recover_asked: Notice {
        title: "Sehen Sie in Ihr Postfach",
        message: "Wenn es so ein Konto mit einer bestätigten E-Mail-Adresse gibt, ist ein Link an diese Adresse unterwegs. Er gilt eine Stunde.",
        advice: "Wenn keine E-Mail kommt, sehen Sie im Spam-Ordner nach. Wenn sie auch dort nicht ist, bitten Sie die Betreiber dieses Servers um \
                 einen Link.",
    },
    code: Heading {
        title: "Mit einem Code anmelden",
        lead: "Geben Sie Ihren Benutzernamen oder Ihre E-Mail-Adresse ein. Wir schicken einen Code an die E-Mail-Adresse Ihres Kontos.",
    },
    code_button: "Code per E-Mail schicken",
    code_sent: Heading {
        title: "Code eingeben",
        lead: "Wenn es so ein Konto mit einer bestätigten E-Mail-Adresse und ohne zweiten Faktor gibt, ist ein Code an diese Adresse unterwegs. \
               Er gilt zehn Minuten und nur in diesem Browser. Wenn keine E-Mail kommt, sehen Sie im Spam-Ordner nach.",
    },
    code_field: "Code aus der E-Mail",
    code_hint: "Sechs Ziffern.",
    code_enter: "Anmelden",
    code_again: "Neuen Code anfordern",
    sign_up: Heading {
        title: "Konto anlegen",
        lead: "Geben Sie Ihre E-Mail-Adresse ein. Wir schicken einen Code dorthin.",
    },
    sign_up_sent: Heading {
        title: "Code eingeben",
        lead: "Wenn diese Adresse noch kein Konto hat, ist ein Code dorthin unterwegs. Er gilt zehn Minuten und nur in diesem Browser. Wenn keine \
               E-Mail kommt, sehen Sie im Spam-Ordner nach, oder melden Sie sich an: Vielleicht haben Sie schon ein Konto.",
    },
    sign_up_hint: "Acht Ziffern.",
    sign_up_enter: "Weiter",
    sign_up_hosts: (
        "Um hier ein Konto anzulegen, brauchen Sie eine Adresse bei ",
        ".",
    ),
    code_wrong: "Dieser Code ist falsch, oder er gilt nicht mehr. Prüfen Sie ihn, oder fordern Sie einen neuen an.",
    empty: "Geben Sie Ihren Benutzernamen oder Ihre E-Mail-Adresse ein.",
    sign_in: "Zurück zur Anmeldung",
    bad_address: "An diese Adresse können wir keine E-Mail schicken. Verwenden Sie eine wie name@example.com, mit einfachen Buchstaben (ohne \
                  Umlaute), Ziffern und den üblichen Zeichen.",
    disavow: Heading {
        title: "Waren Sie das nicht?",
        lead: "Wenn Sie das nicht waren, drücken Sie auf den Knopf. Ihr Konto wird dann überall abgemeldet, auch in Apps. Danach legen Sie fest, \
               wie Sie sich von jetzt an anmelden.",
    },
    disavow_button: "Ich war das nicht: überall abmelden",
    dead_disavow: Notice {
        title: "Dieser Link gilt nicht mehr",
        message: "Er ist zu alt, oder es wurde inzwischen neu festgelegt, wie Sie sich anmelden.",
        advice: "Melden Sie sich an, und sehen Sie sich die Aktivität Ihres Kontos an. Wenn Sie sich nicht anmelden können, drücken Sie auf der \
                 Anmeldeseite auf „Probleme beim Anmelden?“.",
    },
    footer: (
        "Diese E-Mail kommt von ",
        ", wo Sie sich bei Apps anmelden. Bitte antworten Sie nicht: Niemand liest die Antworten.",
    ),
    verification: LetterWords {
        subject: "Bestätigen Sie Ihre E-Mail-Adresse",
        lead: (
            "Jemand (wahrscheinlich Sie) hat diese Adresse für ein Konto bei ",
            " angegeben.",
        ),
        link: "Adresse bestätigen",
        after: "Der Link gilt einen Tag. Wenn Sie das nicht waren, müssen Sie nichts tun: Ohne Ihre Bestätigung kann niemand diese Adresse dort \
                verwenden.",
    },
    recovery: LetterWords {
        subject: "Zugang zu Ihrem Konto wiederherstellen",
        lead: (
            "Jemand (wahrscheinlich Sie) kann sich bei ",
            " nicht anmelden und hat um diesen Link gebeten.",
        ),
        link: "Festlegen, wie ich mich anmelde",
        after: "Der Link gilt nur einmal und nur eine Stunde. Wenn Sie das nicht waren, müssen Sie nichts tun: Es hat sich nichts geändert. \
                Leiten Sie diese E-Mail nicht weiter: Wer den Link hat, kann sich mit Ihrem Konto anmelden.",
    },
    sign_in_code: LetterWords {
        subject: "Ihr Anmeldecode",
        lead: ("Das ist Ihr Anmeldecode für ", ":"),
        link: "",
        after: "Er gilt nur einmal, nur zehn Minuten und nur in dem Browser, in dem Sie ihn angefordert haben. Wenn jemand Sie danach fragt, \
                verraten Sie ihn nicht. Wenn Sie ihn nicht angefordert haben, müssen Sie nichts tun.",
    },
    sign_up_code: LetterWords {
        subject: "Ihr Code für ein neues Konto",
        lead: ("Das ist Ihr Code für ein neues Konto bei ", ":"),
        link: "",
        after: "Er gilt nur einmal, nur zehn Minuten und nur in dem Browser, in dem Sie ihn angefordert haben. Wenn Sie ihn nicht angefordert \
                haben, müssen Sie nichts tun.",
    },
    invitation: LetterWords {
        subject: "Sie sind eingeladen",
        lead: ("Sie sind eingeladen, bei ", " ein Konto anzulegen."),
        link: "Konto anlegen",
        after: "Der Link gilt nur einmal. Wenn Sie nicht wissen, worum es geht, müssen Sie nichts tun.",
    },
    notices: [
        (
            "signed_in_unknown_browser",
            "Jemand hat sich in einem neuen Browser angemeldet",
        ),
        ("passkey_added", "Ein Passkey wurde hinzugefügt"),
        ("passkey_removed", "Ein Passkey wurde entfernt"),
        (
            "provider_linked",
            "Ein Konto bei einem anderen Anbieter wurde zum Anmelden verknüpft",
        ),
        (
            "provider_removed",
            "Die Verknüpfung mit einem Konto bei einem anderen Anbieter wurde entfernt",
        ),
        ("password_changed", "Das Passwort wurde geändert"),
        ("password_removed", "Das Passwort wurde entfernt"),
        (
            "recovered",
            "Jemand hat mit einem Link neu festgelegt, wie Sie sich anmelden",
        ),
        ("email_verified", "Die E-Mail-Adresse wurde geändert"),
        (
            "second_factor_added",
            "Ein zweiter Faktor wurde eingeschaltet",
        ),
        (
            "second_factor_removed",
            "Der zweite Faktor wurde ausgeschaltet",
        ),
        (
            "recovery_code_used",
            "Statt des zweiten Faktors wurde ein Wiederherstellungscode verwendet",
        ),
        (
            "device_confirmed",
            "Eine Anmeldung auf einem anderen Gerät wurde mit einem Passkey bestätigt",
        ),
    ],
    notice_lead: ("Das ist mit Ihrem Konto bei ", " geschehen:"),
    notice_link: "Ich war das nicht",
    notice_after: "Wenn Sie das waren, müssen Sie nichts tun. Wenn nicht, öffnen Sie den Link oben innerhalb von drei Tagen. Dann können Sie sich \
                   überall abmelden und festlegen, wie Sie sich von jetzt an anmelden.",
};
