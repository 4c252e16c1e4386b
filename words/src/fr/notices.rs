//! French, on the pages that say why there is no other page.

use crate::{BadLogout, Developer, Form, Headline, Notice, Notices, Unproved};

pub(super) const NOTICES: Notices = Notices {
    developer: Developer {
        heading: "Pour l’équipe qui développe l’application",
        left_out: ("L’URI ", " est ignorée : "),
        problem: "Ce qui ne va pas",
    },
    app_mistake: Headline {
        title: "La demande de cette application ne peut pas être utilisée",
        message: ("", ""),
        advice: "Vous n’y êtes pour rien. Revenez à l’application. Si cela se reproduit, prévenez l’équipe qui la développe.",
    },
    app_unreadable: ("La demande de l’application est illisible : ", "."),
    blocked_app: Notice {
        title: "Cette application est bloquée",
        message: "Les responsables de ce serveur ont bloqué cette application : personne ne peut s’y connecter ici.",
        advice: "Si vous en avez besoin, adressez-vous aux responsables de ce serveur.",
    },
    too_long: Notice {
        title: "Cette demande est trop longue",
        message: "L’application a envoyé plus qu’il n’en faut pour une demande.",
        advice: "Revenez à l’application et recommencez. Si cela se reproduit, prévenez l’équipe qui la développe.",
    },
    foreign_form: Notice {
        title: "Cette page ne peut pas être utilisée",
        message: "Le formulaire que vous avez envoyé ne correspond pas à cette connexion. Il a peut-être été ouvert dans un autre navigateur, ou \
                  votre navigateur ne garde pas les cookies.",
        advice: "Revenez à l’application, recommencez, et autorisez les cookies pour ce site.",
    },
    outdated_form: Notice {
        title: "Rien n’a été modifié",
        message: "La page est restée ouverte trop longtemps, ou quelqu’un s’est connecté entre-temps dans ce navigateur.",
        advice: "Rouvrez la page et refaites ce que vous vouliez faire.",
    },
    unreadable_form: Headline {
        title: "Ce formulaire est illisible",
        message: (
            "Ce que votre navigateur a envoyé ne peut pas être utilisé : ",
            ".",
        ),
        advice: "Revenez à l’application et recommencez.",
    },
    unencrypted: Notice {
        title: "Ce formulaire est arrivé sans protection",
        message: "Votre navigateur l’a envoyé sans chiffrement : d’autres ont pu le lire. Il n’a pas été pris en compte.",
        advice: "S’il contenait un mot de passe, changez ce mot de passe. Revenez ensuite à l’application et recommencez.",
    },
    unavailable: Notice {
        title: "Indisponible pour le moment",
        message: "Ce serveur a des difficultés. Vous pouvez réessayer sans risque.",
        advice: "Attendez d’abord un instant. Si cela se reproduit, donnez la référence ci-dessous aux responsables de ce serveur.",
    },
    too_many_guesses: Headline {
        title: "Trop de mots de passe incorrects",
        message: (
            "Trop de mots de passe incorrects ont été essayés avec ce nom d’utilisateur, ou depuis ce réseau. ",
            "",
        ),
        advice: "Vous pouvez aussi vous connecter avec une clé d’accès, ou dans un navigateur qui vous a déjà servi à vous connecter ici.",
    },
    too_many_today: Headline {
        title: "Pas dans ce navigateur aujourd’hui",
        message: (
            "Ce serveur a reçu aujourd’hui tant de mots de passe incorrects qu’il n’accepte plus aucun mot de passe d’un navigateur encore inconnu \
             ici. ",
            "",
        ),
        advice: "Vous pouvez aussi vous connecter avec une clé d’accès, ou dans un navigateur qui vous a déjà servi à vous connecter ici.",
    },
    too_many_deeds: Headline {
        title: "Trop de modifications pour le moment",
        message: (
            "Le nombre de fois où vous pouvez modifier quelque chose ici ou télécharger vos données est limité, et vous avez atteint la limite. Rien \
             n’a été modifié. ",
            "",
        ),
        advice: "Vous pouvez encore déconnecter d’autres navigateurs, supprimer une clé d’accès ou votre mot de passe, et supprimer votre compte.",
    },
    too_many_mails: Headline {
        title: "Trop d’e-mails pour le moment",
        message: (
            "Quelqu’un a demandé trop d’e-mails avec ce nom ou depuis ce réseau. Aucun e-mail n’a été envoyé. ",
            "",
        ),
        advice: "Consultez vos e-mails : il en est peut-être déjà arrivé un.",
    },
    too_many_requests: Headline {
        title: "Trop de demandes à la fois",
        message: (
            "Ce serveur reçoit en ce moment plus de demandes qu’il ne peut en traiter. ",
            "",
        ),
        advice: "Vous n’y êtes pour rien. Revenez en arrière et réessayez.",
    },
    not_found: Notice {
        title: "Page introuvable",
        message: "Il n’y a rien à cette adresse.",
        advice: START_AGAIN,
    },
    method_not_allowed: Notice {
        title: "Cette page ne peut pas être ouverte ainsi",
        message: "Ce n’est qu’une étape intermédiaire, ou elle est destinée à des programmes.",
        advice: START_AGAIN,
    },
    account_deleted: Notice {
        title: "Votre compte est supprimé",
        message: "Toutes vos sessions sont fermées.",
        advice: "Vous pouvez fermer cette page.",
    },
    still_signed_in: Notice {
        title: "Votre session est toujours ouverte",
        message: "Rien n’a changé.",
        advice: "Vous pouvez fermer cette page.",
    },
};

const START_AGAIN: &str = "Revenez à l’application d’où vous venez et recommencez là-bas.";

pub(super) const UNPROVED: Unproved = Unproved {
    client_id_missing: "L’application n’a pas dit qui elle est (il manque client_id).",
    client_id_repeated: "L’application a envoyé son client_id plus d’une fois.",
    client_unknown: "L’application n’est pas enregistrée ici (son client_id est inconnu).",
    redirect_uri_missing: "L’application n’a pas dit où revenir (il manque redirect_uri).",
    redirect_uri_repeated: "L’application a envoyé sa redirect_uri plus d’une fois.",
    redirect_uri_unknown: "L’application a demandé à revenir à une adresse qui n’est pas enregistrée pour elle (sa redirect_uri ne correspond pas).",
    request_repeated: "L’application a envoyé request ou request_uri plus d’une fois.",
    pushed_request_unknown: "Cette demande est trop ancienne, ou elle a déjà reçu une réponse (sa request_uri est inconnue).",
};

pub(super) const BAD_LOGOUT: BadLogout = BadLogout {
    repeated: "L’application a envoyé un paramètre plus d’une fois.",
    hint: "Ce que l’application a envoyé comme id_token_hint n’est pas un jeton d’identité de ce serveur.",
    other_client: "L’application a envoyé l’id_token_hint d’une autre application.",
    client_unknown: "L’application n’est pas enregistrée ici (son client_id est inconnu).",
    client_missing: "L’application a demandé à revenir à une adresse, mais n’a pas dit qui elle est (il manque id_token_hint ou client_id).",
    redirect_uri: "L’application a demandé à revenir à une adresse qui n’est pas enregistrée pour elle (sa post_logout_redirect_uri ne correspond \
                   pas).",
};

pub(super) const FORM: Form = Form {
    other_type: "ce n’est pas un formulaire",
    too_large: "c’est trop volumineux",
    broken: "tout n’est pas arrivé",
    repeated: "un champ a été envoyé plus d’une fois",
    percent_encoding: "un % n’y est pas suivi de deux chiffres hexadécimaux",
    not_utf8: "on y trouve des octets qui ne sont pas de l’UTF-8",
    nul: "on y trouve un caractère NUL",
};
