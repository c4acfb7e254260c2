//! What the site says can be booked, and the holidays that it goes by.

use std::collections::BTreeMap;

use tsubame_model::schema::{Booking, Form, FormField, InputType};

use crate::intake::calendar::Holidays;

/// What can be booked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteBookings {
    /// Definitions by their names.
    pub by_name: BTreeMap<String, Booking>,
    /// The holidays.
    pub holidays: Holidays,
}

impl SiteBookings {
    /// What a form books, with the field in which the time is chosen; `None` for a form that books nothing.
    pub fn of_form<'a>(&'a self, form: &'a Form) -> Option<(&'a Booking, &'a FormField)> {
        let field = form.fields().find(|field| field.input == InputType::Slot)?;
        let booking = self.by_name.values().find(|booking| booking.form == form.form)?;
        Some((booking, field))
    }

    /// The addresses at work of those who are told by mail, by their keys: of each the first one that is said.
    pub fn host_mails(&self) -> BTreeMap<String, String> {
        let mut mails = BTreeMap::new();
        for host in self.by_name.values().flat_map(|booking| &booking.resources) {
            if let Some(mail) = &host.mail {
                mails.entry(host.key.clone()).or_insert_with(|| mail.clone());
            }
        }
        mails
    }
}
