//! Japanese: the administrators' pages.

use super::people::{INVITATIONS, PEOPLE};
use crate::admin::{Admin, Brand, User, Users};
use crate::{Counted, Each, Notice};

pub(super) const ADMIN: Admin = Admin {
    label: "管理ページ",
    tabs: [
        "概要",
        "ユーザー",
        "招待",
        "グループ",
        "アプリ",
        "API",
        "鍵",
        "イベント",
        "ブランド",
    ],
    not_for_you: Notice {
        title: "このページは管理者専用です",
        message: "このアカウントには管理者の権限がありません。",
        advice: "別のアカウントをお持ちの場合は、そちらを使ってください。そうでない場合は、このサーバーの管理者にお問い合わせください。",
    },
    not_sure: Notice {
        title: "より安全な方法でログインしてください",
        message: "管理者のログインには、パスキーまたは2段階認証が必要です。",
        advice: "どちらもない場合は、アカウントの「セキュリティ」で設定してから、ここに戻ってください。",
    },
    sign_in_again: "もう一度ログイン",
    outdated: Notice {
        title: "何も変更されていません",
        message: "このページを表示した後に、他の人が同じ内容を変更したか、ログアウトが行われました。",
        advice: "ページを開き直して、現在の内容を確認してください。",
    },
    // Unread.
    api: "5分間、あなたに代わって全員のアカウントとアプリを管理する",
    overview: super::overview::OVERVIEW,
    people: PEOPLE,
    invitations: INVITATIONS,
    users: Users {
        search: "名前、ユーザー名、またはアドレス",
        search_help: "名前、ユーザー名、またはメールアドレスの先頭部分。",
        search_button: "検索",
        none: "該当するユーザーはいません。",
        more: "さらに表示",
        administrator: "管理者",
        disabled: "無効",
    },
    user: User {
        added: ("追加日: ", ""),
        directory: (
            "",
            " (SCIM) から取り込まれています。ここでの変更は、取り込み元からの更新で上書きされることがあります。",
        ),
        disabled: ("無効にした日: ", ""),
        email_help: "このユーザーは、このアドレスでログインできます。本人のアドレスだとわかっている場合にのみ、入力してください。",
        sessions: "ログイン中のブラウザ",
        no_sessions: "ログイン中のブラウザはありません。",
        end_sessions: "すべてのブラウザからログアウトさせる",
        ends_sessions: Counted {
            zero: "終了するセッションはありません。",
            other: "{n}個のセッションが終了します。",
            ..Counted::EMPTY
        },
        ends_apps: Counted {
            zero: "アクセスを失うアプリはありません。",
            other: "{n}個のアプリがアクセスを失います。",
            ..Counted::EMPTY
        },
        apps: "許可したアプリ",
        no_apps: "許可したアプリはありません。",
        more_apps: "ここに表示されていないアプリがあります。",
        standing: "アカウントの状態",
        disable_lead: "アカウントを再び有効にするまで、このユーザーはログインできません。アプリがこのユーザーから得たアクセスは、\
                       すべて失効します。",
        disable: "アカウントを無効にする",
        enable_lead: "このユーザーは再びログインできるようになります。無効にしたときに失効したものは、元に戻りません。",
        enable: "アカウントを有効にする",
        remove_lead: "アカウントと、それに属するすべてのデータが削除されます。元に戻すことはできません。",
        remove: "アカウントを削除",
        last_administrator: "このユーザーは、ログインできる最後の管理者です。先に別の人を管理者にしてください。",
    },
    apps: super::admin_apps::APPS,
    groups: super::admin_more::GROUPS,
    keys: super::admin_more::KEYS,
    events: super::admin_more::EVENTS,
    brand: Brand {
        lead: "ログイン時に表示される画面です。別の名前や色を試すことができます。ここでは何も保存されません。",
        name: "名前",
        name_help: "このサーバーの名前として表示されます。",
        colors: ["色", "背景"],
        color_help: "例: #1b3a6b。読めない色は、必要な分だけ暗く、または明るくなります。",
        bad_color: "# に続けて、数字または a から f までの英字を 6 文字入力してください。例: #1b3a6b",
        show: "試す",
        page: "ログインページ",
        pictures: ["ライト", "ダーク"],
        keep: "この設定を使うには",
        keep_lead: "edgegrant.jsonc の BRAND にある同じ項目をこれに置き換え、npm run deploy を実行してください。ロゴなど、BRAND に指定できるほかの項目は docs/brand.md をご覧ください。",
    },
};
