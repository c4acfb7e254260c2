//! What the file of a booking must not say of how its two sides reach each other.

use super::{
    Booking,
    definition::{DefinitionFile, key},
};
use crate::source::{Diagnostic, Step, Wording, steps_to};

/// Finds join addresses that lead everybody into one room, and mail addresses that are none.
pub(super) fn check_contacts(booking: &Booking, file: &DefinitionFile<'_>) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    if let Some(address) = booking.join_address.as_deref().filter(|address| !is_join_address(address)) {
        let message = Wording::new(
            format!("`{address}` is no address of which each booking has one of its own"),
            format!("`{address}` は、予約ごとに別の参加アドレスになりません"),
        );
        let hint = Wording::new(
            "write it with the code of the booking, as \"https://meet.example.jp/talk-{code}\"",
            "\"https://meet.example.jp/talk-{code}\" のように、予約ごとの符号を入れて書きます",
        );
        faults.push(file.fault_at(&steps_to("join_address"), message, hint));
    }
    for (at, resource) in booking.resources.iter().enumerate() {
        let Some(mail) = resource.mail.as_deref().filter(|mail| !is_mail_address(mail)) else { continue };
        let message =
            Wording::new(format!("`{mail}` is no mail address"), format!("`{mail}` はメールアドレスではありません"));
        let hint = Wording::new(
            "write one such as desk@example.jp, or leave `mail` out",
            "desk@example.jp のように書くか、mail を消します",
        );
        faults.push(file.fault_at(&[key("resources"), Step::Item(at), key("mail")], message, hint));
    }
    faults
}

/// Whoever has one address must not find the others: the code stands in it once.
fn is_join_address(address: &str) -> bool {
    let is_plain = address.chars().all(|letter| letter.is_ascii_graphic());
    is_plain && address.starts_with("https://") && address.matches(Booking::JOIN_CODE).count() == 1
}

fn is_mail_address(mail: &str) -> bool {
    let is_plain = mail.chars().all(|letter| letter.is_ascii_graphic() && !"<>,;\"".contains(letter));
    let has_both = mail.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    is_plain && has_both && mail.matches('@').count() == 1
}

#[cfg(test)]
mod tests {
    use super::super::parse_booking;
    use crate::source::SourcePath;

    fn faults(head: &str, resource: &str) -> Vec<(Option<usize>, String)> {
        let text = format!(
            "booking: talk\nlabel: 相談\nkind: consultation\nform: talk\n{head}\nchannels: [video]\nslots: {{ minutes: 60, \
             lead_hours: 3, horizon_days: 30 }}\nholidays: open\nopening: {{ everyday: [\"6:00–25:00\"] }}\nresources:\n  - {{ key: sato, \
             label: 佐藤, {resource} }}\n"
        );
        let (_, faults) = parse_booking(&SourcePath::new("data/bookings/talk.yaml"), &text, &["talk"]);
        faults
            .into_iter()
            .map(|fault| (fault.place.as_ref().map(|place| place.line), fault.message.english().to_owned()))
            .collect()
    }

    #[test]
    fn addresses_lead_to_one_booking_each_and_to_one_mailbox() {
        assert_eq!(faults("join_address: \"https://meet.example.jp/t-{code}\"", "mail: desk@example.jp"), []);
        for address in
            ["https://meet.example.jp/room", "http://meet.example.jp/{code}", "https://x.jp/{code}{code}", "x"]
        {
            let found = faults(&format!("join_address: \"{address}\""), "mail: a@b.jp");
            assert!(found.len() == 1 && found[0].0 == Some(5) && found[0].1.contains("of its own"), "{found:?}");
        }
        for mail in ["desk", "@example.jp", "a@b", "a b@example.jp", "a@b.jp,c@d.jp"] {
            let found = faults("free_of_charge: 無料", &format!("mail: \"{mail}\""));
            assert!(found.len() == 1 && found[0].0 == Some(11) && found[0].1.contains("no mail address"), "{found:?}");
        }
    }
}
