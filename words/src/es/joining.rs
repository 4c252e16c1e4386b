//! Spanish, where people make an account, and where links lead.

use crate::Notice;
use crate::joining::{Heading, Joining};

pub(super) const JOINING: Joining = Joining {
    setup: Heading {
        title: "Configurar este servidor",
        lead: "Cree la primera cuenta. Será suya y tendrá permisos de administración.",
    },
    invitation: Heading {
        title: "Ha recibido una invitación",
        lead: "Cree su cuenta, y su sesión quedará iniciada.",
    },
    sign_up: Heading {
        title: "Crear una cuenta",
        lead: "Le servirá para todas las aplicaciones en las que se inicia sesión con este servidor.",
    },
    recovery: Heading {
        title: "Recuperar el acceso",
        lead: "Elija una nueva forma de iniciar sesión. Su sesión quedará iniciada aquí y se cerrará en todos los demás lugares, también \
               en las aplicaciones.",
    },
    recovery_who: ("Este enlace es para la cuenta de ", "."),
    former: "Eliminar todas las demás formas de iniciar sesión",
    former_hint: "De lo contrario, se conservan sus otras llaves de acceso, y también su contraseña si no crea una nueva. Elimínelas si \
                  perdió un dispositivo o si otra persona puede conocer la contraseña.",
    verify: Heading {
        title: "Confirme su dirección de correo electrónico",
        lead: "Entonces podrá iniciar sesión con ella, y las aplicaciones sabrán que es suya.",
    },
    verify_what: ("¿Añadir la dirección ", ""),
    verify_whose: (
        " a la cuenta de ",
        "? Hágalo solo si la dirección y la cuenta son suyas.",
    ),
    verify_button: "Sí, ambas son mías",
    verified: Notice {
        title: "Su dirección está confirmada",
        message: "A partir de ahora puede iniciar sesión con ella.",
        advice: "Puede cerrar esta página.",
    },
    verify_taken: Notice {
        title: "Otra cuenta tiene esta dirección",
        message: "Una dirección solo puede pertenecer a una cuenta, así que no se cambió nada.",
        advice: "Si la otra cuenta también es suya, inicie sesión en ella. Si no, consulte a quien administra este servidor.",
    },
    called: "Su nombre (opcional)",
    username: "Nombre de usuario",
    username_optional: "Nombre de usuario (opcional)",
    username_hint: "Un nombre para iniciar sesión, sin espacios.",
    email: "Correo electrónico (opcional)",
    email_hint: "Podrá iniciar sesión con esta dirección cuando la haya confirmado.",
    invited: ("Su dirección de correo electrónico es ", "."),
    password: "Contraseña",
    password_hint: "Al menos 15 caracteres. Unas cuantas palabras elegidas por usted son una buena opción.",
    passkey: "Continuar con una llave de acceso",
    passkey_lead: "Una llave de acceso se guarda en su dispositivo. Se desbloquea con su huella digital, su rostro o su PIN, y no hay que \
                   recordar nada.",
    by_password: "Prefiero usar una contraseña",
    by_passkey: "Prefiero usar una llave de acceso",
    by_password_button: "Continuar con una contraseña",
    passkey_name: "Llave de acceso",
    unable: "Esta página necesita un navegador que admita llaves de acceso y permita scripts. Ábrala en otro navegador.",
    unable_or: "Este navegador no admite llaves de acceso, o tiene los scripts desactivados. Use una contraseña o abra esta página en otro \
                navegador.",
    hint: "No se creó ninguna llave de acceso. Inténtelo de nuevo.",
    there: "Este dispositivo ya tiene una llave de acceso para esta cuenta. Use otro dispositivo.",
    sign_in: "Ya tengo una cuenta: iniciar sesión",
    passkey_failed: "No se pudo añadir la llave de acceso. Inténtelo de nuevo.",
    bad_name: "Su nombre puede tener hasta 100 caracteres visibles.",
    bad_username: "Este nombre de usuario no se puede usar. Elija uno sin espacios y sin @.",
    bad_email: "Esto no es una dirección de correo electrónico.",
    no_username: "Elija un nombre de usuario: iniciará sesión con él y con su contraseña.",
    taken: "Alguien ya tiene este nombre de usuario o esta dirección, o uno muy parecido. Elija otro.",
    too_many_passkeys: "Ya tiene el máximo de llaves de acceso. Para continuar, elimine todas las demás formas de iniciar sesión.",
    not_a_person: "No se pudo comprobar que usted es una persona. Inténtelo de nuevo.",
    password_short: "La contraseña debe tener al menos {n} caracteres. Unas cuantas palabras elegidas por usted son una buena opción.",
    password_long: "La contraseña puede tener {n} caracteres como máximo.",
    password_common: "Esta contraseña, o una parecida, está entre las primeras que prueban otros. Elija otra.",
    password_name: "La contraseña se compone de su nombre, su nombre de usuario, su dirección de correo electrónico o el nombre de este \
                    servidor. Es lo primero que probarían otros. Elija otra.",
    closed: Notice {
        title: "Necesita una invitación",
        message: "Sin invitación, nadie puede crear una cuenta aquí.",
        advice: "Pídala a quien administra este servidor. Si ya tiene una cuenta, vuelva a la aplicación e inicie sesión.",
    },
    disabled: Notice {
        title: "Esta cuenta está desactivada",
        message: "Nadie puede iniciar sesión en ella, así que no se cambió nada.",
        advice: "Pida a quien administra este servidor que la active.",
    },
    dead_setup: Notice {
        title: "Este enlace ya no funciona",
        message: "Ya se usó, tiene más de una hora o hay uno más reciente.",
        advice: "Si usted administra este servidor, cree un enlace nuevo con este comando: npm run user -- setup-link",
    },
    set_up: Notice {
        title: "Este servidor ya está configurado",
        message: "En este servidor alguien tiene o tuvo permisos de administración, así que nadie puede recibirlos en esta página.",
        advice: "Si usted administra este servidor, dé esos permisos a alguien con este comando: npm run user -- administrator USERNAME",
    },
    dead_invitation: Notice {
        title: "Esta invitación ya no funciona",
        message: "Ya se usó o es demasiado antigua.",
        advice: "Si ya creó su cuenta con ella, vaya a la aplicación e inicie sesión. Si no, pida otra invitación.",
    },
    dead_recovery: Notice {
        title: "Este enlace ya no funciona",
        message: "Ya se usó, es demasiado antiguo o hay uno más reciente.",
        advice: "Si usted lo usó, vaya a la aplicación e inicie sesión. Si no, pida un enlace nuevo a quien administra este servidor.",
    },
    dead_verification: Notice {
        title: "Este enlace ya no funciona",
        message: "Ya se usó, es demasiado antiguo, hay uno más reciente o la dirección cambió después.",
        advice: "Si su dirección todavía no está confirmada, pida un enlace nuevo.",
    },
};
