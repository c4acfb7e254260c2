//! The site as the server goes by it: its forms, what their references may name, where its pages are. It is read at the start,
//! on a signal, and after each publish; in between, requests are answered by the last reading.

use std::collections::BTreeMap;

use tsubame_model::schema::{Form, KnownReferences, Submission};

use super::{
    AllowedOrigins, SiteBookings, booking_pages::BookingPages, form_pages::FormPages, site_policies::SitePolicies,
};
use crate::store::BookingView;

/// A site, read once.
#[derive(Clone, Debug, Default)]
pub struct SiteSnapshot {
    /// Its forms by their names.
    pub forms: BTreeMap<String, Form>,
    /// What references of forms may name.
    pub references: KnownReferences,
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
    /// Which page tells of what can be booked.
    pub booking_pages: BookingPages,
    /// All of the text that each form asks to agree to, by the names of the forms.
    pub consent_texts: BTreeMap<String, String>,
}

impl SiteSnapshot {
    /// The address of the page that tells of what is booked; `None` where there is none.
    pub(super) fn booking_page(&self, booking: &BookingView) -> Option<String> {
        let path = self.booking_pages.page_of(&booking.booking, &booking.resource)?;
        Some(format!("{}{}", self.home, path.strip_suffix("index.html").unwrap_or(path)))
    }

    /// What is kept of what was agreed to: the words at the box, the address of the page behind its link, and all of that page's
    /// text, unless the visitor saw an older version, whose text was kept with those who agreed to it first.
    pub(super) fn agreed_text(&self, form: &Form, submission: &Submission) -> String {
        let whole = self.consent_texts.get(&form.form).filter(|_| submission.consent.is_current);
        let whole = whole.map(|text| format!("\n\n{text}")).unwrap_or_default();
        format!("{}\n{} {}{whole}", form.consent.label, self.home, form.consent.link)
    }
}
