//! One full handshake, client and server apart.

use benches::drive::Times;
use benches::mode::Mode;
use benches::ours::Ours;
use benches::peer::Peer;
use benches::rounds::{Runner, handshakes};
use benches::rustls_buffered::Buffered;
use benches::rustls_unbuffered::Unbuffered;
use benches::scenario::{HANDSHAKES, Setup};
use core::time::Duration;
use criterion::{BenchmarkId, Criterion};

/// A side, and how to get its time.
type Side = (&'static str, fn(Times) -> Duration);
const SIDES: [Side; 2] = [("client", |times| times.client), ("server", |times| times.server)];

fn criterion() -> Criterion {
    let mode = Mode::of_this_run();
    Criterion::default()
        .warm_up_time(Duration::from_millis(mode.pick(300, 10)))
        .measurement_time(Duration::from_millis(mode.pick(1_000, 30)))
        .sample_size(mode.pick(20, 10))
        .configure_from_args()
}

fn main() -> benches::Result<()> {
    let setup = Setup::new()?;
    let mut criterion = criterion();
    for scenario in HANDSHAKES {
        let peers: [(&str, Runner<'_>); 3] = [
            (Ours::NAME, handshakes::<Ours>(&setup, scenario)?),
            (Buffered::NAME, handshakes::<Buffered>(&setup, scenario)?),
            (Unbuffered::NAME, handshakes::<Unbuffered>(&setup, scenario)?),
        ];
        let mut group = criterion.benchmark_group(scenario.name);
        for (name, mut runner) in peers {
            for (side, time) in SIDES {
                let mut failure = None;
                group.bench_function(BenchmarkId::new(name, side), |bencher| {
                    bencher.iter_custom(|times| match runner(u32::try_from(times).unwrap_or(u32::MAX)) {
                        Ok(taken) => time(taken),
                        Err(error) => {
                            failure = Some(error);
                            Duration::from_millis(1)
                        }
                    });
                });
                failure.map_or(Ok(()), Err)?;
            }
        }
        group.finish();
    }
    criterion.final_summary();
    Ok(())
}
