//! How the tables come to be, and how those of an older version become those of today. A migration that has run anywhere is
//! never changed again: what is to be different is one more.

mod m0001_registrations;
mod m0002_bookings;
mod m0003_persons;
mod m0005_limits;
mod m0006_event_changes;
mod m0007_uploads;
mod m0008_surveys;
mod m0009_incentive_addresses;
mod m0010_host_notices;
mod m0011_unconfirmed_submissions;
mod m0012_ended_answers;
mod m0013_groups;
mod m0014_backup_runs;
mod m0015_active_addresses;
mod m0016_events_of_submissions;
mod m0017_lean_indexes;
mod m0018_accounts;
mod m0019_person_search;
mod m0020_casework;
mod m0021_event_days;
mod m0022_case_pages;
mod m0023_messages;
mod m0024_booking_desk;
mod m0025_organisations;
mod m0026_approvals;
mod m0027_office_records;
mod m0028_list_exports;
mod m0029_api_tokens;
mod m0030_webhooks;
mod m0031_setting_overrides;
mod m0032_template_versions;
mod m0033_fair_talks;
mod m0034_approval_files;
mod m0035_message_links;
mod m0036_passkeys;
mod m0037_seat_places;
mod m0038_webhook_holds;
mod m0039_passkey_askers;
mod m0040_mails_by_person;
mod m0041_case_orders;
mod m0042_table_notices;
mod m0043_talk_offers;
mod shape;

use sea_orm_migration::prelude::*;

/// What the database calls the migration since which backups are written down.
pub(super) fn backup_runs_version() -> String {
    m0014_backup_runs::BackupRuns.name().to_owned()
}

/// All migrations, in the order in which they run. They only go forward: what would take a step back is a backup.
pub struct Migrations;

#[async_trait::async_trait]
impl MigratorTrait for Migrations {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_registrations::Migration),
            Box::new(m0002_bookings::BookingsMigration),
            Box::new(m0003_persons::PersonsMigration),
            Box::new(m0005_limits::LimitsMigration),
            Box::new(m0006_event_changes::EventChangesMigration),
            Box::new(m0007_uploads::UploadTables),
            Box::new(m0008_surveys::SurveyTables),
            Box::new(m0009_incentive_addresses::IncentiveAddresses),
            Box::new(m0010_host_notices::HostNotices),
            Box::new(m0011_unconfirmed_submissions::UnconfirmedSubmissions),
            Box::new(m0012_ended_answers::EndedAnswers),
            Box::new(m0013_groups::GroupSeats),
            Box::new(m0014_backup_runs::BackupRuns),
            Box::new(m0015_active_addresses::ActiveAddresses),
            Box::new(m0016_events_of_submissions::EventsOfSubmissions),
            Box::new(m0017_lean_indexes::LeanIndexes),
            Box::new(m0018_accounts::AccountTables),
            Box::new(m0019_person_search::PersonSearchTables),
            Box::new(m0020_casework::CaseworkTables),
            Box::new(m0021_event_days::EventDayTables),
            Box::new(m0022_case_pages::CasePageColumns),
            Box::new(m0023_messages::MessageTables),
            Box::new(m0024_booking_desk::BookingDeskTables),
            Box::new(m0025_organisations::OrganisationTables),
            Box::new(m0026_approvals::ApprovalTables),
            Box::new(m0027_office_records::OfficeRecordTables),
            Box::new(m0028_list_exports::ListExports),
            Box::new(m0029_api_tokens::ApiTokenTables),
            Box::new(m0030_webhooks::WebhookTables),
            Box::new(m0031_setting_overrides::SettingOverrides),
            Box::new(m0032_template_versions::TemplateVersions),
            Box::new(m0033_fair_talks::FairTalks),
            Box::new(m0034_approval_files::ApprovalFiles),
            Box::new(m0035_message_links::MessageLinks),
            Box::new(m0036_passkeys::Passkeys),
            Box::new(m0037_seat_places::SeatPlaces),
            Box::new(m0038_webhook_holds::WebhookHolds),
            Box::new(m0039_passkey_askers::PasskeyAskers),
            Box::new(m0040_mails_by_person::MailsByPerson),
            Box::new(m0041_case_orders::CaseOrders),
            Box::new(m0042_table_notices::TableNotices),
            Box::new(m0043_talk_offers::TalkOfferTimes),
        ]
    }
}
