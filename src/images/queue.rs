//! The images that a build is asked for: each source measured once, each operation noted once, from any thread.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, Mutex, OnceLock, PoisonError, RwLock},
};

use super::{
    EncodedFormat, ImageMetadata, ImageOp, Measure, MemoryNeed, ResizeFilter, ResizeOperation,
    measure::{check_size, measure, read_metadata},
    name::{processed_name, unified_path},
};
use tsubame_model::source::{ProjectFiles, SourcePath, Wording};

/// The headers of JPEG and PNG files lie in their first bytes, unless a camera put large things before them.
const HEADER_BYTES: usize = 256 * 1024;

/// What is known of a source, or being found out.
type Known = Arc<OnceLock<Result<Measure, Wording>>>;

/// Everything that templates ask of images in one build.
#[derive(Default)]
pub struct ImageQueue {
    known: RwLock<HashMap<SourcePath, Known>>,
    ops: Mutex<BTreeMap<SourcePath, SourceOps>>,
    /// The first entry, by its file, that asks for an image under a path.
    askers: Mutex<HashMap<String, SourcePath>>,
}

/// What is wanted of one source.
#[derive(Default)]
struct SourceOps {
    /// The paths under which templates know it.
    paths: BTreeSet<String>,
    ops: BTreeMap<String, ImageOp>,
}

/// A call of `resize_image`.
#[derive(Clone, Copy, Debug)]
pub struct ResizeRequest<'a> {
    /// The path as the template has it.
    pub path: &'a str,
    /// The file found under it.
    pub file: &'a SourcePath,
    /// What is done to its size.
    pub operation: ResizeOperation,
    /// How pixels are resampled.
    pub filter: ResizeFilter,
    /// The arguments `format`, `quality` and `speed`.
    pub format: (&'a str, Option<u8>, Option<u8>),
}

/// A source with what is wanted of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageSource {
    /// The file.
    pub file: SourcePath,
    /// How much memory it takes.
    pub need: MemoryNeed,
    /// The first of the entries that want something of it, where that is known.
    pub asker: Option<SourcePath>,
    /// The wanted images with their file names, sorted.
    pub ops: Vec<(String, ImageOp)>,
}

impl ImageQueue {
    /// Notes an image that is wanted, as [`ImageQueue::resolve`] gave it.
    pub fn enqueue(&self, files: &dyn ProjectFiles, request: &ResizeRequest<'_>) -> Result<(), Wording> {
        let (name, _, op) = self.resolve(files, request)?;
        let mut ops = self.ops.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = ops.entry(request.file.clone()).or_default();
        wanted.paths.insert(request.path.to_owned());
        wanted.ops.insert(name, op);
        Ok(())
    }

    /// Works out what is to be made: the new file's name, the source's measure, and what is done to it. Nothing is
    /// made unless it is ordered as well.
    pub fn resolve(
        &self,
        files: &dyn ProjectFiles,
        request: &ResizeRequest<'_>,
    ) -> Result<(String, Measure, ImageOp), Wording> {
        let ResizeRequest { path, file, operation, filter, format: (format, quality, speed) } = *request;
        let measure = self.measure(files, file)?;
        let format = EncodedFormat::parse(format, quality, speed, measure.is_lossy)?;
        let instructions = operation.instructions(measure.size);
        check_size(instructions.resize.unwrap_or(measure.size)).map_err(|reason| {
            let english = format!("the new image is refused: {}", reason.english());
            Wording::new(english, format!("その大きさの画像は作れません: {}", reason.japanese()))
        })?;
        let name = processed_name(file.file_name(), &unified_path(path), operation, format, filter);
        let op = ImageOp { instructions, format, filter };
        let refused = measure.need.check(0).and_then(|()| measure.need.check_op(&op));
        refused.map_err(|reason| unreadable(file, &reason))?;
        Ok((name, measure, op))
    }

    /// Notes which entry asks for an image, for messages about it. Of several, the first by name counts, so that it is
    /// always the same one.
    pub fn note_asker(&self, path: &str, entry: &SourcePath) {
        let mut askers = self.askers.lock().unwrap_or_else(PoisonError::into_inner);
        match askers.get_mut(path) {
            Some(first) if *first <= *entry => {}
            Some(first) => *first = entry.clone(),
            None => {
                askers.insert(path.to_owned(), entry.clone());
            }
        }
    }

    /// What `get_image_metadata` tells of a file.
    pub fn metadata(&self, files: &dyn ProjectFiles, file: &SourcePath) -> Result<ImageMetadata, Wording> {
        let extension = file.extension().map(str::to_lowercase);
        if matches!(extension.as_deref(), Some("svg" | "avif")) {
            let bytes = files.read(file).map_err(|error| error.wording())?;
            return read_metadata(&bytes, file.extension()).map_err(|reason| unreadable(file, &reason));
        }
        self.measure(files, file).map(|measure| measure.metadata)
    }

    /// Everything that is wanted, sorted by source.
    pub fn sources(&self) -> Vec<ImageSource> {
        let ops = self.ops.lock().unwrap_or_else(PoisonError::into_inner);
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let askers = self.askers.lock().unwrap_or_else(PoisonError::into_inner);
        let need = |file: &SourcePath| {
            let measure = known.get(file)?.get()?.as_ref().ok()?;
            Some(measure.need)
        };
        let sources = ops.iter().map(|(file, wanted)| {
            let asker = wanted.paths.iter().filter_map(|path| askers.get(path)).min().cloned();
            let ops = wanted.ops.iter().map(|(name, op)| (name.clone(), *op)).collect();
            ImageSource { file: file.clone(), need: need(file).unwrap_or_default(), asker, ops }
        });
        sources.collect()
    }

    /// A source is read once, also when several threads ask for it at the same time.
    fn measure(&self, files: &dyn ProjectFiles, file: &SourcePath) -> Result<Measure, Wording> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner).get(file).cloned();
        let cell = known.unwrap_or_else(|| {
            let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(known.entry(file.clone()).or_default())
        });
        cell.get_or_init(|| read_measure(files, file).map_err(|reason| unreadable(file, &reason))).clone()
    }
}

fn read_measure(files: &dyn ProjectFiles, file: &SourcePath) -> Result<Measure, Wording> {
    let start = files.read_start(file, HEADER_BYTES).map_err(|error| error.wording())?;
    // Other formats may have what turns an image at their end.
    let is_header_first = start.starts_with(b"\xFF\xD8\xFF") || start.starts_with(b"\x89PNG");
    if (is_header_first || start.len() < HEADER_BYTES)
        && let Ok(measure) = measure(&start, file.extension())
    {
        return Ok(measure);
    }
    let bytes = files.read(file).map_err(|error| error.wording())?;
    measure(&bytes, file.extension())
}

fn unreadable(file: &SourcePath, reason: &Wording) -> Wording {
    Wording::new(
        format!("the image {file} cannot be used: {}", reason.english()),
        format!("画像 {file} を使えません: {}", reason.japanese()),
    )
}

#[cfg(test)]
mod tests {
    use std::{
        io::Cursor,
        sync::atomic::{AtomicUsize, Ordering},
    };

    use image::{DynamicImage, ImageFormat};

    use super::*;
    use tsubame_model::source::ReadError;

    /// One image under every name, which counts how often it is read.
    struct Gallery(AtomicUsize);

    impl ProjectFiles for Gallery {
        fn read(&self, path: &SourcePath) -> Result<Vec<u8>, ReadError> {
            self.0.fetch_add(1, Ordering::Relaxed);
            if path.as_str().ends_with("broken.png") {
                return Ok(b"\x89PNG, but no more".to_vec());
            }
            let mut bytes = Cursor::new(Vec::new());
            DynamicImage::new_rgb8(60, 40).write_to(&mut bytes, ImageFormat::Png).unwrap();
            Ok(bytes.into_inner())
        }
    }

    fn request<'a>(path: &'a str, file: &'a SourcePath, width_px: u32) -> ResizeRequest<'a> {
        let format = ("auto", None, None);
        ResizeRequest {
            path,
            file,
            operation: ResizeOperation::FitWidth(width_px),
            filter: ResizeFilter::default(),
            format,
        }
    }

    #[test]
    fn sources_are_read_once_and_operations_noted_once() {
        let (queue, files) = (ImageQueue::default(), Gallery(AtomicUsize::new(0)));
        let file = SourcePath::new("static/wide.png");
        for (path, width_px) in [("wide.png", 25), ("/wide.png", 25), ("wide.png", 24), ("static/wide.png", 25)] {
            queue.enqueue(&files, &request(path, &file, width_px)).unwrap();
        }
        assert_eq!(queue.metadata(&files, &file).unwrap().width, 60);
        for (path, entry) in
            [("wide.png", "content/b.md"), ("/wide.png", "content/a.md"), ("/wide.png", "content/c.md")]
        {
            queue.note_asker(path, &SourcePath::new(entry));
        }
        let [source] = &queue.sources()[..] else { panic!("one source") };
        assert_eq!((source.ops.len(), source.need.pixels_bytes()), (3, 60 * 40 * 3));
        assert_eq!(source.asker.as_ref().map(SourcePath::as_str), Some("content/a.md"));
        assert!(source.ops.iter().any(|(name, _)| name == "wide.7c9965c63effb66a.png"), "{source:?}");
        assert_eq!(files.0.load(Ordering::Relaxed), 1);
    }

    #[test]
    fn refusals_name_the_image() {
        let (queue, files) = (ImageQueue::default(), Gallery(AtomicUsize::new(0)));
        let [broken, wide] = ["static/broken.png", "static/wide.png"].map(SourcePath::new);
        let reason = queue.enqueue(&files, &request("broken.png", &broken, 1)).unwrap_err().english().to_owned();
        assert!(reason.contains("static/broken.png"), "{reason}");
        for (width_px, words) in [(1_000_000, "1000000 × 666666"), (20_000, "making it takes")] {
            let reason = queue.enqueue(&files, &request("wide.png", &wide, width_px)).unwrap_err().english().to_owned();
            assert!(reason.contains(words), "{reason}");
        }
        assert_eq!(queue.sources(), []);
    }
}
