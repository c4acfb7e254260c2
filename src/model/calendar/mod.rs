//! Days and hours as Japan reckons with them: holidays, business days of hours past midnight, the time on its clocks.
//!
//! | file | holds |
//! |---|---|
//! | `holidays` | which days are holidays |
//! | `holiday_rules`, `holiday_file` | by the act; by a list as the Cabinet Office publishes it |
//! | `japan_time` | what clocks in Japan show, and the business day of a moment |
//!
//! Dates are reckoned with by `jiff`, which knows no holidays; these are here. Nothing here knows what is booked or due, or
//! what time it is.

mod holiday_file;
mod holiday_rules;
mod holidays;
mod japan_time;
#[cfg(test)]
mod tests;

pub use holiday_file::{HolidayFault, HolidayFaultKind};
pub use holidays::Holidays;
pub use japan_time::{
    business_day, calendar_in_japan, clock_in_japan, day_end_in_japan, instant_in_japan, render_japan_time,
    weekday_in_japanese,
};
