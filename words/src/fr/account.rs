//! French: the account's pages.

use crate::account::{Account, Activity, Apps, Data, Passkey, Password, Profile, Sessions};
use crate::{Counted, Each, Text};

pub(super) const ACCOUNT: Account = Account {
    label: "Votre compte",
    tabs: [
        "Profil",
        "Sécurité",
        "Applications",
        "Activité",
        "Vos données",
    ],
    who: ("Compte connecté : ", ""),
    another: "Utiliser un autre compte",
    sign_out: "Se déconnecter",
    error: "Erreur :",
    stale: "Votre connexion remonte à un certain temps. Pour modifier quelque chose ici, confirmez que c’est bien vous.",
    again: "Confirmer que c’est bien moi",
    open_again: "Rouvrir la page",
    passkey: Passkey {
        heading: "Clés d’accès",
        lead: "Avec une clé d’accès, vous vous connectez avec votre empreinte digitale, votre visage ou le code PIN de votre appareil. Personne ne \
               peut la deviner, ni vous tromper pour l’obtenir.",
        none: "Vous n’avez pas encore de clé d’accès.",
        impossible: "Ce serveur n’a pas de nom de domaine : on ne peut donc pas y utiliser de clés d’accès.",
        added: ("Ajoutée le ", ""),
        used: ("Dernière utilisation le ", ""),
        never_used: "Jamais utilisée",
        backed_up: "Synchronisée entre vos appareils",
        one_device: "Sur un seul appareil",
        elsewhere: "Elle a été créée pour une ancienne adresse de ce serveur et ne fonctionne plus ici.",
        name: "Nom",
        save: "Enregistrer le nom",
        change: "Renommer ou supprimer",
        remove: "Supprimer",
        remove_lead: "Vous ne pourrez plus vous connecter avec cette clé d’accès. Tous les autres navigateurs seront déconnectés, et chaque \
                      application devra vous demander de vous reconnecter.",
        last_way: "C’est votre seul moyen de connexion. Ajoutez-en un autre avant de supprimer cette clé d’accès.",
        add: "Ajouter une clé d’accès",
        add_title: "Ajouter une clé d’accès",
        add_lead: "La prochaine fois, vous vous connecterez avec votre empreinte digitale, votre visage ou le code PIN de votre appareil, sans mot \
                   de passe.",
        usual_name: "Clé d’accès",
        create: "Créer une clé d’accès",
        not_now: "Pas maintenant",
        unable: "Ce navigateur ne peut pas créer de clé d’accès ici. Il est peut-être trop ancien, ou il n’autorise pas les scripts.",
        hint: "Aucune clé d’accès n’a été créée. Réessayez, ou revenez en arrière.",
        there: "Cet appareil a déjà une clé d’accès pour votre compte. Utilisez-la pour vous connecter.",
        full: "Vous avez autant de clés d’accès qu’un compte peut en avoir. Supprimez-en une avant d’en ajouter une autre.",
        failed: "Cette clé d’accès n’a pas pu être ajoutée. Réessayez.",
        bad_name: "Donnez à la clé d’accès un nom de 1 à 100 caractères visibles.",
        not_removed: "Cette clé d’accès n’a pas été supprimée. Elle n’existe peut-être plus, ou c’est votre seul moyen de connexion.",
    },
    password: Password {
        heading: "Mot de passe",
        has: "Vous pouvez vous connecter avec un mot de passe.",
        none: "Vous n’avez pas de mot de passe.",
        off: "Vous avez un mot de passe, mais ici, personne ne peut s’en servir pour se connecter.",
        set_lead: "Avec un nouveau mot de passe, tous les autres navigateurs seront déconnectés, et chaque application devra vous demander de vous \
                   reconnecter.",
        new: "Nouveau mot de passe",
        rules: "Au moins 15 caractères. Quelques mots à la suite conviennent bien.",
        set: "Définir un mot de passe",
        change: "Changer le mot de passe",
        remove_lead: "Vous vous connecterez ensuite d’une autre façon, et aucun code ne vous sera demandé. Tous les autres navigateurs seront \
                      déconnectés, et chaque application devra vous demander de vous reconnecter.",
        remove: "Supprimer le mot de passe",
        not_removed: "Le mot de passe n’a pas été supprimé : vous n’auriez plus aucun moyen de connexion.",
    },
    sessions: Sessions {
        heading: "Vos sessions ouvertes",
        lead: "Si vous n’en reconnaissez pas une, déconnectez-la, puis changez vos moyens de connexion.",
        this: "Ce navigateur",
        since: "Connexion le ",
        seen: ("Dernière activité le ", ""),
        end: "Déconnecter",
        end_others_lead: "Les applications que vous avez autorisées à garder l’accès en votre absence le conservent. Vous pouvez le leur retirer \
                          dans « Applications ».",
        end_others: "Se déconnecter partout ailleurs",
        more: " Vous avez peut-être d’autres sessions que celles affichées ici. « Se déconnecter partout ailleurs » les ferme aussi.",
    },
    profile: Profile {
        lead: "Voici ce que reçoivent les applications que vous autorisez à voir votre profil.",
        name: "Nom",
        name_help: "Le nom sous lequel les applications et les autres personnes vous connaissent.",
        username: "Nom d’utilisateur",
        username_help: "Il peut vous servir à vous connecter. Laissez ce champ vide si vous n’en voulez pas.",
        picture: "Photo de profil",
        picture_help: "L’adresse d’une image sur le Web. Elle commence par https.",
        save: "Enregistrer le profil",
        bad_name: "Un nom a de 1 à 100 caractères visibles, sur une seule ligne.",
        bad_username: "Un nom d’utilisateur a de 1 à 100 caractères visibles, sans espace et sans @. Il ne doit pas être fait de 24 chiffres et \
                       lettres de a à f.",
        bad_picture: "L’adresse d’une image commence par https et a au plus 2 000 caractères.",
        taken: "Ce nom d’utilisateur n’est pas possible : quelqu’un l’a déjà, ou en a un qui lui ressemble, ou bien vous n’auriez plus aucun moyen \
                de connexion. Rien n’a été modifié.",
        not_now: "Les noms d’utilisateur ne peuvent pas être modifiés pour le moment. Adressez-vous aux responsables de ce serveur. Rien n’a été \
                  modifié.",
        starts_heading: "Ouvrir une application",
        starts_lead: "Vous vous connectez à ces applications avec ce compte.",
        heading: "À propos de vous",
        email_heading: "Adresse e-mail",
        email_verified: "{email}. Cette adresse vous permet de vous connecter.",
        email_unverified: "{other}. Cette adresse n’est pas encore confirmée : elle ne vous permet donc pas de vous connecter. {proof}",
        email_both: "{email}. Cette adresse vous permet de vous connecter tant que vous n’avez pas confirmé la nouvelle, {other}. {proof}",
        email_ask: "Demandez aux responsables de ce serveur un lien pour la confirmer.",
        email_mailed: "Ouvrez le lien que nous y avons envoyé. Si rien n’est arrivé, saisissez de nouveau l’adresse : nous enverrons un autre lien.",
        email_none: "Votre compte n’a pas d’adresse e-mail.",
        email: "Nouvelle adresse e-mail",
        email_help: "Elle sera prise en compte dès que vous aurez prouvé qu’elle est à vous.",
        email_save: "Enregistrer l’adresse",
        bad_email: "Ce n’est pas une adresse e-mail.",
    },
    apps: Apps {
        lead: "Ces applications peuvent utiliser votre compte, ou vous y avez déjà accédé avec ce compte.",
        none: "Aucune application ne peut utiliser votre compte.",
        more: "Afficher d’autres applications",
        since: ("Depuis le ", ""),
        last: ("Dernière connexion le ", ""),
        able: "Elle peut :",
        change: "Retirer l’accès",
        revoke_lead: "L’application ne pourra plus utiliser votre compte. Elle devra vous redemander l’autorisation à votre prochaine connexion.",
        revoke: "Retirer l’accès",
    },
    activity: Activity {
        lead: "Voici ce qui s’est passé récemment sur votre compte. Si quelque chose ne vous dit rien, allez dans « Sécurité », supprimez ce qui \
               n’est pas à vous et déconnectez-vous partout.",
        none: "Aucune activité pour le moment.",
        more: "Afficher l’activité plus ancienne",
        times: Counted {
            other: "{n} fois en une heure",
            many: "{n} de fois en une heure",
            ..Counted::EMPTY
        },
        app: ("Application : ", ""),
        address: ("Réseau : ", ""),
        kinds: KINDS,
    },
    data: Data {
        groups_heading: "Groupes",
        groups_lead: "Les responsables de ce serveur vous ont attribué ces groupes. Certaines applications sont réservées à certains groupes. Les \
                      applications autorisées à voir vos groupes voient ceux-ci.",
        download_heading: "Téléchargement",
        download_lead: "Ce fichier contient ce qui est enregistré ici sur vous : profil, clés d’accès, sessions, liens, applications et activité. Il \
                        ne contient aucun mot de passe.",
        incomplete: "Ce fichier ne contient pas tout ce qui est enregistré sur vous. Demandez le reste aux responsables de ce serveur. Pour obtenir \
                     tous vos événements, la commande à exécuter est npm run events -- export --user SUB, où SUB est la valeur de \"sub\" dans ce \
                     fichier.",
        download: "Télécharger mes données",
        delete_heading: "Supprimer votre compte",
        delete_lead: "Votre compte est supprimé tout de suite, avec vos clés d’accès et tout ce qui est enregistré d’autre sur vous. Seule la trace \
                      de ce qui s’est passé est gardée un certain temps. Toutes vos sessions sont fermées. Les applications peuvent garder ce \
                      qu’elles ont appris sur vous. Personne ne peut rétablir le compte.",
        sure: "Oui, supprimer mon compte définitivement",
        delete: "Supprimer mon compte",
        not_sure: "Cochez la case pour supprimer votre compte.",
        not_deleted: "Votre compte n’a pas été supprimé : personne d’autre n’administre ce serveur. Donnez d’abord les droits d’administration à \
                      quelqu’un d’autre.",
    },
};

/// The first of each pair is the word in the log: it stays as it is.
const KINDS: [(Text, Text); 44] = [
    ("user_added", "L’administration a créé votre compte"),
    ("user_changed", "L’administration a modifié votre compte"),
    ("user_disabled", "L’administration a désactivé votre compte"),
    ("user_enabled", "L’administration a réactivé votre compte"),
    (
        "user_signed_out",
        "L’administration a fermé toutes vos sessions",
    ),
    (
        "user_groups_changed",
        "L’administration a modifié vos groupes",
    ),
    (
        "administrator_made",
        "Vous avez reçu les droits d’administration",
    ),
    (
        "administrator_unmade",
        "Vous n’avez plus les droits d’administration",
    ),
    (
        "link_made",
        "L’administration a créé un lien pour votre compte",
    ),
    ("signed_in", "Connexion"),
    (
        "signed_in_unknown_browser",
        "Connexion avec un navigateur inconnu",
    ),
    ("sign_in_failed", "Échec de connexion"),
    (
        "sign_in_refused",
        "Connexion refusée après trop de tentatives",
    ),
    ("signed_out", "Déconnexion"),
    ("allowed", "Vous avez autorisé une application"),
    ("denied", "Vous avez refusé une application"),
    (
        "code_reused",
        "Une application a utilisé deux fois un code et a perdu l’accès",
    ),
    (
        "refresh_token_reused",
        "Une application a utilisé deux fois un jeton et a perdu l’accès",
    ),
    ("revoked", "Une application a rendu son accès"),
    ("passkey_added", "Une clé d’accès a été ajoutée"),
    ("passkey_removed", "Une clé d’accès a été supprimée"),
    ("password_changed", "Le mot de passe a été changé"),
    ("password_removed", "Le mot de passe a été supprimé"),
    (
        "second_factor_added",
        "La double authentification a été activée",
    ),
    (
        "second_factor_removed",
        "La double authentification a été désactivée",
    ),
    (
        "recovery_codes_made",
        "De nouveaux codes de secours ont été créés",
    ),
    ("recovery_code_used", "Connexion avec un code de secours"),
    (
        "device_confirmed",
        "Vous avez confirmé votre connexion sur un autre appareil",
    ),
    (
        "second_factor_failed",
        "Quelqu’un a passé la première étape de connexion, puis saisi un code incorrect",
    ),
    ("profile_changed", "Le profil a été modifié"),
    ("app_revoked", "Vous avez retiré l’accès à une application"),
    ("sessions_ended", "D’autres navigateurs ont été déconnectés"),
    (
        "data_downloaded",
        "Les données du compte ont été téléchargées",
    ),
    ("account_deleted", "Le compte a été supprimé"),
    ("account_made", "Le compte a été créé"),
    (
        "recovered",
        "Un lien de récupération a servi à retrouver l’accès",
    ),
    ("email_verified", "L’adresse e-mail a été confirmée"),
    (
        "recovery_mailed",
        "Un lien de récupération a été envoyé à votre adresse",
    ),
    (
        "code_mailed",
        "Un code de connexion a été envoyé à votre adresse",
    ),
    (
        "disavowed",
        "Vous avez indiqué que ce n’était pas vous, et toutes les sessions de votre compte ont été fermées",
    ),
    ("link_refused", "Un lien a été refusé"),
    (
        "provider_linked",
        "Un compte d’un autre service a été associé comme moyen de connexion",
    ),
    (
        "provider_removed",
        "Un compte d’un autre service a été dissocié",
    ),
    (
        "provider_refused",
        "Une connexion avec un compte d’un autre service a été refusée",
    ),
];
