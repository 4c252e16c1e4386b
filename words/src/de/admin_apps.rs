//! German: the administrators' pages about apps and APIs.

use crate::admin_apps::{Apis, App, AppForm, Apps};
use crate::{Counted, Each};

pub(super) const APPS: Apps = Apps {
    search: "Name",
    search_help: "Der Anfang des Namens einer App.",
    none: "So eine App gibt es nicht.",
    add: "App hinzufügen",
    by: [
        "Von einem Administrator hinzugefügt",
        "Hat sich selbst registriert",
        "Von einem Dokument beschrieben",
    ],
    first_party: "Ihre eigene: niemand wird gefragt",
    blocked: "Gesperrt",
    app: APP,
    form: FORM,
    apis: APIS,
};

const APP: App = App {
    added: ("Hier seit ", ""),
    blocked: ("Gesperrt am ", ""),
    proves: [
        "Weist sich mit einem Geheimnis aus",
        "Weist sich mit einem Geheimnis aus",
        "Weist sich mit einem Schlüssel aus",
        "Weist sich nicht aus: ein öffentlicher Client",
    ],
    returns_to: "Führt zurück zu: ",
    scope: "Scope: ",
    groups: "Nur für diese Gruppen: ",
    groups_gone: "Nur für Gruppen, die entfernt wurden: niemand kann sie verwenden",
    old_secret: ("Das Geheimnis davor gilt bis ", ""),
    change: "App ändern",
    users: "Wer sie verwendet",
    no_users: "Niemand hat ihr etwas erlaubt.",
    users_show: "Ansehen, wer sie benutzt",
    users_none: "Unter denen, die angesehen wurden, benutzt sie niemand.",
    users_looked: "Eine Seite sieht 12 Benutzer an. Vielleicht benutzen sie noch mehr.",
    users_counted: Counted {
        one: "Eine Person hat ihr etwas erlaubt.",
        other: "{n} Personen haben ihr etwas erlaubt.",
        ..Counted::EMPTY
    },
    since: ("Erlaubt am ", ""),
    last: ("Zuletzt angemeldet am ", ""),
    secret: "Das Geheimnis",
    secret_lead: "Erzeugt ein weiteres Geheimnis, das einmal gezeigt wird. Sonst ändert sich nichts: was erlaubt wurde und alle Token bleiben.",
    secret_keep: "Das Geheimnis davor",
    secret_keeps: [
        "gilt sofort nicht mehr",
        "gilt noch einen Tag",
        "gilt noch eine Woche",
        "gilt noch 30 Tage",
    ],
    secret_make: "Neues Geheimnis erzeugen",
    secret_kept: "Es gibt schon zwei Geheimnisse. Lassen Sie das ältere sofort enden, oder warten Sie, bis es nicht mehr gilt.",
    once: "Kopieren Sie das jetzt",
    once_lead: "Es wird nur dieses eine Mal gezeigt. Gespeichert ist nur ein Hash davon.",
    once_back: "Weiter zur App",
    standing: "Was sie darf",
    vouch_lead: "Sie wird Ihre eigene, so wie sie jetzt ist. Niemand liest mehr, dass sie nicht geprüft ist, und sie kann nicht mehr ändern, was \
                 sie über sich sagt. Was ihr erlaubt wurde, bleibt.",
    vouch_document_lead: "Sie wird Ihre eigene, so wie sie jetzt ist. Niemand liest mehr, dass sie nicht geprüft ist, und ihr Dokument wird nicht mehr \
                          gelesen: wem dessen Adresse gehört, kann sie nicht mehr ändern. Was ihr erlaubt wurde, bleibt.",
    vouch_scope: "Worum sie bitten darf",
    vouch_scope_help: "Scopes mit Leerzeichen dazwischen. Um mehr darf sie nicht bitten.",
    vouch: "Für die App bürgen",
    block_lead: "Niemand kann sich bei ihr anmelden, und was sie von Personen hat, gilt nicht, bis Sie sie wieder freigeben.",
    block: "App sperren",
    unblock_lead: "Man kann sich wieder bei ihr anmelden, und was sie vorher hatte, gilt wieder.",
    unblock: "App freigeben",
    remove_lead: "Die App, alles, was ihr erlaubt wurde, und alle ihre Refresh-Token enden. Niemand kann sie wiederherstellen.",
    remove_document_lead: "Alles, was ihr erlaubt wurde, und alle ihre Refresh-Token enden. Man kann sie wieder zulassen: um sie fernzuhalten, sperren Sie sie.",
    remove: "App entfernen",
    ends: Counted {
        zero: "Niemand verliert etwas.",
        one: "Eine Person verliert, was sie ihr erlaubt hat.",
        other: "{n} Personen verlieren, was sie ihr erlaubt haben.",
        ..Counted::EMPTY
    },
};

const FORM: AppForm = AppForm {
    add_lead: "Eine App bittet Personen, sich anzumelden. Was Sie nicht ausfüllen, hat einen üblichen Wert.",
    change_lead: "Niemand verliert etwas: das Geheimnis, was erlaubt wurde und die Token bleiben.",
    known: "Bibliothek oder Produkt",
    known_none: "Etwas anderes",
    known_help: "Wenn es eines davon ist, genügt die Adresse.",
    url: "Adresse der App",
    url_help: "Wo man sie öffnet, etwa https://wiki.example.com.",
    kind: "Art",
    kinds: [
        "App mit einem Server, der ein Geheimnis hütet",
        "App in einem Browser, auf einem Handy oder Rechner, ohne Geheimnis",
        "Programm, bei dem sich niemand anmeldet, mit eigenem Schlüssel",
    ],
    fields: [
        ("Name", "Man liest ihn, wenn die App um etwas bittet."),
        (
            "Redirect-URIs",
            "Wohin man zurückgeschickt wird, eine je Zeile. Sie werden Zeichen für Zeichen verglichen.",
        ),
        (
            "Scope",
            "Worum sie bitten darf, mit Leerzeichen dazwischen. Auf der Seite über APIs steht alles, was es gibt.",
        ),
        (
            "Gruppen",
            "Ein Name je Zeile: nur wer in einer davon ist, kann sie verwenden. Leer: alle.",
        ),
        ("Sie ist Ihre eigene: niemanden fragen", ""),
        (
            "Redirect-URIs nach dem Abmelden",
            "Wohin man nach dem Abmelden geschickt werden kann, eine je Zeile.",
        ),
        (
            "URI für Back-Channel Logout",
            "Wo sie erfährt, dass sich jemand abgemeldet hat.",
        ),
        (
            "Start-URL",
            "Die Seite der App, die eine Anmeldung beginnt. Die Kontoseiten verweisen dorthin.",
        ),
        (
            "Öffentliche Schlüssel",
            "Ein JSON Web Key Set, für eine App, die mit einem Schlüssel unterschreibt.",
        ),
        (
            "Adresse der öffentlichen Schlüssel",
            "Anstelle der Schlüssel, wenn sie sie veröffentlicht.",
        ),
        (
            "Gültigkeit von Access-Token",
            "Eine Zahl und s, m, h oder d, etwa 10m. Leer: wie in den Einstellungen.",
        ),
        ("Gültigkeit von ID-Token", ""),
        ("Gültigkeit von Refresh-Token", ""),
        (
            "Gültigkeit von Refresh-Token, die nicht verwendet werden",
            "",
        ),
        ("Wie lange die Anmeldung her sein darf", ""),
        ("ID-Token enthalten auch Name und E-Mail-Adresse", ""),
        ("Sie bekommt Refresh-Token ohne offline_access", ""),
        ("Sie muss Anfragen vorher schicken (PAR)", ""),
        ("Sie muss einen Schlüssel nachweisen (DPoP)", ""),
        (
            "Sie darf PKCE weglassen",
            "Einen gestohlenen Code können dann andere verwenden, außer die App vergleicht die Nonce.",
        ),
        (
            "Sie darf auch die Nonce weglassen",
            "Dann hält nichts jemanden davon ab, einen gestohlenen Code zu verwenden.",
        ),
    ],
    save: "Speichern",
    bad_name: "Schreiben Sie einen Namen in einer Zeile, mit höchstens 100 Zeichen.",
    bad_scope: "Ein Scope enthält ein Zeichen, das nicht erlaubt ist. Schreiben Sie Leerzeichen zwischen die Scopes.",
    unknown_scope: ("Der Scope „", "“ steht nicht in den Einstellungen."),
    unknown_group: ("Die Gruppe „", "“ gibt es nicht."),
    many_groups: ("Nennen Sie höchstens ", " Gruppen."),
    two_keys: "Schreiben Sie entweder die Schlüssel oder ihre Adresse.",
    not_public: "Eine App ohne Geheimnis kann hier keine Schlüssel haben: wählen Sie eine andere Art.",
};

const APIS: Apis = Apis {
    lead: "Die APIs, die Access-Token annehmen, so wie sie in den Einstellungen RESOURCES und CLAIM_SCOPES stehen. Um eine zu ändern, ändern Sie die Einstellung und verteilen Sie sie neu.",
    none: "Die Einstellungen nennen keine API.",
    default_scopes: "Scopes einer Anfrage, die keine nennt: ",
    own: "Dieser Server selbst",
    introspects: "Darf nach Token fragen: ",
};
