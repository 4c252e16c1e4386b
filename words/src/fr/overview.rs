//! French: the administrators' first page.

use crate::overview::{Overview, Warnings};

pub(super) const OVERVIEW: Overview = Overview {
    lead: "Ce que fait ce serveur, et ce qu’il attend de vous.",
    needs: "Ce qui demande votre attention",
    here: "Ce serveur",
    users: "Comptes",
    administrators: "Comptes d’administration",
    apps: "Applications",
    storage: "Base de données",
    version: "Version d’Edgegrant",
    counted: "{n} (chiffre du {at})",
    not_counted: "Pas encore de chiffre. Le serveur compte toutes les heures.",
    or_more: "{n} ou plus",
    megabytes: "{n} Mo. L’offre gratuite permet {all} Mo.",
    charts: ["Connexions", "Échecs de connexion", "Limites atteintes"],
    chart_lead: "{n} en {all} jours",
    chart_text: "Une barre par jour. La plus haute est celle du {day}, avec {n}.",
    chart_empty: "Une barre par jour. Il n’y a encore rien à montrer.",
    days: "Jour par jour",
    days_lead: "Un jour commence à minuit UTC. Chiffres jusqu’au {at} : le serveur compte chaque heure une fois qu’elle est passée.",
    days_none: "Rien n’a encore été compté. Le serveur compte toutes les heures.",
    days_show: "Afficher les chiffres",
    columns: [
        "Jour",
        "Connexions",
        "Échecs",
        "Limites",
        "Nouveaux comptes",
        "Nouvelles applications",
    ],
    plan: "Aujourd’hui, et ce que permet l’offre gratuite",
    plan_lead: "Le serveur compte cela lui-même, depuis minuit UTC. Les chiffres sont approximatifs et un peu trop bas. Les chiffres exacts sont \
                dans le tableau de bord de Cloudflare.",
    plan_of: "{n} sur {all}",
    plan_units: [
        "Requêtes",
        "Lignes lues dans D1",
        "Lignes écrites dans D1",
        "Lectures dans KV",
        "Écritures dans KV",
    ],
    keys: "Clés de signature",
    warnings: Warnings {
        one_administrator: (
            "Une seule personne administre ce serveur",
            "Si elle perd sa clé d’accès, plus personne ne pourra ouvrir ces pages. Donnez aussi les droits d’administration à quelqu’un d’autre.",
        ),
        registration_open: (
            "N’importe quelle application peut s’enregistrer elle-même",
            "Les clients MCP en ont besoin. Si vous n’en avez pas besoin, réglez REGISTRATION sur \"closed\" ou \"token\".",
        ),
        sign_up_open: (
            "N’importe qui peut créer un compte",
            "Si vous ne le voulez pas, réglez SIGN_UP sur \"closed\" et envoyez des invitations.",
        ),
        sweep_behind: (
            "Les anciennes données ne sont pas supprimées assez vite",
            "La tâche quotidienne n’est pas allée jusqu’au bout, {n} jours de suite. Cherchez \"sweep\" dans le journal, et exécutez la tâche plus \
             souvent : réglez crons dans edgegrant.jsonc.",
        ),
        no_sweep: (
            "La tâche quotidienne ne s’exécute pas",
            "Elle s’occupe des clés de signature et supprime les anciennes données. Déployez de nouveau, et regardez dans le tableau de bord de \
             Cloudflare si le Worker a ses déclencheurs cron.",
        ),
        mail_fails: (
            "Un e-mail n’a pas pu être envoyé",
            "Le service d’e-mail a répondu \"{code}\" le {at}. docs/mail.md dit ce que cela signifie et ce qu’il faut faire.",
        ),
        passkeys_elsewhere: (
            "Personne ne peut se connecter avec une clé d’accès",
            "Les clés d’accès sont faites pour un autre hôte que celui qu’indique maintenant RP_ID. Remettez RP_ID comme avant. docs/operate.md dit \
             ce que vous pouvez faire d’autre, à la section \"When the host changes\".",
        ),
        secret_previous: (
            "L’ancien secret est encore accepté",
            "Supprimez EDGEGRANT_SECRET_PREVIOUS quand plus rien n’en a besoin. docs/operate.md dit quand, à la section \"Changing the secret\".",
        ),
        events_lost: (
            "Il manque ici des événements",
            "Événements d’aujourd’hui qui n’ont pas pu être écrits dans la base de données : {n}. Ils sont dans le journal. Les écritures que votre \
             offre permet par jour sont peut-être épuisées.",
        ),
        strangers: (
            "Des personnes inconnues ont atteint leur limite du jour, ou presque",
            "Jusqu’à minuit UTC, certains mots de passe, enregistrements d’applications et inscriptions sont refusés. Regardez dans les événements \
             qui essaie. Si ce sont des personnes de chez vous, augmentez STRANGERS_DAILY_LIMIT.",
        ),
        password_alone: (
            "Votre mot de passe seul suffit pour vous connecter",
            "Vous avez un mot de passe, mais pas la double authentification. Activez-la, ou supprimez le mot de passe.",
        ),
    },
};
