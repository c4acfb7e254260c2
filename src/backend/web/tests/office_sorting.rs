//! Lists of the office are sorted by plain links above their columns, which say in which direction they are.

use super::office_setup::TestOffice;

/// The places of some texts in a page, one after the other.
fn places(page: &str, texts: &[&str]) -> Vec<usize> {
    texts.iter().map(|text| page.find(text).unwrap_or_else(|| panic!("{text}: {page}"))).collect()
}

/// The list of a page, without what stands above it.
fn rows(page: &str) -> &str {
    page.split("<tbody").nth(1).unwrap_or_else(|| panic!("{page}"))
}

#[tokio::test]
async fn mails_and_persons_are_listed_from_either_end() {
    let office = TestOffice::start().await;
    for number in 1..=3 {
        office.server.register(number).await;
    }
    office.store().index_persons().await.unwrap();
    let staff = office.sign_in("staff", "coordinator").await;
    let names = ["山田1<", "山田2<", "山田3<"];
    for (path, columns, descending, ascending) in [
        ("/outbox", "?", "/outbox?order=oldest", "/outbox?"),
        ("/persons", "?c=first", "/persons?order=oldest&#38;c=first", "/persons?c=first"),
    ] {
        let page = office.get(&format!("{path}{columns}"), Some(&staff)).await.text;
        assert!(
            page.contains("aria-sort=\"descending\"") && page.contains(&format!("href=\"{descending}\"")),
            "{page}"
        );
        assert!(places(rows(&page), &names).is_sorted_by(|one, next| one > next), "{page}");
        let turned = office.get(&descending.replace("&#38;", "&"), Some(&staff)).await.text;
        assert!(
            turned.contains("aria-sort=\"ascending\"") && turned.contains(&format!("href=\"{ascending}\"")),
            "{turned}"
        );
        assert!(places(rows(&turned), &names).is_sorted(), "{turned}");
    }
    let usual = office.get("/persons", Some(&staff)).await.text;
    assert!(!usual.contains("aria-sort"), "a column that is not shown sorts nothing");
    // What narrows the list keeps its order.
    let form = office.post("/outbox", &staff, &[("order", "oldest"), ("state", "waiting")]).await;
    assert_eq!(form.header("location"), "/outbox?state=waiting&order=oldest");
}

#[tokio::test]
async fn cases_are_listed_by_their_days_and_by_when_they_began() {
    let office = TestOffice::start().await;
    office.server.register(1).await;
    office.store().index_persons().await.unwrap();
    let staff = office.sign_in("staff", "coordinator").await;
    let page = office.get("/persons", Some(&staff)).await.text;
    let person = format!("/persons/0{}", page.split("href=\"/persons/0").nth(1).unwrap().split('"').next().unwrap());
    let mut cases = Vec::new();
    for (pipeline, due) in [("casual-interview", "2026-02-05"), ("placement", "2026-01-05")] {
        let begun = office.post(&format!("{person}/cases"), &staff, &[("pipeline", pipeline)]).await;
        let case = begun.header("location").split('?').next().unwrap().to_owned();
        let set = office.post(&format!("{case}/due"), &staff, &[("version", "1"), ("due_on", due)]).await;
        assert!(set.header("location").contains("done=due"), "{}", set.text);
        cases.push(case);
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    let [first, second] = [cases[0].as_str(), cases[1].as_str()];
    for (query, order, sorted) in [
        (
            "",
            [second, first],
            "<th scope=\"col\" role=\"columnheader\" aria-sort=\"ascending\"><a class=\"wide\" href=\"/cases?order=latest\">期日",
        ),
        ("?order=latest", [first, second], "aria-sort=\"descending\"><a class=\"wide\" href=\"/cases\">期日"),
        (
            "?order=newest",
            [second, first],
            "aria-sort=\"descending\"><a class=\"wide\" href=\"/cases?order=oldest\">始めた日",
        ),
        (
            "?order=oldest",
            [first, second],
            "aria-sort=\"ascending\"><a class=\"wide\" href=\"/cases?order=newest\">始めた日",
        ),
        ("?order=junk", [second, first], "aria-sort=\"none\"><a class=\"wide\" href=\"/cases?order=newest\">始めた日"),
    ] {
        let page = office.get(&format!("/cases{query}"), Some(&staff)).await.text;
        assert!(page.contains(sorted), "{query}: {page}");
        assert!(places(rows(&page), &order).is_sorted(), "{query}: {page}");
        assert!(!page.contains("次の300件"), "all of them are there: {page}");
    }
    let after = second.rsplit('/').next().unwrap();
    let page = office.get(&format!("/cases?after={after}"), Some(&staff)).await.text;
    assert!(rows(&page).contains(first) && !rows(&page).contains(second) && page.contains("2件（1人）"), "{page}");
}

#[tokio::test]
async fn people_of_an_event_are_listed_from_either_end() {
    let office = TestOffice::start().await;
    for number in 1..=3 {
        office.server.register(number).await;
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    let staff = office.sign_in("staff", "coordinator").await;
    let waiting = async |order: &str| {
        let page = office.get(&format!("/event?id=shibuya{order}"), Some(&staff)).await.text;
        let waiting = page.split("id=\"waiting\"").nth(1).unwrap_or_else(|| panic!("{page}")).to_owned();
        (places(rows(&waiting), &["山田2<", "山田3<"]), page)
    };
    for (order, is_rising, aria) in [
        ("", true, "aria-sort=\"none\""),
        ("&order=registered", true, "aria-sort=\"ascending\""),
        ("&order=-registered", false, "aria-sort=\"descending\""),
        ("&order=junk", true, "aria-sort=\"none\""),
    ] {
        let (found, page) = waiting(order).await;
        assert_eq!(found.is_sorted(), is_rising, "{order}: {page}");
        assert!(page.contains(aria) && page.contains("/event?id=shibuya&#38;order=kana"), "{order}: {page}");
    }
}
