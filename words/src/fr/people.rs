//! French: the administrators' pages about one user, and about invitations.

use crate::people::{Invitations, People};
use crate::{Counted, Each};

pub(super) const PEOPLE: People = People {
    pages: ["Cette personne", "Moyens de connexion", "Groupes"],
    yourself: "Vous ne pouvez pas faire cela pour votre propre compte. Quelqu’un d’autre qui administre ce serveur peut le faire.",
    claims: "Ce que reçoivent les applications",
    claims_lead: "Une ligne par information : son nom, un signe égal et sa valeur. Si vous supprimez une ligne, les applications ne reçoivent plus \
                  cette information.",
    standard: "Informations standard",
    standard_help: "Par exemple given_name=Ada, locale=fr ou phone_number=+33 1 99 00 12 34.",
    own: "Informations définies dans vos réglages",
    own_help: " Vos réglages définissent : ",
    claims_save: "Enregistrer les informations",
    bad_standard: (
        "Rien n’a été enregistré. Cette ligne n’est pas une information standard avec une valeur possible : ",
        "",
    ),
    bad_link: (
        "Rien n’a été enregistré. profile, picture et website doivent être des adresses qui commencent par https:// ou http://, pas ceci : ",
        "",
    ),
    bad_own: "Rien n’a été enregistré. Ici, chaque ligne est un nom défini dans le réglage CLAIM_SCOPES, un signe égal et une valeur d’au plus 256 \
              octets. Il y a au plus 20 lignes, et chaque nom une seule fois.",
    sessions_lead: "Déconnecter cette personne ici ferme cette session, et retire aux applications ce qu’elles ne peuvent faire que tant que la session \
                    est ouverte.",
    sessions_unknown: "Beaucoup de ses sessions sont terminées mais pas encore effacées. Elles n’ont donc pas toutes été examinées.",
    end_session: "Déconnecter ici",
    no_passkeys: "Cette personne n’a pas de clé d’accès.",
    second_factor_none: "Cette personne n’a pas activé la double authentification.",
    second_factor_since: ("Elle est activée depuis le ", "."),
    codes_left: Counted {
        zero: "Il ne reste aucun code de secours.",
        one: "Il reste un code de secours.",
        other: "Il reste {n} codes de secours.",
        ..Counted::EMPTY
    },
    second_factor_lead: "Pour une personne qui a perdu l’application et les codes de secours. Ensuite, son mot de passe seul suffit pour se \
                         connecter, jusqu’à ce qu’elle active de nouveau la double authentification.",
    ends_codes: Counted {
        zero: "Les codes de l’application cessent de fonctionner.",
        one: "Les codes de l’application et un code de secours cessent de fonctionner.",
        other: "Les codes de l’application et {n} codes de secours cessent de fonctionner.",
        ..Counted::EMPTY
    },
    second_factor_off: "Désactiver la double authentification",
    no_linked: "Cette personne n’a associé aucun compte.",
    links: "Si cette personne n’arrive plus à se connecter",
    recovery_lead: "Avec un lien de récupération, cette personne définit une nouvelle clé d’accès ou un nouveau mot de passe. Ce lien ne sert qu’une \
                    fois, est valable un jour, et met fin aux liens de récupération précédents. Toute personne qui a ce lien peut se connecter à ce \
                    compte, sans la double authentification. Assurez-vous donc que c’est bien elle qui le demande.",
    recovery_mail_lead: "Un lien envoyé à son adresse est valable une heure, et demande quand même la double authentification.",
    recovery_mail: "Envoyer un lien de récupération par e-mail",
    recovery: "Afficher un lien de récupération",
    verification_lead: "Avec un lien de confirmation, cette personne prouve qu’elle lit les e-mails envoyés à son adresse. Ce lien ne sert qu’une \
                        fois, et il est valable un jour. Envoyez-le à cette adresse, et nulle part ailleurs.",
    verification: "Afficher un lien de confirmation",
    verification_mail: "Envoyer un lien de confirmation par e-mail",
    disabled_first: "Le compte est désactivé. Réactivez-le d’abord.",
    once: "Copiez ce lien maintenant. Il ne sera plus affiché, car seul son hash est enregistré.",
    once_recovery: "Donnez-le à cette personne, et à personne d’autre.",
    once_verification: ("Envoyez-le à ", ", et nulle part ailleurs."),
    once_invitation: "Toute personne qui l’ouvre peut créer un compte.",
    mailed: ("Le lien est en cours d’envoi à ", "."),
    back: "Retour",
    groups: "Groupes de cette personne",
    no_groups: "Cette personne n’est dans aucun groupe.",
    leave: "Retirer du groupe",
    join_lead: "Ajoutez cette personne à un groupe. Les applications reçoivent le nom du groupe, et celles qui lui sont réservées la laissent \
                entrer.",
    group: "Nom du groupe",
    join: "Ajouter au groupe",
    no_group: ("Aucun groupe ne s’appelle ", "."),
    join_administrators: "Les droits d’administration ont leur propre bouton, sur la page des groupes d’une personne.",
    too_many: "Cette personne est dans 16 groupes. Il n’est pas possible d’être dans plus.",
    administrator: "Droits d’administration",
    make_lead: "Avec les droits d’administration, on peut tout faire sur ces pages, et se connecter à n’importe quel compte avec un lien de \
                récupération. Il faut une clé d’accès ou la double authentification.",
    make: "Donner les droits d’administration",
    unmake_lead: "Le compte devient un compte comme les autres. Les applications réservées à l’administration perdent leur accès.",
    unmake: "Retirer les droits d’administration",
    administrators_then: Counted {
        zero: "Plus personne n’administrera alors ce serveur.",
        one: "Une seule personne administrera alors ce serveur.",
        other: "{n} personnes administreront alors ce serveur.",
        ..Counted::EMPTY
    },
};

pub(super) const INVITATIONS: Invitations = Invitations {
    lead: "Une invitation est un lien avec lequel quelqu’un crée un compte. Là où tout le monde peut s’inscrire, personne n’en a besoin.",
    email: "Adresse e-mail",
    email_shown: "Le nouveau compte reçoit cette adresse. Si vous laissez ce champ vide, la personne qui ouvre le lien peut en indiquer une.",
    email_mailed: "Le lien y est envoyé, et le nouveau compte reçoit cette adresse. Si vous laissez ce champ vide, le lien s’affiche ici.",
    groups: "Groupes",
    groups_help: "Leurs noms, séparés par des espaces : 5 au plus. Le nouveau compte sera dans ces groupes.",
    uses: "Nombre de comptes",
    uses_help: "De 1 à 10 000. Avec une adresse, c’est toujours un seul.",
    days: "Nombre de jours",
    invite: "Créer une invitation",
    taken: "Un compte a déjà cette adresse.",
    bad_number: "Un lien sert pour 1 à 10 000 comptes, pendant 1 à 365 jours.",
    too_many_groups: "Indiquez au plus 5 groupes.",
    one_use: "Une invitation avec une adresse ne sert que pour un compte.",
    open: "Liens encore valables",
    none: "Il n’y en a aucun.",
    purposes: [
        ("invitation", "Invitation"),
        ("recovery", "Lien de récupération"),
        ("email_verification", "Lien de confirmation"),
        ("setup", "Lien de configuration"),
    ],
    anybody: "Pour toute personne qui a le lien",
    since: ("Créé le ", ""),
    until: ("Valable jusqu’au ", ""),
    uses_left: Counted {
        other: "Il peut encore servir {n} fois.",
        ..Counted::EMPTY
    },
    withdraw: "Annuler le lien",
    ends_uses: Counted {
        other: "Un lien cesse de fonctionner. Il pouvait encore servir {n} fois.",
        ..Counted::EMPTY
    },
    gone: "Ce lien n’est plus valable.",
    link: "Inviter quelqu’un",
};
