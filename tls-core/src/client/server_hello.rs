//! WAIT_SH: ServerHello (RFC 9846 §4.2.3) or HelloRetryRequest (§4.2.4).

use super::handshake::Handshake;
use super::hello::{Changes, send_client_hello};
use super::{ClientState, tls12, tls13};
use crate::conn::effects::{Effects, Fact};
use crate::conn::env::Env;
use crate::crypto::ActiveKeyExchange;
use crate::error::{Cause, Failure};
use crate::msg::Received;
use crate::msg::empty::HelloRequest;
use crate::msg::ext::{self, Cookie, KeyShareHelloRetryRequest, Place, SelectedVersion};
use crate::msg::server_hello::{
    DOWNGRADE_TO_TLS11, DOWNGRADE_TO_TLS12, HelloRetryRequest, ServerHello, is_hello_retry_request,
};
use crate::registry::{CipherSuite, CompressionMethod, ExtensionType, NamedGroup, ProtocolVersion};
use crate::switches::{Check, enforced};
use crate::transcript::{HelloTranscript, Transcript};
use alloc::boxed::Box;
use alloc::format;
use alloc::vec::Vec;

/// The ClientHello is out.
#[derive(Debug)]
pub(crate) struct WaitServerHello {
    pub(super) handshake: Box<Handshake>,
    pub(super) transcript: HelloTranscript,
    pub(super) key_shares: Vec<Box<dyn ActiveKeyExchange>>,
}

/// The second ClientHello is out.
#[derive(Debug)]
pub(crate) struct WaitSecondServerHello {
    handshake: Box<Handshake>,
    transcript: Transcript,
    key_shares: Vec<Box<dyn ActiveKeyExchange>>,
    suite: CipherSuite,
}

/// A TLS 1.3 ServerHello has come: what it is judged by.
pub(super) struct Answered {
    pub(super) handshake: Box<Handshake>,
    pub(super) key_shares: Vec<Box<dyn ActiveKeyExchange>>,
    pub(super) transcript: Transcript,
}

impl WaitServerHello {
    /// "This message will be ignored by the client if the client is currently negotiating a session."
    /// (RFC 5246 §7.4.1.1). It never gets here where only TLS 1.3 is spoken.
    pub(super) fn on_hello_request(
        self,
        message: Received<'_>,
        _: &mut Env<'_>,
        _: &mut Effects,
    ) -> Result<ClientState, Failure> {
        message.decode::<HelloRequest>()?;
        Ok(self.into())
    }

    /// A client that offers TLS 1.3 drops it: "An implementation may receive an unencrypted record of type
    /// change_cipher_spec [...] at any time after the first ClientHello message has been sent or received and before the
    /// peer's Finished message has been received and MUST simply drop it" (RFC 9846 §5).
    pub(super) fn on_change_cipher_spec(self, _: &mut Env<'_>, _: &mut Effects) -> Result<ClientState, Failure> {
        if self.handshake.config.common.allows(ProtocolVersion::TLSv1_3) || !enforced(Check::ChangeCipherSpecEarly12) {
            Ok(self.into())
        } else {
            Err(Cause::UnexpectedChangeCipherSpec.into())
        }
    }

    pub(super) fn on_server_hello(
        self,
        message: Received<'_>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ClientState, Failure> {
        // "Upon receiving a message with type server_hello, implementations MUST first examine the Random value and, if
        // it matches this value, process it as described in Section 4.2.4." (RFC 9846 §4.2.3)
        if is_hello_retry_request(message.body()) {
            return self.on_hello_retry_request(message, env, effects);
        }
        let hello: ServerHello<'_> = message.decode()?;
        match self.handshake.selected_version(&hello)? {
            ProtocolVersion::TLSv1_3 => {
                let suite = self.handshake.check_server_hello_13(&hello)?;
                let hash = self.handshake.config.common.provider.suite(suite).ok_or(Cause::Internal)?.hash;
                let Self { handshake, transcript, key_shares } = self;
                let answered = Answered { handshake, key_shares, transcript: transcript.select(hash, false) };
                tls13::on_server_hello(answered, message, &hello, env, effects)
            }
            _ => {
                self.handshake.check_downgrade(&hello)?;
                env.checked("no downgrade sentinel in ServerHello.random", "RFC 9846 §4.2.3");
                tls12::on_server_hello(self.handshake, self.transcript, message, &hello, env, effects)
            }
        }
    }

    fn on_hello_retry_request(
        self,
        message: Received<'_>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ClientState, Failure> {
        let Self { handshake, transcript, key_shares } = self;
        let retry: HelloRetryRequest<'_> = message.decode()?;
        let share = handshake.check_hello_retry_request(&retry, &key_shares)?;
        let provider = handshake.config.common.provider.clone();
        let suite = provider.suite(retry.cipher_suite).ok_or(Cause::Internal)?;
        effects.learn_suite(env, ProtocolVersion::TLSv1_3, suite.id);
        effects.learn(env, Fact::HelloRetry);
        env.checked("HelloRetryRequest asks for a change that was offered", "RFC 9846 §4.2.4");
        effects.check_aligned();

        // "when sending the new ClientHello, the client MUST replace the original "key_share" extension with one containing
        // only a new KeyShareEntry for the group indicated in the selected_group field of the triggering
        // HelloRetryRequest." (RFC 9846 §4.3.8)
        let key_shares = match share {
            Some(group) => Vec::from([provider.group(group).ok_or(Cause::Internal)?.start(env.random)?]),
            None => key_shares,
        };
        let cookie = retry.extensions.get::<Cookie<'_>>(ExtensionType::cookie)?;
        let mut transcript = transcript.select_after_retry(suite.hash);
        transcript.add(message.bytes());
        let changes = Changes {
            random: handshake.random,
            session_id: handshake.session_id.as_slice(),
            key_shares: &key_shares,
            cookie: cookie.as_ref().map(|cookie| cookie.cookie.0),
            grease_share: share.is_none(),
        };
        handshake.send_compatibility_ccs(env, effects);
        let mut sent = send_client_hello(&handshake.config, &handshake.name, &changes, &mut transcript, env, effects)?;
        sent.retried = true;
        Ok(WaitSecondServerHello { handshake: Box::new(sent), transcript, key_shares, suite: suite.id }.into())
    }
}

impl WaitSecondServerHello {
    pub(super) fn on_server_hello(
        self,
        message: Received<'_>,
        env: &mut Env<'_>,
        effects: &mut Effects,
    ) -> Result<ClientState, Failure> {
        // "If a client receives a second HelloRetryRequest in the same connection (i.e., where the ClientHello was itself
        // in response to a HelloRetryRequest), it MUST abort the handshake with an "unexpected_message" alert."
        // (RFC 9846 §4.2.4)
        if enforced(Check::HelloRetryOnce) && is_hello_retry_request(message.body()) {
            return Err(Cause::SecondHelloRetry.into());
        }
        let hello: ServerHello<'_> = message.decode()?;
        // "The value of selected_version in the HelloRetryRequest "supported_versions" extension MUST be retained in the
        // ServerHello, and a client MUST abort the handshake with an "illegal_parameter" alert if the value changes."
        // (RFC 9846 §4.2.4)
        let version = self.handshake.selected_version(&hello)?;
        if enforced(Check::HelloRetryVersion) && version != ProtocolVersion::TLSv1_3 {
            return Err(Failure::new(Cause::HelloRetryMismatch).expected("TLSv1.3").got(format!("{version}")));
        }
        // "Upon receiving the ServerHello, clients MUST check that the cipher suite supplied in the ServerHello is the
        // same as that in the HelloRetryRequest and otherwise abort the handshake with an "illegal_parameter" alert."
        // (RFC 9846 §4.2.4)
        let suite = self.handshake.check_server_hello_13(&hello)?;
        if enforced(Check::HelloRetrySuite) && suite != self.suite {
            return Err(Failure::new(Cause::HelloRetryMismatch)
                .field("cipher_suite")
                .expected(format!("{}", self.suite))
                .got(format!("{suite}")));
        }
        let Self { handshake, transcript, key_shares, .. } = self;
        tls13::on_server_hello(Answered { handshake, key_shares, transcript }, message, &hello, env, effects)
    }
}

impl Handshake {
    /// Which version the server chose, and whether it may.
    fn selected_version(&self, hello: &ServerHello<'_>) -> Result<ProtocolVersion, Failure> {
        if let Some(selected) = hello.extensions.get::<SelectedVersion>(ExtensionType::supported_versions)? {
            ext::check(&hello.extensions, Place::ServerHello, Some(&self.requested))?;
            // "If the "supported_versions" extension in the ServerHello contains a version not offered by the client or
            // contains a version prior to TLS 1.3, the client MUST abort the handshake with an "illegal_parameter"
            // alert." (RFC 9846 §4.3.1)
            let version = selected.selected_version;
            let offered = version == ProtocolVersion::TLSv1_3 && self.config.common.allows(version);
            if enforced(Check::VersionOffered) && !offered {
                return Err(Failure::new(Cause::UnofferedVersion)
                    .field("extensions[supported_versions].selected_version")
                    .got(format!("{version}")));
            }
            return Ok(version);
        }
        let version = hello.legacy_version;
        // "If the version chosen by the server is not supported by the client (or is not acceptable), the client MUST
        // abort the handshake with a "protocol_version" alert" (RFC 9846 §E.1)
        if enforced(Check::VersionOld) && version < ProtocolVersion::TLSv1_2 {
            return Err(Failure::new(Cause::PeerSpeaksOldTls).got(format!("{version}")));
        }
        let offered = version == ProtocolVersion::TLSv1_2 && self.config.common.allows(version);
        if enforced(Check::VersionOffered12) && !offered {
            return Err(Failure::new(Cause::NoCommonVersion).field("legacy_version").got(format!("{version}")));
        }
        ext::check(&hello.extensions, Place::ServerHello12, Some(&self.requested))?;
        self.check_offered_suite(hello.cipher_suite, version)?;
        check_compression(hello.legacy_compression_method)?;
        Ok(version)
    }

    /// The fields that ServerHello and HelloRetryRequest share in TLS 1.3.
    fn check_hello_13(
        &self,
        legacy_version: ProtocolVersion,
        session_id_echo: &[u8],
        suite: CipherSuite,
        compression: CompressionMethod,
    ) -> Result<(), Failure> {
        // "A client which receives a TLS 1.3 Server Hello with a legacy_version value not equal to 0x0303 MUST abort the
        // handshake with a "protocol_version" alert." (RFC 9846 §4.2.3)
        if enforced(Check::ServerLegacyVersion) && legacy_version != ProtocolVersion::TLSv1_2 {
            return Err(Failure::new(Cause::LegacyVersion)
                .field("legacy_version")
                .expected("0x0303")
                .got(format!("{legacy_version:?}")));
        }
        // "A client which receives a legacy_session_id_echo field that does not match what it sent in the ClientHello
        // MUST abort the handshake with an "illegal_parameter" alert." (RFC 9846 §4.2.3)
        if enforced(Check::SessionIdEcho) && session_id_echo != self.session_id.as_slice() {
            return Err(Failure::new(Cause::SessionIdEcho).field("legacy_session_id_echo"));
        }
        self.check_offered_suite(suite, ProtocolVersion::TLSv1_3)?;
        check_compression(compression)
    }

    fn check_server_hello_13(&self, hello: &ServerHello<'_>) -> Result<CipherSuite, Failure> {
        self.check_hello_13(
            hello.legacy_version,
            hello.legacy_session_id_echo.0,
            hello.cipher_suite,
            hello.legacy_compression_method,
        )?;
        Ok(hello.cipher_suite)
    }

    /// "A client which receives a cipher suite that was not offered MUST abort the handshake with an "illegal_parameter"
    /// alert." (RFC 9846 §4.2.3)
    fn check_offered_suite(&self, suite: CipherSuite, version: ProtocolVersion) -> Result<(), Failure> {
        let offered = self.config.common.suites_of(version).any(|offered| offered == suite);
        if offered || !enforced(Check::SuiteOffered) {
            Ok(())
        } else {
            Err(Failure::new(Cause::UnofferedCipherSuite).field("cipher_suite").got(format!("{suite}")))
        }
    }

    /// "TLS 1.3 clients receiving a ServerHello indicating TLS 1.2 or below MUST check that the last 8 bytes are not
    /// equal to either of these values. [...] If a match is found, the client MUST abort the handshake with an
    /// "illegal_parameter" alert." (RFC 9846 §4.2.3)
    fn check_downgrade(&self, hello: &ServerHello<'_>) -> Result<(), Failure> {
        let sentinel = [DOWNGRADE_TO_TLS12, DOWNGRADE_TO_TLS11].iter().any(|value| hello.random.ends_with(value));
        if enforced(Check::DowngradeSentinel) && sentinel && self.config.common.allows(ProtocolVersion::TLSv1_3) {
            return Err(Failure::new(Cause::DowngradeSentinel).field("random"));
        }
        Ok(())
    }

    /// Everything that makes a HelloRetryRequest legal; says which group a new share is wanted for.
    fn check_hello_retry_request(
        &self,
        retry: &HelloRetryRequest<'_>,
        sent: &[Box<dyn ActiveKeyExchange>],
    ) -> Result<Option<NamedGroup>, Failure> {
        // "The server's extensions MUST contain "supported_versions"." (RFC 9846 §4.2.4)
        let versions = ExtensionType::supported_versions;
        let version = retry.extensions.get::<SelectedVersion>(versions)?;
        if enforced(Check::HelloRetryVersionThere) && version.is_none() {
            return Err(missing(versions));
        }
        let version = version.map_or(ProtocolVersion::TLSv1_3, |version| version.selected_version);
        ext::check(&retry.extensions, Place::HelloRetryRequest, Some(&self.requested))?;
        let offered = version == ProtocolVersion::TLSv1_3 && self.config.common.allows(version);
        if enforced(Check::HelloRetryVersionOffered) && !offered {
            return Err(Failure::new(Cause::UnofferedVersion).got(format!("{version}")));
        }
        self.check_hello_13(
            retry.legacy_version,
            retry.legacy_session_id_echo.0,
            retry.cipher_suite,
            retry.legacy_compression_method,
        )?;
        let wanted = retry.extensions.get::<KeyShareHelloRetryRequest>(ExtensionType::key_share)?;
        if let Some(KeyShareHelloRetryRequest { selected_group }) = wanted {
            // "the client MUST verify that (1) the selected_group field corresponds to a group which was provided in the
            // "supported_groups" extension in the original ClientHello and (2) the selected_group field does not
            // correspond to a group which was provided in the "key_share" extension in the original ClientHello. If
            // either of these checks fails, then the client MUST abort the handshake with an "illegal_parameter" alert."
            // (RFC 9846 §4.3.8)
            let unoffered = !self.config.common.groups.contains(&selected_group);
            let known = sent.iter().any(|sent| sent.group() == selected_group);
            if (enforced(Check::HelloRetryGroupOffered) && unoffered) || (enforced(Check::HelloRetryGroupNew) && known)
            {
                return Err(Failure::new(Cause::HelloRetryGroup)
                    .field("extensions[key_share].selected_group")
                    .got(format!("{selected_group}")));
            }
            return Ok(Some(selected_group));
        }
        // "Clients MUST abort the handshake with an "illegal_parameter" alert if the HelloRetryRequest would not result
        // in any change in the ClientHello." (RFC 9846 §4.2.4)
        let useful = retry.extensions.has(ExtensionType::cookie);
        if useful || !enforced(Check::HelloRetryUseful) { Ok(None) } else { Err(Cause::HelloRetryUseless.into()) }
    }

    /// "If not offering early data, the client sends a dummy change_cipher_spec record (see the third paragraph of
    /// Section 5) immediately before its second flight." (RFC 9846 §E.4)
    pub(super) fn send_compatibility_ccs(&self, env: &mut Env<'_>, effects: &mut Effects) {
        if !self.session_id.is_empty() {
            effects.send_change_cipher_spec(env);
        }
    }
}

/// "If a TLS 1.3 ServerHello is received with any other value in this field, the client MUST abort the handshake with an
/// "illegal_parameter" alert." (RFC 9846 §4.2.3)
fn check_compression(method: CompressionMethod) -> Result<(), Failure> {
    if method == CompressionMethod::null || !enforced(Check::ServerCompression) {
        Ok(())
    } else {
        Err(Failure::new(Cause::CompressionMethod).field("legacy_compression_method").got(format!("{method}")))
    }
}

/// What this handshake cannot do without: "All implementations MUST send and use these extensions when offering
/// applicable features" (RFC 9846 §9.2).
pub(super) fn missing(extension: ExtensionType) -> Failure {
    Failure::new(Cause::MissingExtension).expected(format!("{extension}"))
}
