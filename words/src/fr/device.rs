//! French: signing in on one device with the passkey of another.

use crate::device::Device;
use crate::{Ago, Counted, Each, Notice};

pub(super) const DEVICE: Device = Device {
    button: "Utiliser une clé d’accès d’un autre appareil",
    title: "Se connecter avec un autre appareil",
    lead: "Scannez ce code avec l’appareil sur lequel se trouve votre clé d’accès, par exemple votre téléphone.",
    picture: "Code QR avec l’adresse et le code ci-dessous",
    by_hand: (
        "Ou bien, sur l’autre appareil, ouvrez ",
        " et saisissez ce code :",
    ),
    ten_minutes: "Le code est valable dix minutes, et seulement pour ce navigateur. Ne le montrez à personne d’autre.",
    look: "J’ai confirmé",
    not_yet: "Ce n’est pas encore confirmé. Confirmez sur l’appareil où se trouve votre clé d’accès.",
    another: "Se connecter autrement",
    confirmed: ("", " a confirmé cette connexion sur un autre appareil."),
    go_on: ("Continuer avec le compte ", ""),
    not_me: "Ce n’est pas moi",
    code_title: "Se connecter sur un autre appareil",
    code_lead: "Saisissez le code qu’affiche l’autre appareil.",
    code: "Code",
    code_help: "Huit lettres. Les majuscules et les tirets ne comptent pas.",
    code_button: "Continuer",
    code_unknown: "Aucun appareil n’affiche ce code en ce moment. Vérifiez chaque lettre. Un code est valable dix minutes.",
    confirm_title: "Se connecter sur cet autre appareil ?",
    shows: "Code affiché",
    device: "Appareil",
    place: "Lieu",
    nowhere: "Inconnu",
    asked: "Demande faite",
    app: "Pour accéder à",
    ago: Ago {
        now: "À l’instant",
        minutes: Counted {
            one: "Il y a {n} minute",
            other: "Il y a {n} minutes",
            ..Counted::EMPTY
        },
    },
    warning: (
        "Ne confirmez que si vous avez cet appareil sous les yeux, si sa barre d’adresse affiche ",
        " et si la page qui s’y trouve affiche exactement ce code. Si quelqu’un vous a envoyé le code ou un lien, cette personne veut se connecter \
         avec votre compte.",
    ),
    confirm: "Confirmer avec ma clé d’accès",
    deny: "Ce n’est pas mon appareil",
    verify_title: "Autoriser cet autre appareil à utiliser votre compte ?",
    verify_app: "Application",
    verify_warning: "Ne continuez que si vous avez lancé cette demande vous-même, sur un appareil que vous avez sous les yeux et qui affiche \
                     exactement ce code. Si quelqu’un vous a envoyé le code ou un lien, cette personne veut utiliser votre compte.",
    verify: "Se connecter et voir ce qu’il demande",
    approved: Notice {
        title: "Vous pouvez revenir à l’autre appareil",
        message: "Il aura accès à votre compte dans quelques secondes.",
        advice: "Plus tard, dans votre compte, à la page « Applications », vous pourrez voir ce qu’il a le droit de faire et lui retirer cet accès.",
    },
    not_approved: Notice {
        title: "L’autre appareil n’obtient rien",
        message: "Il n’a pas accès à votre compte.",
        advice: "Si quelqu’un vous a envoyé un code ou un lien, ne répondez pas.",
    },
    done: Notice {
        title: "C’est confirmé",
        message: "L’autre appareil peut maintenant se connecter avec votre compte.",
        advice: "Continuez là-bas dans les deux minutes. Plus tard, dans votre compte, à la page « Sécurité », vous pourrez voir vos sessions \
                 ouvertes et les fermer.",
    },
    mistake: "C’était une erreur",
    denied: Notice {
        title: "Personne ne s’est connecté",
        message: "Le code n’est plus valable.",
        advice: "Si quelqu’un vous l’a envoyé, ne répondez pas.",
    },
    over: Notice {
        title: "Ce code n’est plus valable",
        message: "Il a été utilisé ou refusé, ou il est affiché depuis plus de dix minutes. Personne ne vient de se connecter.",
        advice: "Demandez un nouveau code sur l’autre appareil.",
    },
    refused: Notice {
        title: "La connexion n’a pas eu lieu",
        message: "Quelqu’un l’a refusée sur l’autre appareil.",
        advice: "Si ce n’était pas vous, vérifiez que personne d’autre ne peut voir cet écran.",
    },
    expired: Notice {
        title: "Ce code n’est plus valable",
        message: "Un code ne sert qu’une fois. Il est valable dix minutes, puis deux minutes après avoir été confirmé. La connexion n’a pas eu lieu.",
        advice: "Vous pouvez demander un nouveau code.",
    },
    start_again: "Revenir à la connexion",
};
