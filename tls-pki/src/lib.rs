//! A public key infrastructure for tests: a root, an intermediate and leaves of every kind that tests, benches and the
//! command line need, in memory or as files.
//!
//! Never for production: the keys lie around unencrypted, and the profile is made for examples.
//!
//! ```
//! use tls_pki::TestPki;
//! let now = tls_pki::UnixTime::since_unix_epoch(std::time::Duration::from_secs(1_800_000_000));
//! let pki = TestPki::generate(now)?;
//! assert_eq!(pki.server_p256.chain().len(), 2, "leaf and intermediate");
//! # Ok::<(), tls_pki::PkiError>(())
//! ```

mod authority;
mod error;
mod files;
mod key;
mod leaf;
mod long;
mod ocsp;
mod profile;

pub use authority::Authority;
pub use error::PkiError;
pub use leaf::Leaf;
pub use rustls_pki_types::UnixTime;

use profile::{PROFILES, Profile};

macro_rules! test_pki {
    ($( $(#[$meta:meta])* $field:ident, )*) => {
        /// A root, an intermediate and the leaves that the intermediate signed.
        #[derive(Debug)]
        #[non_exhaustive]
        pub struct TestPki {
            /// The trust anchor.
            pub root: Authority,
            /// Signed by the root; signs the leaves.
            pub intermediate: Authority,
            crl_pem: String,
            now: UnixTime,
            $( $(#[$meta])* pub $field: Leaf, )*
        }

        impl TestPki {
            /// Makes everything anew: keys, certificates, serial numbers. The certificates are valid from one day
            /// before `now`, the leaves for a year.
            ///
            /// # Errors
            ///
            /// If there is no randomness, or `now` is beyond what a certificate can say.
            pub fn generate(now: UnixTime) -> Result<Self, PkiError> {
                let root = authority::root(now)?;
                let intermediate = authority::intermediate(now, &root)?;
                Ok(Self {
                    $( $field: leaf(stringify!($field), now, &intermediate)?, )*
                    now,
                    crl_pem: authority::crl(now, &intermediate, &[profile::revoked_serial(now)])?,
                    root,
                    intermediate,
                })
            }

            /// Every leaf, in the order in which their files are listed.
            pub fn leaves(&self) -> impl Iterator<Item = &Leaf> {
                [$( &self.$field ),*].into_iter()
            }
        }
    };
}

test_pki! {
    /// `server-p256`: for localhost, server.example, *.wild.example, 127.0.0.1 and `::1`, as all server leaves.
    server_p256,
    /// `server-p384`.
    server_p384,
    /// `server-rsa2048`: may also decrypt (keyEncipherment), for RSA key exchange.
    server_rsa2048,
    /// `server-ed25519`.
    server_ed25519,
    /// `client-p256`: subject CN=client-p256, for clients only.
    client_p256,
    /// `client-p384`.
    client_p384,
    /// `client-rsa2048`.
    client_rsa2048,
    /// `client-ed25519`.
    client_ed25519,
    /// `expired`: a server's, valid until one day before `now`.
    expired,
    /// `wrong-name`: a server's, for other.invalid only.
    wrong_name,
    /// `wrong-purpose`: has the servers' names, but is for clients.
    wrong_purpose,
    /// `revoked`: a server's, which [`TestPki::crl_pem`] revokes.
    revoked,
}

impl TestPki {
    /// The intermediate's revocation list in PEM, from one day before `now` for a year: it revokes the leaf `revoked`.
    #[must_use]
    pub fn crl_pem(&self) -> &str {
        &self.crl_pem
    }

    /// The intermediate's OCSP response about one of the leaves, in DER, good from one day before `now` for a year; about
    /// [`revoked`](Self::revoked) it says so.
    ///
    /// # Errors
    ///
    /// If there is no randomness, or `now` is beyond what a response can say.
    pub fn ocsp_response(&self, leaf: &Leaf, now: UnixTime) -> Result<Vec<u8>, PkiError> {
        const DAY: u64 = 86_400;
        let at = |seconds| UnixTime::since_unix_epoch(core::time::Duration::from_secs(seconds));
        let (from, to) = (now.as_secs().saturating_sub(DAY), now.as_secs().saturating_add(365 * DAY));
        let good = leaf.name() != self.revoked.name();
        ocsp::response(&self.intermediate, leaf, good, (at(from), at(to)))
    }

    /// The leaf whose files have this name, such as `server-p256`.
    #[must_use]
    pub fn leaf(&self, name: &str) -> Option<&Leaf> {
        self.leaves().find(|leaf| leaf.name() == name)
    }
}

fn leaf(field: &str, now: UnixTime, issuer: &Authority) -> Result<Leaf, PkiError> {
    let profile = profile(field)?;
    leaf::issue(profile, &profile.params(now)?, &[issuer])
}

fn profile(field: &str) -> Result<&'static Profile, PkiError> {
    PROFILES.iter().find(|profile| profile.name.replace('-', "_") == field).ok_or(PkiError::Profile)
}

#[cfg(test)]
mod tests;
