//! Who comes to an event, as the table that staff take away.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use tsubame_model::schema::FormAnswer;

use super::{
    joining::{confirm, receive, sent_from},
    setup::{EVENT, TestDatabase, event, sent_by},
};
use crate::{
    intake::RegistrationAction,
    store::{EventFormColumns, TableCell, entities::audit_record},
};

#[tokio::test]
async fn r28_there_are_as_many_rows_as_people_and_every_value_is_as_it_was_sent() {
    let columns: EventFormColumns = [("name", "お名前"), ("tel", "電話"), ("phase", "時期")]
        .map(|(name, label)| (name.into(), label.into()))
        .into();
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        store.update_event(event(2)).await.unwrap();
        let names = ["=HYPERLINK(\"http://x\",\"賞品\")", "髙橋①～𠮷", "\t-1"];
        let mut submissions = Vec::new();
        for (number, name) in names.iter().enumerate() {
            let mut sent = sent_from(number, &format!("visitor{number}@example.jp"), EVENT);
            sent.answers.insert("name".to_owned(), FormAnswer::Text((*name).to_owned()));
            sent.answers.insert("tel".to_owned(), FormAnswer::Tel("0312345678".to_owned()));
            submissions.push(receive(&store, &sent).await);
        }
        let gone = receive(&store, &sent_by(9)).await;
        store.change_registration(gone, RegistrationAction::Cancel, 48).await.unwrap();
        confirm(&store, submissions[0]).await;
        let table = store.registrations_table(EVENT, &columns, "staff").await.unwrap();
        assert_eq!(table.headings[7..], ["お名前", "電話", "時期"]);
        assert_eq!(table.rows.len(), 3, "who gave back does not come");
        let text = |text: &str| TableCell::Text(text.to_owned());
        for (row, name) in table.rows.iter().zip(names) {
            assert_eq!(row[7..], [text(name), text("0312345678"), text("soon")]);
        }
        assert_eq!(table.rows[0][..3], [text("確定"), TableCell::Number(1), TableCell::Number(1)]);
        assert_eq!(table.rows[0][6], text("visitor0@example.jp"));
        assert_eq!(table.rows[1][6], text(""), "nobody has confirmed it");
        assert_eq!(table.rows[2][..4], [text("キャンセル待ち"), text(""), TableCell::Number(1), TableCell::Number(1)]);
        let read = audit_record::Entity::find().filter(audit_record::Column::Action.eq("registrations.exported"));
        assert_eq!(read.all(store.readers()).await.unwrap().len(), 1, "who reads is written down");
    }
}
