//! German: the administrators' pages about apps and APIs.

use crate::admin_apps::{Apis, App, AppForm, Apps, BadLogo};
use crate::{Counted, Each};

pub(super) const APPS: Apps = Apps {
    search: "Name",
    search_help: "Der Anfang des Namens einer App.",
    none: "So eine App gibt es nicht.",
    add: "App hinzufügen",
    by: [
        "Von der Verwaltung hinzugefügt",
        "Hat sich selbst registriert",
        "Durch ein Dokument beschrieben",
    ],
    first_party: "Ihre eigene: Niemand wird gefragt",
    blocked: "Gesperrt",
    app: APP,
    form: FORM,
    apis: APIS,
};

const APP: App = App {
    added: ("Hier seit dem ", ""),
    blocked: ("Gesperrt am ", ""),
    proves: [
        "Weist sich mit einem Geheimnis aus",
        "Weist sich mit einem Geheimnis aus",
        "Weist sich mit einem Schlüssel aus",
        "Weist sich nicht aus: ein öffentlicher Client",
    ],
    returns_to: "Schickt zurück zu: ",
    scope: "Scope: ",
    groups: "Nur für diese Gruppen: ",
    groups_gone: "Nur für Gruppen, die entfernt wurden: Niemand kann die App verwenden",
    old_secret: ("Das vorherige Geheimnis gilt bis zum ", ""),
    change: "App ändern",
    users: "Wer die App verwendet",
    no_users: "Noch niemand verwendet die App.",
    users_show: "Ansehen, wer die App verwendet",
    users_counted: Counted {
        one: "Eine Person verwendet die App.",
        other: "{n} Personen verwenden die App.",
        ..Counted::EMPTY
    },
    since: ("Erlaubt am ", ""),
    last: ("Zuletzt angemeldet am ", ""),
    logo: "Logo",
    logo_lead: "Das Logo erscheint dort, wo Personen sich bei der App anmelden und wo sie um Zustimmung gebeten werden.",
    logo_file: "Bild",
    logo_help: "Eine Datei im Format PNG oder WebP ohne Animation: höchstens 64 kB groß, 2048 Pixel breit und 2048 Pixel hoch.",
    logo_set: "Logo festlegen",
    logo_remove: "Logo entfernen",
    logo_none: "Wählen Sie eine Datei aus.",
    bad_logo: BadLogo {
        too_large: "Die Datei ist größer als 64 kB. Verkleinern Sie sie.",
        other_format: "Die Datei ist weder eine PNG- noch eine WebP-Datei, egal, wie sie heißt. Speichern Sie das Bild in einem dieser Formate.",
        length: "Die Datei ist nicht vollständig, oder nach ihrem Ende folgt noch etwas. Speichern Sie das Bild noch einmal.",
        part: "Ein Teil der Datei entspricht nicht dem Format PNG oder WebP. Speichern Sie das Bild noch einmal.",
        size: "Das Bild muss 1 bis 2048 Pixel breit und 1 bis 2048 Pixel hoch sein.",
        animated: "Das Bild ist animiert. Speichern Sie es ohne Animation.",
    },
    secret: "Das Geheimnis der App",
    secret_lead: "Erzeugt ein weiteres Geheimnis, das nur einmal angezeigt wird. Sonst ändert sich nichts: Alles, was der App erlaubt wurde, und \
                  alle Tokens bleiben.",
    secret_keep: "Das bisherige Geheimnis",
    secret_keeps: [
        "gilt sofort nicht mehr",
        "gilt noch einen Tag",
        "gilt noch eine Woche",
        "gilt noch 30 Tage",
    ],
    secret_make: "Neues Geheimnis erzeugen",
    secret_kept: "Es gibt schon zwei Geheimnisse. Wählen Sie „gilt sofort nicht mehr“, oder warten Sie, bis das vorherige abgelaufen ist.",
    once: "Kopieren Sie das jetzt",
    once_lead: "Es wird nur dieses eine Mal angezeigt. Gespeichert ist nur ein Hash davon.",
    once_back: "Weiter zur App",
    standing: "Was die App darf",
    vouch_lead: "Die App wird zu Ihrer eigenen, so wie sie jetzt ist. Niemand wird mehr gewarnt, dass sie nicht geprüft ist, und sie kann nicht \
                 mehr ändern, was sie über sich sagt. Was ihr erlaubt wurde, bleibt erlaubt.",
    vouch_document_lead: "Die App wird zu Ihrer eigenen, so wie sie jetzt ist. Niemand wird mehr gewarnt, dass sie nicht geprüft ist, und ihr \
                          Dokument wird nicht mehr gelesen: Wem dessen Adresse gehört, kann die App nicht mehr ändern. Was ihr erlaubt wurde, \
                          bleibt erlaubt.",
    vouch_scope: "Worum die App bitten darf",
    vouch_scope_help: "Scopes mit Leerzeichen dazwischen. Um mehr darf die App nicht bitten.",
    vouch: "Für die App bürgen",
    block_lead: "Niemand kann sich mehr bei der App anmelden, und sie hat keinen Zugriff mehr auf Konten, bis Sie sie wieder entsperren.",
    block: "App sperren",
    unblock_lead: "Man kann sich wieder bei der App anmelden, und ihr früherer Zugriff gilt wieder.",
    unblock: "App entsperren",
    remove_lead: "Die App wird gelöscht, mit allem, was ihr erlaubt wurde, und mit allen ihren Refresh-Tokens. Niemand kann sie wiederherstellen.",
    remove_document_lead: "Die App verliert alles, was ihr erlaubt wurde, und alle ihre Refresh-Tokens. Man kann sie aber wieder zulassen: Um sie \
                           fernzuhalten, sperren Sie sie.",
    remove: "App entfernen",
    ends: Counted {
        zero: "Niemand verwendet die App.",
        one: "Eine Person kann sich nicht mehr bei der App anmelden, und deren Zugriff auf ihr Konto endet.",
        other: "{n} Personen können sich nicht mehr bei der App anmelden, und deren Zugriff auf ihre Konten endet.",
        ..Counted::EMPTY
    },
};

const FORM: AppForm = AppForm {
    add_lead: "Eine App bittet Menschen, sich anzumelden. Was Sie nicht ausfüllen, bekommt den üblichen Wert.",
    change_lead: "Niemand verliert etwas: Das Geheimnis, die Tokens und alles, was der App erlaubt wurde, bleiben.",
    known: "Bibliothek oder Produkt",
    known_none: "Etwas anderes",
    known_help: "Wenn es eines davon ist, genügt die Adresse.",
    url: "Adresse der App",
    url_help: "Wo man sie öffnet, etwa https://wiki.example.com.",
    kind: "Art",
    kinds: [
        "App mit einem Server, der ein Geheimnis aufbewahrt",
        "App in einem Browser, auf einem Handy oder einem Rechner, ohne Geheimnis",
        "Programm, bei dem sich niemand anmeldet, mit eigenem Schlüssel",
    ],
    fields: [
        ("Name", "Man liest den Namen, wenn die App um etwas bittet."),
        (
            "Redirect-URIs",
            "Wohin man zurückgeschickt wird, eine pro Zeile. Sie werden Zeichen für Zeichen verglichen.",
        ),
        (
            "Scope",
            "Worum die App bitten darf, mit Leerzeichen dazwischen. Unter „APIs“ steht alles, was es gibt.",
        ),
        (
            "Gruppen",
            "Ein Name pro Zeile: Nur wer in einer dieser Gruppen ist, kann die App verwenden. Leer: alle.",
        ),
        ("Das ist Ihre eigene App: niemanden fragen", ""),
        (
            "Redirect-URIs nach dem Abmelden",
            "Wohin man nach dem Abmelden geschickt werden kann, eine pro Zeile.",
        ),
        (
            "URI für Back-Channel-Logout",
            "Dort erfährt die App, dass sich jemand abgemeldet hat.",
        ),
        (
            "Start-URL",
            "Die Seite der App, auf der eine Anmeldung beginnt. Die Kontoseiten verweisen dorthin.",
        ),
        (
            "Website der App",
            "Eine Seite über die App, etwa https://app.example.com. Wer sich anmeldet, sieht einen Link dorthin.",
        ),
        (
            "Nutzungsbedingungen der App",
            "Die Seite, auf der sie stehen.",
        ),
        (
            "Datenschutzerklärung der App",
            "Die Seite, auf der sie steht.",
        ),
        (
            "Öffentliche Schlüssel",
            "Ein JSON Web Key Set, für eine App, die mit einem Schlüssel signiert.",
        ),
        (
            "Adresse der öffentlichen Schlüssel",
            "Anstelle der Schlüssel, wenn die App sie veröffentlicht.",
        ),
        (
            "Gültigkeit von Access-Tokens",
            "Eine Zahl und s, m, h oder d, etwa 10m. Leer: wie in den Einstellungen.",
        ),
        ("Gültigkeit von ID-Tokens", ""),
        ("Gültigkeit von Refresh-Tokens", ""),
        (
            "Gültigkeit von Refresh-Tokens, die nicht verwendet werden",
            "",
        ),
        ("Wie lange die Anmeldung her sein darf", ""),
        ("ID-Tokens enthalten auch Name und E-Mail-Adresse", ""),
        ("Die App bekommt Refresh-Tokens ohne offline_access", ""),
        ("Die App muss ihre Anfragen vorher schicken (PAR)", ""),
        ("Die App muss einen Schlüssel nachweisen (DPoP)", ""),
        (
            "Die App darf PKCE weglassen",
            "Einen gestohlenen Code können dann andere verwenden, es sei denn, die App vergleicht die Nonce.",
        ),
        (
            "Die App darf auch die Nonce weglassen",
            "Dann schützt nichts mehr davor, dass jemand einen gestohlenen Code verwendet.",
        ),
    ],
    save: "Speichern",
    bad_name: "Schreiben Sie einen Namen in einer Zeile, mit höchstens 100 Zeichen.",
    bad_scope: "In einem Scope steht ein Zeichen, das nicht erlaubt ist. Schreiben Sie Leerzeichen zwischen die Scopes.",
    unknown_scope: ("Der Scope „", "“ steht nicht in den Einstellungen."),
    unknown_group: ("Die Gruppe „", "“ gibt es nicht."),
    many_groups: ("Nennen Sie höchstens ", " Gruppen."),
    two_keys: "Tragen Sie entweder die Schlüssel oder ihre Adresse ein.",
    not_public: "Eine App ohne Geheimnis kann hier keine Schlüssel haben: Wählen Sie eine andere Art.",
};

const APIS: Apis = Apis {
    lead: "Die APIs, die Access-Tokens annehmen, so wie sie in den Einstellungen RESOURCES und CLAIM_SCOPES stehen. Um eine zu ändern, ändern Sie \
           die Einstellung, und führen Sie npm run deploy aus.",
    none: "Die Einstellungen nennen keine API.",
    default_scopes: "Scopes einer Anfrage, die keine nennt: ",
    own: "Dieser Server selbst",
    introspects: "Darf Auskunft über Tokens verlangen: ",
};
