//! French: the administrators' pages.

use super::people::{INVITATIONS, PEOPLE};
use crate::admin::{Admin, Brand, User, Users};
use crate::{Counted, Each, Notice};

pub(super) const ADMIN: Admin = Admin {
    label: "Administration",
    tabs: [
        "Vue d’ensemble",
        "Comptes",
        "Invitations",
        "Groupes",
        "Applications",
        "API",
        "Clés",
        "Événements",
        "Marque",
    ],
    not_for_you: Notice {
        title: "Cette page est réservée à l’administration",
        message: "Votre compte n’a pas les droits d’administration.",
        advice: "Si vous avez un autre compte, utilisez celui-là. Sinon, adressez-vous aux responsables de ce serveur.",
    },
    not_sure: Notice {
        title: "Connectez-vous de façon plus sûre",
        message: "Pour administrer ce serveur, il faut se connecter avec une clé d’accès ou avec la double authentification.",
        advice: "Si vous n’avez encore ni l’une ni l’autre, configurez l’une des deux dans votre compte, à la page « Sécurité ». Revenez ensuite.",
    },
    sign_in_again: "Se reconnecter",
    outdated: Notice {
        title: "Rien n’a été modifié",
        message: "Depuis que cette page s’est affichée, quelqu’un d’autre a modifié la même chose, ou votre session a été fermée.",
        advice: "Rouvrez la page, et regardez ce qui s’y trouve maintenant.",
    },
    // Unread.
    api: "Gérer en votre nom les comptes et les applications de tout le monde, pendant cinq minutes",
    overview: super::overview::OVERVIEW,
    people: PEOPLE,
    invitations: INVITATIONS,
    users: Users {
        search: "Nom, nom d’utilisateur ou adresse",
        search_help: "Le début d’un nom, d’un nom d’utilisateur ou d’une adresse e-mail.",
        search_button: "Rechercher",
        none: "Aucun compte ne correspond.",
        more: "Afficher la suite",
        administrator: "A les droits d’administration",
        disabled: "Désactivé",
    },
    user: User {
        added: ("Ajouté le ", ""),
        directory: (
            "Provient de ",
            " (SCIM). Ce que vous modifiez ici peut être remplacé depuis cette source.",
        ),
        disabled: ("Désactivé le ", ""),
        email_help: "Cette adresse permet de se connecter. N’en indiquez une ici que si vous savez qu’elle est à cette personne.",
        sessions: "Sessions ouvertes",
        no_sessions: "Cette personne n’a aucune session ouverte.",
        end_sessions: "Déconnecter partout",
        ends_sessions: Counted {
            zero: "Aucune session n’est fermée.",
            one: "Une session est fermée.",
            other: "{n} sessions sont fermées.",
            ..Counted::EMPTY
        },
        ends_apps: Counted {
            zero: "Aucune application ne perd son accès.",
            one: "Une application perd son accès.",
            other: "{n} applications perdent leur accès.",
            ..Counted::EMPTY
        },
        apps: "Applications que cette personne a autorisées",
        no_apps: "Cette personne n’a autorisé aucune application.",
        more_apps: "Il y en a plus que celles affichées ici.",
        standing: "Le compte",
        disable_lead: "Cette personne ne pourra plus se connecter tant que vous n’aurez pas réactivé le compte. Tous les accès qu’elle a donnés aux \
                       applications prennent fin.",
        disable: "Désactiver le compte",
        enable_lead: "Cette personne pourra de nouveau se connecter. Ce qui a pris fin quand le compte a été désactivé ne revient pas.",
        enable: "Réactiver le compte",
        remove_lead: "Le compte et tout ce qui va avec sont supprimés. Personne ne peut les rétablir.",
        remove: "Supprimer le compte",
        last_administrator: "C’est le dernier compte d’administration avec lequel on peut se connecter. Donnez d’abord les droits d’administration à \
                             quelqu’un d’autre.",
    },
    apps: super::admin_apps::APPS,
    groups: super::admin_more::GROUPS,
    keys: super::admin_more::KEYS,
    events: super::admin_more::EVENTS,
    brand: Brand {
        lead: "Voici ce que l’on voit en se connectant. Essayez un autre nom et d’autres couleurs : rien n’est enregistré ici.",
        name: "Nom",
        name_help: "Le nom sous lequel on connaît ce serveur.",
        colors: ["Couleur", "Arrière-plan"],
        color_help: "Par exemple #1b3a6b. Une couleur qui serait illisible est assombrie ou éclaircie, juste ce qu’il faut.",
        bad_color: "Écrivez # et six chiffres ou lettres de a à f, par exemple #1b3a6b.",
        show: "Essayer",
        page: "La page de connexion",
        pictures: ["Le jour", "La nuit"],
        keep: "Si vous voulez que cela reste ainsi",
        keep_lead: "Écrivez ceci dans BRAND, dans edgegrant.jsonc, à la place de ce qui s’y trouve, puis lancez npm run deploy. docs/brand.md dit ce que BRAND peut contenir d’autre, par exemple un logo.",
    },
};
