//! A pipeline as a drawing (業務フローチャート): a box for each status, an arrow for each step, and both in words for those who do
//! not see it.

use std::{collections::BTreeMap, fmt::Write};

use super::{CountsAs, Pipeline, PipelineStatus};
use crate::encode::escape_xml;

const BOX_HEIGHT: usize = 48;
const COLUMN_GAP: usize = 72;
const ROW_GAP: usize = 40;
const MARGIN: usize = 24;
/// The width of a letter of half the width of a kanji, and what is left free beside a label.
const HALF_LETTER: usize = 8;
const PADDING: usize = 16;

impl Pipeline {
    /// The drawing as SVG. It has no style of its own but colours and lines, so that it stands in a page, in a report
    /// and alone.
    pub fn diagram(&self) -> String {
        let layout = DiagramLayout::of(self);
        let (width, height) = layout.size();
        let id = escape_xml(&self.id);
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
             role=\"img\" aria-labelledby=\"flow-{id}-title flow-{id}-desc\" font-family=\"sans-serif\" font-size=\"16\">\
             <title id=\"flow-{id}-title\">{}</title><desc id=\"flow-{id}-desc\">{}</desc>\
             <defs><marker id=\"flow-{id}-head\" markerWidth=\"10\" markerHeight=\"8\" refX=\"9\" refY=\"4\" \
             orient=\"auto\"><path d=\"M0 0 10 4 0 8z\" fill=\"#333\"/></marker></defs>",
            escape_xml(&self.label),
            escape_xml(&self.describe()),
        );
        for step in &self.transitions {
            if let (Some(from), Some(to)) = (layout.places.get(&step.from), layout.places.get(&step.to)) {
                let path = layout.arrow(*from, *to);
                let _ = write!(
                    svg,
                    "<path d=\"{path}\" fill=\"none\" stroke=\"#333\" stroke-width=\"1.5\" \
                     marker-end=\"url(#flow-{id}-head)\"/>"
                );
            }
        }
        for status in &self.statuses {
            if let Some(place) = layout.places.get(&status.id) {
                layout.draw_box(status, *place, &mut svg);
            }
        }
        svg.push_str("</svg>\n");
        svg
    }

    /// The steps as a sentence each.
    fn describe(&self) -> String {
        let label = |id: &str| self.status(id).map_or_else(|| id.to_owned(), |status| status.label.clone());
        let mut text = format!("「{}」から始まります。", label(&self.starts_with));
        for status in &self.statuses {
            let next: Vec<String> =
                self.steps_from(&status.id).map(|step| format!("「{}」", label(&step.to))).collect();
            if next.is_empty() {
                let _ = write!(text, "「{}」で終わります。", status.label);
            } else {
                let _ = write!(text, "「{}」から{}に進みます。", status.label, next.join("・"));
            }
        }
        text
    }
}

/// Where a box stands: its column, which is how many steps lead to it, and its row.
type BoxPlace = (usize, usize);

struct DiagramLayout {
    places: BTreeMap<String, BoxPlace>,
    box_width: usize,
    rows: usize,
    columns: usize,
}

impl DiagramLayout {
    fn of(pipeline: &Pipeline) -> Self {
        let mut depths = BTreeMap::from([(pipeline.starts_with.as_str(), 0)]);
        let mut newest = vec![pipeline.starts_with.as_str()];
        for depth in 1.. {
            let mut found = Vec::new();
            for step in newest.iter().flat_map(|from| pipeline.steps_from(from)) {
                depths.entry(step.to.as_str()).or_insert_with(|| {
                    found.push(step.to.as_str());
                    depth
                });
            }
            if found.is_empty() {
                break;
            }
            newest = found;
        }
        let columns = depths.values().max().map_or(1, |deepest| deepest + 1);
        let mut filled = vec![0; columns];
        let mut places = BTreeMap::new();
        for status in &pipeline.statuses {
            let column = depths.get(status.id.as_str()).copied().unwrap_or_default();
            places.insert(status.id.clone(), (column, filled[column]));
            filled[column] += 1;
        }
        let widest = pipeline.statuses.iter().map(|status| half_letters(&status.label)).max().unwrap_or_default();
        let rows = filled.into_iter().max().unwrap_or_default();
        Self { places, box_width: widest * HALF_LETTER + 2 * PADDING, rows, columns }
    }

    fn size(&self) -> (usize, usize) {
        let width = 2 * MARGIN + self.columns * self.box_width + (self.columns - 1) * COLUMN_GAP;
        // Arrows that lead back run below their boxes.
        (width, 2 * MARGIN + self.rows * (BOX_HEIGHT + ROW_GAP))
    }

    /// The upper left corner of a box.
    fn corner(&self, (column, row): BoxPlace) -> (usize, usize) {
        (MARGIN + column * (self.box_width + COLUMN_GAP), MARGIN + row * (BOX_HEIGHT + ROW_GAP))
    }

    fn arrow(&self, from: BoxPlace, to: BoxPlace) -> String {
        let ((from_x, from_y), (to_x, to_y)) = (self.corner(from), self.corner(to));
        let (half_width, half_height) = (self.box_width / 2, BOX_HEIGHT / 2);
        if to.0 > from.0 {
            let (start_x, start_y, end_y) = (from_x + self.box_width, from_y + half_height, to_y + half_height);
            let bend = COLUMN_GAP / 2;
            let (near, far) = (start_x + bend, to_x - bend);
            return format!("M{start_x} {start_y}C{near} {start_y} {far} {end_y} {to_x} {end_y}");
        }
        if to.0 == from.0 {
            // Up or down within a column, a little to the right where it leads up.
            let x = from_x + half_width;
            return if to.1 > from.1 {
                format!("M{x} {}L{x} {to_y}", from_y + BOX_HEIGHT)
            } else {
                let x = x + PADDING;
                format!("M{x} {from_y}L{x} {}", to_y + BOX_HEIGHT)
            };
        }
        let (start_x, start_y) = (from_x + half_width, from_y + BOX_HEIGHT);
        let (end_x, end_y) = (to_x + half_width, to_y + BOX_HEIGHT);
        let below = start_y.max(end_y) + ROW_GAP;
        format!("M{start_x} {start_y}C{start_x} {below} {end_x} {below} {end_x} {end_y}")
    }

    fn draw_box(&self, status: &PipelineStatus, place: BoxPlace, svg: &mut String) {
        let (x, y) = self.corner(place);
        let fill = match status.counts_as {
            CountsAs::Open => "#fff",
            CountsAs::Reached => "#e3f1e5",
            CountsAs::GivenUp => "#eee",
        };
        // An end is drawn with a thick line, since colours alone tell nobody anything.
        let line = if status.is_end { 3 } else { 1 };
        let _ = write!(
            svg,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{BOX_HEIGHT}\" rx=\"6\" fill=\"{fill}\" stroke=\"#333\" \
             stroke-width=\"{line}\"/><text x=\"{}\" y=\"{}\" text-anchor=\"middle\" fill=\"#111\">{}</text>",
            self.box_width,
            x + self.box_width / 2,
            y + BOX_HEIGHT / 2 + 6,
            escape_xml(&status.label),
        );
    }
}

/// How wide a text is, in letters of half the width of a kanji.
fn half_letters(text: &str) -> usize {
    text.chars().map(|letter| if letter.is_ascii() { 1 } else { 2 }).sum()
}
