//! Japanese, on the pages that say why there is no other page.

use crate::{BadLogout, Developer, Form, Headline, Notice, Notices, Unproved};

pub(super) const NOTICES: Notices = Notices {
    developer: Developer {
        heading: "アプリの開発者の方へ",
        left_out: ("", " は除外されました。理由: "),
        problem: "問題点",
    },
    app_mistake: Headline {
        title: "このアプリの要求は処理できません",
        message: ("", ""),
        advice: "操作に間違いはありません。アプリに戻ってください。同じことが続く場合は、アプリの開発者にお知らせください。",
    },
    app_unreadable: ("アプリの要求を読み取れません。理由: ", "。"),
    blocked_app: Notice {
        title: "このアプリはブロックされています",
        message: "このサーバーの管理者がこのアプリをブロックしたため、誰もログインできません。",
        advice: "このアプリが必要な場合は、このサーバーの管理者にお問い合わせください。",
    },
    too_long: Notice {
        title: "この要求は長すぎます",
        message: "アプリから、必要以上に長い要求が送信されました。",
        advice: "アプリに戻って、最初からやり直してください。同じことが続く場合は、アプリの開発者にお知らせください。",
    },
    foreign_form: Notice {
        title: "このページは使用できません",
        message: "送信されたフォームは、このログインのものではありません。別のブラウザで開かれたか、\
                  ブラウザがCookieを保存していない可能性があります。",
        advice: "このサイトのCookieを許可してから、アプリに戻って、最初からやり直してください。",
    },
    outdated_form: Notice {
        title: "何も変更されていません",
        message: "ページを長い間開いたままにしていたか、その間にこのブラウザで別のログインがありました。",
        advice: "ページを開き直して、もう一度操作してください。",
    },
    unreadable_form: Headline {
        title: "このフォームは読み取れません",
        message: ("ブラウザから送られた内容を処理できません。理由: ", "。"),
        advice: "アプリに戻って、最初からやり直してください。",
    },
    unencrypted: Notice {
        title: "保護されていないフォームを受信しました",
        message: "フォームが暗号化されずに送信されたため、他の人に読み取られたおそれがあります。フォームの内容は処理されていません。",
        advice: "フォームにパスワードを入力していた場合は、そのパスワードを変更してください。その後、アプリに戻って、\
                 最初からやり直してください。",
    },
    unavailable: Notice {
        title: "現在ご利用いただけません",
        message: "このサーバーに問題が発生しています。もう一度試しても問題ありません。",
        advice: "少し待ってから、お試しください。同じことが続く場合は、下のお問い合わせ番号を管理者にお知らせください。",
    },
    too_many_guesses: Headline {
        title: "パスワードの間違いが多すぎます",
        message: (
            "このユーザー名で、またはこのネットワークから、間違ったパスワードが何度も入力されました。",
            "",
        ),
        advice: "パスキーを使うか、以前にログインしたことのあるブラウザを使えば、ログインできます。",
    },
    too_many_today: Headline {
        title: "今日はこのブラウザではログインできません",
        message: (
            "今日、このサーバーで間違ったパスワードがあまりにも多く入力されたため、\
             初めて使うブラウザからのパスワードは受け付けていません。",
            "",
        ),
        advice: "パスキーを使うか、以前にログインしたことのあるブラウザを使えば、ログインできます。",
    },
    too_many_deeds: Headline {
        title: "変更の回数が上限に達しました",
        message: (
            "変更やデータのダウンロードには回数の上限があり、その上限に達しました。何も変更されていません。",
            "",
        ),
        advice: "他のブラウザのログアウト、パスキーやパスワードの削除、アカウントの削除は、引き続き行えます。",
    },
    too_many_mails: Headline {
        title: "メールの回数が上限に達しました",
        message: (
            "この名前で、またはこのネットワークから、メールの送信が何度も依頼されました。メールは送信されていません。",
            "",
        ),
        advice: "メールを確認してください。すでに届いている可能性があります。",
    },
    too_many_requests: Headline {
        title: "アクセスが集中しています",
        message: (
            "現在、このサーバーには処理しきれない数のアクセスがあります。",
            "",
        ),
        advice: "操作に間違いはありません。前のページに戻って、もう一度お試しください。",
    },
    not_found: Notice {
        title: "ページが見つかりません",
        message: "このアドレスにはページがありません。",
        advice: START_AGAIN,
    },
    method_not_allowed: Notice {
        title: "このページは直接開けません",
        message: "これは処理の途中のページか、プログラム用のページです。",
        advice: START_AGAIN,
    },
    account_deleted: Notice {
        title: "アカウントを削除しました",
        message: "すべての場所でログアウトされました。",
        advice: "このページは閉じてかまいません。",
    },
    still_signed_in: Notice {
        title: "ログインしたままです",
        message: "何も変更されていません。",
        advice: "このページは閉じてかまいません。",
    },
};

const START_AGAIN: &str = "元のアプリに戻って、最初からやり直してください。";

pub(super) const UNPROVED: Unproved = Unproved {
    client_id_missing: "アプリが、自分がどのアプリであるかを示していません（client_idがありません）。",
    client_id_repeated: "アプリが、client_idを2回以上送信しました。",
    client_unknown: "このアプリは、このサーバーに登録されていません（client_idが不明です）。",
    redirect_uri_missing: "アプリが、戻り先を示していません（redirect_uriがありません）。",
    redirect_uri_repeated: "アプリが、redirect_uriを2回以上送信しました。",
    redirect_uri_unknown: "アプリが指定した戻り先は、このアプリのものとして登録されていません（redirect_uriが一致しません）。",
    request_repeated: "アプリが、requestまたはrequest_uriを2回以上送信しました。",
    pushed_request_unknown: "この要求は、期限が切れているか、すでに処理されています（request_uriが不明です）。",
};

pub(super) const BAD_LOGOUT: BadLogout = BadLogout {
    repeated: "アプリが、同じパラメータを2回以上送信しました。",
    hint: "アプリがid_token_hintとして送信したものは、このサーバーのIDトークンではありません。",
    other_client: "アプリが、別のアプリのid_token_hintを送信しました。",
    client_unknown: "このアプリは、このサーバーに登録されていません（client_idが不明です）。",
    client_missing: "アプリが戻り先を指定しましたが、自分がどのアプリであるかを示していません（id_token_hintまたはclient_idがありませ\
                     ん）。",
    redirect_uri: "アプリが指定した戻り先は、このアプリのものとして登録されていません（post_logout_redirect_uriが一致しません）。",
};

pub(super) const FORM: Form = Form {
    other_type: "フォームではありません",
    too_large: "大きすぎます",
    broken: "途中で途切れています",
    repeated: "同じ項目が2回以上送信されました",
    percent_encoding: "%の後に16進数が2桁続いていない箇所があります",
    not_utf8: "UTF-8ではないバイトが含まれています",
    nul: "NUL文字が含まれています",
};
