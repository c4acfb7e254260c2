//! The city approves: what it reads, exactly that version, and nothing of persons.

use std::{fs, path::Path};

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use tempfile::TempDir;

use super::office_setup::{OFFICE, OfficeAnswer, SignedIn, TestOffice};
use crate::{uploads::UploadSettings, web::ServerSettings};

const PDF: &[u8] = b"%PDF-1.7 a poster";

async fn ask(office: &TestOffice, who: &SignedIn, programme: &str) -> String {
    let fields = [
        ("programme", programme),
        ("kind", "message"),
        ("title", "12月の便り"),
        ("text", "一行目\r\n<b>二行目</b>"),
        ("due_on", "2020-01-06"),
    ];
    let asked = office.post("/approvals", who, &fields).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text);
    asked.header("location").split('?').next().unwrap().to_owned()
}

#[tokio::test]
async fn the_city_reads_approves_and_gives_back() {
    let office = TestOffice::start().await;
    let (staff, city) = (office.sign_in("staff", "coordinator").await, office.sign_in("city", "client").await);
    let empty = office.post("/approvals", &staff, &[("title", "件名だけ"), ("link", "http://example.jp/a")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    for text in ["種類を選んでください", "https:// から", "value=\"件名だけ\""] {
        assert!(empty.text.contains(text), "{text}: {}", empty.text);
    }
    let address = ask(&office, &staff, "").await;
    let today = office.get("/", Some(&city)).await;
    assert!(today.text.contains("承認を待っているもの") && today.text.contains("12月の便り"), "{}", today.text);
    assert!(today.text.contains("期日超過：2020/1/6（月）") && !today.text.contains("バックアップ"), "{}", today.text);
    let page = office.get(&address, Some(&city)).await;
    assert!(page.text.contains("承認する</button>") && page.text.contains("第1版"), "{}", page.text);
    assert!(!page.text.contains("<b>二行目"), "{}", page.text);
    assert!(!office.get(&address, Some(&staff)).await.text.contains("承認する</button>"));
    let decide = format!("{address}/decide");
    let why = office.post(&decide, &city, &[("version", "1"), ("decision", "return")]).await;
    assert!(why.status == StatusCode::CONFLICT && why.text.contains("直してほしいことを入力してください"));
    let back = [("version", "1"), ("decision", "return"), ("remark", "日付が違います")];
    assert_eq!(office.post(&decide, &city, &back).await.header("location"), format!("{address}?done=returned"));
    let again = office.post(&decide, &city, &[("version", "1"), ("decision", "approve"), ("remark", "やはり")]).await;
    assert!(again.text.contains("先にほかの人が決めました"), "{}", again.text);
    let today = office.get("/", Some(&staff)).await;
    assert!(today.text.contains("差し戻された承認の依頼"), "{}", today.text);

    let version = format!("{address}/version");
    let form = office.get(&version, Some(&staff)).await;
    assert!(form.text.contains("name=\"seen\" value=\"1\"") && form.text.contains("一行目"), "{}", form.text);
    let same = [("seen", "1"), ("title", "12月の便り"), ("text", "一行目\r\n<b>二行目</b>")];
    assert!(office.post(&version, &staff, &same).await.text.contains("今の版と同じ内容です"));
    let anew = [("seen", "1"), ("title", "12月の便り"), ("text", "直した本文")];
    assert_eq!(office.post(&version, &staff, &anew).await.header("location"), format!("{address}?done=anew"));
    let stale = office.post(&version, &staff, &[("seen", "1"), ("title", "x"), ("text", "別の直し")]).await;
    assert!(stale.text.contains("先にほかの人が新しい版") && stale.text.contains("別の直し"), "{}", stale.text);
    let old = office.post(&decide, &city, &[("version", "1"), ("decision", "approve"), ("remark", "よいです")]).await;
    assert!(old.text.contains("新しい版が出ています") && old.text.contains(">よいです</textarea>"), "{}", old.text);
    office.post(&decide, &city, &[("version", "2"), ("decision", "approve")]).await;
    let page = office.get(&address, Some(&staff)).await;
    for text in ["承認済み", "直した本文", "日付が違います", "前の版"] {
        assert!(page.text.contains(text), "{text}: {}", page.text);
    }
}

#[tokio::test]
async fn nobody_approves_what_they_asked_for_whatever_roles_they_have() {
    let office = TestOffice::start().await;
    let admin = office.sign_in("admin", "administrator").await;
    let both = office.sign_in("both", "coordinator").await;
    let address = ask(&office, &both, "").await;
    let grants = format!("/accounts/{}/grants", both.account);
    office.post(&grants, &admin, &[("role", "coordinator"), ("role", "client")]).await;
    let page = office.get(&address, Some(&both)).await;
    assert!(page.text.contains("自分が依頼したものは承認できません") && !page.text.contains("承認する</button>"));
    let own = office.post(&format!("{address}/decide"), &both, &[("version", "1"), ("decision", "approve")]).await;
    assert!(own.status == StatusCode::CONFLICT && own.text.contains("承認待ち"), "{}", own.text);
    for who in [&admin, &office.sign_in("other", "coordinator").await] {
        let answer = office.post(&format!("{address}/decide"), who, &[("version", "1"), ("decision", "approve")]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "the city says what the city approves");
    }
}

#[tokio::test]
async fn the_city_sees_nothing_of_persons_and_nothing_of_another_programme() {
    let office = TestOffice::start().await;
    office.server.register(7).await;
    let city = office.sign_in("city", "client@shibuya").await;
    let foreign = office.sign_in("foreign", "client@elsewhere").await;
    for path in ["/persons", "/events", "/organisations", "/records", "/data-incidents", "/audit", "/accounts"] {
        assert_eq!(office.get(path, Some(&city)).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    let staff = office.sign_in("staff", "coordinator@shibuya").await;
    let address = ask(&office, &staff, "shibuya").await;
    assert_eq!(office.get(&address, Some(&city)).await.status, StatusCode::OK);
    assert_eq!(office.get(&address, Some(&foreign)).await.status, StatusCode::NOT_FOUND);
    let decided =
        office.post(&format!("{address}/decide"), &foreign, &[("version", "1"), ("decision", "approve")]).await;
    assert_eq!(decided.status, StatusCode::NOT_FOUND);
    for path in ["/", "/approvals"] {
        assert!(!office.get(path, Some(&foreign)).await.text.contains("12月の便り"), "{path}");
        assert!(office.get(path, Some(&city)).await.text.contains("12月の便り"), "{path}");
    }
    let other = office.sign_in("other", "coordinator@elsewhere").await;
    assert_eq!(office.get(&format!("{address}/version"), Some(&other)).await.status, StatusCode::NOT_FOUND);
    let anew = [("seen", "1"), ("title", "x"), ("text", "y")];
    assert_eq!(office.post(&format!("{address}/version"), &other, &anew).await.status, StatusCode::NOT_FOUND);
}

/// An office that keeps files.
async fn with_files() -> (TestOffice, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let uploads = Some(UploadSettings::new(folder.path().to_owned()));
    (TestOffice::start_with(ServerSettings { uploads, ..ServerSettings::default() }).await, folder)
}

fn stored(folder: &Path) -> usize {
    fs::read_dir(folder).unwrap().count()
}

/// Sends a form as browsers do that has files.
async fn send(
    office: &TestOffice,
    (path, who): (&str, &SignedIn),
    fields: &[(&str, &str)],
    files: &[(&str, &[u8])],
) -> OfficeAnswer {
    let mut body = Vec::new();
    let mut part = |head: String, bytes: &[u8]| {
        body.extend(format!("--XX\r\nContent-Disposition: form-data; {head}\r\n\r\n").bytes());
        body.extend(bytes.iter().chain(b"\r\n"));
    };
    for (name, value) in fields {
        part(format!("name=\"{name}\""), value.as_bytes());
    }
    for (name, bytes) in files {
        part(format!("name=\"files\"; filename=\"{name}\""), bytes);
    }
    body.extend(b"--XX--\r\n");
    let request = Request::post(path)
        .header("accept", "text/html")
        .header("origin", OFFICE)
        .header("cookie", &who.cookie)
        .header("content-type", "multipart/form-data; boundary=XX");
    office.send(request.body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn files_are_fixed_with_their_version_and_opened_by_whoever_sees_it() {
    let (office, folder) = with_files().await;
    let (staff, city) = (office.sign_in("staff", "coordinator").await, office.sign_in("city", "client").await);
    let form = office.get("/approvals/new", Some(&staff)).await;
    assert!(form.text.contains("enctype=\"multipart/form-data\"") && form.text.contains("type=\"file\""));
    let words = [("programme", ""), ("kind", "creative"), ("title", "ポスター"), ("csrf", staff.csrf.as_str())];
    let asked = send(&office, ("/approvals", &staff), &words, &[("ポスター.pdf", PDF)]).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text);
    let address = asked.header("location").split('?').next().unwrap().to_owned();
    let page = office.get(&address, Some(&city)).await;
    let hash = "5ce819b5fe7807c2d23cbcf7538d189715d5613aa707f89ef13fea2c501887ff";
    assert!(page.text.contains("ポスター.pdf</a>（17バイト）") && page.text.contains(hash), "{}", page.text);
    let file = page.text.split(&format!("href=\"{address}/files/")).nth(1).unwrap().split('"').next().unwrap();
    let file = format!("{address}/files/{file}");
    let opened = office.get(&file, Some(&city)).await;
    assert_eq!((opened.status, opened.bytes.as_slice()), (StatusCode::OK, PDF));
    assert!(opened.header("content-disposition").starts_with("attachment"));
    assert_eq!(opened.header("x-content-type-options"), "nosniff");
    assert_eq!(office.store().count_audited("approval.file_read").await, 1);
    assert!(fs::read_dir(folder.path()).unwrap().all(|file| fs::read(file.unwrap().path()).unwrap() != PDF));
    let foreign = office.sign_in("foreign", "client@elsewhere").await;
    assert_eq!(office.get(&file, Some(&foreign)).await.status, StatusCode::NOT_FOUND);
    let other = ask(&office, &staff, "").await;
    let elsewhere = file.replacen(&address, &other, 1);
    assert_eq!(office.get(&elsewhere, Some(&city)).await.status, StatusCode::NOT_FOUND);

    let version = format!("{address}/version");
    let form = office.get(&version, Some(&staff)).await;
    let kept = form.text.split("name=\"kept\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let anew = [("seen", "1"), ("title", "ポスター"), ("kept", kept.as_str()), ("csrf", staff.csrf.as_str())];
    assert!(send(&office, (&version, &staff), &anew, &[]).await.text.contains("今の版と同じ内容です"));
    let done = send(&office, (&version, &staff), &anew, &[("案内.pdf", b"%PDF-1.7 a guide")]).await;
    assert_eq!(done.header("location"), format!("{address}?done=anew"), "{}", done.text);
    let page = office.get(&address, Some(&city)).await;
    assert!(page.text.matches("ポスター.pdf</a>").count() == 2 && page.text.contains("案内.pdf</a>"), "{}", page.text);
    assert_eq!(stored(folder.path()), 2, "what stays is not stored twice");
}

#[tokio::test]
async fn files_that_nobody_keeps_leave_nothing_behind() {
    let (office, folder) = with_files().await;
    let staff = office.sign_in("staff", "coordinator").await;
    let words = |csrf| [("programme", ""), ("kind", "creative"), ("title", "ポスター"), ("csrf", csrf)];
    let own = words(staff.csrf.as_str());
    for (fields, files, status, text) in [
        (&own[..], &[("a.exe", &b"MZ"[..])][..], StatusCode::UNPROCESSABLE_ENTITY, "受け取れない種類です"),
        (&own, &[("a.pdf", &b"MZ"[..])], StatusCode::UNPROCESSABLE_ENTITY, "名前の種類と違います"),
        (&own, &[("a.pdf", PDF); 6], StatusCode::UNPROCESSABLE_ENTITY, "一度に送れるのは5つまで"),
        (&own[2..], &[("a.pdf", PDF)], StatusCode::UNPROCESSABLE_ENTITY, "もう一度選んでください"),
        (&words("x"), &[("a.pdf", PDF)], StatusCode::FORBIDDEN, "何も変更していません"),
    ] {
        let answer = send(&office, ("/approvals", &staff), fields, files).await;
        assert!(answer.status == status && answer.text.contains(text), "{text}: {} {}", answer.status, answer.text);
        assert_eq!(stored(folder.path()), 0, "{text}");
    }
    let viewer = office.sign_in("viewer", "viewer").await;
    let refused = send(&office, ("/approvals", &viewer), &words(viewer.csrf.as_str()), &[("a.pdf", PDF)]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(office.get("/approvals", Some(&staff)).await.text.matches("ありません").count() == 3);
    let without = TestOffice::start().await;
    let staff = without.sign_in("staff", "coordinator").await;
    assert!(!without.get("/approvals/new", Some(&staff)).await.text.contains("type=\"file\""));
    let answer = send(&without, ("/approvals", &staff), &words(staff.csrf.as_str()), &[("a.pdf", PDF)]).await;
    assert!(answer.text.contains("ファイルを保存しない設定です"), "{}", answer.text);
}
