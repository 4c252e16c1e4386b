//! Hebrew: the administrators' pages.

use super::people::{INVITATIONS, PEOPLE};
use crate::admin::{Admin, Brand, User, Users};
use crate::{Counted, Each, Notice};

pub(super) const ADMIN: Admin = Admin {
    label: "ניהול",
    tabs: [
        "סקירה כללית",
        "משתמשים",
        "הזמנות",
        "קבוצות",
        "אפליקציות",
        "ממשקי API",
        "מפתחות",
        "אירועים",
        "מיתוג",
    ],
    not_for_you: Notice {
        title: "הדף הזה מיועד למנהלי המערכת",
        message: "לחשבון שלך אין הרשאות ניהול.",
        advice: "אם יש לך חשבון אחר, אפשר להשתמש בו. אחרת, אפשר לפנות למפעילי השרת.",
    },
    not_sure: Notice {
        title: "צריך להתחבר בדרך בטוחה יותר",
        message: "מנהלי המערכת מתחברים עם מפתח גישה או עם אימות דו־שלבי.",
        advice: "אם עדיין אין לך אף אחד מהם, אפשר להגדיר אחד בחשבון שלך, בדף ״אבטחה״, ואז לחזור לכאן.",
    },
    sign_in_again: "התחברות מחדש",
    outdated: Notice {
        title: "שום דבר לא השתנה",
        message: "מאז שהדף הזה הוצג, מישהו אחר שינה את אותו הדבר, או שהחשבון שלך נותק.",
        advice: "יש לפתוח את הדף מחדש ולבדוק מה מופיע בו עכשיו.",
    },
    api: "לנהל בשמך את החשבונות והאפליקציות של כולם, במשך חמש דקות",
    overview: super::overview::OVERVIEW,
    people: PEOPLE,
    invitations: INVITATIONS,
    users: Users {
        search: "שם, שם משתמש או כתובת",
        search_help: "תחילת השם, שם המשתמש או כתובת האימייל.",
        search_button: "חיפוש",
        none: "אין משתמש כזה.",
        more: "הצגת עוד",
        administrator: "הרשאות ניהול",
        disabled: "מושבת",
    },
    user: User {
        added: ("תאריך ההוספה: ", ""),
        directory: ("המקור: ", " (SCIM). שינויים שנעשים כאן עלולים להידרס משם."),
        disabled: ("הושבת ב־", ""),
        email_help: "אפשר להתחבר עם הכתובת הזאת. יש לכתוב כאן רק כתובת שבוודאות שייכת לבעלי החשבון.",
        sessions: "איפה החשבון מחובר",
        no_sessions: "החשבון לא מחובר בשום מקום.",
        end_sessions: "ניתוק מכל מקום",
        ends_sessions: Counted {
            zero: "אף חיבור לא ינותק.",
            one: "חיבור אחד ינותק.",
            two: "שני חיבורים ינותקו.",
            other: "{n} חיבורים ינותקו.",
            ..Counted::EMPTY
        },
        ends_apps: Counted {
            zero: "אף אפליקציה לא תאבד גישה.",
            one: "אפליקציה אחת תאבד גישה.",
            two: "שתי אפליקציות יאבדו גישה.",
            other: "{n} אפליקציות יאבדו גישה.",
            ..Counted::EMPTY
        },
        apps: "אפליקציות שקיבלו גישה לחשבון",
        no_apps: "אף אפליקציה לא קיבלה גישה לחשבון.",
        more_apps: "יש עוד אפליקציות שלא מופיעות כאן.",
        standing: "מצב החשבון",
        disable_lead: "לא יהיה אפשר להתחבר לחשבון עד שיופעל מחדש. כל מה שאפליקציות קיבלו ממנו יבוטל.",
        disable: "השבתת החשבון",
        enable_lead: "יהיה אפשר להתחבר שוב לחשבון. מה שבוטל כשהחשבון הושבת לא יחזור.",
        enable: "הפעלת החשבון",
        remove_lead: "החשבון וכל מה ששייך אליו יימחקו. אף אחד לא יוכל לשחזר אותו.",
        remove: "הסרת החשבון",
        last_administrator: "זה החשבון האחרון עם הרשאות ניהול שיכול להתחבר. קודם צריך לתת הרשאות ניהול לחשבון אחר.",
    },
    apps: super::admin_apps::APPS,
    groups: super::admin_more::GROUPS,
    keys: super::admin_more::KEYS,
    events: super::admin_more::EVENTS,
    brand: Brand {
        lead: "כך נראה דף ההתחברות. אפשר לנסות שם אחר וצבעים אחרים: כאן לא נשמר דבר.",
        name: "שם",
        name_help: "השם שבו אנשים מכירים את השרת הזה.",
        colors: ["צבע", "רקע"],
        color_help: "למשל #1b3a6b. צבע שקשה לקרוא בו נעשה כהה או בהיר יותר, רק כמה שצריך.",
        bad_color: "יש לכתוב # ואחריו שש ספרות או אותיות מ־a עד f, למשל #1b3a6b.",
        show: "תצוגה מקדימה",
        page: "דף ההתחברות",
        pictures: ["ביום", "בלילה"],
        keep: "כדי להשאיר את זה כך",
        keep_lead: "יש לכתוב את זה בתוך BRAND בקובץ edgegrant.jsonc, במקום מה שכתוב שם, ולהריץ npm run deploy. בקובץ \
                    docs/brand.md כתוב מה עוד אפשר להגדיר ב־BRAND, למשל לוגו.",
    },
};
