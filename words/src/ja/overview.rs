//! Japanese: the administrators' first page.

use crate::overview::{Overview, Warnings};

pub(super) const OVERVIEW: Overview = Overview {
    lead: "このサーバーの状況と、対応が必要なことを表示します。",
    needs: "対応が必要なこと",
    here: "このサーバー",
    users: "ユーザー",
    administrators: "管理者",
    apps: "アプリ",
    storage: "データベース",
    version: "Edgegrantのバージョン",
    counted: "{n}（{at} 現在）",
    not_counted: "まだ集計されていません。1時間ごとに集計されます。",
    or_more: "{n}以上",
    megabytes: "{n} MB（無料プランの上限は{all} MB）",
    charts: ["ログイン", "ログインの失敗", "上限への到達"],
    chart_lead: "{all}日間で{n}件",
    chart_text: "1日ごとの棒グラフ。最も多いのは{day}の{n}件です。",
    chart_empty: "1日ごとの棒グラフ。表示するデータはまだありません。",
    days: "日ごとの件数",
    days_lead: "1日はUTCの午前0時に始まります。{at} までの集計です。1時間が終わるたびに、その分が加算されます。",
    days_none: "まだ集計されていません。1時間ごとに集計されます。",
    days_show: "件数を表示",
    columns: [
        "日付",
        "ログイン",
        "失敗",
        "上限",
        "新規アカウント",
        "新規アプリ",
    ],
    plan: "今日の使用量と無料プランの上限",
    plan_lead: "UTCの午前0時以降の使用量を、サーバー自身が数えたものです。おおよその値で、実際より少し少なくなります。正確な値は、\
                Cloudflareのダッシュボードで確認できます。",
    plan_of: "{n} / {all}",
    plan_units: [
        "リクエスト",
        "D1から読み取った行",
        "D1に書き込んだ行",
        "KVの読み取り",
        "KVへの書き込み",
    ],
    keys: "署名鍵",
    warnings: Warnings {
        one_administrator: (
            "管理者が1人しかいません",
            "その人がパスキーをなくすと、誰もこれらのページを開けなくなります。別の人も管理者にしてください。",
        ),
        registration_open: (
            "どのアプリでも自分で登録できます",
            "MCPクライアントには必要です。必要ない場合は、REGISTRATIONを\"closed\"または\"token\"に設定してください。",
        ),
        sign_up_open: (
            "誰でもアカウントを作成できます",
            "この状態が望ましくない場合は、SIGN_UPを\"closed\"に設定し、ユーザーを招待してください。",
        ),
        sweep_behind: (
            "古いデータの削除が追いついていません",
            "毎日の処理が、{n}日続けて完了しませんでした。ログで\"sweep\"を確認し、edgegrant.jsoncのcronsを設定して、\
             処理の回数を増やしてください。",
        ),
        no_sweep: (
            "毎日の処理が実行されていません",
            "署名鍵の管理と古いデータの削除を行う処理です。もう一度デプロイし、WorkerのCron TriggersがCloudflareのダッシュボードにあるかど\
             うかを確認してください。",
        ),
        mail_fails: (
            "メールを送信できませんでした",
            "{at} に、メールサービスが\"{code}\"と応答しました。その意味と対処方法は、docs/mail.mdに記載されています。",
        ),
        passkeys_elsewhere: (
            "誰もパスキーでログインできません",
            "登録されているパスキーは、現在のRP_IDとは別のホスト用のものです。RP_IDを以前の値に戻してください。他の対処方法は、\
             docs/operate.mdの\"When the host changes\"に記載されています。",
        ),
        secret_previous: (
            "以前のシークレットがまだ有効です",
            "必要なくなったら、EDGEGRANT_SECRET_PREVIOUSを削除してください。削除する時期は、\
             docs/operate.mdの\"Changing the secret\"に記載されています。",
        ),
        events_lost: (
            "一部のイベントがここにありません",
            "今日は、{n}件のイベントをデータベースに書き込めませんでした。ログには残っています。\
             プランで1日に許可されている書き込みを使い切った可能性があります。",
        ),
        strangers: (
            "外部からの操作が今日の上限に達したか、達しそうです",
            "UTCの午前0時まで、一部のパスワード、アプリの登録、アカウントの作成が拒否されます。誰が試みているのかを、\
             「イベント」で確認してください。正規のユーザーによるものであれば、STRANGERS_DAILY_LIMITの値を大きくしてください。",
        ),
        password_alone: (
            "自分のアカウントは、パスワードだけでログインできる状態です",
            "パスワードは設定されていますが、2段階認証がオフです。2段階認証を設定するか、パスワードを削除してください。",
        ),
    },
};
