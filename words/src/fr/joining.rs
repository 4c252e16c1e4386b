//! French, where people make an account, and where links lead.

use crate::Notice;
use crate::joining::{Heading, Joining};

pub(super) const JOINING: Joining = Joining {
    setup: Heading {
        title: "Configurer ce serveur",
        lead: "Créez le premier compte. C’est le vôtre, et il vous donne les droits d’administration.",
    },
    invitation: Heading {
        title: "Vous avez reçu une invitation",
        lead: "Créez votre compte, et la connexion se fait aussitôt.",
    },
    sign_up: Heading {
        title: "Créer un compte",
        lead: "Il vous servira pour toutes les applications auxquelles on se connecte ici.",
    },
    recovery: Heading {
        title: "Retrouver l’accès",
        lead: "Définissez un nouveau moyen de connexion. Votre session s’ouvre alors ici, et toutes les autres sont fermées, dans les applications \
               aussi.",
    },
    recovery_who: ("Ce lien est pour le compte ", "."),
    former: "Supprimer tous les autres moyens de connexion",
    former_hint: "Sinon, vos autres clés d’accès restent. Votre mot de passe aussi, sauf si vous en définissez un nouveau. Supprimez-les si vous \
                  avez perdu un appareil, ou si quelqu’un d’autre connaît peut-être le mot de passe.",
    verify: Heading {
        title: "Confirmez votre adresse e-mail",
        lead: "Vous pourrez ensuite vous en servir pour vous connecter, et les applications sauront qu’elle est à vous.",
    },
    verify_what: ("Ajouter l’adresse ", ""),
    verify_whose: (
        " au compte ",
        " ? Ne le faites que si l’adresse et le compte sont à vous.",
    ),
    verify_button: "Oui, les deux sont à moi",
    verified: Notice {
        title: "Votre adresse est confirmée",
        message: "Vous pouvez maintenant vous en servir pour vous connecter.",
        advice: "Vous pouvez fermer cette page.",
    },
    verify_taken: Notice {
        title: "Un autre compte a cette adresse",
        message: "Une adresse ne peut appartenir qu’à un seul compte : rien n’a donc été modifié.",
        advice: "Si l’autre compte est aussi à vous, connectez-vous avec celui-là. Sinon, adressez-vous aux responsables de ce serveur.",
    },
    called: "Votre nom (facultatif)",
    username: "Nom d’utilisateur",
    username_optional: "Nom d’utilisateur (facultatif)",
    username_hint: "Un nom pour vous connecter, sans espace.",
    email: "Adresse e-mail (facultatif)",
    email_hint: "Elle vous permettra de vous connecter dès que vous l’aurez confirmée.",
    invited: ("Votre adresse e-mail est ", "."),
    password: "Mot de passe",
    password_hint: "Au moins 15 caractères. Quelques mots de votre choix conviennent bien.",
    passkey: "Continuer avec une clé d’accès",
    passkey_lead: "Une clé d’accès est gardée sur votre appareil. Vous la déverrouillez avec votre empreinte digitale, votre visage ou votre code \
                   PIN, et vous n’avez rien à retenir.",
    by_password: "Utiliser plutôt un mot de passe",
    by_passkey: "Utiliser plutôt une clé d’accès",
    by_password_button: "Continuer avec un mot de passe",
    passkey_name: "Clé d’accès",
    unable: "Cette page a besoin d’un navigateur qui prend en charge les clés d’accès et autorise les scripts. Ouvrez-la dans un autre navigateur.",
    unable_or: "Ce navigateur ne prend pas en charge les clés d’accès, ou ses scripts sont désactivés. Utilisez un mot de passe, ou ouvrez cette \
                page dans un autre navigateur.",
    hint: "Aucune clé d’accès n’a été créée. Réessayez.",
    there: "Cet appareil a déjà une clé d’accès pour ce compte. Prenez un autre appareil.",
    sign_in: "J’ai déjà un compte : me connecter",
    passkey_failed: "La clé d’accès n’a pas pu être ajoutée. Réessayez.",
    bad_name: "Votre nom peut avoir jusqu’à 100 caractères visibles.",
    bad_username: "Ce nom d’utilisateur ne convient pas. Choisissez-en un sans espace et sans @.",
    bad_email: "Ce n’est pas une adresse e-mail.",
    no_username: "Choisissez un nom d’utilisateur : il vous servira à vous connecter, avec votre mot de passe.",
    taken: "Quelqu’un a déjà ce nom d’utilisateur ou cette adresse, ou quelque chose qui lui ressemble. Choisissez autre chose.",
    too_many_passkeys: "Vous avez autant de clés d’accès qu’il est possible d’en avoir. Pour continuer, supprimez tous les autres moyens de \
                        connexion.",
    not_a_person: "Nous n’avons pas pu vérifier que vous n’êtes pas un robot. Réessayez.",
    password_short: "Le mot de passe doit avoir au moins {n} caractères. Quelques mots de votre choix conviennent bien.",
    password_long: "Le mot de passe ne peut pas dépasser {n} caractères.",
    password_common: "Ce mot de passe, ou un autre qui lui ressemble, est parmi les premiers que l’on essaie. Choisissez-en un autre.",
    password_name: "Le mot de passe se compose de votre nom, de votre nom d’utilisateur, de votre adresse e-mail ou du nom de ce serveur. C’est ce \
                    que l’on essaie en premier. Choisissez-en un autre.",
    closed: Notice {
        title: "Il vous faut une invitation",
        message: "Ici, personne ne peut créer de compte sans invitation.",
        advice: "Demandez-en une aux responsables de ce serveur. Si vous avez un compte, revenez à l’application et connectez-vous.",
    },
    disabled: Notice {
        title: "Ce compte est désactivé",
        message: "Personne ne peut s’y connecter : rien n’a donc été modifié.",
        advice: "Demandez aux responsables de ce serveur de le réactiver.",
    },
    dead_setup: Notice {
        title: "Ce lien n’est plus valable",
        message: "Il a été utilisé, il date de plus d’une heure, ou un lien plus récent l’a remplacé.",
        advice: "Si ce serveur est le vôtre, créez un nouveau lien : npm run user -- setup-link",
    },
    set_up: Notice {
        title: "Ce serveur est configuré",
        message: "Quelqu’un administre ou a administré ce serveur : cette page ne donne donc plus ces droits à personne.",
        advice: "Si ce serveur est le vôtre, donnez les droits d’administration à quelqu’un : npm run user -- administrator USERNAME",
    },
    dead_invitation: Notice {
        title: "Cette invitation n’est plus valable",
        message: "Elle a été utilisée, ou elle est trop ancienne.",
        advice: "Si elle vous a servi à créer votre compte, allez dans l’application et connectez-vous. Sinon, demandez une nouvelle invitation.",
    },
    dead_recovery: Notice {
        title: "Ce lien n’est plus valable",
        message: "Il a été utilisé, il est trop ancien, ou un lien plus récent l’a remplacé.",
        advice: "Si vous l’avez utilisé, allez dans l’application et connectez-vous. Sinon, demandez un nouveau lien aux responsables de ce serveur.",
    },
    dead_verification: Notice {
        title: "Ce lien n’est plus valable",
        message: "Il a été utilisé, il est trop ancien, un lien plus récent l’a remplacé, ou l’adresse a changé depuis.",
        advice: "Si votre adresse n’est pas encore confirmée, demandez un nouveau lien.",
    },
};
