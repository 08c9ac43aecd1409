//! Every level and description of an alert, before anything else was said (RFC 9846 §6, RFC 5246 §7.2).

use super::{Recorded, Speaks, all, client, feed, server, sweep};
use core::fmt;
use tls_core::error::Cause;
use tls_core::registry::{AlertDescription, AlertLevel};

/// The two bytes of an alert.
#[derive(Clone, Copy)]
struct Alert(u16);

impl Alert {
    const fn level(self) -> AlertLevel {
        AlertLevel(self.0.to_be_bytes()[0])
    }

    const fn description(self) -> AlertDescription {
        AlertDescription(self.0.to_be_bytes()[1])
    }
}

impl fmt::Display for Alert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.level(), self.description())
    }
}

/// In TLS 1.3 only user_canceled is no error, whatever the level; in TLS 1.2 every warning is none, and there are two levels.
fn expected(speaks: Speaks, alert: Alert) -> Vec<Cause> {
    if alert.description() == AlertDescription::close_notify {
        return vec![Cause::ClosedInHandshake];
    }
    match (speaks, alert.level()) {
        (Speaks::Tls13, _) if alert.description() == AlertDescription::user_canceled => Vec::new(),
        (Speaks::Tls13, _) | (_, AlertLevel::fatal) => vec![Cause::PeerAlert],
        (_, AlertLevel::warning) => Vec::new(),
        (_, _) => vec![Cause::AlertLevel],
    }
}

fn record(alert: Alert) -> Vec<u8> {
    [&[21, 3, 3, 0, 2], &alert.0.to_be_bytes()[..]].concat()
}

#[test]
fn to_a_server_and_to_a_client() {
    for speaks in [Speaks::Tls13, Speaks::Tls12] {
        let recorded = Recorded::new(client(speaks), server(speaks));
        sweep(
            &format!("alert before everything to a server of {speaks:?}"),
            all(Alert),
            |alert| expected(speaks, alert),
            |alert| feed(&mut recorded.new_server(), &record(alert)),
        );
        sweep(
            &format!("alert before everything to a client of {speaks:?}"),
            all(Alert),
            |alert| expected(speaks, alert),
            |alert| feed(&mut recorded.new_client(), &record(alert)),
        );
    }
}
