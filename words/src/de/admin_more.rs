//! German: the administrators' pages about groups, signing keys and events.

use crate::admin_more::{Events, Groups, Keys};
use crate::{Counted, Each, Text};

pub(super) const GROUPS: Groups = Groups {
    search: "Name",
    search_help: "Der Anfang des Namens einer Gruppe.",
    none: "So eine Gruppe gibt es nicht.",
    add_heading: "Gruppe hinzufügen",
    name: "Name",
    name_help: "1 bis 64 Buchstaben von a bis z, Ziffern und -._:/@, am Anfang ein Buchstabe oder eine Ziffer. Apps erfahren diesen Namen.",
    add: "Gruppe hinzufügen",
    bad_name: "Der Name einer Gruppe hat 1 bis 64 Buchstaben von a bis z, Ziffern und -._:/@ und beginnt mit einem Buchstaben oder einer Ziffer.",
    taken: "Es gibt schon eine Gruppe mit diesem Namen oder mit einem, der sich nur in der Groß- und Kleinschreibung unterscheidet.",
    always: "Diese Gruppe gibt es immer. In ihr sind die Administratoren und sonst niemand. Um jemandem Administratorrechte zu geben, öffnen Sie \
             die Seite dieser Person.",
    members: "Wer in der Gruppe ist",
    members_lead: "Wenn Sie jemanden herausnehmen, kann diese Person Apps, die auf diese Gruppe beschränkt sind, sofort nicht mehr verwenden. Was \
                   diese Apps von ihr hatten, kommt nicht zurück, wenn Sie die Person wieder aufnehmen.",
    no_members: "In dieser Gruppe ist niemand.",
    out: "Herausnehmen",
    user: "Benutzername oder E-Mail-Adresse",
    user_help: "Womit sich die Person anmeldet.",
    join: "In die Gruppe aufnehmen",
    no_user: "Mit diesem Benutzernamen oder dieser Adresse meldet sich niemand an.",
    too_many: "Diese Person ist in 16 Gruppen. Mehr sind nicht möglich.",
    claims: "Was Apps über alle in dieser Gruppe erfahren",
    claims_lead: "Das sind Ihre eigenen Angaben (Claims). Eine App bekommt sie, wenn Sie die App mit einem Scope registriert haben, der danach fragt.",
    claims_label: "Eigene Angaben",
    claims_help: "In jeder Zeile eine, zum Beispiel plan=pro. Welche es geben kann, steht in der Einstellung CLAIM_SCOPES.",
    claims_save: "Angaben speichern",
    bad_claims: "Schreiben Sie jede Angabe einmal, in eine eigene Zeile, zum Beispiel plan=pro. Sie muss in der Einstellung CLAIM_SCOPES stehen. \
                 Es kann 20 geben, jede mit einem Wert von höchstens 256 Byte.",
    rename_lead: "Es bleibt dieselbe Gruppe mit denselben Personen. Apps erfahren von da an den neuen Namen: Ändern Sie gleichzeitig die Regeln \
                  in diesen Apps.",
    rename: "Gruppe umbenennen",
    apps: "Apps, die auf diese Gruppe beschränkt sind",
    apps_lead: "Diese Apps kann nur verwenden, wer in dieser Gruppe ist oder in einer der anderen Gruppen, die Sie bei der App genannt haben.",
    no_apps: "Keine App ist auf diese Gruppe beschränkt.",
    looked: "Diese Seite hat 20 Apps durchgesehen, die auf Gruppen beschränkt sind. Vielleicht gibt es mehr.",
    further: "Weiter suchen",
    apps_link: "Apps der Gruppe ansehen oder Gruppe entfernen",
    remove_lead: "Danach ist niemand mehr in der Gruppe. Apps, die auf sie beschränkt sind, öffnen sich dadurch nicht für alle: Sie bleiben auf \
                  ihre anderen Gruppen beschränkt. Wenn es keine anderen gibt, kann niemand die App verwenden. Wenn Sie wieder eine Gruppe mit \
                  diesem Namen anlegen, ist das eine neue.",
    remove: "Gruppe entfernen",
    ends_members: Counted {
        zero: "Die Gruppe hat keine Mitglieder.",
        one: "Ein Mitglied ist dann nicht mehr in der Gruppe.",
        other: "{n} Mitglieder sind dann nicht mehr in der Gruppe.",
        ..Counted::EMPTY
    },
    ends_apps: Counted {
        zero: "Keine App ist auf diese Gruppe beschränkt.",
        one: "Eine App lässt niemanden mehr wegen dieser Gruppe ein.",
        other: "{n} Apps lassen niemanden mehr wegen dieser Gruppe ein.",
        ..Counted::EMPTY
    },
};

pub(super) const KEYS: Keys = Keys {
    lead: "Mit diesen Schlüsseln signiert dieser Server Tokens, und er kümmert sich selbst um sie. Sie brauchen diese Seite, wenn ein Schlüssel \
           in fremde Hände geraten ist.",
    none: "Es gibt noch keinen Signaturschlüssel. Der Server erzeugt einen, sobald jemand nach seinen Schlüsseln fragt.",
    newest: "Hier stehen nur die neuesten {n}. Alle zeigt dieser Befehl: npm run keys -- list --remote",
    next: ("Veröffentlicht. Signiert ab dem ", "."),
    since: ("Signiert seit dem ", "."),
    until: ("Signiert bis zum ", "."),
    due: ("Sein Nachfolger signiert etwa ab dem ", "."),
    asked: "Sein Nachfolger wird bei der nächsten Anfrage an den Server erzeugt.",
    signed_until: ("Signierte bis zum ", "."),
    verifies_until: ("Prüft noch, was er signiert hat, bis zum ", "."),
    known_until: ("Erkennt nur noch alte ID-Tokens, bis zum ", "."),
    revoked: (
        "Widerrufen am ",
        ". Nichts, was er signiert hat, gilt noch.",
    ),
    rotate_lead: "Der jetzige Schlüssel prüft weiter, was er signiert hat, bis es abgelaufen ist. Niemand bemerkt den Wechsel.",
    rotate_when: "Der nächste Schlüssel signiert in etwa {n} Minuten.",
    rotate: "Schlüssel jetzt wechseln",
    change: "Widerrufen",
    revoke_lead: "Tun Sie das, wenn der Schlüssel in fremde Hände geraten ist. Niemand kann es rückgängig machen. Alle bleiben angemeldet, und \
                  Apps bekommen neue Tokens, sobald sie die Schlüssel neu geholt haben.",
    revoke_signing: "Tun Sie das, wenn der Schlüssel in fremde Hände geraten ist. Niemand kann es rückgängig machen. Sofort signiert der nächste \
                     Schlüssel oder ein neuer. Alle bleiben angemeldet, und Apps bekommen neue Tokens, sobald sie die Schlüssel neu geholt haben.",
    revoke_ends: "Innerhalb von {n} Minuten gilt kein Access-Token und kein ID-Token mehr, das dieser Schlüssel signiert hat.",
    revoke: "Schlüssel widerrufen",
};

pub(super) const EVENTS: Events = Events {
    user: "Konto",
    user_help: "Ein Benutzername, eine E-Mail-Adresse oder der Wert sub eines gelöschten Kontos. Lassen Sie das Feld leer, um alle zu sehen.",
    kind: "Was geschehen ist",
    any_kind: "Alles",
    app: "App (client_id)",
    actor: "Getan von (Benutzername oder Adresse)",
    from: "Ab diesem Tag (UTC)",
    to: "Bis zu diesem Tag (UTC)",
    show: "Ereignisse anzeigen",
    bad_day: "Schreiben Sie einen Tag als Jahr, Monat und Tag, zum Beispiel 2026-11-30.",
    none: "So ein Ereignis gibt es hier nicht.",
    looked: " {n} Ereignisse wurden durchgesehen, zurück bis zum {at}. Es gibt frühere.",
    further: "Weiter zurück suchen",
    who: "Konto: ",
    by: "Veranlasst von: ",
    key: ("Schlüssel: ", ""),
    reason: ("Grund: ", ""),
    file: "Herunterladen",
    file_lead: "Die Ereignisse, nach denen Sie gesucht haben, die frühesten zuerst, als Datei mit einer Zeile JSON für jedes. Für eine Datei \
                werden höchstens {n} Ereignisse durchgesehen. Wenn es mehr gibt, steht in ihrer letzten Zeile die Adresse des nächsten Teils.",
    download: "Diese Ereignisse herunterladen",
    kinds: KINDS,
};

/// The first of each pair is the word in the log: it stays as it is.
const KINDS: [(Text, Text); 42] = [
    ("signed_in", "Hat sich angemeldet"),
    (
        "signed_in_unknown_browser",
        "Hat sich in einem Browser angemeldet, der nicht bekannt war",
    ),
    ("signed_out", "Hat sich abgemeldet"),
    ("allowed", "Hat eine App zugelassen"),
    ("denied", "Hat eine App abgelehnt"),
    (
        "recovery_code_used",
        "Hat sich mit einem Wiederherstellungscode angemeldet",
    ),
    (
        "device_confirmed",
        "Hat eine Anmeldung auf einem anderen Gerät bestätigt",
    ),
    (
        "second_factor_failed",
        "Hat als zweiten Faktor einen falschen Code eingegeben",
    ),
    ("app_revoked", "Hat einer App den Zugriff entzogen"),
    (
        "recovery_mailed",
        "Ein Wiederherstellungslink wurde verschickt",
    ),
    ("code_mailed", "Ein Anmeldecode wurde verschickt"),
    (
        "disavowed",
        "Hat gemeldet, dass es jemand anderes war, und wurde überall abgemeldet",
    ),
    ("client_registered", "Eine App hat sich selbst registriert"),
    ("client_changed", "Eine App hat ihre Registrierung geändert"),
    ("client_removed", "Eine App hat ihre Registrierung entfernt"),
    ("key_made", "Ein Signaturschlüssel wurde erzeugt"),
    (
        "sign_up_refused",
        "Das Anlegen eines Kontos wurde abgelehnt",
    ),
    ("mail_failed", "Eine E-Mail konnte nicht verschickt werden"),
    ("user_added", "Konto von der Verwaltung angelegt"),
    ("user_changed", "Konto von der Verwaltung geändert"),
    ("user_disabled", "Konto von der Verwaltung gesperrt"),
    ("user_enabled", "Konto von der Verwaltung entsperrt"),
    ("user_signed_out", "Von der Verwaltung überall abgemeldet"),
    ("user_removed", "Konto von der Verwaltung gelöscht"),
    ("user_groups_changed", "Gruppen von der Verwaltung geändert"),
    ("administrator_made", "Hat Administratorrechte bekommen"),
    ("administrator_unmade", "Hat keine Administratorrechte mehr"),
    ("link_made", "Ein Link wurde erstellt"),
    ("link_withdrawn", "Ein Link wurde zurückgezogen"),
    ("app_added", "Eine App wurde hinzugefügt"),
    ("app_changed", "Eine App wurde geändert"),
    ("app_removed", "Eine App wurde entfernt"),
    ("app_blocked", "Eine App wurde gesperrt"),
    ("app_unblocked", "Eine App wurde entsperrt"),
    ("app_vouched_for", "Für eine App wurde gebürgt"),
    (
        "app_secret_made",
        "Eine App hat ein neues Geheimnis bekommen",
    ),
    ("group_added", "Eine Gruppe wurde hinzugefügt"),
    ("group_changed", "Eine Gruppe wurde geändert"),
    ("group_removed", "Eine Gruppe wurde entfernt"),
    (
        "key_rotated",
        "Der nächste Signaturschlüssel löst den jetzigen ab",
    ),
    ("key_revoked", "Ein Signaturschlüssel wurde widerrufen"),
    ("data_downloaded", "Hat die eigenen Daten heruntergeladen"),
];
