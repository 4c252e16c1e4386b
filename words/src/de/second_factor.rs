//! German: the second factor.

use crate::second_factor::SecondFactor;
use crate::{Counted, Each, Headline};

pub(super) const SECOND_FACTOR: SecondFactor = SecondFactor {
    title: ("Code eingeben und weiter zu ", ""),
    title_account: "Code eingeben",
    heading: "Code eingeben",
    lead: "Noch ein Schritt: Öffnen Sie die App, die Ihre Codes zeigt.",
    code: "Code aus Ihrer App",
    code_help: "Sechs Ziffern. Die App zeigt alle 30 Sekunden einen neuen Code.",
    button: "Weiter",
    by_recovery_code: "Wiederherstellungscode verwenden",
    recovery_code: "Wiederherstellungscode",
    recovery_code_help: "16 Buchstaben und Ziffern. Jeder Wiederherstellungscode gilt nur einmal.",
    another: "Auf andere Weise anmelden",
    no_code: "Geben Sie die sechs Ziffern ein, die Ihre App zeigt.",
    no_recovery_code: "Ein Wiederherstellungscode hat 16 Buchstaben und Ziffern.",
    neither_code: "Geben Sie die sechs Ziffern ein, die Ihre App zeigt, oder einen Wiederherstellungscode.",
    wrong: "Dieser Code ist falsch oder zu alt. Geben Sie den Code ein, den Ihre App jetzt zeigt.",
    used: "Dieser Code wurde schon verwendet. Warten Sie, bis Ihre App den nächsten zeigt.",
    wrong_recovery_code: "Dieser Wiederherstellungscode ist falsch, oder er wurde schon verwendet. Nehmen Sie einen anderen.",
    too_late: "Das hat länger als zehn Minuten gedauert. Melden Sie sich noch einmal an.",
    changed: "Das Konto wurde geändert, während Sie sich angemeldet haben. Melden Sie sich noch einmal an.",
    too_many: Headline {
        title: "Zu viele falsche Codes",
        message: (
            "Für dieses Konto wurden zu viele falsche Codes eingegeben. ",
            "",
        ),
        advice: "Sie können sich weiterhin mit einem Passkey anmelden oder mit der anderen Art von Code: mit einem Wiederherstellungscode statt \
                 eines Codes der App oder umgekehrt. Wenn Sie das nicht waren, kommt jemand am ersten Schritt Ihrer Anmeldung vorbei: Ändern Sie \
                 Ihr Passwort, und sehen Sie sich Ihre Konten bei anderen Anbietern an.",
    },
    used_title: "Sie haben einen Wiederherstellungscode verwendet",
    used_left: Counted {
        zero: "Sie haben keinen Wiederherstellungscode mehr. Erstellen Sie jetzt neue.",
        one: "Sie haben noch einen Wiederherstellungscode. Erstellen Sie bald neue.",
        other: "Sie haben noch {n} Wiederherstellungscodes.",
        ..Counted::EMPTY
    },
    used_advice: "Wenn Sie die App nicht mehr haben, die Ihre Codes zeigt, richten Sie eine neue ein, oder schalten Sie den zweiten Faktor unter \
                  „Sicherheit“ aus.",
    go_on: "Weiter",
    under_security: "Zu „Sicherheit“",
    section: "Zweiter Faktor",
    off: "Mit einem zweiten Faktor kann sich niemand mit Ihrem Passwort allein anmelden: Man braucht dann auch einen Code aus einer App auf Ihrem \
          Handy.",
    on: (
        "Seit dem ",
        " brauchen Sie zum Anmelden mit Ihrem Passwort auch einen Code aus Ihrer App.",
    ),
    left: Counted {
        zero: " Sie haben keinen Wiederherstellungscode mehr.",
        one: " Sie haben noch einen Wiederherstellungscode.",
        other: " Sie haben noch {n} Wiederherstellungscodes.",
        ..Counted::EMPTY
    },
    turn_on: "Einschalten",
    another_app: "Andere App einrichten",
    new_codes_lead: "Mit einem Wiederherstellungscode können Sie sich ohne die App anmelden. Neue Codes ersetzen Ihre bisherigen.",
    new_codes: "Neue Wiederherstellungscodes erstellen",
    turn_off_lead: "Von da an genügt zum Anmelden Ihr Passwort allein.",
    turn_off: "Ausschalten",
    set_up_title: "Zweiten Faktor einrichten",
    set_up_lead: "Öffnen Sie auf Ihrem Handy eine App für Einmalcodes, fügen Sie dort ein Konto hinzu, und scannen Sie dieses Bild.",
    picture: "QR-Code für Ihre App. Der Schlüssel darunter sagt dasselbe.",
    by_hand: "Wenn Sie es nicht scannen können, tippen Sie diesen Schlüssel in die App:",
    open_app: "App auf diesem Gerät öffnen",
    confirm_lead: "Geben Sie dann den Code ein, den die App zeigt.",
    confirm_replaces: "Ihre bisherige App und Ihre bisherigen Wiederherstellungscodes gelten dann nicht mehr.",
    confirm: "Einschalten",
    not_now: "Nicht jetzt",
    not_matching: "Dieser Code stimmt nicht. Geben Sie den ein, den Ihre App jetzt zeigt. Wenn auch der nicht stimmt, stellen Sie die Uhr Ihres \
                   Handys richtig.",
    codes_title: "Ihre Wiederherstellungscodes",
    codes_done: "Ihr zweiter Faktor ist eingeschaltet.",
    codes_lead: "Wenn Sie die App verlieren, können Sie sich stattdessen mit einem Wiederherstellungscode anmelden. Jeder gilt nur einmal. \
                 Drucken Sie die Codes aus, oder schreiben Sie sie auf, und bewahren Sie sie an einem sicheren Ort auf: Sie werden nur jetzt \
                 angezeigt.",
    codes_kept: "Ich habe die Codes gesichert",
    turned_off_by_link: "Das schaltet auch Ihren zweiten Faktor aus. Unter „Sicherheit“ können Sie ihn wieder einschalten.",
    asked_by_link: "Ihr Konto hat einen zweiten Faktor, und ein Link aus Ihrem Postfach genügt nicht. Sie brauchen auch einen Code aus Ihrer App oder \
                    einen Wiederherstellungscode. Wenn Sie keines von beiden haben, bitten Sie die Betreiber dieses Servers um einen Link.",
    either_code: "Code aus Ihrer App oder Wiederherstellungscode",
    either_code_help: "Sechs Ziffern oder die 16 Buchstaben und Ziffern eines Wiederherstellungscodes.",
};
