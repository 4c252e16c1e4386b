//! Hebrew. Not yet read by somebody who grew up with it.

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

/// Hebrew.
pub const HE: Words = Words {
    lang: "he",
    dir: "rtl",
    reference: "מזהה הפנייה:",
    nameless: "חשבון ללא שם",
    your_account: "החשבון שלך",
    scopes: [
        ("openid", "לדעת שמדובר בך"),
        ("profile", "לראות את השם, שם המשתמש והפרופיל שלך"),
        ("email", "לראות את כתובת האימייל שלך"),
        ("address", "לראות את הכתובת הפיזית שלך"),
        ("phone", "לראות את מספר הטלפון שלך"),
        ("groups", "לראות באילו קבוצות החשבון שלך נמצא"),
        ("offline_access", "להישאר מחוברת גם כשלא משתמשים בה"),
    ],
    claims: CLAIMS,
    agent: Agent {
        unknown: "דפדפן לא מוכר",
        // A mark of direction, so that it is from right to left although a name comes first.
        both: "\u{200f}{browser} ב־{system}",
    },
    footer: Footer {
        links: ["עזרה", "תנאי שימוש", "פרטיות"],
        ask: "מפעילי השרת יכולים לעזור:",
        of_app: [
            "אתר האפליקציה",
            "תנאי השימוש של האפליקציה",
            "מדיניות הפרטיות של האפליקציה",
        ],
    },
    home: Home {
        title: "שרת הרשאות",
        lead: "דרך השרת הזה אנשים מתחברים לאפליקציות ומחליטים מה מותר לאפליקציה לעשות בשמם. האפליקציה מקבלת אסימון למה שאושר, \
               ואף פעם לא רואה סיסמה.",
        issuer: "מנפיק (issuer)",
        developers: "למפתחים",
        metadata: "מטא־נתונים של השרת",
        keys: "מפתחות חתימה",
        you: "בשבילך",
        sign_out: "התנתקות",
    },
    unverified: Unverified {
        title: "האפליקציה הזאת לא אומתה.",
        registered_itself: (
            "היא נרשמה בעצמה, ואף אחד לא בדק מי מפעיל אותה. השם שלה עלול להיות מזויף. היא תעביר אותך אל ",
            ".",
        ),
        described_by: (
            "כל מה שידוע עליה מגיע מהאתר ",
            ", ואף אחד לא בדק מי מפעיל אותה. השם שלה עלול להיות מזויף.",
        ),
        careful: "יש להמשיך רק אם התחלת את זה בעצמך ממש עכשיו, באפליקציה שיש לך אמון בה.",
    },
    login: LOGIN,
    device: device::DEVICE,
    provider: provider::PROVIDER,
    second_factor: second_factor::SECOND_FACTOR,
    select_account: SelectAccount {
        title: ("בחירת חשבון והמשך אל ", ""),
        heading: "בחירת חשבון",
        lead: ("כדי להמשיך אל ", ""),
        lead_stranger: STRANGER,
        another: "שימוש בחשבון אחר",
    },
    consent: CONSENT,
    joining: joining::JOINING,
    mail: mail::MAIL,
    form_post: FormPost {
        title: "חזרה לאפליקציה",
        lead: "אם לא קורה דבר, יש ללחוץ על הכפתור.",
        button: "המשך",
    },
    account: account::ACCOUNT,
    admin: admin::ADMIN,
    dates: DATES,
    logout: Logout {
        title: "להתנתק?",
        asked: ("האפליקציה ", " מבקשת לנתק אותך מהשרת הזה."),
        asked_stranger: ("אפליקציה שקוראת לעצמה ", " מבקשת לנתק אותך מהשרת הזה."),
        accounts: "החשבונות המחוברים כאן:",
        apps: "ייתכן שהחשבון ינותק גם מאפליקציות שהתחברת אליהן מכאן. אפליקציות שהרשית להן להישאר מחוברות ישמרו את מה שאישרת להן.",
        next: ("אחרי ההתנתקות נעביר אותך אל ", "."),
        broken: (
            "האפליקציה שהפנתה אותך לכאן טעתה בבקשה שלה, ולכן לא נחזיר אותך אליה. ",
            "",
        ),
        stay: "להישאר בחשבון",
        sign_out: "להתנתק",
    },
    signed_out: SignedOut {
        title: "התנתקת",
        others: "יש חשבונות אחרים שעדיין מחוברים כאן.",
        nobody: "בפעם הבאה צריך יהיה להתחבר כאן מחדש.",
        next: ("המשך אל ", ""),
    },
    notices: notices::NOTICES,
    wait: WAIT,
    unproved: notices::UNPROVED,
    bad_logout: notices::BAD_LOGOUT,
    form: notices::FORM,
};

const LOGIN: Login = Login {
    title: ("התחברות והמשך אל ", ""),
    title_account: "התחברות לחשבון",
    lead_account: "כדי לנהל את החשבון",
    title_error: "שגיאה: ",
    heading: "התחברות",
    lead: ("כדי להמשיך אל ", ""),
    lead_stranger: STRANGER,
    error: "שגיאה:",
    username: "שם משתמש או אימייל",
    password: "סיסמה",
    button: "התחברות",
    passkey: "התחברות עם מפתח גישה",
    passkey_hint: "לא נעשה שימוש במפתח גישה. אפשר לנסות שוב או להתחבר בדרך אחרת.",
    passkey_hint_only: "לא נעשה שימוש במפתח גישה. אפשר לנסות שוב, או להשתמש במכשיר שבו נמצא מפתח הגישה שלך.",
    or: "או",
    passkey_unknown: "מפתח הגישה הזה לא מוכר כאן, או שהוא הוסר. אפשר להשתמש במפתח אחר או להתחבר בדרך אחרת.",
    passkey_again: "זה לא הצליח. אפשר לנסות שוב.",
    passkeys_refused: "כרגע אי אפשר להשתמש כאן במפתחות גישה. כדאי להודיע למפעילי השרת.",
    wrong: "שם המשתמש או הסיסמה שגויים. יש לבדוק את שניהם ולנסות שוב.",
    disabled: "החשבון הזה מושבת. אפשר להשתמש בחשבון אחר, או לבקש ממפעילי השרת להפעיל אותו.",
    empty: "יש להזין שם משתמש וסיסמה.",
    too_long: "הסיסמה הזאת ארוכה מדי. סיסמה יכולה להכיל עד 1,024 בייטים.",
    show: "הצגת הסיסמה",
    hide: "הסתרת הסיסמה",
    keep: "להישאר במצב מחובר במכשיר הזה",
    off: "כדי להתחבר כאן צריך מפתח גישה, והדף הזה לא יכול לבקש אותו מהדפדפן. יש לאפשר סקריפטים באתר הזה, לעדכן את הדפדפן או \
          להשתמש במכשיר אחר.",
    nobody: "כרגע אף אחד לא יכול להתחבר כאן. כדאי להודיע למפעילי השרת.",
    sign_up: "יצירת חשבון",
    step_up: "החשבון שלך כבר מחובר, אבל האפליקציה צריכה ודאות גדולה יותר שמדובר בך.",
    needs_passkey: "האפליקציה דורשת מפתח גישה.",
    needs_two_factors: "האפליקציה דורשת מפתח גישה, או סיסמה יחד עם קוד מהטלפון. סיסמה לבדה לא מספיקה.",
    cannot_yet: "עדיין אין לך אפשרות כזאת?",
    set_up: "אפשר להגדיר אותה בחשבון ואז לחזור לכאן.",
    give_up: "חזרה לאפליקציה בלי זה",
    no_sign_up: "האפליקציה מבקשת ליצור חשבון. כאן צריך לשם כך הזמנה. אם כבר יש לך חשבון, אפשר להתחבר.",
};

const STRANGER: Around = ("כדי להמשיך אל אפליקציה שקוראת לעצמה ", "");

const CONSENT: Consent = Consent {
    title: ("האפליקציה ", " רוצה להשתמש בחשבון שלך"),
    who: ("החשבון המחובר: ", ""),
    switch_account: "זה לא החשבון שלך? אפשר להשתמש בחשבון אחר",
    sign_out: "התנתקות",
    nothing: "היא מבקשת רק לדעת שהתחברת.",
    able: "האפליקציה תוכל:",
    remembered: (
        "אחרי אישור לא נשאל שוב, אלא אם האפליקציה תרצה יותר. בכל מקרה נחזיר אותך אל ",
        ".",
    ),
    asked_each_time: (
        "כל אפליקציה במכשיר שלך עלולה להתחזות לאפליקציה הזאת, ולכן נשאל בכל פעם מחדש. נחזיר אותך אל ",
        ".",
    ),
    not_let_in: ("אי אפשר להשתמש באפליקציה ", " עם החשבון הזה"),
    not_let_in_advice: "רק חלק מהאנשים רשאים להשתמש כאן באפליקציה הזאת, והחשבון הזה לא ביניהם. אם הוא צריך להיות ביניהם, אפשר \
                        לפנות למפעילי השרת.",
    go_back: "חזרה לאפליקציה",
    deny: "דחייה",
    allow: "אישור",
};

const DATES: Dates = Dates {
    months: [
        "ינואר",
        "פברואר",
        "מרץ",
        "אפריל",
        "מאי",
        "יוני",
        "יולי",
        "אוגוסט",
        "ספטמבר",
        "אוקטובר",
        "נובמבר",
        "דצמבר",
    ],
    first: "1",
    day: "{day} ב{month} {year}",
    moment: "{date} בשעה {hour}:{minute} UTC",
    thousands: ",",
};

const WAIT: Wait = Wait {
    seconds: Counted {
        one: "אפשר לנסות שוב בעוד שנייה אחת.",
        two: "אפשר לנסות שוב בעוד שתי שניות.",
        other: "אפשר לנסות שוב בעוד {n} שניות.",
        ..Counted::EMPTY
    },
    minutes: Counted {
        one: "אפשר לנסות שוב בעוד דקה אחת.",
        two: "אפשר לנסות שוב בעוד שתי דקות.",
        other: "אפשר לנסות שוב בעוד {n} דקות.",
        ..Counted::EMPTY
    },
    hours: Counted {
        one: "אפשר לנסות שוב בעוד שעה אחת.",
        two: "אפשר לנסות שוב בעוד שעתיים.",
        other: "אפשר לנסות שוב בעוד {n} שעות.",
        ..Counted::EMPTY
    },
};

/// The first of each pair is the name of the claim: it stays as it is.
const CLAIMS: [(Text, Text); 20] = [
    ("name", "לראות את השם שלך"),
    ("given_name", "לראות את השם הפרטי שלך"),
    ("family_name", "לראות את שם המשפחה שלך"),
    ("middle_name", "לראות את השם האמצעי שלך"),
    ("nickname", "לראות את הכינוי שלך"),
    ("preferred_username", "לראות את שם המשתמש שלך"),
    ("profile", "לראות את הכתובת של דף הפרופיל שלך"),
    ("picture", "לראות את התמונה שלך"),
    ("website", "לראות את הכתובת של האתר שלך"),
    ("gender", "לראות את המגדר שלך"),
    ("birthdate", "לראות את תאריך הלידה שלך"),
    ("zoneinfo", "לראות את אזור הזמן שלך"),
    ("locale", "לראות את השפה שלך"),
    ("updated_at", "לראות מתי הפרופיל שלך השתנה לאחרונה"),
    ("email", "לראות את כתובת האימייל שלך"),
    ("email_verified", "לראות אם כתובת האימייל שלך אומתה"),
    ("address", "לראות את הכתובת הפיזית שלך"),
    ("phone_number", "לראות את מספר הטלפון שלך"),
    ("groups", "לראות באילו קבוצות החשבון שלך נמצא"),
    ("phone_number_verified", "לראות אם מספר הטלפון שלך אומת"),
];
