//! WAIT_CERT_CR and WAIT_CERT: CertificateRequest (RFC 9846 §4.4.2) and Certificate (§4.5.1).

use super::super::ClientState;
use super::super::server_hello::missing;
use super::{CertificateRequested, Tls13, WaitCertificateVerify};
use crate::auth;
use crate::conn::effects::{Effects, Fact};
use crate::conn::env::Env;
use crate::conn::{Question, VerifyPeer as VerifyPeerQuestion};
use crate::error::{Cause, Failure};
use crate::msg::Received;
use crate::msg::certificate::Certificate;
use crate::msg::certificate_request::CertificateRequest;
use crate::msg::ext::{self, CertificateAuthorities, CertificateStatus, Place, SignatureSchemeList};
use crate::pki_types::CertificateDer;
use crate::registry::{ExtensionType, ProtocolVersion};
use crate::switches::{Check, enforced};
use crate::trust::{KeyUse, TrustFailure};
use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

/// Either may come next.
#[derive(Debug)]
pub(crate) struct WaitCertificateOrRequest(pub(super) Box<Tls13>);

/// The server's certificate comes next.
#[derive(Debug)]
pub(crate) struct WaitCertificate(Box<Tls13>);

/// Whether the server's chain is trusted is being decided.
#[derive(Debug)]
pub(crate) struct VerifyPeer {
    tls: Box<Tls13>,
    chain: Arc<[CertificateDer<'static>]>,
}

impl WaitCertificateOrRequest {
    pub(in crate::client) fn on_certificate_request(
        self,
        message: Received<'_>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ClientState, Failure> {
        let Self(mut tls) = self;
        let request: CertificateRequest<'_> = message.decode()?;
        // "This field SHALL be zero length unless used for the post-handshake authentication exchanges"
        // (RFC 9846 §4.4.2)
        if enforced(Check::RequestContext) && !request.certificate_request_context.0.is_empty() {
            return Err(Failure::new(Cause::CertificateRequestContext).field("certificate_request_context"));
        }
        ext::check(&request.extensions, Place::CertificateRequest, None)?;
        // "The "signature_algorithms" extension MUST be specified" (RFC 9846 §4.4.2)
        let schemes = request.extensions.get::<SignatureSchemeList<'_>>(ExtensionType::signature_algorithms)?;
        if enforced(Check::RequestSchemesThere) && schemes.is_none() {
            return Err(missing(ExtensionType::signature_algorithms));
        }
        let schemes =
            schemes.unwrap_or_else(|| SignatureSchemeList { supported_signature_algorithms: Default::default() });
        let offered = schemes.supported_signature_algorithms.iter();
        // "If no "signature_algorithms_cert" extension is present, then the "signature_algorithms" extension also applies to
        // signatures appearing in certificates." (RFC 9846 §4.3.3)
        let for_certificates =
            request.extensions.get::<SignatureSchemeList<'_>>(ExtensionType::signature_algorithms_cert)?;
        let for_certificates = for_certificates.unwrap_or(schemes).supported_signature_algorithms.iter();
        let authorities =
            request.extensions.get::<CertificateAuthorities<'_>>(ExtensionType::certificate_authorities)?;
        tls.certificate_request = Some(CertificateRequested {
            schemes: tls.handshake.common_schemes(ProtocolVersion::TLSv1_3, offered),
            certificate_schemes: for_certificates.collect(),
            authorities: authorities
                .map_or_else(Vec::new, |list| list.authorities.iter().map(|name| name.name.0.to_vec()).collect()),
            // "A server MAY request that a client present an OCSP response with its certificate by sending an empty
            // "status_request" extension in its CertificateRequest message." (RFC 9846 §4.5.1.1)
            ocsp: request.extensions.has(ExtensionType::status_request),
        });
        effects.learn(env, Fact::ClientCertificateRequested);
        tls.transcript.add(message.bytes());
        Ok(WaitCertificate(tls).into())
    }

    pub(in crate::client) fn on_certificate(
        self,
        message: Received<'_>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ClientState, Failure> {
        WaitCertificate(self.0).on_certificate(message, env, effects)
    }
}

impl WaitCertificate {
    pub(in crate::client) fn on_certificate(
        self,
        message: Received<'_>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ClientState, Failure> {
        let Self(mut tls) = self;
        let certificate: Certificate<'_> = message.decode()?;
        // "Otherwise (in the case of server authentication), this field SHALL be zero length." (RFC 9846 §4.5.1)
        if enforced(Check::ServerCertificateContext) && !certificate.certificate_request_context.0.is_empty() {
            return Err(Failure::new(Cause::CertificateRequestContext).field("certificate_request_context"));
        }
        for entry in certificate.certificate_list.iter() {
            // "Extensions in the Certificate message from the server MUST correspond to ones from the ClientHello
            // message." (RFC 9846 §4.5.1)
            ext::check(&entry.extensions, Place::Certificate, Some(&tls.handshake.requested))?;
        }
        let entries = certificate.certificate_list.iter().map(|entry| entry.cert_data.0);
        let chain = auth::peer_chain(&tls.handshake.config.common.limits, entries)?;
        // "If the server supplies an empty Certificate message, the client MUST abort the handshake with a "decode_error"
        // alert." (RFC 9846 §4.5.1.3)
        if enforced(Check::ServerCertificateThere) && chain.is_empty() {
            return Err(Cause::NoServerCertificate.into());
        }
        // "In TLS 1.3, the server's OCSP information is carried in an extension in the CertificateEntry containing the
        // associated certificate." (RFC 9846 §4.5.1.1). Only the leaf's is used; the others have been read above.
        let ocsp_response = match certificate.certificate_list.iter().next() {
            Some(leaf) => leaf.extensions.get::<CertificateStatus<'_>>(ExtensionType::status_request)?,
            None => None,
        };
        let ocsp_response = ocsp_response.map(|status| status.response.0.to_vec());
        tls.transcript.add(message.bytes());
        effects.learn(env, Fact::PeerCertificates(chain.clone()));
        if let Some(response) = &ocsp_response {
            effects.learn(env, Fact::PeerOcspResponse(response.clone()));
        }
        effects.ask(Question::VerifyPeer(VerifyPeerQuestion {
            chain: chain.clone(),
            key_use: KeyUse::Sign,
            ocsp_response,
            ocsp_requested: tls.handshake.requested.contains(ExtensionType::status_request),
        }));
        Ok(VerifyPeer { tls, chain }.into())
    }
}

impl VerifyPeer {
    pub(in crate::client) fn on_verified(
        self,
        verdict: Result<(), TrustFailure>,
        env: &mut Env<'_>,
        _: &mut Effects,
    ) -> Result<ClientState, Failure> {
        // "If the receiver cannot construct an acceptable chain using the provided certificates and decides to abort the
        // handshake, then it MUST abort the handshake with an appropriate certificate-related alert"
        // (RFC 9846 §4.5.1.2)
        auth::check_trust(Check::ServerChain, verdict)?;
        env.checked("the server's certificates", "RFC 5280 §6, RFC 9525");
        Ok(WaitCertificateVerify { tls: self.tls, chain: self.chain }.into())
    }
}
