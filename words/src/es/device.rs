//! Spanish: signing in on one device with the passkey of another.

use crate::device::Device;
use crate::{Ago, Counted, Each, Notice};

pub(super) const DEVICE: Device = Device {
    button: "Usar una llave de acceso de otro dispositivo",
    title: "Iniciar sesión con otro dispositivo",
    lead: "Escanee esto con el dispositivo que tiene su llave de acceso; por ejemplo, su teléfono.",
    picture: "Código QR con la dirección y el código de abajo",
    by_hand: ("O abra allí ", " y escriba este código:"),
    ten_minutes: "El código es válido durante diez minutos y solo para este navegador. No se lo muestre a nadie más.",
    look: "Ya lo confirmé",
    not_yet: "Todavía no está confirmado. Confírmelo en el dispositivo que tiene su llave de acceso.",
    another: "Iniciar sesión de otra forma",
    confirmed: ("", " confirmó esto en otro dispositivo."),
    go_on: ("Continuar como ", ""),
    not_me: "Esa no es mi cuenta",
    code_title: "Iniciar sesión en otro dispositivo",
    code_lead: "Escriba el código que muestra el otro dispositivo.",
    code: "Código",
    code_help: "Ocho letras. Las mayúsculas y los guiones no importan.",
    code_button: "Continuar",
    code_unknown: "Ningún dispositivo muestra este código ahora. Revise cada letra. Un código es válido durante diez minutos.",
    confirm_title: "¿Iniciar sesión en este otro dispositivo?",
    shows: "Muestra el código",
    device: "Dispositivo",
    place: "Lugar",
    nowhere: "Desconocido",
    asked: "Solicitado",
    app: "Inicia sesión en",
    ago: Ago {
        now: "Hace un momento",
        minutes: Counted {
            one: "Hace un minuto",
            other: "Hace {n} minutos",
            ..Counted::EMPTY
        },
    },
    warning: (
        "Confirme solo si tiene ese dispositivo delante, si en su barra de direcciones aparece ",
        " y si la página muestra exactamente este código. Si alguien le envió el código o un enlace, esa persona quiere iniciar sesión \
         haciéndose pasar por usted.",
    ),
    confirm: "Confirmar con mi llave de acceso",
    deny: "Este no es mi dispositivo",
    verify_title: "¿Permitir que este otro dispositivo use su cuenta?",
    verify_app: "Aplicación",
    verify_warning: "Continúe solo si usted empezó esto, en un dispositivo que tiene delante y que muestra exactamente este código. Si \
                     alguien le envió el código o un enlace, esa persona quiere usar su cuenta.",
    verify: "Iniciar sesión y ver qué pide",
    approved: Notice {
        title: "Puede volver al otro dispositivo",
        message: "En unos segundos, ese dispositivo tendrá acceso a su cuenta.",
        advice: "Más adelante puede ver qué puede hacer ese dispositivo, y retirarle el acceso, en “Aplicaciones”, dentro de su cuenta.",
    },
    not_approved: Notice {
        title: "El otro dispositivo no recibe nada",
        message: "Ese dispositivo no tiene acceso a su cuenta.",
        advice: "Si alguien le envió un código o un enlace, no responda.",
    },
    done: Notice {
        title: "Confirmado",
        message: "Ahora se puede iniciar sesión con su cuenta en el otro dispositivo.",
        advice: "Continúe allí antes de que pasen dos minutos. Más adelante puede ver dónde tiene la sesión iniciada, y cerrarla, en \
                 “Seguridad”, dentro de su cuenta.",
    },
    mistake: "Fue un error",
    denied: Notice {
        title: "No se inició ninguna sesión",
        message: "El código ya no funciona.",
        advice: "Si alguien se lo envió, no responda.",
    },
    over: Notice {
        title: "Este código ya no funciona",
        message: "Se usó, se rechazó o se mostró hace más de diez minutos. Nadie acaba de iniciar sesión.",
        advice: "Pida un código nuevo en el otro dispositivo.",
    },
    refused: Notice {
        title: "No ha iniciado sesión",
        message: "Alguien rechazó esto en el otro dispositivo.",
        advice: "Si no fue usted, compruebe que nadie más pueda ver esta pantalla.",
    },
    expired: Notice {
        title: "Este código ya no funciona",
        message: "Un código es válido durante diez minutos, una sola vez, y durante dos minutos después de confirmarlo. No ha iniciado \
                  sesión.",
        advice: "Puede pedir un código nuevo.",
    },
    start_again: "Volver al inicio de sesión",
};
