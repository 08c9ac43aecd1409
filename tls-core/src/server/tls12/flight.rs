//! The server's flight: ServerHello to ServerHelloDone (RFC 5246 §7.3).

use super::super::{Handshake, ServerState};
use super::{Agreement, Tls12, WaitCertificate, WaitClientKeyExchange};
use crate::codec::{List, Opaque};
use crate::config::ClientAuth;
use crate::conn::effects::{Effects, Fact};
use crate::conn::env::Env;
use crate::conn::{ChooseCredential as ChooseCredentialQuestion, Question, Sign as SignQuestion};
use crate::credential::Credential;
use crate::crypto::{ActiveKeyExchange, CryptoFailure};
use crate::error::{Cause, Failure};
use crate::msg::certificate::{Asn1Cert, Certificate12};
use crate::msg::certificate_request::CertificateRequest12;
use crate::msg::client_hello::Random;
use crate::msg::empty::ServerHelloDone;
use crate::msg::ext::{
    CertificateStatus, DistinguishedName, EcPointFormatList, Empty, Extensions, ExtensionsWriter, RenegotiationInfo,
};
use crate::msg::server_hello::{DOWNGRADE_TO_TLS12, ServerHello};
use crate::msg::server_key_exchange::{ServerEcdhParams, ServerKeyExchange};
use crate::registry::{
    CipherSuite, ClientCertificateType, CompressionMethod, EcCurveType, EcPointFormat, ExtensionType, HandshakeType,
    KeyExchangeAlgorithm, NamedGroup, ProtocolVersion, SignatureScheme, SuiteAuthentication, SuiteFacts,
};
use crate::transcript::HelloTranscript;
use crate::trust::leaf::KeyKind;
use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

/// What the ClientHello allows.
#[derive(Debug)]
pub(super) struct Candidates {
    pub(super) handshake: Box<Handshake>,
    pub(super) transcript: HelloTranscript,
    /// In the order that counts; which of them fits depends on the credential.
    pub(super) suites: Vec<CipherSuite>,
    pub(super) group: Option<NamedGroup>,
    pub(super) client_version: [u8; 2],
}

/// Which credential to use is being decided.
#[derive(Debug)]
pub(crate) struct ChooseCredential(Box<Candidates>);

/// The server's signature over its public value is being made.
#[derive(Debug)]
pub(crate) struct Sign {
    tls: Box<Tls12>,
    exchange: Box<dyn ActiveKeyExchange>,
    scheme: SignatureScheme,
}

impl ChooseCredential {
    pub(super) fn ask(candidates: Candidates, effects: &mut Effects) -> Self {
        let facts = || candidates.suites.iter().filter_map(|suite| suite.facts());
        let ecdhe = facts().filter(|facts| facts.key_exchange == Some(KeyExchangeAlgorithm::Ecdhe));
        let mut authentications: Vec<SuiteAuthentication> = ecdhe.filter_map(|facts| facts.authentication).collect();
        authentications.dedup();
        effects.ask(Question::ChooseCredential(ChooseCredentialQuestion {
            version: ProtocolVersion::TLSv1_2,
            server_name: candidates.handshake.server_name.clone(),
            schemes: candidates.handshake.schemes.clone(),
            certificate_schemes: candidates.handshake.certificate_schemes.clone(),
            authentications,
            rsa_key_exchange: facts().any(|facts| facts.key_exchange == Some(KeyExchangeAlgorithm::Rsa)),
            authorities: Vec::new(),
        }));
        Self(Box::new(candidates))
    }

    pub(in crate::server) fn on_credential(
        self,
        credential: Option<Arc<Credential>>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ServerState, Failure> {
        let Candidates { handshake, transcript, suites, group, client_version } = *self.0;
        let credential = credential.ok_or(Cause::NoCommonSignatureScheme)?;
        let scheme = credential.scheme(ProtocolVersion::TLSv1_2, &handshake.schemes);
        let fits = |suite: &&CipherSuite| suite.facts().is_some_and(|facts| fits(&credential, &facts, scheme));
        let suite = *suites.iter().find(fits).ok_or(Cause::NoCommonCipherSuite)?;
        let suite = handshake.config.common.provider.suite(suite).ok_or(Cause::Internal)?;
        effects.learn(env, Fact::Suite(suite.id));
        let keep_messages = !matches!(handshake.config.client_auth, ClientAuth::None);
        let transcript = transcript.select(suite.hash, keep_messages);
        let server_random = server_random(&handshake, env)?;
        let extended_master_secret = handshake.requested.contains(ExtensionType::extended_master_secret);
        if extended_master_secret {
            effects.learn(env, Fact::ExtendedMasterSecret);
        }
        let mut tls = Box::new(Tls12 {
            handshake,
            suite,
            server_random,
            transcript,
            extended_master_secret,
            agreement: Agreement::Done,
            chain: Arc::from([]),
        });
        tls.send_server_hello(&credential, env, effects)?;
        tls.send_certificate(&credential, env, effects)?;
        tls.send_certificate_status(&credential, env, effects)?;
        if crate::conn::effects::key_exchange(suite.id) == Some(KeyExchangeAlgorithm::Rsa) {
            tls.agreement = Agreement::Rsa(credential.key().clone(), client_version);
            return tls.finish_flight(env, effects);
        }
        let (group, scheme) = (group.ok_or(Cause::NoCommonGroup)?, scheme.ok_or(Cause::NoCommonSignatureScheme)?);
        let provider = &tls.handshake.config.common.provider;
        let exchange = provider.group(group).ok_or(Cause::Internal)?.start(env.random)?;
        effects.learn(env, Fact::Group(group));
        effects.learn(env, Fact::SignatureScheme(scheme));
        let message = params(&*exchange).signed_content(&tls.handshake.client_random, &tls.server_random);
        effects.ask(Question::Sign(SignQuestion { credential, scheme, message }));
        Ok(Sign { tls, exchange, scheme }.into())
    }
}

/// Whether a suite can be used with a credential: "the server MUST check any candidate cipher suites against the
/// "signature_algorithms" extension before selecting them" (RFC 5246 §7.4.3).
fn fits(credential: &Credential, facts: &SuiteFacts, scheme: Option<SignatureScheme>) -> bool {
    let authentication = match credential.key_kind() {
        KeyKind::Rsa => SuiteAuthentication::Rsa,
        KeyKind::EcdsaP256 | KeyKind::EcdsaP384 | KeyKind::Ed25519 => SuiteAuthentication::Ecdsa,
        KeyKind::Other => return false,
    };
    facts.authentication == Some(authentication)
        && match facts.key_exchange {
            Some(KeyExchangeAlgorithm::Ecdhe) => scheme.is_some(),
            Some(KeyExchangeAlgorithm::Rsa) => credential.key().rsa_decryption().is_some(),
            None => false,
        }
}

/// "If negotiating TLS 1.2, TLS 1.3 servers MUST set the last 8 bytes of their Random value to the bytes:
/// 44 4F 57 4E 47 52 44 01" (RFC 9846 §4.2.3)
fn server_random(handshake: &Handshake, env: &Env<'_>) -> Result<Random, Failure> {
    let mut random: Random = env.random()?;
    if handshake.config.common.allows(ProtocolVersion::TLSv1_3)
        && let Some(last) = random.last_chunk_mut()
    {
        *last = DOWNGRADE_TO_TLS12;
    }
    Ok(random)
}

fn params(exchange: &dyn ActiveKeyExchange) -> ServerEcdhParams<'_> {
    ServerEcdhParams {
        curve_type: EcCurveType::named_curve,
        namedcurve: exchange.group(),
        point: Opaque(exchange.share()),
    }
}

impl Tls12 {
    fn send_server_hello(
        &mut self,
        credential: &Credential,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<(), Failure> {
        let handshake = &self.handshake;
        let mut extensions = ExtensionsWriter::new();
        handshake.answer_extensions(credential, &mut extensions);
        if handshake.requested.contains(ExtensionType::renegotiation_info) {
            // "the server MUST include an empty "renegotiation_info" extension in the ServerHello message"
            // (RFC 5746 §3.6)
            let info = RenegotiationInfo { renegotiated_connection: Opaque(&[]) };
            extensions.add(ExtensionType::renegotiation_info, &info);
        }
        if self.extended_master_secret {
            extensions.add(ExtensionType::extended_master_secret, &Empty {});
        }
        let ecdhe = crate::conn::effects::key_exchange(self.suite.id) == Some(KeyExchangeAlgorithm::Ecdhe);
        if ecdhe && handshake.requested.contains(ExtensionType::ec_point_formats) {
            let formats = [EcPointFormat::uncompressed];
            let list = EcPointFormatList { ec_point_format_list: List::Items(&formats) };
            extensions.add(ExtensionType::ec_point_formats, &list);
        }
        // "If a server returns a "CertificateStatus" message, then the server MUST have included an extension of type
        // "status_request" with empty "extension_data" in the extended server hello." (RFC 6066 §8)
        if handshake.ocsp && credential.ocsp_response().is_some() {
            extensions.add(ExtensionType::status_request, &Empty {});
        }
        let block = extensions.block();
        let hello = ServerHello {
            legacy_version: ProtocolVersion::TLSv1_2,
            random: self.server_random,
            // "The server may return an empty session_id to indicate that the session will not be cached and therefore
            // cannot be resumed." (RFC 5246 §7.4.1.3)
            legacy_session_id_echo: Opaque(&[]),
            cipher_suite: self.suite.id,
            legacy_compression_method: CompressionMethod::null,
            extensions: if block.iter().next().is_some() { block } else { Extensions::absent() },
        };
        effects.send(env, &mut self.transcript, HandshakeType::server_hello, &hello)?;
        Ok(())
    }

    fn send_certificate(
        &mut self,
        credential: &Credential,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<(), Failure> {
        let chain = credential.chain().iter();
        let entries: Vec<_> = chain.map(|one| Asn1Cert { cert_data: Opaque(one.as_ref()) }).collect();
        let certificate = Certificate12 { certificate_list: List::Items(&entries) };
        effects.send(env, &mut self.transcript, HandshakeType::certificate, &certificate)?;
        Ok(())
    }

    /// "Servers return a certificate response along with their certificate by sending a "CertificateStatus" message
    /// immediately after the "Certificate" message (and before any "ServerKeyExchange" or "CertificateRequest" messages)."
    /// (RFC 6066 §8)
    fn send_certificate_status(
        &mut self,
        credential: &Credential,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<(), Failure> {
        if let Some(response) = credential.ocsp_response().filter(|_| self.handshake.ocsp) {
            let status = CertificateStatus::ocsp(response);
            effects.send(env, &mut self.transcript, HandshakeType::certificate_status, &status)?;
        }
        Ok(())
    }

    fn send_certificate_request(&mut self, env: &mut Env<'_>, effects: &mut Effects) -> Result<bool, Failure> {
        let config = &self.handshake.config;
        let Some(trust) = config.client_auth.trust() else {
            return Ok(false);
        };
        let store = trust.anchors();
        let subjects = store.iter().flat_map(|store| store.subjects());
        let mut names: Vec<_> = subjects.map(|name| DistinguishedName { name: Opaque(name) }).collect();
        if !config.send_authorities(names.iter().map(|name| name.name.0.len())) {
            names.clear();
        }
        let request = CertificateRequest12 {
            certificate_types: List::Items(&[ClientCertificateType::ecdsa_sign, ClientCertificateType::rsa_sign]),
            supported_signature_algorithms: List::Items(&config.common.signature_schemes),
            certificate_authorities: List::Items(&names),
        };
        effects.send(env, &mut self.transcript, HandshakeType::certificate_request, &request)?;
        effects.learn(env, Fact::ClientCertificateRequested);
        Ok(true)
    }

    /// CertificateRequest, if there is to be one, and ServerHelloDone.
    fn finish_flight(mut self: Box<Self>, env: &mut Env<'_>, effects: &mut Effects) -> Result<ServerState, Failure> {
        let asked = self.send_certificate_request(env, effects)?;
        effects.send(env, &mut self.transcript, HandshakeType::server_hello_done, &ServerHelloDone {})?;
        Ok(if asked { WaitCertificate(self).into() } else { WaitClientKeyExchange(self).into() })
    }
}

impl Sign {
    pub(in crate::server) fn on_signature(
        self,
        signature: Result<Vec<u8>, CryptoFailure>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ServerState, Failure> {
        let Self { mut tls, exchange, scheme } = self;
        let signature = signature.map_err(|_| Cause::SigningFailed)?;
        let message =
            ServerKeyExchange { params: params(&*exchange), algorithm: scheme, signature: Opaque(&signature) };
        effects.send(env, &mut tls.transcript, HandshakeType::server_key_exchange, &message)?;
        tls.agreement = Agreement::Ecdhe(exchange);
        tls.finish_flight(env, effects)
    }
}
