//! Spanish: the administrators' pages about groups, signing keys and events.

use crate::admin_more::{Events, Groups, Keys};
use crate::{Counted, Each, Text};

pub(super) const GROUPS: Groups = Groups {
    search: "Nombre",
    search_help: "El comienzo del nombre de un grupo.",
    none: "No se encontró ningún grupo.",
    add_heading: "Añadir un grupo",
    name: "Nombre",
    name_help: "De 1 a 64 letras de la A a la Z (sin acentos ni ñ), cifras y -._:/@, con una letra o una cifra al principio. Las \
                aplicaciones reciben este nombre.",
    add: "Añadir el grupo",
    bad_name: "El nombre de un grupo tiene de 1 a 64 letras de la A a la Z (sin acentos ni ñ), cifras y -._:/@, y empieza por una letra o \
               una cifra.",
    taken: "Ya hay un grupo con este nombre, o con uno que solo se distingue por las mayúsculas.",
    always: "Este grupo existe siempre. Sus miembros son las personas con permisos de administración, y nadie más. Para dar esos permisos \
             a alguien, abra la página de esa persona.",
    members: "Quién está en el grupo",
    members_lead: "Quien sale del grupo pierde de inmediato las aplicaciones limitadas a este grupo. Lo que esas aplicaciones obtuvieron \
                   de esa persona no se recupera si usted la vuelve a incluir.",
    no_members: "Nadie está en este grupo.",
    out: "Sacar del grupo",
    user: "Nombre de usuario o dirección",
    user_help: "Con lo que la persona inicia sesión.",
    join: "Incluir en el grupo",
    no_user: "Nadie inicia sesión con este nombre de usuario o esta dirección.",
    too_many: "Esta persona está en 16 grupos y no puede estar en más.",
    claims: "Qué reciben las aplicaciones sobre cada miembro",
    claims_lead: "Son claims propios. Una aplicación los recibe si usted la registró con un scope que los pide.",
    claims_label: "Claims",
    claims_help: "Uno por línea; por ejemplo, plan=pro. El ajuste CLAIM_SCOPES dice cuáles puede haber.",
    claims_save: "Guardar los claims",
    bad_claims: "Escriba cada claim una sola vez, en una línea aparte; por ejemplo, plan=pro. El ajuste CLAIM_SCOPES tiene que definirlo. \
                 Puede haber 20, cada uno con un valor de 256 bytes como máximo.",
    rename_lead: "Sigue siendo el mismo grupo, con las mismas personas. A partir de entonces las aplicaciones reciben el nombre nuevo: \
                  cambie al mismo tiempo las reglas que haya en ellas.",
    rename: "Cambiar el nombre del grupo",
    apps: "Aplicaciones limitadas a este grupo",
    apps_lead: "Solo pueden usarlas las personas de este grupo, o de los otros grupos que usted indicó para ellas.",
    no_apps: "Ninguna aplicación está limitada a este grupo.",
    looked: "Esta página revisó 20 aplicaciones limitadas a grupos. Puede haber más.",
    further: "Seguir buscando",
    apps_link: "Ver las aplicaciones del grupo o eliminar el grupo",
    remove_lead: "Ya nadie estará en el grupo. Las aplicaciones limitadas a él no se abren a todo el mundo: siguen limitadas a sus otros \
                  grupos, o nadie puede usarlas. Si vuelve a crear un grupo con este nombre, será un grupo nuevo.",
    remove: "Eliminar el grupo",
    ends_members: Counted {
        zero: "No tiene miembros.",
        one: "Un miembro dejará de estar en el grupo.",
        other: "{n} miembros dejarán de estar en el grupo.",
        ..Counted::EMPTY
    },
    ends_apps: Counted {
        zero: "Ninguna aplicación está limitada a este grupo.",
        one: "Una aplicación dejará de estar disponible para estos miembros.",
        other: "{n} aplicaciones dejarán de estar disponibles para estos miembros.",
        ..Counted::EMPTY
    },
};

pub(super) const KEYS: Keys = Keys {
    lead: "Este servidor firma tokens con estas claves y se ocupa de ellas por sí solo. Usted necesita esta página si se filtra una clave.",
    none: "Todavía no hay ninguna clave de firma. El servidor crea una cuando alguien pide sus claves por primera vez.",
    newest: "Solo se muestran las {n} más recientes. Para verlas todas, ejecute: npm run keys -- list --remote",
    next: ("Publicada. Empieza a firmar el ", "."),
    since: ("Firma desde el ", "."),
    until: ("Firma hasta el ", "."),
    due: ("Su sucesora empieza a firmar hacia el ", "."),
    asked: "Su sucesora se crea con la próxima solicitud que reciba el servidor.",
    signed_until: ("Firmó hasta el ", "."),
    verifies_until: ("Aún sirve para verificar lo que firmó, hasta el ", "."),
    known_until: (
        "Solo sirve para reconocer tokens de ID antiguos, hasta el ",
        ".",
    ),
    revoked: ("Revocada el ", ". Ya no se confía en nada de lo que firmó."),
    rotate_lead: "La clave que firma ahora seguirá sirviendo para verificar lo que firmó, hasta que eso caduque. Nadie nota el cambio.",
    rotate_when: "La próxima clave empieza a firmar en unos {n} minutos.",
    rotate: "Rotar la clave ahora",
    change: "Revocar",
    revoke_lead: "Hágalo si la clave se filtró. No se puede deshacer. No se cierra la sesión de nadie, y las aplicaciones reciben tokens \
                  nuevos cuando vuelven a obtener las claves.",
    revoke_signing: "Hágalo si la clave se filtró. No se puede deshacer. De inmediato empieza a firmar la próxima clave, o una nueva. No \
                     se cierra la sesión de nadie, y las aplicaciones reciben tokens nuevos cuando vuelven a obtener las claves.",
    revoke_ends: "En {n} minutos como máximo, dejarán de funcionar todos los tokens de acceso y de ID que firmó esta clave.",
    revoke: "Revocar la clave",
};

pub(super) const EVENTS: Events = Events {
    user: "Usuario",
    user_help: "Un nombre de usuario, una dirección de correo electrónico o el sub de una cuenta eliminada. Déjelo en blanco para ver los \
                de todo el mundo.",
    kind: "Qué ocurrió",
    any_kind: "Todo",
    app: "Aplicación (client_id)",
    actor: "Hecho por (nombre de usuario o dirección)",
    from: "Desde este día (UTC)",
    to: "Hasta este día (UTC)",
    show: "Mostrar estos eventos",
    bad_day: "Escriba el día como año, mes y día; por ejemplo, 2026-11-30.",
    none: "No se encontró ningún evento.",
    looked: " Se revisaron {n} eventos; el más antiguo es del {at}. Hay otros anteriores.",
    further: "Buscar más atrás",
    who: "Usuario: ",
    by: "Hecho por: ",
    key: ("Clave: ", ""),
    reason: ("Motivo: ", ""),
    file: "Descarga",
    file_lead: "Los eventos que pidió, los más antiguos primero, en un archivo con una línea de JSON para cada uno. Para un archivo se \
                revisan {n} eventos como máximo. Si hay más, la última línea contiene la dirección de la parte siguiente.",
    download: "Descargar estos eventos",
    kinds: KINDS,
};

/// The first of each pair is the word in the log: it stays as it is.
const KINDS: [(Text, Text); 42] = [
    ("signed_in", "Inició sesión"),
    (
        "signed_in_unknown_browser",
        "Inició sesión con un navegador no reconocido",
    ),
    ("signed_out", "Cerró sesión"),
    ("allowed", "Dio acceso a una aplicación"),
    ("denied", "Negó el acceso a una aplicación"),
    (
        "recovery_code_used",
        "Inició sesión con un código de recuperación",
    ),
    (
        "device_confirmed",
        "Confirmó un inicio de sesión en otro dispositivo",
    ),
    (
        "second_factor_failed",
        "Escribió un código incorrecto como segundo factor",
    ),
    ("app_revoked", "Retiró el acceso a una aplicación"),
    ("recovery_mailed", "Se envió un enlace de recuperación"),
    ("code_mailed", "Se envió un código para iniciar sesión"),
    (
        "disavowed",
        "Indicó que fue otra persona, y se cerró su sesión en todas partes",
    ),
    (
        "client_registered",
        "Una aplicación se registró por sí sola",
    ),
    ("client_changed", "Una aplicación cambió su registro"),
    ("client_removed", "Una aplicación eliminó su registro"),
    ("key_made", "Se creó una clave de firma"),
    ("sign_up_refused", "Se rechazó la creación de una cuenta"),
    ("mail_failed", "No se pudo enviar un correo"),
    ("user_added", "Cuenta creada por la administración"),
    ("user_changed", "Cuenta cambiada por la administración"),
    ("user_disabled", "Cuenta desactivada por la administración"),
    (
        "user_enabled",
        "Cuenta activada de nuevo por la administración",
    ),
    (
        "user_signed_out",
        "Sesión cerrada en todas partes por la administración",
    ),
    ("user_removed", "Cuenta eliminada por la administración"),
    (
        "user_groups_changed",
        "Grupos cambiados por la administración",
    ),
    ("administrator_made", "Recibió permisos de administración"),
    (
        "administrator_unmade",
        "Ya no tiene permisos de administración",
    ),
    ("link_made", "Se creó un enlace"),
    ("link_withdrawn", "Se anuló un enlace"),
    ("app_added", "Se añadió una aplicación"),
    ("app_changed", "Se modificó una aplicación"),
    ("app_removed", "Se eliminó una aplicación"),
    ("app_blocked", "Se bloqueó una aplicación"),
    ("app_unblocked", "Se desbloqueó una aplicación"),
    ("app_vouched_for", "Se avaló una aplicación"),
    ("app_secret_made", "Una aplicación recibió un secreto nuevo"),
    ("group_added", "Se añadió un grupo"),
    ("group_changed", "Se cambió un grupo"),
    ("group_removed", "Se eliminó un grupo"),
    ("key_rotated", "Se rotó la clave de firma"),
    ("key_revoked", "Se revocó una clave de firma"),
    (
        "data_downloaded",
        "Descargó los datos que se guardan de su cuenta",
    ),
];
