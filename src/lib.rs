//! Tsubame builds the web presence of UIJ-turn programmes from plain files: a site that Zola 0.23 builds too.
//!
//! # The map
//!
//! Six packages, each a folder with rooms; the head of its `lib.rs` says what each room holds, and the head of a room's `mod.rs`
//! what each of its files does. The manifests say which package may use which, so the compiler sees to it:
//!
//! | package | folder | holds | uses |
//! |---|---|---|---|
//! | `tsubame-model` | `src/model` | [`source`]: paths, places, [`source::Diagnostic`], plain data, [`source::World`]; [`encode`]: one encoder for each format that leaves the program; [`schema`]: content types, forms, what is wrong with an entry; [`calendar`]: days in Japan; [`slots`]: the times of a booking | – |
//! | `tsubame-http` | `src/http` | what preview and backend share of serving | – |
//! | `tsubame-images` | `src/images` | [`tsubame_images`]: what is asked to be made of images, and making it, bytes to bytes | model |
//! | `tsubame-engine` | `src/engine` | the build, pure: [`config`], [`content`], [`markdown`], [`templates`], [`site`], [`check`], [`transfer`] | model, images |
//! | `tsubame-backend` | `src/backend` | the server of a programme | model, http |
//! | `tsubame` | `src` | this one, the program | all |
//!
//! Its own rooms are four; each may use those above it, but `workspace` not `preview`:
//!
//! | room | holds |
//! |---|---|
//! | [`disk`] | finding, reading and watching a project, publishing a site, with compressed copies |
//! | [`preview`] | the live preview: the site in memory, served over HTTP |
//! | [`workspace`] | the project as the backend sees it: the trait of the backend over disk and engine |
//! | [`cli`] | arguments, progress, printing, exit codes |
//!
//! `tests/it/tidy/tables.rs` holds it all as a table: the arrows between packages and between the rooms of one, and the
//! room that owns each dependency. `tests/it/tidy/` enforces it. Model and engine are pure: they touch no disk, clock or
//! environment but through [`source::World`], which the compiler checks (`disallowed_methods` in `clippy.toml`).
//!
//! # What always holds
//!
//! - A phase's value is never written to by a later phase.
//! - A fault in the site is a [`source::Diagnostic`], never a panic, and never only the first one.
//! - Nothing reaches the output folder before the whole site is known to be without errors.
//! - The same files give the same bytes: nothing depends on hash order, the clock or the number of threads, except
//!   where a template asks for the clock or for chance, or a date of the content has passed. `--now` sets the clock.
//! - Every call of a template function goes through one place, which can record what was asked. A build that is given
//!   a [`site::Memo`] takes from it what would be asked the same today, and makes byte for byte what it would make
//!   without; so far only the preview gives one.
//!
//! # A page becomes HTML
//!
//! [`disk::discover`] finds the project and lists its files. [`site::configure`] resolves the configuration.
//! [`site::build`] reads `content/events/shibuya.md`; [`content::parse_page`] splits off the front matter and works out
//! its URL; [`schema::validate`] holds it against the type of its folder, if there is one; [`content::assemble`] hangs
//! it into its section, finds its neighbours and its terms. Its body goes through Tera if it holds template code, then
//! through [`markdown::render`]. [`templates::Engine`] renders `page.html` with values made on demand and shared. The
//! text, minified if the site asks for it, is an [`site::Artifact`]; the [`disk::Publisher`] compares it with what stands
//! in `public/` and, when the whole site is clean, moves it there.
//!
//! # A registration arrives
//!
//! A browser posts to `/api/forms/event`. `web/forms` of the backend asks where the request comes from, reads its body no
//! further than the form's limits, and holds the values against the form by [`schema::Form::check`]. What passes is a
//! [`tsubame_backend::store::SealedSubmission`]: encrypted with a fresh key, hashed to be found, on the task of the
//! connection. The writer of the store takes it with all others that wait, locks the events that they want to come to, lets
//! [`tsubame_backend::intake`] decide who gets a seat and what is a repeat, writes one statement a table, commits, and
//! answers all. A dropped connection changes nothing of that.
//!
//! # Where to change what
//!
//! | what | begin in |
//! |---|---|
//! | a command or an option | `src/cli/args.rs`, which names the file of each command beside it |
//! | a key of `zola.toml` | read in `src/engine/config/raw.rs`, its default in `interpret` of `resolve.rs`; below `[extra.tsubame]` `src/engine/config/tsubame.rs` |
//! | a key that nobody knows, and the name that is suggested for it | `report_unknown` in `src/model/source/tree/table_reader.rs`, `suggest.rs` there |
//! | the URL of a page or section | `page_path` and `parse_page` in `src/engine/content/entry.rs`, `Section::new` there |
//! | a key of front matter | `src/engine/content/front_matter/page.rs` |
//! | what a template sees of a page | `src/engine/templates/values/page.rs` |
//! | a function or filter of templates | `src/engine/templates/functions/mod.rs`, `src/engine/templates/filters/mod.rs` |
//! | a shortcode, which is a component of Tera | in this site a file in `themes/cross-sendai/templates/components`; which texts go through Tera, and what of them is hidden from it, `src/engine/templates/body_template.rs`; they are rendered by `render_body` in `engine.rs` there, for `src/engine/site/bodies.rs`; what is told of a shortcode as earlier versions or Hugo had it, `old_words.rs` there |
//! | the HTML of Markdown | `src/engine/markdown/stream.rs` |
//! | an operation on images | `src/images/operation.rs` |
//! | the format, quality and speed of processed images | `src/images/format.rs` |
//! | by which filter pictures are resized | `ResizeFilter` in `src/images/image_op.rs`; the default is its `#[default]` |
//! | the order of the phases of a build | `src/engine/site/build.rs` |
//! | structured data (JSON-LD) of pages | a component of the theme, `ld_event.html`, `ld_job.html`, `ld_company.html` or else `ld.html` in `themes/cross-sendai/templates/components`; what `check` says of it, `src/engine/check/rules/seo_structured_data.rs` |
//! | calendars, sitemaps, `_headers`, `_redirects` | `calendar.rs`, `pictures.rs`, `videos.rs`, `headers.rs`, `redirects.rs` in `src/engine/site/outputs`; their keys in `src/engine/config/tsubame` |
//! | which pages a feed lists, and how many | `src/engine/site/feeds.rs` |
//! | the content API | `src/engine/site/api/mod.rs` |
//! | how a value is written into HTML, XML, JSON, addresses, rules, calendars, a terminal | a file in `src/model/encode` |
//! | a rule of `check` | a file in `src/engine/check/rules` with its line in `mod.rs` there, listed in `src/engine/check/registry.rs` |
//! | what a code of a fault means | `src/engine/check/explanations` |
//! | a kind of field of content types (`kind:`) | `src/model/schema/field.rs`, its name in `type_reader.rs` and `data/types/_common.yaml`, its words in `kind_words.rs`, held against entries in `value.rs`, shown in `src/engine/site/api/json_schema.rs` |
//! | what is asked of films, subtitles and frames that entries name (`lasts`, `framed`), and of times in lists (`time_marks`) | `src/engine/site/entry_media.rs`; `src/model/schema/time_marks.rs` |
//! | a rule of a content type (`rules:`) | written in `data/types`, with its words; `src/model/schema/rule.rs`, `condition.rs`, read in `type_reader.rs`, refused in `type_check.rs`, `condition_check.rs`; an entry is held to it in `validate.rs`, and in `entry_refs.rs` where others have to name the entry |
//! | a type of a form's field (`type:`) | `InputType` in `src/model/schema/form.rs`; its answers in `submission/mod.rs`, checked in `submission/normalise.rs` (telephone numbers, postal codes, kana); `src/backend/web/openapi/form_body.rs`, `src/backend/web/surveys/form_view.rs` |
//! | a key of a form's field | `src/model/schema/form.rs`, read in `form_reader.rs`, refused in `form_check.rs`; answers are held against it in `submission/check.rs`, faults of them said in `submission/field_error.rs`, limits of the page written in `submission/limits.rs` |
//! | how many seats somebody asks for | the key `seats` of a form, refused in `src/model/schema/seats_check.rs`, read in `submission/seats_asked.rs`; a group is given all of them or waits, in `src/backend/intake/seats.rs` |
//! | a key of a booking | `src/model/schema/booking.rs`, read in `booking_reader.rs`, refused in `booking_check.rs`, `booking_contact_check.rs`; its hours in `opening_week.rs`, its closed days in `closed_period.rs` |
//! | which slots of a booking are free, how they are shown | `src/model/slots` |
//! | who gets a time, what is locked for it, what a button does to a booking | `src/backend/intake/bookings/slot_choice.rs`, `booking_state.rs`; `src/backend/store/slot_rows.rs`, `booking_change.rs` |
//! | the pages and data that say what is free | `src/backend/web/bookings`, `free_slots.rs`; in built pages `slot_field.html`, `booking.html` and `slots.js` of the theme; what these show before a script runs in `src/engine/templates/functions/next_slots.rs` |
//! | what is a holiday, what a business day | `src/model/calendar`; `src/backend/intake/calendar` |
//! | what is said of a value that is wrong | that its content type does not allow it: beside the check in `src/model/schema/value.rs`, its kind in `kind_words.rs`, in both languages; that it cannot be read at all: `src/model/source/tree/words_english.rs`, `words_japanese.rs`; with places of the text `Diagnostic::of_tree` in `src/model/source/diagnostic.rs`, and `src/model/schema/front_matter_words.rs` for entries with a type |
//! | in which languages faults are told, and which one is chosen | `src/model/source/wording.rs`, `src/cli/terminal.rs` |
//! | what faults of templates say | `src/engine/templates/tera_words.rs`, `error_hints.rs`, `old_words.rs`; what functions say when they refuse, `refusals.rs` |
//! | what texts of content may ask for, and how much work a render may be | `src/engine/templates/work`, `src/engine/config/tsubame.rs` |
//! | what may be a dependency | `.ci/deny.toml` |
//! | how files get into `public/` | `src/disk/publish.rs` |
//! | which folder a site may be published to | `src/disk/output_place.rs`, `src/disk/output_claim.rs` |
//! | what belongs to a project, and what of it is watched | `src/disk/bounds.rs`, `src/disk/watch_scope.rs` |
//! | two things at one address | `src/engine/content/collisions.rs` (pages, sections, aliases, terms), `src/engine/site/plan.rs` (files) |
//! | what the preview shows of faults | `src/preview/overlay.rs` |
//! | when an open page loads again | `show` in `src/preview/live_site.rs`; what differs in `snapshot.rs`; in the page `reload.js` |
//! | how long the preview waits after a save | the default of `debounce` in `src/cli/args.rs`, that of `up` in `src/cli/operator/args.rs`; the waiting in `src/disk/watch.rs` |
//! | how external links are tried | asked in `src/disk/probe.rs`; what an answer means, `src/engine/check/external/link_status.rs` |
//! | who may ask, how much, how long | `src/http/hosts.rs`, `src/http/limits.rs`, `src/http/patience.rs` |
//! | what the preview does of a build that takes long | `src/cli/serve/build_queue.rs` |
//! | a route of the server | `src/backend/web/backend_server.rs`, which joins the routes of the folders beside it |
//! | what the document of the API says of a route | an `ApiOperation` beside its handler; `src/backend/web/openapi` joins them |
//! | what is read and answered when a form is sent | `src/backend/web/forms`; the page with messages at its fields in `page_again` there |
//! | who gets a seat, who waits, what a button in a mail does | `src/backend/intake/seats.rs`, `event_roll.rs`, `registration_step.rs`; written in `src/backend/store/batch.rs`, `registration_change.rs` |
//! | when a seat or an offer lapses | `src/backend/intake/seats.rs`; what is due, and writing it, in `src/backend/store/registration_change.rs`, every few seconds by `src/backend/web/deadline_sweep.rs` |
//! | for how long a seat is offered | `offer_until` in `src/backend/intake/seats.rs`; asked where seats become free: `registration_change.rs`, `event_changes.rs`, `series_move.rs`, `event_day/hand_changes.rs` in `src/backend/store`; what is known of the event there is an `EventRoll`, read in `event_rows.rs` |
//! | who of the waiting list is offered a free seat first | the query of `SeatOffers::make` in `src/backend/store/seat_offers.rs`; how far it goes, `SeatLedger::offer` in `src/backend/intake/seats.rs` |
//! | what is a repeat | `src/backend/intake/repeat.rs` |
//! | which changes of an event wait for staff, and what becomes of them | `src/backend/store/event_update.rs`, `event_changes.rs`; since when content is so `src/disk/revisions.rs` |
//! | who is reminded and who gets newsletters, and whether a mail that waited is still sent | `src/backend/store/reminders.rs`, `newsletters.rs`, `wanted_mails.rs` |
//! | a key of `tsubame.toml` (a setting of the server) | a file for each table in `src/backend/settings`, such as `ServerTable::read` in `server_table.rs`; `src/cli/operator/settings.rs` reads the file |
//! | a page of the office, and which right it takes | a file in `src/backend/web/office` with its template in `src/backend/web/pages/office`; its route stands at its head, with the right |
//! | who of the staff may do what | `StaffRole::has` in `src/backend/intake/staff/staff_role.rs`; what is asked of every request, `src/backend/web/office/guard.rs` |
//! | how staff sign in, how long a session lasts | `src/backend/store/staff`; how long somebody waits who fails, `src/backend/intake/staff/sign_in_throttle.rs` |
//! | by what persons are found | folding and hashes in `src/backend/intake/search`, the index in `src/backend/store/search` |
//! | that everybody is indexed anew for search | a migration that empties `index_positions`, as `src/backend/store/migrations/m0028_list_exports.rs` does: the audit log is read from its beginning again, by `audit_positions.rs` and `index_sweep.rs` in `src/backend/store/search`; after a restore the table is empty anyway |
//! | what stands on the page of a person | `src/backend/store/casework`, in words `src/backend/web/office/timeline_words.rs` |
//! | pipelines, phases, offices | `src/model/schema/pipeline.rs`, `phases.rs`, `support_offices.rs`; cases, notes and tasks `src/backend/store/casework`, their pages `src/backend/web/office/cases` |
//! | who is let in at an event, seats moved by hand | `src/backend/intake/check_in.rs`, `hand_seating.rs`; `src/backend/store/event_day` |
//! | what staff write to many, who gets it, how fast it goes out | `src/backend/intake/messages`, `src/backend/store/messages`, in the outbox `src/backend/outbox/written_message.rs`; written in `src/backend/web/office/message_form.rs`, tried and sent in `messages.rs`, to whom somebody may write in `message_readers.rs`; a few mails at a time by `src/backend/web/message_sweep.rs`; words to begin with in `data/messages` |
//! | the calendar of talks, what staff do with a talk | `src/backend/web/office/bookings.rs`, `booking.rs`, `booking_steps.rs`, when hosts are there `hosts.rs`; `src/backend/store/booking_desk`; what a talk or a time of a host can be, `booking_mark.rs`, `host_time.rs` in `src/backend/intake/bookings` |
//! | companies, towns and partners | `src/backend/intake/organisations.rs`, `src/backend/store/organisations`; pages `organisations.rs`, `organisation.rs`, `organisation_form.rs`, `organisation_dealings.rs` in `src/backend/web/office`; their steps in the pipeline of `kind: organisation` in `data/pipelines` |
//! | what the city approves, and what waits for it | `src/backend/intake/approvals.rs`, `src/backend/store/approvals`, where `approval_gate.rs` says whether something may go out; which kinds need it, `approval_required` in `src/backend/settings/office_table.rs`; pages `approvals.rs`, `approval_form.rs` in `src/backend/web/office`, of messages `message_approval.rs` |
//! | a list that staff take away as a file | its rows, in the file of its page in `src/backend/web/office`; as what and why, `export.rs` there; one person `person_export.rs`, a survey `survey_export.rs`; that it was, in `src/backend/store/list_exports.rs`; of operators `src/cli/operator/export.rs` |
//! | the made-up people of `tsubame demo` | `src/backend/demo` |
//! | what `tsubame up` serves beside the site | `src/cli/operator/up`; the loop that shows both is that of `src/cli/serve` |
//! | the pages of the outbox for trying | `src/backend/web/mail_viewer` |
//! | how many submissions of one sender are taken, and what is asked for after that | `[limits]` of `tsubame.toml`, `src/backend/intake/sender_limits.rs`, `proof.rs`; counted in `src/backend/store/limit_counts.rs`, asked in `src/backend/web/forms/screening.rs`, answered in `limit_answer.rs` |
//! | why a submission is held, what its release does | `src/backend/intake/suspicion.rs`, `src/backend/store/held_submissions.rs` |
//! | what is measured | `src/backend/store/figures.rs`, `src/backend/web/server_metrics.rs` |
//! | when a person is needed, and who is told | `src/backend/intake/alerts.rs`; measured in `src/backend/web/alerts/watch.rs`, its words in `words.rs` |
//! | what is asked of a site from another host | `src/backend/web/alerts/site_probe.rs`; when it is told `src/backend/intake/watch_book.rs` |
//! | a table of the database | a file in `src/backend/store/entities`, with a migration in `src/backend/store/migrations` |
//! | what is encrypted | `src/backend/store/sealed_submission.rs`; files in `src/backend/store/file_cipher.rs` |
//! | how large what a form sends may be | `max_megabytes` of a field, read in `src/model/schema/form_reader.rs`; the whole of it by `DecodeLimits::of` in `src/backend/web/forms/decode/limits.rs` |
//! | which kinds of files a form takes | `accept` of its field, held by `FormField::accepts` in `src/model/schema/submission/limits.rs`; what their bytes have to be, `src/backend/web/forms/file_probe` |
//! | what a mail says | its texts in `data/mail`, as `NAME.txt` and `NAME.html`; what holds when it is sent, gathered by `mail_facts` in `src/backend/store/outbox_queue.rs`: of a registration with `view` in `registration_change.rs` and `event_before.rs`, of a booking `booking_facts.rs`, of a survey `survey_rows.rs`, of other mails `newsletter_facts.rs`, `casework/case_mail_facts.rs`, `event_day/notice_facts.rs`, `messages/message_facts.rs`; their values in `src/backend/outbox/mail_template/values.rs`, filled from that by `MailComposer::values` in `src/backend/outbox/composer.rs`, of bookings by `booking_mail.rs` there |
//! | what the audit log says | an `AuditEntry` beside what is done; of data that staff read or export, `note` in `src/backend/store/person_store.rs` |
//! | where files of forms lie, what looks at them | `src/backend/uploads`; buckets in `src/backend/store/s3`, where `OpenBucket::write` in `open_bucket.rs` writes an object |
//! | whether files can be stored and read now, and how much room they take | `UploadVault::check` in `src/backend/uploads/vault.rs`, `vault_room.rs` there; of copies of the keyring `src/backend/web/key_upkeep.rs`; for how long not, `src/backend/intake/outage_clock.rs` |
//! | who is asked by a survey, when those are reminded who have not answered, what a second answer does | keys of the survey's form, read in `src/model/schema/survey.rs`; `src/backend/intake/survey.rs`; its page in `src/backend/web/surveys` |
//! | what a survey says in numbers, and what of it is not shown | `src/backend/intake/survey_results.rs`, from the answers in `src/backend/store/survey_desk`; shown by `src/backend/web/office/surveys.rs`, what people wrote by `survey_texts.rs`, with the words that staff put on it |
//! | which records are one person's, how somebody is erased, what is over its term | `src/backend/store/persons`, looked at hourly by `src/backend/web/retention_sweep.rs`; the term of a form in `src/model/schema/retention.rs` |
//! | what a person is given of their data | `src/backend/store/persons/personal_data.rs`, shown by `src/backend/web/links/personal_file.rs` |
//! | the register of personal data, and how the checklist of IPA is met | `src/backend/evidence`: a table that the program keeps in `stored_tables.rs`, a field of a form by its `purpose` and `retention` in `form_rows.rs`, items in `ipa_items.rs`; printed by `src/cli/operator/evidence.rs`, and kept in `evidence`; `tests/it/evidence.rs` holds it against tables and tests |
//! | how a table is written for a spreadsheet | `src/backend/documents` |
//! | what backups hold, and what not | `src/backend/store/backup/backed_table.rs` |
//! | where backups go | `--to`, the bucket of `[s3]` (`holds` in `src/backend/settings/s3_table.rs`) or the private folder, chosen in `src/cli/operator/backup.rs`; the keyring by `find_keyring_place` in `recovery.rs`; how a place is written, `backup_address.rs`; what a place is, `src/backend/store/backup/backup_place.rs` |
//! | what backups are called, how many copies of the keyring are kept | `src/backend/store/backup/keyring_copies.rs`; backups of the data are never removed by the program |
//! | how a backup is tried, and when there was one | `src/backend/store/backup/trial.rs`, `src/backend/store/backup_runs.rs` |
//! | what is done to a restored database | `src/backend/store/backup/settlement.rs`, `rebuilt_index.rs` |
//! | the recovery key and its confirmation | `src/cli/operator/recovery.rs`, `confirm_keys.rs` |
//! | what the server knows of the site | `src/backend/web/workspace.rs`, filled in `src/workspace` |
//! | who may import whom | `tests/it/tidy/tables.rs` |
//!
//! # What is deliberately not there
//!
//! No global state, no code that depends on the order of unordered maps, no second path for rebuilds.
//!
//! [`source`]: tsubame_model::source
//! [`source::Diagnostic`]: tsubame_model::source::Diagnostic
//! [`source::World`]: tsubame_model::source::World
//! [`encode`]: tsubame_model::encode
//! [`schema`]: tsubame_model::schema
//! [`calendar`]: tsubame_model::calendar
//! [`slots`]: tsubame_model::slots
//! [`schema::validate`]: tsubame_model::schema::validate
//! [`config`]: tsubame_engine::config
//! [`content`]: tsubame_engine::content
//! [`content::parse_page`]: tsubame_engine::content::parse_page
//! [`content::assemble`]: tsubame_engine::content::assemble
//! [`markdown`]: tsubame_engine::markdown
//! [`markdown::render`]: tsubame_engine::markdown::render
//! [`templates`]: tsubame_engine::templates
//! [`templates::Engine`]: tsubame_engine::templates::Engine
//! [`site`]: tsubame_engine::site
//! [`site::configure`]: tsubame_engine::site::configure
//! [`site::build`]: tsubame_engine::site::build
//! [`site::Artifact`]: tsubame_engine::site::Artifact
//! [`site::Memo`]: tsubame_engine::site::Memo
//! [`check`]: tsubame_engine::check
//! [`transfer`]: tsubame_engine::transfer

pub mod cli;
pub mod disk;
pub mod preview;
#[cfg(feature = "backend")]
pub mod workspace;
