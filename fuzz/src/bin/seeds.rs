//! Writes `seeds/` anew from handshakes between a client and a server of the toy provider, and with the argument
//! `certificates` first `data/`.

use fuzz::configs::{self, COUNT};
use fuzz::watch::Watch;
use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::Path;
use tls_core::conn::{Facts, Seams, Step};
use tls_core::registry::ProtocolVersion;

type Result<T> = core::result::Result<T, Box<dyn Error>>;

/// Gives a side what came; its answer.
macro_rules! deliver {
    ($connection:expr, $bytes:expr) => {{
        let mut waiting: Vec<u8> = $bytes.to_vec();
        loop {
            let progress = $connection.step(&mut waiting, configs::now());
            let consumed = progress.consumed;
            let more = !matches!(progress.step, Step::NeedInput { .. } | Step::Closed(_) | Step::Failed(_));
            waiting.drain(..consumed);
            if !more {
                break;
            }
        }
        let output = $connection.output().to_vec();
        $connection.output_sent(output.len())?;
        output
    }};
}

#[derive(Default)]
struct Seeds {
    /// By what they are, so that each is there once.
    client: BTreeMap<String, Vec<u8>>,
    server: BTreeMap<String, Vec<u8>>,
    message: BTreeMap<Vec<u8>, String>,
}

fn handshake(seeds: &mut Seeds, of_client: u8, of_server: u8) -> Result<()> {
    let watch = Watch::default();
    let mut client = configs::client(of_client, Seams::sink(Box::new(watch.clone())));
    let mut server = configs::server(of_server, Seams::sink(Box::new(watch.clone())));
    let (mut to_client, mut to_server) = (vec![of_client], vec![of_server]);
    let mut flight = deliver!(client, &[]);
    for round in 0..6 {
        to_server.extend_from_slice(&flight);
        let back = deliver!(server, &flight);
        to_client.extend_from_slice(&back);
        flight = deliver!(client, &back);
        if round == 3 {
            after(seeds, client.facts(), &mut to_client, &mut to_server);
        }
        if round == 3 && client.facts().is_some() && server.facts().is_some() {
            client.send(b"ping")?;
            client.close();
            server.send(b"pong")?;
            server.close();
        }
    }
    if server.facts().is_none() {
        return Ok(());
    }
    let name = format!("{of_client:02}-{of_server:02}");
    seeds.client.entry(name.clone()).or_insert(to_client);
    seeds.server.entry(name.clone()).or_insert(to_server);
    for message in watch.seen().messages.drain(..) {
        let kind = message.first().copied().unwrap_or_default();
        seeds.message.entry(message).or_insert_with(|| format!("{kind:02x}-{name}"));
    }
    Ok(())
}

/// What this engine never sends by itself may come once the handshake is done.
fn after(seeds: &mut Seeds, facts: Option<&Facts>, to_client: &mut Vec<u8>, to_server: &mut Vec<u8>) {
    let tls13 = facts.is_some_and(|facts| facts.version == Some(ProtocolVersion::TLSv1_3));
    for (name, message) in [("key_update", KEY_UPDATE), ("ticket", TICKET), ("ticket12", TICKET_12), ("status", STATUS)]
    {
        seeds.message.insert(message.to_vec(), name.to_owned());
        if tls13 && (name == "key_update" || name == "ticket") {
            // Content, its type, a tag.
            let record = [&[23, 3, 3, 0], &[message_len(message)][..], message, &[22], &[0; 16]].concat();
            to_client.extend_from_slice(&record);
            if name == "key_update" {
                to_server.extend_from_slice(&record);
            }
        }
    }
}

fn message_len(message: &[u8]) -> u8 {
    u8::try_from(message.len() + 17).unwrap_or(u8::MAX)
}

/// update_requested.
const KEY_UPDATE: &[u8] = &[24, 0, 0, 1, 1];
/// Lifetime, age_add, a nonce, a ticket, no extensions.
const TICKET: &[u8] = &[4, 0, 0, 16, 0, 0, 1, 0, 1, 2, 3, 4, 1, 0, 0, 2, 5, 6, 0, 0];
/// Lifetime and a ticket.
const TICKET_12: &[u8] = &[4, 0, 0, 8, 0, 0, 1, 0, 0, 2, 5, 6];
/// ocsp and a response.
const STATUS: &[u8] = &[22, 0, 0, 6, 1, 0, 0, 2, 0x30, 0];

fn write(target: &str, seeds: impl Iterator<Item = (String, Vec<u8>)>) -> Result<usize> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target);
    fs::create_dir_all(&directory)?;
    let mut total = 0;
    for (name, bytes) in seeds {
        total += bytes.len();
        fs::write(directory.join(name), bytes)?;
    }
    Ok(total)
}

fn certificates() -> Result<()> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    fs::create_dir_all(&data)?;
    let pki =
        tls_pki::TestPki::generate(tls_pki::UnixTime::since_unix_epoch(core::time::Duration::from_secs(configs::NOW)))?;
    fs::write(data.join("root.der"), pki.root.certificate())?;
    fs::write(data.join("intermediate.der"), pki.intermediate.certificate())?;
    for leaf in [&pki.server_p256, &pki.server_rsa2048, &pki.client_p256] {
        fs::write(data.join(format!("{}.der", leaf.name())), leaf.chain().first().ok_or("no leaf")?)?;
    }
    Ok(())
}

fn main() -> Result<()> {
    if std::env::args().any(|argument| argument == "certificates") {
        certificates()?;
        println!("data/ is new: build again and run without the argument");
        return Ok(());
    }
    let mut seeds = Seeds::default();
    // Every pair that agrees on something, but of those that differ only in trust one.
    for of_client in (0..COUNT).filter(|choice| choice & 4 == 0) {
        for of_server in 0..COUNT {
            handshake(&mut seeds, of_client, of_server)?;
        }
    }
    let total = write("client", seeds.client.into_iter())?
        + write("server", seeds.server.into_iter())?
        + write(
            "message",
            seeds.message.into_iter().map(|(bytes, name)| {
                let sum = bytes.iter().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(*byte)));
                (format!("{name}-{sum:08x}"), bytes)
            }),
        )?;
    println!("{total} bytes of seeds");
    Ok(())
}
