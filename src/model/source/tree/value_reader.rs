//! Reading one value of a tree as something particular, or saying what is wrong with it.

use super::{
    super::{Data, Date, Step, Wording},
    fault::{FoundValue, TreeFault, TreeFaultKind},
    node::{DataNode, NodeValue, Shape},
    suggest::suggest,
};

/// A value that is about to be read, with the way to it and the faults found so far.
///
/// Each method reads it as one kind of value. It gives `None` and adds a fault when the value is of another kind, and
/// `None` without a word when there is a fault of it already.
pub struct ValueReader<'r> {
    pub(super) node: &'r DataNode<'r>,
    pub(super) trail: Trail<'r>,
    pub(super) faults: &'r mut Vec<TreeFault>,
}

/// The way from the root to a value. It becomes a list of steps only for a fault.
#[derive(Clone, Copy)]
pub(super) enum Trail<'r> {
    Root,
    Key(&'r Trail<'r>, &'r str),
    Item(&'r Trail<'r>, usize),
}

impl Trail<'_> {
    /// The steps from the root.
    pub fn steps(&self) -> Vec<Step> {
        let (mut above, step) = match self {
            Self::Root => return Vec::new(),
            Self::Key(above, key) => (above.steps(), Step::Key((*key).to_owned())),
            Self::Item(above, at) => (above.steps(), Step::Item(*at)),
        };
        above.push(step);
        above
    }
}

impl<'r> ValueReader<'r> {
    /// The value itself.
    pub fn node(&self) -> &'r DataNode<'r> {
        self.node
    }

    /// Adds a fault at the value.
    pub fn fault(&mut self, kind: TreeFaultKind) {
        self.faults.push(TreeFault { span: self.node.span.clone(), path: self.trail.steps(), kind });
    }

    /// Adds a fault in the reader's own words: one sentence without a full stop.
    pub fn refuse(&mut self, reason: Wording) {
        self.fault(TreeFaultKind::Refused { reason });
    }

    pub(super) fn wrong<T>(&mut self, expected: Shape) -> Option<T> {
        if let Some(found) = FoundValue::of(self.node) {
            self.fault(TreeFaultKind::WrongShape { expected, found });
        }
        None
    }

    /// A text. In YAML, a number or boolean without quotes is one too, as it is written.
    pub fn text(mut self) -> Option<String> {
        match self.node.written_text() {
            Some(text) => Some(text.to_owned()),
            None => self.wrong(Shape::Text),
        }
    }

    /// True or false.
    pub fn boolean(mut self) -> Option<bool> {
        match self.node.value {
            NodeValue::Boolean(value) => Some(value),
            _ => self.wrong(Shape::Boolean),
        }
    }

    /// A whole number that `T` can hold.
    pub fn integer<T: WholeNumber>(mut self) -> Option<T> {
        let value = match self.node.value {
            NodeValue::Integer(value) => i128::from(value),
            NodeValue::Large(value) => i128::from(value),
            _ => return self.wrong(Shape::Integer),
        };
        let number = T::from_number(value);
        if number.is_none() {
            self.fault(TreeFaultKind::OutOfRange { least: T::LEAST, greatest: T::GREATEST, value });
        }
        number
    }

    /// Any number.
    pub fn number(mut self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "limits and counts are far below 2^53")]
        match self.node.value {
            NodeValue::Integer(value) => Some(value as f64),
            NodeValue::Large(value) => Some(value as f64),
            NodeValue::Float(value) => Some(value),
            _ => self.wrong(Shape::Number),
        }
    }

    /// A date: one of TOML, or a text in any form that front matter allows.
    pub fn date(mut self) -> Option<Date> {
        let Some(text) = self.node.as_date_text() else { return self.wrong(Shape::Date) };
        let date = Date::parse(text);
        if date.is_none() {
            self.fault(TreeFaultKind::NotADate { value: text.to_owned() });
        }
        date
    }

    /// The meaning of one of several texts.
    pub fn one_of<T: Clone>(mut self, meanings: &[(&str, T)]) -> Option<T> {
        let Some(text) = self.node.written_text() else { return self.wrong(Shape::Text) };
        if let Some((_, meaning)) = meanings.iter().find(|(name, _)| *name == text) {
            return Some(meaning.clone());
        }
        let names = || meanings.iter().map(|(name, _)| *name);
        let meant = suggest(text, names()).map(str::to_owned);
        let allowed = names().map(str::to_owned).collect();
        self.fault(TreeFaultKind::NotOneOf { value: text.to_owned(), meant, allowed });
        None
    }

    /// A text that something else can read, or say in one sentence why it cannot.
    pub fn parse<T, R: Into<Wording>>(mut self, parse: impl FnOnce(&str) -> Result<T, R>) -> Option<T> {
        let Some(text) = self.node.written_text() else { return self.wrong(Shape::Text) };
        match parse(text) {
            Ok(value) => Some(value),
            Err(reason) => {
                self.refuse(reason.into());
                None
            }
        }
    }

    /// The value as plain data, whatever it is.
    pub fn data(self) -> Option<Data> {
        (self.node.value != NodeValue::Invalid).then(|| self.node.to_data())
    }

    /// A list of plain data of any kind; items that could not be read are left out.
    pub fn data_list(mut self) -> Option<Vec<Data>> {
        let Some(items) = self.node.as_list() else { return self.wrong(Shape::List) };
        Some(items.iter().filter(|item| item.value != NodeValue::Invalid).map(DataNode::to_data).collect())
    }

    /// A table as plain data.
    pub fn data_table(mut self) -> Option<Data> {
        match self.node.value {
            NodeValue::Table(_) => Some(self.node.to_data()),
            _ => self.wrong(Shape::Table),
        }
    }

    /// A list, of which `read` reads the items; those at fault are left out.
    pub fn list<T>(mut self, read: impl FnMut(ValueReader<'_>) -> Option<T>) -> Option<Vec<T>> {
        match self.node.as_list() {
            Some(items) => Some(self.items(items, read)),
            None => self.wrong(Shape::List),
        }
    }

    fn items<T>(self, items: &[DataNode<'_>], mut read: impl FnMut(ValueReader<'_>) -> Option<T>) -> Vec<T> {
        let Self { trail, faults, .. } = self;
        let mut values = Vec::with_capacity(items.len());
        for (at, node) in items.iter().enumerate() {
            values.extend(read(ValueReader { node, trail: Trail::Item(&trail, at), faults: &mut *faults }));
        }
        values
    }

    /// A list of texts.
    #[expect(clippy::redundant_closure_for_method_calls, reason = "the method itself is of one lifetime only")]
    pub fn texts(mut self) -> Option<Vec<String>> {
        match self.node.as_list() {
            Some(items) => Some(self.items(items, |item| item.text())),
            None => self.wrong(Shape::Texts),
        }
    }

    /// A list of texts, or one text that stands for a list.
    pub fn text_or_texts(mut self) -> Option<Vec<String>> {
        match (&self.node.value, self.node.written_text()) {
            (NodeValue::List(_), _) => self.texts(),
            (_, Some(text)) => Some(vec![text.to_owned()]),
            (_, None) => self.wrong(Shape::TextOrTexts),
        }
    }

    /// A table whose keys are free; `read` reads the values, and those at fault are left out.
    pub fn entries<T>(mut self, mut read: impl FnMut(&str, ValueReader<'_>) -> Option<T>) -> Option<Vec<(String, T)>> {
        let Some(entries) = self.node.as_table() else { return self.wrong(Shape::Table) };
        let Self { trail, faults, .. } = self;
        let mut values = Vec::with_capacity(entries.len());
        for entry in entries {
            let trail = Trail::Key(&trail, &entry.key);
            let value = read(&entry.key, ValueReader { node: &entry.node, trail, faults: &mut *faults });
            values.extend(value.map(|value| (entry.key.as_ref().to_owned(), value)));
        }
        Some(values)
    }
}

impl FoundValue {
    /// What a value is; `None` for what could not be read.
    pub(super) fn of(node: &DataNode<'_>) -> Option<Self> {
        let shape = node.shape()?;
        let value = match &node.value {
            NodeValue::Text(text) | NodeValue::Date(text) => text.as_ref().to_owned(),
            NodeValue::Boolean(value) => value.to_string(),
            NodeValue::Integer(value) => value.to_string(),
            NodeValue::Large(value) => value.to_string(),
            NodeValue::Float(value) => value.to_string(),
            _ => String::new(),
        };
        Some(Self { shape, value })
    }
}

/// Whole numbers that settings are kept in.
pub trait WholeNumber: Sized {
    /// The least.
    const LEAST: i128;
    /// The greatest.
    const GREATEST: i128;

    /// The number, if it is between the two.
    fn from_number(number: i128) -> Option<Self>;
}

macro_rules! whole_numbers {
    ($($number:ty: $least:expr, $greatest:expr;)*) => {$(
        impl WholeNumber for $number {
            const LEAST: i128 = $least as i128;
            const GREATEST: i128 = $greatest as i128;

            fn from_number(number: i128) -> Option<Self> {
                number.try_into().ok()
            }
        }
    )*};
}

whole_numbers! {
    usize: usize::MIN, usize::MAX;
    u64: u64::MIN, u64::MAX;
    u32: u32::MIN, u32::MAX;
    u16: u16::MIN, u16::MAX;
    u8: u8::MIN, u8::MAX;
    i64: i64::MIN, i64::MAX;
    i32: i32::MIN, i32::MAX;
}

impl WholeNumber for std::num::NonZeroUsize {
    const LEAST: i128 = 1;
    const GREATEST: i128 = usize::MAX as i128;

    fn from_number(number: i128) -> Option<Self> {
        Self::new(usize::try_from(number).ok()?)
    }
}
