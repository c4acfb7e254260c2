//! Room on the stack for renders.
//!
//! Tera calls itself for every include and every component, in frames of up to 50 KB where nothing is optimised. It ends
//! recursion of components only after 20 levels, which a thread of 2 MB may not survive.

/// The stack of a thread on which renders stay where they are: enough for 20 components, each inside the longest chain
/// of includes, and as much again for a render inside a render. Only touched pages take memory.
const RENDER_STACK_BYTES: usize = 64 * 1024 * 1024;

/// What one render may take.
const NEEDED_BYTES: usize = RENDER_STACK_BYTES / 2;

/// Gives the threads that builds run on such a stack. It has to be called before the first build; later calls change
/// nothing, nor do those of a program that has made the threads already.
pub fn give_threads_room() {
    let _ = rayon::ThreadPoolBuilder::new().stack_size(RENDER_STACK_BYTES).build_global();
}

/// Threads with such a stack, apart from those of the whole program: a build that does not end keeps no other waiting.
#[derive(Debug)]
pub struct BuildThreads(rayon::ThreadPool);

impl BuildThreads {
    /// As many threads as the machine has cores.
    pub fn new() -> Result<Self, rayon::ThreadPoolBuildError> {
        rayon::ThreadPoolBuilder::new().stack_size(RENDER_STACK_BYTES).build().map(Self)
    }

    /// Does the work on these threads, and waits for it.
    pub fn run<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        self.0.install(work)
    }
}

/// Runs `render` here, or on a stack of its own where too little is left of this one. That costs about 0.2 ms each time,
/// so whoever renders a whole site calls [`give_threads_room`] first.
pub(super) fn with_room<T>(render: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(NEEDED_BYTES, RENDER_STACK_BYTES, render)
}
