//! German, on the pages that say why there is no other page.

use crate::{BadLogout, Developer, Form, Headline, Notice, Notices, Unproved};

pub(super) const NOTICES: Notices = Notices {
    developer: Developer {
        heading: "Für die Entwicklung der App",
        left_out: ("", " wird weggelassen, denn "),
        problem: "Was falsch ist",
    },
    app_mistake: Headline {
        title: "Die Anfrage dieser App kann nicht verwendet werden",
        message: ("", ""),
        advice: "Sie haben nichts falsch gemacht. Gehen Sie zurück zur App. Wenn es wieder passiert, sagen Sie es denen, die sie entwickeln.",
    },
    app_unreadable: ("Die Anfrage der App kann nicht gelesen werden: ", "."),
    blocked_app: Notice {
        title: "Diese App ist gesperrt",
        message: "Die Betreiber dieses Servers haben die App gesperrt. Niemand kann sich hier bei ihr anmelden.",
        advice: "Wenn Sie die App brauchen, fragen Sie die Betreiber dieses Servers.",
    },
    too_long: Notice {
        title: "Diese Anfrage ist zu lang",
        message: "Die App hat mehr geschickt, als irgendeine Anfrage braucht.",
        advice: "Gehen Sie zurück zur App, und beginnen Sie noch einmal. Wenn es wieder passiert, sagen Sie es denen, die sie entwickeln.",
    },
    foreign_form: Notice {
        title: "Diese Seite kann nicht verwendet werden",
        message: "Das Formular, das Sie abgeschickt haben, gehört nicht zu dieser Anmeldung. Vielleicht wurde es in einem anderen Browser \
                  geöffnet, oder Ihr Browser speichert keine Cookies.",
        advice: "Gehen Sie zurück zur App, beginnen Sie noch einmal, und erlauben Sie Cookies für diese Website.",
    },
    outdated_form: Notice {
        title: "Es wurde nichts geändert",
        message: "Die Seite war zu lange offen, oder jemand hat sich inzwischen in diesem Browser angemeldet.",
        advice: "Öffnen Sie die Seite neu, und wiederholen Sie, was Sie getan haben.",
    },
    unreadable_form: Headline {
        title: "Dieses Formular kann nicht gelesen werden",
        message: (
            "Was Ihr Browser geschickt hat, kann nicht verwendet werden: ",
            ".",
        ),
        advice: "Gehen Sie zurück zur App, und beginnen Sie noch einmal.",
    },
    unencrypted: Notice {
        title: "Dieses Formular kam ungeschützt an",
        message: "Ihr Browser hat es unverschlüsselt geschickt. Deshalb könnten andere es mitgelesen haben. Es wurde nicht verwendet.",
        advice: "Wenn ein Passwort darin war, ändern Sie dieses Passwort. Gehen Sie dann zurück zur App, und beginnen Sie noch einmal.",
    },
    unavailable: Notice {
        title: "Gerade nicht verfügbar",
        message: "Dieser Server hat Schwierigkeiten. Sie können es ohne Bedenken noch einmal versuchen.",
        advice: "Warten Sie zuerst einen Augenblick. Wenn es wieder passiert, nennen Sie den Betreibern die Vorgangsnummer unten.",
    },
    too_many_guesses: Headline {
        title: "Zu viele falsche Passwörter",
        message: (
            "Mit diesem Benutzernamen oder aus diesem Netzwerk wurden zu viele falsche Passwörter eingegeben. ",
            "",
        ),
        advice: "Sie können sich auch mit einem Passkey anmelden oder in einem Browser, in dem Sie sich hier schon einmal angemeldet haben.",
    },
    too_many_today: Headline {
        title: "Heute nicht in diesem Browser",
        message: (
            "Heute wurden so viele falsche Passwörter an diesen Server geschickt, dass er von einem Browser, der hier neu ist, keines mehr \
             annimmt. ",
            "",
        ),
        advice: "Sie können sich auch mit einem Passkey anmelden oder in einem Browser, in dem Sie sich hier schon einmal angemeldet haben.",
    },
    too_many_deeds: Headline {
        title: "Fürs Erste zu viele Änderungen",
        message: (
            "Wie oft Sie hier etwas ändern oder Ihre Daten herunterladen können, ist begrenzt, und Sie haben die Grenze erreicht. Es wurde \
             nichts geändert. ",
            "",
        ),
        advice: "Sie können weiterhin andere Browser abmelden, einen Passkey oder Ihr Passwort entfernen und Ihr Konto löschen.",
    },
    too_many_mails: Headline {
        title: "Fürs Erste zu viele E-Mails",
        message: (
            "Jemand hat mit diesem Namen oder aus diesem Netzwerk zu viele E-Mails angefordert. Es wurde keine verschickt. ",
            "",
        ),
        advice: "Sehen Sie in Ihr Postfach: Vielleicht ist schon eine angekommen.",
    },
    too_many_requests: Headline {
        title: "Zu viele Anfragen auf einmal",
        message: (
            "Dieser Server bekommt gerade mehr Anfragen, als er beantworten kann. ",
            "",
        ),
        advice: "Sie haben nichts falsch gemacht. Gehen Sie zurück, und versuchen Sie es noch einmal.",
    },
    not_found: Notice {
        title: "Seite nicht gefunden",
        message: "Unter dieser Adresse gibt es nichts.",
        advice: START_AGAIN,
    },
    method_not_allowed: Notice {
        title: "Diese Seite kann man so nicht öffnen",
        message: "Sie ist nur ein Zwischenschritt, oder sie ist für Programme gedacht.",
        advice: START_AGAIN,
    },
    account_deleted: Notice {
        title: "Ihr Konto ist gelöscht",
        message: "Sie sind überall abgemeldet.",
        advice: "Sie können diese Seite schließen.",
    },
    still_signed_in: Notice {
        title: "Sie sind noch angemeldet",
        message: "Es hat sich nichts geändert.",
        advice: "Sie können diese Seite schließen.",
    },
};

const START_AGAIN: &str =
    "Gehen Sie zurück zur App, aus der Sie kamen, und beginnen Sie dort noch einmal.";

pub(super) const UNPROVED: Unproved = Unproved {
    client_id_missing: "Die App hat nicht gesagt, welche App sie ist (client_id fehlt).",
    client_id_repeated: "Die App hat ihre client_id mehr als einmal geschickt.",
    client_unknown: "Die App ist hier nicht registriert (ihre client_id ist unbekannt).",
    redirect_uri_missing: "Die App hat nicht gesagt, wohin es zurückgehen soll (redirect_uri fehlt).",
    redirect_uri_repeated: "Die App hat ihre redirect_uri mehr als einmal geschickt.",
    redirect_uri_unknown: "Die App wollte zu einer Adresse zurück, die nicht für sie registriert ist (ihre redirect_uri stimmt mit keiner überein).",
    request_repeated: "Die App hat request oder request_uri mehr als einmal geschickt.",
    pushed_request_unknown: "Diese Anfrage ist zu alt, oder sie wurde schon beantwortet (ihre request_uri ist unbekannt).",
};

pub(super) const BAD_LOGOUT: BadLogout = BadLogout {
    repeated: "Die App hat einen Parameter mehr als einmal geschickt.",
    hint: "Was die App als id_token_hint geschickt hat, ist kein ID-Token dieses Servers.",
    other_client: "Die App hat den id_token_hint einer anderen App geschickt.",
    client_unknown: "Die App ist hier nicht registriert (ihre client_id ist unbekannt).",
    client_missing: "Die App wollte zu einer Adresse zurück, hat aber nicht gesagt, welche App sie ist (id_token_hint oder client_id fehlt).",
    redirect_uri: "Die App wollte zu einer Adresse zurück, die nicht für sie registriert ist (ihre post_logout_redirect_uri stimmt mit keiner \
                   überein).",
};

pub(super) const FORM: Form = Form {
    other_type: "Es ist kein Formular",
    too_large: "Es ist zu groß",
    broken: "Es kam nicht vollständig an",
    repeated: "Ein Feld wurde mehr als einmal geschickt",
    percent_encoding: "Auf ein % darin folgen keine zwei hexadezimalen Ziffern",
    not_utf8: "Darin sind Bytes, die kein UTF-8 sind",
    nul: "Darin ist ein NUL-Zeichen",
};
