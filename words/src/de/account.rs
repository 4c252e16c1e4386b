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
        lead: "Mit einem Passkey genügt zum Anmelden Ihr Fingerabdruck, Ihr Gesicht oder die PIN Ihres Geräts. Niemand kann ihn erraten oder \
               Ihnen entlocken.",
        none: "Sie haben noch keinen Passkey.",
        impossible: "Dieser Server hat keinen Domainnamen. Deshalb gibt es hier keine Passkeys.",
        added: ("Hinzugefügt am ", ""),
        used: ("Zuletzt verwendet am ", ""),
        never_used: "Nie verwendet",
        backed_up: "Zwischen Ihren Geräten synchronisiert",
        one_device: "Nur auf einem Gerät",
        elsewhere: "Er wurde für eine frühere Adresse dieses Servers erstellt und funktioniert hier nicht mehr.",
        name: "Name",
        save: "Namen speichern",
        change: "Umbenennen oder entfernen",
        remove: "Entfernen",
        remove_lead: "Sie können sich dann nicht mehr damit anmelden. Alle anderen Browser werden abgemeldet, und bei jeder App müssen Sie sich \
                      neu anmelden.",
        last_way: "Das ist Ihre einzige Möglichkeit, sich anzumelden. Fügen Sie eine andere hinzu, bevor Sie diese entfernen.",
        add: "Passkey hinzufügen",
        add_title: "Passkey hinzufügen",
        add_lead: "Beim nächsten Mal melden Sie sich mit Ihrem Fingerabdruck, Ihrem Gesicht oder der PIN Ihres Geräts an, ohne \
                   Passwort.",
        usual_name: "Passkey",
        create: "Passkey erstellen",
        not_now: "Nicht jetzt",
        unable: "Dieser Browser kann hier keinen Passkey erstellen. Vielleicht ist er zu alt, oder er lässt keine Skripte zu.",
        hint: "Es wurde kein Passkey erstellt. Versuchen Sie es noch einmal, oder gehen Sie zurück.",
        there: "Dieses Gerät hat schon einen Passkey für Ihr Konto. Melden Sie sich damit an.",
        full: "Mehr Passkeys kann ein Konto nicht haben. Entfernen Sie einen, bevor Sie einen neuen hinzufügen.",
        failed: "Dieser Passkey konnte nicht hinzugefügt werden. Versuchen Sie es noch einmal.",
        bad_name: "Geben Sie dem Passkey einen Namen mit 1 bis 100 sichtbaren Zeichen.",
        not_removed: "Dieser Passkey wurde nicht entfernt. Vielleicht gibt es ihn nicht mehr, oder er ist Ihre einzige Möglichkeit, \
                      sich anzumelden.",
    },
    password: Password {
        heading: "Passwort",
        has: "Sie können sich mit einem Passwort anmelden.",
        none: "Sie haben kein Passwort.",
        off: "Sie haben ein Passwort, aber auf diesem Server kann sich niemand mit einem Passwort anmelden.",
        set_lead: "Mit dem neuen Passwort werden alle anderen Browser abgemeldet, und bei jeder App müssen Sie sich neu anmelden.",
        new: "Neues Passwort",
        rules: "Mindestens 15 Zeichen. Gut sind ein paar Wörter hintereinander.",
        set: "Passwort festlegen",
        change: "Passwort ändern",
        remove_lead: "Von da an melden Sie sich auf andere Weise an und werden nicht mehr nach einem Code gefragt. Alle anderen Browser werden \
                      abgemeldet, und bei jeder App müssen Sie sich neu anmelden.",
        remove: "Passwort entfernen",
        not_removed: "Das Passwort wurde nicht entfernt: Sie könnten sich sonst nicht mehr anmelden.",
    },
    sessions: Sessions {
        heading: "Wo Sie angemeldet sind",
        lead: "Wenn Sie einen Eintrag nicht kennen, melden Sie diesen Browser ab, und ändern Sie, wie Sie sich anmelden.",
        this: "Dieser Browser",
        since: "Angemeldet am ",
        seen: ("Zuletzt gesehen am ", ""),
        end: "Abmelden",
        end_others_lead: "Apps, denen Sie erlaubt haben, verbunden zu bleiben, behalten ihren Zugriff. Entziehen können Sie ihn unter „Apps“.",
        end_others: "Überall sonst abmelden",
        more: " Vielleicht sind Sie an mehr Orten angemeldet, als diese Seite zeigt. „Überall sonst abmelden“ meldet Sie auch dort ab.",
    },
    profile: Profile {
        lead: "Das erfahren Apps, denen Sie erlauben, Ihr Profil zu sehen.",
        name: "Name",
        name_help: "So werden Sie von Apps und anderen Menschen genannt.",
        username: "Benutzername",
        username_help: "Damit können Sie sich anmelden. Lassen Sie das Feld leer, wenn Sie keinen möchten.",
        picture: "Bild",
        picture_help: "Die Adresse eines Bildes im Web, die mit https beginnt.",
        save: "Profil speichern",
        bad_name: "Ein Name hat 1 bis 100 sichtbare Zeichen und steht in einer Zeile.",
        bad_username: "Ein Benutzername hat 1 bis 100 sichtbare Zeichen, ohne Leerzeichen und ohne @. Er darf nicht aus 24 Ziffern \
                       und Buchstaben von a bis f bestehen.",
        bad_picture: "Die Adresse eines Bildes beginnt mit https und hat höchstens 2.000 Zeichen.",
        taken: "Dieser Benutzername geht nicht: Jemand hat ihn oder einen, der genauso aussieht, oder Sie könnten sich danach nicht mehr \
                anmelden. Es wurde nichts geändert.",
        not_now: "Benutzernamen können gerade nicht geändert werden. Fragen Sie die Betreiber dieses Servers. Es wurde nichts geändert.",
        starts_heading: "App öffnen",
        starts_lead: "Bei diesen Apps melden Sie sich mit diesem Konto an.",
        heading: "Über Sie",
        email_heading: "E-Mail-Adresse",
        email_verified: "{email}. Damit können Sie sich anmelden.",
        email_unverified: "{other}. Sie ist noch nicht bestätigt. Deshalb können Sie sich damit nicht anmelden. {proof}",
        email_both: "{email}. Damit können Sie sich anmelden, bis Sie die neue bestätigt haben: {other}. {proof}",
        email_ask: "Bitten Sie die Betreiber dieses Servers um einen Bestätigungslink.",
        email_mailed: "Öffnen Sie den Link, den wir dorthin geschickt haben. Wenn keiner kommt, geben Sie die Adresse noch einmal ein. Dann \
                       schicken wir einen neuen.",
        email_none: "Ihr Konto hat keine E-Mail-Adresse.",
        email: "Neue E-Mail-Adresse",
        email_help: "Die neue Adresse gilt, sobald Sie bestätigt haben, dass sie Ihnen gehört.",
        email_save: "Adresse speichern",
        bad_email: "Das ist keine E-Mail-Adresse.",
    },
    apps: Apps {
        lead: "Diese Apps können Ihr Konto verwenden, oder Sie haben sich bei ihnen angemeldet.",
        none: "Keine App kann Ihr Konto verwenden.",
        more: "Weitere Apps anzeigen",
        since: ("Seit dem ", ""),
        last: ("Zuletzt angemeldet am ", ""),
        able: "Die App kann:",
        change: "Zugriff entziehen",
        revoke_lead: "Die App kann Ihr Konto dann nicht mehr verwenden. Wenn Sie sich das nächste Mal bei ihr anmelden, werden Sie neu gefragt.",
        revoke: "Zugriff entziehen",
    },
    activity: Activity {
        lead: "Was in letzter Zeit mit Ihrem Konto geschehen ist. Wenn Ihnen etwas davon unbekannt ist, gehen Sie zu „Sicherheit“, entfernen Sie, \
               was nicht von Ihnen ist, und melden Sie sich überall ab.",
        none: "Es gibt noch keine Einträge.",
        more: "Frühere Aktivität anzeigen",
        times: Counted {
            other: "{n}-mal innerhalb einer Stunde",
            ..Counted::EMPTY
        },
        app: ("App: ", ""),
        address: ("Netzwerk: ", ""),
        kinds: KINDS,
    },
    data: Data {
        groups_heading: "Gruppen",
        groups_lead: "Die Betreiber dieses Servers haben Sie diesen Gruppen zugeordnet. Manche Apps sind nur für bestimmte Gruppen. Apps, die \
                      Ihre Gruppen sehen dürfen, sehen diese.",
        download_heading: "Herunterladen",
        download_lead: "Diese Datei enthält, was hier über Sie gespeichert ist: Profil, Passkeys, Anmeldungen, Links, Apps und Aktivität. \
                        Passwörter enthält sie nicht.",
        incomplete: "Diese Datei enthält nicht alles, was über Sie gespeichert ist. Fragen Sie die Betreiber dieses Servers nach dem Rest. Alle \
                     Ihre Ereignisse bekommen die Betreiber mit diesem Befehl: npm run events -- export --user SUB, wobei SUB der Wert von \
                     \"sub\" in dieser Datei ist.",
        download: "Meine Daten herunterladen",
        delete_heading: "Konto löschen",
        delete_lead: "Ihr Konto wird sofort gelöscht, mit Ihren Passkeys und allem anderen, was über Sie gespeichert ist. Nur das Protokoll der \
                      Ereignisse bleibt noch einige Zeit erhalten. Sie werden überall abgemeldet. Apps behalten vielleicht, was sie über Sie \
                      erfahren haben. Niemand kann das Konto wiederherstellen.",
        sure: "Ja, mein Konto für immer löschen",
        delete: "Mein Konto löschen",
        not_sure: "Setzen Sie das Häkchen, um Ihr Konto zu löschen.",
        not_deleted: "Ihr Konto wurde nicht gelöscht: Außer Ihnen hat hier niemand Administratorrechte. Geben Sie diese zuerst noch jemand anderem.",
    },
};

/// The first of each pair is the word in the log: it stays as it is.
const KINDS: [(Text, Text); 44] = [
    ("user_added", "Ihr Konto wurde von der Verwaltung angelegt"),
    (
        "user_changed",
        "Ihr Konto wurde von der Verwaltung geändert",
    ),
    (
        "user_disabled",
        "Ihr Konto wurde von der Verwaltung gesperrt",
    ),
    (
        "user_enabled",
        "Ihr Konto wurde von der Verwaltung entsperrt",
    ),
    (
        "user_signed_out",
        "Sie wurden von der Verwaltung überall abgemeldet",
    ),
    (
        "user_groups_changed",
        "Ihre Gruppen wurden von der Verwaltung geändert",
    ),
    (
        "administrator_made",
        "Sie haben Administratorrechte bekommen",
    ),
    (
        "administrator_unmade",
        "Sie haben keine Administratorrechte mehr",
    ),
    (
        "link_made",
        "Ein Link für Ihr Konto wurde von der Verwaltung erstellt",
    ),
    ("signed_in", "Sie haben sich angemeldet"),
    (
        "signed_in_unknown_browser",
        "Sie haben sich in einem Browser angemeldet, der hier nicht bekannt war",
    ),
    (
        "sign_in_failed",
        "Jemand hat vergeblich versucht, sich anzumelden",
    ),
    (
        "sign_in_refused",
        "Eine Anmeldung wurde nach zu vielen Versuchen abgelehnt",
    ),
    ("signed_out", "Sie haben sich abgemeldet"),
    ("allowed", "Sie haben eine App zugelassen"),
    ("denied", "Sie haben eine App abgelehnt"),
    (
        "code_reused",
        "Eine App hat einen Code zweimal verwendet und ihren Zugriff verloren",
    ),
    (
        "refresh_token_reused",
        "Eine App hat ein Token zweimal verwendet und ihren Zugriff verloren",
    ),
    ("revoked", "Eine App hat auf ihren Zugriff verzichtet"),
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
        "Neue Wiederherstellungscodes wurden erstellt",
    ),
    (
        "recovery_code_used",
        "Sie haben sich mit einem Wiederherstellungscode angemeldet",
    ),
    (
        "device_confirmed",
        "Sie haben eine Anmeldung auf einem anderen Gerät bestätigt",
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
        "Der Zugang wurde mit einem Wiederherstellungslink wiederhergestellt",
    ),
    ("email_verified", "Die E-Mail-Adresse wurde bestätigt"),
    (
        "recovery_mailed",
        "Ein Wiederherstellungslink wurde an Ihre Adresse geschickt",
    ),
    (
        "code_mailed",
        "Ein Anmeldecode wurde an Ihre Adresse geschickt",
    ),
    (
        "disavowed",
        "Sie haben gemeldet, dass Sie es nicht waren, und Ihr Konto wurde überall abgemeldet",
    ),
    ("link_refused", "Ein Link wurde abgelehnt"),
    (
        "provider_linked",
        "Ein Konto bei einem anderen Anbieter wurde zum Anmelden verknüpft",
    ),
    (
        "provider_removed",
        "Die Verknüpfung mit einem Konto bei einem anderen Anbieter wurde entfernt",
    ),
    (
        "provider_refused",
        "Eine Anmeldung mit einem Konto bei einem anderen Anbieter wurde abgelehnt",
    ),
];
