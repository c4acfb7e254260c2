//! `deploy/README.md`: what it names is there, and the program takes the commands that it is given on that page.

use std::{collections::BTreeSet, fs, path::Path, process::Command};

use crate::support::REPOSITORY;

fn page() -> String {
    fs::read_to_string(Path::new(REPOSITORY).join("deploy/README.md")).expect("deploy/README.md")
}

/// The commands of the page, without the user that runs them.
fn commands(page: &str) -> Vec<String> {
    let blocks = page.split("```sh\n").skip(1).filter_map(|rest| rest.split_once("```"));
    let lines = blocks.flat_map(|(block, _)| block.lines());
    lines.map(|line| line.trim().trim_start_matches("runuser -u tsubame -- ").to_owned()).collect()
}

#[test]
fn its_table_names_every_file_beside_it_and_no_other() {
    let rows: BTreeSet<String> = page()
        .lines()
        .skip_while(|line| *line != "| file | goes to |")
        .skip(2)
        .map_while(|line| Some(line.strip_prefix("| `")?.split_once('`')?.0.to_owned()))
        .collect();
    let files = fs::read_dir(Path::new(REPOSITORY).join("deploy")).expect("deploy/");
    let there = files.map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned());
    let there: BTreeSet<String> = there.filter(|name| name != "README.md").collect();
    assert_eq!(rows, there);
}

#[test]
fn the_program_takes_the_commands_that_it_is_given() {
    let commands = commands(&page());
    let own: Vec<&String> = commands.iter().filter(|command| command.starts_with("tsubame ")).collect();
    assert!(own.len() >= 4, "the page has lost its commands: {commands:?}");
    for command in own {
        // Asked for help, the program reads all that stands before as it would otherwise.
        let words: Vec<&str> = command.split_whitespace().skip(1).collect();
        let read =
            Command::new(env!("CARGO_BIN_EXE_tsubame")).args(&words).arg("--help").output().expect("the program");
        assert!(read.status.success(), "{command}: {}", String::from_utf8_lossy(&read.stderr));
    }
}

#[test]
fn what_it_installs_lies_where_it_says() {
    let commands = commands(&page());
    let unit = fs::read_to_string(Path::new(REPOSITORY).join("deploy/tsubame.service")).expect("the unit");
    let program = "/usr/local/bin/tsubame";
    assert!(
        commands.iter().any(|command| command.ends_with(program)) && unit.contains(&format!("ExecStart={program} "))
    );
    for command in &commands {
        let mut named = command.split_whitespace().filter(|word| word.starts_with("deploy/"));
        assert!(named.all(|file| Path::new(REPOSITORY).join(file).exists()), "{command}");
    }
    let nginx = fs::read_to_string(Path::new(REPOSITORY).join("deploy/nginx.conf")).expect("nginx.conf");
    for path in ["/srv/tsubame/site/public", "/etc/nginx/tsubame/proxy.conf"] {
        assert!(nginx.contains(path) && page().contains(path), "{path}");
    }
}
