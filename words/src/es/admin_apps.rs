//! Spanish: the administrators' pages about apps and APIs.

use crate::admin_apps::{Apis, App, AppForm, Apps, BadLogo};
use crate::{Counted, Each};

pub(super) const APPS: Apps = Apps {
    search: "Nombre",
    search_help: "El comienzo del nombre de una aplicación.",
    none: "No se encontró ninguna aplicación.",
    add: "Añadir una aplicación",
    by: [
        "Añadida por la administración",
        "Se registró por sí sola",
        "Descrita en un documento",
    ],
    first_party: "Propia: no se pide permiso a nadie",
    blocked: "Bloqueada",
    app: APP,
    form: FORM,
    apis: APIS,
};

const APP: App = App {
    added: ("Aquí desde el ", ""),
    blocked: ("Bloqueada el ", ""),
    proves: [
        "Se identifica con un secreto",
        "Se identifica con un secreto",
        "Se identifica con una clave",
        "No se identifica: es un cliente público",
    ],
    returns_to: "Vuelve a: ",
    scope: "Scopes: ",
    groups: "Solo para estos grupos: ",
    groups_gone: "Solo para grupos que se eliminaron: nadie puede usarla",
    old_secret: ("El secreto anterior funciona hasta el ", ""),
    change: "Modificar la aplicación",
    users: "Quién la usa",
    no_users: "Todavía no la usa nadie.",
    users_show: "Ver quién la usa",
    users_counted: Counted {
        one: "La usa una persona.",
        other: "La usan {n} personas.",
        ..Counted::EMPTY
    },
    since: ("Permiso dado el ", ""),
    last: ("Último inicio de sesión: ", ""),
    // Unread: what is about the logo.
    logo: "Logotipo",
    logo_lead: "Las personas lo ven donde inician sesión en la aplicación y donde se les pide su consentimiento.",
    logo_file: "Imagen",
    logo_help: "Un archivo PNG o WebP sin animación: como máximo 64 kB, 2048 píxeles de ancho y 2048 píxeles de alto.",
    logo_set: "Poner el logotipo",
    logo_remove: "Quitar el logotipo",
    logo_none: "Elija un archivo.",
    bad_logo: BadLogo {
        too_large: "El archivo ocupa más de 64 kB. Redúzcalo.",
        other_format: "El archivo no es PNG ni WebP, se llame como se llame. Guarde la imagen en uno de estos formatos.",
        length: "El archivo no está completo, o hay algo después de su final. Guarde la imagen de nuevo.",
        part: "Una parte del archivo no cumple el formato PNG o WebP. Guarde la imagen de nuevo.",
        size: "El ancho y el alto de la imagen deben estar entre 1 y 2048 píxeles.",
        animated: "La imagen está animada. Guárdela sin animación.",
    },
    secret: "Secreto de la aplicación",
    secret_lead: "Crea otro secreto, que se muestra una sola vez. Nada más cambia: se conservan todos los tokens y los permisos que dieron \
                  las personas.",
    secret_keep: "El secreto anterior",
    secret_keeps: [
        "deja de funcionar de inmediato",
        "funciona un día más",
        "funciona una semana más",
        "funciona 30 días más",
    ],
    secret_make: "Crear un secreto nuevo",
    secret_kept: "Ya hay dos secretos. Haga que el anterior deje de funcionar de inmediato, o espere a que caduque.",
    once: "Cópielo ahora",
    once_lead: "Se muestra solo esta vez. Únicamente se guarda su hash.",
    once_back: "Ir a la aplicación",
    standing: "Qué puede hacer",
    vouch_lead: "Queda a su cargo, tal como está ahora. Ya no se avisa a las personas de que no está verificada, y ella ya no puede \
                 cambiar lo que dice de sí misma. Se conservan los permisos que le dieron las personas.",
    vouch_document_lead: "Queda a su cargo, tal como está ahora. Ya no se avisa a las personas de que no está verificada, y su documento \
                          ya no se consulta, así que quien posea esa dirección no puede cambiar la aplicación. Se conservan los permisos \
                          que le dieron las personas.",
    vouch_scope: "Qué puede pedir",
    vouch_scope_help: "Scopes separados por espacios. No puede pedir nada más.",
    vouch: "Avalar la aplicación",
    block_lead: "Nadie podrá iniciar sesión en ella, y lo que obtuvo de las personas no funcionará hasta que usted la desbloquee.",
    block: "Bloquear la aplicación",
    unblock_lead: "Se podrá iniciar sesión en ella, y lo que tenía antes volverá a funcionar.",
    unblock: "Desbloquear la aplicación",
    remove_lead: "Se eliminarán la aplicación, todos los permisos que le dieron las personas y todos sus tokens de actualización. Nadie \
                  podrá recuperarla.",
    remove_document_lead: "Se eliminarán todos los permisos que le dieron las personas y todos sus tokens de actualización. Las personas \
                           pueden volver a darle acceso: para impedirlo, bloquéela.",
    remove: "Eliminar la aplicación",
    ends: Counted {
        zero: "No la usa nadie.",
        one: "Una persona ya no podrá iniciar sesión en ella, y se pierde lo que la aplicación tiene de esa persona.",
        other: "{n} personas ya no podrán iniciar sesión en ella, y se pierde lo que la aplicación tiene de ellas.",
        ..Counted::EMPTY
    },
};

const FORM: AppForm = AppForm {
    add_lead: "Una aplicación pide a las personas que inicien sesión. Lo que deje en blanco tomará su valor habitual.",
    change_lead: "Nadie pierde nada: la aplicación conserva su secreto, los permisos que le dieron las personas y sus tokens.",
    known: "Biblioteca o producto",
    known_none: "Otra cosa",
    known_help: "Si es algo de esta lista, basta con su dirección.",
    url: "Dirección de la aplicación",
    url_help: "Donde se abre; por ejemplo, https://wiki.example.com.",
    kind: "Tipo",
    kinds: [
        "Aplicación con servidor, que guarda un secreto",
        "Aplicación de navegador, de teléfono o de escritorio, sin secreto",
        "Programa en el que nadie inicia sesión, con una clave propia",
    ],
    fields: [
        (
            "Nombre",
            "Las personas lo leen cuando la aplicación les pide permiso.",
        ),
        (
            "URI de redirección",
            "Las direcciones a las que vuelven las personas, una por línea. Se comparan letra por letra.",
        ),
        (
            "Scopes",
            "Lo que puede pedir, separado por espacios. En la página “API” están todos los que hay.",
        ),
        (
            "Grupos",
            "Un nombre por línea: solo quienes estén en estos grupos pueden usarla. En blanco: todo el mundo.",
        ),
        ("Es propia: no pedir permiso a nadie", ""),
        (
            "URI de redirección tras cerrar sesión",
            "Las direcciones a las que pueden ir las personas después de cerrar sesión, una por línea.",
        ),
        (
            "URI de back-channel logout",
            "La dirección en la que se le avisa de que alguien cerró sesión.",
        ),
        (
            "URL de inicio",
            "La página de la aplicación donde empieza un inicio de sesión. Las páginas de cuenta de las personas enlazan con ella.",
        ),
        (
            "Sitio web",
            "Una página sobre la aplicación, por ejemplo, https://app.example.com. Quienes inician sesión ven un enlace a ella.",
        ),
        ("Condiciones de uso", "La página donde se pueden leer."),
        ("Política de privacidad", "La página donde se puede leer."),
        (
            "Claves públicas",
            "Un JSON Web Key Set, para una aplicación que firma con una clave.",
        ),
        (
            "Dirección de sus claves públicas",
            "En lugar de las claves, si la aplicación las publica.",
        ),
        (
            "Duración de los tokens de acceso",
            "Un número y s, m, h o d; por ejemplo, 10m. En blanco: como en la configuración.",
        ),
        ("Duración de los tokens de ID", ""),
        ("Duración de los tokens de actualización", ""),
        ("Duración de los tokens de actualización que no se usan", ""),
        ("Tiempo máximo desde que la persona inició sesión", ""),
        (
            "Los tokens de ID contienen también el nombre y el correo electrónico",
            "",
        ),
        ("Recibe tokens de actualización sin offline_access", ""),
        ("Tiene que enviar antes sus solicitudes (PAR)", ""),
        ("Tiene que demostrar que posee una clave (DPoP)", ""),
        (
            "Puede omitir PKCE",
            "Entonces otros pueden usar un código robado, a menos que la aplicación compare el nonce.",
        ),
        (
            "Puede omitir también el nonce",
            "Entonces nada impide que se use un código robado.",
        ),
    ],
    save: "Guardar",
    bad_name: "Escriba un nombre de una sola línea, con 100 caracteres como máximo.",
    bad_scope: "Un scope contiene un carácter que no está permitido. Separe los scopes con espacios.",
    unknown_scope: ("El scope “", "” no está definido en la configuración."),
    unknown_group: ("No existe el grupo “", "”."),
    many_groups: ("Indique ", " grupos como máximo."),
    two_keys: "Escriba las claves o su dirección, no ambas cosas.",
    not_public: "Una aplicación sin secreto no puede tener claves aquí: elija otro tipo.",
};

const APIS: Apis = Apis {
    lead: "Las API que aceptan tokens de acceso, tal como figuran en los ajustes RESOURCES y CLAIM_SCOPES. Para cambiar una, cambie el \
           ajuste y vuelva a desplegar.",
    none: "La configuración no menciona ninguna API.",
    default_scopes: "Scopes de una solicitud que no indica ninguno: ",
    own: "Este mismo servidor",
    introspects: "Pueden consultar tokens: ",
};
