//! German: the administrators' pages about groups, signing keys and events.

use crate::admin_more::{Events, Groups, Keys};
use crate::{Counted, Each, Text};

// Unread.
pub(super) const GROUPS: Groups = Groups {
    search: "Name",
    search_help: "Der Anfang des Namens einer Gruppe.",
    none: "So eine Gruppe gibt es nicht.",
    add_heading: "Gruppe hinzufügen",
    name: "Name",
    name_help: "1 bis 64 Buchstaben von a bis z, Ziffern und -._:/@, am Anfang ein Buchstabe oder eine Ziffer. Apps erfahren diesen Namen.",
    add: "Gruppe hinzufügen",
    bad_name: "Der Name einer Gruppe hat 1 bis 64 Buchstaben von a bis z, Ziffern und -._:/@, und beginnt mit einem Buchstaben oder einer Ziffer.",
    taken: "Es gibt schon eine Gruppe mit diesem Namen, oder eine, die sich nur in Großbuchstaben unterscheidet.",
    always: "Diese Gruppe gibt es immer. In ihr sind die Administratoren und sonst niemand. Um jemanden zum Administrator zu machen, öffnen Sie die \
             Seite dieser Person.",
    members: "Wer darin ist",
    members_lead: "Wen Sie herausnehmen, verliert sofort die Apps, die auf diese Gruppe beschränkt sind. Was diese Apps von der Person hatten, kommt \
                   nicht zurück, wenn Sie sie wieder aufnehmen.",
    no_members: "In dieser Gruppe ist niemand.",
    out: "Herausnehmen",
    user: "Benutzername oder E-Mail-Adresse",
    user_help: "Womit sich die Person anmeldet.",
    join: "In die Gruppe aufnehmen",
    no_user: "Mit diesem Benutzernamen oder dieser Adresse meldet sich niemand an.",
    too_many: "Diese Person ist in 16 Gruppen und kann in keine weitere.",
    claims: "Was Apps über alle darin erfahren",
    claims_lead: "Das sind Ihre eigenen Claims. Eine App bekommt sie, wenn Sie sie mit einem Scope registriert haben, der danach fragt.",
    claims_label: "Claims",
    claims_help: "In jeder Zeile einer, zum Beispiel plan=pro. Welche es geben kann, sagt die Einstellung CLAIM_SCOPES.",
    claims_save: "Claims speichern",
    bad_claims: "Schreiben Sie jeden Claim einmal, in eine eigene Zeile, zum Beispiel plan=pro. Die Einstellung CLAIM_SCOPES muss ihn festlegen. Es kann 20 \
                 geben, jeder mit einem Wert von höchstens 256 Byte.",
    rename_lead: "Sie bleibt dieselbe Gruppe mit denselben Personen. Apps erfahren von da an den neuen Namen: Ändern Sie gleichzeitig die Regeln in \
                  diesen Apps.",
    rename: "Gruppe umbenennen",
    apps: "Apps, die auf sie beschränkt sind",
    apps_lead: "Nur wer in dieser Gruppe ist, kann sie verwenden, oder wer in einer der anderen Gruppen ist, die Sie für sie genannt haben.",
    no_apps: "Keine App ist auf diese Gruppe beschränkt.",
    looked: "Diese Seite hat 20 Apps durchgesehen, die auf Gruppen beschränkt sind. Vielleicht gibt es mehr.",
    further: "Weiter suchen",
    apps_link: "Ihre Apps zeigen, oder sie entfernen",
    remove_lead: "Niemand ist mehr darin. Apps, die auf sie beschränkt sind, öffnen sich nicht für alle: Sie bleiben auf ihre anderen Gruppen beschränkt, \
                  oder auf niemanden. Wenn Sie wieder eine Gruppe mit diesem Namen anlegen, ist das eine neue.",
    remove: "Gruppe entfernen",
    ends_members: Counted {
        zero: "Sie hat keine Mitglieder.",
        one: "Ein Mitglied ist nicht mehr darin.",
        other: "{n} Mitglieder sind nicht mehr darin.",
        ..Counted::EMPTY
    },
    ends_apps: Counted {
        zero: "Keine App ist auf sie beschränkt.",
        one: "Eine App lässt niemanden mehr wegen dieser Gruppe ein.",
        other: "{n} Apps lassen niemanden mehr wegen dieser Gruppe ein.",
        ..Counted::EMPTY
    },
};

// Unread.
pub(super) const KEYS: Keys = Keys {
    lead: "Mit diesen Schlüsseln signiert dieser Server Tokens, und er kümmert sich selbst um sie. Sie brauchen diese Seite, wenn ein Schlüssel bekannt \
           geworden ist.",
    none: "Es gibt noch keinen Signaturschlüssel. Der Server erzeugt einen, sobald jemand nach seinen Schlüsseln fragt.",
    newest: "Hier stehen nur die neuesten {n}. Alle zeigt dieser Befehl: npm run keys -- list --remote",
    next: ("Veröffentlicht. Er signiert ab ", "."),
    since: ("Signiert seit ", "."),
    until: ("Er signiert bis ", "."),
    due: ("Sein Nachfolger signiert etwa ab ", "."),
    asked: "Sein Nachfolger wird bei der nächsten Anfrage an den Server erzeugt.",
    signed_until: ("Signierte bis ", "."),
    verifies_until: ("Was er signiert hat, wird damit geprüft bis ", "."),
    known_until: ("An ihm werden nur noch alte ID-Tokens erkannt, bis ", "."),
    revoked: (
        "Widerrufen am ",
        ". Nichts, was er signiert hat, gilt noch.",
    ),
    rotate_lead: "Mit dem jetzigen Schlüssel wird geprüft, was er signiert hat, bis es abgelaufen ist. Niemand bemerkt den Wechsel.",
    rotate_when: "Der nächste Schlüssel signiert in etwa {n} Minuten.",
    rotate: "Schlüssel jetzt wechseln",
    change: "Widerrufen",
    revoke_lead: "Tun Sie das, wenn der Schlüssel bekannt geworden ist. Niemand kann es rückgängig machen. Alle bleiben angemeldet, und Apps bekommen neue \
                  Tokens, sobald sie die Schlüssel neu geholt haben.",
    revoke_signing: "Tun Sie das, wenn der Schlüssel bekannt geworden ist. Niemand kann es rückgängig machen. Sofort signiert der nächste Schlüssel oder ein \
                     neuer. Alle bleiben angemeldet, und Apps bekommen neue Tokens, sobald sie die Schlüssel neu geholt haben.",
    revoke_ends: "Innerhalb von {n} Minuten gilt kein Access-Token und kein ID-Token mehr, das dieser Schlüssel signiert hat.",
    revoke: "Schlüssel widerrufen",
};

// Unread.
pub(super) const EVENTS: Events = Events {
    user: "Benutzer",
    user_help: "Ein Benutzername, eine E-Mail-Adresse, oder der sub von jemandem, der entfernt wurde. Lassen Sie es leer, um alle zu sehen.",
    kind: "Was geschehen ist",
    any_kind: "Alles",
    app: "App (client_id)",
    from: "Ab diesem Tag (UTC)",
    to: "Bis zu diesem Tag (UTC)",
    show: "Diese zeigen",
    bad_day: "Schreiben Sie einen Tag als Jahr, Monat und Tag, zum Beispiel 2026-11-30.",
    none: "So ein Ereignis gibt es hier nicht.",
    looked: " {n} Ereignisse wurden durchgesehen, zurück bis {at}. Es gibt frühere.",
    further: "Weiter zurück suchen",
    who: "Benutzer: ",
    by: "Getan von: ",
    key: ("Schlüssel: ", ""),
    reason: ("Grund: ", ""),
    file: "Herunterladen",
    file_lead: "Die Ereignisse, nach denen Sie gefragt haben, die frühesten zuerst, als Datei mit einer Zeile JSON für jedes. Für eine Datei werden höchstens {n} \
                Ereignisse durchgesehen. Wenn es mehr gibt, steht in ihrer letzten Zeile die Adresse des nächsten Teils.",
    download: "Diese Ereignisse herunterladen",
    kinds: KINDS,
};

/// The first of each pair is the word in the log: it stays as it is.
const KINDS: [(Text, Text); 42] = [
    ("signed_in", "Hat sich angemeldet"),
    (
        "signed_in_unknown_browser",
        "Hat sich mit einem Browser angemeldet, der nicht bekannt war",
    ),
    ("signed_out", "Hat sich abgemeldet"),
    ("allowed", "Hat einer App etwas erlaubt"),
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
        "Ein Link zur Wiederherstellung wurde verschickt",
    ),
    ("code_mailed", "Ein Code zum Anmelden wurde verschickt"),
    (
        "disavowed",
        "Hat gesagt, dass es jemand anderes war, und wurde überall abgemeldet",
    ),
    ("client_registered", "Eine App hat sich selbst registriert"),
    ("client_changed", "Eine App hat ihre Registrierung geändert"),
    ("client_removed", "Eine App hat ihre Registrierung entfernt"),
    ("key_made", "Ein Signaturschlüssel wurde erzeugt"),
    ("sign_up_refused", "Eine Registrierung wurde abgelehnt"),
    ("mail_failed", "Eine Mail konnte nicht verschickt werden"),
    ("user_added", "Konto von einem Administrator angelegt"),
    ("user_changed", "Konto von einem Administrator geändert"),
    ("user_disabled", "Konto von einem Administrator gesperrt"),
    (
        "user_enabled",
        "Konto von einem Administrator wieder freigegeben",
    ),
    (
        "user_signed_out",
        "Von einem Administrator überall abgemeldet",
    ),
    ("user_removed", "Konto von einem Administrator entfernt"),
    (
        "user_groups_changed",
        "Gruppen von einem Administrator geändert",
    ),
    ("administrator_made", "Wurde Administrator"),
    ("administrator_unmade", "Ist nicht mehr Administrator"),
    ("link_made", "Ein Link wurde gemacht"),
    ("link_withdrawn", "Ein Link wurde zurückgezogen"),
    ("app_added", "Eine App wurde hinzugefügt"),
    ("app_changed", "Eine App wurde geändert"),
    ("app_removed", "Eine App wurde entfernt"),
    ("app_blocked", "Eine App wurde gesperrt"),
    ("app_unblocked", "Eine App ist nicht mehr gesperrt"),
    ("app_vouched_for", "Für eine App wurde gebürgt"),
    ("app_secret_made", "Eine App hat ein neues Geheimnis"),
    ("group_added", "Eine Gruppe wurde hinzugefügt"),
    ("group_changed", "Eine Gruppe wurde geändert"),
    ("group_removed", "Eine Gruppe wurde entfernt"),
    (
        "key_rotated",
        "Der nächste Signaturschlüssel löst den jetzigen ab",
    ),
    ("key_revoked", "Ein Signaturschlüssel wurde widerrufen"),
    (
        "data_downloaded",
        "Hat heruntergeladen, was über sie oder ihn gespeichert ist",
    ),
];
