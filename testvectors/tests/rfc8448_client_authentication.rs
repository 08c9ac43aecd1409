//! RFC 8448 §6, "Client Authentication", to the byte: the client. Its certificate is self-signed with 1,024 bits, which
//! no server of ours would trust.

#[cfg(test)]
mod replay;

use testvectors::rfc8448::Section;

#[test]
fn client() {
    replay::client(Section::ClientAuthentication).run();
}
