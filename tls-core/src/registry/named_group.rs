//! Groups for key exchange (RFC 9846 §4.3.7; IANA "TLS Supported Groups").

use super::table::registry;

registry! {
    /// A group for (EC)DHE key exchange.
    pub struct NamedGroup(u16) or super::grease::name {
        secp256r1 = 0x0017;
        secp384r1 = 0x0018;
        secp521r1 = 0x0019;
        x25519 = 0x001D;
        x448 = 0x001E;
        ffdhe2048 = 0x0100;
        ffdhe3072 = 0x0101;
        ffdhe4096 = 0x0102;
        ffdhe6144 = 0x0103;
        ffdhe8192 = 0x0104;
        SecP256r1MLKEM768 = 0x11EB;
        X25519MLKEM768 = 0x11EC;
        SecP384r1MLKEM1024 = 0x11ED;
    }
}

impl NamedGroup {
    /// Whether TLS 1.2 can use the group: the hybrids with ML-KEM are for TLS 1.3 only, where each side has a share of its
    /// own form.
    #[must_use]
    pub const fn usable_in_tls12(self) -> bool {
        !matches!(self, Self::SecP256r1MLKEM768 | Self::X25519MLKEM768 | Self::SecP384r1MLKEM1024)
    }

    /// The value with this IANA name, or one of the names people use for it (`P-256`, `P-384`, `P-521`).
    #[must_use]
    pub fn from_common_name(name: &str) -> Option<Self> {
        const COMMON: [(&str, NamedGroup); 6] = [
            ("P-256", NamedGroup::secp256r1),
            ("prime256v1", NamedGroup::secp256r1),
            ("P-384", NamedGroup::secp384r1),
            ("P-521", NamedGroup::secp521r1),
            ("P256", NamedGroup::secp256r1),
            ("P384", NamedGroup::secp384r1),
        ];
        Self::from_name(name)
            .or_else(|| COMMON.iter().find(|(common, _)| common.eq_ignore_ascii_case(name)).map(|(_, group)| *group))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hybrids_are_for_tls13_only() {
        let only13: alloc::vec::Vec<_> =
            NamedGroup::ALL.iter().copied().filter(|group| !group.usable_in_tls12()).collect();
        assert!(only13.iter().all(|group| group.name().is_some_and(|name| name.contains("MLKEM"))), "{only13:?}");
        assert_eq!(only13.len(), 3);
    }
}
