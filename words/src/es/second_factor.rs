//! Spanish: the second factor.

use crate::second_factor::SecondFactor;
use crate::{Counted, Each, Headline};

pub(super) const SECOND_FACTOR: SecondFactor = SecondFactor {
    title: ("Escriba su código para continuar en ", ""),
    title_account: "Escriba su código",
    heading: "Escriba su código",
    lead: "Un paso más: abra la aplicación que muestra sus códigos.",
    code: "Código de su aplicación",
    code_help: "Seis cifras. La aplicación muestra un código nuevo cada 30 segundos.",
    button: "Continuar",
    by_recovery_code: "Usar un código de recuperación",
    recovery_code: "Código de recuperación",
    recovery_code_help: "16 letras y cifras. Cada código de recuperación funciona una sola vez.",
    another: "Iniciar sesión de otra forma",
    no_code: "Escriba las seis cifras que muestra su aplicación.",
    no_recovery_code: "Un código de recuperación tiene 16 letras y cifras.",
    neither_code: "Escriba las seis cifras que muestra su aplicación, o un código de recuperación.",
    wrong: "Ese código no es correcto o es demasiado antiguo. Escriba el que su aplicación muestra ahora.",
    used: "Ese código ya se usó. Espere a que su aplicación muestre el siguiente.",
    wrong_recovery_code: "Ese código de recuperación no es correcto o ya se usó. Use otro.",
    too_late: "Pasaron más de diez minutos. Vuelva a iniciar sesión.",
    changed: "La cuenta cambió mientras usted iniciaba sesión. Vuelva a iniciar sesión.",
    too_many: Headline {
        title: "Demasiados códigos incorrectos",
        message: (
            "Se probaron demasiados códigos incorrectos para esta cuenta. ",
            "",
        ),
        advice: "Todavía puede iniciar sesión con una llave de acceso, o con el otro tipo de código: uno de recuperación en lugar del de \
                 la aplicación, o el de la aplicación en lugar de uno de recuperación. Si no fue usted quien lo intentó, alguien puede \
                 superar el primer paso: cambie su contraseña y revise sus cuentas externas.",
    },
    used_title: "Ha usado un código de recuperación",
    used_left: Counted {
        zero: "No le queda ningún código de recuperación. Cree códigos nuevos ahora.",
        one: "Le queda un código de recuperación. Cree códigos nuevos pronto.",
        other: "Le quedan {n} códigos de recuperación.",
        ..Counted::EMPTY
    },
    used_advice: "Si ya no tiene la aplicación que muestra sus códigos, configure otra o desactive el segundo factor en “Seguridad”.",
    go_on: "Continuar",
    under_security: "Ir a “Seguridad”",
    section: "Segundo factor",
    off: "Con un segundo factor, nadie puede iniciar sesión solo con su contraseña: también hace falta un código de una aplicación de su \
          teléfono.",
    on: (
        "Desde el ",
        ", para iniciar sesión con su contraseña también hace falta un código de su aplicación.",
    ),
    left: Counted {
        zero: " No le queda ningún código de recuperación.",
        one: " Le queda un código de recuperación.",
        other: " Le quedan {n} códigos de recuperación.",
        ..Counted::EMPTY
    },
    turn_on: "Activar",
    another_app: "Configurar otra aplicación",
    new_codes_lead: "Con un código de recuperación puede iniciar sesión sin la aplicación. Los nuevos sustituyen a los que tiene.",
    new_codes: "Crear códigos de recuperación nuevos",
    turn_off_lead: "A partir de entonces bastará con su contraseña para iniciar sesión.",
    turn_off: "Desactivar",
    set_up_title: "Configurar un segundo factor",
    set_up_lead: "Abra en su teléfono una aplicación de códigos de un solo uso, añada allí una cuenta y escanee esta imagen.",
    picture: "Código QR para su aplicación. La clave de abajo dice lo mismo.",
    by_hand: "Si no puede escanearlo, escriba esta clave en la aplicación:",
    open_app: "Abrir la aplicación en este dispositivo",
    confirm_lead: "Después escriba el código que muestra la aplicación.",
    confirm_replaces: "Entonces su aplicación anterior y sus códigos de recuperación anteriores dejarán de funcionar.",
    confirm: "Activar",
    not_now: "Ahora no",
    not_matching: "Ese código no coincide. Escriba el que su aplicación muestra ahora. Si tampoco coincide, ponga en hora el reloj de su \
                   teléfono.",
    codes_title: "Sus códigos de recuperación",
    codes_done: "Su segundo factor está activado.",
    codes_lead: "Si pierde la aplicación, puede iniciar sesión con un código de recuperación. Cada uno funciona una sola vez. Imprímalos o \
                 anótelos y guárdelos en un lugar seguro: solo se muestran ahora.",
    codes_kept: "Ya los guardé",
    turned_off_by_link: "Esto también desactiva su segundo factor. Puede volver a activarlo en “Seguridad”.",
    asked_by_link: "Su cuenta tiene un segundo factor, y no basta con un enlace recibido por correo. También necesita un código de su \
                    aplicación o un código de recuperación. Si no tiene ninguno, pida un enlace a quien administra este servidor.",
    either_code: "Código de su aplicación, o código de recuperación",
    either_code_help: "Seis cifras, o las 16 letras y cifras de un código de recuperación.",
};
