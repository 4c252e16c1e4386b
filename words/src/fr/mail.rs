//! French, in what is sent by mail and on the pages that offer it.

use crate::Notice;
use crate::joining::Heading;
use crate::mail::{LetterWords, Mail};

pub(super) const MAIL: Mail = Mail {
    lost: "Impossible de vous connecter ?",
    by_code: "M’envoyer un code par e-mail",
    trouble: "Nous avons du mal à envoyer des e-mails en ce moment. Ils peuvent arriver en retard, ou pas du tout. Les responsables de ce serveur \
              peuvent le voir.",
    recover: Heading {
        title: "Impossible de vous connecter ?",
        lead: "Saisissez votre nom d’utilisateur ou votre adresse e-mail. Nous enverrons un lien à l’adresse e-mail de votre compte. Il vous \
               permettra de définir un nouveau moyen de connexion.",
    },
    recover_button: "M’envoyer un lien",
    recover_asked: Notice {
        title: "Consultez vos e-mails",
        message: "S’il existe un tel compte avec une adresse e-mail confirmée, un lien est en cours d’envoi à cette adresse. Il est valable une \
                  heure.",
        advice: "Si aucun e-mail n’arrive, regardez dans vos courriers indésirables. S’il n’y est pas non plus, demandez un lien aux responsables de \
                 ce serveur.",
    },
    code: Heading {
        title: "Se connecter avec un code",
        lead: "Saisissez votre nom d’utilisateur ou votre adresse e-mail. Nous enverrons un code à l’adresse e-mail de votre compte.",
    },
    code_button: "M’envoyer un code par e-mail",
    code_sent: Heading {
        title: "Saisissez le code",
        lead: "S’il existe un tel compte, avec une adresse e-mail confirmée et sans double authentification, un code est en cours d’envoi à cette \
               adresse. Il est valable dix minutes, dans ce navigateur seulement. Si aucun e-mail n’arrive, regardez dans vos courriers \
               indésirables.",
    },
    code_field: "Code reçu par e-mail",
    code_hint: "Six chiffres.",
    code_enter: "Se connecter",
    code_again: "Demander un nouveau code",
    sign_up: Heading {
        title: "Créer un compte",
        lead: "Saisissez votre adresse e-mail. Nous y enverrons un code.",
    },
    sign_up_sent: Heading {
        title: "Saisissez le code",
        lead: "Si cette adresse n’a pas encore de compte, un code y est en cours d’envoi. Il est valable dix minutes, dans ce navigateur seulement. \
               Si aucun e-mail n’arrive, regardez dans vos courriers indésirables, ou connectez-vous : vous avez peut-être déjà un compte.",
    },
    sign_up_hint: "Huit chiffres.",
    sign_up_enter: "Continuer",
    sign_up_hosts: (
        "Pour créer un compte ici, il vous faut une adresse chez ",
        ".",
    ),
    code_wrong: "Ce code est incorrect, ou il n’est plus valable. Vérifiez-le, ou demandez-en un nouveau.",
    empty: "Saisissez votre nom d’utilisateur ou votre adresse e-mail.",
    sign_in: "Revenir à la connexion",
    bad_address: "Nous ne pouvons pas envoyer d’e-mail à cette adresse. Utilisez-en une comme nom@example.com, avec des lettres sans accent, des \
                  chiffres et les signes habituels.",
    disavow: Heading {
        title: "Ce n’était pas vous ?",
        lead: "Si ce n’était pas vous, appuyez sur le bouton. Il ferme toutes les sessions de votre compte, dans les applications aussi. Vous \
               définirez ensuite un nouveau moyen de connexion.",
    },
    disavow_button: "Ce n’était pas moi : tout déconnecter",
    dead_disavow: Notice {
        title: "Ce lien n’est plus valable",
        message: "Il est trop ancien, ou un nouveau moyen de connexion a été défini depuis.",
        advice: "Connectez-vous et regardez l’activité de votre compte. Si vous n’arrivez pas à vous connecter, appuyez sur « Impossible de vous \
                 connecter ? » sur la page de connexion.",
    },
    footer: (
        "Cet e-mail a été envoyé par ",
        ", qui vous connecte à des applications. Merci de ne pas y répondre : personne ne lit les réponses.",
    ),
    verification: LetterWords {
        subject: "Confirmez votre adresse e-mail",
        lead: (
            "Quelqu’un, sans doute vous, a indiqué cette adresse pour un compte sur ",
            ".",
        ),
        link: "Confirmer l’adresse",
        after: "Le lien est valable un jour. Si ce n’était pas vous, ne faites rien : personne ne peut y utiliser cette adresse sans votre \
                confirmation.",
    },
    recovery: LetterWords {
        subject: "Retrouvez l’accès à votre compte",
        lead: (
            "Quelqu’un, sans doute vous, n’arrive pas à se connecter sur ",
            " et a demandé ce lien.",
        ),
        link: "Définir un nouveau moyen de connexion",
        after: "Le lien ne sert qu’une fois, dans l’heure qui suit. Si ce n’était pas vous, ne faites rien : rien n’a changé. Ne transférez pas cet \
                e-mail : toute personne qui a ce lien peut se connecter à votre compte.",
    },
    sign_in_code: LetterWords {
        subject: "Votre code de connexion",
        lead: ("Voici votre code pour vous connecter sur ", " :"),
        link: "",
        after: "Il ne sert qu’une fois, dans les dix minutes, et seulement dans le navigateur où vous l’avez demandé. Si quelqu’un vous demande ce \
                code, ne le donnez pas. Si vous ne l’avez pas demandé, ne faites rien.",
    },
    sign_up_code: LetterWords {
        subject: "Votre code pour créer un compte",
        lead: ("Voici votre code pour créer un compte sur ", " :"),
        link: "",
        after: "Il ne sert qu’une fois, dans les dix minutes, et seulement dans le navigateur où vous l’avez demandé. Si vous ne l’avez pas demandé, \
                ne faites rien.",
    },
    invitation: LetterWords {
        subject: "Vous avez reçu une invitation",
        lead: ("Vous avez reçu une invitation à créer un compte sur ", "."),
        link: "Créer votre compte",
        after: "Le lien ne sert qu’une fois. Si vous ne savez pas de quoi il s’agit, ne faites rien.",
    },
    notices: [
        (
            "signed_in_unknown_browser",
            "Quelqu’un s’est connecté avec un nouveau navigateur",
        ),
        ("passkey_added", "Une clé d’accès a été ajoutée"),
        ("passkey_removed", "Une clé d’accès a été supprimée"),
        (
            "provider_linked",
            "Un compte d’un autre service a été associé comme moyen de connexion",
        ),
        (
            "provider_removed",
            "Un compte d’un autre service a été dissocié",
        ),
        ("password_changed", "Le mot de passe a été changé"),
        ("password_removed", "Le mot de passe a été supprimé"),
        (
            "recovered",
            "Quelqu’un a utilisé un lien pour définir un nouveau moyen de connexion",
        ),
        ("email_verified", "L’adresse e-mail a été changée"),
        (
            "second_factor_added",
            "La double authentification a été activée",
        ),
        (
            "second_factor_removed",
            "La double authentification a été désactivée",
        ),
        (
            "recovery_code_used",
            "Un code de secours a été utilisé à la place d’un code de l’application",
        ),
        (
            "device_confirmed",
            "Une connexion sur un autre appareil a été confirmée avec une clé d’accès",
        ),
    ],
    notice_lead: ("Voici ce qui s’est passé avec votre compte sur ", " :"),
    notice_link: "Ce n’était pas moi",
    notice_after: "Si c’était vous, vous n’avez rien à faire. Sinon, ouvrez le lien ci-dessus dans les trois jours : vous pourrez fermer toutes les \
                   sessions et définir un nouveau moyen de connexion.",
};
