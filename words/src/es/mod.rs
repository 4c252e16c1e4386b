//! Spanish, of no single country. Not yet read by somebody who grew up with it.

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

/// Spanish. No text has `many`: nothing that is counted here reaches a million.
pub const ES: Words = Words {
    lang: "es",
    dir: "ltr",
    reference: "Referencia:",
    nameless: "Cuenta sin nombre",
    your_account: "Su cuenta",
    scopes: [
        ("openid", "Saber que es usted"),
        ("profile", "Ver su nombre, su nombre de usuario y su perfil"),
        ("email", "Ver su dirección de correo electrónico"),
        ("address", "Ver su dirección postal"),
        ("phone", "Ver su número de teléfono"),
        ("groups", "Ver en qué grupos está"),
        (
            "offline_access",
            "Mantener el acceso cuando usted no esté presente",
        ),
    ],
    claims: CLAIMS,
    agent: Agent {
        unknown: "Navegador desconocido",
        both: "{browser} en {system}",
    },
    footer: Footer {
        links: ["Ayuda", "Condiciones", "Privacidad"],
        ask: "Quien administra este servidor puede ayudarle:",
        of_app: [
            "Sitio web de la aplicación",
            "Condiciones de la aplicación",
            "Política de privacidad de la aplicación",
        ],
    },
    home: Home {
        title: "Servidor de autorización",
        lead: "En este servidor las personas inician sesión y deciden qué puede hacer una aplicación en su nombre. Las aplicaciones \
               reciben un token para lo que se les permitió y nunca ven una contraseña.",
        issuer: "Emisor",
        developers: "Para desarrolladores",
        metadata: "Metadatos del servidor",
        keys: "Claves de firma",
        you: "Para usted",
        sign_out: "Cerrar sesión",
    },
    unverified: Unverified {
        title: "Esta aplicación no está verificada.",
        registered_itself: (
            "Se registró por sí sola y nadie ha comprobado quién está detrás. El nombre que muestra puede ser falso. Le enviará a ",
            ".",
        ),
        described_by: (
            "Todo lo que se sabe de ella viene de ",
            ", y nadie ha comprobado quién está detrás. El nombre que muestra puede ser falso.",
        ),
        careful: "Continúe solo si usted acaba de iniciar esto, en una aplicación en la que confía.",
    },
    login: LOGIN,
    device: device::DEVICE,
    provider: provider::PROVIDER,
    second_factor: second_factor::SECOND_FACTOR,
    select_account: SelectAccount {
        title: ("Elija una cuenta para continuar en ", ""),
        heading: "Elija una cuenta",
        lead: ("para continuar en ", ""),
        lead_stranger: STRANGER,
        another: "Usar otra cuenta",
    },
    consent: CONSENT,
    joining: joining::JOINING,
    mail: mail::MAIL,
    form_post: FormPost {
        title: "Volviendo a la aplicación",
        lead: "Si no ocurre nada, pulse el botón.",
        button: "Continuar",
    },
    account: account::ACCOUNT,
    admin: admin::ADMIN,
    dates: DATES,
    logout: Logout {
        title: "¿Cerrar sesión?",
        asked: ("", " pide cerrar su sesión aquí."),
        asked_stranger: (
            "Una aplicación que dice llamarse ",
            " pide cerrar su sesión aquí.",
        ),
        accounts: "Tiene la sesión iniciada como:",
        apps: "Es posible que también se cierre su sesión en las aplicaciones en las que entró desde aquí. Las aplicaciones a las que \
               permitió mantener el acceso conservan lo que les permitió.",
        next: ("Después de cerrar sesión, continuará en ", "."),
        broken: (
            "La aplicación que le envió aquí cometió un error; por eso no se le enviará de vuelta a ella. ",
            "",
        ),
        stay: "Mantener la sesión iniciada",
        sign_out: "Cerrar sesión",
    },
    signed_out: SignedOut {
        title: "Ha cerrado sesión",
        others: "Otras cuentas siguen con la sesión iniciada aquí.",
        nobody: "La próxima vez tendrá que volver a iniciar sesión aquí.",
        next: ("Continuar en ", ""),
    },
    notices: notices::NOTICES,
    wait: WAIT,
    unproved: notices::UNPROVED,
    bad_logout: notices::BAD_LOGOUT,
    form: notices::FORM,
};

const LOGIN: Login = Login {
    title: ("Iniciar sesión para continuar en ", ""),
    title_account: "Iniciar sesión en su cuenta",
    lead_account: "para gestionar su cuenta",
    title_error: "Error: ",
    heading: "Iniciar sesión",
    lead: ("para continuar en ", ""),
    lead_stranger: STRANGER,
    error: "Error:",
    username: "Nombre de usuario o correo electrónico",
    password: "Contraseña",
    button: "Iniciar sesión",
    passkey: "Iniciar sesión con una llave de acceso",
    passkey_hint: "No se usó ninguna llave de acceso. Inténtelo de nuevo o inicie sesión de otra forma.",
    passkey_hint_only: "No se usó ninguna llave de acceso. Inténtelo de nuevo o use el dispositivo que tiene su llave de acceso.",
    or: "o",
    passkey_unknown: "Aquí no se reconoce esta llave de acceso, o se eliminó. Use otra o inicie sesión de otra forma.",
    passkey_again: "No funcionó. Inténtelo de nuevo.",
    passkeys_refused: "En este momento no se pueden usar llaves de acceso aquí. Avise a quien administra este servidor.",
    wrong: "El nombre de usuario o la contraseña no son correctos. Revise ambos e inténtelo de nuevo.",
    disabled: "Esta cuenta está desactivada. Use otra o pida a quien administra este servidor que la active.",
    empty: "Escriba su nombre de usuario y su contraseña.",
    too_long: "La contraseña es demasiado larga. Puede tener 1024 bytes como máximo.",
    show: "Mostrar la contraseña",
    hide: "Ocultar la contraseña",
    keep: "Mantener la sesión iniciada en este dispositivo",
    off: "Para iniciar sesión aquí necesita una llave de acceso, y esta página no puede pedírsela a su navegador. Permita los scripts en \
          este sitio, actualice el navegador o use otro dispositivo.",
    nobody: "En este momento nadie puede iniciar sesión aquí. Avise a quien administra este servidor.",
    sign_up: "Crear una cuenta",
    step_up: "Ya ha iniciado sesión, pero la aplicación necesita una prueba más segura de que es usted.",
    needs_passkey: "La aplicación pide una llave de acceso.",
    needs_two_factors: "La aplicación pide una llave de acceso, o bien una contraseña y un código de su teléfono. No basta con la \
                        contraseña.",
    cannot_yet: "¿Todavía no puede hacerlo?",
    set_up: "Configúrelo en su cuenta y luego vuelva.",
    give_up: "Volver a la aplicación sin hacerlo",
    no_sign_up: "La aplicación le pide que cree una cuenta. Aquí hace falta una invitación para eso. Si ya tiene una cuenta, inicie \
                 sesión.",
};

const STRANGER: Around = ("para continuar en una aplicación que dice llamarse ", "");

const CONSENT: Consent = Consent {
    title: ("", " quiere usar su cuenta"),
    who: ("Sesión iniciada como ", ""),
    switch_account: "¿No es usted? Use otra cuenta",
    sign_out: "Cerrar sesión",
    nothing: "La aplicación solo pide saber que usted inició sesión.",
    able: "La aplicación podrá:",
    remembered: (
        "Si lo permite, no se le volverá a preguntar, a menos que la aplicación pida algo más. En cualquier caso, volverá usted a ",
        ".",
    ),
    asked_each_time: (
        "Cualquier aplicación de su dispositivo podría hacerse pasar por esta; por eso se le pregunta cada vez. Después volverá usted a ",
        ".",
    ),
    not_let_in: ("No puede usar ", " con esta cuenta"),
    not_let_in_advice: "Esta aplicación es solo para ciertas personas, y esta cuenta no está entre las permitidas. Si debería \
                        estarlo, consulte a quien administra este servidor.",
    go_back: "Volver a la aplicación",
    deny: "Rechazar",
    allow: "Permitir",
};

const DATES: Dates = Dates {
    months: [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
    first: "1",
    day: "{day} de {month} de {year}",
    moment: "{date} a las {hour}:{minute} UTC",
    thousands: "\u{a0}",
};

const WAIT: Wait = Wait {
    seconds: Counted {
        one: "Inténtelo de nuevo dentro de un segundo.",
        other: "Inténtelo de nuevo dentro de {n} segundos.",
        ..Counted::EMPTY
    },
    minutes: Counted {
        one: "Inténtelo de nuevo dentro de un minuto.",
        other: "Inténtelo de nuevo dentro de {n} minutos.",
        ..Counted::EMPTY
    },
    hours: Counted {
        one: "Inténtelo de nuevo dentro de una hora.",
        other: "Inténtelo de nuevo dentro de {n} horas.",
        ..Counted::EMPTY
    },
};

/// The first of each pair is the name of the claim: it stays as it is.
const CLAIMS: [(Text, Text); 20] = [
    ("name", "Ver su nombre"),
    ("given_name", "Ver su nombre de pila"),
    ("family_name", "Ver sus apellidos"),
    ("middle_name", "Ver su segundo nombre"),
    ("nickname", "Ver su apodo"),
    ("preferred_username", "Ver su nombre de usuario"),
    ("profile", "Ver la dirección de su página de perfil"),
    ("picture", "Ver su imagen de perfil"),
    ("website", "Ver la dirección de su sitio web"),
    ("gender", "Ver su género"),
    ("birthdate", "Ver su fecha de nacimiento"),
    ("zoneinfo", "Ver su zona horaria"),
    ("locale", "Ver su idioma"),
    ("updated_at", "Ver cuándo cambió su perfil por última vez"),
    ("email", "Ver su dirección de correo electrónico"),
    (
        "email_verified",
        "Ver si su dirección de correo electrónico está confirmada",
    ),
    ("address", "Ver su dirección postal"),
    ("phone_number", "Ver su número de teléfono"),
    ("groups", "Ver en qué grupos está"),
    (
        "phone_number_verified",
        "Ver si su número de teléfono está confirmado",
    ),
];
