//! Settings in words: what they are called, what they do, what they are set to, and who says so.

use std::collections::BTreeMap;

use super::{approval_words::approval_kind_label, office_state::OfficeState, times::local_day};
use crate::{
    intake::{
        approvals::ApprovalKind,
        programme_settings::{ProgrammeRules, SettingKey, SettingSource, WrittenSetting},
    },
    store::SettingView,
    web::{Error, mailing::site_mail},
};

/// What is said where nothing is set.
const UNSET: &str = "（設定なし）";

/// All that is known of the settings at a moment.
pub(super) struct SettingFacts {
    /// What holds.
    pub rules: ProgrammeRules,
    /// What would hold if staff had set nothing.
    pub file: ProgrammeRules,
    /// What was ever changed, by the names of settings.
    pub changed: BTreeMap<String, SettingView>,
    /// What the site calls itself, which is the name of the sender unless staff say another.
    site_name: String,
    written: Vec<WrittenSetting>,
}

impl SettingFacts {
    /// As they are now.
    pub async fn read(state: &OfficeState) -> Result<Self, Error> {
        let changed = state.app.store.changed_settings().await?;
        let values = changed.iter().filter_map(|(name, view)| Some((name.clone(), view.value.clone()?)));
        let file = state.app.settings.rules();
        let mail = site_mail(&state.app).await;
        Ok(Self {
            rules: file.clone().overridden_by(&values.collect()),
            file,
            changed,
            // Without it, the page still shows all else.
            site_name: mail.map(|mail| mail.programme.name).unwrap_or_default(),
            written: state.app.settings.written.clone(),
        })
    }

    /// Whether staff have set it.
    pub fn is_set(&self, name: &str) -> bool {
        self.changed.get(name).is_some_and(|view| view.value.is_some())
    }

    /// The version that a change is made from.
    pub fn version(&self, key: &SettingKey) -> i32 {
        self.changed.get(key.name().as_ref()).map_or(0, |view| view.version)
    }

    /// What holds, as a form has it.
    pub fn value(&self, key: &SettingKey) -> String {
        self.value_of(key, &self.rules)
    }

    /// What would hold if staff had not set it, in words.
    pub fn file_text(&self, key: &SettingKey) -> String {
        value_text(key, &self.value_of(key, &self.file))
    }

    /// What holds, in words.
    pub fn value_text(&self, key: &SettingKey) -> String {
        value_text(key, &self.value(key))
    }

    /// Who says so.
    pub fn source_text(&self, key: &SettingKey) -> String {
        if self.is_set(&key.name()) {
            return "事務局で設定".to_owned();
        }
        if *key == SettingKey::SenderName {
            return "サイトの名前（zola.toml）".to_owned();
        }
        source_text(self.written(key).map_or(SettingSource::Default, |written| written.source))
    }

    fn written(&self, key: &SettingKey) -> Option<&WrittenSetting> {
        self.written.iter().find(|written| written.name == key.name())
    }

    fn value_of(&self, key: &SettingKey, rules: &ProgrammeRules) -> String {
        let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
        match key {
            SettingKey::SenderName => rules.sender_name.clone().unwrap_or_else(|| self.site_name.clone()),
            SettingKey::ReplyTo => {
                let written = || self.written(key).map(|written| written.value.clone()).unwrap_or_default();
                rules.reply_to.clone().unwrap_or_else(written)
            }
            SettingKey::MessagesPerMinute => rules.messages_per_minute.to_string(),
            SettingKey::OfferHours => rules.offer_hours.to_string(),
            SettingKey::ReminderHours => rules.reminder_hours.to_string(),
            SettingKey::ConfirmHours => rules.confirm_hours.to_string(),
            SettingKey::ApprovalRequired => {
                rules.approval_required.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(",")
            }
            SettingKey::FirstMonth => rules.fiscal.first_month().to_string(),
            SettingKey::ContractStart => day(rules.contract.first_day),
            SettingKey::ContractEnd => day(rules.contract.last_day),
            SettingKey::Retention(form) => rules.retention.get(form).map(ToString::to_string).unwrap_or_default(),
        }
    }
}

/// A value in words.
fn value_text(key: &SettingKey, value: &str) -> String {
    match key {
        SettingKey::ApprovalRequired if value.is_empty() => "なし".to_owned(),
        _ if value.is_empty() => UNSET.to_owned(),
        SettingKey::MessagesPerMinute => format!("1分に{value}通"),
        SettingKey::OfferHours | SettingKey::ConfirmHours => format!("{value}時間"),
        SettingKey::ReminderHours => format!("開始の{value}時間前"),
        SettingKey::ApprovalRequired => {
            value.split(',').filter_map(ApprovalKind::parse).map(approval_kind_label).collect::<Vec<_>>().join("、")
        }
        SettingKey::FirstMonth => format!("{value}月"),
        SettingKey::ContractStart | SettingKey::ContractEnd => {
            value.parse().map_or_else(|_| value.to_owned(), local_day)
        }
        SettingKey::SenderName | SettingKey::ReplyTo | SettingKey::Retention(_) => value.to_owned(),
    }
}

/// What a setting is called.
pub(super) fn setting_label(key: &SettingKey) -> &'static str {
    match key {
        SettingKey::SenderName => "メールの差出人の名前",
        SettingKey::ReplyTo => "メールの返信先",
        SettingKey::MessagesPerMinute => "一斉メッセージの速さ",
        SettingKey::OfferHours => "空席のご案内への返事を待つ時間",
        SettingKey::ReminderHours => "イベント前のご案内を送る時期",
        SettingKey::ConfirmHours => "確認のボタンを待つ時間",
        SettingKey::ApprovalRequired => "市の承認が必要なもの",
        SettingKey::FirstMonth => "年度の始まりの月",
        SettingKey::ContractStart => "契約の最初の日",
        SettingKey::ContractEnd => "契約の最後の日",
        SettingKey::Retention(_) => "フォームの保管期間",
    }
}

/// What a setting does, from when on, and what it does not.
pub(super) fn setting_hint(key: &SettingKey) -> &'static str {
    match key {
        SettingKey::SenderName => {
            "受け取った人のメールソフトに出る名前です。件名や本文のプログラム名は、サイトの設定のままです。これから書くメールから使います。"
        }
        SettingKey::ReplyTo => "受け取った人が返信すると、このアドレスに届きます。これから書くメールから使います。",
        SettingKey::MessagesPerMinute => {
            "多くの人へのメッセージを、1分に何通まで送るかです（1から6000）。これから送り始めるメッセージから使います。"
        }
        SettingKey::OfferHours => {
            "キャンセル待ちの人に空席を案内してから、次の人に回すまでの時間です（1から720）。すでに送った案内の期限は変わりません。"
        }
        SettingKey::ReminderHours => {
            "イベントの何時間前に参加者へ案内を送るかです（1から336）。イベントの記事に書いてあるときは、記事のほうを使います。"
        }
        SettingKey::ConfirmHours => {
            "確認のボタンが必要なフォームで、押されるのを待つ時間です（1から720）。過ぎると、送られた内容は消えます。すでに届いているものの期限は変わりません。"
        }
        SettingKey::ApprovalRequired => "選んだものは、市が同じ内容を承認するまで、送信や掲載ができません。",
        SettingKey::FirstMonth => "件数を年度で数えるときに使います。",
        SettingKey::ContractStart => "年度別の件数は、この日の年度から表示します。",
        SettingKey::ContractEnd => {
            "年度別の件数は、この日の年度まで表示します。契約の終わりまで保管する記録の目安にもなります。"
        }
        SettingKey::Retention(_) => "",
    }
}

/// What only the operator sets is called.
pub(super) fn written_label(name: &str) -> &'static str {
    match name {
        "office.address" => "事務局の画面のアドレス",
        "server.addresses" => "申し込みを受け付けるサーバーのアドレス",
        "mail.host" => "メールサーバー",
        "mail.from" => "差出人のメールアドレス",
        "mail.reports_to" => "届かなかったときの通知先",
        "limits.per_address" => "確認なしで受け付ける数（同じ送信元から10分間）",
        _ => "その他",
    }
}

/// A value that only the operator sets.
pub(super) fn told_value(value: &str) -> String {
    if value.is_empty() { UNSET.to_owned() } else { value.to_owned() }
}

/// Who says it, beside staff.
pub(super) fn source_text(source: SettingSource) -> String {
    match source {
        SettingSource::Variable(name) => format!("環境変数 {name}"),
        SettingSource::File => "設定ファイル（tsubame.toml）".to_owned(),
        SettingSource::Default => "初期値".to_owned(),
    }
}
