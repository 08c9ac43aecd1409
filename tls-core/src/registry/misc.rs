//! The small registries.

use super::table::registry;

registry! {
    /// A protocol version as it stands on the wire (RFC 9846 §4.3.1).
    pub struct ProtocolVersion(u16) or super::grease::name {
        SSLv2 = 0x0200;
        SSLv3 = 0x0300;
        TLSv1_0 = 0x0301 as "TLSv1.0";
        TLSv1_1 = 0x0302 as "TLSv1.1";
        TLSv1_2 = 0x0303 as "TLSv1.2";
        TLSv1_3 = 0x0304 as "TLSv1.3";
    }
}

registry! {
    /// What a record carries (RFC 9846 §5.1).
    pub struct ContentType(u8) {
        invalid = 0;
        change_cipher_spec = 20;
        alert = 21;
        handshake = 22;
        application_data = 23;
        heartbeat = 24;
    }
}

registry! {
    /// Which handshake message follows (RFC 9846 §4, RFC 5246 §7.4). Bodies are TABLE 1 in [`crate::msg`].
    pub struct HandshakeType(u8) {
        hello_request = 0;
        client_hello = 1;
        server_hello = 2;
        new_session_ticket = 4;
        end_of_early_data = 5;
        encrypted_extensions = 8;
        certificate = 11;
        server_key_exchange = 12;
        certificate_request = 13;
        server_hello_done = 14;
        certificate_verify = 15;
        client_key_exchange = 16;
        finished = 20;
        certificate_status = 22;
        key_update = 24;
        compressed_certificate = 25;
        message_hash = 254;
    }
}

registry! {
    /// A hash (RFC 5246 §7.4.1.4.1).
    pub struct HashAlgorithm(u8) {
        sha1 = 2;
        sha256 = 4;
        sha384 = 5;
        sha512 = 6;
    }
}

registry! {
    /// Compression of TLS 1.2 and before. Only `null` is ever used.
    pub struct CompressionMethod(u8) {
        null = 0;
        deflate = 1;
    }
}

registry! {
    /// How a curve is named in ServerKeyExchange (RFC 8422 §5.4).
    pub struct EcCurveType(u8) {
        explicit_prime = 1;
        explicit_char2 = 2;
        named_curve = 3;
    }
}

registry! {
    /// How a point is written (RFC 8422 §5.1.2).
    pub struct EcPointFormat(u8) {
        uncompressed = 0;
        ansiX962_compressed_prime = 1;
        ansiX962_compressed_char2 = 2;
    }
}

registry! {
    /// The kind of name in server_name (RFC 6066 §3).
    pub struct NameType(u8) {
        host_name = 0;
    }
}

registry! {
    /// The kind of status in status_request (RFC 6066 §8).
    pub struct CertificateStatusType(u8) {
        ocsp = 1;
    }
}

registry! {
    /// What a TLS 1.2 server accepts from a client (RFC 5246 §7.4.4, RFC 8422 §5.5).
    pub struct ClientCertificateType(u8) {
        rsa_sign = 1;
        dss_sign = 2;
        rsa_fixed_dh = 3;
        dss_fixed_dh = 4;
        ecdsa_sign = 64;
        rsa_fixed_ecdh = 65;
        ecdsa_fixed_ecdh = 66;
    }
}

registry! {
    /// How a PSK may be combined with (EC)DHE (RFC 9846 §4.3.9).
    pub struct PskKeyExchangeMode(u8) or super::grease::mode_name {
        psk_ke = 0;
        psk_dhe_ke = 1;
    }
}

registry! {
    /// Whether the receiver of a KeyUpdate must answer with one (RFC 9846 §4.7.3).
    pub struct KeyUpdateRequest(u8) {
        update_not_requested = 0;
        update_requested = 1;
    }
}

impl HashAlgorithm {
    /// Bytes of a digest.
    #[must_use]
    pub const fn output_len(self) -> usize {
        match self {
            Self::sha384 => 48,
            Self::sha512 => 64,
            _ => 32,
        }
    }
}
