//! Hebrew, on the pages that say why there is no other page.

use crate::{BadLogout, Developer, Form, Headline, Notice, Notices, Unproved};

pub(super) const NOTICES: Notices = Notices {
    developer: Developer {
        heading: "למפתחי האפליקציה",
        left_out: ("", " לא נכלל, כי "),
        problem: "מה לא בסדר",
    },
    app_mistake: Headline {
        title: "אי אפשר להשתמש בבקשה של האפליקציה",
        message: ("", ""),
        advice: "זו לא אשמתך. אפשר לחזור לאפליקציה; אם זה קורה שוב, כדאי להודיע למפתחים שלה.",
    },
    app_unreadable: ("אי אפשר לקרוא את הבקשה של האפליקציה: ", "."),
    blocked_app: Notice {
        title: "האפליקציה הזאת חסומה",
        message: "מפעילי השרת חסמו את האפליקציה, ולכן אף אחד לא יכול להתחבר אליה כאן.",
        advice: "אם היא נחוצה לך, אפשר לפנות למפעילי השרת.",
    },
    too_long: Notice {
        title: "הבקשה הזאת ארוכה מדי",
        message: "האפליקציה שלחה יותר ממה שבקשה כלשהי צריכה.",
        advice: "יש לחזור לאפליקציה ולהתחיל מחדש. אם זה קורה שוב, כדאי להודיע למפתחים שלה.",
    },
    foreign_form: Notice {
        title: "אי אפשר להשתמש בדף הזה",
        message: "הטופס ששלחת לא שייך להתחברות הזאת. אולי הוא נפתח בדפדפן אחר, או שהדפדפן שלך לא שומר קובצי cookie.",
        advice: "יש לחזור לאפליקציה ולהתחיל מחדש, ולאפשר קובצי cookie באתר הזה.",
    },
    outdated_form: Notice {
        title: "שום דבר לא השתנה",
        message: "הדף היה פתוח זמן רב מדי, או שמישהו התחבר בדפדפן הזה מאז שפתחת אותו.",
        advice: "יש לפתוח את הדף מחדש ולחזור על הפעולה.",
    },
    unreadable_form: Headline {
        title: "אי אפשר לקרוא את הטופס הזה",
        message: ("אי אפשר להשתמש במה שהדפדפן שלך שלח: ", "."),
        advice: "יש לחזור לאפליקציה ולהתחיל מחדש.",
    },
    unencrypted: Notice {
        title: "הטופס הזה הגיע בלי הגנה",
        message: "הדפדפן שלך שלח אותו בלי הצפנה, וייתכן שאחרים קראו אותו. לא נעשה איתו דבר.",
        advice: "אם הייתה בו סיסמה, יש לשנות אותה. אחר כך יש לחזור לאפליקציה ולהתחיל מחדש.",
    },
    unavailable: Notice {
        title: "לא זמין כרגע",
        message: "יש בעיה בשרת הזה. אפשר לנסות שוב בלי חשש.",
        advice: "כדאי לחכות רגע לפני כן. אם זה קורה שוב, יש למסור למפעילי השרת את המזהה שלמטה.",
    },
    too_many_guesses: Headline {
        title: "יותר מדי סיסמאות שגויות",
        message: (
            "היו יותר מדי ניסיונות עם סיסמה שגויה בשם המשתמש הזה, או מהרשת הזאת. ",
            "",
        ),
        advice: "אפשר גם להתחבר עם מפתח גישה, או בדפדפן שכבר התחברת בו כאן.",
    },
    too_many_today: Headline {
        title: "לא בדפדפן הזה היום",
        message: (
            "כל כך הרבה סיסמאות שגויות נשלחו היום לשרת הזה, שהוא לא מקבל סיסמה מדפדפן שעוד לא היה כאן. ",
            "",
        ),
        advice: "אפשר גם להתחבר עם מפתח גישה, או בדפדפן שכבר התחברת בו כאן.",
    },
    too_many_deeds: Headline {
        title: "יותר מדי שינויים כרגע",
        message: (
            "יש הגבלה על מספר הפעמים שאפשר לשנות כאן דברים או להוריד נתונים, והגעת אליה. שום דבר לא השתנה. ",
            "",
        ),
        advice: "עדיין אפשר לנתק דפדפנים אחרים, להסיר מפתח גישה או סיסמה ולמחוק את החשבון.",
    },
    too_many_mails: Headline {
        title: "יותר מדי הודעות אימייל כרגע",
        message: (
            "מישהו ביקש יותר מדי הודעות אימייל בשם הזה או מהרשת הזאת. לא נשלחה הודעה. ",
            "",
        ),
        advice: "כדאי לבדוק את האימייל: ייתכן שכבר הגיעה הודעה.",
    },
    too_many_requests: Headline {
        title: "יותר מדי בבת אחת",
        message: (
            "השרת הזה מקבל כרגע יותר בקשות ממה שהוא יכול לענות עליהן. ",
            "",
        ),
        advice: "זו לא אשמתך. אפשר לחזור אחורה ולנסות שוב.",
    },
    not_found: Notice {
        title: "הדף לא נמצא",
        message: "אין דבר בכתובת הזאת.",
        advice: START_AGAIN,
    },
    method_not_allowed: Notice {
        title: "אי אפשר לפתוח את הדף הזה כך",
        message: "הוא רק שלב ביניים, או שהוא מיועד לתוכנות.",
        advice: START_AGAIN,
    },
    account_deleted: Notice {
        title: "החשבון שלך נמחק",
        message: "הוא נותק מכל מקום.",
        advice: "אפשר לסגור את הדף הזה.",
    },
    still_signed_in: Notice {
        title: "החשבון שלך עדיין מחובר",
        message: "שום דבר לא השתנה.",
        advice: "אפשר לסגור את הדף הזה.",
    },
};

const START_AGAIN: &str = "אפשר לחזור לאפליקציה שממנה הגעת ולהתחיל שם מחדש.";

pub(super) const UNPROVED: Unproved = Unproved {
    client_id_missing: "האפליקציה לא אמרה איזו אפליקציה היא (חסר client_id).",
    client_id_repeated: "האפליקציה שלחה את ה־client_id שלה יותר מפעם אחת.",
    client_unknown: "האפליקציה לא רשומה כאן (ה־client_id שלה לא מוכר).",
    redirect_uri_missing: "האפליקציה לא אמרה לאן לחזור (חסר redirect_uri).",
    redirect_uri_repeated: "האפליקציה שלחה את ה־redirect_uri שלה יותר מפעם אחת.",
    redirect_uri_unknown: "האפליקציה ביקשה לחזור לכתובת שלא רשומה עבורה (ה־redirect_uri שלה לא מתאים).",
    request_repeated: "האפליקציה שלחה את ה־request או את ה־request_uri שלה יותר מפעם אחת.",
    pushed_request_unknown: "הבקשה הזאת ישנה מדי, או שכבר נענתה (ה־request_uri שלה לא מוכר).",
};

pub(super) const BAD_LOGOUT: BadLogout = BadLogout {
    repeated: "האפליקציה שלחה פרמטר יותר מפעם אחת.",
    hint: "מה שהאפליקציה שלחה בתור id_token_hint הוא לא אסימון ID של השרת הזה.",
    other_client: "האפליקציה שלחה id_token_hint של אפליקציה אחרת.",
    client_unknown: "האפליקציה לא רשומה כאן (ה־client_id שלה לא מוכר).",
    client_missing: "האפליקציה ביקשה לחזור לכתובת, אבל לא אמרה איזו אפליקציה היא (חסר id_token_hint או client_id).",
    redirect_uri: "האפליקציה ביקשה לחזור לכתובת שלא רשומה עבורה (ה־post_logout_redirect_uri שלה לא מתאים).",
};

pub(super) const FORM: Form = Form {
    other_type: "זה לא טופס",
    too_large: "זה גדול מדי",
    broken: "זה הגיע לא שלם",
    repeated: "אחד השדות נשלח יותר מפעם אחת",
    percent_encoding: "אחרי התו % אין שתי ספרות הקסדצימליות",
    not_utf8: "יש בזה בייטים שאינם UTF-8",
    nul: "יש בזה תו NUL",
};
