//! Rounds that take turns, and what is kept of them.

use crate::Result;
use crate::drive::{Stream, Times, handshake};
use crate::peer::Peer;
use crate::scenario::{Scenario, Setup};
use crate::wire::Wire;
use core::time::Duration;

/// Runs something some times and says what the two sides took, all times together.
pub type Runner<'a> = Box<dyn FnMut(u32) -> Result<Times> + 'a>;

/// What a contender took in each round: nanoseconds for one handshake or one record.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Cost {
    /// The client, or the sender.
    pub client: Vec<f64>,
    /// The server, or the receiver.
    pub server: Vec<f64>,
}

/// Lets contenders take turns, each `times` times in every round.
///
/// # Errors
///
/// If one of them fails.
pub fn interleave(rounds: u32, times: u32, runners: &mut [Runner<'_>]) -> Result<Vec<Cost>> {
    let mut costs = vec![Cost::default(); runners.len()];
    for runner in &mut *runners {
        // Caches and lazily made tables.
        runner(times)?;
    }
    for round in 0..rounds {
        // Everybody is first as often as the others.
        let first = usize::try_from(round)?;
        for turn in 0..runners.len() {
            let index = first.saturating_add(turn).checked_rem(runners.len()).unwrap_or_default();
            let (Some(runner), Some(cost)) = (runners.get_mut(index), costs.get_mut(index)) else { continue };
            let taken = runner(times)?;
            cost.client.push(each(taken.client, times));
            cost.server.push(each(taken.server, times));
        }
    }
    Ok(costs)
}

fn each(taken: Duration, times: u32) -> f64 {
    taken.as_secs_f64() * 1e9 / f64::from(times.max(1))
}

/// The value that a quarter of the rounds do not exceed: noise only ever adds.
#[must_use]
pub fn lower_quartile(values: &[f64]) -> f64 {
    at(values.to_vec(), 4)
}

/// The median over the rounds of something about two contenders: what slowed one of them down in a round has mostly
/// slowed the other down too.
#[must_use]
pub fn paired(ours: &[f64], theirs: &[f64], compare: fn(f64, f64) -> f64) -> f64 {
    at(ours.iter().zip(theirs).map(|(ours, theirs)| compare(*ours, *theirs)).collect(), 2)
}

fn at(mut values: Vec<f64>, part: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len().checked_div(part).unwrap_or_default()).copied().unwrap_or(f64::NAN)
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
