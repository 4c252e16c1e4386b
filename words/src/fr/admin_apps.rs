//! French: the administrators' pages about apps and APIs.

use crate::admin_apps::{Apis, App, AppForm, Apps, BadLogo};
use crate::{Counted, Each};

pub(super) const APPS: Apps = Apps {
    search: "Nom",
    search_help: "Le début du nom d’une application.",
    none: "Aucune application ne correspond.",
    add: "Ajouter une application",
    by: [
        "Ajoutée par l’administration",
        "S’est enregistrée elle-même",
        "Décrite par un document",
    ],
    first_party: "La vôtre : aucune autorisation n’est demandée",
    blocked: "Bloquée",
    app: APP,
    form: FORM,
    apis: APIS,
};

const APP: App = App {
    added: ("Ici depuis le ", ""),
    blocked: ("Bloquée le ", ""),
    proves: [
        "Prouve son identité avec un secret",
        "Prouve son identité avec un secret",
        "Prouve son identité avec une clé",
        "Ne prouve rien : c’est un client public",
    ],
    returns_to: "Renvoie vers : ",
    scope: "Scopes : ",
    groups: "Réservée à ces groupes : ",
    groups_gone: "Réservée à des groupes qui ont été supprimés : personne ne peut l’utiliser",
    old_secret: ("Le secret précédent est valable jusqu’au ", ""),
    change: "Modifier l’application",
    users: "Qui l’utilise",
    no_users: "Personne ne l’utilise encore.",
    users_show: "Voir qui l’utilise",
    users_counted: Counted {
        zero: "Personne ne l’utilise encore.",
        one: "Une personne l’utilise.",
        other: "{n} personnes l’utilisent.",
        ..Counted::EMPTY
    },
    since: ("Autorisée le ", ""),
    last: ("Dernière connexion le ", ""),
    // Unread: what is about the logo.
    logo: "Logo",
    logo_lead: "Il s’affiche là où l’on se connecte à l’application et là où l’on est invité à donner son accord.",
    logo_file: "Image",
    logo_help: "Un fichier PNG ou WebP sans animation : au plus 64 ko, 2048 pixels de large et 2048 pixels de haut.",
    logo_set: "Définir le logo",
    logo_remove: "Supprimer le logo",
    logo_none: "Choisissez un fichier.",
    bad_logo: BadLogo {
        too_large: "Le fichier dépasse 64 ko. Réduisez-le.",
        other_format: "Le fichier n’est ni PNG ni WebP, quel que soit son nom. Enregistrez l’image dans l’un de ces formats.",
        length: "Le fichier n’est pas complet, ou quelque chose se trouve après sa fin. Enregistrez l’image de nouveau.",
        part: "Une partie du fichier n’est pas conforme à PNG ou à WebP. Enregistrez l’image de nouveau.",
        size: "La largeur et la hauteur de l’image doivent être comprises entre 1 et 2048 pixels.",
        animated: "L’image est animée. Enregistrez-la sans animation.",
    },
    secret: "Son secret",
    secret_lead: "Crée un autre secret, affiché une seule fois. Rien d’autre ne change : les autorisations données et tous les jetons restent.",
    secret_keep: "Le secret précédent",
    secret_keeps: [
        "cesse de fonctionner tout de suite",
        "fonctionne encore un jour",
        "fonctionne encore une semaine",
        "fonctionne encore 30 jours",
    ],
    secret_make: "Créer un nouveau secret",
    secret_kept: "Il y a déjà deux secrets. Mettez fin au précédent tout de suite, ou attendez qu’il expire.",
    once: "Copiez ceci maintenant",
    once_lead: "Ce secret ne s’affiche que cette fois. Seul son hash est enregistré.",
    once_back: "Continuer vers la fiche de l’application",
    standing: "Ce qu’elle a le droit de faire",
    vouch_lead: "Elle devient la vôtre, telle qu’elle est maintenant. L’avertissement « Cette application n’est pas vérifiée » ne s’affiche plus, et \
                 elle ne peut plus changer ce qu’elle dit d’elle-même. Les autorisations données restent.",
    vouch_document_lead: "Elle devient la vôtre, telle qu’elle est maintenant. L’avertissement « Cette application n’est pas vérifiée » ne s’affiche \
                          plus, et son document n’est plus lu : la personne à qui appartient l’adresse de ce document ne peut plus la changer. Les \
                          autorisations données restent.",
    vouch_scope: "Ce qu’elle peut demander",
    vouch_scope_help: "Des scopes séparés par des espaces. Elle ne peut rien demander d’autre.",
    vouch: "Approuver l’application",
    block_lead: "Tant que vous ne la débloquez pas, personne ne peut s’y connecter, et les accès qu’elle a reçus ne fonctionnent pas.",
    block: "Bloquer l’application",
    unblock_lead: "On peut de nouveau s’y connecter, et les accès qu’elle avait avant fonctionnent de nouveau.",
    unblock: "Débloquer l’application",
    remove_lead: "L’application, toutes les autorisations qu’elle a reçues et tous ses jetons d’actualisation disparaissent. Personne ne peut les \
                  rétablir.",
    remove_document_lead: "Toutes les autorisations qu’elle a reçues et tous ses jetons d’actualisation disparaissent. On peut l’autoriser de \
                           nouveau : pour la tenir à l’écart, bloquez-la.",
    remove: "Supprimer l’application",
    ends: Counted {
        zero: "Personne ne l’utilise.",
        one: "Une personne ne pourra plus s’y connecter, et l’application perd ce qu’elle a de cette personne.",
        other: "{n} personnes ne pourront plus s’y connecter, et l’application perd ce qu’elle a de ces personnes.",
        ..Counted::EMPTY
    },
};

const FORM: AppForm = AppForm {
    add_lead: "Une application demande à des personnes de se connecter. Ce que vous ne remplissez pas prend une valeur habituelle.",
    change_lead: "Personne ne perd rien : son secret, les autorisations données et ses jetons restent.",
    known: "Bibliothèque ou produit",
    known_none: "Autre chose",
    known_help: "Si c’est l’un de ceux-ci, son adresse suffit.",
    url: "Adresse de l’application",
    url_help: "Là où on l’ouvre, par exemple https://wiki.example.com.",
    kind: "Type",
    kinds: [
        "Application avec un serveur, qui garde un secret",
        "Application dans un navigateur, sur un téléphone ou un ordinateur, sans secret",
        "Programme auquel personne ne se connecte, avec sa propre clé",
    ],
    fields: [
        (
            "Nom",
            "On le lit quand l’application demande une autorisation.",
        ),
        (
            "URI de redirection",
            "Là où l’on est renvoyé, une par ligne. Elles sont comparées caractère par caractère.",
        ),
        (
            "Scopes",
            "Ceux qu’elle peut demander, séparés par des espaces. La page des API les montre tous.",
        ),
        (
            "Groupes",
            "Un nom par ligne : seules les personnes de ces groupes peuvent l’utiliser. Vide : tout le monde.",
        ),
        ("C’est la vôtre : ne pas demander d’autorisation", ""),
        (
            "URI de redirection après la déconnexion",
            "Là où l’on peut être envoyé après la déconnexion, une par ligne.",
        ),
        (
            "URI de déconnexion (back-channel)",
            "Là où elle est prévenue d’une déconnexion.",
        ),
        (
            "URL de départ",
            "La page de l’application qui commence une connexion. Les pages de compte y renvoient.",
        ),
        (
            "Site",
            "Une page sur l’application, par exemple https://app.example.com. Les personnes qui se connectent voient un lien vers cette page.",
        ),
        ("Conditions d’utilisation", "La page où on peut les lire."),
        (
            "Politique de confidentialité",
            "La page où on peut la lire.",
        ),
        (
            "Clés publiques",
            "Un JSON Web Key Set, pour une application qui signe avec une clé.",
        ),
        (
            "Adresse de ses clés publiques",
            "À la place des clés, si elle les publie.",
        ),
        (
            "Durée de vie des jetons d’accès",
            "Un nombre et s, m, h ou d, par exemple 10m. Vide : comme dans les réglages.",
        ),
        ("Durée de vie des jetons d’identité", ""),
        ("Durée de vie des jetons d’actualisation", ""),
        ("Durée de vie des jetons d’actualisation inutilisés", ""),
        ("Temps permis depuis la connexion", ""),
        (
            "Les jetons d’identité contiennent aussi le nom et l’adresse e-mail",
            "",
        ),
        (
            "Elle reçoit des jetons d’actualisation sans offline_access",
            "",
        ),
        ("Elle doit d’abord déposer ses demandes (PAR)", ""),
        ("Elle doit prouver qu’elle a une clé (DPoP)", ""),
        (
            "Elle peut se passer de PKCE",
            "D’autres peuvent alors utiliser un code volé, sauf si l’application compare le nonce.",
        ),
        (
            "Elle peut aussi se passer du nonce",
            "Plus rien n’empêche alors d’utiliser un code volé.",
        ),
    ],
    save: "Enregistrer",
    bad_name: "Écrivez un nom d’une seule ligne, d’au plus 100 caractères.",
    bad_scope: "Un scope contient un caractère qui n’est pas permis. Séparez les scopes par des espaces.",
    unknown_scope: ("Le scope « ", " » n’est pas défini dans les réglages."),
    unknown_group: ("Il n’y a pas de groupe « ", " »."),
    many_groups: ("Indiquez au plus ", " groupes."),
    two_keys: "Indiquez soit les clés, soit leur adresse.",
    not_public: "Une application sans secret ne peut pas avoir de clés ici : choisissez un autre type.",
};

const APIS: Apis = Apis {
    lead: "Les API qui acceptent des jetons d’accès, telles que les donnent les réglages RESOURCES et CLAIM_SCOPES. Pour en modifier une, modifiez \
           le réglage et déployez.",
    none: "Les réglages n’indiquent aucune API.",
    default_scopes: "Scopes d’une demande qui n’en indique aucun : ",
    own: "Ce serveur lui-même",
    introspects: "Peuvent se renseigner sur ses jetons : ",
};
