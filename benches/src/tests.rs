use crate::drive::{BATCH, Stream, connect, handshake};
use crate::ours::Ours;
use crate::peer::{Connection, Peer};
use crate::rounds::{interleave, lower_quartile, paired};
use crate::rustls_buffered::Buffered;
use crate::rustls_unbuffered::Unbuffered;
use crate::scenario::{BULK, HANDSHAKES, SIZES, Setup};
use crate::table::{Table, short};
use crate::wire::Wire;
use crate::{floor, rounds};

fn connects<P: Peer>(setup: &Setup) -> Vec<usize> {
    HANDSHAKES
        .map(|scenario| {
            let peer = P::new(setup, scenario).unwrap();
            let (client, server, carried) = connect(&peer, &mut Wire::default()).unwrap();
            assert!(client.is_done() && server.is_done(), "{} {}", P::NAME, scenario.name);
            let times = handshake(&peer, &mut Wire::default()).unwrap();
            assert!(!times.client.is_zero() && !times.server.is_zero());
            carried
        })
        .to_vec()
}

/// The same work: every peer's handshake takes about as many bytes.
#[test]
fn every_peer_does_the_same_handshakes() {
    let setup = Setup::new().unwrap();
    let (ours, buffered, unbuffered) =
        (connects::<Ours>(&setup), connects::<Buffered>(&setup), connects::<Unbuffered>(&setup));
    for (ours, theirs) in ours.iter().zip(&buffered).chain(ours.iter().zip(&unbuffered)) {
        assert!(ours.abs_diff(*theirs) < 200, "{ours} bytes, {theirs} bytes");
    }
}

#[test]
fn ours_and_rustls_understand_each_other() {
    let setup = Setup::new().unwrap();
    for scenario in HANDSHAKES.into_iter().chain(BULK) {
        let (ours, theirs) = (Ours::new(&setup, scenario).unwrap(), Buffered::new(&setup, scenario).unwrap());
        let wire = &mut Wire::default();
        let (mut client, mut server) = (ours.client().unwrap(), theirs.server().unwrap());
        crate::drive::shake(
            wire,
            |wire| crate::drive::turn(&mut client, wire),
            |wire| crate::drive::turn(&mut server, wire),
        )
        .unwrap();
        client.send(b"hello", wire).unwrap();
        assert_eq!(server.read(wire).unwrap(), 5, "{}", scenario.name);
    }
}

#[test]
fn every_byte_of_every_record_comes() {
    fn batch<P: Peer>(setup: &Setup) {
        for scenario in BULK {
            for size in SIZES {
                let mut stream = Stream::new(&P::new(setup, scenario).unwrap(), size).unwrap();
                stream.batch().unwrap();
                stream.batch().unwrap();
            }
        }
    }
    let setup = Setup::new().unwrap();
    batch::<Ours>(&setup);
    batch::<Buffered>(&setup);
    batch::<Unbuffered>(&setup);
    assert_eq!(BATCH, 16, "the documentation says so");
}

#[test]
fn floors_run_and_cost_less_than_a_second() {
    let setup = Setup::new().unwrap();
    for scenario in HANDSHAKES {
        let mut runners = [floor::floor(&setup, scenario, 2_000).unwrap()];
        let costs = interleave(1, 1, &mut runners).unwrap();
        assert!(costs[0].client[0] > 0.0 && costs[0].client[0] < 1e9, "{}", scenario.name);
    }
    assert!(rounds::handshakes::<Ours>(&setup, HANDSHAKES[0]).unwrap()(1).is_ok());
}

#[test]
fn quartiles_numbers_and_tables() {
    assert!((lower_quartile(&[4.0, 1.0, 3.0, 2.0]) - 2.0).abs() < 1e-9);
    assert!((paired(&[1.0, 4.0, 9.0], &[2.0, 4.0, 3.0], |a, b| a / b) - 1.0).abs() < 1e-9);
    assert_eq!([short(1.234), short(12.34), short(123.4)], ["1.23", "12.3", "123"]);
    let mut table = Table::new("Title", &["a", "bc"]);
    table.row(vec!["xyz".into(), "1".into()]);
    assert_eq!(table.to_string(), "\nTitle\n\n| a   | bc |\n|-----|---:|\n| xyz |  1 |\n");
}
