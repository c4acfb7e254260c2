//! The site as the server goes by it: its forms, what their references may name, where its pages are. It is read at the start,
//! on a signal, and after each publish; in between, requests are answered by the last reading.

use std::collections::BTreeMap;

use tsubame_model::{
    encode::encode_path,
    schema::{Casework, Form, KnownReferences},
};

use super::{
    AllowedOrigins, ReferenceWords, SiteBookings, booking_pages::BookingPages, consent_texts::ConsentPage,
    form_pages::FormPages, site_policies::SitePolicies,
};
use crate::{outbox::BookingGuide, store::BookingView};

/// A site, read once.
#[derive(Clone, Debug, Default)]
pub struct SiteSnapshot {
    /// Its forms by their names.
    pub forms: BTreeMap<String, Form>,
    /// What references of forms may name.
    pub references: KnownReferences,
    /// What these are called.
    pub words: ReferenceWords,
    /// The pages from which forms may be sent.
    pub origins: AllowedOrigins,
    /// The address of its front page.
    pub home: String,
    /// Which page has which form.
    pub form_pages: FormPages,
    /// What browsers may do on its pages.
    pub policies: SitePolicies,
    /// What can be booked.
    pub bookings: SiteBookings,
    /// By what staff look after people.
    pub casework: Casework,
    /// Which page tells of what can be booked.
    pub booking_pages: BookingPages,
    /// The paths of the pages of entries, by what references call these: `company` and `a`.
    pub entry_pages: BTreeMap<(String, String), String>,
    /// What each form asks to agree to, by the names of the forms.
    pub consent_texts: BTreeMap<String, ConsentPage>,
}

impl SiteSnapshot {
    /// The address of the page that tells of what is booked; `None` where there is none.
    pub(super) fn booking_page(&self, booking: &BookingView) -> Option<String> {
        let path = self.booking_pages.page_of(&booking.booking, &booking.resource)?;
        Some(format!("{}{}", self.home, encode_path(path.strip_suffix("index.html").unwrap_or(path))))
    }

    /// What mails say of a booking as the site has it.
    pub(super) fn booking_guide(&self, booking: &BookingView) -> BookingGuide {
        let definition = self.bookings.by_name.get(&booking.booking);
        let how_to_meet = definition.and_then(|found| found.how_to_meet(booking.channel)).map(str::to_owned);
        BookingGuide { page: self.booking_page(booking), how_to_meet }
    }

    /// What is kept of what was agreed to: the words at the box, the address of the page behind its link, and all of that page's
    /// text, unless the visitor saw an older version, whose text was kept with those who agreed to it first.
    pub(super) fn agreed_text(&self, form: &Form, is_current: bool) -> String {
        let page = self.consent_texts.get(&form.form);
        let address = page.and_then(|page| page.address.clone());
        // Of a page that the site does not show, what the form's file calls it is all that is known.
        let address = address.unwrap_or_else(|| format!("{} {}", self.home, form.consent.link));
        let whole = page.and_then(|page| page.text.as_ref()).filter(|_| is_current);
        let whole = whole.map(|text| format!("\n\n{text}")).unwrap_or_default();
        format!("{}\n{address}{whole}", form.consent.label)
    }

    /// What was agreed to, as people read it. What is kept stays as it was taken: older copies call the page what the form's file
    /// does, `@/privacy.md`, behind the address of the site at that time, where the page's own address belongs.
    pub(super) fn readable_consent(&self, text: &str, form: &Form) -> String {
        let address = self.consent_texts.get(&form.form).and_then(|page| page.address.as_deref());
        let readable = |(number, line): (usize, &str)| {
            let site = line.strip_suffix(&form.consent.link).and_then(|line| line.strip_suffix(' '));
            match (site.filter(|_| number == 1), address) {
                (Some(site), Some(address)) => {
                    let path = address.strip_prefix(&self.home);
                    path.map_or_else(|| address.to_owned(), |path| format!("{site}{path}"))
                }
                _ => line.to_owned(),
            }
        };
        text.split('\n').enumerate().map(readable).collect::<Vec<_>>().join("\n")
    }
}

#[cfg(test)]
mod tests {
    use tsubame_model::{schema::parse_form, source::SourcePath};

    use super::*;

    const FORM: &str = "form: ask\nlabel: 問い合わせ\nversion: '1'\ngroups:\n- legend: 内容\n  fields:\n  - {name: a, type: text, label: \
                        内容, max_length: 9}\nconsent: {version: '1', label: 同意します, link: \"@/privacy.md\"}\nsubmit: 送る\nhoneypot: \
                        r\nthanks: 届きました\n";

    #[test]
    fn a_copy_that_calls_the_page_what_the_file_does_is_read_with_the_address_of_the_page() {
        let (form, faults) = parse_form(&SourcePath::new("data/forms/ask.yaml"), FORM);
        assert!(faults.is_empty(), "{faults:?}");
        let form = form.unwrap();
        let read = |address: Option<&str>, text: &str| {
            let page = ConsentPage { address: address.map(str::to_owned), text: None };
            let site = SiteSnapshot {
                home: "https://e.jp/".to_owned(),
                consent_texts: [("ask".to_owned(), page)].into(),
                ..SiteSnapshot::default()
            };
            site.readable_consent(text, &form)
        };
        let (here, old) =
            (Some("https://e.jp/privacy/"), "同意します\nhttps://old.jp/ @/privacy.md\n\n本文 @/privacy.md");
        assert_eq!(
            read(here, old),
            "同意します\nhttps://old.jp/privacy/\n\n本文 @/privacy.md",
            "its own site, and no other line"
        );
        assert_eq!(read(Some("https://x.jp/p"), "a\nhttps://e.jp/ @/privacy.md"), "a\nhttps://x.jp/p");
        assert_eq!(read(None, old), old);
        for kept in ["同意します\nhttps://e.jp/privacy/\n\n本文", "同意します", ""] {
            assert_eq!(read(here, kept), kept);
        }
    }
}
