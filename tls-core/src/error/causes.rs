//! The table of causes: one row each, from which codes, sentences, alerts, documentation and advice come. `docs/errors.md`
//! is printed from it; CONTRIBUTING.md says how.

use crate::registry::AlertDescription as Alert;

/// Whose fault a failure is, and so who can mend it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Blame {
    /// The peer broke a rule.
    Peer,
    /// Both keep the rules, but they have nothing in common.
    NoCommonGround,
    /// The peer's certificates are not trusted here.
    Trust,
    /// The peer refused us.
    PeerRefused,
    /// Something on this side failed.
    Local,
    /// The transport ended too early.
    Transport,
}

macro_rules! causes {
    ($( [$group:literal] $( $variant:ident, $code:literal, $blame:ident, $alert:expr, $section:literal, $sentence:literal, $advice:literal; )* )*) => {
        /// Why a handshake or connection was refused. One row of the table of causes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Cause {
            $($( #[doc = concat!($sentence, " (", $section, ").")] $variant, )*)*
        }

        impl Cause {
            /// Every row, in the order of the table.
            pub const ALL: &'static [Self] = &[$($( Self::$variant, )*)*];

            /// What it is about: the heading over its row.
            #[must_use]
            pub const fn group(self) -> &'static str {
                match self { $($( Self::$variant => $group, )*)* }
            }

            /// The stable code.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $($( Self::$variant => $code, )*)* }
            }

            /// Whose fault it is.
            #[must_use]
            pub const fn blame(self) -> Blame {
                match self { $($( Self::$variant => Blame::$blame, )*)* }
            }

            /// The alert that the peer is told.
            #[must_use]
            pub const fn alert(self) -> Option<Alert> {
                match self { $($( Self::$variant => $alert, )*)* }
            }

            /// The RFC section with the rule.
            #[must_use]
            pub const fn section(self) -> &'static str {
                match self { $($( Self::$variant => $section, )*)* }
            }

            /// One sentence, without a full stop.
            #[must_use]
            pub const fn sentence(self) -> &'static str {
                match self { $($( Self::$variant => $sentence, )*)* }
            }

            /// What to do about it.
            #[must_use]
            pub const fn advice(self) -> &'static str {
                match self { $($( Self::$variant => $advice, )*)* }
            }
        }
    };
}

causes! {
    ["Decoding"]
    MessageTruncated, "TLS-MSG-TRUNCATED", Peer, Some(Alert::decode_error), "RFC 9846 §6.2", "a message ends before its fields do", "The peer, or something on the path, damages messages; capture the connection and look at the named field.";
    MessageTrailingBytes, "TLS-MSG-TRAILING", Peer, Some(Alert::decode_error), "RFC 9846 §4.3", "bytes are left over after a structure", "The peer, or something on the path, damages messages; capture the connection and look at the named field.";
    FieldLength, "TLS-MSG-FIELD-LENGTH", Peer, Some(Alert::decode_error), "RFC 9846 §3.4", "a field's length is outside its bounds", "The peer, or something on the path, damages messages; capture the connection and look at the named field.";
    FieldValue, "TLS-MSG-FIELD-VALUE", Peer, Some(Alert::illegal_parameter), "RFC 9846 §6.2", "a field holds a value that is not allowed", "The peer breaks the protocol; report this line to its maker.";
    MessageTooLong, "TLS-MSG-TOO-LONG", Peer, Some(Alert::decode_error), "RFC 9846 §6.2", "a handshake message is longer than this side accepts", "Raise the limit for that message if the peer has a reason, such as very long certificate chains.";
    ["Order of messages and records"]
    UnexpectedMessage, "TLS-STATE-UNEXPECTED-MESSAGE", Peer, Some(Alert::unexpected_message), "RFC 9846 §4", "a handshake message came out of order", "The peer breaks the protocol; report this line to its maker.";
    UnexpectedRecord, "TLS-STATE-UNEXPECTED-RECORD", Peer, Some(Alert::unexpected_message), "RFC 9846 §5", "a record of this type is not allowed now", "The peer breaks the protocol; report this line to its maker.";
    UnexpectedChangeCipherSpec, "TLS-STATE-UNEXPECTED-CCS", Peer, Some(Alert::unexpected_message), "RFC 9846 §5", "a change_cipher_spec record is not allowed now, or does not hold the single byte 0x01", "The peer breaks the protocol; report this line to its maker.";
    Interleaved, "TLS-STATE-INTERLEAVED", Peer, Some(Alert::unexpected_message), "RFC 9846 §5.1", "another record type came between the fragments of a handshake message", "The peer breaks the protocol; report this line to its maker.";
    NotAligned, "TLS-STATE-KEY-CHANGE-ALIGNMENT", Peer, Some(Alert::unexpected_message), "RFC 9846 §5.1", "handshake bytes follow a message that changes the keys, in the same record", "The peer breaks the protocol; report this line to its maker.";
    RenegotiationRefused, "TLS-STATE-RENEGOTIATION", Peer, Some(Alert::unexpected_message), "RFC 9846 §4.2.2", "the peer asks for renegotiation, which is never done here", "Switch renegotiation off at the peer; where it asks for a client certificate late, ask for it in the first handshake or use TLS 1.3.";
    ["Records"]
    RecordOverflow, "TLS-RECORD-OVERFLOW", Peer, Some(Alert::record_overflow), "RFC 9846 §5.1", "a record is longer than allowed", "The peer breaks the protocol, or does not speak TLS at all; report this line to its maker.";
    RecordBadMac, "TLS-RECORD-BAD-MAC", Peer, Some(Alert::bad_record_mac), "RFC 9846 §5.2", "a protected record could not be deprotected", "Either the record was damaged on its way or the two sides have different keys; repeat with a key log and compare captures of both ends.";
    RecordEmptyFragment, "TLS-RECORD-EMPTY", Peer, Some(Alert::unexpected_message), "RFC 9846 §5.1", "a record without content, of a type that must have some", "The peer breaks the protocol; report this line to its maker.";
    RecordNoContentType, "TLS-RECORD-NO-TYPE", Peer, Some(Alert::unexpected_message), "RFC 9846 §5.4", "a protected record holds nothing but padding", "The peer breaks the protocol; report this line to its maker.";
    RecordOuterType, "TLS-RECORD-OUTER-TYPE", Peer, Some(Alert::unexpected_message), "RFC 9846 §5.2", "the outer type of a protected record is not application_data", "The peer breaks the protocol; report this line to its maker.";
    TooManyRecords, "TLS-RECORD-FLOOD", Peer, Some(Alert::unexpected_message), "RFC 9846 §5", "too many records that carry nothing", "The peer wastes this side's time; report this line to its maker.";
    SequenceExhausted, "TLS-RECORD-SEQUENCE", Local, Some(Alert::internal_error), "RFC 9846 §5.5", "the keys have been used for as many records as is safe", "Open a new connection.";
    ["Peers that do not speak TLS, or only an old one"]
    PeerSpeaksHttp, "TLS-PEER-HTTP", Peer, Some(Alert::unexpected_message), "RFC 9846 §5.1", "the peer speaks plain HTTP, not TLS", "Towards a server use the port where it speaks TLS (often 443 instead of 80), or http:// instead of https://; a client needs https:// for this port.";
    PeerIsHttpProxy, "TLS-PEER-HTTP-PROXY", Peer, Some(Alert::unexpected_message), "RFC 9846 §5.1", "an HTTP proxy answers in the server's place", "Read the proxy's whole reply to CONNECT before TLS starts, and start only after a 200: for 407 give it credentials, for 502 to 504 check the server's name and port.";
    PeerStartsInClear, "TLS-PEER-STARTTLS", Peer, Some(Alert::unexpected_message), "RFC 9846 §5.1", "the peer speaks a protocol that starts in clear", "Ask for TLS in that protocol first (STARTTLS, STLS, AUTH TLS), or use its port for TLS from the first byte: SMTP 465, IMAP 993, POP3 995, FTP 990, LDAP 636, XMPP 5223.";
    PeerSpeaksPostgres, "TLS-PEER-POSTGRESQL", Peer, Some(Alert::unexpected_message), "RFC 9846 §5.1", "the peer speaks PostgreSQL, where TLS must be asked for", "A client sends SSLRequest and reads one byte first: TLS starts after S. A server reads SSLRequest and answers S before it starts TLS; only PostgreSQL 17 and later can do without (sslnegotiation=direct).";
    PostgresRefusesTls, "TLS-PEER-POSTGRESQL-REFUSES", NoCommonGround, Some(Alert::unexpected_message), "RFC 9846 §5.1", "the PostgreSQL server does not do TLS", "Set ssl = on in the server's postgresql.conf and give it a certificate; and send ClientHello only after S.";
    PostgresAnswerNotRead, "TLS-PEER-POSTGRESQL-ACCEPTS", Local, Some(Alert::internal_error), "RFC 9846 §5.1", "the PostgreSQL server's answer to SSLRequest was not read before TLS", "After SSLRequest read exactly one byte, start TLS if it is S, and give TLS only the bytes after it.";
    PeerSpeaksMysql, "TLS-PEER-MYSQL", Peer, Some(Alert::unexpected_message), "RFC 9846 §5.1", "the peer speaks MySQL, where TLS must be asked for", "Read the server's greeting and send its SSLRequest packet (capability CLIENT_SSL) before TLS starts; an error instead of a greeting says why the server refuses this host.";
    PeerSpeaksProxyProtocol, "TLS-PEER-PROXY-PROTOCOL", Peer, Some(Alert::unexpected_message), "RFC 9846 §5.1", "the peer sends a header of the PROXY protocol in front of TLS", "Read the header before TLS gets the bytes, or switch it off in the load balancer.";
    PeerSpeaksSomethingElse, "TLS-PEER-NOT-TLS", Peer, Some(Alert::unexpected_message), "RFC 9846 §5.1", "the peer's first bytes are not TLS", "Check host and port; if the protocol starts in clear, ask for TLS in it first, or use its port for TLS from the first byte.";
    PeerSpeaksOldTls, "TLS-PEER-OLD", NoCommonGround, Some(Alert::protocol_version), "RFC 9846 §E.5", "the peer speaks only a version older than TLS 1.2", "Upgrade the peer: TLS 1.0 and 1.1 are forbidden by RFC 8996, SSL by RFC 7568.";
    OldPeerAlert, "TLS-PEER-OLD-ALERT", PeerRefused, None, "RFC 9846 §E.5", "the peer refused with an alert in a record of a version older than TLS 1.2, and may speak nothing newer", "See which versions the peer allows and upgrade it: TLS 1.0 and 1.1 are forbidden by RFC 8996, SSL 3.0 by RFC 7568.";
    ["Alerts"]
    OwnCertificateRefused, "TLS-ALERT-OWN-CERTIFICATE", PeerRefused, None, "RFC 9846 §4.5.1.3", "the server does not accept what this client showed of itself", "Give the client a certificate, with its key, of an authority that the server trusts; the alert names the class of what was wrong, the server's log has the reason.";
    PeerAlert, "TLS-ALERT-RECEIVED", PeerRefused, None, "RFC 9846 §6.2", "the peer refused with an alert", "Look at the peer's log for its reason; the alert names the class of it.";
    AlertDecode, "TLS-ALERT-DECODE", Peer, Some(Alert::decode_error), "RFC 9846 §6", "an alert is not two bytes long, or is split over records", "The peer breaks the protocol; report this line to its maker.";
    AlertLevel, "TLS-ALERT-LEVEL", Peer, Some(Alert::illegal_parameter), "RFC 9846 §6", "an alert has an unknown level", "The peer breaks the protocol; report this line to its maker.";
    TooManyWarnings, "TLS-ALERT-FLOOD", Peer, Some(Alert::unexpected_message), "RFC 9846 §6", "too many warning alerts", "The peer wastes this side's time; report this line to its maker.";
    ["Extensions"]
    DuplicateExtension, "TLS-EXT-DUPLICATE", Peer, Some(Alert::illegal_parameter), "RFC 9846 §4.3", "the same extension stands twice in one block", "The peer breaks the protocol; report this line to its maker.";
    UnsolicitedExtension, "TLS-EXT-UNSOLICITED", Peer, Some(Alert::unsupported_extension), "RFC 9846 §4.3", "an extension answers a request that was not made", "The peer breaks the protocol; report this line to its maker.";
    MisplacedExtension, "TLS-EXT-MISPLACED", Peer, Some(Alert::illegal_parameter), "RFC 9846 §4.3", "an extension stands in a message where it must not", "The peer breaks the protocol; report this line to its maker.";
    MissingExtension, "TLS-EXT-MISSING", Peer, Some(Alert::missing_extension), "RFC 9846 §9.2", "an extension that this handshake needs is missing", "The peer breaks the protocol; report this line to its maker.";
    PskNotLast, "TLS-EXT-PSK-NOT-LAST", Peer, Some(Alert::illegal_parameter), "RFC 9846 §4.3.11", "pre_shared_key is not the last extension of ClientHello", "The peer breaks the protocol; report this line to its maker.";
    ["Negotiation"]
    NoCommonVersion, "TLS-NEG-VERSION", NoCommonGround, Some(Alert::protocol_version), "RFC 9846 §4.3.1", "the two sides have no protocol version in common", "Allow a version that both sides have (--tls 1.2,1.3), or upgrade the older side.";
    NoCommonCipherSuite, "TLS-NEG-SUITE", NoCommonGround, Some(Alert::handshake_failure), "RFC 9846 §4.2.1", "the two sides have no usable cipher suite in common", "Allow a suite that both sides have; for TLS 1.2 the certificate's key must fit it too.";
    NoCommonGroup, "TLS-NEG-GROUP", NoCommonGround, Some(Alert::handshake_failure), "RFC 9846 §4.2.1", "the two sides have no key exchange group in common", "Allow a group that both sides have (--groups X25519,P-256,P-384).";
    NoCommonSignatureScheme, "TLS-NEG-SIGNATURE", NoCommonGround, Some(Alert::handshake_failure), "RFC 9846 §4.5.1.2", "no credential fits the signature algorithms that the peer accepts", "Give this side a certificate with another kind of key, or allow more signature algorithms at the peer.";
    NoCommonProtocol, "TLS-NEG-ALPN", NoCommonGround, Some(Alert::no_application_protocol), "RFC 7301 §3.2", "the two sides have no application protocol in common", "Let both sides list the same protocol (--alpn).";
    LegacyVersion, "TLS-NEG-LEGACY-VERSION", Peer, Some(Alert::protocol_version), "RFC 9846 §4.2.2", "legacy_version is not 0x0303 where supported_versions stands", "The peer breaks the protocol; report this line to its maker.";
    InappropriateFallback, "TLS-NEG-FALLBACK", Peer, Some(Alert::inappropriate_fallback), "RFC 7507 §3", "the client fell back to a lower version although both sides have a higher one", "Something breaks the first handshake; look for a middlebox, and do not retry with lower versions.";
    DowngradeSentinel, "TLS-NEG-DOWNGRADE", Peer, Some(Alert::illegal_parameter), "RFC 9846 §4.2.3", "the server's random says that it has a higher version than was negotiated: somebody downgraded the connection", "Something on the path changes handshake messages; find it before you trust this network.";
    UnofferedVersion, "TLS-NEG-UNOFFERED-VERSION", Peer, Some(Alert::illegal_parameter), "RFC 9846 §4.3.1", "the server chose a version that was not offered", "The peer breaks the protocol; report this line to its maker.";
    UnofferedCipherSuite, "TLS-NEG-UNOFFERED-SUITE", Peer, Some(Alert::illegal_parameter), "RFC 9846 §4.2.3", "the server chose a cipher suite that was not offered for this version", "The peer breaks the protocol; report this line to its maker.";
    UnofferedGroup, "TLS-NEG-UNOFFERED-GROUP", Peer, Some(Alert::illegal_parameter), "RFC 9846 §4.3.8", "the peer chose a group that was not offered", "The peer breaks the protocol; report this line to its maker.";
    UnofferedProtocol, "TLS-NEG-UNOFFERED-ALPN", Peer, Some(Alert::illegal_parameter), "RFC 7301 §3.1", "the server chose an application protocol that was not offered, or not exactly one", "The peer breaks the protocol; report this line to its maker.";
    SessionIdEcho, "TLS-NEG-SESSION-ID", Peer, Some(Alert::illegal_parameter), "RFC 9846 §4.2.3", "the server does not echo legacy_session_id", "The peer breaks the protocol, or a middlebox answers in its place; report this line to its maker.";
    CompressionMethod, "TLS-NEG-COMPRESSION", Peer, Some(Alert::illegal_parameter), "RFC 9846 §4.2.2", "compression other than null", "The peer breaks the protocol; report this line to its maker.";
    KeyShareGroups, "TLS-NEG-KEY-SHARES", Peer, Some(Alert::illegal_parameter), "RFC 9846 §4.3.8", "key_share holds a group twice, or one that is not in supported_groups", "The peer breaks the protocol; report this line to its maker.";
    RenegotiationInfo, "TLS-NEG-RENEGOTIATION-INFO", Peer, Some(Alert::handshake_failure), "RFC 5746 §3.4", "renegotiation_info is not empty in a first handshake", "Something splices connections together (CVE-2009-3555); find it before you trust this network.";
    SecureRenegotiationMissing, "TLS-NEG-NO-SECURE-RENEGOTIATION", Peer, Some(Alert::handshake_failure), "RFC 5746 §4.1", "the TLS 1.2 peer does not know secure renegotiation", "Upgrade the peer: without RFC 5746 it can be spliced into another connection.";
    ExtendedMasterSecretMissing, "TLS-NEG-NO-EMS", Peer, Some(Alert::handshake_failure), "RFC 7627 §5.2", "the TLS 1.2 peer does not use extended_master_secret", "Upgrade the peer; only if that is impossible, allow it explicitly: it opens the triple handshake attack.";
    PointFormats, "TLS-NEG-POINT-FORMATS", Peer, Some(Alert::illegal_parameter), "RFC 8422 §5.1.2", "ec_point_formats lacks the uncompressed format", "The peer breaks the protocol; report this line to its maker.";
    ["HelloRetryRequest"]
    HelloRetryUseless, "TLS-HRR-NO-CHANGE", Peer, Some(Alert::illegal_parameter), "RFC 9846 §4.2.4", "HelloRetryRequest would not change the ClientHello", "The peer breaks the protocol; report this line to its maker.";
    HelloRetryGroup, "TLS-HRR-GROUP", Peer, Some(Alert::illegal_parameter), "RFC 9846 §4.3.8", "HelloRetryRequest asks for a group that was not offered, or whose share was sent already", "The peer breaks the protocol; report this line to its maker.";
    SecondHelloRetry, "TLS-HRR-SECOND", Peer, Some(Alert::unexpected_message), "RFC 9846 §4.2.4", "a second HelloRetryRequest", "The peer breaks the protocol; report this line to its maker.";
    HelloRetryMismatch, "TLS-HRR-MISMATCH", Peer, Some(Alert::illegal_parameter), "RFC 9846 §4.2.4", "ServerHello does not keep what HelloRetryRequest said", "The peer breaks the protocol; report this line to its maker.";
    SecondClientHello, "TLS-HRR-SECOND-HELLO", Peer, Some(Alert::illegal_parameter), "RFC 9846 §4.2.2", "the second ClientHello changes what it must keep, or lacks what was asked for", "The peer breaks the protocol; report this line to its maker.";
    ["Authentication"]
    NoServerCertificate, "TLS-AUTH-EMPTY-SERVER", Peer, Some(Alert::decode_error), "RFC 9846 §4.5.1.3", "the server's certificate list is empty", "The peer breaks the protocol; report this line to its maker.";
    ClientCertificateRequired, "TLS-AUTH-CLIENT-REQUIRED", Peer, Some(Alert::certificate_required), "RFC 9846 §4.5.1.3", "the client sent no certificate, and one is required", "Give the client a certificate and key (--cert, --key).";
    ClientCertificateRequired12, "TLS-AUTH-CLIENT-REQUIRED-12", Peer, Some(Alert::handshake_failure), "RFC 5246 §7.4.6", "the client sent no certificate, and one is required", "Give the client a certificate and key (--cert, --key).";
    TooManyCertificates, "TLS-AUTH-CHAIN-LENGTH", Peer, Some(Alert::bad_certificate), "RFC 9846 §4.5.1", "the peer sent more certificates than this side accepts", "Send only the leaf and its intermediates, or raise the limit.";
    CertificateRequestContext, "TLS-AUTH-REQUEST-CONTEXT", Peer, Some(Alert::illegal_parameter), "RFC 9846 §4.5.1", "certificate_request_context is not what this handshake needs", "The peer breaks the protocol; report this line to its maker.";
    Untrusted, "TLS-TRUST", Trust, Some(Alert::certificate_unknown), "RFC 5280 §6", "the peer's certificate is not accepted", "See the reason; `--ca FILE` adds a trust anchor, `--name NAME` sets the name to check.";
    UnofferedSignatureScheme, "TLS-AUTH-SCHEME", Peer, Some(Alert::illegal_parameter), "RFC 9846 §4.5.2", "a signature uses a scheme that was not offered, or is not allowed in this version", "The peer breaks the protocol; report this line to its maker.";
    SchemeDoesNotFitKey, "TLS-AUTH-SCHEME-KEY", Peer, Some(Alert::illegal_parameter), "RFC 9846 §4.5.2", "a signature's scheme does not fit the key in the certificate", "The peer breaks the protocol; report this line to its maker.";
    BadSignature, "TLS-AUTH-BAD-SIGNATURE", Peer, Some(Alert::decrypt_error), "RFC 9846 §4.5.2", "the peer's signature over the handshake does not verify", "The peer does not hold the certificate's key, or somebody changed the handshake.";
    BadFinished, "TLS-AUTH-BAD-FINISHED", Peer, Some(Alert::decrypt_error), "RFC 9846 §4.5.3", "the peer's Finished does not verify", "The two sides saw different handshakes: somebody changed it, or the peer has a fault.";
    CertificateDoesNotFitSuite, "TLS-AUTH-KEY-TYPE", Peer, Some(Alert::unsupported_certificate), "RFC 5246 §7.4.2", "the certificate's key does not fit the cipher suite", "The peer breaks the protocol; report this line to its maker.";
    ["Keys"]
    BadKeyShare, "TLS-KEX-BAD-SHARE", Peer, Some(Alert::illegal_parameter), "RFC 9846 §4.3.8.2", "the peer's public value is no valid point of the group", "The peer breaks the protocol; report this line to its maker.";
    CurveType, "TLS-KEX-CURVE-TYPE", Peer, Some(Alert::illegal_parameter), "RFC 8422 §5.4", "ServerKeyExchange does not use a named curve", "The peer breaks the protocol; report this line to its maker.";
    KeyUpdateValue, "TLS-KEY-UPDATE-VALUE", Peer, Some(Alert::illegal_parameter), "RFC 9846 §4.7.3", "request_update is neither 0 nor 1", "The peer breaks the protocol; report this line to its maker.";
    TooManyKeyUpdates, "TLS-KEY-UPDATE-FLOOD", Peer, Some(Alert::unexpected_message), "RFC 9846 §4.7.3", "too many post-handshake messages without application data", "The peer wastes this side's time; report this line to its maker.";
    ["This side, and the transport"]
    RandomFailed, "TLS-LOCAL-RNG", Local, Some(Alert::internal_error), "RFC 9846 §C.1", "the random number generator failed", "Check this machine's source of randomness; nothing was sent with weak randomness.";
    SigningFailed, "TLS-LOCAL-SIGN", Local, Some(Alert::internal_error), "RFC 9846 §4.5.2", "signing with our own key failed", "Check that key and certificate belong together and that the signer is reachable.";
    CryptoFailed, "TLS-LOCAL-CRYPTO", Local, Some(Alert::internal_error), "RFC 9846 §6.2", "a cryptographic operation failed on this side", "This is a fault of the provider or of this library; report it.";
    EncodingFailed, "TLS-LOCAL-ENCODING", Local, Some(Alert::internal_error), "RFC 9846 §3.4", "something configured is too long for its field", "Shorten what was configured: names, protocols or certificates.";
    Internal, "TLS-LOCAL-INTERNAL", Local, Some(Alert::internal_error), "RFC 9846 §6.2", "this library contradicts itself", "This is a fault of this library; report it.";
    AnsweredNo, "TLS-LOCAL-NO", Local, Some(Alert::access_denied), "RFC 9846 §6.2", "the application does not serve this client", "The caller answered Question::ChooseConfig with an alert; look there for its reason.";
    Truncated, "TLS-CLOSE-TRUNCATED", Transport, None, "RFC 9846 §6.1", "the transport ended without close_notify", "Data may be missing at the end; check the length by other means, or ask the peer's maker to send close_notify.";
    ClosedInHandshake, "TLS-CLOSE-IN-HANDSHAKE", Transport, None, "RFC 9846 §6.1", "the peer closed the connection during the handshake", "Look at the peer's log for its reason.";
    ClosedByCaller, "TLS-CLOSE-BY-CALLER", Local, Some(Alert::close_notify), "RFC 9846 §6.1", "this side closed the connection during the handshake", "If the connection is wanted, call close only after Done.";
}
