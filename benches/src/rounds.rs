//! Rounds that take turns, and what is kept of them.

use crate::Result;
use crate::drive::{Stream, Times, handshake};
use crate::peer::Peer;
use crate::scenario::{Scenario, Setup};
use crate::wire::Wire;
use core::time::Duration;

/// Runs something some times and says what the two sides took, all times together.
pub type Runner<'a> = Box<dyn FnMut(u32) -> Result<Times> + 'a>;

/// What a contender takes: nanoseconds for one handshake or one record.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Cost {
    /// The client, or the sender.
    pub client: f64,
    /// The server, or the receiver.
    pub server: f64,
}

/// Lets contenders take turns, each `times` times in every round, and keeps the lower quartile of the rounds: noise
/// only ever adds.
///
/// # Errors
///
/// If one of them fails.
pub fn interleave(rounds: u32, times: u32, runners: &mut [Runner<'_>]) -> Result<Vec<Cost>> {
    let mut samples = vec![(Vec::new(), Vec::new()); runners.len()];
    for runner in &mut *runners {
        // Caches and lazily made tables.
        runner(times.div_ceil(4))?;
    }
    for round in 0..rounds {
        // Everybody is first as often as the others.
        let first = usize::try_from(round)?;
        for turn in 0..runners.len() {
            let index = first.saturating_add(turn).checked_rem(runners.len()).unwrap_or_default();
            let (Some(runner), Some((client, server))) = (runners.get_mut(index), samples.get_mut(index)) else {
                continue;
            };
            let taken = runner(times)?;
            client.push(each(taken.client, times));
            server.push(each(taken.server, times));
        }
    }
    Ok(samples
        .iter_mut()
        .map(|(client, server)| Cost { client: lower_quartile(client), server: lower_quartile(server) })
        .collect())
}

fn each(taken: Duration, times: u32) -> f64 {
    taken.as_secs_f64() * 1e9 / f64::from(times.max(1))
}

/// The value that a quarter of them do not exceed.
pub fn lower_quartile(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 4).copied().unwrap_or(f64::NAN)
}

/// Handshakes of one peer.
///
/// # Errors
///
/// If the peer cannot be configured.
pub fn handshakes<P: Peer + 'static>(setup: &Setup, scenario: Scenario) -> Result<Runner<'static>> {
    let peer = P::new(setup, scenario)?;
    let mut wire = Wire::default();
    Ok(Box::new(move |times| {
        let mut total = Times::default();
        for _ in 0..times {
            let taken = handshake(&peer, &mut wire)?;
            total.client = total.client.saturating_add(taken.client);
            total.server = total.server.saturating_add(taken.server);
        }
        Ok(total)
    }))
}

/// Batches of records of one peer.
///
/// # Errors
///
/// If the peer cannot be configured or connected.
pub fn batches<P: Peer + 'static>(setup: &Setup, scenario: Scenario, size: usize) -> Result<Runner<'static>> {
    let mut stream = Stream::new(&P::new(setup, scenario)?, size)?;
    Ok(Box::new(move |times| {
        let mut total = Times::default();
        for _ in 0..times {
            let taken = stream.batch()?;
            total.client = total.client.saturating_add(taken.client);
            total.server = total.server.saturating_add(taken.server);
        }
        Ok(total)
    }))
}
