//! `tsubame user` as whoever runs the server uses it, and the host that the office needs.

use crate::{preview::running::Running, support::TestSite};

/// A site whose server was started once.
fn programme() -> TestSite {
    let project = TestSite::of_repository();
    project.run(&["backend", "--check-config"]).succeeds();
    project
}

const HANAKO: [&str; 8] =
    ["user", "add", "--name", "佐藤花子", "--mail", "hanako@example.jp", "--role", "administrator"];

/// The end of the link in what was printed.
fn token(printed: &str) -> String {
    let line = printed.lines().find_map(|line| line.split_once("/invite/"));
    line.unwrap_or_else(|| panic!("no link is shown in\n{printed}")).1.to_owned()
}

#[test]
fn staff_are_invited_listed_and_reset_beside_a_server() {
    let project = programme();
    let running = Running::start_backend(project.root());
    let shown = project.run(&HANAKO).succeeds().assert_mentions("72 hours").assert_mentions("below [office]");
    assert!(shown.stdout.starts_with("/invite/") && token(&shown.stdout).len() == 43, "{}", shown.stdout);
    project.run(&HANAKO).exits_with(2).assert_mentions("tsubame user reset hanako@example.jp");
    project.write("tsubame.toml", "[office]\naddress = \"https://office.example.jp\"\n");
    let mut taro = HANAKO.to_vec();
    taro.splice(3..6, ["山田太郎", "--mail", "taro@example.jp"]);
    taro.splice(7.., ["event-staff@cross-sendai", "--role", "viewer"]);
    let whole = project.run(&taro).succeeds();
    assert!(whole.stdout.starts_with("https://office.example.jp/invite/"), "{}", whole.stdout);
    assert!(!whole.stderr.contains("[office]"), "{}", whole.stderr);

    let listed = project.run(&["user", "list"]).succeeds().assert_mentions("accounts: 2");
    let listed = listed.assert_mentions("hanako@example.jp  佐藤花子  administrator  invited until 20");
    listed.assert_mentions("taro@example.jp  山田太郎  event-staff@cross-sendai viewer  invited until 20");
    let again = project.run(&["user", "reset", "HANAKO@example.jp"]).succeeds().assert_mentions("good no more");
    assert_ne!(token(&again.stdout), token(&shown.stdout));
    project.run(&["user", "reset", "nobody@example.jp"]).exits_with(2).assert_mentions("tsubame user list");
    assert_eq!(running.stop(), 0);
    project.run(&["audit", "verify"]).succeeds().assert_mentions("is whole");
}

#[test]
fn what_is_no_role_no_address_or_no_programme_is_told() {
    let project = TestSite::of_repository();
    project.run(&["user", "list"]).exits_with(2).assert_mentions("start `tsubame backend` once");
    let project = programme();
    for (at, wrong, told) in [
        (7, "owner", "event-staff, editor"),
        (7, "editor@", "ROLE@PROGRAMME"),
        (5, "hanako", "no address that mails can be sent to"),
        (3, " ", "--name says"),
    ] {
        let mut args = HANAKO;
        args[at] = wrong;
        project.run(&args).exits_with(2).assert_mentions(told);
    }
    project.run(&HANAKO[..6]).exits_with(2).assert_mentions("--role");
    project.run(&["user", "list"]).succeeds().assert_mentions("accounts: 0");
}

#[test]
fn the_office_needs_a_host_of_its_own() {
    let project = programme();
    for (settings, code, told) in [
        ("[office]\naddress = \"https://office.example.jp\"\n", 0, "forms can be received"),
        ("[office]\naddress = \"https://cross-sendai.example.jp:8443\"\n", 2, "has that of the site"),
        ("[office]\naddress = \"http://office.example.jp\"\n", 1, "without a path"),
        (
            "[server]\naddresses = ['https://forms.example.jp']\n[office]\naddress = 'https://forms.example.jp:8443'\n",
            1,
            "a host of its own",
        ),
    ] {
        project.write("tsubame.toml", settings);
        project.run(&["backend", "--check-config"]).exits_with(code).assert_mentions(told);
    }
}

#[test]
fn people_who_do_not_exist_fill_an_empty_database_and_no_other() {
    let project = TestSite::of_repository();
    let made = project.run(&["demo", "--persons", "40"]).succeeds().assert_mentions("40 people who do not exist sent");
    let made = made.assert_mentions("8 accounts of staff");
    assert!(!made.stdout.contains("; 0 came to events"), "a year of events has people who came\n{}", made.stdout);
    project
        .run(&["user", "list"])
        .succeeds()
        .assert_mentions("accounts: 8")
        .assert_mentions("coordinator@demo.example.jp");
    project.run(&["audit", "verify"]).succeeds().assert_mentions("is whole");
    project.run(&["demo"]).exits_with(2).assert_mentions("somebody is kept here already");
}
