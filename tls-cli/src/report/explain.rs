//! A row of the table of causes: as text, as JSON, and all of them as the document `docs/errors.md`.

use anstyle::{AnsiColor, Style};
use core::fmt::Write as _;
use serde_json::{Value, json};
use tls_core::error::{Blame, Cause};

const CODE: Style = Style::new().bold();
const LABEL: Style = AnsiColor::Cyan.on_default();

const INTRODUCTION: &str = "\
# Errors

<!-- Printed from tls-core/src/error/causes.rs by `cargo run -p tls-cli -- explain --all > docs/errors.md`. -->

Every failure of a connection is one line that answers four questions, and a second one with its code and what to do:

```text
WAIT_SH: the peer speaks plain HTTP, not TLS; got a reply in HTTP: \"HTTP/1.1 400 Bad Request\" (RFC 9846 §5.1); sent unexpected_message
  TLS-PEER-HTTP: Towards a server use the port where it speaks TLS (often 443 instead of 80), or http:// instead of https://; a client needs https:// for this port.
```

* **Where?** First the state, by its name in RFC 9846 Appendix A; after the sentence the message, the field and its byte,
  if one was being read.
* **What was expected, and what came?** `expected` and `got`, where the sentence does not say it all.
* **Which rule?** The section of the RFC, in parentheses.
* **What was the peer told?** `sent` and the alert; `received` if it was the peer that refused. Without either nothing was
  said.

The code is stable: programs may compare it (`Failure::code`, `error.code` in the JSON of `tls-cli --json`), and `tls-cli
explain CODE` prints its entry below. *Blame* says who can mend it.

Mistakes of the caller's are no failures of a connection: they are values of `ApiMisuse` (and, before there is a
connection, of `ConfigError`), they name what to call instead, the peer hears nothing of them, and the connection stays
as it was.
";

/// The document: every cause, under the headings of the table.
pub(crate) fn document() -> String {
    let mut document = INTRODUCTION.to_owned();
    let mut group = "";
    for cause in Cause::ALL {
        if group != cause.group() {
            group = cause.group();
            let _ = writeln!(document, "\n## {group}");
        }
        let _ = writeln!(document, "\n### `{}`\n\n{} ({}).\n", cause.code(), sentence(*cause), cause.section());
        let _ = writeln!(document, "* Alert: {}", alert(*cause));
        let _ = writeln!(document, "* Blame: {}", blame(*cause).1);
        let _ = writeln!(document, "* What to do: {}", cause.advice());
    }
    document
}

/// One cause for people.
pub(crate) fn text(cause: Cause) -> String {
    let mut text = format!("{CODE}{}{CODE:#}: {}", cause.code(), cause.sentence());
    for (label, value) in
        [("rule", cause.section()), ("alert", &*alert(cause)), ("blame", blame(cause).1), ("advice", cause.advice())]
    {
        let _ = write!(text, "\n  {LABEL}{label:6}{LABEL:#}  {value}");
    }
    text
}

/// One cause for scripts.
pub(crate) fn object(cause: Cause) -> Value {
    json!({
        "code": cause.code(),
        "group": cause.group(),
        "sentence": cause.sentence(),
        "section": cause.section(),
        "alert": cause.alert().map(|alert| alert.to_string()),
        "blame": blame(cause).0,
        "advice": cause.advice(),
    })
}

fn sentence(cause: Cause) -> String {
    let mut letters = cause.sentence().chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn alert(cause: Cause) -> String {
    match cause.alert() {
        Some(alert) => alert.to_string(),
        None if cause.blame() == Blame::PeerRefused => "none; the peer's is shown".to_owned(),
        None => "none".to_owned(),
    }
}

/// Who can mend it, for scripts and for people.
const fn blame(cause: Cause) -> (&'static str, &'static str) {
    match cause.blame() {
        Blame::Peer => ("peer", "the peer"),
        Blame::NoCommonGround => ("no_common_ground", "nobody: the two sides have nothing in common"),
        Blame::Trust => ("trust", "nobody: the peer is not trusted here"),
        Blame::PeerRefused => ("peer_refused", "this side, in the peer's eyes"),
        Blame::Local => ("local", "this side"),
        Blame::Transport => ("transport", "the transport"),
        _ => ("unknown", "unknown"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tls_core::config::ClientConfig;
    use tls_core::conn::{ClientConnection, Seams, Step};
    use tls_core::pki_types::{ServerName, UnixTime};

    #[test]
    fn the_document_on_disk_is_what_is_printed() {
        let on_disk = include_str!("../../../docs/errors.md");
        let same = on_disk == document();
        assert!(same, "docs/errors.md is old: run `cargo run -p tls-cli -- explain --all > docs/errors.md`");
    }

    #[test]
    fn every_kind_of_blame_has_a_word() {
        assert!(Cause::ALL.iter().all(|cause| blame(*cause).0 != "unknown"));
    }

    #[test]
    fn the_failure_in_the_introduction_is_a_real_one() {
        let builder = ClientConfig::builder(tls_core::crypto::ring::provider()).dangerous_accept_any_certificate();
        let name = ServerName::try_from("server.example").unwrap();
        let mut client = ClientConnection::new(builder.build().unwrap(), name, Seams::default()).unwrap();
        let now = UnixTime::since_unix_epoch(core::time::Duration::ZERO);
        let mut reply = b"HTTP/1.1 400 Bad Request\r\n".to_vec();
        let Step::Failed(failure) = client.step(&mut reply, now).step else { panic!("{client:?}") };
        assert!(INTRODUCTION.contains(&format!("{failure:#}\n")), "{failure:#}");
    }

    #[test]
    fn groups_are_not_torn_apart() {
        let mut groups: Vec<_> = Cause::ALL.iter().map(|cause| cause.group()).collect();
        groups.dedup();
        let count = groups.len();
        groups.sort_unstable();
        groups.dedup();
        assert_eq!(groups.len(), count);
    }

    #[test]
    fn one_cause() {
        let text = anstream::adapter::strip_str(&text(Cause::Truncated)).to_string();
        assert!(text.starts_with("TLS-CLOSE-TRUNCATED: the transport ended without close_notify\n"), "{text}");
        assert!(text.contains("\n  alert   none\n  blame   the transport\n"), "{text}");
        let object = object(Cause::BadFinished);
        assert_eq!((&object["code"], &object["alert"]), (&json!("TLS-AUTH-BAD-FINISHED"), &json!("decrypt_error")));
        assert_eq!(super::object(Cause::PeerAlert)["alert"], Value::Null);
    }
}
