//! German: the administrators' first page.

use crate::overview::{Overview, Warnings};

pub(super) const OVERVIEW: Overview = Overview {
    lead: "Was dieser Server tut und was er von Ihnen braucht.",
    needs: "Was Sie tun sollten",
    here: "Dieser Server",
    users: "Konten",
    administrators: "Administratoren",
    apps: "Apps",
    storage: "Datenbank",
    version: "Version von Edgegrant",
    counted: "{n}, gezählt am {at}",
    not_counted: "Noch nicht gezählt. Der Server zählt jede Stunde.",
    or_more: "{n} oder mehr",
    megabytes: "{n} MB. Der kostenlose Tarif erlaubt {all} MB.",
    charts: [
        "Anmeldungen",
        "Fehlgeschlagene Anmeldungen",
        "Erreichte Grenzen",
    ],
    chart_lead: "{n} in {all} Tagen",
    chart_text: "Ein Balken für jeden Tag. Der höchste ist der vom {day}, mit {n}.",
    chart_empty: "Ein Balken für jeden Tag. Es gibt noch nichts zu zeigen.",
    days: "Tag für Tag",
    days_lead: "Ein Tag beginnt um Mitternacht UTC. Gezählt bis {at}: Der Server zählt jede Stunde, wenn sie vorbei ist.",
    days_none: "Noch wurde nichts gezählt. Der Server tut das jede Stunde.",
    days_show: "Zahlen anzeigen",
    columns: [
        "Tag",
        "Anmeldungen",
        "Fehlgeschlagen",
        "Grenzen",
        "Neue Konten",
        "Neue Apps",
    ],
    plan: "Verbrauch heute und Grenzen des kostenlosen Tarifs",
    plan_lead: "Das zählt der Server selbst, seit Mitternacht UTC. Die Zahlen stimmen nur ungefähr und sind etwas zu niedrig. Die \
                genauen stehen im Dashboard von Cloudflare.",
    plan_of: "{n} von {all}",
    plan_units: [
        "Anfragen",
        "In D1 gelesene Zeilen",
        "In D1 geschriebene Zeilen",
        "Lesezugriffe auf KV",
        "Schreibzugriffe auf KV",
    ],
    keys: "Signaturschlüssel",
    warnings: Warnings {
        one_administrator: (
            "Nur eine Person hat Administratorrechte",
            "Wenn sie ihren Passkey verliert, kann niemand mehr diese Seiten öffnen. Geben Sie noch jemandem Administratorrechte.",
        ),
        registration_open: (
            "Jede App kann sich selbst registrieren",
            "MCP-Clients brauchen das. Wenn Sie es nicht brauchen, setzen Sie REGISTRATION auf \"closed\" oder \"token\".",
        ),
        sign_up_open: (
            "Alle können ein Konto anlegen",
            "Wenn Sie das nicht wollen, setzen Sie SIGN_UP auf \"closed\", und laden Sie Leute ein.",
        ),
        sweep_behind: (
            "Alte Daten werden nicht schnell genug gelöscht",
            "Der tägliche Lauf wurde nicht fertig, {n} Tage hintereinander. Suchen Sie im Log nach „sweep“, und lassen Sie ihn öfter laufen: \
             Setzen Sie crons in edgegrant.jsonc.",
        ),
        no_sweep: (
            "Der tägliche Lauf findet nicht statt",
            "Er kümmert sich um die Signaturschlüssel und löscht alte Daten. Führen Sie npm run deploy noch einmal aus, und sehen Sie im \
             Dashboard von Cloudflare nach, ob der Worker seine Cron-Trigger hat.",
        ),
        mail_fails: (
            "E-Mails konnten nicht verschickt werden",
            "Der E-Mail-Dienst hat am {at} mit „{code}“ geantwortet. In docs/mail.md steht, was das heißt und was zu tun ist.",
        ),
        passkeys_elsewhere: (
            "Niemand kann sich mit einem Passkey anmelden",
            "Die Passkeys gehören zu einem anderen Host, als jetzt in RP_ID steht. Setzen Sie RP_ID wieder auf den früheren Wert. Was Sie sonst \
             tun können, steht in docs/operate.md unter „When the host changes“.",
        ),
        secret_previous: (
            "Das vorherige Geheimnis wird noch angenommen",
            "Löschen Sie EDGEGRANT_SECRET_PREVIOUS, wenn nichts es mehr braucht. Wann das so ist, steht in docs/operate.md unter „Changing the \
             secret“.",
        ),
        events_lost: (
            "Hier fehlen Ereignisse",
            "Ereignisse von heute, die nicht in die Datenbank geschrieben werden konnten: {n}. Sie stehen im Log. Vielleicht \
             waren die Schreibzugriffe aufgebraucht, die Ihr Tarif für einen Tag erlaubt.",
        ),
        strangers: (
            "Fremde haben ihr Tageslimit erreicht, oder fast",
            "Bis Mitternacht UTC werden manche Passwörter, Registrierungen von Apps und neue Konten abgelehnt. Sehen Sie in den Ereignissen nach, \
             wer es versucht. Wenn es Ihre Leute sind, erhöhen Sie STRANGERS_DAILY_LIMIT.",
        ),
        password_alone: (
            "Zum Anmelden genügt Ihr Passwort allein",
            "Sie haben ein Passwort, aber keinen zweiten Faktor. Richten Sie einen ein, oder entfernen Sie das Passwort.",
        ),
    },
};
