//! German, where people make an account, and where links lead.

use crate::Notice;
use crate::joining::{Heading, Joining};

pub(super) const JOINING: Joining = Joining {
    setup: Heading {
        title: "Diesen Server einrichten",
        lead: "Legen Sie das erste Konto an. Es gehört Ihnen, und Sie bekommen Administratorrechte.",
    },
    invitation: Heading {
        title: "Sie sind eingeladen",
        lead: "Legen Sie Ihr Konto an. Danach sind Sie angemeldet.",
    },
    sign_up: Heading {
        title: "Konto anlegen",
        lead: "Sie können es bei jeder App verwenden, bei der man sich über diesen Server anmeldet.",
    },
    recovery: Heading {
        title: "Zugang wiederherstellen",
        lead: "Legen Sie fest, wie Sie sich von jetzt an anmelden. Danach sind Sie hier angemeldet und überall sonst abgemeldet, auch in Apps.",
    },
    recovery_who: ("Dieser Link ist für das Konto von ", "."),
    former: "Alle anderen Anmeldemöglichkeiten entfernen",
    former_hint: "Sonst bleiben Ihre anderen Passkeys erhalten, und auch Ihr Passwort, wenn Sie kein neues festlegen. Entfernen Sie sie, wenn Sie \
                  ein Gerät verloren haben oder wenn jemand anderes das Passwort kennen könnte.",
    verify: Heading {
        title: "E-Mail-Adresse bestätigen",
        lead: "Dann können Sie sich damit anmelden, und Apps erfahren, dass diese Adresse Ihnen gehört.",
    },
    verify_what: ("Soll die Adresse ", ""),
    verify_whose: (
        " zum Konto von ",
        " hinzugefügt werden? Tun Sie das nur, wenn die Adresse und das Konto Ihnen gehören.",
    ),
    verify_button: "Ja, beides gehört mir",
    verified: Notice {
        title: "Ihre Adresse ist bestätigt",
        message: "Von jetzt an können Sie sich damit anmelden.",
        advice: "Sie können diese Seite schließen.",
    },
    verify_taken: Notice {
        title: "Ein anderes Konto hat diese Adresse",
        message: "Eine Adresse kann nur zu einem Konto gehören. Deshalb wurde nichts geändert.",
        advice: "Wenn auch das andere Konto Ihnen gehört, melden Sie sich damit an. Andernfalls fragen Sie die Betreiber dieses Servers.",
    },
    called: "Ihr Name (freiwillig)",
    username: "Benutzername",
    username_optional: "Benutzername (freiwillig)",
    username_hint: "Ein Name zum Anmelden, ohne Leerzeichen.",
    email: "E-Mail-Adresse (freiwillig)",
    email_hint: "Sie können sich damit anmelden, sobald sie bestätigt ist.",
    invited: ("Ihre E-Mail-Adresse ist ", "."),
    password: "Passwort",
    password_hint: "Mindestens 15 Zeichen. Gut sind ein paar Wörter, die Sie sich selbst ausgedacht haben.",
    passkey: "Weiter mit einem Passkey",
    passkey_lead: "Ein Passkey liegt auf Ihrem Gerät. Sie entsperren ihn mit Ihrem Fingerabdruck, Ihrem Gesicht oder Ihrer PIN und müssen sich \
                   nichts merken.",
    by_password: "Stattdessen ein Passwort verwenden",
    by_passkey: "Stattdessen einen Passkey verwenden",
    by_password_button: "Weiter mit einem Passwort",
    passkey_name: "Passkey",
    unable: "Diese Seite braucht einen Browser, der Passkeys unterstützt und Skripte zulässt. Öffnen Sie die Seite in einem anderen Browser.",
    unable_or: "Dieser Browser unterstützt keine Passkeys, oder Skripte sind ausgeschaltet. Verwenden Sie ein Passwort, oder öffnen Sie diese \
                Seite in einem anderen Browser.",
    hint: "Es wurde kein Passkey erstellt. Versuchen Sie es noch einmal.",
    there: "Dieses Gerät hat schon einen Passkey für dieses Konto. Nehmen Sie ein anderes Gerät.",
    sign_in: "Ich habe schon ein Konto: anmelden",
    passkey_failed: "Der Passkey konnte nicht hinzugefügt werden. Versuchen Sie es noch einmal.",
    bad_name: "Ihr Name darf höchstens 100 sichtbare Zeichen haben.",
    bad_username: "Dieser Benutzername geht nicht. Wählen Sie einen ohne Leerzeichen und ohne @.",
    bad_email: "Das ist keine E-Mail-Adresse.",
    no_username: "Wählen Sie einen Benutzernamen: Damit und mit Ihrem Passwort melden Sie sich an.",
    taken: "Diesen Benutzernamen oder diese Adresse hat schon jemand, oder etwas, das genauso aussieht. Wählen Sie etwas anderes.",
    too_many_passkeys: "Mehr Passkeys kann ein Konto nicht haben. Um weiterzumachen, entfernen Sie alle anderen Anmeldemöglichkeiten.",
    not_a_person: "Es konnte nicht geprüft werden, ob Sie ein Mensch sind. Versuchen Sie es noch einmal.",
    password_short: "Das Passwort muss mindestens {n} Zeichen haben. Gut sind ein paar Wörter, die Sie sich selbst ausgedacht haben.",
    password_long: "Das Passwort darf höchstens {n} Zeichen haben.",
    password_common: "Dieses Passwort oder ein ähnliches gehört zu den ersten, die Fremde ausprobieren. Wählen Sie ein anderes.",
    password_name: "Das Passwort besteht aus Ihrem Namen, Ihrem Benutzernamen, Ihrer E-Mail-Adresse oder dem Namen dieses Servers. Das würden \
                    Fremde zuerst ausprobieren. Wählen Sie ein anderes.",
    closed: Notice {
        title: "Sie brauchen eine Einladung",
        message: "Ohne Einladung kann hier niemand ein Konto anlegen.",
        advice: "Bitten Sie die Betreiber dieses Servers um eine. Wenn Sie schon ein Konto haben, gehen Sie zurück zur App, und melden Sie sich an.",
    },
    disabled: Notice {
        title: "Dieses Konto ist gesperrt",
        message: "Niemand kann sich damit anmelden. Deshalb wurde nichts geändert.",
        advice: "Bitten Sie die Betreiber dieses Servers, es zu entsperren.",
    },
    dead_setup: Notice {
        title: "Dieser Link gilt nicht mehr",
        message: "Er wurde schon verwendet, er ist älter als eine Stunde, oder es gibt einen neueren.",
        advice: "Wenn Sie diesen Server betreiben, erstellen Sie einen neuen Link: npm run user -- setup-link",
    },
    set_up: Notice {
        title: "Dieser Server ist schon eingerichtet",
        message: "Auf diesem Server hat oder hatte schon jemand Administratorrechte. Deshalb kann man sie auf dieser Seite nicht mehr bekommen.",
        advice: "Wenn Sie diesen Server betreiben, geben Sie jemandem Administratorrechte: npm run user -- administrator USERNAME",
    },
    dead_invitation: Notice {
        title: "Diese Einladung gilt nicht mehr",
        message: "Sie wurde schon verwendet, oder sie ist zu alt.",
        advice: "Wenn Sie damit Ihr Konto angelegt haben, gehen Sie zur App, und melden Sie sich an. Andernfalls bitten Sie um eine neue Einladung.",
    },
    dead_recovery: Notice {
        title: "Dieser Link gilt nicht mehr",
        message: "Er wurde schon verwendet, er ist zu alt, oder es gibt einen neueren.",
        advice: "Wenn Sie ihn verwendet haben, gehen Sie zur App, und melden Sie sich an. Andernfalls bitten Sie die Betreiber dieses Servers um \
                 einen neuen Link.",
    },
    dead_verification: Notice {
        title: "Dieser Link gilt nicht mehr",
        message: "Er wurde schon verwendet, er ist zu alt, es gibt einen neueren, oder die Adresse wurde inzwischen geändert.",
        advice: "Wenn Ihre Adresse noch nicht bestätigt ist, lassen Sie sich einen neuen Link schicken.",
    },
};
