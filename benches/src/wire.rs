//! What lies between two connections.

/// What stands for the system's socket buffer, and what one application would have beside its connections.
///
/// As `write(2)` and `read(2)` would, every peer copies what it sends to the wire and what it receives from it, inside
/// the time that is measured. Buffers that an application keeps anyway and shares between connections count neither as
/// a connection's allocations nor as its memory.
#[derive(Debug)]
#[non_exhaustive]
pub struct Wire {
    /// Bytes under way.
    pub bytes: Vec<u8>,
    /// The application's buffer for what came.
    pub incoming: Vec<u8>,
    /// The application's buffer for what is to be sent, or for plaintext, where the peer's interface needs one.
    pub buffer: Vec<u8>,
}

/// More than any flight or record of these benches.
const ENOUGH: usize = 64 * 1_024;

impl Default for Wire {
    fn default() -> Self {
        Self { bytes: Vec::with_capacity(ENOUGH), incoming: Vec::with_capacity(ENOUGH), buffer: vec![0; ENOUGH] }
    }
}

impl Wire {
    /// Moves what is under way to the application's buffer.
    pub fn arrive(&mut self) {
        self.incoming.clear();
        self.incoming.extend_from_slice(&self.bytes);
        self.bytes.clear();
    }
}
