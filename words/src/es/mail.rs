//! Spanish, in what is sent by mail and on the pages that offer it.

use crate::Notice;
use crate::joining::Heading;
use crate::mail::{LetterWords, Mail};

pub(super) const MAIL: Mail = Mail {
    lost: "¿No puede iniciar sesión?",
    by_code: "Recibir un código por correo",
    trouble: "En este momento tenemos problemas para enviar correos. Pueden llegar tarde o no llegar. Quien administra este servidor puede \
              verlo.",
    recover: Heading {
        title: "¿No puede iniciar sesión?",
        lead: "Escriba su nombre de usuario o su dirección de correo electrónico. Enviamos un enlace a la dirección de su cuenta. Con él \
               podrá elegir una nueva forma de iniciar sesión.",
    },
    recover_button: "Enviarme un enlace",
    recover_asked: Notice {
        title: "Revise su correo",
        message: "Si existe esa cuenta y tiene una dirección de correo electrónico confirmada, un enlace va en camino a esa dirección. Es \
                  válido durante una hora.",
        advice: "Si no llega ningún correo, mire en la carpeta de correo no deseado. Si tampoco está allí, pida un enlace a quien \
                 administra este servidor.",
    },
    code: Heading {
        title: "Iniciar sesión con un código",
        lead: "Escriba su nombre de usuario o su dirección de correo electrónico. Enviamos un código a la dirección de su cuenta.",
    },
    code_button: "Enviarme un código",
    code_sent: Heading {
        title: "Escriba el código",
        lead: "Si existe esa cuenta, tiene una dirección de correo electrónico confirmada y no tiene segundo factor, un código va en \
               camino a esa dirección. Es válido durante diez minutos, solo en este navegador. Si no llega ningún correo, mire en la \
               carpeta de correo no deseado.",
    },
    code_field: "Código del correo",
    code_hint: "Seis cifras.",
    code_enter: "Iniciar sesión",
    code_again: "Pedir otro código",
    sign_up: Heading {
        title: "Crear una cuenta",
        lead: "Escriba su dirección de correo electrónico. Enviamos un código a esa dirección.",
    },
    sign_up_sent: Heading {
        title: "Escriba el código",
        lead: "Si esta dirección aún no tiene cuenta, un código va en camino a ella. Es válido durante diez minutos, solo en este \
               navegador. Si no llega ningún correo, mire en la carpeta de correo no deseado o inicie sesión: quizá ya tenga una cuenta.",
    },
    sign_up_hint: "Ocho cifras.",
    sign_up_enter: "Continuar",
    sign_up_hosts: (
        "Para crear una cuenta aquí, necesita una dirección de ",
        ".",
    ),
    code_wrong: "Este código no es correcto o ya no funciona. Revíselo o pida otro.",
    empty: "Escriba su nombre de usuario o su dirección de correo electrónico.",
    sign_in: "Volver al inicio de sesión",
    bad_address: "No podemos enviar correos a esta dirección. Use una como nombre@example.com, con letras sin acentos, cifras y los signos \
                  habituales.",
    disavow: Heading {
        title: "¿No fue usted?",
        lead: "Si no fue usted, pulse el botón. Se cerrará la sesión de su cuenta en todas partes, también en las aplicaciones. Después \
               elegirá una nueva forma de iniciar sesión.",
    },
    disavow_button: "No fui yo: cerrar sesión en todas partes",
    dead_disavow: Notice {
        title: "Este enlace ya no funciona",
        message: "Es demasiado antiguo, o después se eligió una nueva forma de iniciar sesión.",
        advice: "Inicie sesión y mire la actividad de su cuenta. Si no puede iniciar sesión, pulse “¿No puede iniciar sesión?” en la \
                 página de inicio de sesión.",
    },
    footer: (
        "Este correo lo envió ",
        ", el servidor donde usted inicia sesión en sus aplicaciones. No responda: nadie lee las respuestas.",
    ),
    verification: LetterWords {
        subject: "Confirme su dirección de correo electrónico",
        lead: (
            "Alguien, probablemente usted, indicó esta dirección para una cuenta en ",
            ".",
        ),
        link: "Confirmar la dirección",
        after: "El enlace es válido durante un día. Si no fue usted, no haga nada: sin su confirmación, nadie puede usar allí esta \
                dirección.",
    },
    recovery: LetterWords {
        subject: "Recupere el acceso a su cuenta",
        lead: (
            "Alguien, probablemente usted, no puede iniciar sesión en ",
            " y pidió este enlace.",
        ),
        link: "Elegir una nueva forma de iniciar sesión",
        after: "El enlace funciona una sola vez, durante una hora. Si no fue usted, no haga nada: no ha cambiado nada. No reenvíe este \
                correo: quien tenga el enlace puede iniciar sesión con su cuenta.",
    },
    sign_in_code: LetterWords {
        subject: "Su código para iniciar sesión",
        lead: ("Este es su código para iniciar sesión en ", ":"),
        link: "",
        after: "Funciona una sola vez, durante diez minutos, y solo en el navegador en el que lo pidió. Si alguien le pide el código, no \
                se lo diga. Si usted no lo pidió, no haga nada.",
    },
    sign_up_code: LetterWords {
        subject: "Su código para crear una cuenta",
        lead: ("Este es su código para crear una cuenta en ", ":"),
        link: "",
        after: "Funciona una sola vez, durante diez minutos, y solo en el navegador en el que lo pidió. Si usted no lo pidió, no haga \
                nada.",
    },
    invitation: LetterWords {
        subject: "Ha recibido una invitación",
        lead: ("Le invitan a crear una cuenta en ", "."),
        link: "Crear su cuenta",
        after: "El enlace funciona una sola vez. Si no sabe de qué se trata, no haga nada.",
    },
    notices: [
        (
            "signed_in_unknown_browser",
            "Alguien inició sesión con un navegador nuevo",
        ),
        ("passkey_added", "Se añadió una llave de acceso"),
        ("passkey_removed", "Se eliminó una llave de acceso"),
        (
            "provider_linked",
            "Se vinculó una cuenta externa para iniciar sesión con ella",
        ),
        (
            "provider_removed",
            "Se eliminó una cuenta externa vinculada",
        ),
        ("password_changed", "Se cambió la contraseña"),
        ("password_removed", "Se eliminó la contraseña"),
        (
            "recovered",
            "Alguien usó un enlace para elegir una nueva forma de iniciar sesión",
        ),
        (
            "email_verified",
            "Se cambió la dirección de correo electrónico",
        ),
        ("second_factor_added", "Se activó un segundo factor"),
        ("second_factor_removed", "Se desactivó el segundo factor"),
        (
            "recovery_code_used",
            "Se usó un código de recuperación en lugar del segundo factor",
        ),
        (
            "device_confirmed",
            "Se confirmó con una llave de acceso un inicio de sesión en otro dispositivo",
        ),
    ],
    notice_lead: ("Esto ocurrió con su cuenta en ", ":"),
    notice_link: "No fui yo",
    notice_after: "Si fue usted, no tiene que hacer nada. Si no, abra el enlace de arriba en un plazo de tres días: así podrá cerrar \
                   sesión en todas partes y elegir una nueva forma de iniciar sesión.",
};
