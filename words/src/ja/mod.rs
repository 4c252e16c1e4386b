//! Japanese. Not yet read by somebody who grew up with it.
//!
//! Rules of this translation: names that anybody can choose stand in 「」; hosts, addresses and times have a half-width space around
//! them, and nothing else does; a label before a value ends with a half-width colon and a space, as those do that are in the code.

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

/// Japanese.
pub const JA: Words = Words {
    lang: "ja",
    dir: "ltr",
    reference: "お問い合わせ番号:",
    nameless: "名前のないアカウント",
    your_account: "アカウント",
    scopes: [
        ("openid", "ログインした本人であることを確認する"),
        ("profile", "名前、ユーザー名、プロフィールを見る"),
        ("email", "メールアドレスを見る"),
        ("address", "住所を見る"),
        ("phone", "電話番号を見る"),
        ("groups", "所属しているグループを見る"),
        ("offline_access", "利用していない間も接続を維持する"),
    ],
    claims: CLAIMS,
    agent: Agent {
        unknown: "不明なブラウザ",
        both: "{browser}（{system}）",
    },
    footer: Footer {
        links: ["ヘルプ", "利用規約", "プライバシー"],
        ask: "このサーバーの管理者への問い合わせ先:",
        of_app: [
            "アプリのウェブサイト",
            "アプリの利用規約",
            "アプリのプライバシーポリシー",
        ],
    },
    home: Home {
        title: "認可サーバー",
        lead: "このサーバーは、ユーザーをログインさせ、アプリに何を許可するかをユーザーに確認します。\
               アプリは許可された範囲のトークンを受け取るだけで、パスワードを知ることはありません。",
        issuer: "発行者（issuer）",
        developers: "開発者向け",
        metadata: "サーバーのメタデータ",
        keys: "署名鍵",
        you: "ユーザー向け",
        sign_out: "ログアウト",
    },
    unverified: Unverified {
        title: "このアプリは確認されていません。",
        registered_itself: (
            "このアプリは自分で登録を行ったもので、運営者が誰なのかは、誰も確認していません。名前は偽りかもしれません。このまま進むと、",
            " に移動します。",
        ),
        described_by: (
            "このアプリの情報はすべて ",
            " から取得したもので、運営者が誰なのかは、誰も確認していません。名前は偽りかもしれません。",
        ),
        careful: "信頼しているアプリで、たった今自分で始めた操作でないかぎり、先に進まないでください。",
    },
    login: LOGIN,
    device: device::DEVICE,
    provider: provider::PROVIDER,
    second_factor: second_factor::SECOND_FACTOR,
    select_account: SelectAccount {
        title: ("アカウントを選択して「", "」に進む"),
        heading: "アカウントを選択",
        lead: ("「", "」に進みます"),
        lead_stranger: STRANGER,
        another: "別のアカウントを使う",
    },
    consent: CONSENT,
    joining: joining::JOINING,
    mail: mail::MAIL,
    form_post: FormPost {
        title: "アプリに戻ります",
        lead: "自動的に戻らない場合は、ボタンを押してください。",
        button: "続ける",
    },
    account: account::ACCOUNT,
    admin: admin::ADMIN,
    dates: DATES,
    logout: Logout {
        title: "ログアウトしますか？",
        asked: ("「", "」が、このサーバーからのログアウトを求めています。"),
        asked_stranger: (
            "「",
            "」と名乗るアプリが、このサーバーからのログアウトを求めています。",
        ),
        accounts: "ログイン中のアカウント",
        apps: "このブラウザでログインしたアプリからも、ログアウトされることがあります。接続の維持を許可したアプリでは、\
               その許可は取り消されません。",
        next: ("ログアウトすると、", " に移動します。"),
        broken: (
            "アプリの要求に誤りがあるため、そのアプリには戻りません。",
            "",
        ),
        stay: "ログインしたままにする",
        sign_out: "ログアウト",
    },
    signed_out: SignedOut {
        title: "ログアウトしました",
        others: "このブラウザでは、まだ他のアカウントがログイン中です。",
        nobody: "次回は、もう一度ログインが必要です。",
        next: ("", " に進む"),
    },
    notices: notices::NOTICES,
    wait: WAIT,
    unproved: notices::UNPROVED,
    bad_logout: notices::BAD_LOGOUT,
    form: notices::FORM,
};

const LOGIN: Login = Login {
    title: ("ログインして「", "」に進む"),
    title_account: "アカウントにログイン",
    lead_account: "アカウントの設定に進みます",
    title_error: "エラー: ",
    heading: "ログイン",
    lead: ("「", "」に進みます"),
    lead_stranger: STRANGER,
    error: "エラー:",
    username: "ユーザー名またはメールアドレス",
    password: "パスワード",
    button: "ログイン",
    passkey: "パスキーでログイン",
    passkey_hint: "パスキーは使用されませんでした。もう一度試すか、別の方法でログインしてください。",
    passkey_hint_only: "パスキーは使用されませんでした。もう一度試すか、パスキーが保存されているデバイスを使ってください。",
    or: "または",
    passkey_unknown: "このパスキーは、このサーバーに登録されていないか、削除されています。別のパスキーを使うか、\
                      別の方法でログインしてください。",
    passkey_again: "ログインできませんでした。もう一度お試しください。",
    passkeys_refused: "現在、パスキーを使用できません。このサーバーの管理者にお知らせください。",
    wrong: "ユーザー名またはパスワードが違います。両方を確認して、もう一度お試しください。",
    disabled: "このアカウントは無効になっています。別のアカウントを使うか、このサーバーの管理者に有効化を依頼してください。",
    empty: "ユーザー名とパスワードを入力してください。",
    too_long: "パスワードが長すぎます。パスワードは1,024バイトまでです。",
    show: "パスワードを表示",
    hide: "パスワードを非表示",
    keep: "このデバイスでログインしたままにする",
    off: "ログインにはパスキーが必要ですが、このブラウザではパスキーを確認できません。このサイトでスクリプトを許可するか、\
          ブラウザを更新するか、別のデバイスを使ってください。",
    nobody: "現在、このサーバーには誰もログインできません。このサーバーの管理者にお知らせください。",
    sign_up: "アカウントを作成",
    step_up: "すでにログインしていますが、このアプリを使うには、より確実な本人確認が必要です。",
    needs_passkey: "このアプリにはパスキーが必要です。",
    needs_two_factors: "このアプリには、パスキーか、パスワードと認証アプリのコードの両方が必要です。パスワードだけではログインできません。",
    cannot_yet: "まだ設定していない場合:",
    set_up: "アカウントで設定してから、ここに戻る",
    give_up: "設定せずにアプリに戻る",
    no_sign_up: "アプリからアカウントの作成を求められていますが、このサーバーでの作成には招待が必要です。アカウントをお持ちの場合は、\
                 ログインしてください。",
};

const STRANGER: Around = ("「", "」と名乗るアプリに進みます");

const CONSENT: Consent = Consent {
    title: ("「", "」がアカウントの使用を求めています"),
    who: ("ログイン中: ", ""),
    switch_account: "本人でない場合は、別のアカウントを使う",
    sign_out: "ログアウト",
    nothing: "このアプリが求めているのは、ログインしたという事実の確認だけです。",
    able: "許可すると、このアプリは次のことができます",
    remembered: (
        "許可すると、アプリがこれ以上の許可を求めないかぎり、次回からは確認しません。許可するかどうかにかかわらず、",
        " に戻ります。",
    ),
    asked_each_time: (
        "デバイス上の他のアプリが、このアプリになりすますおそれがあります。そのため、毎回確認しています。このあと、",
        " に戻ります。",
    ),
    not_let_in: ("このアカウントでは「", "」を使用できません"),
    not_let_in_advice: "このアプリは一部のユーザーだけが使用でき、このアカウントは対象に含まれていません。対象に含まれるはずの場合は、\
                        このサーバーの管理者にお問い合わせください。",
    go_back: "アプリに戻る",
    deny: "拒否",
    allow: "許可",
};

const DATES: Dates = Dates {
    months: [
        "1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月",
    ],
    first: "1",
    day: "{year}年{month}{day}日",
    moment: "{date} {hour}:{minute} UTC",
    thousands: ",",
};

const WAIT: Wait = Wait {
    seconds: Counted {
        other: "{n}秒後にもう一度お試しください。",
        ..Counted::EMPTY
    },
    minutes: Counted {
        other: "{n}分後にもう一度お試しください。",
        ..Counted::EMPTY
    },
    hours: Counted {
        other: "{n}時間後にもう一度お試しください。",
        ..Counted::EMPTY
    },
};

/// The first of each pair is the name of the claim: it stays as it is.
const CLAIMS: [(Text, Text); 20] = [
    ("name", "名前を見る"),
    ("given_name", "名を見る"),
    ("family_name", "姓を見る"),
    ("middle_name", "ミドルネームを見る"),
    ("nickname", "ニックネームを見る"),
    ("preferred_username", "ユーザー名を見る"),
    ("profile", "プロフィールページのアドレスを見る"),
    ("picture", "プロフィール画像を見る"),
    ("website", "ウェブサイトのアドレスを見る"),
    ("gender", "性別を見る"),
    ("birthdate", "生年月日を見る"),
    ("zoneinfo", "タイムゾーンを見る"),
    ("locale", "使用している言語を見る"),
    ("updated_at", "プロフィールの最終更新日時を見る"),
    ("email", "メールアドレスを見る"),
    ("email_verified", "メールアドレスが確認済みかどうかを見る"),
    ("address", "住所を見る"),
    ("phone_number", "電話番号を見る"),
    ("groups", "所属しているグループを見る"),
    ("phone_number_verified", "電話番号が確認済みかどうかを見る"),
];
