//! One JSON object for one connection, on one line.

use super::{Report, milliseconds, values};
use crate::problem::Problem;
use core::time::Duration;
use serde_json::{Map, Value, json};
use tls_core::conn::Facts;

/// The object. Every key is always there, with `null` for what is not known; only `peer`, `error` and `trust` may be
/// missing; `trust` is there if the peer's certificates were refused, and is what `chain --json` prints.
pub(crate) fn object(report: &Report<'_>) -> Value {
    let none = Facts::default();
    let facts = report.facts.unwrap_or(&none);
    let mut object = Map::new();
    if let Some(peer) = report.peer {
        object.insert("peer".to_owned(), peer.to_string().into());
    }
    object.insert("outcome".to_owned(), report.exit().outcome().into());
    for (key, value) in values(facts) {
        object.insert(key.to_owned(), value.filter(|_| report.facts.is_some()).into());
    }
    object.insert("server_name".to_owned(), facts.server_name.clone().into());
    let scheme = facts.client_signature_scheme.map(|scheme| scheme.to_string());
    object.insert("client_signature_scheme".to_owned(), scheme.into());
    // The length in bytes of the OCSP response that came with the server's certificate.
    object.insert("ocsp_response_bytes".to_owned(), facts.peer_ocsp_response.as_ref().map(Vec::len).into());
    let yes = |whether: bool| if whether { "yes" } else { "no" };
    let retry = report.facts.map(|facts| yes(facts.hello_retry));
    object.insert("hello_retry_request".to_owned(), retry.into());
    let bound = report.facts.map(|facts| yes(facts.extended_master_secret));
    object.insert("extended_master_secret".to_owned(), bound.into());
    let time = |duration: Option<Duration>| duration.map(milliseconds);
    object.insert(
        "timing".to_owned(),
        json!({ "connect": time(report.timing.connect), "handshake": time(report.timing.handshake) }),
    );
    if let Some(problem) = report.problem {
        object.insert("error".to_owned(), error(problem));
    }
    if let Some(untrusted) = report.untrusted {
        object.insert("trust".to_owned(), untrusted.object());
    }
    Value::Object(object)
}

fn error(problem: &Problem) -> Value {
    let failure = problem.failure();
    let alert = failure.and_then(|failure| failure.alert());
    let direction = failure.filter(|_| alert.is_some()).map(|failure| match failure.received_alert() {
        true => "received",
        false => "sent",
    });
    json!({
        "code": problem.code(),
        "alert": alert.map(|alert| alert.to_string()),
        "direction": direction,
        "sentence": problem.to_string(),
        "advice": failure.map(|failure| failure.cause().advice()),
    })
}
