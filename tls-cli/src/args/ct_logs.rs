//! A list of Certificate Transparency logs in JSON: version 3 of the format in which browsers publish theirs.
//!
//! It is read here and not in the engine, which has no JSON: whoever has a list in another form adds its logs one by one.

use super::time::rfc3339;
use serde_json::Value;
use tls_core::crypto::ring::provider;
use tls_core::pki_types::SubjectPublicKeyInfoDer;
use tls_core::pki_types::pem::PemObject as _;
use tls_core::trust::sct::{Log, LogList, LogState};

/// The logs that count, and what was left out, with the reason.
pub(super) fn log_list(text: &[u8]) -> Result<(LogList, Vec<String>), String> {
    let list: Value = serde_json::from_slice(text).map_err(|error| format!("this is no JSON: {error}"))?;
    let operators = list
        .get("operators")
        .and_then(Value::as_array)
        .ok_or("there are no `operators`: take a log list of version 3")?;
    let kinds = operators.iter().flat_map(|operator| [&operator["logs"], &operator["tiled_logs"]]);
    let (mut logs, mut skipped) = (LogList::new(), Vec::new());
    for entry in kinds.filter_map(Value::as_array).flatten() {
        if let Err(reason) = add(&mut logs, entry) {
            let name = entry["description"].as_str().unwrap_or("a log without a description");
            skipped.push(format!("{}: {reason}", name.escape_debug()));
        }
    }
    Ok((logs, skipped))
}

fn add(logs: &mut LogList, entry: &Value) -> Result<(), String> {
    let Some(state) = state(&entry["state"])? else { return Ok(()) };
    let key = entry["key"].as_str().and_then(base64).ok_or("its `key` is no key in base64")?;
    let interval = match &entry["temporal_interval"] {
        Value::Null => None,
        interval => Some(time(&interval["start_inclusive"])?..time(&interval["end_exclusive"])?),
    };
    let name = entry["description"].as_str().unwrap_or("log").escape_debug().to_string();
    let id = logs.add(Log { name, key, state, interval }, &provider()).map_err(|fault| fault.to_string())?;
    // A list that names another id than the key's is damaged, but the key decides.
    match entry["log_id"].as_str() {
        Some(named) if base64(named).as_deref() != Some(&id) => {
            Err("taken, but its `log_id` is not that of its key".into())
        }
        _ => Ok(()),
    }
}

/// `None` for logs whose timestamps do not count: those not yet taken up, rejected ones, and those without a state.
fn state(state: &Value) -> Result<Option<LogState>, String> {
    if let Some(retired) = state.get("retired") {
        return Ok(Some(LogState::Retired { since: time(&retired["timestamp"])? }));
    }
    let counts = ["usable", "qualified", "readonly"].iter().any(|name| state.get(name).is_some());
    Ok(counts.then_some(LogState::Usable))
}

fn time(value: &Value) -> Result<tls_core::pki_types::UnixTime, String> {
    rfc3339(value.as_str().unwrap_or_default())
}

/// What is in base64 is the inside of a PEM block, whose reader does not look into it.
fn base64(text: &str) -> Option<Vec<u8>> {
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{text}\n-----END PUBLIC KEY-----\n");
    SubjectPublicKeyInfoDer::from_pem_slice(pem.as_bytes()).ok().map(|key| key.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAETtK8v7MICve56qTHHDhhBOuV4IlUaESxZryCfk9QbG9co/CqPvTsgPDbCpp6oFtyAHwlDhnvr7JijXRD9Cb2FA==";

    #[test]
    fn logs_of_every_state_are_read() {
        let entry = |key: &str, state: &str| {
            format!(
                r#"{{"description":"Icarus","log_id":"KTxRllTIOWW6qlD8WAfUt2+/WHopctykwwz05UVH9Hg=","key":"{key}","state":{state}}}"#
            )
        };
        let read = |entry: &str| {
            let text = format!(r#"{{"operators":[{{"name":"G","logs":[],"tiled_logs":[{entry}]}}]}}"#);
            let (logs, skipped) = log_list(text.as_bytes()).unwrap();
            (logs.len(), skipped)
        };
        let usable = r#"{"usable":{"timestamp":"2018-01-01T00:00:00Z"}}"#;
        assert_eq!(read(&entry(KEY, usable)), (1, vec![]));
        assert_eq!(read(&entry(KEY, r#"{"retired":{"timestamp":"2018-01-01T00:00:00Z"}}"#)), (1, vec![]));
        assert_eq!(read(&entry(KEY, r#"{"rejected":{"timestamp":"2018-01-01T00:00:00Z"}}"#)), (0, vec![]));
        for damaged in [entry("AAAA", usable), entry("?", usable), entry(KEY, r#"{"retired":{}}"#)] {
            let (count, skipped) = read(&damaged);
            assert_eq!((count, skipped.len()), (0, 1), "{skipped:?}");
        }
        let (count, skipped) = read(&entry(KEY, usable).replace("KTxR", "KTxS"));
        assert_eq!((count, skipped), (1, vec!["Icarus: taken, but its `log_id` is not that of its key".to_owned()]));
        assert!(log_list(b"{}").is_err() && log_list(b"no").is_err());
    }
}
