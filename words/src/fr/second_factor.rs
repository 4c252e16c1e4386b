//! French: the second factor.

use crate::second_factor::SecondFactor;
use crate::{Counted, Each, Headline};

pub(super) const SECOND_FACTOR: SecondFactor = SecondFactor {
    title: ("Saisissez votre code pour accéder à ", ""),
    title_account: "Saisissez votre code",
    heading: "Saisissez votre code",
    lead: "Encore une étape : ouvrez l’application qui affiche vos codes.",
    code: "Code de votre application",
    code_help: "Six chiffres. L’application affiche un nouveau code toutes les 30 secondes.",
    button: "Continuer",
    by_recovery_code: "Utiliser un code de secours",
    recovery_code: "Code de secours",
    recovery_code_help: "16 lettres et chiffres. Chaque code de secours ne sert qu’une fois.",
    another: "Se connecter autrement",
    no_code: "Saisissez les six chiffres qu’affiche votre application.",
    no_recovery_code: "Un code de secours a 16 lettres et chiffres.",
    neither_code: "Saisissez les six chiffres qu’affiche votre application, ou un code de secours.",
    wrong: "Ce code est incorrect ou trop ancien. Saisissez le code qu’affiche votre application en ce moment.",
    used: "Ce code a déjà été utilisé. Attendez que votre application affiche le suivant.",
    wrong_recovery_code: "Ce code de secours est incorrect, ou il a déjà été utilisé. Prenez-en un autre.",
    too_late: "Plus de dix minutes se sont écoulées. Reconnectez-vous.",
    changed: "Le compte a été modifié pendant votre connexion. Reconnectez-vous.",
    too_many: Headline {
        title: "Trop de codes incorrects",
        message: (
            "Trop de codes incorrects ont été essayés pour ce compte. ",
            "",
        ),
        advice: "Vous pouvez encore vous connecter avec une clé d’accès, ou avec l’autre sorte de code : un code de secours à la place de celui de \
                 l’application, ou l’inverse. Si ces essais ne viennent pas de vous, quelqu’un sait franchir votre première étape : changez votre \
                 mot de passe, et vérifiez vos comptes d’autres services.",
    },
    used_title: "Vous avez utilisé un code de secours",
    used_left: Counted {
        zero: "Il ne vous reste aucun code de secours. Créez-en de nouveaux maintenant.",
        one: "Il vous reste un code de secours. Créez-en bientôt de nouveaux.",
        other: "Il vous reste {n} codes de secours.",
        ..Counted::EMPTY
    },
    used_advice: "Si vous n’avez plus l’application qui affiche vos codes, configurez-en une autre, ou désactivez la double authentification dans \
                  « Sécurité ».",
    go_on: "Continuer",
    under_security: "Aller dans « Sécurité »",
    section: "Double authentification",
    off: "Avec la double authentification, personne ne peut se connecter avec votre mot de passe seul : il faut aussi un code d’une application de \
          votre téléphone.",
    on: (
        "Depuis le ",
        ", il faut aussi un code de votre application pour se connecter avec votre mot de passe.",
    ),
    left: Counted {
        zero: " Il ne vous reste aucun code de secours.",
        one: " Il vous reste un code de secours.",
        other: " Il vous reste {n} codes de secours.",
        ..Counted::EMPTY
    },
    turn_on: "Activer",
    another_app: "Configurer une autre application",
    new_codes_lead: "Un code de secours vous permet de vous connecter sans l’application. Les nouveaux remplacent ceux que vous avez.",
    new_codes: "Créer de nouveaux codes de secours",
    turn_off_lead: "Votre mot de passe seul suffira ensuite pour se connecter.",
    turn_off: "Désactiver",
    set_up_title: "Configurer la double authentification",
    set_up_lead: "Ouvrez sur votre téléphone une application de codes à usage unique, ajoutez-y un compte et scannez cette image.",
    picture: "Code QR pour votre application. La clé ci-dessous contient la même chose.",
    by_hand: "Si vous ne pouvez pas la scanner, saisissez cette clé dans l’application :",
    open_app: "Ouvrir l’application sur cet appareil",
    confirm_lead: "Saisissez ensuite le code qu’affiche l’application.",
    confirm_replaces: "Votre application et vos codes de secours actuels cesseront alors de fonctionner.",
    confirm: "Activer",
    not_now: "Pas maintenant",
    not_matching: "Ce code ne correspond pas. Saisissez celui qu’affiche votre application en ce moment. S’il ne correspond pas non plus, réglez \
                   l’horloge de votre téléphone.",
    codes_title: "Vos codes de secours",
    codes_done: "La double authentification est activée.",
    codes_lead: "Si vous perdez l’application, vous pourrez vous connecter avec un code de secours. Chacun ne sert qu’une fois. Imprimez-les ou \
                 notez-les, et gardez-les en lieu sûr : ils ne s’affichent que maintenant.",
    codes_kept: "Je les ai mis en lieu sûr",
    turned_off_by_link: "Cela désactive aussi la double authentification. Vous pourrez la réactiver dans « Sécurité ».",
    asked_by_link: "Votre compte est protégé par la double authentification, et un lien reçu par e-mail ne suffit pas. Il vous faut aussi un code de \
                    votre application ou un code de secours. Si vous n’avez ni l’un ni l’autre, demandez un lien aux responsables de ce serveur.",
    either_code: "Code de votre application, ou code de secours",
    either_code_help: "Six chiffres, ou les 16 lettres et chiffres d’un code de secours.",
};
