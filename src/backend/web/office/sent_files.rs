//! Files that came with a form of the office. They lie stored already; whoever keeps them takes them out of here, and what is left is ended
//! with the answer.

use std::sync::Arc;

use parking_lot::Mutex;

use crate::{
    store::SentApprovalFile,
    web::file_forms::{FileRefusal, MOST_FILES, MOST_MEGABYTES},
};

/// The files of one form.
#[derive(Clone)]
pub(super) struct SentFiles {
    stored: Arc<Mutex<Vec<SentApprovalFile>>>,
    refused: Arc<Vec<(String, FileRefusal)>>,
}

impl SentFiles {
    /// Those that were stored, and those that were not.
    pub fn new(stored: Vec<SentApprovalFile>, refused: Vec<(String, FileRefusal)>) -> Self {
        Self { stored: Arc::new(Mutex::new(stored)), refused: Arc::new(refused) }
    }

    /// Those that were stored; nobody else is given them after that.
    pub fn take(&self) -> Vec<SentApprovalFile> {
        std::mem::take(&mut *self.stored.lock())
    }

    /// Gives some back that are not kept after all.
    pub fn give_back(&self, files: Vec<SentApprovalFile>) {
        self.stored.lock().extend(files);
    }

    /// How many were stored.
    pub fn count(&self) -> usize {
        self.stored.lock().len()
    }

    /// What is wrong with those that were not, each with what to do.
    pub fn faults(&self) -> Vec<String> {
        self.refused.iter().map(|(name, refusal)| refusal_text(name, *refusal)).collect()
    }
}

fn refusal_text(name: &str, refusal: FileRefusal) -> String {
    match refusal {
        FileRefusal::NotKept => {
            format!("「{name}」：このサーバーは、ファイルを保存しない設定です。置き場所のリンクを書いてください。")
        }
        FileRefusal::Kind => {
            format!("「{name}」：受け取れない種類です。PDF、PNG、JPEG、docx、xlsx、pptxのどれかにしてください。")
        }
        FileRefusal::TooLarge => format!("「{name}」：大きすぎます。1つ{MOST_MEGABYTES}MBまでにしてください。"),
        FileRefusal::Content => {
            format!("「{name}」：中身が、名前の種類と違います。元のソフトで開き、保存し直してから選んでください。")
        }
        FileRefusal::Macros => {
            format!("「{name}」：マクロが入っています。マクロなしの形式で保存し直してから選んでください。")
        }
        FileRefusal::TooMany => format!("「{name}」：一度に送れるのは{MOST_FILES}つまでです。"),
    }
}
