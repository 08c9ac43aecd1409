//! The client's application: standard input to the peer, the peer to standard output.

use super::{Application, PIECE};
use crate::io::{HIGH_WATER, Queue};
use tls_core::conn::Facts;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// Two streams, usually standard input and output.
pub(crate) struct Terminal<I, O, F> {
    input: I,
    output: O,
    on_done: F,
    /// Read from the input, not yet given.
    read: Vec<u8>,
    input_ended: bool,
    /// Taken, not yet written to the output.
    unwritten: Queue,
    /// Written, but maybe still in the output's buffer: standard output keeps what does not end a line.
    unflushed: bool,
    /// Whoever read the output is gone.
    output_gone: bool,
}

impl<I, O, F> Terminal<I, O, F> {
    /// `on_done` hears the facts when the handshake is done.
    pub(crate) fn new(input: I, output: O, on_done: F) -> Self {
        let (read, unwritten) = (Vec::new(), Queue::default());
        Self { input, output, on_done, read, input_ended: false, unwritten, unflushed: false, output_gone: false }
    }
}

impl<I, O, F> Application for Terminal<I, O, F>
where
    I: AsyncRead + Unpin + Send,
    O: AsyncWrite + Unpin + Send,
    F: FnMut(&Facts) + Send,
{
    fn done(&mut self, facts: &Facts) {
        (self.on_done)(facts);
    }

    fn has_room(&self) -> bool {
        self.unwritten.len() < HIGH_WATER
    }

    fn take(&mut self, plaintext: &[u8]) {
        if !self.output_gone {
            self.unwritten.push(plaintext);
        }
    }

    /// The input still goes to the peer until it ends.
    fn peer_closed(&mut self) {}

    fn give(&mut self) -> Vec<u8> {
        core::mem::take(&mut self.read)
    }

    fn ended(&self) -> bool {
        self.output_gone || (self.input_ended && self.read.is_empty())
    }

    fn abandoned(&self) -> bool {
        self.output_gone
    }

    async fn changed(&mut self, may_give: bool) {
        let may_read = may_give && !self.input_ended && self.read.is_empty();
        let may_write = !self.unwritten.is_empty() && !self.output_gone;
        let may_flush = self.unflushed && !may_write && !self.output_gone;
        let mut piece = if may_read { vec![0; PIECE] } else { Vec::new() };
        tokio::select! {
            count = self.input.read(&mut piece), if may_read => match count {
                // An input that cannot be read has no more to say either.
                Ok(0) | Err(_) => self.input_ended = true,
                Ok(count) => {
                    piece.truncate(count);
                    self.read = piece;
                }
            },
            wrote = write_or_flush(&mut self.output, self.unwritten.front()), if may_write || may_flush => match wrote {
                Ok(Some(0)) | Err(_) => {
                    self.output_gone = true;
                    self.unwritten = Queue::default();
                }
                Ok(Some(count)) => {
                    self.unwritten.drop_front(count);
                    self.unflushed = true;
                }
                Ok(None) => self.unflushed = false,
            },
            else => core::future::pending().await,
        }
    }

    async fn finish(&mut self) {
        if !self.output_gone && self.output.write_all(self.unwritten.front()).await.is_ok() {
            let _ = self.output.flush().await;
        }
        self.unwritten = Queue::default();
    }
}

/// Writes some of the bytes; where there are none, flushes, and returns `None`.
async fn write_or_flush(output: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> std::io::Result<Option<usize>> {
    match bytes {
        [] => output.flush().await.map(|()| None),
        _ => output.write(bytes).await.map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
    }

    /// An output whose reader is gone.
    fn gone() -> tokio::io::DuplexStream {
        tokio::io::duplex(1).0
    }

    #[test]
    fn input_is_read_only_when_it_can_be_sent() {
        run(async {
            let mut terminal = Terminal::new(b"data".as_slice(), Vec::new(), |_: &Facts| ());
            tokio::select! {
                biased;
                () = terminal.changed(false) => panic!("nothing may change"),
                () = tokio::task::yield_now() => {}
            }
            terminal.changed(true).await;
            assert_eq!(terminal.give(), b"data");
            assert!(!terminal.ended());
            terminal.changed(true).await;
            assert!(terminal.ended());
        });
    }

    #[test]
    fn what_was_taken_is_written() {
        run(async {
            let mut terminal = Terminal::new(tokio::io::empty(), Vec::new(), |_: &Facts| ());
            terminal.take(b"one ");
            terminal.changed(false).await;
            terminal.take(b"two");
            terminal.finish().await;
            assert_eq!(terminal.output, b"one two");
        });
    }

    #[test]
    fn what_was_written_is_seen_before_the_end() {
        run(async {
            let output = tokio::io::BufWriter::new(Vec::new());
            let mut terminal = Terminal::new(tokio::io::empty(), output, |_: &Facts| ());
            terminal.take(b"no line");
            terminal.changed(false).await;
            terminal.changed(false).await;
            assert_eq!(terminal.output.get_ref().as_slice(), b"no line");
        });
    }

    #[test]
    fn a_broken_pipe_ends_both_directions() {
        run(async {
            let mut terminal = Terminal::new(b"data".as_slice(), gone(), |_: &Facts| ());
            terminal.take(b"x");
            terminal.changed(false).await;
            assert!(terminal.ended() && terminal.abandoned());
            terminal.take(b"more");
            assert!(terminal.has_room());
            terminal.finish().await;
        });
    }

    #[test]
    fn too_much_unwritten_output_leaves_no_room() {
        let mut terminal = Terminal::new(tokio::io::empty(), Vec::new(), |_: &Facts| ());
        terminal.take(&vec![0; HIGH_WATER]);
        assert!(!terminal.has_room());
    }
}
