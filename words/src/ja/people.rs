//! Japanese: the administrators' pages about one user, and about invitations.

use crate::people::{Invitations, People};
use crate::{Counted, Each};

pub(super) const PEOPLE: People = People {
    pages: ["ユーザー情報", "ログイン方法", "グループ"],
    yourself: "自分に対してこの操作を行うことはできません。別の管理者に依頼してください。",
    claims: "アプリに伝える情報",
    claims_lead: "1行に1つずつ、名前、等号（=）、値の順に入力します。行を削除すると、その情報は伝えられなくなります。",
    standard: "標準クレーム",
    standard_help: "例: given_name=Ada、locale=en、phone_number=+44 20 7946 0000",
    own: "独自のクレーム",
    own_help: "設定で定義されているクレーム: ",
    claims_save: "クレームを保存",
    bad_standard: (
        "何も保存されていません。次の行は、標準クレームではないか、値が正しくありません: ",
        "",
    ),
    bad_link: (
        "何も保存されていません。profile、picture、websiteには、https://またはhttp://で始まるアドレスを入力してください: ",
        "",
    ),
    bad_own: "何も保存されていません。独自のクレームは、CLAIM_SCOPESで定義されているクレームの名前、等号（=）、値を、\
              1行に1つずつ入力してください。値は256バイトまでです。20個まで、重複しないように入力してください。",
    sessions_lead: "ログアウトさせると、そのブラウザのセッションと、ログイン中にのみ許可されるアプリの操作が終了します。",
    sessions_unknown: "終了した多くのセッションがまだ削除されていないため、すべてのセッションを調べることができませんでした。",
    end_session: "このブラウザからログアウトさせる",
    no_passkeys: "パスキーはありません。",
    second_factor_none: "2段階認証はオフです。",
    second_factor_since: ("2段階認証は", "からオンになっています。"),
    codes_left: Counted {
        zero: "バックアップコードは残っていません。",
        other: "バックアップコードは残り{n}個です。",
        ..Counted::EMPTY
    },
    second_factor_lead: "認証アプリもバックアップコードも使えなくなった人のための操作です。オフにすると、2段階認証が再び設定されるまで、\
                         パスワードだけでログインできるようになります。",
    ends_codes: Counted {
        zero: "認証アプリが使用できなくなります。",
        other: "認証アプリと{n}個のバックアップコードが使用できなくなります。",
        ..Counted::EMPTY
    },
    second_factor_off: "2段階認証をオフにする",
    no_linked: "連携している外部アカウントはありません。",
    links: "ログインできない場合",
    recovery_lead: "復元リンクを使うと、新しいパスキーまたはパスワードを設定できます。リンクは1日以内に1回だけ使用でき、\
                    以前の復元リンクは無効になります。リンクを手に入れた人は誰でも、2段階認証なしで、本人としてログインできます。\
                    依頼しているのが本人であることを必ず確認してください。",
    recovery_mail_lead: "このユーザーのアドレスに送信するリンクは、1時間有効です。使用するときは、2段階認証も必要です。",
    recovery_mail: "復元リンクをメールで送信",
    recovery: "復元リンクを表示",
    verification_lead: "確認リンクを使うと、そのアドレスのメールを読めることを証明できます。リンクは1日以内に1回だけ使用できます。\
                        必ずそのアドレスにだけ送信してください。",
    verification: "確認リンクを表示",
    verification_mail: "確認リンクをメールで送信",
    disabled_first: "アカウントは無効になっています。先に有効にしてください。",
    once: "このリンクを今すぐコピーしてください。ハッシュだけが保存されるため、リンクが再び表示されることはありません。",
    once_recovery: "必ず本人にだけ渡してください。",
    once_verification: ("必ず ", " にだけ送信してください。"),
    once_invitation: "リンクを開いた人は、誰でもアカウントを作成できます。",
    mailed: ("リンクを ", " に送信しています。"),
    back: "戻る",
    groups: "所属しているグループ",
    no_groups: "所属しているグループはありません。",
    leave: "グループから外す",
    join_lead: "グループに追加すると、グループの名前がアプリに伝えられ、このグループ限定のアプリを使用できるようになります。",
    group: "グループの名前",
    join: "グループに追加",
    no_group: ("「", "」というグループはありません。"),
    join_administrators: "管理者にするには、その人のグループのページにある専用のボタンを使ってください。",
    too_many: "このユーザーはすでに16個のグループに所属しているため、これ以上は追加できません。",
    administrator: "管理者",
    make_lead: "管理者は、これらのページのすべての操作を行うことができ、復元リンクを使えば、どのユーザーとしてもログインできます。\
                管理者には、パスキーまたは2段階認証が必要です。",
    make: "管理者にする",
    unmake_lead: "通常のユーザーになります。管理者限定のアプリはアクセスを失います。",
    unmake: "管理者の権限を外す",
    administrators_then: Counted {
        other: "この操作の後、管理者は{n}人になります。",
        ..Counted::EMPTY
    },
};

pub(super) const INVITATIONS: Invitations = Invitations {
    lead: "招待は、アカウントを作成するためのリンクです。誰でもアカウントを作成できる設定の場合は、必要ありません。",
    email: "メールアドレス",
    email_shown: "新しいアカウントのアドレスになります。空欄の場合は、リンクを開いた人が自分のアドレスを入力できます。",
    email_mailed: "このアドレスにリンクを送信します。新しいアカウントのアドレスにもなります。空欄の場合は、リンクをここに表示します。",
    groups: "グループ",
    groups_help: "グループの名前を空白で区切って、5個まで入力します。新しいアカウントは、これらのグループに追加されます。",
    uses: "作成できるアカウントの数",
    uses_help: "1～10,000。メールアドレスを入力した場合は、必ず1です。",
    days: "有効な日数",
    invite: "招待を作成",
    taken: "このアドレスは、すでに別のユーザーが使用しています。",
    bad_number: "アカウントの数は1～10,000、日数は1～365で入力してください。",
    too_many_groups: "グループは5個まで入力できます。",
    one_use: "メールアドレスを入力した招待では、アカウントを1つだけ作成できます。",
    open: "有効なリンク",
    none: "有効なリンクはありません。",
    purposes: [
        ("invitation", "招待"),
        ("recovery", "復元リンク"),
        ("email_verification", "確認リンク"),
        ("setup", "初期設定リンク"),
    ],
    anybody: "リンクを知っている人全員",
    since: ("作成日時: ", ""),
    until: ("有効期限: ", ""),
    uses_left: Counted {
        other: "あと{n}回使用できます。",
        ..Counted::EMPTY
    },
    withdraw: "リンクを取り消す",
    ends_uses: Counted {
        other: "あと{n}回使用できるリンクが無効になります。",
        ..Counted::EMPTY
    },
    gone: "このリンクはすでに無効です。",
    link: "ユーザーを招待",
};
