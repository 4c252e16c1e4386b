//! French, about accounts at other providers.

use crate::joining::Heading;
use crate::provider::Provider;
use crate::{Headline, Notice};

pub(super) const PROVIDER: Provider = Provider {
    button: ("Continuer avec ", ""),
    another: "Choisir un autre moyen",
    failed: (
        "",
        " n’a pas répondu comme prévu. Réessayez dans un instant, ou connectez-vous autrement.",
    ),
    denied: (
        "La connexion avec ",
        " n’a pas eu lieu. Réessayez, ou connectez-vous autrement.",
    ),
    too_long: (
        "La demande de l’application est trop longue pour une connexion avec ",
        ". Connectez-vous autrement.",
    ),
    unknown: (
        "Votre compte ",
        " n’est associé à aucun compte ici. Si vous avez un compte ici, connectez-vous comme d’habitude, puis associez les deux comptes sur la page \
         « Sécurité » de votre compte.",
    ),
    other_host: (
        "Vous ne pouvez pas créer de compte ici avec l’adresse que nous a donnée ",
        ". Si vous avez un compte ici, connectez-vous comme d’habitude, puis associez les deux comptes sur la page « Sécurité » de votre compte.",
    ),
    refused: Headline {
        title: "Cela n’a pas fonctionné",
        message: ("", ""),
        advice: "Rien n’a été enregistré.",
    },
    back: "Retour",
    lost: Notice {
        title: "Veuillez recommencer",
        message: "Cette connexion a été commencée dans un autre navigateur ou un autre onglet, ou il y a plus de dix minutes, ou elle est déjà \
                  terminée.",
        advice: "Revenez à l’application ou à la page d’où vous venez, et connectez-vous là-bas.",
    },
    joining: Heading {
        title: "Créer un compte",
        lead: "C’est avec ce compte que vous vous connecterez désormais. Vérifiez les champs remplis ci-dessous, et corrigez ce qui est faux.",
    },
    known_by: (
        "Vous venez de vous connecter chez ",
        " avec le compte ",
        ".",
    ),
    email: (" Votre adresse e-mail est ", "."),
    make: "Créer le compte",
    name_taken: "Quelqu’un a déjà ce nom d’utilisateur ou cette adresse, ou le compte de l’autre service est déjà associé. Si vous avez un compte \
                 ici, connectez-vous comme d’habitude, puis associez les deux comptes sur la page « Sécurité » de votre compte.",
    sign_out: ("Se déconnecter aussi chez ", ""),
    no_sign_out: (
        "",
        " n’a pas de lien de déconnexion. Pour vous en déconnecter, allez sur ses propres pages.",
    ),
    not_signed_out: Headline {
        title: "Votre session là-bas est encore ouverte",
        message: ("", ""),
        advice: "Ici, rien n’a changé.",
    },
    heading: "Comptes d’autres services",
    lead: "Vous pouvez aussi vous connecter avec un compte que vous avez ailleurs.",
    since: ("Associé le ", ""),
    gone: "Pour le moment, vous ne pouvez pas vous connecter avec ce compte.",
    last_way: "C’est votre seul moyen de connexion. Ajoutez-en un autre avant de dissocier ce compte.",
    link: "Associer un compte",
    remove_lead: "Vous ne pourrez plus vous connecter avec ce compte. Tous les autres navigateurs seront déconnectés, et chaque application devra \
                  vous demander de vous reconnecter.",
    remove: "Dissocier",
    not_removed: "Ce compte n’a pas été dissocié. Il l’est peut-être déjà, ou c’est votre seul moyen de connexion.",
    taken: ("Ce compte ", " est associé à un autre compte ici."),
    full: (
        "Ce compte ",
        " n’a pas été associé. Vous avez autant de comptes associés qu’il est possible d’en avoir. Dissociez-en un avant d’en associer un autre.",
    ),
};
