//! The end of a transport.

use core::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// How long the peer may take to close its side, and how much it may still send until then, in bytes.
const DRAIN_TIME: Duration = Duration::from_secs(2);
const DRAIN_BYTES: u64 = 1024 * 1024;

/// Sends what waits, closes our direction and reads until the peer closes the other one. A socket that is closed with
/// unread bytes answers with a reset, which takes the alert or `close_notify` away from the peer before it reads it.
pub(crate) async fn close<R: AsyncRead + Unpin, W: AsyncWrite + Unpin>(reader: &mut R, writer: &mut W, unsent: &[u8]) {
    let send = async {
        if writer.write_all(unsent).await.is_ok() {
            let _ = writer.shutdown().await;
        }
    };
    let drain = async {
        // In small portions that are forgotten at once.
        let mut scratch = [0; 4096];
        let mut left = DRAIN_BYTES;
        while let Ok(count @ 1..) = reader.read(&mut scratch).await {
            left = left.saturating_sub(u64::try_from(count).unwrap_or(u64::MAX));
            if left == 0 {
                break;
            }
        }
    };
    let _ = tokio::time::timeout(DRAIN_TIME, async { tokio::join!(send, drain) }).await;
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::Instant;

    fn run<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap().block_on(future)
    }

    #[test]
    fn the_alert_arrives_although_the_peer_has_sent_more_than_was_read() {
        run(async {
            // Neither side's buffer holds all of it: sending and draining must go on at once.
            let (ours, mut peer) = tokio::io::duplex(16);
            let (mut reader, mut writer) = tokio::io::split(ours);
            let peer = async {
                peer.write_all(&[0; 1000]).await.unwrap();
                let mut received = Vec::new();
                peer.read_to_end(&mut received).await.unwrap();
                received
            };
            let (_, received) = tokio::join!(close(&mut reader, &mut writer, &[7; 100]), peer);
            assert_eq!(received, [7; 100]);
        });
    }

    #[test]
    fn a_peer_that_never_stops_is_left_after_a_limit() {
        run(async {
            let (ours, mut peer) = tokio::io::duplex(1024 * 1024);
            let (mut reader, mut writer) = tokio::io::split(ours);
            let start = Instant::now();
            let flood = async {
                let piece = vec![0; 64 * 1024];
                loop {
                    peer.write_all(&piece).await.unwrap();
                }
            };
            tokio::select! {
                () = close(&mut reader, &mut writer, b"") => {}
                () = flood => {}
            }
            assert!(start.elapsed() < DRAIN_TIME, "the limit of bytes comes first");
        });
    }
}
