//! Decisions are states: what a step asks, and what it may be answered.

use crate::config::ServerConfig;
use crate::config::common::Common;
use crate::credential::Credential;
use crate::crypto::{CryptoFailure, Secret, SigningKey};
use crate::error::{Cause, Failure};
use crate::msg::Received;
use crate::msg::client_hello::ClientHello;
use crate::pki_types::CertificateDer;
use crate::registry::{AlertDescription, HandshakeType, ProtocolVersion, SignatureScheme, SuiteAuthentication};
use crate::trust::{KeyUse, TrustFailure, leaf};
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

/// What the handshake needs to know before it can go on.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Question {
    /// Server: which configuration is this client served with?
    ChooseConfig(ChooseConfig),
    /// Is this chain to be trusted? A client must look at the name in the server's certificate too.
    VerifyPeer(VerifyPeer),
    /// Which of our credentials is to be used?
    ChooseCredential(ChooseCredential),
    /// Sign this.
    Sign(Sign),
    /// Decrypt the premaster secret of RSA key exchange.
    DecryptPremaster(DecryptPremaster),
}

/// The kinds of [`Question`], to say which of them go to the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum QuestionKind {
    /// [`Question::ChooseConfig`].
    ChooseConfig,
    /// [`Question::VerifyPeer`].
    VerifyPeer,
    /// [`Question::ChooseCredential`].
    ChooseCredential,
    /// [`Question::Sign`].
    Sign,
    /// [`Question::DecryptPremaster`].
    DecryptPremaster,
}

impl Question {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> QuestionKind {
        match self {
            Self::ChooseConfig(_) => QuestionKind::ChooseConfig,
            Self::VerifyPeer(_) => QuestionKind::VerifyPeer,
            Self::ChooseCredential(_) => QuestionKind::ChooseCredential,
            Self::Sign(_) => QuestionKind::Sign,
            Self::DecryptPremaster(_) => QuestionKind::DecryptPremaster,
        }
    }
}

impl Answer {
    /// The kind of question that it answers.
    #[must_use]
    pub const fn kind(&self) -> QuestionKind {
        match self {
            Self::Config(_) => QuestionKind::ChooseConfig,
            Self::Verified(_) => QuestionKind::VerifyPeer,
            Self::Credential(_) => QuestionKind::ChooseCredential,
            Self::Signature(_) => QuestionKind::Sign,
            Self::Premaster(_) => QuestionKind::DecryptPremaster,
        }
    }
}

/// Which configuration is this client served with? Its ClientHello is well-formed; nothing was chosen from it yet.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ChooseConfig {
    /// The whole message as it came, with its 4-byte header.
    pub client_hello: Vec<u8>,
}

impl ChooseConfig {
    /// The message's fields, extensions in the order in which they came.
    ///
    /// # Errors
    ///
    /// None: it was decoded before the question was asked.
    pub fn decode(&self) -> Result<ClientHello<'_>, Failure> {
        Received::new(HandshakeType::client_hello, &self.client_hello).decode()
    }

    /// The name that the client wants to reach, in lower case (RFC 6066 §3).
    ///
    /// # Errors
    ///
    /// If server_name cannot be read, or holds what it must not; the handshake will fail for the same reason.
    pub fn server_name(&self) -> Result<Option<String>, Failure> {
        crate::server::server_name(&self.decode()?)
    }
}

/// Is this chain to be trusted?
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct VerifyPeer {
    /// What the peer presented, leaf first.
    pub chain: Arc<[CertificateDer<'static>]>,
    /// What its key does in this handshake.
    pub key_use: KeyUse,
    /// The OCSP response that the peer sent with its leaf certificate, an `OCSPResponse` in DER (RFC 6066 §8, RFC 9846
    /// §4.5.1.1); `None` if none came. Nobody has looked into it.
    pub ocsp_response: Option<Vec<u8>>,
    /// Whether the peer was asked for one.
    pub ocsp_requested: bool,
}

/// Which of our credentials is to be used?
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ChooseCredential {
    /// The negotiated version.
    pub version: ProtocolVersion,
    /// Server: the name that the client asked for, in lower case.
    pub server_name: Option<String>,
    /// The signature schemes that the peer and our configuration accept, in the peer's order.
    pub schemes: Vec<SignatureScheme>,
    /// Server, TLS 1.2: the kinds of authentication that a common ECDHE suite has.
    pub authentications: Vec<SuiteAuthentication>,
    /// Server, TLS 1.2: whether a common suite uses RSA key exchange.
    pub rsa_key_exchange: bool,
    /// The signature schemes that the peer accepts in certificates (RFC 9846 §4.3.3); empty for any.
    pub certificate_schemes: Vec<SignatureScheme>,
    /// Names of authorities that the peer accepts, each an X.501 `Name` in DER; empty for any.
    pub authorities: Vec<Vec<u8>>,
}

/// Sign this.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Sign {
    /// With this credential's key.
    pub credential: Arc<Credential>,
    /// In this way.
    pub scheme: SignatureScheme,
    /// What is signed (not its hash).
    pub message: Vec<u8>,
}

impl Sign {
    /// Whether a signature is what it should be. One that a fault spoiled can give the key away ("Factoring RSA Keys With
    /// TLS Perfect Forward Secrecy", 2015), and the peer refuses it anyway: it never goes out.
    pub(crate) fn check(&self, signature: &[u8], common: &Common) -> Result<(), Failure> {
        let refuse = |got: &'static str| Failure::new(Cause::SigningFailed).got(got);
        let verification = common.provider.verification(self.scheme);
        let (Some(verification), Some(leaf)) = (verification, self.credential.chain().first()) else {
            return Err(refuse("a signature that the provider cannot verify"));
        };
        leaf::verify_signature(leaf, verification, false, &self.message, signature)
            .map_err(|_| refuse("a signature that does not verify with the certificate's key"))
    }
}

/// Decrypt the premaster secret of RSA key exchange (RFC 5246 §7.4.7.1). Where the padding is wrong, or the secret does not
/// begin with `client_version`, answer with 48 random bytes, and take no other time for it: whoever can tell the cases apart
/// can decrypt what was recorded. [`RsaDecryptionKey::decrypt_premaster`](crate::crypto::RsaDecryptionKey::decrypt_premaster)
/// does it so.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DecryptPremaster {
    /// With this key.
    pub key: Arc<dyn SigningKey>,
    /// What the client sent.
    pub ciphertext: Vec<u8>,
    /// ClientHello.legacy_version, which the premaster secret begins with.
    pub client_version: [u8; 2],
}

/// The answer to a [`Question`] of the same kind.
#[derive(Debug)]
#[non_exhaustive]
pub enum Answer {
    /// To [`Question::ChooseConfig`]: how to go on, or the alert that the client is refused with.
    Config(Result<Arc<ServerConfig>, AlertDescription>),
    /// To [`Question::VerifyPeer`].
    Verified(Result<(), TrustFailure>),
    /// To [`Question::ChooseCredential`]: `None` if there is none that fits.
    Credential(Option<Arc<Credential>>),
    /// To [`Question::Sign`].
    Signature(Result<Vec<u8>, CryptoFailure>),
    /// To [`Question::DecryptPremaster`]. In place of an error, and of a secret that has not 48 bytes, the handshake goes on
    /// with a random one, and fails at Finished; only [`CryptoFailure::Random`] ends it at once.
    Premaster(Result<Secret, CryptoFailure>),
}
