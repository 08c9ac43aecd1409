//! The targets `client` and `server`: any bytes to a fresh connection.
//!
//! Input: one byte that chooses the configuration (low half) and how the bytes are cut (high half), then the bytes.

use crate::configs;
use crate::watch::{Seen, Watch};
use tls_core::conn::{ClientConnection, Seams, ServerConnection, Step};
use tls_core::error::Cause;
use tls_core::registry::ContentType;

/// The most that a connection sends by itself, in bytes: its flights, tickets and alerts.
const MOST_OUTPUT: usize = 32 * 1_024;
/// The most that one call of `send` may add for a few bytes: a KeyUpdate and a record.
const MOST_PER_SEND: usize = 256;

/// What came of an input, as far as it must not depend on how the input was cut.
#[derive(Debug, Default, PartialEq)]
struct Outcome {
    output: Vec<u8>,
    plaintext: Vec<u8>,
    state: &'static str,
    cause: Option<Cause>,
}

macro_rules! side {
    ($(#[$meta:meta])* $name:ident, $connection:ty, $new:path) => {
        $(#[$meta])*
        pub fn $name(data: &[u8]) {
            let Some((choice, bytes)) = data.split_first() else { return };
            let feed = |piece: usize| {
                let watch = Watch::default();
                let mut connection = $new(*choice, Seams::sink(Box::new(watch.clone())));
                let mut outcome = Outcome::default();
                let mut waiting = Vec::new();
                for piece in bytes.chunks(piece.max(1)) {
                    waiting.extend_from_slice(piece);
                    let consumed = deliver(&mut connection, &mut waiting, &mut outcome);
                    waiting.drain(..consumed);
                }
                outcome.state = connection.state();
                outcome.cause = connection.failure().map(|failure| failure.cause());
                end(&mut connection, &mut outcome, &watch);
                outcome
            };
            let whole = feed(bytes.len());
            // Others than TLS are told from as much of their first bytes as there is.
            let foreign = whole.cause.is_some_and(|cause| cause.code().starts_with("TLS-PEER-"));
            if choice >> 4 != 0 && !foreign {
                assert_eq!(whole, feed(usize::from(choice >> 4)), "whole and cut");
            }

            /// Steps until more is needed; says how much was consumed.
            fn deliver(connection: &mut $connection, waiting: &mut [u8], outcome: &mut Outcome) -> usize {
                let mut at = 0;
                // Every step but a few consumes something.
                for _ in 0..waiting.len() + 8 {
                    let rest = &mut waiting[at..];
                    let has = rest.len();
                    let progress = connection.step(rest, configs::now());
                    assert!(progress.consumed <= has);
                    at += progress.consumed;
                    let left = has - progress.consumed;
                    let mut more = true;
                    match progress.step {
                        Step::NeedInput { at_least } => {
                            assert!(at_least > left, "needs {at_least}, has {left}");
                            more = false;
                        }
                        Step::Plaintext(data) => outcome.plaintext.extend_from_slice(data),
                        Step::Closed(_) => more = left > 0,
                        Step::Failed(failure) => {
                            assert_ne!(failure.cause(), Cause::Internal, "{failure}");
                            assert!(!format!("{failure:#}").is_empty());
                            more = false;
                        }
                        _ => {}
                    }
                    outcome.output.extend_from_slice(connection.output());
                    assert!(outcome.output.len() <= MOST_OUTPUT, "output without bound");
                    connection.output_sent(connection.output().len()).expect("it was sent");
                    if !more {
                        return at;
                    }
                }
                panic!("steps without end in {}", connection.state());
            }

            /// The application sends, closes, and the transport ends.
            fn end(connection: &mut $connection, outcome: &mut Outcome, watch: &Watch) {
                if connection.facts().is_some() && connection.failure().is_none() {
                    let before = connection.output().len();
                    connection.send(b"data").expect("the handshake is done");
                    assert!(connection.output().len() <= before + MOST_PER_SEND);
                }
                connection.close();
                let ended = connection.transport_ended();
                assert_eq!(ended.is_err(), connection.failure().is_some());
                outcome.output.extend_from_slice(connection.output());
                check_output(&outcome.output, &watch.seen());
            }
        }
    };
}

side! {
    /// Feeds a client.
    ///
    /// # Panics
    ///
    /// If it breaks its contract.
    client, ClientConnection, configs::client
}
side! {
    /// Feeds a server.
    ///
    /// # Panics
    ///
    /// If it breaks its contract.
    server, ServerConnection, configs::server
}

/// # Panics
///
/// If there is more than one fatal alert or something after it, or the output is not a sequence of whole records.
fn check_output(output: &[u8], seen: &Seen) {
    assert!(seen.fatal() <= 1, "{:?}", seen.alerts);
    assert!(seen.alerts.len() <= 2, "{:?}", seen.alerts);
    let mut rest = output;
    while let Some((header, after)) = rest.split_first_chunk::<5>() {
        let [kind, 3, 1 | 3, high, low] = *header else { panic!("{header:02x?} is no record header") };
        assert!(
            [
                ContentType::change_cipher_spec,
                ContentType::alert,
                ContentType::handshake,
                ContentType::application_data
            ]
            .contains(&ContentType(kind))
        );
        let length = usize::from(u16::from_be_bytes([high, low]));
        rest = after.get(length..).expect("a whole record");
    }
    assert!(rest.is_empty(), "half a header");
}
