//! The table of ratios, and what a handshake costs beyond its cryptography.

use benches::Result;
use benches::drive::{BATCH, connect};
use benches::floor::floor;
use benches::mode::Mode;
use benches::ours::Ours;
use benches::peer::Peer;
use benches::rounds::{Cost, batches, handshakes, interleave, lower_quartile, paired};
use benches::rustls_buffered::Buffered;
use benches::rustls_unbuffered::Unbuffered;
use benches::scenario::{BULK, HANDSHAKES, SIZES, Setup};
use benches::table::{Table, short};
use benches::wire::Wire;
use std::io::Write;

/// How to get one side's value.
type Side = (&'static str, fn(&Cost) -> &[f64]);
const HANDSHAKE_SIDES: [Side; 2] = [("client", |cost| &cost.client), ("server", |cost| &cost.server)];
const RECORD_SIDES: [Side; 2] = [("send", |cost| &cost.client), ("receive", |cost| &cost.server)];

fn ratios(table: &mut Table, name: &str, sides: [Side; 2], unit: (f64, &str), costs: &[Cost]) {
    for (side, value) in sides {
        let [ours, buffered, unbuffered, ..] = costs else { return };
        let [ours, buffered, unbuffered] = [ours, buffered, unbuffered].map(value);
        let low = |values| short(lower_quartile(values) / unit.0);
        let ratio = |theirs| format!("{:.2}", paired(ours, theirs, |ours, theirs| ours / theirs));
        table.row(vec![
            format!("{name} {side}"),
            unit.1.to_owned(),
            low(ours),
            low(buffered),
            ratio(buffered),
            low(unbuffered),
            ratio(unbuffered),
        ]);
    }
}

fn main() -> Result<()> {
    let mode = Mode::of_this_run();
    let setup = Setup::new()?;
    let mut speed = Table::new(
        "Time: ours / rustls with the same provider (lower is better)",
        &["scenario side", "unit", "ours", "rustls", "ratio", "rustls-unbuf", "ratio"],
    );
    let mut overhead = Table::new(
        "What one handshake of ours costs beyond its cryptography (us)",
        &["scenario side", "floor", "whole", "overhead", "overhead / floor"],
    );
    for scenario in HANDSHAKES {
        let (_, _, carried) = connect(&Ours::new(&setup, scenario)?, &mut Wire::default())?;
        let mut runners = [
            handshakes::<Ours>(&setup, scenario)?,
            handshakes::<Buffered>(&setup, scenario)?,
            handshakes::<Unbuffered>(&setup, scenario)?,
            floor(&setup, scenario, carried)?,
        ];
        let costs = interleave(mode.pick(160, 7), mode.pick(10, 3), &mut runners)?;
        ratios(&mut speed, scenario.name, HANDSHAKE_SIDES, (1e3, "us/handshake"), &costs);
        for (side, value) in HANDSHAKE_SIDES {
            let [ours, _, _, floor] = costs.as_slice() else { continue };
            let (whole, floor) = (value(ours), value(floor));
            let beyond = paired(whole, floor, |whole, floor| whole - floor) / 1e3;
            let part = paired(whole, floor, |whole, floor| whole / floor - 1.0);
            let (whole, floor) = (lower_quartile(whole) / 1e3, lower_quartile(floor) / 1e3);
            overhead.row(vec![
                format!("{} {side}", scenario.name),
                short(floor),
                short(whole),
                short(beyond),
                format!("{:.1} %", part * 100.0),
            ]);
        }
    }
    for scenario in BULK {
        for size in SIZES {
            let mut runners = [
                batches::<Ours>(&setup, scenario, size)?,
                batches::<Buffered>(&setup, scenario, size)?,
                batches::<Unbuffered>(&setup, scenario, size)?,
            ];
            let times = if size > 4_096 { 8 } else { 40 };
            let costs = interleave(mode.pick(120, 7), mode.pick(times, 4), &mut runners)?;
            let records = f64::from(u32::try_from(BATCH)?);
            let name = format!("{} {size}", scenario.name);
            ratios(&mut speed, &name, RECORD_SIDES, (records, "ns/record"), &costs);
        }
    }
    let mut out = std::io::stdout().lock();
    writeln!(out, "{overhead}{speed}")?;
    if mode == Mode::Quick {
        writeln!(out, "quick: these numbers are rough; run `cargo bench -p benches` on an idle machine for real ones")?;
    }
    Ok(())
}
