//! What people are told of an incident: what is wrong, since when, and what to do about it; and that it is over. Nothing of it is
//! about a person.

use jiff::Timestamp;
use serde_json::json;

use crate::intake::{AlertKind, calendar::render_japan_time};

/// What is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::web) struct AlertNotice {
    kind: AlertKind,
    since: Timestamp,
    /// The address of the site, so that whoever looks after several knows which.
    home: String,
    /// What was found, where that says more than the kind.
    detail: Option<String>,
    /// Since when it is over, if it is.
    until: Option<Timestamp>,
}

impl AlertNotice {
    /// That something is wrong.
    pub fn new(kind: AlertKind, since: Timestamp, home: String) -> Self {
        Self { kind, since, home, detail: None, until: None }
    }

    /// The same with what was found.
    pub fn with_detail(self, detail: String) -> Self {
        Self { detail: Some(detail), ..self }
    }

    /// That it is over.
    pub fn ended(self, until: Timestamp) -> Self {
        Self { until: Some(until), ..self }
    }

    /// One line.
    pub fn title(&self) -> String {
        let what = match self.kind {
            AlertKind::Database => "データベースが応答しません",
            AlertKind::Queue => "書き込みを待つ申し込みがたまっています",
            AlertKind::Disk => "ディスクの空きがわずかです",
            AlertKind::Storage => "ファイルの保管先を読み書きできません",
            AlertKind::MailOverdue => "送信を待つメールが遅れています",
            AlertKind::MailStopped => "メールの送信が止まっています",
            AlertKind::BackupMissed => "バックアップが取られていません",
            AlertKind::Certificate => "証明書の期限が近づいています",
            AlertKind::Unreachable => "サーバーが応答しません",
            AlertKind::NotReady => "サーバーが受け付けられない状態です",
            AlertKind::FrontPage => "サイトの入口のページが表示されません",
        };
        if self.until.is_some() {
            format!("【復旧】解消しました：{what}")
        } else {
            format!("【要対応】{what}")
        }
    }

    /// All of it.
    pub fn text(&self) -> String {
        let since = render_japan_time(self.since);
        let mut text = format!("{}\n\nサイト：{}\n発生：{since}\n", self.title(), self.home);
        let rest = match (&self.until, &self.detail) {
            (Some(until), _) => {
                format!("解消：{}\n\nこの件の対応は、もう必要ありません。\n", render_japan_time(*until))
            }
            (None, Some(detail)) => format!("内容：{detail}\n\n{}\n", self.remedy()),
            (None, None) => format!("\n{}\n", self.remedy()),
        };
        text.push_str(&rest);
        text
    }

    /// What to do about it.
    fn remedy(&self) -> &'static str {
        match self.kind {
            AlertKind::Database => {
                "いまフォームは受け付けられず、訪問者には少し後に送り直すよう案内しています。データベースのサーバーとその接続先を確かめてください。"
            }
            AlertKind::Queue => {
                "受け付けが追いついていません。ディスクとデータベースの負荷を確かめてください。待つ数が上限を超えると、訪問者に後で送り直すよう案内します。"
            }
            AlertKind::Disk => {
                "空きがなくなると、フォームを受け付けられません。不要なファイルを消すか、ディスクを広げてください。"
            }
            AlertKind::Storage => {
                "訪問者のファイルを受け取れないか、バックアップに添える鍵の写しを書き直せません。ファイルを送った訪問者には、少し後に送り直すよう案内しています。鍵の写しには、消去した方の鍵が残っているおそれがあります。どの保管先かをサーバーの記録（journalctl -u tsubame）で見て、バケットなら接続先、アクセスキーの権限、容量を、フォルダーなら空き、書き込みの権限、マウントを確かめてください。ファイルの合計が上限（20 GB）に達しているなら、要らなくなった申し込みを、ファイルごと消してください。最後の失敗から20分ほど何もなければ、復旧をお知らせします。"
            }
            AlertKind::MailOverdue => {
                "メールサーバーにつながるか、SMTP_URL の設定とメールサーバーの記録を確かめてください。"
            }
            AlertKind::MailStopped => {
                "相手のメールサーバーが、こちらの送信元を拒んでいます。送信元の評判と SPF・DKIM を確かめ、直ったら送信を再開してください。"
            }
            AlertKind::BackupMissed => {
                "tsubame backup が予定どおりに終わっていません。タイマーの記録（journalctl -u tsubame-backup）とディスクの空きを確かめ、手でも一度 tsubame backup を実行してください。"
            }
            AlertKind::Certificate => {
                "期限が過ぎると、訪問者のブラウザーがサイトを開けなくなります。証明書の更新（certbot renew など）が動いているか確かめてください。"
            }
            AlertKind::Unreachable => {
                "サーバーの機械、ネットワーク、リバースプロキシー、サービスの状態（systemctl status tsubame）を確かめてください。"
            }
            AlertKind::NotReady => {
                "サーバーは動いていますが、フォームを受け付けられません。データベースのサーバーとその接続先、サーバーの記録（journalctl -u tsubame）を確かめてください。"
            }
            AlertKind::FrontPage => "サイトを配信しているウェブサーバーと、公開フォルダーの中身を確かめてください。",
        }
    }

    /// The same for programs: chats read `text`, pagers `kind`, `state` and `since`.
    pub fn json(&self) -> String {
        let state = if self.until.is_some() { "over" } else { "open" };
        let (text, kind, since) = (self.text(), self.kind.name(), self.since.to_string());
        json!({ "text": text, "kind": kind, "state": state, "since": since, "site": self.home }).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::uploads::UploadSettings;

    #[test]
    fn the_limit_of_files_that_is_told_is_the_one_that_holds() {
        let limit_gb = UploadSettings::new("uploads".into()).most_bytes / 1_000_000_000;
        let text = AlertNotice::new(AlertKind::Storage, Timestamp::UNIX_EPOCH, String::new()).text();
        assert!(text.contains(&format!("上限（{limit_gb} GB）")), "{text}");
    }
}
