//! Spanish: the account's pages.

use crate::account::{Account, Activity, Apps, Data, Passkey, Password, Profile, Sessions};
use crate::{Counted, Each, Text};

pub(super) const ACCOUNT: Account = Account {
    label: "Su cuenta",
    tabs: [
        "Perfil",
        "Seguridad",
        "Aplicaciones",
        "Actividad",
        "Sus datos",
    ],
    who: ("Sesión iniciada como ", ""),
    another: "Usar otra cuenta",
    sign_out: "Cerrar sesión",
    error: "Error:",
    stale: "Ya hace un tiempo que inició sesión. Para cambiar algo aquí, confirme que es usted.",
    again: "Confirmar que soy yo",
    open_again: "Abrir la página de nuevo",
    passkey: Passkey {
        heading: "Llaves de acceso",
        lead: "Con una llave de acceso, le basta su huella digital, su rostro o el PIN de su dispositivo para iniciar sesión. Nadie puede \
               adivinarla ni conseguirla con engaños.",
        none: "Todavía no tiene ninguna llave de acceso.",
        impossible: "Este servidor no tiene nombre de dominio, así que no admite llaves de acceso.",
        added: ("Añadida el ", ""),
        used: ("Último uso: ", ""),
        never_used: "Nunca se ha usado",
        backed_up: "Sincronizada entre sus dispositivos",
        one_device: "Solo en un dispositivo",
        elsewhere: "Se creó para una dirección anterior de este servidor y ya no funciona aquí.",
        name: "Nombre",
        save: "Guardar el nombre",
        change: "Cambiar el nombre o eliminar",
        remove: "Eliminar",
        remove_lead: "Ya no podrá iniciar sesión con ella. Se cerrará su sesión en todos los demás navegadores, y cada aplicación tendrá \
                      que pedirle que vuelva a iniciar sesión.",
        last_way: "Es su única forma de iniciar sesión. Añada otra antes de eliminarla.",
        add: "Añadir una llave de acceso",
        add_title: "Añadir una llave de acceso",
        add_lead: "La próxima vez iniciará sesión con su huella digital, su rostro o el PIN de su dispositivo, sin contraseña.",
        usual_name: "Llave de acceso",
        create: "Crear una llave de acceso",
        not_now: "Ahora no",
        unable: "Este navegador no puede crear una llave de acceso aquí. Quizá sea demasiado antiguo o no permita scripts.",
        hint: "No se creó ninguna llave de acceso. Inténtelo de nuevo o vuelva atrás.",
        there: "Este dispositivo ya tiene una llave de acceso para su cuenta. Úsela para iniciar sesión.",
        full: "Su cuenta ya tiene el máximo de llaves de acceso. Elimine una antes de añadir otra.",
        failed: "No se pudo añadir la llave de acceso. Inténtelo de nuevo.",
        bad_name: "Dé a la llave de acceso un nombre de 1 a 100 caracteres visibles.",
        not_removed: "La llave de acceso no se eliminó. Quizá ya no exista, o quizá sea su única forma de iniciar sesión.",
    },
    password: Password {
        heading: "Contraseña",
        has: "Puede iniciar sesión con una contraseña.",
        none: "No tiene contraseña.",
        off: "Tiene una contraseña, pero aquí nadie puede iniciar sesión con contraseña.",
        set_lead: "Al poner una contraseña nueva, se cerrará su sesión en todos los demás navegadores, y cada aplicación tendrá que \
                   pedirle que vuelva a iniciar sesión.",
        new: "Contraseña nueva",
        rules: "Al menos 15 caracteres. Sirven unas cuantas palabras seguidas.",
        set: "Crear una contraseña",
        change: "Cambiar la contraseña",
        remove_lead: "A partir de entonces iniciará sesión de otra forma y no se le pedirá ningún código. Se cerrará su sesión en todos \
                      los demás navegadores, y cada aplicación tendrá que pedirle que vuelva a iniciar sesión.",
        remove: "Eliminar la contraseña",
        not_removed: "La contraseña no se eliminó: usted se quedaría sin ninguna forma de iniciar sesión.",
    },
    sessions: Sessions {
        heading: "Dónde tiene la sesión iniciada",
        lead: "Si no reconoce alguna de estas sesiones, ciérrela y cambie su forma de iniciar sesión.",
        this: "Este navegador",
        since: "Inicio de sesión: ",
        seen: ("Última actividad: ", ""),
        end: "Cerrar sesión",
        end_others_lead: "Las aplicaciones a las que permitió mantener el acceso lo conservan. Puede retirárselo en “Aplicaciones”.",
        end_others: "Cerrar todas las demás sesiones",
        more: " Es posible que tenga más sesiones de las que muestra esta página. “Cerrar todas las demás sesiones” también cierra esas.",
    },
    profile: Profile {
        lead: "Esto es lo que reciben las aplicaciones a las que permite ver su perfil.",
        name: "Nombre",
        name_help: "Cómo le llaman las aplicaciones y las demás personas.",
        username: "Nombre de usuario",
        username_help: "Puede iniciar sesión con él. Déjelo en blanco si no quiere ninguno.",
        picture: "Imagen de perfil",
        picture_help: "La dirección de una imagen en la web, que empieza por https.",
        save: "Guardar el perfil",
        bad_name: "El nombre debe tener de 1 a 100 caracteres visibles, en una sola línea.",
        bad_username: "El nombre de usuario debe tener de 1 a 100 caracteres visibles, sin espacios y sin @. No puede estar formado por 24 \
                       cifras y letras de la A a la F.",
        bad_picture: "La dirección de una imagen debe empezar por https y tener 2000 caracteres como máximo.",
        taken: "Ese nombre de usuario no se puede usar: ya lo tiene alguien, o se parece al de otra persona, o usted se quedaría sin \
                ninguna forma de iniciar sesión. No se cambió nada.",
        not_now: "En este momento no se pueden cambiar los nombres de usuario. Consulte a quien administra este servidor. No se cambió \
                  nada.",
        starts_heading: "Abrir una aplicación",
        starts_lead: "En estas aplicaciones inicia sesión con esta cuenta.",
        heading: "Sobre usted",
        email_heading: "Correo electrónico",
        email_verified: "{email}. Puede iniciar sesión con esta dirección.",
        email_unverified: "{other}. Esta dirección aún no está confirmada, así que no puede iniciar sesión con ella. {proof}",
        email_both: "{email}. Puede iniciar sesión con esta dirección hasta que confirme la nueva, {other}. {proof}",
        email_ask: "Pida a quien administra este servidor un enlace para confirmarla.",
        email_mailed: "Abra el enlace que enviamos a esa dirección. Si no le llegó, escriba la dirección otra vez y le enviaremos otro.",
        email_none: "Su cuenta no tiene dirección de correo electrónico.",
        email: "Nueva dirección de correo electrónico",
        email_help: "El cambio se hará efectivo cuando demuestre que la dirección es suya.",
        email_save: "Guardar la dirección",
        bad_email: "Eso no es una dirección de correo electrónico.",
    },
    apps: Apps {
        lead: "Estas aplicaciones pueden usar su cuenta, o usted inició sesión en ellas.",
        none: "Ninguna aplicación puede usar su cuenta.",
        more: "Mostrar más aplicaciones",
        since: ("Desde el ", ""),
        last: ("Último inicio de sesión: ", ""),
        able: "La aplicación puede:",
        change: "Retirar el acceso",
        revoke_lead: "La aplicación ya no podrá usar su cuenta. La próxima vez que usted inicie sesión en ella, tendrá que volver a \
                      pedirle permiso.",
        revoke: "Retirar el acceso",
    },
    activity: Activity {
        lead: "Lo que ocurrió últimamente con su cuenta. Si no reconoce algo, vaya a “Seguridad”, elimine lo que no sea suyo y cierre \
               sesión en todas partes.",
        none: "Todavía no hay nada anotado.",
        more: "Mostrar actividad anterior",
        times: Counted {
            other: "{n} veces en una hora",
            ..Counted::EMPTY
        },
        app: ("Aplicación: ", ""),
        address: ("Red: ", ""),
        kinds: KINDS,
    },
    data: Data {
        groups_heading: "Grupos",
        groups_lead: "Quien administra este servidor le incluyó en estos grupos. Algunas aplicaciones son solo para ciertos grupos. Las \
                      aplicaciones que pueden ver sus grupos ven estos.",
        download_heading: "Descarga",
        download_lead: "Este archivo contiene lo que está guardado aquí sobre usted: su perfil, sus llaves de acceso, sesiones, enlaces, \
                        aplicaciones y actividad. No contiene contraseñas.",
        incomplete: "Este archivo no contiene todo lo que está guardado sobre usted. Pida el resto a quien administra este servidor. Para \
                     obtener todos sus eventos, esa persona ejecuta: npm run events -- export --user SUB, donde SUB es el valor de \"sub\" \
                     en este archivo.",
        download: "Descargar mis datos",
        delete_heading: "Eliminar su cuenta",
        delete_lead: "Su cuenta se eliminará de inmediato, junto con sus llaves de acceso y todo lo demás que está guardado sobre usted. \
                      Solo se conservará, durante un tiempo, el registro de lo que ocurrió. Se cerrará su sesión en todas partes. Las \
                      aplicaciones pueden conservar lo que hayan sabido de usted. Nadie podrá recuperar la cuenta.",
        sure: "Sí, eliminar mi cuenta para siempre",
        delete: "Eliminar mi cuenta",
        not_sure: "Marque la casilla para eliminar su cuenta.",
        not_deleted: "Su cuenta no se eliminó: nadie más tiene aquí permisos de administración. Primero dé esos permisos a otra persona.",
    },
};

/// The first of each pair is the word in the log: it stays as it is.
const KINDS: [(Text, Text); 44] = [
    ("user_added", "La administración creó su cuenta"),
    ("user_changed", "La administración cambió su cuenta"),
    ("user_disabled", "La administración desactivó su cuenta"),
    (
        "user_enabled",
        "La administración volvió a activar su cuenta",
    ),
    (
        "user_signed_out",
        "La administración cerró su sesión en todas partes",
    ),
    ("user_groups_changed", "La administración cambió sus grupos"),
    ("administrator_made", "Recibió permisos de administración"),
    (
        "administrator_unmade",
        "Ya no tiene permisos de administración",
    ),
    (
        "link_made",
        "La administración creó un enlace para su cuenta",
    ),
    ("signed_in", "Inició sesión"),
    (
        "signed_in_unknown_browser",
        "Inició sesión con un navegador no reconocido",
    ),
    (
        "sign_in_failed",
        "Alguien intentó iniciar sesión y no lo logró",
    ),
    (
        "sign_in_refused",
        "Se rechazó un inicio de sesión tras demasiados intentos",
    ),
    ("signed_out", "Cerró sesión"),
    ("allowed", "Dio acceso a una aplicación"),
    ("denied", "Negó el acceso a una aplicación"),
    (
        "code_reused",
        "Una aplicación usó un código dos veces y perdió el acceso",
    ),
    (
        "refresh_token_reused",
        "Una aplicación usó un token dos veces y perdió el acceso",
    ),
    ("revoked", "Una aplicación renunció a su acceso"),
    ("passkey_added", "Se añadió una llave de acceso"),
    ("passkey_removed", "Se eliminó una llave de acceso"),
    ("password_changed", "Se cambió la contraseña"),
    ("password_removed", "Se eliminó la contraseña"),
    ("second_factor_added", "Se configuró un segundo factor"),
    ("second_factor_removed", "Se desactivó el segundo factor"),
    (
        "recovery_codes_made",
        "Se crearon códigos de recuperación nuevos",
    ),
    (
        "recovery_code_used",
        "Inició sesión con un código de recuperación",
    ),
    (
        "device_confirmed",
        "Confirmó su inicio de sesión en otro dispositivo",
    ),
    (
        "second_factor_failed",
        "Alguien llegó hasta su segundo factor y escribió un código incorrecto",
    ),
    ("profile_changed", "Se cambió el perfil"),
    ("app_revoked", "Retiró el acceso a una aplicación"),
    ("sessions_ended", "Se cerró la sesión en otros navegadores"),
    ("data_downloaded", "Se descargaron sus datos"),
    ("account_deleted", "Se eliminó la cuenta"),
    ("account_made", "Se creó la cuenta"),
    (
        "recovered",
        "Se usó un enlace de recuperación para volver a entrar",
    ),
    (
        "email_verified",
        "Se confirmó la dirección de correo electrónico",
    ),
    (
        "recovery_mailed",
        "Se envió un enlace de recuperación a su dirección",
    ),
    (
        "code_mailed",
        "Se envió a su dirección un código para iniciar sesión",
    ),
    (
        "disavowed",
        "Indicó que no fue usted, y se cerró su sesión en todas partes",
    ),
    ("link_refused", "Se rechazó un enlace"),
    (
        "provider_linked",
        "Se vinculó una cuenta externa para iniciar sesión con ella",
    ),
    (
        "provider_removed",
        "Se eliminó una cuenta externa vinculada",
    ),
    (
        "provider_refused",
        "Se rechazó un inicio de sesión con una cuenta externa",
    ),
];
