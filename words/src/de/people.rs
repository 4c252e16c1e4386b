//! German: the administrators' pages about one user, and about invitations.

use crate::people::{Invitations, People};
use crate::{Counted, Each};

pub(super) const PEOPLE: People = People {
    pages: ["Über diese Person", "Anmeldung", "Gruppen"],
    yourself: "Mit Ihrem eigenen Konto können Sie das nicht tun. Andere Administratoren können es.",
    claims: "Was Apps erfahren",
    claims_lead: "Eine Zeile für jede Angabe: ihr Name, ein Gleichheitszeichen und ihr Wert. Eine Zeile, die Sie löschen, erfahren Apps nicht mehr.",
    standard: "Allgemeine Angaben",
    standard_help: "Zum Beispiel given_name=Ada, locale=de oder phone_number=+49 30 901820.",
    own: "Eigene Angaben",
    own_help: " Ihre Einstellungen kennen: ",
    claims_save: "Angaben speichern",
    bad_standard: (
        "Es wurde nichts gespeichert. Diese Zeile ist keine allgemeine Angabe mit einem Wert, den sie haben kann: ",
        "",
    ),
    bad_own: "Es wurde nichts gespeichert. In den eigenen Angaben steht in jeder Zeile ein Name aus CLAIM_SCOPES, ein Gleichheitszeichen und ein \
              Wert von höchstens 256 Byte. Es sind höchstens 20, jede einmal.",
    sessions_lead: "Wenn Sie diese Person irgendwo abmelden, endet diese Sitzung, und was Apps nur während der Anmeldung dürfen.",
    sessions_unknown: "Viele Sitzungen dieser Person sind beendet und noch nicht gelöscht. Deshalb wurden nicht alle angesehen.",
    end_session: "Hier abmelden",
    no_passkeys: "Diese Person hat keinen Passkey.",
    second_factor_none: "Diese Person hat keinen zweiten Faktor.",
    second_factor_since: ("Er ist eingeschaltet seit ", "."),
    codes_left: Counted {
        zero: "Kein Wiederherstellungscode ist übrig.",
        one: "Ein Wiederherstellungscode ist übrig.",
        other: "{n} Wiederherstellungscodes sind übrig.",
        ..Counted::EMPTY
    },
    second_factor_lead: "Für jemanden, der die App und die Wiederherstellungscodes verloren hat. Von da an reicht das Passwort allein, bis diese \
                         Person einen neuen zweiten Faktor einrichtet.",
    ends_codes: Counted {
        zero: "Die App gilt nicht mehr.",
        one: "Die App und ein Wiederherstellungscode gelten nicht mehr.",
        other: "Die App und {n} Wiederherstellungscodes gelten nicht mehr.",
        ..Counted::EMPTY
    },
    second_factor_off: "Zweiten Faktor ausschalten",
    no_linked: "Diese Person hat kein Konto verknüpft.",
    links: "Wenn diese Person nicht mehr hineinkommt",
    recovery_lead: "Mit einem Link zur Wiederherstellung legt diese Person einen neuen Passkey oder ein neues Passwort fest. Er gilt einmal, einen \
                    Tag lang, und beendet frühere. Wer ihn hat, kann sich als diese Person anmelden und braucht den zweiten Faktor nicht. \
                    Vergewissern Sie sich also, dass sie selbst darum bittet.",
    recovery_mail_lead: "Ein Link, der an die Adresse gesendet wird, gilt eine Stunde lang und fragt weiter nach dem zweiten Faktor.",
    recovery_mail: "Link zur Wiederherstellung senden",
    recovery: "Link zur Wiederherstellung zeigen",
    verification_lead: "Mit einem Link zur Bestätigung beweist diese Person, dass sie E-Mails an ihre Adresse liest. Er gilt einmal, einen Tag \
                        lang. Senden Sie ihn nur an diese Adresse.",
    verification: "Link zur Bestätigung zeigen",
    verification_mail: "Link zur Bestätigung senden",
    disabled_first: "Das Konto ist gesperrt. Geben Sie es zuerst frei.",
    once: "Kopieren Sie diesen Link jetzt. Er wird nicht noch einmal gezeigt, weil nur sein Hash gespeichert ist.",
    once_recovery: "Geben Sie ihn nur dieser Person.",
    once_verification: ("Senden Sie ihn nur an ", "."),
    once_invitation: "Wer ihn öffnet, kann ein Konto anlegen.",
    mailed: ("Der Link ist unterwegs an ", "."),
    back: "Zurück",
    groups: "Gruppen dieser Person",
    no_groups: "Diese Person ist in keiner Gruppe.",
    leave: "Aus der Gruppe nehmen",
    join_lead: "Nehmen Sie diese Person in eine Gruppe auf. Apps erfahren deren Namen, und Apps für diese Gruppe lassen sie ein.",
    group: "Name der Gruppe",
    join: "Aufnehmen",
    no_group: ("Es gibt keine Gruppe mit dem Namen ", "."),
    join_administrators: "Zum Administrator machen Sie jemanden mit einem eigenen Knopf auf der Seite über die Gruppen.",
    too_many: "Diese Person ist in 16 Gruppen. Mehr sind nicht möglich.",
    administrator: "Administrator",
    make_lead: "Administratoren können alles tun, was es auf diesen Seiten gibt, und sich mit einem Link zur Wiederherstellung als jede Person \
                anmelden. Sie brauchen einen Passkey oder einen zweiten Faktor.",
    make: "Zum Administrator machen",
    unmake_lead: "Das Konto bleibt bestehen. Apps, die nur für Administratoren sind, verlieren ihren Zugriff.",
    unmake: "Rechte als Administrator entziehen",
    administrators_then: Counted {
        one: "Danach gibt es einen Administrator.",
        other: "Danach gibt es {n} Administratoren.",
        ..Counted::EMPTY
    },
};

pub(super) const INVITATIONS: Invitations = Invitations {
    lead: "Eine Einladung ist ein Link, mit dem jemand ein Konto anlegt. Wo sich alle registrieren können, braucht niemand eine.",
    email: "E-Mail-Adresse",
    email_shown: "Das neue Konto bekommt diese Adresse. Wenn Sie das Feld leer lassen, kann eine angeben, wer den Link öffnet.",
    email_mailed: "Der Link wird dorthin gesendet, und das neue Konto bekommt diese Adresse. Wenn Sie das Feld leer lassen, sehen Sie den Link hier.",
    groups: "Gruppen",
    groups_help: "Ihre Namen, mit Leerzeichen dazwischen: höchstens 5. Das neue Konto ist in diesen Gruppen.",
    uses: "Wie viele Konten",
    uses_help: "Von 1 bis 10.000. Mit einer Adresse ist es immer eines.",
    days: "Für wie viele Tage",
    invite: "Einladung anlegen",
    taken: "Diese Adresse hat schon ein Benutzer.",
    bad_number: "Ein Link ist gut für 1 bis 10.000 Konten, 1 bis 365 Tage lang.",
    too_many_groups: "Nennen Sie höchstens 5 Gruppen.",
    one_use: "Eine Einladung mit einer Adresse ist gut für ein Konto.",
    open: "Links, die noch gelten",
    none: "Es gibt keinen.",
    purposes: [
        ("invitation", "Einladung"),
        ("recovery", "Link zur Wiederherstellung"),
        ("email_verification", "Link zur Bestätigung"),
        ("setup", "Link zur Einrichtung"),
    ],
    anybody: "Für alle, die den Link haben",
    since: ("Angelegt am ", ""),
    until: ("Gilt bis ", ""),
    uses_left: Counted {
        one: "Er gilt einmal.",
        other: "Er gilt noch {n}-mal.",
        ..Counted::EMPTY
    },
    withdraw: "Zurücknehmen",
    ends_uses: Counted {
        one: "Ein Link gilt nicht mehr.",
        other: "Ein Link gilt nicht mehr, der noch {n}-mal verwendet werden konnte.",
        ..Counted::EMPTY
    },
    gone: "Dieser Link gilt nicht mehr.",
    link: "Jemanden einladen",
};
