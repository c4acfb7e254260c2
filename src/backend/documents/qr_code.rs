//! A short text as a QR code, drawn as SVG: it is sharp on every printer, and stands in a page without a file of its own. And back: the
//! text of a code that a camera sees.

use anyhow::Context;
use qrcode::{EcLevel, QrCode, render::svg};

/// How wide the drawing is at least, in its own units; pages scale it.
const LEAST_WIDTH: u32 = 200;

/// Draws a text. What is torn or dirty up to a seventh is read still, which a badge on a ribbon needs.
pub fn render_qr_code(text: &str) -> anyhow::Result<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).context("a text is too long for a QR code")?;
    let drawing = code.render::<svg::Color<'_>>().min_dimensions(LEAST_WIDTH, LEAST_WIDTH).build();
    // Within a page there is one XML declaration at most, and HTML has none.
    Ok(drawing.find("<svg").map_or(drawing.as_str(), |from| &drawing[from..]).to_owned())
}

/// The text of a code in a picture of so many grey points a line, each from 0 for black to 255; `None` if there is none to be read.
pub fn read_qr_code(points: &[u8], width: usize) -> Option<String> {
    let height = points.len().checked_div(width).filter(|height| *height > 0 && height * width == points.len())?;
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| points[y * width + x]);
    image.detect_grids().iter().find_map(|grid| grid.decode().ok()).map(|(_, text)| text)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::intake::{BadgeCode, HashKey, RegistrationId};

    /// The points of a drawing that are dark: its path is made of rectangles, `Mx yhWvHHxVy`.
    pub(crate) fn dark_points(svg: &str) -> (usize, Vec<bool>) {
        let attribute = |name: &str| svg.split_once(&format!(" {name}=\"")).unwrap().1.split('"').next().unwrap();
        let width: usize = attribute("width").parse().unwrap();
        let mut points = vec![false; width * width];
        for rectangle in attribute("d").split('M').filter(|text| !text.is_empty()) {
            let numbers = rectangle.split(|letter: char| !letter.is_ascii_digit());
            let numbers: Vec<usize> = numbers.filter_map(|number| number.parse().ok()).collect();
            let [left, top, wide, high, ..] = numbers[..] else { panic!("{rectangle}") };
            for line in top..top + high {
                points[line * width + left..line * width + left + wide].fill(true);
            }
        }
        (width, points)
    }

    fn scanned(svg: &str) -> String {
        let (width, points) = dark_points(svg);
        let grey: Vec<u8> = points.iter().map(|is_dark| if *is_dark { 30 } else { 220 }).collect();
        read_qr_code(&grey, width).unwrap()
    }

    #[test]
    fn what_is_no_picture_of_a_code_says_nothing() {
        for (points, width) in [(vec![], 0), (vec![0], 0), (vec![], 9), (vec![7; 10], 3), (vec![200; 256 * 256], 256)] {
            assert_eq!(read_qr_code(&points, width), None, "{} {width}", points.len());
        }
        let noise: Vec<u8> = (0..256_u32 * 256).map(|at| at.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect();
        assert_eq!(read_qr_code(&noise, 256), None);
    }

    #[test]
    fn what_a_scanner_reads_is_the_code_of_the_badge() {
        let key = HashKey::new([1; 32]);
        for id in ["00000000-0000-0000-0000-000000000000", "0193a5f2-6c1e-7c40-9d3a-0a1b2c3d4e5f"] {
            let registration = RegistrationId(id.parse().unwrap());
            let text = BadgeCode::of(registration, &key).render();
            let svg = render_qr_code(&text).unwrap();
            assert!(svg.starts_with("<svg") && svg.ends_with("</svg>") && !svg.contains("script"), "{svg}");
            let read = scanned(&svg);
            assert_eq!(read, text);
            assert!(BadgeCode::parse(&read).unwrap().is_of(registration, &key));
        }
        assert!(render_qr_code(&"長".repeat(5_000)).is_err());
    }
}
