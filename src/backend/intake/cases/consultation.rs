//! What is counted of a consultation, beside what was said in it.

use strum::VariantArray;

use super::CodedValue;

/// What it was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum ConsultationKind {
    /// A talk about work and life.
    #[default]
    Talk,
    /// Help with an application.
    Application,
    /// A look at a résumé.
    Resume,
    /// An interview as a rehearsal.
    MockInterview,
}

/// How it was held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum ConsultationMethod {
    /// In one room.
    InPerson,
    /// By video.
    Video,
    /// By telephone.
    Phone,
    /// By LINE.
    Line,
    /// By mail.
    Mail,
}

/// About how long it was, where nobody has looked at a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, VariantArray)]
pub enum TimeBand {
    /// Less than a quarter of an hour.
    UnderQuarter,
    /// Less than half an hour.
    UnderHalf,
    /// Less than an hour.
    UnderHour,
    /// An hour or more.
    HourOrMore,
}

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsultationFacts {
    /// What it was.
    pub kind: ConsultationKind,
    /// How it was held.
    pub method: ConsultationMethod,
    /// How many minutes it took, where that is known.
    pub minutes: Option<u16>,
    /// About how long it was; with the minutes, these say it.
    pub time_band: Option<TimeBand>,
    /// What it was about.
    pub topics: Vec<CodedValue>,
    /// How it was taken.
    pub reaction: Option<CodedValue>,
    /// What came of it.
    pub result: Option<CodedValue>,
}

impl ConsultationKind {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Talk => "talk",
            Self::Application => "application",
            Self::Resume => "resume",
            Self::MockInterview => "mock_interview",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|kind| kind.name() == name)
    }
}

impl ConsultationMethod {
    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::InPerson => "in_person",
            Self::Video => "video",
            Self::Phone => "phone",
            Self::Line => "line",
            Self::Mail => "mail",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|method| method.name() == name)
    }
}

impl TimeBand {
    /// The one that so many minutes are in.
    pub fn of_minutes(minutes: u16) -> Self {
        match minutes {
            0..15 => Self::UnderQuarter,
            15..30 => Self::UnderHalf,
            30..60 => Self::UnderHour,
            _ => Self::HourOrMore,
        }
    }

    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::UnderQuarter => "under_15",
            Self::UnderHalf => "under_30",
            Self::UnderHour => "under_60",
            Self::HourOrMore => "from_60",
        }
    }

    /// The one of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::VARIANTS.iter().copied().find(|band| band.name() == name)
    }
}

impl ConsultationFacts {
    /// About how long it was, by its minutes where they are known.
    pub fn band(&self) -> Option<TimeBand> {
        self.minutes.map(TimeBand::of_minutes).or(self.time_band)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_say_about_how_long_it_was() {
        let bands = [0, 14, 15, 29, 30, 59, 60, 999].map(|minutes| TimeBand::of_minutes(minutes).name());
        let expected = ["under_15", "under_15", "under_30", "under_30", "under_60", "under_60", "from_60", "from_60"];
        assert_eq!(bands, expected);
        for band in TimeBand::VARIANTS {
            assert_eq!(TimeBand::parse(band.name()), Some(*band));
        }
        for kind in ConsultationKind::VARIANTS {
            assert_eq!(ConsultationKind::parse(kind.name()), Some(*kind));
        }
        for method in ConsultationMethod::VARIANTS {
            assert_eq!(ConsultationMethod::parse(method.name()), Some(*method));
        }
    }
}
