//! Allocations and heap of every connection, counted by a global allocator of this target.

use allocation_counter::{AllocationInfo, measure};
use benches::Result;
use benches::drive::{Stream, shake, turn};
use benches::ours::Ours;
use benches::peer::Peer;
use benches::rustls_buffered::Buffered;
use benches::rustls_unbuffered::Unbuffered;
use benches::scenario::{BULK, HANDSHAKES, SIZES, Scenario, Setup};
use benches::table::Table;
use benches::wire::Wire;
use std::io::Write;

/// What one side has allocated.
#[derive(Clone, Copy, Default)]
struct Tally {
    allocations: u64,
    live: i64,
    peak: i64,
}

impl Tally {
    fn count<T>(&mut self, work: impl FnOnce() -> T) -> Result<T> {
        let mut result = None;
        let AllocationInfo { count_total, bytes_current, bytes_max, .. } = measure(|| result = Some(work()));
        self.allocations = self.allocations.saturating_add(count_total);
        self.peak = self.peak.max(self.live.saturating_add_unsigned(bytes_max));
        self.live = self.live.saturating_add(bytes_current);
        result.ok_or_else(|| "the work was not done".into())
    }
}

/// One side: its tally, and what a connection takes beside the heap, in bytes.
struct Side {
    tally: Tally,
    inline: usize,
}

fn handshake<P: Peer>(setup: &Setup, scenario: Scenario) -> Result<[Side; 2]> {
    let peer = P::new(setup, scenario)?;
    let mut wire = Wire::default();
    let mut last = None;
    // The first connection also fills what is kept for all of them.
    for _ in 0..2 {
        let (mut of_client, mut of_server) = (Tally::default(), Tally::default());
        let mut client = of_client.count(|| peer.client())??;
        let mut server = of_server.count(|| peer.server())??;
        shake(
            &mut wire,
            |wire| of_client.count(|| turn(&mut client, wire))?,
            |wire| of_server.count(|| turn(&mut server, wire))?,
        )?;
        last = Some([
            Side { tally: of_client, inline: size_of_val(&client) },
            Side { tally: of_server, inline: size_of_val(&server) },
        ]);
    }
    last.ok_or_else(|| "no handshake was done".into())
}

fn record<P: Peer>(setup: &Setup, scenario: Scenario, size: usize) -> Result<[Tally; 2]> {
    let mut stream = Stream::new(&P::new(setup, scenario)?, size)?;
    let mut last = [Tally::default(); 2];
    for _ in 0..3 {
        let (mut send, mut receive) = (Tally::default(), Tally::default());
        stream.one(|work| send.count(work)?, |work| receive.count(work)?)?;
        last = [send, receive];
    }
    Ok(last)
}

fn three<T: ToString>(name: String, values: [T; 3]) -> Vec<String> {
    core::iter::once(name).chain(values.map(|value| value.to_string())).collect()
}

fn main() -> Result<()> {
    let setup = Setup::new()?;
    let columns = ["scenario side", Ours::NAME, Buffered::NAME, Unbuffered::NAME];
    let mut counts = Table::new("Allocations per handshake", &columns);
    let mut peaks = Table::new("Peak heap during a handshake, bytes", &columns);
    let mut idles = Table::new("Idle connection right after the handshake, bytes (heap + inline)", &columns);
    for scenario in HANDSHAKES {
        let [ours, buffered, unbuffered] = [
            handshake::<Ours>(&setup, scenario)?,
            handshake::<Buffered>(&setup, scenario)?,
            handshake::<Unbuffered>(&setup, scenario)?,
        ];
        for (index, side) in ["client", "server"].iter().enumerate() {
            let name = format!("{} {side}", scenario.name);
            let sides = [ours.get(index), buffered.get(index), unbuffered.get(index)];
            let [Some(ours), Some(buffered), Some(unbuffered)] = sides else { continue };
            let sides = [ours, buffered, unbuffered];
            counts.row(three(name.clone(), sides.map(|side| side.tally.allocations)));
            peaks.row(three(name.clone(), sides.map(|side| side.tally.peak)));
            let idle = |side: &Side| format!("{} + {}", side.tally.live, side.inline);
            idles.row(three(name, sides.map(idle)));
        }
    }
    let mut records = Table::new("Allocations per record", &columns);
    for scenario in BULK {
        for size in SIZES {
            let tallies = [
                record::<Ours>(&setup, scenario, size)?,
                record::<Buffered>(&setup, scenario, size)?,
                record::<Unbuffered>(&setup, scenario, size)?,
            ];
            records.row(three(
                format!("{} {size} send/receive", scenario.name),
                tallies.map(|[send, receive]| format!("{}/{}", send.allocations, receive.allocations)),
            ));
        }
    }
    write!(std::io::stdout().lock(), "{counts}{peaks}{idles}{records}")?;
    Ok(())
}
