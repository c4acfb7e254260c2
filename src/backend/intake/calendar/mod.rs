//! Days on which somebody works, beside what the model knows of days in Japan: holidays and the time on its clocks, which
//! built pages go by too.

mod business_days;
mod fiscal_calendar;
#[cfg(test)]
mod tests;

pub use business_days::BusinessCalendar;
pub use fiscal_calendar::FiscalCalendar;
pub use tsubame_model::calendar::{
    HolidayFault, HolidayFaultKind, Holidays, business_day, calendar_in_japan, clock_in_japan, instant_in_japan,
    render_japan_time, weekday_in_japanese,
};
