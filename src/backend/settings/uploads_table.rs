//! `[uploads]`: what looks at the files that visitors send. `CLAMD` in the environment wins over `clamd`.

use tsubame_model::source::{TableReader, Wording};

use super::Environment;
use crate::uploads::ClamdAddress;

/// The variable.
const VARIABLE: &str = "CLAMD";

/// The table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UploadsTable {
    /// The clamd that looks at files; without it, files say that nobody has looked.
    pub clamd: Option<ClamdAddress>,
}

impl UploadsTable {
    pub(super) fn read(table: &mut TableReader<'_>, environment: &mut Environment<'_>) -> Self {
        let written = table.parse("clamd", |address| parse_address("`clamd`", address));
        let given = environment.parse(VARIABLE, |address| parse_address(VARIABLE, address));
        Self { clamd: given.or(written) }
    }
}

fn parse_address(name: &str, address: &str) -> Result<ClamdAddress, Wording> {
    ClamdAddress::parse(address).map_err(|_| {
        Wording::new(
            format!("{name} is where clamd listens, as tcp://127.0.0.1:3310 or unix:/run/clamav/clamd.ctl"),
            format!(
                "{name} には、clamdの待ち受け先を tcp://127.0.0.1:3310 か unix:/run/clamav/clamd.ctl のように書きます"
            ),
        )
    })
}

#[cfg(test)]
mod tests {
    use crate::settings::{Environment, OperatorSettings};

    #[test]
    fn the_environment_wins_and_what_is_no_address_is_told() {
        let read = |text: &str, variable: Option<&str>| {
            let variable = variable.map(str::to_owned);
            let get = |name: &str| variable.clone().filter(|_| name == "CLAMD");
            OperatorSettings::parse(text, Environment::new(&get)).map(|settings| settings.uploads.clamd)
        };
        let file = "[uploads]\nclamd = \"tcp://127.0.0.1:3310\"\n";
        let of_file = read(file, None).unwrap();
        assert!(of_file.is_some());
        assert_ne!(read(file, Some("unix:/run/clamd")).unwrap(), of_file);
        assert_eq!(read("", None).unwrap(), None);
        assert_eq!(read("[uploads]\nclamd = \"localhost\"\n", None).unwrap_err().len(), 1);
        assert_eq!(read("", Some("localhost")).unwrap_err().len(), 1);
    }
}
