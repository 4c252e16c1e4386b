//! Spanish: the administrators' first page.

use crate::overview::{Overview, Warnings};

pub(super) const OVERVIEW: Overview = Overview {
    lead: "Qué hace este servidor y qué necesita de usted.",
    needs: "Requiere su atención",
    here: "Este servidor",
    users: "Usuarios",
    administrators: "Con permisos de administración",
    apps: "Aplicaciones",
    storage: "Base de datos",
    version: "Versión de Edgegrant",
    counted: "{n}, según el recuento del {at}",
    not_counted: "Aún no hay recuento. El servidor hace uno cada hora.",
    or_more: "{n} o más",
    megabytes: "{n} MB. El plan gratuito permite {all} MB.",
    charts: [
        "Inicios de sesión",
        "Inicios de sesión fallidos",
        "Límites alcanzados",
    ],
    chart_lead: "{n} en {all} días",
    chart_text: "Una barra por día. La más alta es la del {day}, con {n}.",
    chart_empty: "Una barra por día. Todavía no hay nada que mostrar.",
    days: "Día por día",
    days_lead: "El día empieza a medianoche UTC. Recuento hasta el {at}: el servidor añade cada hora cuando termina.",
    days_none: "Aún no hay recuento. El servidor hace uno cada hora.",
    days_show: "Mostrar los números",
    columns: [
        "Día",
        "Inicios de sesión",
        "Fallidos",
        "Límites",
        "Cuentas nuevas",
        "Aplicaciones nuevas",
    ],
    plan: "Hoy, y lo que permite el plan gratuito",
    plan_lead: "El propio servidor lleva esta cuenta, desde la medianoche UTC. Los números son aproximados y algo más bajos que los \
                reales. Los exactos están en el panel de Cloudflare.",
    plan_of: "{n} de {all}",
    plan_units: [
        "Solicitudes",
        "Filas leídas en D1",
        "Filas escritas en D1",
        "Lecturas en KV",
        "Escrituras en KV",
    ],
    keys: "Claves de firma",
    warnings: Warnings {
        one_administrator: (
            "Solo una persona tiene permisos de administración",
            "Si esa persona pierde su llave de acceso, nadie podrá abrir estas páginas. Dé también esos permisos a otra persona.",
        ),
        registration_open: (
            "Cualquier aplicación puede registrarse por sí sola",
            "Los clientes MCP lo necesitan. Si usted no lo necesita, cambie REGISTRATION a \"closed\" o \"token\".",
        ),
        sign_up_open: (
            "Cualquier persona puede crear una cuenta",
            "Si no lo desea, cambie SIGN_UP a \"closed\" y envíe invitaciones.",
        ),
        sweep_behind: (
            "Los datos antiguos no se eliminan con suficiente rapidez",
            "La tarea diaria no terminó, {n} días seguidos. Busque \"sweep\" en el log y haga que la tarea se ejecute más a menudo: \
             configure crons en edgegrant.jsonc.",
        ),
        no_sweep: (
            "La tarea diaria no se ejecuta",
            "Se ocupa de las claves de firma y elimina los datos antiguos. Vuelva a desplegar y compruebe en el panel de Cloudflare si el \
             Worker tiene sus cron triggers.",
        ),
        mail_fails: (
            "No se pudo enviar correo",
            "El servicio de correo respondió \"{code}\" el {at}. En docs/mail.md se explica qué significa eso y qué hacer.",
        ),
        passkeys_elsewhere: (
            "Nadie puede iniciar sesión con una llave de acceso",
            "Las llaves de acceso son para un host distinto del que indica RP_ID ahora. Devuelva a RP_ID su valor anterior. El apartado \
             “When the host changes” de docs/operate.md explica qué más puede hacer.",
        ),
        secret_previous: (
            "Todavía se acepta el secreto anterior",
            "Elimine EDGEGRANT_SECRET_PREVIOUS cuando ya nada lo necesite. El apartado “Changing the secret” de docs/operate.md explica \
             cuándo.",
        ),
        events_lost: (
            "Aquí faltan algunos eventos",
            "Eventos de hoy que no se pudieron escribir en la base de datos: {n}. Están en el log. Quizá se agotaron las escrituras que su \
             plan permite por día.",
        ),
        strangers: (
            "Los desconocidos alcanzaron su límite de hoy, o casi",
            "Hasta la medianoche UTC se rechazan algunas contraseñas, algunos registros de aplicaciones y algunas cuentas nuevas. Mire en \
             los eventos quién lo intenta. Si son sus propios usuarios, suba STRANGERS_DAILY_LIMIT.",
        ),
        password_alone: (
            "Para entrar en su cuenta basta con la contraseña",
            "Tiene una contraseña, pero no un segundo factor. Configure uno o elimine la contraseña.",
        ),
    },
};
