//! What surveys were answered with, as staff read it.
//!
//! | file | holds |
//! |---|---|
//! | `survey_scope` | which occasions are looked at |
//! | `occasions` | which surveys were about what, and how many answered |
//! | `survey_sheet` | all answers that are chosen from a list, each as a row without a name |
//! | `survey_texts` | what people wrote, opened for whoever may read it |
//! | `text_tags` | words that staff put on that, counted |

mod occasions;
mod survey_scope;
mod survey_sheet;
mod survey_texts;
mod text_tags;

pub use occasions::OccasionCount;
pub use survey_scope::SurveyScope;
pub use survey_sheet::SurveySheet;
pub use survey_texts::{SurveyText, TextAddress};
pub use text_tags::TextTag;
