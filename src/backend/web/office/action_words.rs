//! What the audit log calls what was done, in the words of staff: one table for the page of the log and for the line of time of a person.

/// What an action is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::VariantArray)]
pub(super) enum ActionKind {
    Persons,
    Events,
    Bookings,
    Cases,
    Mails,
    Surveys,
    Organisations,
    Programme,
    Incidents,
    Accounts,
    Server,
}

impl ActionKind {
    /// Its name in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Persons => "persons",
            Self::Events => "events",
            Self::Bookings => "bookings",
            Self::Cases => "cases",
            Self::Mails => "mails",
            Self::Surveys => "surveys",
            Self::Organisations => "organisations",
            Self::Programme => "programme",
            Self::Incidents => "incidents",
            Self::Accounts => "accounts",
            Self::Server => "server",
        }
    }

    /// What staff call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Persons => "登録者",
            Self::Events => "申し込みとイベント",
            Self::Bookings => "予約",
            Self::Cases => "案件と用件",
            Self::Mails => "メッセージとメール",
            Self::Surveys => "アンケートと質問",
            Self::Organisations => "企業・団体",
            Self::Programme => "承認と業務の記録",
            Self::Incidents => "障害と個人情報の事故",
            Self::Accounts => "アカウントとサインイン",
            Self::Server => "設定、書き出し、バックアップ、操作の記録",
        }
    }
}

/// Something that the audit log can hold.
pub(super) struct KnownAction {
    /// As the log has it.
    pub name: &'static str,
    pub kind: ActionKind,
    /// Whether nothing was changed by it.
    pub is_reading: bool,
    pub text: &'static str,
}

const fn read(kind: ActionKind, name: &'static str, text: &'static str) -> KnownAction {
    KnownAction { name, kind, is_reading: true, text }
}

const fn change(kind: ActionKind, name: &'static str, text: &'static str) -> KnownAction {
    KnownAction { name, kind, is_reading: false, text }
}

/// Everything that the log can hold.
pub(super) const ACTIONS: &[KnownAction] = &[
    read(ActionKind::Persons, "person.opened", "登録者の記録を開きました"),
    read(ActionKind::Persons, "persons.listed", "登録者の一覧を見ました"),
    read(ActionKind::Persons, "person.exported", "一覧を書き出しました（その人が含まれていました）"),
    read(ActionKind::Persons, "person.traits_read", "同じ人かどうかを照合しました"),
    read(ActionKind::Persons, "persons.indexed", "検索の索引を更新しました"),
    read(ActionKind::Persons, "note.history", "メモの直す前の内容を見ました"),
    read(ActionKind::Persons, "address.read", "メールアドレスを見ました"),
    read(ActionKind::Persons, "upload.read", "送られたファイルを開きました"),
    change(ActionKind::Persons, "person.joined", "確認されたアドレスにより、同じ人の記録をつなぎました"),
    change(ActionKind::Persons, "person.merged", "2人の登録者をまとめました"),
    change(ActionKind::Persons, "person.parted", "まとめた登録者を分けました"),
    change(ActionKind::Persons, "person.erased", "登録者を消去しました"),
    change(ActionKind::Persons, "person.phase", "段階を変えました"),
    change(ActionKind::Persons, "person.tagged", "タグをつけました"),
    change(ActionKind::Persons, "person.untagged", "タグを外しました"),
    change(ActionKind::Persons, "address.bounced", "メールが届かないアドレスとわかりました"),
    change(ActionKind::Persons, "address.corrected", "メールアドレスを直しました"),
    change(ActionKind::Persons, "note.added", "メモを書きました"),
    change(ActionKind::Persons, "note.edited", "メモを直しました"),
    change(ActionKind::Persons, "notice.closed", "知らせを対応済みにしました"),
    change(ActionKind::Persons, "consent.withdrawn", "同意が取り消されました"),
    change(ActionKind::Persons, "answers.ended", "保存の期限が過ぎた回答を消しました"),
    change(ActionKind::Persons, "segment.saved", "条件を保存しました"),
    change(ActionKind::Persons, "segment.deleted", "保存した条件を消しました"),
    change(ActionKind::Persons, "submission.received", "フォームを受け付けました"),
    change(ActionKind::Persons, "submission.confirmed", "メールの確認を受けました"),
    change(ActionKind::Persons, "submission.unconfirmed", "メールの確認がなく、申し込みを消しました"),
    change(ActionKind::Persons, "submission.ended", "保存の期限が過ぎた申し込みを消しました"),
    change(ActionKind::Persons, "submission.released", "保留を解きました"),
    change(ActionKind::Persons, "upload.infected", "送られたファイルからウイルスが見つかりました"),
    change(ActionKind::Persons, "subscription.begun", "お知らせのメールの登録をしました"),
    change(ActionKind::Persons, "subscription.ended", "お知らせのメールをやめました"),
    change(ActionKind::Persons, "incentive.drawn", "お礼の抽選をしました"),
    read(ActionKind::Events, "registrations.listed", "イベントの名簿を見ました"),
    read(ActionKind::Events, "registrations.exported", "イベントの名簿を書き出しました"),
    read(ActionKind::Events, "registration.reasons_read", "席を変えた理由を見ました"),
    read(ActionKind::Events, "badges.listed", "名札を開きました"),
    read(ActionKind::Events, "fair.listed", "イベントの面談の一覧を開きました"),
    change(ActionKind::Events, "registration.changed", "申し込みの状態が変わりました"),
    change(ActionKind::Events, "registration.cancelled", "事務局が申し込みを取り消しました"),
    change(ActionKind::Events, "registration.moved", "別の日程に移りました"),
    change(ActionKind::Events, "registration.promoted", "事務局が席を取りました"),
    change(ActionKind::Events, "registration.offered", "空いた席を案内しました"),
    change(ActionKind::Events, "registration.resized", "席の数を変えました"),
    change(ActionKind::Events, "registration.attendance_changed", "参加の方法を変えました"),
    change(ActionKind::Events, "registration.notified", "イベントのお知らせを送りました"),
    change(ActionKind::Events, "registration.walked_in", "当日に会場で受け付けました"),
    change(ActionKind::Events, "attendance.checked_in", "イベントの受付をしました"),
    change(ActionKind::Events, "attendance.undone", "イベントの受付を取り消しました"),
    change(ActionKind::Events, "fair.talk_added", "イベントの面談を加えました"),
    change(ActionKind::Events, "fair.talk_moved", "イベントの面談を移しました"),
    change(ActionKind::Events, "fair.talk_cancelled", "イベントの面談を取り消しました"),
    change(ActionKind::Events, "fair.talk_marked", "イベントの面談の結果を記録しました"),
    change(ActionKind::Events, "fair.talk_offered", "空いた面談の時間を案内しました"),
    change(ActionKind::Events, "fair.talk_taken", "案内した面談の時間が決まりました"),
    change(ActionKind::Events, "fair.talk_lapsed", "面談の案内に返事がなく、時間を空けました"),
    change(ActionKind::Events, "event.change_confirmed", "イベントの変更を確定しました"),
    change(ActionKind::Events, "event.change_refused", "イベントの変更を取り消しました"),
    read(ActionKind::Bookings, "bookings.listed", "予約の一覧を見ました"),
    read(ActionKind::Bookings, "booking.opened", "予約を開きました"),
    change(ActionKind::Bookings, "booking.changed", "予約の状態が変わりました"),
    change(ActionKind::Bookings, "booking.accepted", "予約を受け付けました"),
    change(ActionKind::Bookings, "booking.address", "予約の参加用アドレスを決めました"),
    change(ActionKind::Bookings, "booking.moved", "予約の日時を変えました"),
    change(ActionKind::Bookings, "booking.handed_over", "予約を別の担当者に移しました"),
    change(ActionKind::Bookings, "booking.cancelled", "事務局が予約を取り消しました"),
    change(ActionKind::Bookings, "booking.lapsed", "予約の期限が過ぎました"),
    change(ActionKind::Bookings, "booking.held", "予約の面談を実施しました"),
    change(ActionKind::Bookings, "booking.no_show", "予約の面談に、どちらかが来ませんでした"),
    change(ActionKind::Bookings, "booking.unmarked", "予約の結果の記録を取り消しました"),
    change(ActionKind::Bookings, "host_time.added", "不在・臨時の受付を加えました"),
    change(ActionKind::Bookings, "host_time.ended", "不在・臨時の受付を取り消しました"),
    change(ActionKind::Bookings, "host.address", "相手・担当の参加用アドレスを変えました"),
    read(ActionKind::Cases, "cases.listed", "案件の一覧を見ました"),
    change(ActionKind::Cases, "case.opened", "案件を始めました"),
    read(ActionKind::Cases, "tasks.listed", "用件の一覧を見ました"),
    change(ActionKind::Cases, "case.moved", "案件を進めました"),
    change(ActionKind::Cases, "case.mailed", "案件についてメールを送りました"),
    change(ActionKind::Cases, "case.assigned", "案件の担当者を変えました"),
    change(ActionKind::Cases, "case.due", "案件の期日を変えました"),
    change(ActionKind::Cases, "task.added", "用件を加えました"),
    change(ActionKind::Cases, "task.planned", "その後の様子をたずねる用件を立てました"),
    change(ActionKind::Cases, "task.done", "用件を終えました"),
    change(ActionKind::Cases, "referral.added", "公的支援の窓口を紹介しました"),
    change(ActionKind::Cases, "referral.outcome", "公的支援の結果を記録しました"),
    read(ActionKind::Mails, "message.previewed", "メッセージの宛先を確かめました"),
    read(ActionKind::Mails, "mails.listed", "送信箱の一覧を見ました"),
    change(ActionKind::Mails, "message.written", "メッセージの下書きを書きました"),
    change(ActionKind::Mails, "message.edited", "メッセージを直しました"),
    change(ActionKind::Mails, "message.tested", "メッセージをテスト送信しました"),
    change(ActionKind::Mails, "message.started", "メッセージの送信を始めました"),
    change(ActionKind::Mails, "message.queued", "メッセージを送信箱に入れました"),
    change(ActionKind::Mails, "message.stopped", "メッセージの送信を止めました"),
    change(ActionKind::Mails, "message.resumed", "メッセージの送信を再開しました"),
    change(ActionKind::Mails, "message.deleted", "メッセージの下書きを消しました"),
    change(ActionKind::Mails, "newsletter.queued", "案内のメールを送信箱に入れました"),
    change(ActionKind::Mails, "mail.retried", "メールをもう一度送りました"),
    change(ActionKind::Mails, "mail.given_up", "メールの送信を取りやめました"),
    change(ActionKind::Mails, "outbox.stopped", "メールの送信が止まりました"),
    change(ActionKind::Mails, "outbox.resumed", "メールの送信を再開しました"),
    change(ActionKind::Mails, "outbox.dropped", "要らなくなったメールを送信箱から外しました"),
    read(ActionKind::Surveys, "survey.texts_read", "アンケートに書かれた回答を読みました"),
    change(ActionKind::Surveys, "survey.invited", "アンケートをお願いしました"),
    change(ActionKind::Surveys, "survey.answered", "アンケートに回答しました"),
    change(ActionKind::Surveys, "survey.revised", "アンケートの回答を直しました"),
    change(ActionKind::Surveys, "text.tagged", "アンケートの回答にタグをつけました"),
    change(ActionKind::Surveys, "text.untagged", "アンケートの回答のタグを外しました"),
    change(ActionKind::Surveys, "question.answered", "質問に回答しました"),
    change(ActionKind::Surveys, "question.reopened", "質問を回答待ちに戻しました"),
    read(ActionKind::Organisations, "organisation.opened", "企業・団体を開きました"),
    change(ActionKind::Organisations, "organisation.added", "企業・団体を加えました"),
    change(ActionKind::Organisations, "organisation.edited", "企業・団体の情報を変えました"),
    change(ActionKind::Organisations, "organisation.moved", "企業・団体の段階を進めました"),
    change(ActionKind::Organisations, "organisation.planned", "企業・団体に次にすることを書きました"),
    change(ActionKind::Organisations, "organisation.contact_added", "企業・団体の連絡先を加えました"),
    change(ActionKind::Organisations, "organisation.contact_erased", "企業・団体の連絡先を消しました"),
    change(ActionKind::Organisations, "organisation.advised", "助言を記録しました"),
    change(ActionKind::Organisations, "organisation.invited", "登壇・出展を依頼しました"),
    change(ActionKind::Organisations, "organisation.answered", "登壇・出展の回答を記録しました"),
    read(ActionKind::Programme, "approval.opened", "承認の依頼を開きました"),
    read(ActionKind::Programme, "approval.file_read", "承認の依頼のファイルを開きました"),
    read(ActionKind::Programme, "office_records.listed", "業務の記録の一覧を見ました"),
    read(ActionKind::Programme, "office_record.opened", "業務の記録を開きました"),
    change(ActionKind::Programme, "approval.asked", "承認を依頼しました"),
    change(ActionKind::Programme, "approval.asked_anew", "承認をもう一度依頼しました"),
    change(ActionKind::Programme, "approval.approved", "承認しました"),
    change(ActionKind::Programme, "approval.returned", "承認の依頼を差し戻しました"),
    change(ActionKind::Programme, "approval.file_infected", "承認の依頼のファイルからウイルスが見つかりました"),
    change(ActionKind::Programme, "office_record.added", "業務の記録を書きました"),
    change(ActionKind::Programme, "office_record.edited", "業務の記録を直しました"),
    read(ActionKind::Incidents, "data_incident.opened", "個人情報の事故の記録を開きました"),
    read(ActionKind::Incidents, "data_incident.persons_listed", "事故の影響を受けた人の一覧を見ました"),
    change(ActionKind::Incidents, "data_incident.added", "個人情報の事故を記録しました"),
    change(ActionKind::Incidents, "data_incident.edited", "個人情報の事故の記録を直しました"),
    change(ActionKind::Incidents, "data_incident.told", "個人情報の事故を報告しました"),
    change(ActionKind::Incidents, "data_incident.not_required", "個人情報の事故の報告を不要としました"),
    change(ActionKind::Incidents, "data_incident.duty_reopened", "個人情報の事故の報告を、まだに戻しました"),
    change(ActionKind::Incidents, "data_incident.closed", "個人情報の事故の対応を終えました"),
    change(ActionKind::Incidents, "incident.opened", "サーバーの障害が始まりました"),
    change(ActionKind::Incidents, "incident.acknowledged", "サーバーの障害の担当者になりました"),
    change(ActionKind::Incidents, "incident.closed", "サーバーの障害が終わりました"),
    read(ActionKind::Accounts, "account.signed_in", "サインインしました"),
    read(ActionKind::Accounts, "account.signed_out", "サインアウトしました"),
    read(ActionKind::Accounts, "account.sign_in_refused", "サインインできませんでした"),
    read(ActionKind::Accounts, "account.passkey_used", "パスキーでサインインしました"),
    read(ActionKind::Accounts, "account.proof_refused", "本人の確認ができませんでした"),
    change(ActionKind::Accounts, "account.invited", "アカウントに招待しました"),
    change(ActionKind::Accounts, "account.accepted", "招待を受けました"),
    change(ActionKind::Accounts, "account.grants_changed", "役割を変えました"),
    change(ActionKind::Accounts, "account.reset", "アカウントを再設定しました"),
    change(ActionKind::Accounts, "account.disabled", "アカウントを止めました"),
    change(ActionKind::Accounts, "account.enabled", "アカウントを再び使えるようにしました"),
    change(ActionKind::Accounts, "account.passkey_added", "パスキーを加えました"),
    change(ActionKind::Accounts, "account.passkey_removed", "パスキーを消しました"),
    change(ActionKind::Accounts, "account.passkey_counter_back", "複製された疑いのあるパスキーを止めました"),
    read(ActionKind::Server, "audit.read", "操作の記録を見ました"),
    read(ActionKind::Server, "list.exported", "一覧を書き出しました"),
    change(ActionKind::Server, "backup.written", "バックアップを作りました"),
    change(ActionKind::Server, "backup.restored", "バックアップから元に戻しました"),
    change(ActionKind::Server, "restore.tried", "バックアップから戻せることを確かめました"),
    change(ActionKind::Server, "keys.rewrapped", "暗号の鍵を包み直しました"),
    change(ActionKind::Server, "setting.sender_name_changed", "メールの差出人の名前を変えました"),
    change(ActionKind::Server, "setting.reply_to_changed", "メールの返信先を変えました"),
    change(ActionKind::Server, "setting.messages_per_minute_changed", "一斉メッセージの速さを変えました"),
    change(ActionKind::Server, "setting.offer_hours_changed", "空席のご案内への返事を待つ時間を変えました"),
    change(ActionKind::Server, "setting.reminder_hours_changed", "イベント前のご案内を送る時期を変えました"),
    change(ActionKind::Server, "setting.confirm_hours_changed", "確認のボタンを待つ時間を変えました"),
    change(ActionKind::Server, "setting.approval_required_changed", "市の承認が必要なものを変えました"),
    change(ActionKind::Server, "setting.first_month_changed", "年度の始まりの月を変えました"),
    change(ActionKind::Server, "setting.contract_start_changed", "契約の最初の日を変えました"),
    change(ActionKind::Server, "setting.contract_end_changed", "契約の最後の日を変えました"),
    change(ActionKind::Server, "setting.retention_changed", "フォームの保管期間を変えました"),
    change(ActionKind::Server, "template.written", "メールのひな型を書きました"),
    change(ActionKind::Server, "template.given_back", "メールのひな型をファイルの文面に戻しました"),
    change(ActionKind::Server, "template.tested", "メールのひな型をテスト送信しました"),
    change(ActionKind::Server, "api_token.made", "APIのトークンを作りました"),
    change(ActionKind::Server, "api_token.revoked", "APIのトークンを無効にしました"),
    change(ActionKind::Server, "webhook.added", "Webhookの送り先を加えました"),
    change(ActionKind::Server, "webhook.tested", "Webhookをテスト送信しました"),
    change(ActionKind::Server, "webhook.sent_again", "Webhookをもう一度送りました"),
    change(ActionKind::Server, "webhook.held_sent", "復元のため止めていたWebhookを送ることにしました"),
    change(ActionKind::Server, "webhook.held_dropped", "復元のため止めていたWebhookを送らないことにしました"),
    change(ActionKind::Server, "webhook.stopped", "Webhookを止めました"),
    change(ActionKind::Server, "webhook.started", "Webhookを再開しました"),
    change(ActionKind::Server, "webhook.removed", "Webhookの送り先を消しました"),
];

/// What was done; what the log calls it where this version does not know it.
pub(super) fn action_text(name: &str) -> String {
    let known = ACTIONS.iter().find(|action| action.name == name);
    known.map_or_else(|| format!("そのほかの操作（{name}）"), |action| action.text.to_owned())
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fs, path::Path};

    use strum::VariantArray;

    use super::*;
    use crate::intake::programme_settings::SettingKey;

    /// Names with a dot in the rooms that write the log that are no actions: files, templates, columns.
    const OTHERS: [&str; 6] = [".rs", ".sqlite", ".html", ".eml", ".txt", ".webp"];

    /// Texts in quotes that are made like the name of an action, in a file and in those below a folder, leaving out tests.
    fn named(path: &Path, names: &mut BTreeSet<String>) {
        if ["tests", "tests.rs", "migrations", "entities"].iter().any(|end| path.ends_with(end)) {
            return;
        }
        if path.is_dir() {
            for entry in fs::read_dir(path).unwrap() {
                named(&entry.unwrap().path(), names);
            }
            return;
        }
        let text = fs::read_to_string(path).unwrap();
        let code = text.split("#[cfg(test)]\nmod ").next().unwrap();
        let quoted = code.split('"').skip(1).step_by(2);
        let is_word =
            |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        let is_name = |text: &&str| text.split_once('.').is_some_and(|(noun, verb)| is_word(noun) && is_word(verb));
        names.extend(quoted.filter(is_name).map(str::to_owned));
    }

    #[test]
    fn every_action_of_the_code_has_words_and_no_other() {
        let mut names = BTreeSet::new();
        for room in ["store", "intake/bookings"] {
            named(&Path::new(env!("CARGO_MANIFEST_DIR")).join(room), &mut names);
        }
        names.retain(|name| OTHERS.iter().all(|end| !name.ends_with(end)) && !name.starts_with("c."));
        names.extend(SettingKey::plain().map(|key| key.changed().to_owned()));
        names.insert(SettingKey::Retention(String::new()).changed().to_owned());
        let known: BTreeSet<String> = ACTIONS.iter().map(|action| action.name.to_owned()).collect();
        assert_eq!(known.len(), ACTIONS.len(), "each is there once");
        assert_eq!(names, known);
    }

    #[test]
    fn kinds_have_names_of_their_own() {
        let names: BTreeSet<&str> = ActionKind::VARIANTS.iter().map(|kind| kind.name()).collect();
        assert_eq!(names.len(), ActionKind::VARIANTS.len());
        assert_eq!(action_text("person.opened"), "登録者の記録を開きました");
        assert_eq!(action_text("of.old"), "そのほかの操作（of.old）");
    }
}
