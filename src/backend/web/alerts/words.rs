//! What people are told of an incident: what is wrong, since when, and what to do about it. Nothing of it is about a person.

use jiff::Timestamp;
use serde_json::json;

use crate::intake::{AlertKind, calendar::render_japan_time};

/// What is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::web) struct AlertNotice {
    pub kind: AlertKind,
    pub since: Timestamp,
    /// The address of the site, so that whoever looks after several knows which.
    pub home: String,
}

impl AlertNotice {
    /// One line.
    pub fn title(&self) -> String {
        let what = match self.kind {
            AlertKind::Database => "データベースが応答しません",
            AlertKind::Queue => "書き込みを待つ申し込みがたまっています",
            AlertKind::Disk => "ディスクの空きがわずかです",
            AlertKind::MailOverdue => "送信を待つメールが遅れています",
            AlertKind::MailStopped => "メールの送信が止まっています",
        };
        format!("【要対応】{what}")
    }

    /// All of it.
    pub fn text(&self) -> String {
        let todo = match self.kind {
            AlertKind::Database => {
                "いまフォームは受け付けられず、訪問者には少し後に送り直すよう案内しています。データベースのサーバーとその接続先を確かめてください。"
            }
            AlertKind::Queue => {
                "受け付けが追いついていません。ディスクとデータベースの負荷を確かめてください。待つ数が上限を超えると、訪問者に後で送り直すよう案内します。"
            }
            AlertKind::Disk => {
                "空きがなくなると、フォームを受け付けられません。不要なファイルを消すか、ディスクを広げてください。"
            }
            AlertKind::MailOverdue => {
                "メールサーバーにつながるか、SMTP_URL の設定とメールサーバーの記録を確かめてください。"
            }
            AlertKind::MailStopped => {
                "相手のメールサーバーが、こちらの送信元を拒んでいます。送信元の評判と SPF・DKIM を確かめ、直ったら送信を再開してください。"
            }
        };
        let since = render_japan_time(self.since);
        format!("{}\n\nサイト：{}\n発生：{since}\n\n{todo}\n", self.title(), self.home)
    }

    /// The same for programs: chats read `text`, pagers `kind` and `since`.
    pub fn json(&self) -> String {
        json!({ "text": self.text(), "kind": self.kind.name(), "since": self.since.to_string(), "site": self.home })
            .to_string()
    }
}
