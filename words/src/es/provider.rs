//! Spanish, about accounts at other providers.

use crate::joining::Heading;
use crate::provider::Provider;
use crate::{Headline, Notice};

pub(super) const PROVIDER: Provider = Provider {
    button: ("Continuar con ", ""),
    another: "Elegir otra forma",
    failed: (
        "",
        " no respondió como se esperaba. Inténtelo de nuevo dentro de un momento o inicie sesión de otra forma.",
    ),
    denied: (
        "No se inició sesión con ",
        ". Inténtelo de nuevo o inicie sesión de otra forma.",
    ),
    too_long: (
        "La solicitud de la aplicación es demasiado larga para iniciar sesión con ",
        ". Inicie sesión de otra forma.",
    ),
    unknown: (
        "Su cuenta de ",
        " no está vinculada a ninguna cuenta de aquí. Si tiene una cuenta aquí, inicie sesión en ella como hasta ahora y luego vincule la \
         cuenta externa en la página “Seguridad” de su cuenta.",
    ),
    other_host: (
        "No puede crear una cuenta aquí con la dirección que indicó ",
        ". Si tiene una cuenta aquí, inicie sesión en ella como hasta ahora y luego vincule la cuenta externa en la página “Seguridad” de \
         su cuenta.",
    ),
    refused: Headline {
        title: "No funcionó",
        message: ("", ""),
        advice: "No se guardó nada.",
    },
    back: "Volver",
    lost: Notice {
        title: "Empiece de nuevo",
        message: "Este inicio de sesión empezó en otro navegador o en otra pestaña, o hace más de diez minutos, o ya terminó.",
        advice: "Vuelva a la aplicación o a la página de la que venía e inicie sesión allí.",
    },
    joining: Heading {
        title: "Crear una cuenta",
        lead: "A partir de ahora iniciará sesión con esa cuenta. Revise los datos de abajo y corrija lo que no sea correcto.",
    },
    known_by: ("Inició sesión en ", " como ", "."),
    email: (" Su dirección de correo electrónico es ", "."),
    make: "Crear la cuenta",
    name_taken: "Este nombre de usuario o esta dirección ya están en uso, o la cuenta externa ya está vinculada. Si tiene una cuenta aquí, \
                 inicie sesión en ella como hasta ahora y luego vincule la cuenta externa en la página “Seguridad” de su cuenta.",
    sign_out: ("Cerrar sesión también en ", ""),
    no_sign_out: (
        "",
        " no tiene un enlace para cerrar sesión. Ciérrela en las páginas de ese sitio.",
    ),
    not_signed_out: Headline {
        title: "Su sesión sigue iniciada allí",
        message: ("", ""),
        advice: "Aquí no cambió nada.",
    },
    heading: "Cuentas externas",
    lead: "También puede iniciar sesión con una cuenta que tenga en otro sitio.",
    since: ("Vinculada el ", ""),
    gone: "En este momento no se puede iniciar sesión con ella.",
    last_way: "Es su única forma de iniciar sesión. Añada otra antes de eliminarla.",
    link: "Vincular una cuenta",
    remove_lead: "Ya no podrá iniciar sesión con ella. Se cerrará su sesión en todos los demás navegadores, y cada aplicación tendrá que \
                  pedirle que vuelva a iniciar sesión.",
    remove: "Eliminar",
    not_removed: "Esa cuenta no se eliminó. Quizá ya no exista, o quizá sea su única forma de iniciar sesión.",
    taken: ("Esa cuenta de ", " está vinculada a otra cuenta de aquí."),
    full: (
        "Esa cuenta de ",
        " no se vinculó. Ya tiene el máximo de cuentas vinculadas. Elimine una antes de vincular otra.",
    ),
};
