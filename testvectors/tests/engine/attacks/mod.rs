//! The catalogue of known attacks on TLS, row by row. `index` says which tests stand for each of them.

mod a;
mod a_hellos;
mod b;
mod b_keys;
mod c;
mod d;
mod d_rsa;
mod e;
mod index;
mod provider;
mod wire;

/// Each row a test: where, who refuses for which cause, and the lie. The twin without the lie runs first and succeeds.
macro_rules! attacks {
    ($( $(#[$meta:meta])* $name:ident: $scene:expr, $who:ident $cause:ident, $lies:expr; )*) => {
        $(
            $(#[$meta])*
            #[test]
            fn $name() {
                crate::rules::refuses(&$scene, tls_core::msg::Role::$who, tls_core::error::Cause::$cause, $lies);
            }
        )*
    };
}
pub(crate) use attacks;
