//! French. Not yet read by somebody who grew up with it.

mod account;
mod admin;
mod admin_apps;
mod admin_more;
mod device;
mod joining;
mod mail;
mod notices;
mod overview;
mod people;
mod provider;
mod second_factor;

use crate::{
    Agent, Around, Consent, Counted, Dates, Each, Footer, FormPost, Home, Login, Logout,
    SelectAccount, SignedOut, Text, Unverified, Wait, Words,
};

/// French.
pub const FR: Words = Words {
    lang: "fr",
    dir: "ltr",
    reference: "Référence :",
    nameless: "Compte sans nom",
    your_account: "Votre compte",
    scopes: [
        ("openid", "Savoir que c’est vous"),
        (
            "profile",
            "Voir votre nom, votre nom d’utilisateur et votre profil",
        ),
        ("email", "Voir votre adresse e-mail"),
        ("address", "Voir votre adresse postale"),
        ("phone", "Voir votre numéro de téléphone"),
        ("groups", "Voir dans quels groupes vous êtes"),
        ("offline_access", "Garder l’accès en votre absence"),
    ],
    claims: CLAIMS,
    agent: Agent {
        unknown: "Navigateur inconnu",
        both: "{browser} sur {system}",
    },
    footer: Footer {
        links: ["Aide", "Conditions d’utilisation", "Confidentialité"],
        ask: "Les responsables de ce serveur peuvent vous aider :",
        of_app: [
            "Site de l’application",
            "Conditions d’utilisation de l’application",
            "Politique de confidentialité de l’application",
        ],
    },
    home: Home {
        title: "Serveur d’autorisation",
        lead: "Ce serveur vous connecte à des applications et vous demande ce qu’elles peuvent faire en votre nom. Elles reçoivent un jeton pour ce \
               que vous avez autorisé, et ne voient jamais de mot de passe.",
        issuer: "Émetteur (issuer)",
        developers: "Pour le développement",
        metadata: "Métadonnées du serveur",
        keys: "Clés de signature",
        you: "Pour vous",
        sign_out: "Se déconnecter",
    },
    unverified: Unverified {
        title: "Cette application n’est pas vérifiée.",
        registered_itself: (
            "Elle s’est enregistrée elle-même, et personne n’a vérifié qui est derrière. Son nom peut être faux. Elle vous enverra vers ",
            ".",
        ),
        described_by: (
            "Tout ce que l’on sait d’elle vient de ",
            ", et personne n’a vérifié qui est derrière. Son nom peut être faux.",
        ),
        careful: "Ne continuez que si vous venez de lancer cette demande vous-même, dans une application en laquelle vous avez confiance.",
    },
    login: LOGIN,
    device: device::DEVICE,
    provider: provider::PROVIDER,
    second_factor: second_factor::SECOND_FACTOR,
    select_account: SelectAccount {
        title: ("Choisissez un compte pour accéder à ", ""),
        heading: "Choisissez un compte",
        lead: ("pour accéder à ", ""),
        lead_stranger: STRANGER,
        another: "Utiliser un autre compte",
    },
    consent: CONSENT,
    joining: joining::JOINING,
    mail: mail::MAIL,
    form_post: FormPost {
        title: "Retour à l’application",
        lead: "Si rien ne se passe, appuyez sur le bouton.",
        button: "Continuer",
    },
    account: account::ACCOUNT,
    admin: admin::ADMIN,
    dates: DATES,
    logout: Logout {
        title: "Se déconnecter ?",
        asked: ("", " demande à fermer votre session ici."),
        asked_stranger: (
            "Une application qui dit s’appeler ",
            " demande à fermer votre session ici.",
        ),
        accounts: "Comptes connectés ici :",
        apps: "Les applications ouvertes à partir d’ici peuvent vous déconnecter aussi. Celles que vous avez autorisées à garder l’accès en votre \
               absence le conservent.",
        next: ("Après la déconnexion, vous continuerez vers ", "."),
        broken: (
            "L’application d’où vous venez a fait une erreur : vous n’y reviendrez pas automatiquement. ",
            "",
        ),
        stay: "Garder ma session ouverte",
        sign_out: "Se déconnecter",
    },
    signed_out: SignedOut {
        title: "Déconnexion réussie",
        others: "D’autres comptes sont encore connectés ici.",
        nobody: "La prochaine fois, vous devrez vous reconnecter ici.",
        next: ("Continuer vers ", ""),
    },
    notices: notices::NOTICES,
    wait: WAIT,
    unproved: notices::UNPROVED,
    bad_logout: notices::BAD_LOGOUT,
    form: notices::FORM,
};

const LOGIN: Login = Login {
    title: ("Connexion pour accéder à ", ""),
    title_account: "Connexion à votre compte",
    lead_account: "pour gérer votre compte",
    title_error: "Erreur : ",
    heading: "Connexion",
    lead: ("pour accéder à ", ""),
    lead_stranger: STRANGER,
    error: "Erreur :",
    username: "Nom d’utilisateur ou adresse e-mail",
    password: "Mot de passe",
    button: "Se connecter",
    passkey: "Se connecter avec une clé d’accès",
    passkey_hint: "Aucune clé d’accès n’a été utilisée. Réessayez, ou connectez-vous autrement.",
    passkey_hint_only: "Aucune clé d’accès n’a été utilisée. Réessayez, ou prenez l’appareil sur lequel se trouve votre clé d’accès.",
    or: "ou",
    passkey_unknown: "Cette clé d’accès n’est pas connue ici, ou elle a été supprimée. Utilisez-en une autre, ou connectez-vous autrement.",
    passkey_again: "Cela n’a pas fonctionné. Réessayez.",
    passkeys_refused: "Les clés d’accès ne peuvent pas être utilisées ici pour le moment. Prévenez les responsables de ce serveur.",
    wrong: "Le nom d’utilisateur ou le mot de passe est incorrect. Vérifiez les deux et réessayez.",
    disabled: "Ce compte est désactivé. Utilisez-en un autre, ou demandez aux responsables de ce serveur de le réactiver.",
    empty: "Saisissez votre nom d’utilisateur et votre mot de passe.",
    too_long: "Ce mot de passe est trop long. Un mot de passe ne peut pas dépasser 1 024 octets.",
    show: "Afficher le mot de passe",
    hide: "Masquer le mot de passe",
    keep: "Garder ma session ouverte sur cet appareil",
    off: "Il faut une clé d’accès pour se connecter ici, et cette page ne peut pas en demander une à votre navigateur. Autorisez les scripts pour ce \
          site, mettez le navigateur à jour, ou prenez un autre appareil.",
    nobody: "Personne ne peut se connecter ici pour le moment. Prévenez les responsables de ce serveur.",
    sign_up: "Créer un compte",
    step_up: "Votre session est déjà ouverte, mais l’application veut une vérification plus poussée de votre identité.",
    needs_passkey: "L’application demande une clé d’accès.",
    needs_two_factors: "L’application demande une clé d’accès, ou un mot de passe et un code affiché par votre téléphone. Un mot de passe seul ne \
                        suffit pas.",
    cannot_yet: "Vous ne pouvez pas encore le faire ?",
    set_up: "Configurez ce qu’il faut dans votre compte, puis revenez.",
    give_up: "Revenir à l’application sans cela",
    no_sign_up: "L’application vous demande de créer un compte. Ici, il faut pour cela une invitation. Si vous avez un compte, connectez-vous.",
};

const STRANGER: Around = ("pour accéder à une application qui dit s’appeler ", "");

const CONSENT: Consent = Consent {
    title: ("", " demande à utiliser votre compte"),
    who: ("Compte connecté : ", ""),
    switch_account: "Ce n’est pas vous ? Utiliser un autre compte",
    sign_out: "Se déconnecter",
    nothing: "Cette application veut seulement savoir que c’est vous.",
    able: "Cette application pourra :",
    remembered: (
        "Si vous autorisez cette application, la question ne vous sera plus posée, sauf si elle demande davantage. Dans tous les cas, vous \
         reviendrez vers ",
        ".",
    ),
    asked_each_time: (
        "N’importe quelle application de votre appareil pourrait se faire passer pour celle-ci. C’est pourquoi la question vous est posée chaque \
         fois. Vous reviendrez vers ",
        ".",
    ),
    not_let_in: ("Vous ne pouvez pas utiliser ", " avec ce compte"),
    not_let_in_advice: "Ici, cette application est réservée à certaines personnes, et ce compte n’en fait pas partie. Si c’est une erreur, \
                        adressez-vous aux responsables de ce serveur.",
    go_back: "Revenir à l’application",
    deny: "Refuser",
    allow: "Autoriser",
};

const DATES: Dates = Dates {
    months: [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    first: "1er",
    day: "{day} {month} {year}",
    moment: "{date} à {hour}:{minute} UTC",
    // A narrow no-break space.
    thousands: "\u{202f}",
};

const WAIT: Wait = Wait {
    seconds: Counted {
        one: "Réessayez dans {n} seconde.",
        other: "Réessayez dans {n} secondes.",
        ..Counted::EMPTY
    },
    minutes: Counted {
        one: "Réessayez dans {n} minute.",
        other: "Réessayez dans {n} minutes.",
        ..Counted::EMPTY
    },
    hours: Counted {
        one: "Réessayez dans {n} heure.",
        other: "Réessayez dans {n} heures.",
        ..Counted::EMPTY
    },
};

/// The first of each pair is the name of the claim: it stays as it is.
const CLAIMS: [(Text, Text); 20] = [
    ("name", "Voir votre nom"),
    ("given_name", "Voir votre prénom"),
    ("family_name", "Voir votre nom de famille"),
    ("middle_name", "Voir votre deuxième prénom"),
    ("nickname", "Voir votre surnom"),
    ("preferred_username", "Voir votre nom d’utilisateur"),
    ("profile", "Voir l’adresse de votre page de profil"),
    ("picture", "Voir votre photo de profil"),
    ("website", "Voir l’adresse de votre site web"),
    ("gender", "Voir votre genre"),
    ("birthdate", "Voir votre date de naissance"),
    ("zoneinfo", "Voir votre fuseau horaire"),
    ("locale", "Voir votre langue"),
    (
        "updated_at",
        "Voir quand votre profil a changé pour la dernière fois",
    ),
    ("email", "Voir votre adresse e-mail"),
    (
        "email_verified",
        "Voir si votre adresse e-mail est confirmée",
    ),
    ("address", "Voir votre adresse postale"),
    ("phone_number", "Voir votre numéro de téléphone"),
    ("groups", "Voir dans quels groupes vous êtes"),
    (
        "phone_number_verified",
        "Voir si votre numéro de téléphone est confirmé",
    ),
];
