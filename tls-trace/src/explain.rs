//! One sentence for every message and every extension.

use tls_core::registry::ExtensionType;

/// What a message is for.
#[must_use]
pub fn message(name: &str) -> &'static str {
    match name {
        "ClientHello" => "The client says what it speaks and, for TLS 1.3, already sends its half of the key exchange.",
        "HelloRetryRequest" => "The server can go on, but needs a key share in another group first.",
        "ServerHello" => "The server picks version, cipher suite and (TLS 1.3) sends its half of the key exchange.",
        "EncryptedExtensions" => "Answers that nobody on the path needs to see: the first message under encryption.",
        "CertificateRequest" | "CertificateRequest (TLS 1.2)" => "The server asks the client who it is.",
        "Certificate" | "Certificate (TLS 1.2)" => "The sender's certificate chain: its name and its public key.",
        "CertificateVerify" => "A signature over the handshake: the sender holds the key of its certificate.",
        "ServerKeyExchange" => "The server's half of the key exchange, signed with the key of its certificate.",
        "ServerHelloDone" => "The server has said what it has to say; it is the client's turn.",
        "ClientKeyExchange" => "The client's half of the key exchange; both sides can now compute the master secret.",
        "ClientKeyExchange (RSA)" => {
            "The premaster secret, encrypted to the server's key: whoever gets that key later can read everything."
        }
        "Finished" => "A MAC over the whole handshake: both sides saw the same messages and have the same keys.",
        "NewSessionTicket" | "NewSessionTicket (TLS 1.2)" => "A ticket with which the client can come back faster.",
        "KeyUpdate" => "The sender's next record uses new keys.",
        "EndOfEarlyData" => "The client's 0-RTT data ends here.",
        "HelloRequest" => "The server asks for a renegotiation.",
        "CertificateStatus" => "The certificate's revocation status, from its authority.",
        "change_cipher_spec" => {
            "TLS 1.2: what follows is encrypted. TLS 1.3: means nothing, and keeps old middleboxes calm."
        }
        "application data" => {
            "What the connection is there for: only the two ends can read it, or change it unnoticed."
        }
        "Alert" => "The end of the sender's data, or the reason why it gives up.",
        _ => "",
    }
}

/// What an extension is for.
#[must_use]
pub fn extension(extension: ExtensionType) -> &'static str {
    match extension {
        ExtensionType::server_name => "the name of the server that the client wants, for machines that serve many",
        ExtensionType::supported_groups => "groups for the key exchange, in order of preference",
        ExtensionType::ec_point_formats => "how points are written; only uncompressed is left",
        ExtensionType::signature_algorithms => "signatures that the sender can verify",
        ExtensionType::signature_algorithms_cert => "signatures that the sender can verify in certificates",
        ExtensionType::application_layer_protocol_negotiation => "which protocol is spoken inside, such as h2",
        ExtensionType::extended_master_secret => {
            "TLS 1.2: binds the master secret to this handshake (triple handshake)"
        }
        ExtensionType::renegotiation_info => "TLS 1.2: this is a first handshake (renegotiation attack)",
        ExtensionType::supported_versions => "the versions of TLS, since the old version field had to be frozen",
        ExtensionType::key_share => "public values of the key exchange",
        ExtensionType::cookie => "bytes that the server wants to see again",
        ExtensionType::certificate_authorities => "authorities whose certificates the sender accepts",
        ExtensionType::status_request => "asks for the certificate's revocation status",
        ExtensionType::signed_certificate_timestamp => "asks for proof that the certificate was logged",
        ExtensionType::pre_shared_key => "keys from an earlier connection",
        ExtensionType::psk_key_exchange_modes => "how keys from an earlier connection may be used",
        ExtensionType::early_data => "data before the handshake is done",
        ExtensionType::session_ticket => "TLS 1.2: a ticket from an earlier connection",
        ExtensionType::record_size_limit => "the longest record that the sender accepts",
        ExtensionType::padding => "nothing, to make the message longer",
        nothing if nothing.is_grease() => "nothing, so that peers keep ignoring what they do not know (GREASE)",
        _ => "",
    }
}
