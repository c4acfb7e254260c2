//! Between what encrypts, which only writes, and what sends on, which waits for others: one end is written to, the other is
//! taken from.

use std::{
    io::{self, Write},
    mem,
    sync::Arc,
};

use parking_lot::Mutex;

/// Bytes that were encrypted and not sent on yet. Whoever writes has them taken now and then: they lie in memory.
#[derive(Clone, Default)]
pub(super) struct Outlet(Arc<Mutex<Vec<u8>>>);

impl Outlet {
    /// What was written since it was taken last.
    pub fn take(&self) -> Vec<u8> {
        mem::take(&mut *self.0.lock())
    }
}

impl Write for Outlet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
