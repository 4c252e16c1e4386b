//! Spanish: the administrators' pages.

use super::people::{INVITATIONS, PEOPLE};
use crate::admin::{Admin, Brand, User, Users};
use crate::{Counted, Each, Notice};

pub(super) const ADMIN: Admin = Admin {
    label: "Administración",
    tabs: [
        "Resumen",
        "Usuarios",
        "Invitaciones",
        "Grupos",
        "Aplicaciones",
        "API",
        "Claves",
        "Eventos",
        "Marca",
    ],
    not_for_you: Notice {
        title: "Esta página es solo para la administración",
        message: "Su cuenta no tiene permisos de administración.",
        advice: "Si tiene otra cuenta que sí los tenga, use esa. Si no, consulte a quien administra este servidor.",
    },
    not_sure: Notice {
        title: "Inicie sesión de forma más segura",
        message: "Para administrar hay que iniciar sesión con una llave de acceso o con un segundo factor.",
        advice: "Si todavía no tiene ninguno de los dos, configúrelo en su cuenta, en “Seguridad”. Luego vuelva.",
    },
    sign_in_again: "Volver a iniciar sesión",
    outdated: Notice {
        title: "No se cambió nada",
        message: "Desde que se mostró esta página, otra persona cambió lo mismo, o usted dejó de tener la sesión iniciada.",
        advice: "Abra la página de nuevo y mire qué hay ahora.",
    },
    api: "Ocuparse en su nombre de las cuentas y las aplicaciones de todos, durante cinco minutos",
    overview: super::overview::OVERVIEW,
    people: PEOPLE,
    invitations: INVITATIONS,
    users: Users {
        search: "Nombre, nombre de usuario o dirección",
        search_help: "El comienzo de un nombre, de un nombre de usuario o de una dirección de correo electrónico.",
        search_button: "Buscar",
        none: "No se encontró ningún usuario.",
        more: "Mostrar más",
        administrator: "Con permisos de administración",
        disabled: "Cuenta desactivada",
    },
    user: User {
        added: ("Fecha de creación: ", ""),
        directory: (
            "Procede de ",
            " (SCIM). Lo que cambie aquí puede sobrescribirse desde allí.",
        ),
        disabled: ("Cuenta desactivada el ", ""),
        email_help: "Esta persona puede iniciar sesión con esta dirección. Escriba una solo si sabe que le pertenece.",
        sessions: "Sesiones iniciadas",
        no_sessions: "Esta persona no tiene ninguna sesión iniciada.",
        end_sessions: "Cerrar todas las sesiones de esta persona",
        ends_sessions: Counted {
            zero: "No se cerrará ninguna sesión.",
            one: "Se cerrará una sesión.",
            other: "Se cerrarán {n} sesiones.",
            ..Counted::EMPTY
        },
        ends_apps: Counted {
            zero: "Ninguna aplicación perderá el acceso.",
            one: "Una aplicación perderá el acceso.",
            other: "{n} aplicaciones perderán el acceso.",
            ..Counted::EMPTY
        },
        apps: "Aplicaciones con acceso",
        no_apps: "Esta persona no dio acceso a ninguna aplicación.",
        more_apps: "Hay más de las que se muestran aquí.",
        standing: "Estado de la cuenta",
        disable_lead: "Esta persona no podrá iniciar sesión hasta que usted vuelva a activar la cuenta. Todo lo que las aplicaciones \
                       obtuvieron de ella dejará de funcionar.",
        disable: "Desactivar la cuenta",
        enable_lead: "Esta persona podrá volver a iniciar sesión. Lo que terminó al desactivar la cuenta no se recuperará.",
        enable: "Activar la cuenta",
        remove_lead: "Se eliminarán la cuenta y todo lo que le pertenece. Nadie podrá recuperarla.",
        remove: "Eliminar la cuenta",
        last_administrator: "Es la última persona con permisos de administración que puede iniciar sesión. Primero dé esos permisos a \
                             otra.",
    },
    apps: super::admin_apps::APPS,
    groups: super::admin_more::GROUPS,
    keys: super::admin_more::KEYS,
    events: super::admin_more::EVENTS,
    brand: Brand {
        lead: "Esto es lo que se ve al iniciar sesión. Pruebe otro nombre y otros colores: aquí no se guarda nada.",
        name: "Nombre",
        name_help: "El nombre con el que se conoce este servidor.",
        colors: ["Color", "Fondo"],
        color_help: "Por ejemplo, #1b3a6b. Un color que no se podría leer se oscurece o se aclara, solo lo necesario.",
        bad_color: "Escriba # y seis cifras o letras de la a a la f, por ejemplo #1b3a6b.",
        show: "Probar",
        page: "La página de inicio de sesión",
        pictures: ["De día", "De noche"],
        keep: "Si quiere que se quede así",
        keep_lead: "Escriba esto en BRAND, en edgegrant.jsonc, en lugar de lo que diga allí, y ejecute npm run deploy. En docs/brand.md se explica qué más puede contener BRAND, por ejemplo un logotipo.",
    },
};
