//! What the file of a booking must not say: hours that nobody can tell apart, slots that nobody can book.

use std::collections::BTreeSet;

use jiff::civil::Weekday;

use super::{
    Booking, BookingResource, Channel, OpeningHours, OpeningWeek,
    booking_contact_check::check_contacts,
    definition::{DefinitionFile, did_you_mean, key},
    opening_week::WEEKDAYS,
};
use crate::source::{Diagnostic, MessageLanguage, Severity, Step, Wording, steps_to, suggest};

/// Finds what a booking must not say, in its file. `forms` are the names of the site's forms.
pub(super) fn check_booking(booking: &Booking, file: &DefinitionFile<'_>, forms: &[&str]) -> Vec<Diagnostic> {
    let mut check = BookingCheck { booking, file, faults: Vec::new() };
    check.look_at_head(forms);
    check.look_at_reach();
    check.look_at_week(&booking.opening, &steps_to("opening"));
    check.look_at_rest_of_hours();
    check.look_at_channels(&booking.channels, &steps_to("channels"));
    check.look_at_resources();
    check.faults.extend(check_contacts(booking, file));
    check.faults
}

struct BookingCheck<'a> {
    booking: &'a Booking,
    file: &'a DefinitionFile<'a>,
    faults: Vec<Diagnostic>,
}

impl BookingCheck<'_> {
    fn report(&mut self, steps: &[Step], message: Wording, hint: Wording) {
        self.faults.push(self.file.fault_at(steps, message, hint));
    }

    fn look_at_head(&mut self, forms: &[&str]) {
        let booking = self.booking;
        let stem = self.file.path.file_name().split('.').next().unwrap_or_default();
        if booking.booking != stem {
            let message = Wording::new(
                format!("`booking` is `{}`, but the file is named `{stem}`", booking.booking),
                format!("booking は `{}` ですが、ファイル名は `{stem}` です", booking.booking),
            );
            let hint = Wording::new("write the name of the file", "ファイル名と同じにします");
            self.report(&steps_to("booking"), message, hint);
        }
        if !forms.contains(&booking.form.as_str()) {
            let message = Wording::new(
                format!("there is no form `{}`", booking.form),
                format!("フォーム `{}` はありません", booking.form),
            );
            let names =
                || Wording::new("write the name of a file in data/forms", "data/forms にあるファイルの名前を書きます");
            let hint = suggest(&booking.form, forms.iter().copied()).map_or_else(names, did_you_mean);
            self.report(&steps_to("form"), message, hint);
        }
        self.look_at_text(&steps_to("label"), Some(&booking.label));
        self.look_at_text(&steps_to("free_of_charge"), booking.free_of_charge.as_deref());
        for (channel, text) in &booking.how_to_meet {
            let steps = [key("how_to_meet"), key(channel.name())];
            self.look_at_text(&steps, Some(text));
            self.look_at_own_channel(*channel, &steps);
        }
    }

    /// A text that visitors read must not be empty.
    fn look_at_text(&mut self, steps: &[Step], text: Option<&str>) {
        if let (Some(Step::Key(name)), true) = (steps.last(), text.is_some_and(|text| text.trim().is_empty())) {
            let message = Wording::new(format!("`{name}` is empty"), format!("{name} が空です"));
            let hint = Wording::new("write the words that people see", "人に見せる言葉を書きます");
            self.report(steps, message, hint);
        }
    }

    /// How early and how late a slot can be booked must leave something in between.
    fn look_at_reach(&mut self) {
        let slots = self.booking.slots;
        if slots.horizon_days == 0 || u32::from(slots.lead_hours) >= u32::from(slots.horizon_days) * 24 {
            let message = Wording::new(
                format!(
                    "nothing can ever be booked: {} hours before is too late, and {} days before too early",
                    slots.lead_hours, slots.horizon_days
                ),
                format!(
                    "{}時間前からは遅すぎ、{}日前までは早すぎるので、予約できる枠がありません",
                    slots.lead_hours, slots.horizon_days
                ),
            );
            let hint = Wording::new(
                "make `horizon_days` greater, or `lead_hours` less",
                "horizon_days を大きくするか、lead_hours を小さくします",
            );
            self.report(&steps_to("slots.horizon_days"), message, hint);
        }
    }

    /// A week must be open at some time, and end its days before the next ones begin: else nobody could tell to which
    /// business day a moment belongs.
    fn look_at_week(&mut self, week: &OpeningWeek, steps: &[Step]) {
        if week.open_days().next().is_none() {
            let message = Wording::new("there are no opening hours", "受け付ける時間がありません");
            let hint = Wording::new(
                "write them as `everyday: [\"10:00–18:00\"]`",
                "`everyday: [\"10:00–18:00\"]` のように書きます",
            );
            return self.report(steps, message, hint);
        }
        for day in week.open_days() {
            let (next, left_over) = (day.next(), week.left_over(day));
            let Some(first) = week.hours_on(next).first().filter(|first| first.from < left_over) else { continue };
            let message = Wording::compose(|language| {
                let [day, next] = [day, next].map(|day| weekday_name(day, language));
                let from = first.from;
                language.choose(
                    format!("the hours of {day} last until {left_over} of {next}, which begins at {from}"),
                    format!("{day}の時間が{next}の{left_over}まで続き、{from}に始まる{next}と重なっています"),
                )
            });
            let hint = Wording::new("end the day before the next one begins", "次の日が始まる前に終わるようにします");
            self.report(steps, message, hint);
        }
    }

    /// Minutes that are open but in no slot are more often a slip than meant.
    fn look_at_rest_of_hours(&mut self) {
        let (booking, slots) = (self.booking, self.booking.slots);
        let weeks = booking.resources.iter().filter_map(|resource| resource.opening.as_ref());
        let all =
            weeks.chain([&booking.opening]).flat_map(|week| week.open_days().flat_map(move |day| week.hours_on(day)));
        let hours: BTreeSet<OpeningHours> = all.copied().collect();
        for hours in hours {
            let rest = hours.minutes().saturating_sub(slots.minutes) % slots.every_minutes;
            // After the last slot there may be its buffers.
            if rest <= slots.buffer_before_minutes + slots.buffer_after_minutes {
                continue;
            }
            let OpeningHours { from, to } = hours;
            let message = Wording::new(
                format!("the last {rest} minutes of {from}–{to} are in no slot"),
                format!("{from}–{to} の終わりの{rest}分は、どの枠にも入りません"),
            );
            let hint = Wording::new(
                format!(
                    "a slot of {} minutes begins every {}; shorten the hours, or let them fit",
                    slots.minutes, slots.every_minutes
                ),
                format!(
                    "{}分の枠が{}分ごとに始まります。時間帯を縮めるか、割り切れる長さにします",
                    slots.minutes, slots.every_minutes
                ),
            );
            let fault = self.file.fault_at(&steps_to("opening"), message, hint);
            self.faults.push(Diagnostic { severity: Severity::Warning, ..fault });
        }
    }

    fn look_at_channels(&mut self, channels: &[Channel], steps: &[Step]) {
        let names: Vec<&str> = channels.iter().map(|channel| channel.name()).collect();
        if names.is_empty() {
            let message = Wording::new("there is no way to meet", "話す方法がありません");
            let hint = Wording::new("write them as `[video, phone]`", "`[video, phone]` のように書きます");
            self.report(steps, message, hint);
        }
        for (at, name) in names.iter().enumerate().filter(|(at, name)| names[..*at].contains(name)) {
            let message = Wording::new(format!("`{name}` stands there twice"), format!("`{name}` が二度あります"));
            let hint = Wording::new("remove one of the two", "片方を消します");
            self.report(&[steps, &[Step::Item(at)]].concat(), message, hint);
        }
    }

    fn look_at_resources(&mut self) {
        let booking = self.booking;
        if booking.resources.is_empty() {
            let message = Wording::new("there is nobody to book", "予約できる相手がいません");
            let hint = Wording::new(
                "list the counsellors or companies under `resources`, each with `key` and `label`",
                "resources に相談員か会社を、key と label で並べます",
            );
            self.report(&steps_to("resources"), message, hint);
        }
        let mut seen = BTreeSet::new();
        for (at, resource) in booking.resources.iter().enumerate() {
            let steps = |name: &str| [key("resources"), Step::Item(at), key(name)];
            self.look_at_key(&resource.key, seen.insert(resource.key.as_str()), &steps("key"));
            self.look_at_text(&steps("label"), Some(&resource.label));
            self.look_at_text(&steps("qualification"), resource.qualification.as_deref());
            if let Some(channels) = &resource.channels {
                self.look_at_channels(channels, &steps("channels"));
                self.look_at_own_channels(channels, &steps("channels"));
            }
            self.look_at_own_hours(resource, &steps("opening"));
        }
    }

    fn look_at_key(&mut self, name: &str, is_first: bool, steps: &[Step]) {
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
        if name.is_empty() || !name.bytes().all(is_plain) {
            let message =
                Wording::new(format!("the key `{name}` cannot be used"), format!("key `{name}` は使えません"));
            let hint = Wording::new(
                "write lower-case letters, digits, `-` and `_` only",
                "英小文字、数字、`-`、`_` だけで書きます",
            );
            self.report(steps, message, hint);
        }
        if !is_first {
            let message =
                Wording::new(format!("the key `{name}` stands there twice"), format!("key `{name}` が二度あります"));
            self.report(steps, message, Wording::new("choose another key", "別の key にします"));
        }
    }

    fn look_at_own_channels(&mut self, channels: &[Channel], steps: &[Step]) {
        for (at, channel) in channels.iter().enumerate() {
            self.look_at_own_channel(*channel, &[steps, &[Step::Item(at)]].concat());
        }
    }

    fn look_at_own_channel(&mut self, channel: Channel, steps: &[Step]) {
        if self.booking.channels.contains(&channel) {
            return;
        }
        let name = channel.name();
        let message = Wording::new(
            format!("`{name}` is not among the `channels` of the booking"),
            format!("`{name}` は、この予約の channels にありません"),
        );
        let hint = Wording::new(
            "add it at the top of the file, or remove it here",
            "ファイルの上の channels に足すか、ここから消します",
        );
        self.report(steps, message, hint);
    }

    /// Hours of a resource beside those of the booking would belong to other business days than the booking's.
    fn look_at_own_hours(&mut self, resource: &BookingResource, steps: &[Step]) {
        let Some(own) = &resource.opening else { return };
        self.look_at_week(own, steps);
        let Some((day, OpeningHours { from, to })) = own.first_outside(&self.booking.opening) else { return };
        let message = Wording::compose(|language| {
            let day = weekday_name(day, language);
            language.choose(
                format!("{from}–{to} on {day} is outside of the hours of the booking"),
                format!("{day}の {from}–{to} は、この予約の時間の外です"),
            )
        });
        let hint = Wording::new(
            "keep to the hours of `opening` at the top, or widen those",
            "上の opening の時間の中に収めるか、そちらを広げます",
        );
        self.report(steps, message, hint);
    }
}

/// A weekday in words; in English, as files name it.
fn weekday_name(weekday: Weekday, language: MessageLanguage) -> &'static str {
    const JAPANESE: [&str; 7] = ["月曜", "火曜", "水曜", "木曜", "金曜", "土曜", "日曜"];
    let names = WEEKDAYS.into_iter().zip(JAPANESE).find(|((_, day), _)| *day == weekday);
    names.map_or("", |((english, _), japanese)| language.choose(english, japanese))
}
