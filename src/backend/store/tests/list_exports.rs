//! Lists that staff take away.

use super::{
    joining::{receive, two_events},
    search::sent_as,
    setup::{EVENT, TestDatabase},
};
use crate::store::NewListExport;

#[tokio::test]
async fn who_was_in_a_list_is_in_the_audit_log_and_found_as_before() {
    for database in TestDatabase::each().await {
        let store = database.replica().await;
        two_events(&store).await;
        let mut persons = Vec::new();
        for number in 1..=3 {
            let sent = receive(&store, &sent_as(number, ("山田太郎", "ヤマダ タロウ"), EVENT)).await;
            persons.push(store.record_of(sent).await.unwrap().unwrap());
        }
        store.index_persons().await.unwrap();
        let export = NewListExport {
            list: "/persons".to_owned(),
            format: "csv",
            reason: "月次報告".to_owned(),
            rows: 2,
            persons: persons[..2].iter().copied().collect(),
        };
        store.note_list_export(export, "staff").await.unwrap();
        let kept = store.list_exports(10).await.unwrap();
        assert_eq!((kept.len(), kept[0].rows, kept[0].reason.as_str()), (1, 2, "月次報告"), "{:?}", database.location);
        let records = store.audit_records(&crate::store::AuditFilter::default(), 10, "auditor").await.unwrap();
        let of = |action: &str| records.iter().filter(|row| row.action == action).collect::<Vec<_>>();
        assert!(of("person.exported").iter().all(|row| row.subject == Some(kept[0].id)));
        let named: Vec<_> = of("person.exported").iter().filter_map(|row| row.person).collect();
        assert!(named.len() == 2 && !named.contains(&persons[2]));
        assert_eq!(of("list.exported").len(), 1);
        assert_eq!(store.index_persons().await.unwrap(), 0, "nobody is indexed again for it");
    }
}
