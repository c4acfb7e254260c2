//! Pictures: measured, decoded, resized and encoded anew.
//!
//! The first byte is the ending of the file's name, the second the operation.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tsubame_images::{
    EncodedFormat, ImageOp, MemoryNeed, ResizeFilter, ResizeInstructions, ResizeOperation, Size, measure, process,
    read_metadata,
};

/// Larger pictures are only measured: they take their time, and nothing is said of them that smaller ones do not say.
const MOST_PIXELS: u64 = 1_000_000;

const ENDINGS: [Option<&str>; 16] = [
    None,
    Some("png"),
    Some("jpg"),
    Some("gif"),
    Some("webp"),
    Some("bmp"),
    Some("ico"),
    Some("tif"),
    Some("tga"),
    Some("pnm"),
    Some("hdr"),
    Some("ff"),
    Some("avif"),
    Some("svg"),
    Some("PNG"),
    Some("txt"),
];

const FILTERS: [ResizeFilter; 5] = [
    ResizeFilter::Nearest,
    ResizeFilter::Triangle,
    ResizeFilter::CatmullRom,
    ResizeFilter::Gaussian,
    ResizeFilter::Lanczos3,
];

fuzz_target!(|data: &[u8]| {
    let [ending, order, bytes @ ..] = data else { return };
    let ending = ENDINGS[usize::from(ending % 16)];
    let told = read_metadata(bytes, ending);
    assert_eq!(told, read_metadata(bytes, ending));
    let Ok(measured) = measure(bytes, ending) else { return };
    assert_eq!((measured.size.width_px, measured.size.height_px), (measured.metadata.width, measured.metadata.height));
    let op = op_of(*order, measured.size);
    if measured.size.pixels() > MOST_PIXELS || !is_taken(&measured.need, &op, bytes) {
        return;
    }
    let same_size = ImageOp { instructions: ResizeInstructions::default(), ..op };
    let Ok(made) = process(bytes.to_vec(), ending, &[same_size, op]) else { return };
    for (op, made) in [same_size, op].iter().zip(made) {
        let Ok(made) = made else { continue };
        let Ok(found) = measure(&made, Some(op.format.extension())) else { panic!("what is made can be read") };
        let crop = op.instructions.crop.map_or(measured.size, |crop| crop.size);
        assert_eq!(found.size, op.instructions.resize.unwrap_or(crop), "{op:?}");
    }
});

/// What the queue of a build asks before it takes an operation.
fn is_taken(need: &MemoryNeed, op: &ImageOp, bytes: &[u8]) -> bool {
    need.check(bytes.len() as u64).and_then(|()| need.check_op(op)).is_ok()
}

fn op_of(order: u8, source: Size) -> ImageOp {
    let operation = match order % 5 {
        0 => ResizeOperation::Scale(9, 7),
        1 => ResizeOperation::FitWidth(8),
        2 => ResizeOperation::FitHeight(8),
        3 => ResizeOperation::Fit(12, 6),
        _ => ResizeOperation::Fill(5, 11),
    };
    let format = match order / 5 % 3 {
        0 => EncodedFormat::Png,
        1 => EncodedFormat::Jpeg { quality: 70 },
        _ => EncodedFormat::Webp { quality: Some(60) },
    };
    let mut instructions = operation.instructions(source);
    // A picture of one line becomes as long as it is wide many times over, which is no finding.
    if instructions.resize.is_some_and(|size| size.pixels() > MOST_PIXELS) {
        instructions.resize = Some(Size::new(3, 3));
    }
    ImageOp { instructions, format, filter: FILTERS[usize::from(order / 15) % FILTERS.len()] }
}
