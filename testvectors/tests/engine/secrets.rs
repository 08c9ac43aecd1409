//! No secret is printed (ATTACKS rows 76, 96): not by anything that can be formatted, in any state, of handshakes that succeed
//! and of handshakes that fail, in no form in which bytes are printed.

use crate::kit::{Auth, DATA, Kind, Lies, Scene, WORLD, credential};
use crate::questions::{asking, credentials, honest};
use core::fmt::{Debug, Write as _};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use testvectors::pair::{End, Flow, Pair};
use testvectors::recorder::Recorder;
use tls_core::conn::{Answer, Question, RecvHalf, Seams, SendHalf};
use tls_core::credential::Credential;
use tls_core::key_schedule::expand_label;
use tls_core::msg::Role;
use tls_core::registry::HandshakeType;
use tls_pki::Leaf;

/// Everything that was printed.
#[derive(Clone, Default)]
struct Printed(Arc<Mutex<String>>);

impl Printed {
    /// In both ways in which things are printed for programmers.
    fn debug(&self, what: &dyn Debug) {
        writeln!(self.0.lock().unwrap(), "{what:?}\n{what:#?}").unwrap();
    }

    fn text(&self, text: &str) {
        writeln!(self.0.lock().unwrap(), "{text}").unwrap();
    }

    /// Says which of the secrets is there.
    fn check(&self, name: &str, secrets: &[(String, Vec<u8>)]) {
        let text = self.0.lock().unwrap();
        assert!(text.len() > 2_000, "{name}: {} bytes are too few to have looked", text.len());
        let found = Search::new(secrets).find(&text);
        assert!(found.is_none(), "{name}: printed is {found:?}");
    }
}

/// Bytes of a secret that are looked for at once: so many are never there by chance.
const WINDOW: usize = 8;

/// Parts of secrets, with the secret's name.
struct Search<'a>(HashMap<[u8; WINDOW], &'a str>);

impl<'a> Search<'a> {
    fn new(secrets: &'a [(String, Vec<u8>)]) -> Self {
        let parts = secrets.iter().flat_map(|(name, secret)| {
            assert!(secret.len() >= WINDOW, "{name} is too short to be told from anything else");
            secret.windows(WINDOW).map(move |part| (part.try_into().unwrap(), name.as_str()))
        });
        Self(parts.collect())
    }

    /// A secret of which a part stands in the text, and how.
    fn find(&self, text: &str) -> Option<(&'a str, &'static str)> {
        let hex = |run: &Vec<u8>| {
            // A digit that belongs to something else may stand in front.
            (0..2).find_map(|odd| self.named(&nibbles(run.get(odd..).unwrap_or_default())))
        };
        let look = [
            ("raw", self.named(text.as_bytes())),
            ("escaped", self.named(&unescaped(text))),
            ("numbers", numbers(text).iter().find_map(|run| self.named(run))),
            ("hex", digits(text).iter().find_map(hex)),
        ];
        look.into_iter().find_map(|(form, found)| found.map(|name| (name, form)))
    }

    fn named(&self, bytes: &[u8]) -> Option<&'a str> {
        bytes.windows(WINDOW).find_map(|part| self.0.get(part)).copied()
    }
}

/// The bytes of a text that `escape_ascii` made.
fn unescaped(text: &str) -> Vec<u8> {
    let (mut out, mut rest) = (Vec::new(), text.as_bytes());
    while let [first, after @ ..] = rest {
        let hex = |digit: &u8| char::from(*digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        (rest, _) = match (first, after) {
            (b'\\', [b'x', high, low, after @ ..]) if hex(high).is_some() && hex(low).is_some() => {
                (after, out.push(hex(high).unwrap() << 4 | hex(low).unwrap()))
            }
            (b'\\', [b'n', after @ ..]) => (after, out.push(b'\n')),
            (b'\\', [b'r', after @ ..]) => (after, out.push(b'\r')),
            (b'\\', [b't', after @ ..]) => (after, out.push(b'\t')),
            (b'\\', [quoted, after @ ..]) => (after, out.push(*quoted)),
            _ => (after, out.push(*first)),
        };
    }
    out
}

/// Lists of numbers from 0 to 255, whatever white space there is between them.
fn numbers(text: &str) -> Vec<Vec<u8>> {
    let mut runs = vec![Vec::new()];
    for list in text.split(|c: char| !c.is_ascii_digit() && !c.is_whitespace() && c != ',') {
        runs.push(Vec::new());
        for number in list.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty()) {
            match number.parse::<u8>() {
                Ok(byte) => runs.last_mut().unwrap().push(byte),
                Err(_) => runs.push(Vec::new()),
            }
        }
    }
    runs.retain(|run| run.len() >= WINDOW);
    runs
}

/// Runs of hexadecimal digits, without what is put between the bytes and in front of them.
fn digits(text: &str) -> Vec<Vec<u8>> {
    let mut runs = vec![Vec::new()];
    for c in text.chars() {
        let run = runs.last_mut().unwrap();
        match c.to_digit(16) {
            Some(digit) => run.push(u8::try_from(digit).unwrap()),
            // 0x
            None if c == 'x' && run.last() == Some(&0) => drop(run.pop()),
            None if c.is_whitespace() || [',', ':', '-'].contains(&c) => {}
            None if run.is_empty() => {}
            None => runs.push(Vec::new()),
        }
    }
    runs.retain(|run| run.len() >= 2 * WINDOW);
    runs
}

fn nibbles(digits: &[u8]) -> Vec<u8> {
    digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

/// The search finds what it looks for, in every form.
#[test]
fn what_is_printed_is_found() {
    let secret: Vec<u8> = (0..32u8).map(|index| index.wrapping_mul(37).wrapping_add(11) ^ 0x55).collect();
    let secrets = [("it".to_owned(), secret.clone()), ("text".to_owned(), b"a secret in letters".to_vec())];
    let search = Search::new(&secrets);
    let hex = |upper: bool, between: &str| {
        let byte = |byte: &u8| if upper { format!("{byte:02X}") } else { format!("{byte:02x}") };
        secret.iter().map(byte).collect::<Vec<_>>().join(between)
    };
    for (form, text) in [
        ("numbers", format!("{secret:?}")),
        ("numbers", format!("{secret:#?}")),
        ("numbers", format!("Key {{ length: 12, iv: {:?} }}", &secret[4..20])),
        ("hex", format!("{secret:#04x?}")),
        ("hex", format!("{secret:02x?}")),
        ("hex", format!("{secret:02X?}")),
        ("hex", hex(false, "")),
        ("hex", hex(true, " ")),
        ("hex", hex(false, ":")),
        ("hex", format!("secret {} bytes", hex(false, ""))),
        ("escaped", secret.escape_ascii().to_string()),
    ] {
        assert_eq!(search.find(&text), Some(("it", form)), "{text}");
    }
    assert_eq!(search.find("say: a secret in letters!"), Some(("text", "raw")));
    assert_eq!(search.find(&format!("{:?} {}", [9; 40], "0123456789abcdef".repeat(9))), None);
}

/// What only its owner knows of a private key: the scalar, the seed, or the tail of an RSA key behind its public parts.
fn private(leaf: &Leaf) -> Vec<u8> {
    let key = leaf.key();
    let der = key.secret_der();
    if der.len() > 400 {
        return der[der.len() - 400..].to_vec();
    }
    // OCTET STRING of 32 or 48 bytes: the first one that long is the private one.
    let start = der.windows(2).position(|window| window == [4, 32] || window == [4, 48]).unwrap();
    der[start + 2..start + 2 + usize::from(der[start + 1])].to_vec()
}

/// The secrets of a connection, and what the record layer makes of them.
fn secrets(recorder: &Recorder, kind: Kind) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    let hmac = WORLD.provider.suites[if kind == Kind::Tls13 { 0 } else { 3 }].hmac;
    for role in [Role::Client, Role::Server] {
        for (name, secret) in recorder.secrets(role) {
            if name.contains("TRAFFIC_SECRET") {
                let mut derive = |label: &str, length: usize| {
                    let mut out = vec![0; length];
                    hmac.with_key(secret.expose(), &mut |key| expand_label(key, label.as_bytes(), b"", &mut out));
                    all.push((format!("{role:?}'s {label} of {name}"), out));
                };
                derive("key", 16);
                derive("iv", 12);
            }
            all.push((format!("{role:?}'s {name}"), secret.expose().to_vec()));
        }
    }
    let leaves = [&WORLD.pki.server_p256, &WORLD.pki.server_rsa2048, &WORLD.pki.client_p256];
    all.extend(leaves.map(|leaf| (format!("the key of {}", leaf.name()), private(leaf))));
    all
}

/// Plays it and prints all that there is to print, after every flight and in every step.
fn watch(name: &str, scene: &Scene, kind: Kind, mut lies: Lies) -> End {
    let printed = Printed::default();
    let wire = lies.take_wire();
    let recorder = Recorder::with_secrets();
    let told = printed.clone();
    let lies =
        lies.effects(move |role, state, effects| told.text(&format!("{role:?} {state} {effects:?} {effects:#?}")));
    let mut pair = scene.pair(&recorder, lies);
    if let Some(mut wire) = wire {
        pair = pair.wire_fault(move |flow, flight| wire(flow, flight));
    }
    printed.debug(&scene.client);
    printed.debug(&scene.server);
    pair.client.answer_with(answers(Role::Client, kind, scene, &printed));
    pair.server.answer_with(answers(Role::Server, kind, scene, &printed));
    carry(&mut pair, &printed);
    let _ = pair.client.send(DATA);
    let _ = pair.server.send(DATA);
    carry(&mut pair, &printed);
    let end = pair.run().unwrap().server;
    let Pair { client, server, .. } = pair;
    print_halves(client.connection.split(Seams::default()), &printed);
    print_halves(server.connection.split(Seams::default()), &printed);
    let secrets = secrets(&recorder, kind);
    printed.check(name, &secrets);
    end
}

/// What the application is asked and what it says, all of it printed.
fn answers(
    role: Role,
    kind: Kind,
    scene: &Scene,
    printed: &Printed,
) -> impl FnMut(&Question) -> Option<Answer> + 'static {
    let (config, credentials, printed) = (scene.server.clone(), credentials(kind, role), printed.clone());
    move |question| {
        printed.debug(question);
        let answer = honest(role, question, &config, &credentials);
        printed.debug(&answer);
        Some(answer)
    }
}

fn print_halves<C: Debug>(halves: Result<(SendHalf, RecvHalf), C>, printed: &Printed) {
    match halves {
        Ok((mut send, receive)) => {
            send.send(DATA).unwrap();
            printed.debug(&(send, receive));
        }
        Err(connection) => printed.debug(&connection),
    }
}

fn carry(pair: &mut Pair, printed: &Printed) {
    for _ in 0..4 {
        for way in [Flow::ClientToServer, Flow::ServerToClient] {
            pair.flight(way).unwrap();
            printed.debug(pair);
            printed.debug(&(pair.client.done(), pair.server.done()));
            for failure in [pair.client.failure(), pair.server.failure()].into_iter().flatten() {
                printed.debug(failure);
                printed.text(&format!("{failure} {failure:#}"));
            }
        }
    }
}

const SCENES: [(Kind, Auth); 5] = [
    (Kind::Tls13, Auth::None),
    (Kind::Tls13, Auth::Certificate),
    (Kind::Tls12, Auth::None),
    (Kind::Tls12, Auth::Certificate),
    (Kind::Tls12Rsa, Auth::None),
];

#[test]
fn of_handshakes_that_succeed() {
    for (kind, auth) in SCENES {
        let name = format!("{kind:?} {auth:?}");
        for scene in [Scene::new(kind, auth), asking(kind, auth)] {
            assert_eq!(watch(&name, &scene, kind, Lies::none()), End::Done, "{name}");
        }
    }
    assert_eq!(watch("retry", &Scene::retry(Auth::Certificate), Kind::Tls13, Lies::none()), End::Done);
}

/// Whoever refuses knows secrets by then: a wrong Finished, signature, premaster secret, record.
#[test]
fn of_handshakes_that_fail() {
    for (kind, auth) in SCENES {
        let scene = Scene::new(kind, auth);
        for from in [Role::Client, Role::Server] {
            let wrong = |message| Lies::none().says(from, message, |message| *message.last_mut().unwrap() ^= 1);
            for message in [
                HandshakeType::finished,
                HandshakeType::certificate_verify,
                HandshakeType::server_key_exchange,
                HandshakeType::client_key_exchange,
            ] {
                let name = format!("{kind:?} {auth:?}: {from:?}'s {message} is wrong");
                watch(&name, &scene, kind, wrong(message));
            }
            let name = format!("{kind:?} {auth:?}: {from:?}'s records are damaged");
            let way = if from == Role::Client { Flow::ClientToServer } else { Flow::ServerToClient };
            let mut flights = 0;
            let damaged = Lies::none().wire(move |flow, flight| {
                if flow == way {
                    flights += 1;
                    if flights == 2 {
                        *flight.last_mut().unwrap() ^= 1;
                    }
                }
            });
            assert!(matches!(watch(&name, &scene, kind, damaged), End::Failed(_)), "{name}");
        }
    }
}

/// Credentials and their errors: a key that does not belong to its certificate, a key that is damaged.
#[test]
fn of_credentials() {
    let printed = Printed::default();
    let pki = &WORLD.pki;
    let (mut keys, mut damaged) = (Vec::new(), 0);
    for leaf in pki.leaves() {
        keys.push((leaf.name().to_owned(), private(leaf)));
        printed.debug(&credential(leaf));
        let load = |chain: &str, key: &str| Credential::load(&WORLD.provider, chain.as_bytes(), key.as_bytes());
        let other = if leaf.name() == pki.server_p256.name() { &pki.client_p256 } else { &pki.server_p256 };
        let mismatch = load(other.chain_pem(), leaf.key_pem()).unwrap_err();
        printed.debug(&mismatch);
        printed.text(&mismatch.to_string());
        // Damage in the middle of the key.
        let middle = leaf.key_pem().len() / 2;
        let mut pem = leaf.key_pem().to_owned();
        pem.replace_range(middle..middle + 4, "!!!!");
        let error = load(leaf.chain_pem(), &pem).unwrap_err();
        printed.debug(&error);
        printed.text(&error.to_string());
        damaged += 1;
    }
    assert!(damaged >= 5, "{damaged}");
    printed.check("credentials", &keys);
}
