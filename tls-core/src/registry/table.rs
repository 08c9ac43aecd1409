//! The macro behind every IANA table.

/// Declares one registry: a newtype over the wire integer, its registered values, their names.
macro_rules! registry {
    (
        $(#[$meta:meta])*
        pub struct $name:ident($int:ty) $(or $otherwise:path)? {
            $( $(#[$row_meta:meta])* $variant:ident = $code:literal $(as $text:literal)?; )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $int);

        #[allow(non_upper_case_globals, reason = "the names are the RFC's own, and not every table has lower-case ones")]
        impl $name {
            $(
                $(#[$row_meta])*
                #[doc = concat!("`", stringify!($variant), "` (", stringify!($code), ").")]
                pub const $variant: Self = Self($code);
            )*

            /// Every registered value that this table knows, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self($code)),*];

            /// The registered name, or `None` for a value that this table does not know. Where GREASE values are reserved
            /// (RFC 8701) they are known too, as `GREASE(0x1A1A)`, though not listed in [`ALL`](Self::ALL).
            #[must_use]
            pub fn name(self) -> Option<&'static str> {
                match self.0 {
                    $( $code => Some($crate::registry::table::text!($variant $(, $text)?)), )*
                    _ => $crate::registry::table::otherwise!(self.0 $(, $otherwise)?),
                }
            }

            /// The value with this registered name (case does not matter).
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL
                    .iter()
                    .copied()
                    .find(|value| value.name().is_some_and(|own| own.eq_ignore_ascii_case(name)))
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self.name() {
                    Some(name) => f.pad(name),
                    None => write!(f, "{:#0width$x}", self.0, width = 2 + 2 * size_of::<$int>()),
                }
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self.name() {
                    Some(name) => write!(f, "{name} ({:#0width$x})", self.0, width = 2 + 2 * size_of::<$int>()),
                    None => write!(f, concat!(stringify!($name), "({:#0width$x})"), self.0, width = 2 + 2 * size_of::<$int>()),
                }
            }
        }

        impl $crate::codec::Leaf for $name {
            type Int = $int;
            fn from_int(value: $int) -> Self {
                Self(value)
            }
            fn to_int(self) -> $int {
                self.0
            }
        }

        $crate::codec::leaf_wire!($name);
    };
}

/// The printed name of a row: the identifier, unless the table gives another text.
macro_rules! text {
    ($variant:ident) => {
        stringify!($variant)
    };
    ($variant:ident, $text:literal) => {
        $text
    };
}

/// The name of a value without a row.
macro_rules! otherwise {
    ($value:expr) => {
        None
    };
    ($value:expr, $name:path) => {
        $name($value)
    };
}

pub(crate) use {otherwise, registry, text};
