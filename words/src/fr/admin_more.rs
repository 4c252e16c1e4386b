//! French: the administrators' pages about groups, signing keys and events.

use crate::admin_more::{Events, Groups, Keys};
use crate::{Counted, Each, Text};

pub(super) const GROUPS: Groups = Groups {
    search: "Nom",
    search_help: "Le début du nom d’un groupe.",
    none: "Aucun groupe ne correspond.",
    add_heading: "Ajouter un groupe",
    name: "Nom",
    name_help: "De 1 à 64 caractères : lettres de a à z, chiffres et -._:/@, avec une lettre ou un chiffre au début. Les applications reçoivent ce \
                nom.",
    add: "Ajouter le groupe",
    bad_name: "Le nom d’un groupe a de 1 à 64 caractères : lettres de a à z, chiffres et -._:/@. Il commence par une lettre ou un chiffre.",
    taken: "Il y a déjà un groupe de ce nom, ou d’un nom qui n’en diffère que par les majuscules.",
    always: "Ce groupe existe toujours. Il contient les personnes qui administrent ce serveur, et personne d’autre. Pour donner les droits \
             d’administration à quelqu’un, ouvrez la page de cette personne.",
    members: "Qui en fait partie",
    members_lead: "Si vous retirez une personne, elle perd tout de suite les applications réservées à ce groupe. Les accès qu’elle avait donnés à \
                   ces applications ne reviennent pas si vous l’ajoutez de nouveau.",
    no_members: "Personne ne fait partie de ce groupe.",
    out: "Retirer du groupe",
    user: "Nom d’utilisateur ou adresse",
    user_help: "Celui ou celle qui sert à cette personne à se connecter.",
    join: "Ajouter au groupe",
    no_user: "Personne ne se connecte avec ce nom d’utilisateur ou cette adresse.",
    too_many: "Cette personne est dans 16 groupes, et ne peut pas être dans plus.",
    claims: "Ce que reçoivent les applications sur chaque membre",
    claims_lead: "Ce sont les informations définies dans vos réglages. Une application les reçoit si vous l’avez enregistrée avec un scope qui les \
                  demande.",
    claims_label: "Informations",
    claims_help: "Une par ligne, par exemple plan=pro. Le réglage CLAIM_SCOPES dit lesquelles sont possibles.",
    claims_save: "Enregistrer les informations",
    bad_claims: "Écrivez chaque information une seule fois, sur sa propre ligne, par exemple plan=pro. Le réglage CLAIM_SCOPES doit la définir. Il \
                 peut y en avoir 20, chacune avec une valeur d’au plus 256 octets.",
    rename_lead: "C’est toujours le même groupe, avec les mêmes personnes. Les applications reçoivent dès lors le nouveau nom : modifiez-y les \
                  règles en même temps.",
    rename: "Renommer le groupe",
    apps: "Applications réservées à ce groupe",
    apps_lead: "Seules les personnes de ce groupe peuvent les utiliser, ou celles des autres groupes que vous avez indiqués pour elles.",
    no_apps: "Aucune application n’est réservée à ce groupe.",
    looked: "Cette page a examiné 20 applications réservées à des groupes. Il y en a peut-être d’autres.",
    further: "Chercher plus loin",
    apps_link: "Voir ses applications, ou le supprimer",
    remove_lead: "Plus personne n’en fait partie. Les applications qui lui sont réservées ne s’ouvrent pas à tout le monde : elles restent réservées \
                  à leurs autres groupes, ou à personne. Si vous créez de nouveau un groupe de ce nom, c’est un nouveau groupe.",
    remove: "Supprimer le groupe",
    ends_members: Counted {
        zero: "Il n’a aucun membre.",
        one: "Un membre n’en fait plus partie.",
        other: "{n} membres n’en font plus partie.",
        ..Counted::EMPTY
    },
    ends_apps: Counted {
        zero: "Aucune application ne lui est réservée.",
        one: "Une application n’est plus ouverte à ces membres.",
        other: "{n} applications ne sont plus ouvertes à ces membres.",
        ..Counted::EMPTY
    },
};

pub(super) const KEYS: Keys = Keys {
    lead: "Ce serveur signe des jetons avec ces clés, et s’en occupe lui-même. Cette page vous sert si une clé a été divulguée.",
    none: "Il n’y a pas encore de clé de signature. Le serveur en crée une la première fois que quelqu’un demande ses clés.",
    newest: "Seules les {n} plus récentes sont affichées. Pour les voir toutes, exécutez : npm run keys -- list --remote",
    next: ("Publiée. Elle signera à partir du ", "."),
    since: ("Signe depuis le ", "."),
    until: ("Elle signera jusqu’au ", "."),
    due: ("La suivante prendra le relais vers le ", "."),
    asked: "La suivante sera créée à la prochaine requête que recevra le serveur.",
    signed_until: ("A signé jusqu’au ", "."),
    verifies_until: (
        "Jusqu’au ",
        ", elle sert encore à vérifier ce qu’elle a signé.",
    ),
    known_until: (
        "Elle permet seulement de reconnaître d’anciens jetons d’identité, jusqu’au ",
        ".",
    ),
    revoked: (
        "Révoquée le ",
        ". Rien de ce qu’elle a signé n’est accepté.",
    ),
    rotate_lead: "La clé qui signe en ce moment servira encore à vérifier les jetons qu’elle a signés, jusqu’à ce qu’ils expirent. Personne ne \
                  remarquera le changement.",
    rotate_when: "La clé suivante signera dans {n} minutes environ.",
    rotate: "Changer de clé maintenant",
    change: "Révoquer",
    revoke_lead: "Faites-le si la clé a été divulguée. C’est irréversible. Les sessions restent ouvertes, et les applications reçoivent de nouveaux \
                  jetons dès qu’elles ont relu les clés.",
    revoke_signing: "Faites-le si la clé a été divulguée. C’est irréversible. La clé suivante, ou une nouvelle, signe tout de suite. Les sessions \
                     restent ouvertes, et les applications reçoivent de nouveaux jetons dès qu’elles ont relu les clés.",
    revoke_ends: "Dans les {n} minutes, tous les jetons d’accès et d’identité que cette clé a signés cesseront de fonctionner.",
    revoke: "Révoquer la clé",
};

pub(super) const EVENTS: Events = Events {
    user: "Compte",
    user_help: "Un nom d’utilisateur, une adresse e-mail, ou le sub d’un compte supprimé. Laissez ce champ vide pour voir tout le monde.",
    kind: "Ce qui s’est passé",
    any_kind: "Tout",
    app: "Application (client_id)",
    actor: "Fait par (nom d’utilisateur ou adresse)",
    from: "À partir de ce jour (UTC)",
    to: "Jusqu’à ce jour (UTC)",
    show: "Afficher",
    bad_day: "Écrivez un jour avec l’année, le mois et le jour, par exemple 2026-11-30.",
    none: "Aucun événement ne correspond ici.",
    looked: " {n} événements examinés, jusqu’au {at}. Il y en a de plus anciens.",
    further: "Chercher plus loin dans le passé",
    who: "Compte : ",
    by: "Fait par : ",
    key: ("Clé : ", ""),
    reason: ("Motif : ", ""),
    file: "Téléchargement",
    file_lead: "Les événements que vous avez demandés, du plus ancien au plus récent, dans un fichier avec une ligne JSON pour chacun. Au plus {n} \
                événements sont examinés pour un fichier. S’il y en a plus, la dernière ligne donne l’adresse de la partie suivante.",
    download: "Télécharger ces événements",
    kinds: KINDS,
};

/// The first of each pair is the word in the log: it stays as it is.
const KINDS: [(Text, Text); 42] = [
    ("signed_in", "Connexion"),
    (
        "signed_in_unknown_browser",
        "Connexion avec un navigateur inconnu",
    ),
    ("signed_out", "Déconnexion"),
    ("allowed", "Une application a été autorisée"),
    ("denied", "Une application a été refusée"),
    ("recovery_code_used", "Connexion avec un code de secours"),
    (
        "device_confirmed",
        "Une connexion sur un autre appareil a été confirmée",
    ),
    (
        "second_factor_failed",
        "Code incorrect à la double authentification",
    ),
    ("app_revoked", "L’accès d’une application a été retiré"),
    ("recovery_mailed", "Un lien de récupération a été envoyé"),
    ("code_mailed", "Un code de connexion a été envoyé"),
    (
        "disavowed",
        "« Ce n’était pas moi » : toutes les sessions ont été fermées",
    ),
    (
        "client_registered",
        "Une application s’est enregistrée elle-même",
    ),
    (
        "client_changed",
        "Une application a modifié son enregistrement",
    ),
    (
        "client_removed",
        "Une application a supprimé son enregistrement",
    ),
    ("key_made", "Une clé de signature a été créée"),
    ("sign_up_refused", "Une inscription a été refusée"),
    ("mail_failed", "Un e-mail n’a pas pu être envoyé"),
    ("user_added", "Compte créé par l’administration"),
    ("user_changed", "Compte modifié par l’administration"),
    ("user_disabled", "Compte désactivé par l’administration"),
    ("user_enabled", "Compte réactivé par l’administration"),
    (
        "user_signed_out",
        "Toutes les sessions fermées par l’administration",
    ),
    ("user_removed", "Compte supprimé par l’administration"),
    (
        "user_groups_changed",
        "Groupes modifiés par l’administration",
    ),
    ("administrator_made", "Droits d’administration donnés"),
    ("administrator_unmade", "Droits d’administration retirés"),
    ("link_made", "Un lien a été créé"),
    ("link_withdrawn", "Un lien a été annulé"),
    ("app_added", "Une application a été ajoutée"),
    ("app_changed", "Une application a été modifiée"),
    ("app_removed", "Une application a été supprimée"),
    ("app_blocked", "Une application a été bloquée"),
    ("app_unblocked", "Une application n’est plus bloquée"),
    ("app_vouched_for", "Une application a été approuvée"),
    (
        "app_secret_made",
        "Une application a reçu un nouveau secret",
    ),
    ("group_added", "Un groupe a été ajouté"),
    ("group_changed", "Un groupe a été modifié"),
    ("group_removed", "Un groupe a été supprimé"),
    (
        "key_rotated",
        "La clé de signature suivante a pris le relais",
    ),
    ("key_revoked", "Une clé de signature a été révoquée"),
    (
        "data_downloaded",
        "Téléchargement de ce qui est enregistré sur le compte",
    ),
];
