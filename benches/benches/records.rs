//! Records with 16 KiB and 1 KiB of data, sent and received; an iteration is one batch of 16 records.

use benches::drive::{BATCH, Times};
use benches::mode::Mode;
use benches::ours::Ours;
use benches::peer::Peer;
use benches::rounds::{Runner, batches};
use benches::rustls_buffered::Buffered;
use benches::rustls_unbuffered::Unbuffered;
use benches::scenario::{BULK, SIZES, Setup};
use core::time::Duration;
use criterion::{BenchmarkId, Criterion, Throughput};

/// A side, and how to get its time.
type Side = (&'static str, fn(Times) -> Duration);
const SIDES: [Side; 2] = [("send", |times| times.client), ("receive", |times| times.server)];

fn criterion() -> Criterion {
    let mode = Mode::of_this_run();
    Criterion::default()
        .warm_up_time(Duration::from_millis(mode.pick(200, 5)))
        .measurement_time(Duration::from_millis(mode.pick(500, 10)))
        .sample_size(mode.pick(20, 10))
        .configure_from_args()
}

fn main() -> benches::Result<()> {
    let setup = Setup::new()?;
    let mut criterion = criterion();
    for scenario in BULK {
        for size in SIZES {
            let peers: [(&str, Runner<'_>); 3] = [
                (Ours::NAME, batches::<Ours>(&setup, scenario, size)?),
                (Buffered::NAME, batches::<Buffered>(&setup, scenario, size)?),
                (Unbuffered::NAME, batches::<Unbuffered>(&setup, scenario, size)?),
            ];
            let mut group = criterion.benchmark_group(format!("{}/{size}", scenario.name));
            group.throughput(Throughput::Bytes(u64::try_from(size.saturating_mul(BATCH))?));
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
    }
    criterion.final_summary();
    Ok(())
}
