//! German. Not yet read by somebody who grew up with it.

mod account;
mod admin;
mod admin_apps;
mod admin_more;
mod device;
mod joining;
mod mail;
mod notices;
mod overview;
mod people;
mod provider;
mod second_factor;

use crate::{
    Agent, Around, Consent, Counted, Dates, Each, Footer, FormPost, Home, Login, Logout,
    SelectAccount, SignedOut, Text, Unverified, Wait, Words,
};

/// German.
pub const DE: Words = Words {
    lang: "de",
    dir: "ltr",
    reference: "Vorgangsnummer:",
    nameless: "Konto ohne Namen",
    your_account: "Ihr Konto",
    scopes: [
        ("openid", "Erkennen, dass Sie es sind"),
        ("profile", "Ihren Namen, Benutzernamen und Ihr Profil sehen"),
        ("email", "Ihre E-Mail-Adresse sehen"),
        ("address", "Ihre Postanschrift sehen"),
        ("phone", "Ihre Telefonnummer sehen"),
        ("groups", "Sehen, in welchen Gruppen Sie sind"),
        (
            "offline_access",
            "Verbunden bleiben, auch wenn Sie gerade nicht da sind",
        ),
    ],
    claims: CLAIMS,
    agent: Agent {
        unknown: "Unbekannter Browser",
        both: "{browser} auf {system}",
    },
    footer: Footer {
        links: ["Hilfe", "Nutzungsbedingungen", "Datenschutz"],
        ask: "Wer diesen Server betreibt, kann helfen:",
        of_app: [
            "Website der App",
            "Nutzungsbedingungen der App",
            "Datenschutzerklärung der App",
        ],
    },
    home: Home {
        title: "Anmeldeserver",
        lead: "Über diesen Server melden Sie sich bei Apps an und entscheiden, was eine App in Ihrem Namen tun darf. Die App bekommt ein Token \
               für das, was Sie ihr erlauben, und sieht nie ein Passwort.",
        issuer: "Issuer",
        developers: "Für die Entwicklung",
        metadata: "Metadaten des Servers",
        keys: "Signaturschlüssel",
        you: "Für Sie",
        sign_out: "Abmelden",
    },
    unverified: Unverified {
        title: "Diese App ist nicht geprüft.",
        registered_itself: (
            "Die App hat sich selbst registriert, und niemand hat geprüft, wer sie betreibt. Der Name der App kann falsch sein. Sie werden \
             weitergeschickt zu ",
            ".",
        ),
        described_by: (
            "Alles, was über die App bekannt ist, stammt von ",
            ", und niemand hat geprüft, wer sie betreibt. Der Name der App kann falsch sein.",
        ),
        careful: "Machen Sie nur weiter, wenn Sie das gerade selbst begonnen haben, und zwar in einer App, der Sie vertrauen.",
    },
    login: LOGIN,
    device: device::DEVICE,
    provider: provider::PROVIDER,
    second_factor: second_factor::SECOND_FACTOR,
    select_account: SelectAccount {
        title: ("Konto wählen und weiter zu ", ""),
        heading: "Konto wählen",
        lead: ("und weiter zu ", ""),
        lead_stranger: STRANGER,
        another: "Anderes Konto verwenden",
    },
    consent: CONSENT,
    joining: joining::JOINING,
    mail: mail::MAIL,
    form_post: FormPost {
        title: "Zurück zur App",
        lead: "Wenn nichts passiert, drücken Sie auf „Weiter“.",
        button: "Weiter",
    },
    account: account::ACCOUNT,
    admin: admin::ADMIN,
    dates: DATES,
    logout: Logout {
        title: "Abmelden?",
        asked: ("", " möchte Sie hier abmelden."),
        asked_stranger: ("Eine App, die sich ", " nennt, möchte Sie hier abmelden."),
        accounts: "Sie sind angemeldet als:",
        apps: "Vielleicht werden Sie auch bei Apps abgemeldet, bei denen Sie sich von hier aus angemeldet haben. Apps, denen Sie erlaubt haben, \
               verbunden zu bleiben, behalten ihren Zugriff.",
        next: ("Nach dem Abmelden geht es weiter zu ", "."),
        broken: (
            "Die App, die Sie hierhergeschickt hat, hat einen Fehler gemacht. Deshalb werden Sie nicht zu ihr zurückgeschickt. ",
            "",
        ),
        stay: "Angemeldet bleiben",
        sign_out: "Abmelden",
    },
    signed_out: SignedOut {
        title: "Sie sind abgemeldet",
        others: "Andere Konten sind hier noch angemeldet.",
        nobody: "Beim nächsten Mal müssen Sie sich hier neu anmelden.",
        next: ("Weiter zu ", ""),
    },
    notices: notices::NOTICES,
    wait: WAIT,
    unproved: notices::UNPROVED,
    bad_logout: notices::BAD_LOGOUT,
    form: notices::FORM,
};

const LOGIN: Login = Login {
    title: ("Anmelden und weiter zu ", ""),
    title_account: "Bei Ihrem Konto anmelden",
    lead_account: "um Ihr Konto zu verwalten",
    title_error: "Fehler: ",
    heading: "Anmelden",
    lead: ("und weiter zu ", ""),
    lead_stranger: STRANGER,
    error: "Fehler:",
    username: "Benutzername oder E-Mail-Adresse",
    password: "Passwort",
    button: "Anmelden",
    passkey: "Mit einem Passkey anmelden",
    passkey_hint: "Es wurde kein Passkey verwendet. Versuchen Sie es noch einmal, oder melden Sie sich auf andere Weise an.",
    passkey_hint_only: "Es wurde kein Passkey verwendet. Versuchen Sie es noch einmal, oder nehmen Sie das Gerät, auf dem Ihr \
                        Passkey ist.",
    or: "oder",
    passkey_unknown: "Dieser Passkey ist hier nicht bekannt oder wurde entfernt. Verwenden Sie einen anderen, oder melden Sie \
                      sich auf andere Weise an.",
    passkey_again: "Das hat nicht geklappt. Versuchen Sie es noch einmal.",
    passkeys_refused: "Passkeys können hier zurzeit nicht verwendet werden. Sagen Sie den Betreibern dieses Servers Bescheid.",
    wrong: "Benutzername oder Passwort ist falsch. Prüfen Sie beides, und versuchen Sie es noch einmal.",
    disabled: "Dieses Konto ist gesperrt. Verwenden Sie ein anderes, oder bitten Sie die Betreiber dieses Servers, es zu entsperren.",
    empty: "Geben Sie Ihren Benutzernamen und Ihr Passwort ein.",
    too_long: "Dieses Passwort ist zu lang. Ein Passwort darf höchstens 1.024 Byte lang sein.",
    show: "Passwort anzeigen",
    hide: "Passwort verbergen",
    keep: "Auf diesem Gerät angemeldet bleiben",
    off: "Zum Anmelden brauchen Sie hier einen Passkey, aber diese Seite kann Ihren Browser nicht danach fragen. Erlauben Sie Skripte für diese \
          Website, aktualisieren Sie den Browser, oder nehmen Sie ein anderes Gerät.",
    nobody: "Zurzeit kann sich hier niemand anmelden. Sagen Sie den Betreibern dieses Servers Bescheid.",
    sign_up: "Konto anlegen",
    step_up: "Sie sind schon angemeldet, aber die App verlangt einen besseren Nachweis, dass Sie es sind.",
    needs_passkey: "Die App verlangt einen Passkey.",
    needs_two_factors: "Die App verlangt entweder einen Passkey oder ein Passwort mit einem Code von Ihrem Handy. Ein Passwort allein genügt nicht.",
    cannot_yet: "Noch nicht eingerichtet?",
    set_up: "Richten Sie das in Ihrem Konto ein, und kommen Sie dann zurück.",
    give_up: "Ohne diesen Schritt zurück zur App",
    no_sign_up: "Die App bittet Sie, ein Konto anzulegen. Dazu braucht man hier eine Einladung. Wenn Sie schon ein Konto haben, melden Sie sich an.",
};

const STRANGER: Around = ("und weiter zu einer App, die sich ", " nennt");

const CONSENT: Consent = Consent {
    title: ("", " möchte Ihr Konto verwenden"),
    who: ("Angemeldet als ", ""),
    switch_account: "Sind Sie das nicht? Anderes Konto verwenden",
    sign_out: "Abmelden",
    nothing: "Die App möchte nur wissen, dass Sie sich angemeldet haben.",
    able: "Die App kann dann:",
    remembered: (
        "Wenn Sie das erlauben, werden Sie erst wieder gefragt, wenn die App mehr möchte. So oder so kommen Sie zurück zu ",
        ".",
    ),
    asked_each_time: (
        "Jede App auf Ihrem Gerät könnte sich als diese ausgeben. Deshalb werden Sie jedes Mal gefragt. Danach kommen Sie zurück zu ",
        ".",
    ),
    not_let_in: ("Mit diesem Konto können Sie ", " nicht verwenden"),
    not_let_in_advice: "Nur bestimmte Personen dürfen diese App hier verwenden, und dieses Konto gehört keiner von ihnen. Wenn das nicht stimmt, \
                        fragen Sie die Betreiber dieses Servers.",
    go_back: "Zurück zur App",
    deny: "Ablehnen",
    allow: "Erlauben",
};

const DATES: Dates = Dates {
    months: [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    first: "1",
    day: "{day}. {month} {year}",
    moment: "{date}, {hour}:{minute} UTC",
    thousands: ".",
};

const WAIT: Wait = Wait {
    seconds: Counted {
        one: "Versuchen Sie es in einer Sekunde noch einmal.",
        other: "Versuchen Sie es in {n} Sekunden noch einmal.",
        ..Counted::EMPTY
    },
    minutes: Counted {
        one: "Versuchen Sie es in einer Minute noch einmal.",
        other: "Versuchen Sie es in {n} Minuten noch einmal.",
        ..Counted::EMPTY
    },
    hours: Counted {
        one: "Versuchen Sie es in einer Stunde noch einmal.",
        other: "Versuchen Sie es in {n} Stunden noch einmal.",
        ..Counted::EMPTY
    },
};

/// The first of each pair is the name of the claim: it stays as it is.
const CLAIMS: [(Text, Text); 20] = [
    ("name", "Ihren Namen sehen"),
    ("given_name", "Ihren Vornamen sehen"),
    ("family_name", "Ihren Nachnamen sehen"),
    ("middle_name", "Ihren zweiten Vornamen sehen"),
    ("nickname", "Ihren Spitznamen sehen"),
    ("preferred_username", "Ihren Benutzernamen sehen"),
    ("profile", "Die Adresse Ihrer Profilseite sehen"),
    ("picture", "Ihr Bild sehen"),
    ("website", "Die Adresse Ihrer Website sehen"),
    ("gender", "Ihr Geschlecht sehen"),
    ("birthdate", "Ihr Geburtsdatum sehen"),
    ("zoneinfo", "Ihre Zeitzone sehen"),
    ("locale", "Ihre Sprache sehen"),
    (
        "updated_at",
        "Sehen, wann Ihr Profil zuletzt geändert wurde",
    ),
    ("email", "Ihre E-Mail-Adresse sehen"),
    (
        "email_verified",
        "Sehen, ob Ihre E-Mail-Adresse bestätigt ist",
    ),
    ("address", "Ihre Postanschrift sehen"),
    ("phone_number", "Ihre Telefonnummer sehen"),
    ("groups", "Sehen, in welchen Gruppen Sie sind"),
    (
        "phone_number_verified",
        "Sehen, ob Ihre Telefonnummer bestätigt ist",
    ),
];
