//! Spanish, on the pages that say why there is no other page.

use crate::{BadLogout, Developer, Form, Headline, Notice, Notices, Unproved};

pub(super) const NOTICES: Notices = Notices {
    developer: Developer {
        heading: "Para quien desarrolla la aplicación",
        left_out: ("", " se omite porque "),
        problem: "Qué falla",
    },
    app_mistake: Headline {
        title: "La solicitud de esta aplicación no se puede usar",
        message: ("", ""),
        advice: "Usted no hizo nada mal. Vuelva a la aplicación; si ocurre de nuevo, avise a quien la desarrolla.",
    },
    app_unreadable: ("La solicitud de la aplicación no se puede leer: ", "."),
    blocked_app: Notice {
        title: "Esta aplicación está bloqueada",
        message: "Quien administra este servidor bloqueó la aplicación, así que nadie puede iniciar sesión en ella aquí.",
        advice: "Si la necesita, consulte a quien administra este servidor.",
    },
    too_long: Notice {
        title: "Esta solicitud es demasiado larga",
        message: "La aplicación envió más de lo que necesita cualquier solicitud.",
        advice: "Vuelva a la aplicación y empiece de nuevo. Si ocurre otra vez, avise a quien la desarrolla.",
    },
    foreign_form: Notice {
        title: "Esta página no se puede usar",
        message: "El formulario que envió no pertenece a este inicio de sesión. Quizá se abrió en otro navegador, o su navegador no guarda \
                  cookies.",
        advice: "Vuelva a la aplicación, empiece de nuevo y permita las cookies en este sitio.",
    },
    outdated_form: Notice {
        title: "No se cambió nada",
        message: "La página estuvo abierta demasiado tiempo, o alguien inició sesión en este navegador después de que usted la abriera.",
        advice: "Abra la página de nuevo y repita lo que hizo.",
    },
    unreadable_form: Headline {
        title: "Este formulario no se puede leer",
        message: ("Lo que envió su navegador no se puede usar: ", "."),
        advice: "Vuelva a la aplicación y empiece de nuevo.",
    },
    unencrypted: Notice {
        title: "Este formulario llegó sin protección",
        message: "Su navegador lo envió sin cifrar, así que otros pueden haberlo leído. No se hizo nada con él.",
        advice: "Si contenía una contraseña, cambie esa contraseña. Después vuelva a la aplicación y empiece de nuevo.",
    },
    unavailable: Notice {
        title: "No disponible en este momento",
        message: "Este servidor tiene problemas. Puede intentarlo de nuevo sin riesgo.",
        advice: "Espere un momento antes. Si ocurre otra vez, dé la referencia de abajo a quien administra este servidor.",
    },
    too_many_guesses: Headline {
        title: "Demasiadas contraseñas incorrectas",
        message: (
            "Se probaron demasiadas contraseñas incorrectas con este nombre de usuario o desde esta red. ",
            "",
        ),
        advice: "También puede iniciar sesión con una llave de acceso, o usar un navegador en el que ya haya iniciado sesión aquí.",
    },
    too_many_today: Headline {
        title: "Hoy no es posible en este navegador",
        message: (
            "Hoy se enviaron tantas contraseñas incorrectas a este servidor que no acepta ninguna desde un navegador que sea nuevo aquí. ",
            "",
        ),
        advice: "También puede iniciar sesión con una llave de acceso, o usar un navegador en el que ya haya iniciado sesión aquí.",
    },
    too_many_deeds: Headline {
        title: "Demasiados cambios por ahora",
        message: (
            "Hay un límite de cambios y de descargas de sus datos, y usted lo ha alcanzado. No se cambió nada. ",
            "",
        ),
        advice: "Todavía puede cerrar la sesión en otros navegadores, eliminar una llave de acceso o su contraseña, y eliminar su cuenta.",
    },
    too_many_mails: Headline {
        title: "Demasiados correos por ahora",
        message: (
            "Alguien pidió demasiados correos con este nombre o desde esta red. No se envió ninguno. ",
            "",
        ),
        advice: "Revise su correo: quizá ya le llegó alguno.",
    },
    too_many_requests: Headline {
        title: "Demasiadas solicitudes a la vez",
        message: (
            "En este momento, este servidor recibe más solicitudes de las que puede responder. ",
            "",
        ),
        advice: "Usted no hizo nada mal. Vuelva atrás e inténtelo de nuevo.",
    },
    not_found: Notice {
        title: "Página no encontrada",
        message: "No hay nada en esta dirección.",
        advice: START_AGAIN,
    },
    method_not_allowed: Notice {
        title: "Esta página no se puede abrir así",
        message: "Es solo un paso intermedio, o está pensada para programas.",
        advice: START_AGAIN,
    },
    account_deleted: Notice {
        title: "Su cuenta se eliminó",
        message: "Su sesión se cerró en todas partes.",
        advice: "Puede cerrar esta página.",
    },
    still_signed_in: Notice {
        title: "Su sesión sigue iniciada",
        message: "No cambió nada.",
        advice: "Puede cerrar esta página.",
    },
};

const START_AGAIN: &str = "Vuelva a la aplicación de la que venía y empiece allí de nuevo.";

pub(super) const UNPROVED: Unproved = Unproved {
    client_id_missing: "La aplicación no indicó cuál es (falta client_id).",
    client_id_repeated: "La aplicación envió su client_id más de una vez.",
    client_unknown: "La aplicación no está registrada aquí (su client_id es desconocido).",
    redirect_uri_missing: "La aplicación no indicó adónde volver (falta redirect_uri).",
    redirect_uri_repeated: "La aplicación envió su redirect_uri más de una vez.",
    redirect_uri_unknown: "La aplicación pidió volver a una dirección que no está registrada para ella (su redirect_uri no coincide).",
    request_repeated: "La aplicación envió request o request_uri más de una vez.",
    pushed_request_unknown: "Esta solicitud es demasiado antigua o ya se respondió (su request_uri es desconocido).",
};

pub(super) const BAD_LOGOUT: BadLogout = BadLogout {
    repeated: "La aplicación envió un parámetro más de una vez.",
    hint: "Lo que la aplicación envió como id_token_hint no es un token de ID de este servidor.",
    other_client: "La aplicación envió el id_token_hint de otra aplicación.",
    client_unknown: "La aplicación no está registrada aquí (su client_id es desconocido).",
    client_missing: "La aplicación pidió volver a una dirección, pero no indicó qué aplicación es (falta id_token_hint o client_id).",
    redirect_uri: "La aplicación pidió volver a una dirección que no está registrada para ella (su post_logout_redirect_uri no coincide).",
};

// What these are about is once a word of feminine gender, and once of neuter.
pub(super) const FORM: Form = Form {
    other_type: "no es un formulario",
    too_large: "es demasiado grande",
    broken: "solo llegó una parte",
    repeated: "un campo se envió más de una vez",
    percent_encoding: "después de un % no hay dos cifras hexadecimales",
    not_utf8: "contiene bytes que no son UTF-8",
    nul: "contiene un carácter NUL",
};
