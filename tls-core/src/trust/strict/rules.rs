//! The table of rules.

/// For whom a rule is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Realm {
    /// RFC 5280: for every certificate.
    Internet,
    /// The Baseline Requirements: for what a TLS server presents. They say nothing about clients.
    Web,
}

/// Whether a rule holds for the certificate of an anchor too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Only below the anchor. An anchor is trusted on its own authority (RFC 5280 §6.1.1 (d)), and anchors that
    /// everybody trusts break this rule.
    Below,
    /// Everywhere: no anchor that is met in practice breaks it.
    Whole,
}

macro_rules! rules {
    ($( $variant:ident, $name:literal, $section:literal, $realm:ident, $reach:ident, $sentence:literal; )*) => {
        /// A rule of the strict profile. One row of the table of rules.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum StrictRule {
            $( #[doc = concat!($sentence, " (", $section, ").")] $variant, )*
        }

        impl StrictRule {
            /// Every row, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// Its name in lower case with hyphens: `serial-positive`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $( Self::$variant => $name, )* }
            }

            /// Where it stands: a section of RFC 5280, or of the CA/Browser Forum's Baseline Requirements (BR).
            #[must_use]
            pub const fn section(self) -> &'static str {
                match self { $( Self::$variant => $section, )* }
            }

            /// What it asks for: a sentence, without a full stop.
            #[must_use]
            pub const fn sentence(self) -> &'static str {
                match self { $( Self::$variant => $sentence, )* }
            }

            pub(super) const fn realm(self) -> Realm {
                match self { $( Self::$variant => Realm::$realm, )* }
            }

            pub(super) const fn reach(self) -> Reach {
                match self { $( Self::$variant => Reach::$reach, )* }
            }
        }
    };
}

rules! {
    // --- the certificate ----------------------------------------------------------------------------------------
    Encoding, "encoding", "RFC 5280 §4.1", Internet, Whole, "a certificate and its extensions are the DER that they ought to be";
    VersionThree, "version-3", "BR §7.1.1", Internet, Whole, "a certificate is of version 3";
    SerialPositive, "serial-positive", "RFC 5280 §4.1.2.2", Internet, Below, "a serial number is positive";
    SerialLength, "serial-length", "RFC 5280 §4.1.2.2", Internet, Whole, "a serial number has at most 20 octets";
    AlgorithmsEqual, "algorithms-equal", "RFC 5280 §4.1.1.2", Internet, Whole, "the signature's algorithm is the same inside and outside of what is signed";
    IssuerName, "issuer-name", "RFC 5280 §4.1.2.4", Internet, Whole, "the issuer has a name";
    SubjectName, "subject-name", "RFC 5280 §4.1.2.6", Internet, Whole, "a CA has a name";
    ValidityEncoding, "validity-encoding", "RFC 5280 §4.1.2.5", Internet, Below, "times are UTCTime until 2049 and GeneralizedTime from 2050 on, with seconds, in Zulu";
    AnchorValidity, "anchor-validity", "RFC 5280 §6.1.3", Internet, Whole, "the trust anchor's certificate is valid now";
    UniqueIdentifiers, "unique-identifiers", "RFC 5280 §4.1.2.8", Internet, Whole, "there are no unique identifiers";
    // --- keys ---------------------------------------------------------------------------------------------------
    KeyKind, "key-kind", "BR §7.1.3.1", Web, Whole, "a key is RSA, EC on a named curve P-256, P-384 or P-521, or Ed25519";
    RsaSize, "rsa-size", "BR §6.1.5", Web, Whole, "an RSA modulus has at least 2048 bits, and a multiple of 8";
    RsaExponent, "rsa-exponent", "BR §6.1.6", Web, Whole, "an RSA exponent is odd and at least 3";
    // --- extensions ---------------------------------------------------------------------------------------------
    ExtensionOnce, "extension-once", "RFC 5280 §4.2", Internet, Whole, "no extension occurs twice";
    ExtensionKnown, "extension-known", "RFC 5280 §4.2", Internet, Whole, "critical extensions are known";
    AuthorityKeyIdCritical, "authority-key-id-critical", "RFC 5280 §4.2.1.1", Internet, Whole, "authorityKeyIdentifier is not critical";
    AuthorityKeyIdPresent, "authority-key-id-present", "RFC 5280 §4.2.1.1", Internet, Below, "what is not self-signed has an authorityKeyIdentifier with keyIdentifier";
    KeyIdsMatch, "key-ids-match", "RFC 5280 §4.2.1.2", Internet, Whole, "authorityKeyIdentifier names the issuer's subjectKeyIdentifier";
    SubjectKeyIdCritical, "subject-key-id-critical", "RFC 5280 §4.2.1.2", Internet, Whole, "subjectKeyIdentifier is not critical";
    SubjectKeyIdPresent, "subject-key-id-present", "RFC 5280 §4.2.1.2", Internet, Below, "a CA has a subjectKeyIdentifier";
    KeyUsageBits, "key-usage-bits", "RFC 5280 §4.2.1.3", Internet, Whole, "keyUsage has at least one bit";
    PolicyOnce, "policy-once", "RFC 5280 §4.2.1.4", Internet, Whole, "certificatePolicies names a policy once";
    PolicyMappingAny, "policy-mapping-any", "RFC 5280 §4.2.1.5", Internet, Whole, "anyPolicy is not mapped";
    DirectoryAttributesCritical, "directory-attributes-critical", "RFC 5280 §4.2.1.8", Internet, Whole, "subjectDirectoryAttributes is not critical";
    PolicyConstraintsCritical, "policy-constraints-critical", "RFC 5280 §4.2.1.11", Internet, Whole, "policyConstraints is critical";
    PolicyConstraintsEmpty, "policy-constraints-empty", "RFC 5280 §4.2.1.11", Internet, Whole, "policyConstraints says something";
    InhibitAnyPolicyCritical, "inhibit-any-policy-critical", "RFC 5280 §4.2.1.14", Internet, Whole, "inhibitAnyPolicy is critical";
    FreshestCrlCritical, "freshest-crl-critical", "RFC 5280 §4.2.1.15", Internet, Whole, "freshestCRL is not critical";
    InformationAccessCritical, "information-access-critical", "RFC 5280 §4.2.2", Internet, Whole, "authorityInfoAccess and subjectInfoAccess are not critical";
    InformationAccessEmpty, "information-access-empty", "RFC 5280 §4.2.2.1", Internet, Whole, "authorityInfoAccess and subjectInfoAccess say something";
    // --- CAs ----------------------------------------------------------------------------------------------------
    CaBasicConstraints, "ca-basic-constraints", "RFC 5280 §4.2.1.9", Internet, Whole, "a CA has basicConstraints with cA";
    CaBasicConstraintsCritical, "ca-basic-constraints-critical", "RFC 5280 §4.2.1.9", Internet, Below, "basicConstraints of a CA is critical";
    CaKeyUsage, "ca-key-usage", "RFC 5280 §4.2.1.3", Internet, Below, "a CA has keyUsage";
    CaKeyCertSign, "ca-key-cert-sign", "RFC 5280 §4.2.1.3", Internet, Whole, "keyUsage of a CA has keyCertSign";
    PathLength, "path-length", "RFC 5280 §4.2.1.9", Internet, Whole, "pathLenConstraint stands only with cA and keyCertSign";
    // --- name constraints ---------------------------------------------------------------------------------------
    NameConstraintsPlace, "name-constraints-place", "RFC 5280 §4.2.1.10", Internet, Whole, "nameConstraints stands only in a CA's certificate";
    NameConstraintsCritical, "name-constraints-critical", "RFC 5280 §4.2.1.10", Internet, Whole, "nameConstraints is critical";
    NameConstraintsEmpty, "name-constraints-empty", "RFC 5280 §4.2.1.10", Internet, Whole, "nameConstraints and its lists are not empty";
    NameConstraintsBounds, "name-constraints-bounds", "RFC 5280 §4.2.1.10", Internet, Whole, "a subtree has neither minimum nor maximum";
    NameConstraintsName, "name-constraints-name", "RFC 5280 §4.2.1.10", Internet, Whole, "names in nameConstraints have the form for constraints";
    NameConstraintsAddress, "name-constraints-address", "RFC 5280 §4.2.1.10", Internet, Whole, "addresses in nameConstraints are an address and a contiguous mask";
    // --- roots --------------------------------------------------------------------------------------------------
    RootPurposes, "root-purposes", "BR §7.1.2.1.2", Web, Whole, "a root has no extendedKeyUsage";
    RootKeyIds, "root-key-ids", "BR §7.1.2.1.3", Web, Whole, "authorityKeyIdentifier of a root names its own key";
    // --- the leaf -----------------------------------------------------------------------------------------------
    LeafNoCa, "leaf-no-ca", "BR §7.1.2.7.8", Web, Below, "a server's certificate is not a CA's";
    LeafKeyCertSign, "leaf-key-cert-sign", "RFC 5280 §4.2.1.9", Internet, Below, "keyUsage of who is no CA has no keyCertSign";
    LeafPurposes, "leaf-purposes", "BR §7.1.2.7.6", Web, Below, "a server's certificate has an extendedKeyUsage";
    LeafPurposesCritical, "leaf-purposes-critical", "BR §7.1.2.7.6", Web, Below, "extendedKeyUsage of a server's certificate is not critical";
    LeafServerAuth, "leaf-server-auth", "BR §7.1.2.7.10", Web, Below, "extendedKeyUsage of a server's certificate has serverAuth";
    LeafAnyPurpose, "leaf-any-purpose", "BR §7.1.2.7.10", Web, Below, "extendedKeyUsage of a server's certificate has no anyExtendedKeyUsage";
    AltName, "alt-name", "BR §7.1.2.7.12", Web, Below, "a server's certificate has a subjectAltName";
    AltNameEmpty, "alt-name-empty", "RFC 5280 §4.2.1.6", Internet, Below, "subjectAltName is not empty";
    AltNameCritical, "alt-name-critical", "RFC 5280 §4.2.1.6", Internet, Below, "subjectAltName is critical if the subject is empty";
    AltNameNotCritical, "alt-name-not-critical", "BR §7.1.2.7.12", Web, Below, "subjectAltName is not critical if there is a subject";
    DnsName, "dns-name", "RFC 5280 §4.2.1.6", Internet, Below, "a dNSName is in the preferred name syntax";
    AddressLength, "address-length", "RFC 5280 §4.2.1.6", Internet, Below, "an iPAddress has 4 or 16 octets";
    Wildcard, "wildcard", "BR §1.6.1", Internet, Below, "`*` is the whole leftmost label";
    WildcardSuffix, "wildcard-suffix", "BR §3.2.2.6", Web, Below, "what follows `*.` is no public suffix";
    CommonName, "common-name", "BR §7.1.4.3", Web, Below, "a common name is the only one, and one of the names in subjectAltName";
}
