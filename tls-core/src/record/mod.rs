//! The record layer (RFC 9846 §5, RFC 5246 §6.2): header, protection, reassembly of handshake messages.

mod header;
mod out;
mod protect;
mod reassemble;
pub(crate) mod sniff;

pub use header::{HEADER_LEN, MAX_FRAGMENT_LEN, RecordHeader};
pub(crate) use header::{Protected, read_header};
pub(crate) use out::{Out, Slice};
pub(crate) use protect::{Form, Opened, Protection};
pub(crate) use reassemble::{Front, Reassembly, front};
