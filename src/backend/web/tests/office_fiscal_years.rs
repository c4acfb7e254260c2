//! Lists of the office within the fiscal years that staff have set.

use axum::http::StatusCode;
use jiff::Timestamp;

use super::office_setup::{SignedIn, TestOffice};
use crate::intake::calendar::{FiscalCalendar, clock_in_japan};

/// Somebody has registered, the contract began last year, and staff may do what is needed here.
async fn start() -> (TestOffice, SignedIn, i16) {
    let office = TestOffice::start().await;
    office.server.register(7).await;
    office.store().index_persons().await.unwrap();
    let staff = office.sign_in("staff", "administrator").await;
    let year = FiscalCalendar::default().year_of(clock_in_japan(Timestamp::now()).date());
    let begun = format!("{}-04-01", year - 1);
    set(&office, &staff, "contract.first_day", &begun).await;
    (office, staff, year)
}

async fn set(office: &TestOffice, who: &SignedIn, name: &str, value: &str) {
    let page = office.get(&format!("/settings/edit/{name}"), Some(who)).await.text;
    let version = page.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let answer = office.post(&format!("/settings/edit/{name}"), who, &[("version", version), ("value", value)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
}

#[tokio::test]
async fn persons_are_listed_by_the_fiscal_year_in_which_they_sent_something() {
    let (office, staff, year) = start().await;
    let page = office.get("/persons", Some(&staff)).await.text;
    for known in [year, year - 1] {
        assert!(page.contains(&format!("<option value=\"{known}\">{known}年度</option>")), "{page}");
    }
    for (asked, count) in [(year, "1人"), (year - 1, "0人")] {
        let asked = asked.to_string();
        let address = office.post("/persons", &staff, &[("year", &asked)]).await.header("location").to_owned();
        let page = office.get(&address, Some(&staff)).await.text;
        assert!(page.contains(&format!("<h2 id=\"found\">{count}</h2>")), "{asked}: {page}");
        assert!(page.contains(&format!("年度：{asked}年度")) && page.contains(&format!("value=\"{asked}\" selected")));
        assert!(!page.contains("送られた月："), "a year is one filter: {page}");
        assert!(page.contains("1つの条件") && !page.contains("name=\"f\" value=\"month~~\" checked"), "{page}");
    }
    // What goes by the list goes by its year: a selection that is kept, and a message to it.
    let asked = year.to_string();
    let address = office.post("/persons", &staff, &[("year", &asked)]).await.header("location").to_owned();
    let months: Vec<&str> = address.split("f=month").collect();
    assert_eq!(months.len(), 13, "{address}");
    let export = [("format", "csv"), ("reason", "見本")];
    let csv = office.post(&address.replacen("/persons", "/persons/export", 1), &staff, &export).await.text;
    assert!(csv.contains("山田7"), "{csv}");
    let new = office.get(&address.replacen("/persons", "/messages/new", 1), Some(&staff)).await.text;
    assert!(new.contains(&format!("送られた月：{year}年4月から{}年3月まで", year + 1)), "{new}");
    // A month within the year is that month, and a year that cannot be chosen is none.
    let month = format!("month~~{year}-04");
    let address =
        office.post("/persons", &staff, &[("year", &asked), ("f", &month)]).await.header("location").to_owned();
    let page = office.get(&address, Some(&staff)).await.text;
    assert!(page.contains(&format!("送られた月：{year}年4月")) && !page.contains("年度：2"), "{page}");
    assert_eq!(office.post("/persons", &staff, &[("year", "1066")]).await.header("location"), "/persons");
}

#[tokio::test]
async fn cases_stand_in_the_fiscal_year_in_which_they_began() {
    let (office, staff, year) = start().await;
    let page = office.get("/persons", Some(&staff)).await.text;
    let person = page.split("href=\"/persons/0").nth(1).unwrap().split('"').next().unwrap();
    let fields = [("pipeline", "casual-interview"), ("owner", staff.account.as_str())];
    let begun = office.post(&format!("/persons/0{person}/cases"), &staff, &fields).await;
    let case = begun.header("location").strip_suffix("?done=opened").unwrap_or_else(|| panic!("{}", begun.text));
    for view in ["", "view=board&pipeline=casual-interview&"] {
        for (asked, is_there) in [(year, true), (year - 1, false)] {
            let page = office.get(&format!("/cases?{view}year={asked}"), Some(&staff)).await.text;
            assert_eq!(page.contains(case), is_there, "{view} {asked}: {page}");
            assert!(page.contains(&format!("value=\"{asked}\" selected")), "{page}");
            // The other view, the file and the columns keep to it.
            assert!(page.matches(&format!("year={asked}")).count() > 1, "{page}");
        }
        let any = office.get(&format!("/cases?{view}year=1066"), Some(&staff)).await.text;
        assert!(any.contains(case) && !any.contains("1066"), "{any}");
    }
    let export = [("format", "csv"), ("reason", "見本")];
    for (asked, is_there) in [(year, true), (year - 1, false)] {
        let csv = office.post(&format!("/cases/export?year={asked}"), &staff, &export).await.text;
        assert_eq!(csv.contains("山田7"), is_there, "{asked}: {csv}");
    }
}
