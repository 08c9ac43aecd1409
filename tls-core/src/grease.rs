//! Which GREASE values a connection sends (RFC 8701): they stand for nothing, and a peer must ignore them. Whoever chooses one
//! all the same is refused like for anything else that was not offered; nothing here is ever looked up when an answer is
//! judged.

use crate::msg::client_hello::Random;
use crate::registry::{CipherSuite, ExtensionType, NamedGroup, ProtocolVersion, SignatureScheme, grease::value};

/// One value of each kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Grease {
    pub(crate) suite: CipherSuite,
    pub(crate) group: NamedGroup,
    pub(crate) version: ProtocolVersion,
    pub(crate) scheme: SignatureScheme,
    /// At the front of a block.
    pub(crate) first: ExtensionType,
    /// At its end. "Implementations sending multiple GREASE extensions in a single block must therefore ensure the same
    /// value is not selected twice." (RFC 8701 §5)
    pub(crate) last: ExtensionType,
    pub(crate) protocol: [u8; 2],
}

impl Grease {
    /// "Implementations advertising GREASE values SHOULD select them at random." (RFC 8701 §5) They are taken from the random
    /// value of the hello, which everybody sees anyway: so nothing more is drawn, and the ClientHello after a
    /// HelloRetryRequest, whose random value is the same, has the same ones.
    pub(crate) fn of(random: &Random) -> Self {
        let [suite, group, version, scheme, first, last, protocol, ..] = *random;
        let last = if (first ^ last) & 0x0F == 0 { last ^ 1 } else { last };
        Self {
            suite: CipherSuite(value(suite)),
            group: NamedGroup(value(group)),
            version: ProtocolVersion(value(version)),
            scheme: SignatureScheme(value(scheme)),
            first: ExtensionType(value(first)),
            last: ExtensionType(value(last)),
            protocol: value(protocol).to_be_bytes(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_one_and_two_extensions_differ() {
        for first in 0..=u8::MAX {
            for last in 0..=u8::MAX {
                let mut random = [first; 32];
                random[5] = last;
                let grease = Grease::of(&random);
                assert!(grease.first.is_grease() && grease.last.is_grease() && grease.first != grease.last);
                assert!(grease.suite.is_grease() && grease.group.is_grease());
                assert!(grease.version.is_grease() && grease.scheme.is_grease());
                assert!(CipherSuite(u16::from_be_bytes(grease.protocol)).is_grease());
            }
        }
    }

    #[test]
    fn all_sixteen_occur() {
        let all = (0..16).map(|byte| Grease::of(&[byte; 32]).suite.0);
        assert_eq!(all.collect::<alloc::collections::BTreeSet<_>>().len(), 16);
    }
}
