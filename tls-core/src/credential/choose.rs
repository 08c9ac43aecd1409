//! Which credential fits a peer.

use super::Credential;
use crate::registry::{ProtocolVersion, SignatureScheme, SuiteAuthentication};
use crate::trust::leaf::KeyKind;
use crate::trust::parts::Parts;
use alloc::sync::Arc;

/// What a credential must be for a peer.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Wanted<'a> {
    /// The negotiated version.
    pub version: ProtocolVersion,
    /// The name that the client asked for, in lower case.
    pub server_name: Option<&'a str>,
    /// The signature schemes that both the peer and our configuration accept, in the peer's order.
    pub schemes: &'a [SignatureScheme],
    /// TLS 1.2 server: the kinds of authentication that a common ECDHE suite has; empty in TLS 1.3 and for clients.
    pub authentications: &'a [SuiteAuthentication],
    /// TLS 1.2 server: whether a common suite uses RSA key exchange, for which an RSA key need not sign.
    pub rsa_key_exchange: bool,
    /// Names of authorities that the peer accepts (X.501 `Name`s in DER); empty for any. A credential without one of
    /// them is not chosen; a server, which cannot do without, then asks again without them.
    pub authorities: &'a [&'a [u8]],
    /// The signature schemes that the peer accepts in certificates: its signature_algorithms_cert, or else all of its
    /// signature_algorithms; empty for any. A chain signed with others is chosen only if there is no better one.
    pub certificate_schemes: &'a [SignatureScheme],
}

impl<'a> Wanted<'a> {
    /// Any credential that can sign with one of these schemes in this version.
    #[must_use]
    pub const fn new(version: ProtocolVersion, schemes: &'a [SignatureScheme]) -> Self {
        Self {
            version,
            server_name: None,
            schemes,
            authentications: &[],
            rsa_key_exchange: false,
            authorities: &[],
            certificate_schemes: &[],
        }
    }
}

/// Chooses the credential for a peer: one that can be used at all; among those one that serves the name, if there is one;
/// among those one whose certificates the peer can verify, if there is one; among those the first.
#[must_use]
pub fn choose<'c>(credentials: &'c [Arc<Credential>], wanted: &Wanted<'_>) -> Option<&'c Arc<Credential>> {
    let usable = |credential: &&Arc<Credential>| {
        is_usable(credential, wanted) && is_authorized(credential, wanted) && !is_outdated(credential, wanted)
    };
    let serves = |credential: &&Arc<Credential>| wanted.server_name.is_some_and(|name| credential.serves(name));
    let verifiable = |credential: &&Arc<Credential>| is_verifiable(credential, wanted);
    let all = || credentials.iter().filter(usable);
    all()
        .find(|credential| serves(credential) && verifiable(credential))
        .or_else(|| all().find(serves))
        // "All certificates provided by the sender MUST be signed by a signature algorithm advertised by the peer, if it is
        // able to provide such a chain (see Section 4.3.3)." (RFC 9846 §4.5.1.2)
        .or_else(|| all().find(verifiable))
        // "If the sender is the server, and the server cannot produce a certificate chain that is signed only via the
        // indicated supported algorithms, then it SHOULD continue the handshake by sending a certificate chain of its
        // choice that may include algorithms that are not known to be supported by the client." and "If the sender is the
        // client, the client MAY use a fallback chain as above" (RFC 9846 §4.5.1.2)
        .or_else(|| all().next())
}

fn is_verifiable(credential: &Credential, wanted: &Wanted<'_>) -> bool {
    wanted.certificate_schemes.is_empty() || credential.signatures.all_in(wanted.certificate_schemes)
}

/// "This fallback chain MUST NOT use the deprecated SHA-1 hash, unless the client specifically advertises that it is willing
/// to accept SHA-1." (RFC 9846 §4.5.1.2)
fn is_outdated(credential: &Credential, wanted: &Wanted<'_>) -> bool {
    wanted.version == ProtocolVersion::TLSv1_3
        && !wanted.certificate_schemes.is_empty()
        && credential.signatures.uses_sha1_unasked(wanted.certificate_schemes)
}

fn is_usable(credential: &Credential, wanted: &Wanted<'_>) -> bool {
    let deciphers =
        wanted.rsa_key_exchange && credential.key_kind() == KeyKind::Rsa && credential.key().rsa_decryption().is_some();
    deciphers || (fits_suites(credential, wanted) && credential.scheme(wanted.version, wanted.schemes).is_some())
}

/// Whether a suite in which the server signs goes with this kind of key.
fn fits_suites(credential: &Credential, wanted: &Wanted<'_>) -> bool {
    if wanted.authentications.is_empty() {
        // RSA key exchange being the only thing in common, nobody signs.
        return !wanted.rsa_key_exchange;
    }
    wanted.authentications.contains(&match credential.key_kind() {
        KeyKind::Rsa => SuiteAuthentication::Rsa,
        KeyKind::EcdsaP256 | KeyKind::EcdsaP384 | KeyKind::Ed25519 => SuiteAuthentication::Ecdsa,
        KeyKind::Other => return false,
    })
}

// "If the peer sent a "certificate_authorities" extension, at least one of the certificates in the certificate chain
// SHOULD be issued by one of the listed CAs." (RFC 9846 §4.5.1.2)
fn is_authorized(credential: &Credential, wanted: &Wanted<'_>) -> bool {
    let listed = |issuer: &[u8]| wanted.authorities.contains(&issuer);
    wanted.authorities.is_empty()
        || credential
            .chain()
            .iter()
            .any(|certificate| Parts::read(certificate).is_some_and(|parts| listed(parts.issuer)))
}
