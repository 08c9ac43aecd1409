//! GREASE (RFC 8701): values that stand for nothing, so that peers do not forget to ignore what they do not know.

use super::{CipherSuite, ExtensionType, NamedGroup, ProtocolVersion, PskKeyExchangeMode, SignatureScheme};

/// The 16 values for suites, extensions, groups, signature schemes and versions, and their names (RFC 8701 §2).
const NAMES: [&str; 16] = [
    "GREASE(0x0A0A)",
    "GREASE(0x1A1A)",
    "GREASE(0x2A2A)",
    "GREASE(0x3A3A)",
    "GREASE(0x4A4A)",
    "GREASE(0x5A5A)",
    "GREASE(0x6A6A)",
    "GREASE(0x7A7A)",
    "GREASE(0x8A8A)",
    "GREASE(0x9A9A)",
    "GREASE(0xAAAA)",
    "GREASE(0xBABA)",
    "GREASE(0xCACA)",
    "GREASE(0xDADA)",
    "GREASE(0xEAEA)",
    "GREASE(0xFAFA)",
];

/// The values for PskKeyExchangeMode and their names (RFC 8701 §2).
const MODES: [(u8, &str); 8] = [
    (0x0B, "GREASE(0x0B)"),
    (0x2A, "GREASE(0x2A)"),
    (0x49, "GREASE(0x49)"),
    (0x68, "GREASE(0x68)"),
    (0x87, "GREASE(0x87)"),
    (0xA6, "GREASE(0xA6)"),
    (0xC5, "GREASE(0xC5)"),
    (0xE4, "GREASE(0xE4)"),
];

/// The value that the lower four bits choose.
pub(crate) const fn value(choice: u8) -> u16 {
    let byte = (choice & 0x0F) << 4 | 0x0A;
    u16::from_be_bytes([byte, byte])
}

const fn is_grease(value: u16) -> bool {
    let [high, low] = value.to_be_bytes();
    high == low && low & 0x0F == 0x0A
}

/// The name of a value, if it is one of these.
pub(super) fn name(value: u16) -> Option<&'static str> {
    let [high, _] = value.to_be_bytes();
    NAMES.get(usize::from(high >> 4)).copied().filter(|_| is_grease(value))
}

/// The name of a PskKeyExchangeMode, if it is one of these.
pub(super) fn mode_name(value: u8) -> Option<&'static str> {
    MODES.iter().find(|(mode, _)| *mode == value).map(|(_, name)| *name)
}

macro_rules! greased {
    ($($registry:ident)*) => {$(
        impl $registry {
            /// Whether the value stands for nothing, and is there to keep peers tolerant (RFC 8701 §2).
            #[must_use]
            pub const fn is_grease(self) -> bool {
                is_grease(self.0)
            }
        }
    )*};
}

greased! { CipherSuite ExtensionType NamedGroup ProtocolVersion SignatureScheme }

impl PskKeyExchangeMode {
    /// Whether the value stands for nothing, and is there to keep peers tolerant (RFC 8701 §2).
    #[must_use]
    pub fn is_grease(self) -> bool {
        mode_name(self.0).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;
    use alloc::string::ToString;

    #[test]
    fn sixteen_values_have_their_own_names() {
        let all: alloc::vec::Vec<u16> = (0..=u16::MAX).filter(|value| name(*value).is_some()).collect();
        assert_eq!(all, (0..16).map(value).collect::<alloc::vec::Vec<_>>());
        for value in all {
            assert_eq!(CipherSuite(value).to_string(), format!("GREASE(0x{value:04X})"));
            assert!(NamedGroup(value).is_grease() && ExtensionType(value).is_grease());
        }
        assert_eq!(ProtocolVersion(0x1A1A).name(), Some("GREASE(0x1A1A)"));
        assert_eq!(SignatureScheme(0xFAFA).name(), Some("GREASE(0xFAFA)"));
    }

    #[test]
    fn neighbours_are_none() {
        for value in [0x0A1A, 0x1A0A, 0x1B1B, 0x0000, 0x1A1B] {
            assert!(!CipherSuite(value).is_grease() && name(value).is_none(), "{value:#x}");
        }
        assert!(CipherSuite::ALL.iter().all(|suite| !suite.is_grease()));
        assert!(CipherSuite::from_name("GREASE(0x1A1A)").is_none(), "nobody can ask for one");
    }

    #[test]
    fn modes_have_values_of_their_own() {
        let modes = (0..=u8::MAX).filter(|mode| PskKeyExchangeMode(*mode).is_grease());
        assert_eq!(modes.collect::<alloc::vec::Vec<_>>(), [0x0B, 0x2A, 0x49, 0x68, 0x87, 0xA6, 0xC5, 0xE4]);
        assert_eq!(PskKeyExchangeMode(0xA6).to_string(), "GREASE(0xA6)");
    }
}
