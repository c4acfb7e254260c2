//! Which built page tells of what can be booked, for the mails about it: the page of the company that is met, or else the page with
//! the booking's form.

use std::collections::BTreeMap;

use tsubame_model::schema::{Form, FormValues};

use super::{SiteBookings, form_pages::FormPages};

/// The output paths of the pages, by the names of bookings and the keys of whom one meets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BookingPages(BTreeMap<(String, String), String>);

impl BookingPages {
    /// Looks for the pages among those with forms, those of entries, and all that are published.
    pub fn find(
        bookings: &SiteBookings,
        forms: &BTreeMap<String, Form>,
        pages: (&FormPages, &BTreeMap<(String, String), String>),
        published: &[String],
    ) -> Self {
        let (form_pages, entry_pages) = pages;
        let mut found = BTreeMap::new();
        for (name, booking) in &bookings.by_name {
            let Some(form) = forms.get(&booking.form) else { continue };
            // A page with the form and nothing chosen in it.
            let general = form_pages.find(form, &FormValues::default());
            for resource in &booking.resources {
                let own = own_page(form, &resource.key, entry_pages).filter(|page| published.contains(page));
                let page = own.or_else(|| general.map(str::to_owned));
                found.extend(page.map(|page| ((name.clone(), resource.key.clone()), page)));
            }
        }
        Self(found)
    }

    /// The output path of the page of a booking with somebody.
    pub fn page_of(&self, booking: &str, resource: &str) -> Option<&str> {
        self.0.get(&(booking.to_owned(), resource.to_owned())).map(String::as_str)
    }
}

/// The page of the entry that has the key of whom one meets as its name, of the kinds that the form may be sent for.
fn own_page(form: &Form, key: &str, entries: &BTreeMap<(String, String), String>) -> Option<String> {
    let path = form.references.iter().find_map(|kind| entries.get(&(kind.clone(), key.to_owned())))?;
    Some(format!("{path}index.html"))
}

#[cfg(test)]
mod tests {
    use tsubame_model::{schema::parse_form, source::SourcePath};

    use super::*;
    use crate::store::booking_setup::definition;

    const FORM: &str = "form: talk\nlabel: 相談\nversion: '1'\nreferences: [company]\ngroups:\n- legend: お名前\n  fields:\n  - {name: name, \
                        type: text, label: お名前, max_length: 9}\nconsent: {version: '1', label: 同意, link: /p/}\nsubmit: 送る\nhoneypot: \
                        r\nthanks: 届きました\n";

    /// The pages found for both of whom one can meet, on a site with these pages.
    fn found(published: &[&str]) -> [Option<String>; 2] {
        let form = parse_form(&SourcePath::new("data/forms/talk.yaml"), FORM).0.unwrap();
        let bookings = SiteBookings { by_name: [("talk".to_owned(), definition())].into(), ..SiteBookings::default() };
        let mut form_pages = FormPages::default();
        for path in published.iter().filter(|path| !path.starts_with("companies/")) {
            let hidden = if path.starts_with("jobs/") { "<input type=hidden name=company value=sato>" } else { "" };
            form_pages.add(path, format!("<form data-form=talk>{hidden}</form>").as_bytes()).unwrap();
        }
        let entries = ["sato", "other"]
            .map(|name| (("company".to_owned(), name.to_owned()), format!("companies/{name}/")))
            .into_iter()
            .collect();
        let published: Vec<String> = published.iter().map(|path| (*path).to_owned()).collect();
        let forms = [("talk".to_owned(), form)].into();
        let pages = BookingPages::find(&bookings, &forms, (&form_pages, &entries), &published);
        ["sato", "ito"].map(|key| pages.page_of("talk", key).map(str::to_owned))
    }

    #[test]
    fn the_page_is_that_of_whom_one_meets_else_the_one_with_the_form() {
        let path = |path: &str| Some(path.to_owned());
        let (own, general) = ("companies/sato/index.html", "talk/index.html");
        for (published, expected) in [
            (vec![own, "jobs/a/index.html", general], [path(own), path(general)]),
            // Not every entry has a page that is published.
            (vec!["jobs/a/index.html", general], [path(general), path(general)]),
            (vec![own], [path(own), None]),
            (vec![], [None, None]),
        ] {
            assert_eq!(found(&published), expected, "{published:?}");
        }
    }
}
