//! German: the account's pages.

use crate::account::{Account, Activity, Apps, Data, Passkey, Password, Profile, Sessions};
use crate::{Counted, Each, Text};

pub(super) const ACCOUNT: Account = Account {
    label: "Ihr Konto",
    tabs: ["Profil", "Sicherheit", "Apps", "Aktivität", "Ihre Daten"],
    who: ("Angemeldet als ", ""),
    another: "Anderes Konto verwenden",
    sign_out: "Abmelden",
    error: "Fehler:",
    stale: "Ihre Anmeldung ist schon eine Weile her. Bestätigen Sie, dass Sie es sind, um hier etwas zu ändern.",
    again: "Bestätigen, dass ich es bin",
    open_again: "Seite neu öffnen",
    passkey: Passkey {
        heading: "Passkeys",
        lead: "Mit einem Passkey melden Sie sich mit Ihrem Fingerabdruck, Ihrem Gesicht oder der PIN Ihres Geräts an. Niemand \
               kann ihn erraten oder Ihnen entlocken.",
        none: "Sie haben noch keinen Passkey.",
        impossible: "Dieser Server hat keinen Domainnamen. Deshalb gibt es hier keine Passkeys.",
        added: ("Hinzugefügt am ", ""),
        used: ("Zuletzt verwendet am ", ""),
        never_used: "Nie verwendet",
        backed_up: "Auf Ihren Geräten synchronisiert",
        one_device: "Nur auf einem Gerät",
        elsewhere: "Er wurde für eine frühere Adresse dieses Servers angelegt und funktioniert hier nicht mehr.",
        name: "Name",
        save: "Namen speichern",
        change: "Umbenennen oder entfernen",
        remove: "Entfernen",
        remove_lead: "Sie können sich damit nicht mehr anmelden. Alle anderen Browser werden abgemeldet, und jede App muss Sie bitten, \
                      sich neu anzumelden.",
        last_way: "Das ist Ihre einzige Möglichkeit, sich anzumelden. Fügen Sie eine andere hinzu, bevor Sie sie entfernen.",
        add: "Passkey hinzufügen",
        add_title: "Passkey hinzufügen",
        add_lead: "Beim nächsten Mal melden Sie sich mit Ihrem Fingerabdruck, Ihrem Gesicht oder der PIN Ihres Geräts an, ohne \
                   Passwort.",
        usual_name: "Passkey",
        create: "Passkey anlegen",
        not_now: "Nicht jetzt",
        unable: "Dieser Browser kann hier keinen Passkey anlegen. Vielleicht ist er zu alt, oder er lässt keine Skripte zu.",
        hint: "Es wurde kein Passkey angelegt. Versuchen Sie es noch einmal, oder gehen Sie zurück.",
        there: "Dieses Gerät hat schon einen Passkey für Ihr Konto. Melden Sie sich damit an.",
        full: "Sie haben so viele Passkeys, wie ein Konto haben kann. Entfernen Sie einen, bevor Sie einen neuen hinzufügen.",
        failed: "Dieser Passkey konnte nicht hinzugefügt werden. Versuchen Sie es noch einmal.",
        bad_name: "Geben Sie dem Passkey einen Namen mit 1 bis 100 sichtbaren Zeichen.",
        not_removed: "Dieser Passkey wurde nicht entfernt. Vielleicht gibt es ihn nicht mehr, oder er ist Ihre einzige Möglichkeit, \
                      sich anzumelden.",
    },
    password: Password {
        heading: "Passwort",
        has: "Sie können sich mit einem Passwort anmelden.",
        none: "Sie haben kein Passwort.",
        off: "Sie haben ein Passwort, aber hier kann sich niemand mit einem anmelden.",
        set_lead: "Mit einem neuen Passwort werden alle anderen Browser abgemeldet, und jede App muss Sie bitten, sich neu anzumelden.",
        new: "Neues Passwort",
        rules: "Mindestens 15 Zeichen. Ein paar Wörter hintereinander sind gut.",
        set: "Passwort festlegen",
        change: "Passwort ändern",
        remove_lead: "Von da an melden Sie sich auf andere Weise an und werden nicht nach einem Code gefragt. Alle anderen Browser werden \
                      abgemeldet, und jede App muss Sie bitten, sich neu anzumelden.",
        remove: "Passwort entfernen",
        not_removed: "Das Passwort wurde nicht entfernt: Sie könnten sich sonst nicht mehr anmelden.",
    },
    sessions: Sessions {
        heading: "Wo Sie angemeldet sind",
        lead: "Wenn Sie etwas davon nicht kennen, melden Sie es ab, und ändern Sie, wie Sie sich anmelden.",
        this: "Dieser Browser",
        since: "Angemeldet am ",
        seen: ("Zuletzt gesehen am ", ""),
        end: "Abmelden",
        end_others_lead: "Apps, denen Sie erlaubt haben, verbunden zu bleiben, behalten den Zugriff. Unter „Apps“ können Sie ihn \
                          ihnen entziehen.",
        end_others: "Überall sonst abmelden",
        more: " Vielleicht sind Sie an mehr Orten angemeldet, als diese Seite zeigt. „Überall sonst abmelden“ meldet Sie auch dort ab.",
    },
    profile: Profile {
        lead: "Das erfahren Apps, denen Sie erlauben, Ihr Profil zu sehen.",
        name: "Name",
        name_help: "So nennen Sie Apps und andere Menschen.",
        username: "Benutzername",
        username_help: "Damit können Sie sich anmelden. Lassen Sie das Feld leer, wenn Sie keinen wollen.",
        picture: "Bild",
        picture_help: "Die Adresse eines Bildes im Web, die mit https beginnt.",
        save: "Profil speichern",
        bad_name: "Ein Name hat 1 bis 100 sichtbare Zeichen, in einer Zeile.",
        bad_username: "Ein Benutzername hat 1 bis 100 sichtbare Zeichen, ohne Leerzeichen und ohne @. Er darf nicht aus 24 Ziffern \
                       und Buchstaben von a bis f bestehen.",
        bad_picture: "Die Adresse eines Bildes beginnt mit https und hat höchstens 2.000 Zeichen.",
        taken: "Dieser Benutzername geht nicht: Jemand hat ihn oder einen, der so aussieht, oder Sie könnten sich nicht mehr anmelden. Es \
                wurde nichts geändert.",
        not_now: "Benutzernamen können gerade nicht geändert werden. Fragen Sie die Betreiber dieses Servers. Es wurde nichts geändert.",
        starts_heading: "App öffnen",
        starts_lead: "Bei diesen Apps melden Sie sich mit diesem Konto an.",
        heading: "Über Sie",
        email_heading: "E-Mail-Adresse",
        email_verified: "{email}. Damit können Sie sich anmelden.",
        email_unverified: "{other}. Sie ist noch nicht bestätigt. Deshalb können Sie sich damit nicht anmelden. {proof}",
        email_both: "{email}. Damit können Sie sich anmelden, bis Sie die neue bestätigt haben: {other}. {proof}",
        email_ask: "Bitten Sie die Betreiber dieses Servers um einen Link, mit dem Sie sie bestätigen.",
        email_mailed: "Öffnen Sie den Link, den wir dorthin geschickt haben. Wenn keiner kam, geben Sie die Adresse noch einmal ein; dann \
                       schicken wir einen neuen.",
        email_none: "Ihr Konto hat keine E-Mail-Adresse.",
        email: "Neue E-Mail-Adresse",
        email_help: "Sie gilt, sobald Sie gezeigt haben, dass sie Ihnen gehört.",
        email_save: "Adresse speichern",
        bad_email: "Das ist keine E-Mail-Adresse.",
    },
    apps: Apps {
        lead: "Diese Apps können Ihr Konto verwenden, oder Sie haben sich bei ihnen angemeldet.",
        none: "Keine App kann Ihr Konto verwenden.",
        more: "Weitere Apps zeigen",
        since: ("Seit dem ", ""),
        last: ("Zuletzt angemeldet am ", ""),
        able: ("Sie kann: ", "."),
        change: "Zugriff entziehen",
        revoke_lead: "Die App kann Ihr Konto dann nicht mehr verwenden. Wenn Sie sich das nächste Mal bei ihr anmelden, muss sie Sie neu \
                      fragen.",
        revoke: "Zugriff entziehen",
    },
    activity: Activity {
        lead: "Was in letzter Zeit mit Ihrem Konto geschehen ist. Wenn Sie etwas nicht kennen, gehen Sie zu „Sicherheit“, entfernen Sie, \
               was nicht von Ihnen ist, und melden Sie sich überall ab.",
        none: "Noch ist nichts verzeichnet.",
        more: "Frühere Aktivität zeigen",
        times: Counted {
            other: "{n}-mal innerhalb einer Stunde",
            ..Counted::EMPTY
        },
        app: ("App: ", ""),
        address: ("Netz: ", ""),
        kinds: KINDS,
    },
    data: Data {
        groups_heading: "Gruppen",
        groups_lead: "Die Betreiber dieses Servers haben Sie diesen Gruppen zugeordnet. Manche Apps sind nur für bestimmte Gruppen. Apps, die \
                      Ihre Gruppen sehen dürfen, sehen diese.",
        download_heading: "Herunterladen",
        download_lead: "Diese Datei enthält, was hier über Sie gespeichert ist: Profil, Passkeys, Anmeldungen, Links, Apps und Aktivität. \
                        Passwörter enthält sie nicht.",
        incomplete: "Diese Datei enthält nicht alles, was über Sie gespeichert ist. Fragen Sie die Betreiber dieses Servers nach dem Rest. \
                     Für alle Ereignisse rufen sie auf: npm run events -- export --user SUB, wobei SUB der Wert von \"sub\" in dieser Datei ist.",
        download: "Meine Daten herunterladen",
        delete_heading: "Konto löschen",
        delete_lead: "Ihr Konto wird sofort gelöscht, mit Ihren Passkeys und allem anderen, was über Sie gespeichert ist. Nur was \
                      geschehen ist, bleibt noch einige Zeit verzeichnet. Sie werden überall abgemeldet. Apps behalten vielleicht, was \
                      sie über Sie erfahren haben. Niemand kann das Konto wiederherstellen.",
        sure: "Ja, mein Konto für immer löschen",
        delete: "Mein Konto löschen",
        not_sure: "Setzen Sie das Häkchen, um Ihr Konto zu löschen.",
        not_deleted: "Ihr Konto wurde nicht gelöscht: Außer Ihnen verwaltet niemand diesen Server. Machen Sie zuerst jemand anderen zum \
                      Administrator.",
    },
};

/// The first of each pair is the word in the log: it stays as it is.
const KINDS: [(Text, Text); 44] = [
    ("user_added", "Ein Administrator hat Ihr Konto angelegt"),
    ("user_changed", "Ein Administrator hat Ihr Konto geändert"),
    ("user_disabled", "Ein Administrator hat Ihr Konto gesperrt"),
    (
        "user_enabled",
        "Ein Administrator hat Ihr Konto wieder freigegeben",
    ),
    (
        "user_signed_out",
        "Ein Administrator hat Sie überall abgemeldet",
    ),
    (
        "user_groups_changed",
        "Ein Administrator hat Ihre Gruppen geändert",
    ),
    ("administrator_made", "Sie wurden Administrator"),
    ("administrator_unmade", "Sie sind nicht mehr Administrator"),
    (
        "link_made",
        "Ein Administrator hat einen Link für Ihr Konto gemacht",
    ),
    ("signed_in", "Sie haben sich angemeldet"),
    (
        "signed_in_unknown_browser",
        "Sie haben sich mit einem Browser angemeldet, der nicht bekannt war",
    ),
    ("sign_in_failed", "Jemand konnte sich nicht anmelden"),
    (
        "sign_in_refused",
        "Eine Anmeldung wurde nach zu vielen Versuchen abgelehnt",
    ),
    ("signed_out", "Sie haben sich abgemeldet"),
    ("allowed", "Sie haben einer App etwas erlaubt"),
    ("denied", "Sie haben eine App abgelehnt"),
    (
        "code_reused",
        "Eine App hat einen Code zweimal verwendet und den Zugriff verloren",
    ),
    (
        "refresh_token_reused",
        "Eine App hat ein Token zweimal verwendet und den Zugriff verloren",
    ),
    ("revoked", "Eine App hat ihren Zugriff zurückgegeben"),
    ("passkey_added", "Ein Passkey wurde hinzugefügt"),
    ("passkey_removed", "Ein Passkey wurde entfernt"),
    ("password_changed", "Das Passwort wurde geändert"),
    ("password_removed", "Das Passwort wurde entfernt"),
    (
        "second_factor_added",
        "Ein zweiter Faktor wurde eingerichtet",
    ),
    (
        "second_factor_removed",
        "Der zweite Faktor wurde ausgeschaltet",
    ),
    (
        "recovery_codes_made",
        "Neue Wiederherstellungscodes wurden angelegt",
    ),
    (
        "recovery_code_used",
        "Sie haben sich mit einem Wiederherstellungscode angemeldet",
    ),
    (
        "device_confirmed",
        "Sie haben bestätigt, dass Sie sich auf einem anderen Gerät anmelden",
    ),
    (
        "second_factor_failed",
        "Jemand kam bis zu Ihrem zweiten Faktor und hat einen falschen Code eingegeben",
    ),
    ("profile_changed", "Das Profil wurde geändert"),
    ("app_revoked", "Sie haben einer App den Zugriff entzogen"),
    ("sessions_ended", "Andere Browser wurden abgemeldet"),
    ("data_downloaded", "Ihre Daten wurden heruntergeladen"),
    ("account_deleted", "Das Konto wurde gelöscht"),
    ("account_made", "Das Konto wurde angelegt"),
    (
        "recovered",
        "Mit einem Link wurde der Zugang wiederhergestellt",
    ),
    ("email_verified", "Die E-Mail-Adresse wurde bestätigt"),
    (
        "recovery_mailed",
        "Ein Link zum Wiederherstellen wurde an Ihre Adresse geschickt",
    ),
    (
        "code_mailed",
        "Ein Code zum Anmelden wurde an Ihre Adresse geschickt",
    ),
    (
        "disavowed",
        "Sie haben gesagt, dass Sie es nicht waren, und Ihr Konto wurde überall abgemeldet",
    ),
    ("link_refused", "Ein Link wurde abgelehnt"),
    (
        "provider_linked",
        "Ein Konto bei einem anderen Anbieter wurde verknüpft, um sich damit anzumelden",
    ),
    (
        "provider_removed",
        "Ein verknüpftes Konto bei einem anderen Anbieter wurde entfernt",
    ),
    (
        "provider_refused",
        "Eine Anmeldung mit einem Konto bei einem anderen Anbieter wurde abgelehnt",
    ),
];
