//! A trace as JSON.

use crate::facts;
use crate::trace::{Note, Step, Trace, What};
use serde_json::{Value, json};
use tls_core::msg::Role;

fn role(role: Role) -> &'static str {
    if role == Role::Client { "client" } else { "server" }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The whole trace: `steps` (each with its `fields`, the leaves of its span tree), `facts`, `failure`.
#[must_use]
pub fn render(trace: &Trace) -> Value {
    let facts = |side| {
        let facts = trace.facts(side).into_iter().map(|(name, value)| (name.to_owned(), json!(value)));
        Value::Object(facts.collect())
    };
    let failure = trace.failure().map(|(by, failure)| {
        json!({
            "by": role(by),
            "code": failure.code(),
            "section": failure.cause().section(),
            "alert": failure.alert().map(|alert| alert.to_string()),
            "direction": if failure.received_alert() { "received" } else { "sent" },
            "sentence": failure.to_string(),
        })
    });
    let [client_bytes, server_bytes] = trace.wire_bytes;
    json!({
        "steps": trace.steps.iter().map(step).collect::<Vec<_>>(),
        "facts": { "client": facts(Role::Client), "server": facts(Role::Server) },
        "wire_bytes": { "client": client_bytes, "server": server_bytes },
        "failure": failure,
    })
}

fn step(step: &Step) -> Value {
    let what = step.what.as_ref();
    json!({
        "sender": role(step.sender),
        "message": what.map(What::name),
        "size": what.map(What::size),
        "encrypted": step.encrypted,
        "arrived": step.arrived,
        "says": what.map(|what| {
            let pairs = facts::of(what).into_iter().map(|(label, value)| (label, json!(value)));
            Value::Object(pairs.collect())
        }),
        "fields": what.map(fields),
        "notes": step.notes.iter().map(|(by, one)| note(*by, one)).collect::<Vec<_>>(),
    })
}

fn fields(what: &What) -> Vec<Value> {
    let What::Message { bytes, .. } = what else {
        return Vec::new();
    };
    let tree = what.spans();
    let leaves = tree.spans().iter().enumerate().filter(|(_, span)| span.leaf);
    leaves
        .map(|(index, span)| {
            json!({
                "path": tree.path(index),
                "start": span.bytes.start,
                "end": span.bytes.end,
                "hex": hex(bytes.get(span.bytes.clone()).unwrap_or_default()),
                "value": span.value,
                "section": span.section,
            })
        })
        .collect()
}

fn note(by: Role, note: &Note) -> Value {
    let by = role(by);
    match note {
        Note::State(to) => json!({ "by": by, "state": to }),
        Note::Keys(direction, epoch) => {
            json!({ "by": by, "keys": format!("{direction:?}").to_lowercase(), "epoch": format!("{epoch:?}").to_lowercase() })
        }
        Note::Checked(what, section) => json!({ "by": by, "checked": what, "section": section }),
        Note::Learned(name, value) => json!({ "by": by, "learned": name, "value": value }),
        Note::TranscriptHash(through, hash) => json!({ "by": by, "transcript_hash": through, "hash": hex(hash) }),
        Note::Secret(name, secret) => json!({ "by": by, "secret": name, "value": hex(secret) }),
        Note::Failed(failure) => json!({ "by": by, "failed": failure.code() }),
    }
}
