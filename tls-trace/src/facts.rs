//! The few fields of a message that tell its story, picked from the span tree by path.

use crate::trace::What;
use tls_core::codec::{Span, SpanTree};
use tls_core::msg::HandshakeMessage;
use tls_core::pki_types::CertificateDer;
use tls_core::registry::ExtensionType;
use tls_core::trust::describe;

/// Label, and the paths whose leaves it shows: they begin with the first and end with the second string.
const FIELDS: &[(&str, &str, &str)] = &[
    ("wants to reach", "ClientHello.extensions[server_name]", "host_name.bytes"),
    ("versions", "ClientHello.extensions[supported_versions].versions[", "]"),
    ("cipher suites", "ClientHello.cipher_suites[", "]"),
    ("groups", "ClientHello.extensions[supported_groups].named_group_list[", "]"),
    ("key shares", "ClientHello.extensions[key_share]", "group"),
    ("signatures", "ClientHello.extensions[signature_algorithms].supported_signature_algorithms[", "]"),
    ("protocols", "ClientHello.extensions[application_layer_protocol_negotiation]", "name.bytes"),
    ("version", "ServerHello.extensions[supported_versions]", "selected_version"),
    ("version", "ServerHello.legacy_version", "legacy_version"),
    ("cipher suite", "ServerHello.cipher_suite", "cipher_suite"),
    ("key share", "ServerHello.extensions[key_share]", "group"),
    ("wants a share in", "HelloRetryRequest.extensions[key_share]", "selected_group"),
    ("protocol", "ServerHello.extensions[application_layer_protocol_negotiation]", "name.bytes"),
    ("protocol", "EncryptedExtensions.extensions[application_layer_protocol_negotiation]", "name.bytes"),
    ("group", "ServerKeyExchange.params.namedcurve", "namedcurve"),
    ("signed with", "ServerKeyExchange.algorithm", "algorithm"),
    ("signed with", "CertificateVerify.algorithm", "algorithm"),
    ("signatures", "CertificateRequest.extensions[signature_algorithms].supported_signature_algorithms[", "]"),
    ("signatures", "CertificateRequest.supported_signature_algorithms[", "]"),
    ("public value", "ClientKeyExchange.ecdh_yc.bytes", "bytes"),
    ("encrypted secret", "ClientKeyExchange.encrypted_pre_master_secret.bytes", "bytes"),
    ("verify_data", "Finished.verify_data", "verify_data"),
    ("asks for the same", "KeyUpdate.request_update", "request_update"),
    ("lifetime (s)", "NewSessionTicket.ticket_lifetime", "ticket_lifetime"),
];

/// Labels and values that tell what a message says.
#[must_use]
pub fn of(what: &What) -> Vec<(String, String)> {
    match what {
        What::Message { bytes, .. } => {
            let tree = what.spans();
            let mut facts = fields(&tree, bytes);
            // In TLS 1.3 the frozen version field says nothing.
            if facts.iter().filter(|(label, _)| label == "version").count() > 1 {
                let last = facts.iter().rposition(|(label, _)| label == "version");
                last.map(|last| facts.remove(last));
            }
            facts.extend(extensions(&tree));
            facts.extend(certificates(&tree, bytes));
            facts
        }
        What::Alert(level, description) => {
            vec![("level".to_owned(), level.to_string()), ("says".to_owned(), description.to_string())]
        }
        What::ChangeCipherSpec | What::ApplicationData(_) => Vec::new(),
    }
}

fn fields(tree: &SpanTree, bytes: &[u8]) -> Vec<(String, String)> {
    let paths: Vec<_> = (0..tree.spans().len()).map(|index| tree.path(index)).collect();
    let mut facts = Vec::new();
    for (label, start, end) in FIELDS {
        let values: Vec<_> = tree
            .spans()
            .iter()
            .zip(&paths)
            .filter(|(span, path)| span.leaf && path.starts_with(start) && path.ends_with(end))
            .map(|(span, _)| {
                let protocol = code_point(bytes, span).filter(|_| *label == "protocols").and_then(grease_name);
                protocol.map_or_else(|| span.value.trim_matches('"').to_owned(), str::to_owned)
            })
            .collect();
        if !values.is_empty() {
            facts.push(((*label).to_owned(), values.join(", ")));
        }
    }
    facts
}

/// The two bytes of a span as a code point.
fn code_point(bytes: &[u8], span: &Span) -> Option<u16> {
    bytes.get(span.bytes.clone())?.try_into().ok().map(u16::from_be_bytes)
}

/// A GREASE value among application protocols has the form of one among extensions (RFC 8701 §2).
fn grease_name(value: u16) -> Option<&'static str> {
    let value = ExtensionType(value);
    value.name().filter(|_| value.is_grease())
}

/// The names of the extensions.
fn extensions(tree: &SpanTree) -> Option<(String, String)> {
    let names: Vec<_> = tree
        .spans()
        .iter()
        .zip((0..).map(|index| tree.path(index)))
        .filter(|(span, path)| span.leaf && path.ends_with(".extension_type"))
        .map(|(span, _)| span.value.clone())
        .collect();
    (!names.is_empty()).then(|| ("extensions".to_owned(), names.join(", ")))
}

/// Every certificate: whose, from whom, for which names, until when.
fn certificates(tree: &SpanTree, bytes: &[u8]) -> Vec<(String, String)> {
    let spans = tree.spans().iter().zip((0..).map(|index| tree.path(index)));
    let data = spans.filter(|(span, path)| span.leaf && path.ends_with("cert_data.bytes"));
    let mut facts = Vec::new();
    for (number, (span, _)) in data.enumerate() {
        let certificate = CertificateDer::from(bytes.get(span.bytes.clone()).unwrap_or_default());
        let label = format!("certificate {}", number + 1);
        match describe(&certificate) {
            Ok(about) => {
                let names =
                    if about.names.is_empty() { String::new() } else { format!(" for {}", about.names.join(", ")) };
                let text = format!(
                    "{} ({}){names}; issued by {}; valid until {}",
                    about.subject, about.key, about.issuer, about.not_after_text
                );
                facts.push((label, text));
            }
            Err(_) => facts.push((label, "cannot be read as X.509".to_owned())),
        }
    }
    facts
}

/// The extensions of a message that have an explanation, by name.
#[must_use]
pub fn explained_extensions(what: &What) -> Vec<(&'static str, &'static str)> {
    let What::Message { bytes, .. } = what else {
        return Vec::new();
    };
    let tree = what.spans();
    let spans = tree.spans().iter().zip((0..).map(|index| tree.path(index)));
    spans
        .filter(|(span, path)| span.leaf && path.ends_with(".extension_type"))
        .filter_map(|(span, _)| code_point(bytes, span).map(ExtensionType))
        .filter_map(|extension| {
            let sentence = crate::explain::extension(extension);
            (!sentence.is_empty()).then_some((extension.name()?, sentence))
        })
        .collect()
}

/// Whether a message decodes and encodes to the same bytes: a check of the tracer's own ground.
#[must_use]
pub fn round_trips(what: &What) -> bool {
    let What::Message { bytes, context, .. } = what else {
        return true;
    };
    let mut off = tls_core::codec::Off;
    let mut again = Vec::new();
    HandshakeMessage::decode(bytes, *context, &mut off)
        .is_ok_and(|message| message.encode(&mut again) && again == *bytes)
}
