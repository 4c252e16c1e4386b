//! Spanish: the administrators' pages about one user, and about invitations.

use crate::people::{Invitations, People};
use crate::{Counted, Each};

// Who reads this is "usted", and a user is "esta persona": "su" alone would say either.
pub(super) const PEOPLE: People = People {
    pages: ["Sobre esta persona", "Cómo inicia sesión", "Grupos"],
    yourself: "No puede hacer esto con su propia cuenta. Otra persona con permisos de administración sí puede.",
    claims: "Qué reciben las aplicaciones",
    claims_lead: "Una línea para cada claim: su nombre, un signo igual y su valor. Si borra una línea, las aplicaciones dejan de recibir \
                  ese claim.",
    standard: "Claims estándar",
    standard_help: "Por ejemplo, given_name=Ada, locale=es o phone_number=+44 20 7946 0000.",
    own: "Claims propios",
    own_help: " La configuración define: ",
    claims_save: "Guardar los claims",
    bad_standard: (
        "No se guardó nada. Esta línea no es un claim estándar con un valor válido: ",
        "",
    ),
    bad_link: (
        "No se guardó nada. profile, picture y website deben ser direcciones que empiecen por https:// o http://, y esta línea no lo es: ",
        "",
    ),
    bad_own: "No se guardó nada. En los claims propios, cada línea es el nombre de un claim que define CLAIM_SCOPES, un signo igual y un \
              valor de 256 bytes como máximo. Son 20 como máximo, cada uno una sola vez.",
    sessions_lead: "Si cierra una de estas sesiones, termina también lo que las aplicaciones pueden hacer solo mientras está iniciada.",
    sessions_unknown: "Muchas sesiones de esta persona terminaron y aún no se han eliminado, así que no se revisaron todas.",
    end_session: "Cerrar esta sesión",
    no_passkeys: "Esta persona no tiene ninguna llave de acceso.",
    second_factor_none: "Esta persona no tiene segundo factor.",
    second_factor_since: ("Está activado desde el ", "."),
    codes_left: Counted {
        zero: "No queda ningún código de recuperación.",
        one: "Queda un código de recuperación.",
        other: "Quedan {n} códigos de recuperación.",
        ..Counted::EMPTY
    },
    second_factor_lead: "Para alguien que perdió la aplicación y los códigos de recuperación. A partir de entonces bastará con la \
                         contraseña para iniciar sesión, hasta que esa persona configure otro segundo factor.",
    ends_codes: Counted {
        zero: "La aplicación de códigos dejará de servir.",
        one: "La aplicación de códigos y un código de recuperación dejarán de servir.",
        other: "La aplicación de códigos y {n} códigos de recuperación dejarán de servir.",
        ..Counted::EMPTY
    },
    second_factor_off: "Desactivar el segundo factor",
    no_linked: "Esta persona no ha vinculado ninguna cuenta.",
    links: "Si esta persona no puede entrar",
    recovery_lead: "Con un enlace de recuperación, esta persona crea una llave de acceso o una contraseña nueva. Funciona una sola vez, \
                    durante un día, y anula los enlaces de recuperación anteriores. Quien lo tenga puede iniciar sesión como esta persona \
                    y no necesita el segundo factor. Por eso, asegúrese de que quien lo pide es realmente esta persona.",
    recovery_mail_lead: "Un enlace enviado a la dirección de esta persona funciona durante una hora y sigue pidiendo el segundo factor.",
    recovery_mail: "Enviar un enlace de recuperación por correo",
    recovery: "Mostrar un enlace de recuperación",
    verification_lead: "Con un enlace de confirmación, esta persona demuestra que lee el correo de su dirección. Funciona una sola vez, \
                        durante un día. Envíelo a esa dirección y a ninguna otra parte.",
    verification: "Mostrar un enlace de confirmación",
    verification_mail: "Enviar un enlace de confirmación por correo",
    disabled_first: "La cuenta está desactivada. Primero actívela.",
    once: "Copie este enlace ahora. No se volverá a mostrar, porque solo se guarda su hash.",
    once_recovery: "Déselo a esta persona y a nadie más.",
    once_verification: ("Envíelo a ", " y a ninguna otra parte."),
    once_invitation: "Quien lo abra puede crear una cuenta.",
    mailed: ("El enlace va en camino a ", "."),
    back: "Volver",
    groups: "Grupos de esta persona",
    no_groups: "Esta persona no está en ningún grupo.",
    leave: "Sacar del grupo",
    join_lead: "Incluya a esta persona en un grupo. Las aplicaciones reciben el nombre del grupo, y las que son para ese grupo dan acceso \
                a esta persona.",
    group: "Nombre del grupo",
    join: "Incluir en el grupo",
    no_group: ("No hay ningún grupo llamado ", "."),
    join_administrators: "Los permisos de administración se dan con un botón aparte, en la página de los grupos de cada persona.",
    too_many: "Esta persona está en 16 grupos. Nadie puede estar en más.",
    administrator: "Permisos de administración",
    make_lead: "Quien tiene permisos de administración puede hacer todo lo que hay en estas páginas, y, con un enlace de recuperación, \
                puede iniciar sesión como cualquier persona. Para usarlos necesita una llave de acceso o un segundo factor.",
    make: "Dar permisos de administración",
    unmake_lead: "La cuenta sigue existiendo, como cualquier otra. Las aplicaciones que son solo para la administración perderán su \
                  acceso.",
    unmake: "Quitar los permisos de administración",
    administrators_then: Counted {
        one: "Después, una persona tendrá permisos de administración.",
        other: "Después, {n} personas tendrán permisos de administración.",
        ..Counted::EMPTY
    },
};

pub(super) const INVITATIONS: Invitations = Invitations {
    lead: "Una invitación es un enlace con el que alguien crea una cuenta. No hace falta si cualquiera puede crear una cuenta aquí.",
    email: "Correo electrónico",
    email_shown: "La cuenta nueva tendrá esta dirección. Si deja el campo en blanco, quien abra el enlace puede indicar una.",
    email_mailed: "El enlace se envía a esta dirección, que será la de la cuenta nueva. Si deja el campo en blanco, verá el enlace aquí.",
    groups: "Grupos",
    groups_help: "Sus nombres, separados por espacios: 5 como máximo. La cuenta nueva estará en ellos.",
    uses: "Número de cuentas",
    uses_help: "De 1 a 10\u{a0}000. Con una dirección, siempre es una.",
    days: "Número de días",
    invite: "Crear una invitación",
    taken: "Un usuario ya tiene esta dirección.",
    bad_number: "Un enlace sirve para crear de 1 a 10\u{a0}000 cuentas, en un plazo de 1 a 365 días.",
    too_many_groups: "Indique 5 grupos como máximo.",
    one_use: "Una invitación con dirección sirve para una sola cuenta.",
    open: "Enlaces que aún funcionan",
    none: "No hay ninguno.",
    purposes: [
        ("invitation", "Invitación"),
        ("recovery", "Enlace de recuperación"),
        ("email_verification", "Enlace de confirmación"),
        ("setup", "Enlace de configuración"),
    ],
    anybody: "Para quien tenga el enlace",
    since: ("Creado el ", ""),
    until: ("Funciona hasta el ", ""),
    uses_left: Counted {
        one: "Se puede usar una vez.",
        other: "Se puede usar {n} veces más.",
        ..Counted::EMPTY
    },
    withdraw: "Anular el enlace",
    ends_uses: Counted {
        one: "Un enlace dejará de funcionar.",
        other: "Dejará de funcionar un enlace que aún se podía usar {n} veces.",
        ..Counted::EMPTY
    },
    gone: "Este enlace ya no funciona.",
    link: "Invitar a alguien",
};
