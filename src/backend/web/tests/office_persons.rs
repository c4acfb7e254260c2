//! Finding somebody in the office, what is written about them, and their end; who comes to an event, and its door.

use axum::http::StatusCode;
use tsubame_model::schema::Submission;

use super::{office_setup::TestOffice, setup::body};
use crate::{
    store::{
        SentUpload, UploadState, UploadTerms,
        test_support::{keys, sealed, sent_by},
    },
    uploads::UploadSettings,
    web::ServerSettings,
};

/// The first address on a page that begins so.
fn link(page: &str, start: &str) -> String {
    let found = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    found
        .filter(|address| address.starts_with(start))
        .max_by_key(|address| address.len())
        .unwrap_or_else(|| panic!("{page}"))
        .replace("&amp;", "&")
}

#[tokio::test]
async fn somebody_is_found_written_about_and_erased() {
    let office = TestOffice::start().await;
    office.server.register(7).await;
    office.store().index_persons().await.unwrap();
    let staff = office.sign_in("staff", "coordinator").await;
    let found = office.post("/persons", &staff, &[("q", "山田7")]).await;
    assert_eq!(found.status, StatusCode::SEE_OTHER);
    let address = found.header("location").to_owned();
    assert!(address.starts_with("/persons?s=") && !address.contains('%'), "{address}");
    let page = office.get(&address, Some(&staff)).await;
    assert!(page.text.contains("山田7") && page.text.contains("1人") && page.text.contains("渋谷"), "{}", page.text);
    assert!(!page.text.contains("visitor7@example.jp"), "a list shows no whole address");
    let other = office.sign_in("other", "coordinator").await;
    let foreign = office.get(&address, Some(&other)).await;
    assert!(!foreign.text.contains("value=\"山田7\""), "what somebody typed opens for nobody else");

    let person = link(&page.text, "/persons/0");
    let page = office.get(&person, Some(&staff)).await;
    assert!(
        page.text.contains("visitor7@example.jp") && page.text.contains("「イベント申込」を送りました"),
        "{}",
        page.text
    );
    let noted = office.post(&format!("{person}/notes"), &staff, &[("text", "<b>電話で話した</b>")]).await;
    assert_eq!(noted.status, StatusCode::SEE_OTHER);
    office.post(&format!("{person}/tags"), &staff, &[("tag", "要連絡")]).await;
    office.post(&format!("{person}/tasks"), &staff, &[("title", "折り返す"), ("due_on", "2020-01-06")]).await;
    let page = office.get(&person, Some(&staff)).await;
    assert!(
        page.text.contains("&#60;b&#62;電話で話した") || page.text.contains("&lt;b&gt;電話で話した"),
        "{}",
        page.text
    );
    assert!(page.text.contains("要連絡") && page.text.contains("期日超過：2020/1/6（月）"));

    assert_eq!(office.get(&format!("{person}/erase"), Some(&staff)).await.status, StatusCode::FORBIDDEN);
    let admin = office.sign_in("admin", "administrator").await;
    let wrong = office.post(&format!("{person}/erase"), &admin, &[("word", "はい")]).await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.text.contains("何も消していません"));
    let erased = office.post(&format!("{person}/erase"), &admin, &[("word", "消去")]).await;
    assert!(erased.status == StatusCode::OK && erased.text.contains("消去しました"), "{}", erased.text);
    assert_eq!(office.get(&person, Some(&staff)).await.status, StatusCode::NOT_FOUND);
    let page = office.get(&address, Some(&staff)).await;
    assert!(page.text.contains("当てはまる人はいません"), "{}", page.text);
}

#[tokio::test]
async fn counsellors_notes_are_for_counsellors_and_programmes_for_their_own() {
    let office = TestOffice::start().await;
    office.server.register(8).await;
    office.store().index_persons().await.unwrap();
    let counsellor = office.sign_in("counsellor", "counsellor").await;
    let coordinator = office.sign_in("coordinator", "coordinator").await;
    let page = office.get("/persons", Some(&counsellor)).await;
    let person = link(&page.text, "/persons/0");
    let fields = [("text", "家族の事情"), ("audience", "counsellors")];
    office.post(&format!("{person}/notes"), &counsellor, &fields).await;
    assert!(office.get(&person, Some(&counsellor)).await.text.contains("家族の事情"));
    assert!(!office.get(&person, Some(&coordinator)).await.text.contains("家族の事情"));
    let refused = office.post(&format!("{person}/notes"), &coordinator, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);

    let (own, foreign) =
        (office.sign_in("own", "coordinator@shibuya").await, office.sign_in("foreign", "coordinator@elsewhere").await);
    assert_eq!(office.get(&person, Some(&own)).await.status, StatusCode::OK);
    for path in [person.as_str(), "/event?id=shibuya", "/event/check-in?id=shibuya"] {
        assert_eq!(office.get(path, Some(&foreign)).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(!office.get("/persons", Some(&foreign)).await.text.contains("/persons/0"));
    assert!(!office.get("/events", Some(&foreign)).await.text.contains("id=shibuya"));
    let note = office.post(&format!("{person}/notes"), &foreign, &[("text", "x")]).await;
    assert_eq!(note.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_seat_is_moved_by_hand_with_its_reason() {
    let office = TestOffice::start().await;
    office.server.register(1).await;
    office.server.register(2).await;
    let staff = office.sign_in("staff", "coordinator").await;
    let page = office.get("/event?id=shibuya", Some(&staff)).await;
    assert!(page.text.contains("席のある人") && page.text.contains("キャンセル待ち"), "{}", page.text);
    let waiting = page.text.split("id=\"waiting\"").nth(1).unwrap();
    let seat = link(waiting, "/event/seat");
    let without = office.post(&seat, &staff, &[("change", "promote")]).await;
    assert!(without.status == StatusCode::CONFLICT && without.text.contains("理由を入力してください"));
    let full = office.post(&seat, &staff, &[("change", "promote"), ("reason", "登壇者のため")]).await;
    assert!(full.status == StatusCode::CONFLICT && full.text.contains("空いている席は0席"), "{}", full.text);
    let over = [("change", "promote"), ("reason", "登壇者のため"), ("over_capacity", "1")];
    let done = office.post(&seat, &staff, &over).await;
    assert_eq!(done.header("location"), "/event?id=shibuya&done=seat", "{}", done.text);
    let page = office.get("/event?id=shibuya&done=seat", Some(&staff)).await;
    assert!(page.text.contains("席を変更しました") && !page.text.contains("id=\"waiting\""));
    let foreign = seat.replace("shibuya", "elsewhere");
    assert_eq!(office.post(&foreign, &staff, &over).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_door_answers_a_script_and_a_form_alike() {
    let office = TestOffice::start().await;
    office.server.post("/api/forms/event", &body(1)).await;
    let staff = office.sign_in("door", "event-staff").await;
    let page = office.get("/event/check-in?id=shibuya", Some(&staff)).await;
    assert!(page.status == StatusCode::OK && page.text.contains("山田1"), "{}", page.text);
    let nonce = page.text.split("nonce=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(page.header("content-security-policy").contains(&format!("script-src 'nonce-{nonce}'")));
    let junk = office.post("/event/check-in", &staff, &[("event", "shibuya"), ("code", "junk")]).await;
    assert!(junk.status == StatusCode::OK && junk.text.contains("コードを読み取れませんでした"), "{}", junk.text);
    let registration = page.text.split("name=\"registration\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let early = office.post("/event/check-in", &staff, &[("event", "shibuya"), ("registration", registration)]).await;
    assert!(early.text.contains("受付は") && early.text.contains("からです"), "{}", early.text);
    assert!(
        !office.get("/persons", Some(&staff)).await.text.contains("山田1"),
        "the door knows the list of its event alone"
    );
}

#[tokio::test]
async fn files_that_somebody_sent_are_opened_from_their_page() {
    let folder = tempfile::tempdir().unwrap();
    let uploads = Some(UploadSettings::new(folder.path().to_owned()));
    let office = TestOffice::start_with(ServerSettings { uploads, ..ServerSettings::default() }).await;
    let mut writer = office.server.backend.state.uploads().unwrap().begin().await.unwrap();
    writer.write(b"%PDF-1.7 a resume").await.unwrap();
    let (field, name) = ("resume".to_owned(), "職務経歴書.pdf".to_owned());
    let stored = writer.finish().await.unwrap();
    let file = SentUpload { field, name, content_type: "application/pdf".to_owned(), stored };
    let terms = UploadTerms { state: UploadState::Unscanned, most_bytes_per_address: None };
    let submission = Submission { references: [("event".to_owned(), "shibuya".to_owned())].into(), ..sent_by(1) };
    let sealed = sealed(&submission).with_uploads(&[file], terms, &keys()).unwrap();
    let id = sealed.id;
    office.store().receive(sealed).await.unwrap();
    let person = office.store().record_of(id).await.unwrap().unwrap().0;
    let staff = office.sign_in("staff", "coordinator@shibuya").await;
    let page = office.get(&format!("/persons/{person}"), Some(&staff)).await;
    assert!(page.text.contains("職務経歴書.pdf</a>（17バイト）"), "{}", page.text);
    let path = format!("/files/{}", page.text.split("href=\"/files/").nth(1).unwrap().split('"').next().unwrap());
    let opened = office.get(&path, Some(&staff)).await;
    assert_eq!((opened.status, opened.bytes.as_slice()), (StatusCode::OK, &b"%PDF-1.7 a resume"[..]));
    assert!(opened.header("content-disposition").starts_with("attachment"));
    assert_eq!(office.store().count_audited("upload.read").await, 1);
    let foreign = office.sign_in("foreign", "coordinator@elsewhere").await;
    assert_eq!(office.get(&path, Some(&foreign)).await.status, StatusCode::NOT_FOUND);
    let door = office.sign_in("door", "event-staff").await;
    assert_eq!(office.get(&path, Some(&door)).await.status, StatusCode::FORBIDDEN);
}
