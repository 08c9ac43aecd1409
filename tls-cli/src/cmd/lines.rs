//! Lines to standard output from many connections.

use super::print;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

/// Lines that may wait while nobody reads standard output.
const WAITING: usize = 10_000;

/// A thread that prints, so that connections do not wait for whoever reads.
pub(crate) struct Lines {
    printer: Printer,
    thread: JoinHandle<()>,
}

/// Hands lines to the thread.
#[derive(Clone)]
pub(crate) struct Printer(SyncSender<String>);

impl Printer {
    pub(crate) fn print(&self, line: String) {
        // The thread ends only after all printers.
        let _ = self.0.send(line);
    }
}

impl Lines {
    pub(crate) fn start() -> Self {
        let (sender, receiver) = sync_channel::<String>(WAITING);
        let thread = std::thread::spawn(move || {
            for line in receiver {
                // Whether anybody reads it does not matter to the connections.
                print(&line);
            }
        });
        Self { printer: Printer(sender), thread }
    }

    pub(crate) fn printer(&self) -> Printer {
        self.printer.clone()
    }

    pub(crate) fn print(&self, line: String) {
        self.printer.print(line);
    }

    /// Waits until everything is printed. All printers must be gone.
    pub(crate) fn finish(self) {
        drop(self.printer);
        let _ = self.thread.join();
    }
}
