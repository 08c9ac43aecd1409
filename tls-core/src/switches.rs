//! The checks that refuse a peer, one row each, and a switch for each of them in builds that only test the tests.
//!
//! A check that no test misses when it is gone is not tested. With the feature `check-switches` the check that the
//! environment variable `TLS_CORE_SWITCH_OFF` names is switched off: the engine goes on as if it had passed. Without
//! the feature nothing can be switched off, and `enforced` is a constant. `cargo run -p xtask -- switches` goes
//! through them all.

#[cfg(all(feature = "check-switches", not(debug_assertions)))]
compile_error!("check-switches takes checks out of the engine: it is for tests, never for a release");

macro_rules! checks {
    ($( $variant:ident, $name:literal, $section:literal, $guards:literal; )*) => {
        /// A check of the engine. One row of the table of checks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Check {
            $( #[doc = concat!($guards, " (", $section, ").")] $variant, )*
        }

        impl Check {
            /// Every row, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Its name, as `TLS_CORE_SWITCH_OFF` wants it.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $( Self::$variant => $name, )* }
            }

            /// The RFC section with the rule.
            #[must_use]
            pub const fn section(self) -> &'static str {
                match self { $( Self::$variant => $section, )* }
            }

            /// What it guards: a sentence, without a full stop.
            #[must_use]
            pub const fn guards(self) -> &'static str {
                match self { $( Self::$variant => $guards, )* }
            }
        }
    };
}

checks! {
    // --- who the peer is ----------------------------------------------------------------------------------------
    ServerKeyExchangeSignature, "server-key-exchange-signature", "RFC 5246 §7.4.3", "the signature of ServerKeyExchange verifies";
    ServerCertificateVerify, "server-certificate-verify", "RFC 9846 §4.5.2", "the signature of the server's CertificateVerify verifies";
    ClientCertificateVerify, "client-certificate-verify", "RFC 9846 §4.5.2", "the signature of the client's CertificateVerify verifies";
    ClientCertificateVerify12, "client-certificate-verify-12", "RFC 5246 §7.4.8", "the signature of a TLS 1.2 client's CertificateVerify verifies";
    SchemeOffered, "scheme-offered", "RFC 9846 §4.5.2", "a signature's scheme was offered";
    SchemeForTls13, "scheme-for-tls13", "RFC 9846 §4.3.3", "a signature of TLS 1.3 is not RSASSA-PKCS1-v1_5";
    SchemeFitsKey, "scheme-fits-key", "RFC 9846 §4.5.2", "a signature's scheme is one for the certificate's key";
    ServerFinished, "server-finished", "RFC 9846 §4.5.3", "the server's Finished is right";
    ClientFinished, "client-finished", "RFC 9846 §4.5.3", "the client's Finished is right";
    ServerFinished12, "server-finished-12", "RFC 5246 §7.4.9", "a TLS 1.2 server's Finished is right";
    ClientFinished12, "client-finished-12", "RFC 5246 §7.4.9", "a TLS 1.2 client's Finished is right";
    FinishedLength, "finished-length", "RFC 9846 §4.5.3", "a Finished is as long as its hash";
    ServerChain, "server-chain", "RFC 9846 §4.5.1.2", "the verdict on the server's chain counts";
    ServerChain12, "server-chain-12", "RFC 5246 §7.4.2", "the verdict on a TLS 1.2 server's chain counts";
    ClientChain, "client-chain", "RFC 9846 §4.5.1.2", "the verdict on the client's chain counts";
    ClientChain12, "client-chain-12", "RFC 5246 §7.4.6", "the verdict on a TLS 1.2 client's chain counts";
    ServerCertificateThere, "server-certificate-there", "RFC 9846 §4.5.1.3", "the server shows a certificate";
    ServerCertificateThere12, "server-certificate-there-12", "RFC 5246 §7.4.2", "a TLS 1.2 server shows a certificate";
    ClientCertificateThere, "client-certificate-there", "RFC 9846 §4.5.1.3", "a client that must show a certificate does";
    ClientCertificateThere12, "client-certificate-there-12", "RFC 5246 §7.4.6", "a TLS 1.2 client that must show a certificate does";
    CertificateListLength, "certificate-list-length", "RFC 9846 §4.5.1", "a peer's chain is not longer than the limit";
    CertificateFitsSuite, "certificate-fits-suite", "RFC 5246 §7.4.2", "the key of a TLS 1.2 server's certificate is one for the suite";
    RequestContext, "request-context", "RFC 9846 §4.4.2", "certificate_request_context of CertificateRequest is empty";
    ServerCertificateContext, "server-certificate-context", "RFC 9846 §4.5.1", "certificate_request_context of the server's Certificate is empty";
    ClientCertificateContext, "client-certificate-context", "RFC 9846 §4.5.1", "certificate_request_context of the client's Certificate is the one of the request";
    // --- chains -------------------------------------------------------------------------------------------------
    ChainIssuer, "chain-issuer", "RFC 5280 §6.1", "a path leads from the certificate to an anchor";
    ChainSignature, "chain-signature", "RFC 5280 §6.1.3", "the signatures of the path verify";
    ChainValidity, "chain-validity", "RFC 5280 §6.1.3", "the certificates of the path are valid now";
    ChainPurpose, "chain-purpose", "RFC 5280 §4.2.1.12", "ExtendedKeyUsage allows the purpose";
    ChainAuthority, "chain-authority", "RFC 5280 §6.1.4", "who issued a certificate of the path is a CA";
    ChainKeyCertSign, "chain-key-cert-sign", "RFC 5280 §6.1.4", "KeyUsage of the path's CAs has keyCertSign";
    ChainLeaf, "chain-leaf", "RFC 5280 §4.2.1.9", "the certificate of a CA is not a leaf";
    ChainPathLength, "chain-path-length", "RFC 5280 §6.1.4", "no more CAs follow than pathLenConstraint allows";
    ChainNameConstraints, "chain-name-constraints", "RFC 5280 §6.1.4", "the names lie within what the CAs may certify";
    ChainScheme, "chain-scheme", "RFC 9846 §4.5.1.2", "certificates are signed with what is allowed";
    ChainBudget, "chain-budget", "RFC 5280 §6.1", "the search for a path stays within bounds";
    LeafPinned, "leaf-pinned", "RFC 7469 §2.6", "a leaf that is trusted by itself is pinned";
    PinnedValidity, "pinned-validity", "RFC 5280 §6.1.3", "a pinned leaf is valid now";
    PathPinned, "path-pinned", "RFC 7469 §2.6", "a certificate of the path is pinned where that is asked for";
    ChainRevoked, "chain-revoked", "RFC 5280 §6.1.3", "no certificate of the path is revoked by a CRL";
    CrlCoverage, "crl-coverage", "RFC 5280 §6.1.3", "a CRL speaks for the certificates that must not be revoked";
    CrlExpired, "crl-expired", "RFC 5280 §6.3.3", "a CRL has not expired";
    CrlFuture, "crl-future", "RFC 5280 §5.1.2.4", "a CRL is not from the future";
    CrlNumber, "crl-number", "RFC 5280 §5.2.3", "a CRL has a number, which is not critical";
    CrlSigned, "crl-signed", "RFC 5280 §6.3.3", "a CRL is signed by the issuer that it speaks for, who may";
    StapleSignature, "staple-signature", "RFC 6960 §3.2", "the signature of an OCSP response verifies";
    StapleResponder, "staple-responder", "RFC 6960 §4.2.2.2", "who signed an OCSP response may";
    StapleCertificate, "staple-certificate", "RFC 6960 §3.2", "an OCSP response is about the certificate";
    StapleTime, "staple-time", "RFC 6960 §3.2", "an OCSP response is neither too old nor from the future";
    StapleStatus, "staple-status", "RFC 6960 §2.2", "an OCSP response says that the certificate is good";
    StapleThere, "staple-there", "RFC 7633 §4", "an OCSP response that must be there is";
    StrictProfile, "strict-profile", "RFC 5280 §4", "the strict profile counts where it is asked for";
    LeafName, "leaf-name", "RFC 9525 §6", "the certificate is for the server's name";
    LeafKeyStrength, "leaf-key-strength", "RFC 9846 §4.5.1.2", "an RSA key has the least size that is asked for, and at most 8192 bits";
    AuthorityKeyStrength, "authority-key-strength", "RFC 9846 §4.5.1.2", "the RSA keys of the path's CAs have the least size that is asked for";
    LeafSigns, "leaf-signs", "RFC 5280 §4.2.1.3", "KeyUsage of a key that signs has digitalSignature";
    LeafEnciphers, "leaf-enciphers", "RFC 5280 §4.2.1.3", "KeyUsage of a key that decrypts has keyEncipherment";
    SctCount, "sct-count", "RFC 6962 §3.3", "a certificate has timestamps of as many logs as are asked for";
    SctDistinct, "sct-distinct", "RFC 6962 §3.3", "the timestamps of one log count once";
    SctLog, "sct-log", "RFC 6962 §5.2", "a timestamp is of a log of the list";
    SctAlgorithm, "sct-algorithm", "RFC 6962 §2.1.4", "a timestamp is signed with the algorithm for the log's key";
    SctSignature, "sct-signature", "RFC 6962 §5.2", "the log's signature of a timestamp verifies";
    SctFuture, "sct-future", "RFC 6962 §5.2", "a timestamp is not in the future";
    SctRetired, "sct-retired", "RFC 6962 §5.2", "a timestamp is from before its log was retired";
    SctInterval, "sct-interval", "RFC 6962 §3.1", "a certificate ends when the log takes certificates for";
    // --- what a client checks of the server's choices -----------------------------------------------------------
    DowngradeSentinel, "downgrade-sentinel", "RFC 9846 §4.2.3", "the server's random does not say that there was a downgrade";
    VersionOffered, "version-offered", "RFC 9846 §4.3.1", "ServerHello chooses a version that was offered";
    VersionOffered12, "version-offered-12", "RFC 9846 §E.1", "a ServerHello without supported_versions chooses a version that was offered";
    VersionOld, "version-old", "RFC 9846 §E.1", "the server chooses nothing older than TLS 1.2";
    SuiteOffered, "suite-offered", "RFC 9846 §4.2.3", "the server chooses a suite that was offered for the version";
    GroupOffered, "group-offered", "RFC 9846 §4.3.8", "ServerHello's share is in the group of the client's";
    GroupOffered12, "group-offered-12", "RFC 8422 §5.1", "ServerKeyExchange's curve was offered";
    GreaseUnanswered, "grease-unanswered", "RFC 8701 §3.1", "the server answers no GREASE extension";
    CurveType, "curve-type", "RFC 8422 §5.4", "ServerKeyExchange names its curve";
    AlpnOffered, "alpn-offered", "RFC 7301 §3.1", "the server chooses a protocol that was offered";
    AlpnSingle, "alpn-single", "RFC 7301 §3.1", "the server chooses exactly one protocol";
    ServerLegacyVersion, "server-legacy-version", "RFC 9846 §4.2.3", "legacy_version of a TLS 1.3 ServerHello is 0x0303";
    SessionIdEcho, "session-id-echo", "RFC 9846 §4.2.3", "the server echoes legacy_session_id";
    SessionResumed12, "session-resumed-12", "RFC 5246 §7.4.1.3", "the server does not resume a session that never was";
    ServerCompression, "server-compression", "RFC 9846 §4.2.3", "the server chooses no compression";
    HelloRetryVersionThere, "hello-retry-version-there", "RFC 9846 §4.2.4", "HelloRetryRequest has supported_versions";
    HelloRetryVersionOffered, "hello-retry-version-offered", "RFC 9846 §4.3.1", "HelloRetryRequest chooses a version that was offered";
    HelloRetryGroupOffered, "hello-retry-group-offered", "RFC 9846 §4.3.8", "HelloRetryRequest asks for a group that was offered";
    HelloRetryGroupNew, "hello-retry-group-new", "RFC 9846 §4.3.8", "HelloRetryRequest asks for a group without a share yet";
    HelloRetryUseful, "hello-retry-useful", "RFC 9846 §4.2.4", "HelloRetryRequest changes something";
    HelloRetryOnce, "hello-retry-once", "RFC 9846 §4.2.4", "there is no second HelloRetryRequest";
    HelloRetryVersion, "hello-retry-version", "RFC 9846 §4.2.4", "ServerHello keeps HelloRetryRequest's version";
    HelloRetrySuite, "hello-retry-suite", "RFC 9846 §4.2.4", "ServerHello keeps HelloRetryRequest's suite";
    ServerShareThere, "server-share-there", "RFC 9846 §4.2.3", "ServerHello has a share";
    RequestSchemesThere, "request-schemes-there", "RFC 9846 §4.4.2", "CertificateRequest has signature_algorithms";
    ServerRenegotiationEmpty, "server-renegotiation-empty", "RFC 5746 §3.4", "the server's renegotiation_info is empty";
    ServerRenegotiationThere, "server-renegotiation-there", "RFC 5746 §4.1", "a TLS 1.2 server knows secure renegotiation";
    ServerMasterSecret, "server-master-secret", "RFC 7627 §5.2", "a TLS 1.2 server uses extended_master_secret";
    ServerPointFormats, "server-point-formats", "RFC 8422 §5.2", "a server's point formats have uncompressed";
    // --- what a server checks of a ClientHello ------------------------------------------------------------------
    ClientVersionOld, "client-version-old", "RFC 9846 §E.2", "the client speaks TLS 1.2 at least";
    ClientLegacyVersion, "client-legacy-version", "RFC 9846 §4.2.2", "legacy_version of a TLS 1.3 ClientHello is 0x0303";
    FallbackScsv, "fallback-scsv", "RFC 7507 §3", "the client did not fall back to a lower version";
    ServerNameOnce, "server-name-once", "RFC 6066 §3", "the client asks for one name";
    ServerNameAscii, "server-name-ascii", "RFC 6066 §3", "the client asks for a name in ASCII";
    AlpnCommon, "alpn-common", "RFC 7301 §3.2", "the client offers a protocol that the server has";
    ClientCompression, "client-compression", "RFC 9846 §4.2.2", "a TLS 1.3 client offers no compression";
    ClientCompression12, "client-compression-12", "RFC 5246 §7.4.1.2", "a TLS 1.2 client offers to do without compression";
    PskLast, "psk-last", "RFC 9846 §4.3.11", "pre_shared_key is the last extension";
    PskModesThere, "psk-modes-there", "RFC 9846 §4.3.9", "pre_shared_key comes with psk_key_exchange_modes";
    ClientExtensionsThere, "client-extensions-there", "RFC 9846 §9.2", "a TLS 1.3 ClientHello has schemes, groups and shares";
    KeyShareGroups, "key-share-groups", "RFC 9846 §4.3.8", "shares are in groups that the client lists, each once";
    SecondHelloFields, "second-hello-fields", "RFC 9846 §4.2.2", "the second ClientHello has the fields of the first";
    SecondHelloExtensions, "second-hello-extensions", "RFC 9846 §4.2.2", "the second ClientHello has the extensions of the first";
    SecondHelloOneShare, "second-hello-one-share", "RFC 9846 §4.3.8", "the second ClientHello has one share";
    SecondHelloGroup, "second-hello-group", "RFC 9846 §4.3.8", "the second ClientHello's share is in the group that was asked for";
    SecondHelloEarlyData, "second-hello-early-data", "RFC 9846 §4.2.2", "the second ClientHello has no early_data";
    ClientRenegotiationEmpty, "client-renegotiation-empty", "RFC 5746 §3.6", "the client's renegotiation_info is empty";
    ClientMasterSecret, "client-master-secret", "RFC 7627 §5.2", "a TLS 1.2 client uses extended_master_secret";
    ClientPointFormats, "client-point-formats", "RFC 8422 §5.1.2", "a client's point formats have uncompressed";
    // --- key exchange -------------------------------------------------------------------------------------------
    ServerShareValid, "server-share-valid", "RFC 9846 §7.4.2", "ServerHello's share is a valid public value, and the secret is not all zeros";
    ClientShareValid, "client-share-valid", "RFC 9846 §7.4.2", "ClientHello's share is a valid public value, and the secret is not all zeros";
    ServerShareValid12, "server-share-valid-12", "RFC 8422 §5.11", "ServerKeyExchange's point is a valid public value";
    ClientShareValid12, "client-share-valid-12", "RFC 8422 §5.11", "ClientKeyExchange's point is a valid public value";
    PremasterVersion, "premaster-version", "RFC 5246 §7.4.7.1", "a decrypted premaster secret begins with the client's version";
    PremasterPadding, "premaster-padding", "RFC 5246 §7.4.7.1", "a decrypted premaster secret is padded as it must be";
    OwnSignature, "own-signature", "RFC 9846 §4.5.2", "a signature of ours verifies before it goes out";
    RandomFailure, "random-failure", "RFC 9846 §C.1", "without randomness there is no handshake";
    RandomZeros, "random-zeros", "RFC 9846 §C.1", "randomness is not all zeros";
    // --- extensions and structures ------------------------------------------------------------------------------
    ExtensionTwice, "extension-twice", "RFC 9846 §4.3", "no extension stands twice in a block";
    ExtensionMisplaced, "extension-misplaced", "RFC 9846 §4.3", "no extension stands in a message where it must not";
    ExtensionUnsolicited, "extension-unsolicited", "RFC 9846 §4.3", "only what was asked for is answered";
    StatusType, "status-type", "RFC 6066 §8", "a certificate's status is an OCSP response";
    MessageTrailing, "message-trailing", "RFC 9846 §6", "a message ends with its last field";
    VectorTrailing, "vector-trailing", "RFC 9846 §4.3", "a vector or extension ends with its last element";
    VectorLength, "vector-length", "RFC 9846 §3.4", "a vector's length is within its bounds";
    MessageLength, "message-length", "RFC 9846 §6", "a message is not longer than the limit";
    // --- order --------------------------------------------------------------------------------------------------
    Aligned, "aligned", "RFC 9846 §5.1", "nothing follows a message that changes the keys in its record";
    Interleaved, "interleaved", "RFC 9846 §5.1", "nothing comes between the fragments of a message";
    UndueFirstByte, "undue-first-byte", "RFC 9846 §4", "a message that is not due is refused before it is buffered";
    DataBeforeDone, "data-before-done", "RFC 9846 §4.5.3", "application data comes after the handshake only";
    DataAfterClose, "data-after-close", "RFC 9846 §6.1", "what comes after close_notify is ignored";
    ChangeCipherSpecValue, "change-cipher-spec-value", "RFC 9846 §5", "change_cipher_spec holds the single byte 0x01";
    ChangeCipherSpecClear, "change-cipher-spec-clear", "RFC 9846 §5", "change_cipher_spec is not protected";
    ChangeCipherSpecPlace, "change-cipher-spec-place", "RFC 9846 §5", "change_cipher_spec comes only where the state allows it";
    ChangeCipherSpecEarly12, "change-cipher-spec-early-12", "RFC 5246 §7.1", "no change_cipher_spec comes before ServerHello to a TLS 1.2 client";
    ChangeCipherSpecCount, "change-cipher-spec-count", "RFC 9846 §5", "there are no more change_cipher_spec records than the limit";
    HelloRequestCount, "hello-request-count", "RFC 5246 §7.4.1.1", "a server that asks for renegotiation twice is left";
    RenegotiationCount, "renegotiation-count", "RFC 5246 §7.2.2", "a client that asks for renegotiation twice is left";
    HelloRequest13, "hello-request-13", "RFC 9846 §4.2.2", "hello_request is nothing for a client without TLS 1.2";
    TicketCount, "ticket-count", "RFC 9846 §4.7.1", "no more tickets come in a row than the limit";
    PostHandshakeCount, "post-handshake-count", "RFC 9846 §4.7", "there are no more messages in a row without data than the limit";
    KeyUpdateValue, "key-update-value", "RFC 9846 §4.7.3", "request_update is 0 or 1";
    // --- records ------------------------------------------------------------------------------------------------
    NotTls, "not-tls", "RFC 9846 §5.1", "the first bytes look like TLS";
    RecordType, "record-type", "RFC 9846 §5", "a record's type is one of TLS, before the rest is waited for";
    InnerType, "inner-type", "RFC 9846 §5", "the type inside a protected record is one of TLS";
    RecordLength, "record-length", "RFC 9846 §5.1", "a plaintext record is not too long";
    RecordLength13, "record-length-13", "RFC 9846 §5.2", "a protected record of TLS 1.3 is not too long";
    RecordLength12, "record-length-12", "RFC 5246 §6.2.3", "a protected record of TLS 1.2 is not too long";
    InnerLength13, "inner-length-13", "RFC 9846 §5.4", "what is inside a record of TLS 1.3 is not too long";
    InnerLength12, "inner-length-12", "RFC 5246 §6.2.1", "what is inside a record of TLS 1.2 is not too long";
    OuterType, "outer-type", "RFC 9846 §5.2", "the outer type of a protected record is application_data";
    InnerTypeThere, "inner-type-there", "RFC 9846 §5.4", "a protected record is not only padding";
    RecordAuthentic, "record-authentic", "RFC 9846 §5.2", "a protected record of TLS 1.3 authenticates";
    RecordAuthentic12, "record-authentic-12", "RFC 5246 §6.2.3.3", "a protected record of TLS 1.2 authenticates";
    EmptyHandshake, "empty-handshake", "RFC 9846 §5.1", "a handshake record is not empty";
    EmptyAlert, "empty-alert", "RFC 9846 §5.1", "an alert record is not empty";
    EmptyRecords, "empty-records", "RFC 9846 §5.1", "there are not too many records without data";
    SendBeforeDone, "send-before-done", "RFC 9846 §4.5.3", "application data goes out after the handshake only";
    SequenceWrap, "sequence-wrap", "RFC 9846 §5.3", "a sequence number does not wrap";
    SendLimit, "send-limit", "RFC 9846 §5.5", "keys protect no more records than is safe";
    // --- alerts -------------------------------------------------------------------------------------------------
    AlertLength, "alert-length", "RFC 9846 §5.1", "a record holds exactly one alert";
    AlertLevel12, "alert-level-12", "RFC 5246 §7.2", "an alert's level is warning or fatal";
    AlertLevel13, "alert-level-13", "RFC 9846 §6", "TLS 1.3 takes errors for errors, whatever their level";
    WarningCount, "warning-count", "RFC 9846 §6", "there are no more warnings than the limit";
    CloseInHandshake, "close-in-handshake", "RFC 9846 §6.1", "close_notify during the handshake is a failure";
    TransportEnd, "transport-end", "RFC 9846 §6.1", "the end of the transport without close_notify is a failure";
}

/// Whether a check counts: always, but in a build with `check-switches`, where one of them may be switched off.
#[cfg(not(feature = "check-switches"))]
pub(crate) const fn enforced(_: Check) -> bool {
    true
}

#[cfg(feature = "check-switches")]
pub(crate) use off::enforced;

#[cfg(feature = "check-switches")]
mod off {
    use super::Check;
    extern crate std;
    use std::env;
    use std::sync::OnceLock;

    /// Whether a check counts. The one that does not is read from the environment when it is first asked for.
    pub(crate) fn enforced(check: Check) -> bool {
        static OFF: OnceLock<Option<Check>> = OnceLock::new();
        *OFF.get_or_init(from_environment) != Some(check)
    }

    #[expect(clippy::panic, reason = "a name that switches nothing off would make every test look good")]
    fn from_environment() -> Option<Check> {
        let name = env::var_os("TLS_CORE_SWITCH_OFF")?;
        let check = Check::ALL.iter().copied().find(|check| name == check.name());
        Some(check.unwrap_or_else(|| panic!("TLS_CORE_SWITCH_OFF names no check: {}", name.display())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::collections::BTreeSet;

    #[test]
    fn every_name_is_different_and_in_kebab_case() {
        let names: BTreeSet<_> = Check::ALL.iter().map(|check| check.name()).collect();
        assert_eq!(names.len(), Check::ALL.len());
        for name in names {
            assert!(
                name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'),
                "{name}"
            );
        }
    }
}
