//! German: the administrators' pages about one user, and about invitations.

use crate::people::{Invitations, People};
use crate::{Counted, Each};

pub(super) const PEOPLE: People = People {
    pages: ["Über diese Person", "Anmeldung", "Gruppen"],
    yourself: "Mit Ihrem eigenen Konto können Sie das nicht tun. Das kann nur jemand anderes mit Administratorrechten.",
    claims: "Was Apps erfahren",
    claims_lead: "Eine Zeile für jede Angabe: ihr Name, ein Gleichheitszeichen und ihr Wert. Was in einer Zeile stand, die Sie löschen, erfahren \
                  Apps nicht mehr.",
    standard: "Standardangaben",
    standard_help: "Zum Beispiel given_name=Ada, locale=de oder phone_number=+49 30 23125000.",
    own: "Eigene Angaben",
    own_help: " In Ihren Einstellungen stehen: ",
    claims_save: "Angaben speichern",
    bad_standard: (
        "Es wurde nichts gespeichert. Diese Zeile ist keine Standardangabe mit einem gültigen Wert: ",
        "",
    ),
    bad_link: (
        "Es wurde nichts gespeichert. profile, picture und website müssen Adressen sein, die mit https:// oder http:// beginnen, anders als hier: ",
        "",
    ),
    bad_own: "Es wurde nichts gespeichert. Bei den eigenen Angaben steht in jeder Zeile ein Name aus CLAIM_SCOPES, ein Gleichheitszeichen und ein \
              Wert von höchstens 256 Byte. Es dürfen höchstens 20 sein, jede nur einmal.",
    sessions_lead: "Wenn Sie diese Person irgendwo abmelden, endet diese Sitzung und mit ihr alles, was Apps nur dürfen, solange die Person dort \
                    angemeldet ist.",
    sessions_unknown: "Viele Sitzungen dieser Person sind beendet und noch nicht gelöscht. Deshalb wurden nicht alle durchgesehen.",
    end_session: "Dort abmelden",
    no_passkeys: "Diese Person hat keinen Passkey.",
    second_factor_none: "Diese Person hat keinen zweiten Faktor.",
    second_factor_since: ("Er ist seit dem ", " eingeschaltet."),
    codes_left: Counted {
        zero: "Es ist kein Wiederherstellungscode mehr übrig.",
        one: "Es ist noch ein Wiederherstellungscode übrig.",
        other: "Es sind noch {n} Wiederherstellungscodes übrig.",
        ..Counted::EMPTY
    },
    second_factor_lead: "Für jemanden, der die App und die Wiederherstellungscodes verloren hat. Von da an genügt zum Anmelden das Passwort \
                         allein, bis diese Person einen neuen zweiten Faktor einrichtet.",
    ends_codes: Counted {
        zero: "Die Codes der App gelten nicht mehr.",
        one: "Die Codes der App und ein Wiederherstellungscode gelten nicht mehr.",
        other: "Die Codes der App und {n} Wiederherstellungscodes gelten nicht mehr.",
        ..Counted::EMPTY
    },
    second_factor_off: "Zweiten Faktor ausschalten",
    no_linked: "Diese Person hat kein Konto verknüpft.",
    links: "Wenn diese Person nicht in ihr Konto kommt",
    recovery_lead: "Mit einem Wiederherstellungslink legt diese Person einen neuen Passkey oder ein neues Passwort fest. Er gilt nur einmal und \
                    nur einen Tag; frühere Wiederherstellungslinks gelten dann nicht mehr. Wer ihn hat, kann sich mit diesem Konto anmelden, auch \
                    ohne den zweiten Faktor. Vergewissern Sie sich also, dass wirklich diese Person darum bittet.",
    recovery_mail_lead: "Ein Link, der an die Adresse geschickt wird, gilt eine Stunde und fragt weiter nach dem zweiten Faktor.",
    recovery_mail: "Wiederherstellungslink per E-Mail schicken",
    recovery: "Wiederherstellungslink anzeigen",
    verification_lead: "Mit einem Bestätigungslink beweist diese Person, dass sie E-Mails an ihre Adresse liest. Er gilt nur einmal und nur einen \
                        Tag. Schicken Sie ihn an diese Adresse und nirgendwohin sonst.",
    verification: "Bestätigungslink anzeigen",
    verification_mail: "Bestätigungslink per E-Mail schicken",
    disabled_first: "Das Konto ist gesperrt. Entsperren Sie es zuerst.",
    once: "Kopieren Sie diesen Link jetzt. Er wird nicht noch einmal angezeigt, weil nur sein Hash gespeichert ist.",
    once_recovery: "Geben Sie ihn dieser Person und niemandem sonst.",
    once_verification: ("Schicken Sie ihn an ", " und nirgendwohin sonst."),
    once_invitation: "Wer ihn öffnet, kann ein Konto anlegen.",
    mailed: ("Der Link ist unterwegs an ", "."),
    back: "Zurück",
    groups: "Gruppen dieser Person",
    no_groups: "Diese Person ist in keiner Gruppe.",
    leave: "Aus der Gruppe herausnehmen",
    join_lead: "Nehmen Sie diese Person in eine Gruppe auf. Apps erfahren den Namen der Gruppe, und Apps, die auf sie beschränkt sind, lassen die \
                Person ein.",
    group: "Name der Gruppe",
    join: "In die Gruppe aufnehmen",
    no_group: ("Es gibt keine Gruppe mit dem Namen ", "."),
    join_administrators: "Administratorrechte geben Sie mit einem eigenen Knopf auf der Seite über die Gruppen der Person.",
    too_many: "Diese Person ist in 16 Gruppen. Mehr sind nicht möglich.",
    administrator: "Administratorrechte",
    make_lead: "Wer Administratorrechte hat, kann auf diesen Seiten alles tun und mit einem Wiederherstellungslink in jedes Konto kommen. Dazu \
                braucht die Person einen Passkey oder einen zweiten Faktor.",
    make: "Administratorrechte geben",
    unmake_lead: "Das Konto bleibt bestehen wie jedes andere. Apps, die nur für Administratoren sind, verlieren ihren Zugriff.",
    unmake: "Administratorrechte entziehen",
    administrators_then: Counted {
        one: "Danach hat eine Person Administratorrechte.",
        other: "Danach haben {n} Personen Administratorrechte.",
        ..Counted::EMPTY
    },
};

pub(super) const INVITATIONS: Invitations = Invitations {
    lead: "Eine Einladung ist ein Link, mit dem jemand ein Konto anlegt. Wo alle ein Konto anlegen können, braucht niemand eine.",
    email: "E-Mail-Adresse",
    email_shown: "Das neue Konto bekommt diese Adresse. Wenn Sie das Feld leer lassen, kann selbst eine angeben, wer den Link öffnet.",
    email_mailed: "Der Link wird dorthin geschickt, und das neue Konto bekommt diese Adresse. Wenn Sie das Feld leer lassen, sehen Sie den Link hier.",
    groups: "Gruppen",
    groups_help: "Die Namen der Gruppen mit Leerzeichen dazwischen, höchstens 5. Das neue Konto kommt in diese Gruppen.",
    uses: "Wie viele Konten",
    uses_help: "Von 1 bis 10.000. Mit einer Adresse ist es immer eines.",
    days: "Für wie viele Tage",
    invite: "Einladung anlegen",
    taken: "Diese Adresse gehört schon zu einem Konto.",
    bad_number: "Ein Link kann für 1 bis 10.000 Konten und 1 bis 365 Tage gelten.",
    too_many_groups: "Nennen Sie höchstens 5 Gruppen.",
    one_use: "Eine Einladung mit einer Adresse gilt nur für ein Konto.",
    open: "Links, die noch gelten",
    none: "Zurzeit gilt kein Link.",
    purposes: [
        ("invitation", "Einladung"),
        ("recovery", "Wiederherstellungslink"),
        ("email_verification", "Bestätigungslink"),
        ("setup", "Einrichtungslink"),
    ],
    anybody: "Für alle, die den Link haben",
    since: ("Angelegt am ", ""),
    until: ("Gilt bis zum ", ""),
    uses_left: Counted {
        one: "Er kann noch einmal verwendet werden.",
        other: "Er kann noch {n}-mal verwendet werden.",
        ..Counted::EMPTY
    },
    withdraw: "Link zurückziehen",
    ends_uses: Counted {
        one: "Ein Link gilt dann nicht mehr.",
        other: "Ein Link, der noch {n}-mal verwendet werden konnte, gilt dann nicht mehr.",
        ..Counted::EMPTY
    },
    gone: "Dieser Link gilt nicht mehr.",
    link: "Jemanden einladen",
};
