//! By what the people of an event are sorted, as an address says it.

use url::form_urlencoded;

use super::sort_head::SortHead;
use crate::store::{AttendeeKey, AttendeeOrder};

/// By what they can be sorted: the word of an address, by what, and the head of its column.
const KEYS: [(&str, AttendeeKey, &str); 3] = [
    ("kana", AttendeeKey::Kana, "ふりがな"),
    ("registered", AttendeeKey::Registered, "申し込み"),
    ("came", AttendeeKey::CheckedIn, "受付"),
];

/// What an address says: a word, after a hyphen from its other end; `None` for the order in which they came, and the line its own.
pub(super) fn read_order(text: &str) -> Option<AttendeeOrder> {
    let (word, is_descending) = text.strip_prefix('-').map_or((text, false), |word| (word, true));
    let (_, by, _) = KEYS.iter().find(|(known, ..)| *known == word)?;
    Some(AttendeeOrder { by: *by, is_descending })
}

/// What stands above the columns of an event's list, in the order of these.
pub(super) fn attendee_heads(event: &str, order: Option<AttendeeOrder>) -> Vec<SortHead> {
    let head = |label: &str| {
        let Some((word, by, _)) = KEYS.iter().find(|(_, _, known)| *known == label) else {
            return SortHead::plain(label);
        };
        let set = order.filter(|order| order.by == *by);
        let turned =
            if set.is_some_and(|order| !order.is_descending) { format!("-{word}") } else { (*word).to_owned() };
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("id", event)
            .append_pair("order", &turned)
            .finish();
        SortHead::sorting(label, set.map(|order| !order.is_descending), format!("/event?{query}"))
    };
    ["名前", "ふりがな", "参加", "席", "状態", "申し込み", "受付", "配慮"].into_iter().map(head).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_turns_its_order_around() {
        assert_eq!(read_order("name"), None);
        for (asked, kana, registered) in [
            ("", ("none", "kana"), ("none", "registered")),
            ("kana", ("ascending", "-kana"), ("none", "registered")),
            ("-kana", ("descending", "kana"), ("none", "registered")),
            ("registered", ("none", "kana"), ("ascending", "-registered")),
        ] {
            let heads = attendee_heads("events/night", read_order(asked));
            for (at, (aria, word)) in [(1, kana), (5, registered)] {
                assert_eq!(heads[at].aria_sort(), aria, "{asked}");
                assert_eq!(heads[at].address, format!("/event?id=events%2Fnight&order={word}"), "{asked}");
            }
            assert!(!heads[0].sorts() && heads.iter().filter(|head| head.sorts()).count() == 3);
        }
    }
}
