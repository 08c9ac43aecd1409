//! Alerts that RFC 9846 mandates for certificates, proofs, keys, and for what comes after the handshake.

use super::{answers, mandated};
use crate::edit::{append, extension, set};
use crate::kit::{Auth, Kind, Lies, NOW, Scene, WORLD, credential, message};
use std::sync::{Arc, LazyLock};
use tls_core::error::Cause;
use tls_core::msg::Role;
use tls_core::registry::{ExtensionType, HandshakeType};
use tls_core::trust::TrustStore;
use tls_pki::TestPki;

const TLS13: Kind = Kind::Tls13;

fn plain() -> Scene {
    Scene::new(TLS13, Auth::None)
}

fn client_certificate() -> Scene {
    Scene::new(TLS13, Auth::Certificate)
}

fn says(from: Role, kind: HandshakeType, lie: impl FnMut(&mut Vec<u8>) + Send + 'static) -> Lies {
    Lies::none().says(from, kind, lie)
}

fn after(from: Role, kind: HandshakeType, body: &[u8]) -> Lies {
    let message = message(kind, body);
    Lies::none().at(from, "CONNECTED", move |effects| effects.push_message(&message))
}

const LIST: &str = "Certificate.certificate_list";
const SIGNATURE: &str = "CertificateVerify.signature.bytes";

mandated! {
    /// "If the server supplies an empty Certificate message, the client MUST abort the handshake with a "decode_error"
    /// alert." (RFC 9846 §4.5.1.3)
    no_certificate_of_a_server: plain(), Client NoServerCertificate 50,
        says(Role::Server, HandshakeType::certificate, set(TLS13, LIST, &[0; 3]));
    /// "If the client does not send any certificates (i.e., it sends an empty Certificate message), the server MAY at
    /// its discretion either continue the handshake without client authentication, or abort the handshake with a
    /// "certificate_required" alert." (RFC 9846 §4.5.1.3)
    no_certificate_of_a_client: client_certificate(), Server ClientCertificateRequired 116,
        says(Role::Client, HandshakeType::certificate, set(TLS13, LIST, &[0; 3]));
    /// "Any endpoint receiving any certificate which it would need to validate using any signature algorithm using an
    /// MD5 hash MUST abort the handshake with a "bad_certificate" alert." (RFC 9846 §4.5.1.3)
    certificate_with_md5: plain(), Client Untrusted 42,
        says(Role::Server, HandshakeType::certificate, signed_with(MD5));
    /// The same sentence, for a server.
    certificate_of_a_client_with_md5: client_certificate(), Server Untrusted 42,
        says(Role::Client, HandshakeType::certificate, signed_with(MD5));
    /// "SHA-1 is deprecated and it is RECOMMENDED that any endpoint receiving any certificate which it would need to
    /// validate using any signature algorithm using a SHA-1 hash abort the handshake with a "bad_certificate" alert."
    /// (RFC 9846 §4.5.1.3)
    certificate_with_sha1: plain(), Client Untrusted 42,
        says(Role::Server, HandshakeType::certificate, signed_with(SHA1));
    /// "If the verification fails, the receiver MUST terminate the handshake with a "decrypt_error" alert."
    /// (RFC 9846 §4.5.2)
    certificate_verify: plain(), Client BadSignature 51,
        says(Role::Server, HandshakeType::certificate_verify, set(TLS13, SIGNATURE, &[7; 70]));
    /// The same sentence, for a server.
    certificate_verify_of_a_client: client_certificate(), Server BadSignature 51,
        says(Role::Client, HandshakeType::certificate_verify, set(TLS13, SIGNATURE, &[7; 70]));
    /// "Recipients of Finished messages MUST verify that the contents are correct and if incorrect MUST terminate the
    /// connection with a "decrypt_error" alert." (RFC 9846 §4.5.3)
    finished: plain(), Client BadFinished 51, says(Role::Server, HandshakeType::finished, |finished| finished[4] ^= 1);
    /// The same sentence, for a server.
    finished_of_a_client: plain(), Server BadFinished 51,
        says(Role::Client, HandshakeType::finished, |finished| finished[35] ^= 0x80);
    /// "Servers MUST NOT send this message, and clients receiving it MUST terminate the connection with an
    /// "unexpected_message" alert." (RFC 9846 §4.6)
    end_of_early_data: plain(), Client UnexpectedMessage 10, after(Role::Server, HandshakeType::end_of_early_data, &[]);
    /// "A client that receives a post-handshake CertificateRequest message without having sent the
    /// "post_handshake_auth" extension MUST send an "unexpected_message" fatal alert." (RFC 9846 §4.7.2)
    late_certificate_request: plain(), Client UnexpectedMessage 10,
        after(Role::Server, HandshakeType::certificate_request, &[0, 0, 8, 0, 13, 0, 4, 0, 2, 4, 3]);
    /// "Implementations that receive a KeyUpdate message prior to receiving a Finished message MUST terminate the
    /// connection with an "unexpected_message" alert." (RFC 9846 §4.7.3)
    early_key_update: plain(), Client UnexpectedMessage 10, says(Role::Server, HandshakeType::finished, |finished| {
        *finished = message(HandshakeType::key_update, &[0]);
    });
    /// The same sentence, for a server.
    early_key_update_of_a_client: plain(), Server UnexpectedMessage 10,
        says(Role::Client, HandshakeType::finished, |finished| {
        *finished = message(HandshakeType::key_update, &[1]);
    });
    /// "If an implementation receives any other value, it MUST terminate the connection with an "illegal_parameter"
    /// alert." (RFC 9846 §4.7.3)
    value_of_key_update: plain(), Client KeyUpdateValue 47, after(Role::Server, HandshakeType::key_update, &[2]);
    /// "Implementations MUST check whether the computed Diffie-Hellman shared secret is the all-zero value and abort if
    /// so, as described in Section 6 of [RFC7748]." (RFC 9846 §7.4.2)
    all_zero_secret: plain(), Client BadKeyShare 47, says(Role::Server, HandshakeType::server_hello, set(
        TLS13, "ServerHello.extensions[key_share].server_share.key_exchange.bytes", &[0; 32]));
    /// The same sentence, for a server.
    all_zero_secret_with_a_client: plain(), Server BadKeyShare 47, says(Role::Client, HandshakeType::client_hello, set(
        TLS13, "ClientHello.extensions[key_share].client_shares[0].key_exchange.bytes", &[0; 32]));
    /// "Upon receiving such an extension, an endpoint MUST abort the handshake with an "unsupported_extension" alert."
    /// (RFC 9846 §4.3): a PSK was selected, and none was offered.
    psk_that_nobody_offered: plain(), Client UnsolicitedExtension 110,
        says(Role::Server, HandshakeType::server_hello, append(
        TLS13, "ServerHello.extensions", &extension(ExtensionType::pre_shared_key, &[0, 0])));
}

/// "AlgorithmIdentifier"s (RFC 5280 §4.1.1.2): ecdsa-with-SHA256, md5WithRSAEncryption, ecdsa-with-SHA1.
const SHA256: &[u8] = &[0x30, 10, 6, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 3, 2];
const MD5: &[u8] = &[0x30, 13, 6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 1, 4, 5, 0];
const SHA1: &[u8] = &[0x30, 9, 6, 7, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 4, 1];

/// The leaf says that it is signed with another algorithm, in both places where it says so.
fn signed_with(algorithm: &'static [u8]) -> impl FnMut(&mut Vec<u8>) + Send + 'static {
    |certificate| {
        let path = "Certificate.certificate_list[0].cert_data.bytes";
        let mut edit = crate::edit::Edit::new(TLS13, certificate);
        let mut der = edit.get(path);
        for lengths in [&[2, 6][..], &[2]] {
            // First the place in the tbsCertificate, then the other one: each is there once, from the front.
            let place = der.windows(SHA256.len()).position(|window| window == SHA256).unwrap();
            der.splice(place..place + SHA256.len(), algorithm.iter().copied());
            for length in lengths {
                let old = u16::from_be_bytes([der[*length], der[length + 1]]);
                let new = usize::from(old) + algorithm.len() - SHA256.len();
                der[*length..length + 2].copy_from_slice(&u16::try_from(new).unwrap().to_be_bytes());
            }
        }
        edit.set(path, &der);
    }
}

/// Another PKI, whose root nobody trusts.
static STRANGERS: LazyLock<TestPki> = LazyLock::new(|| TestPki::generate(NOW).unwrap());

/// "If the receiver cannot construct an acceptable chain using the provided certificates and decides to abort the
/// handshake, then it MUST abort the handshake with an appropriate certificate-related alert (by default,
/// "unsupported_certificate"; see Section 6.2 for more information)." (RFC 9846 §4.5.1.2): "unknown_ca:  A valid
/// certificate chain or partial chain was received, but the certificate was not accepted because the CA certificate
/// could not be located or could not be matched with a known trust anchor." (§6.2)
#[test]
fn no_chain() {
    let server = TLS13.server_with(WORLD.provider.clone(), credential(&STRANGERS.server_p256)).build().unwrap();
    let scene = Scene { server, ..plain() };
    answers(&plain(), &scene, Role::Client, (Cause::Untrusted, 48), Lies::none());
}

/// The same sentence, for a server.
#[test]
fn no_chain_of_a_client() {
    let mut roots = TrustStore::new();
    roots.add_certificate(STRANGERS.root.certificate()).unwrap();
    let required = tls_core::config::ClientAuth::required(Arc::new(roots));
    let scene = Scene { server: TLS13.server().client_auth(required).build().unwrap(), ..client_certificate() };
    // A client that is told whom the server trusts would send nothing.
    let untold = set(TLS13, "CertificateRequest.extensions[certificate_authorities]", &[]);
    let lies = says(Role::Server, HandshakeType::certificate_request, untold);
    answers(&client_certificate(), &scene, Role::Server, (Cause::Untrusted, 48), lies);
}

/// The same sentence and its default: the leaf is for other purposes.
#[test]
fn no_acceptable_leaf() {
    let server = TLS13.server_with(WORLD.provider.clone(), credential(&WORLD.pki.wrong_purpose)).build().unwrap();
    let scene = Scene { server, ..plain() };
    answers(&plain(), &scene, Role::Client, (Cause::Untrusted, 43), Lies::none());
}
