//! Files, in words.

use crate::store::UploadState;

/// What is known of a file as far as viruses go; nothing where nothing is to be said.
pub(super) fn file_state_label(state: UploadState) -> &'static str {
    match state {
        UploadState::Clean => "",
        UploadState::Quarantined => "ウイルスの検査を待っています。検査がすむと開けます。",
        UploadState::Infected => "ウイルスが見つかったため、開けません。",
        UploadState::Unscanned => "ウイルスの検査をしていません。開く前に確かめてください。",
    }
}

/// How long a file is: `340KB`, `1.2MB`.
pub(super) fn file_size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes}バイト"),
        1_000..1_000_000 => format!("{}KB", bytes.div_ceil(1_000)),
        _ => {
            let tenths = bytes.div_ceil(100_000);
            format!("{}.{}MB", tenths / 10, tenths % 10)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_in_the_unit_that_fits() {
        for (bytes, text) in [
            (9, "9バイト"),
            (1_000, "1KB"),
            (339_500, "340KB"),
            (1_000_000, "1.0MB"),
            (1_150_001, "1.2MB"),
            (20_000_000, "20.0MB"),
        ] {
            assert_eq!(file_size(bytes), text, "{bytes}");
        }
    }
}
