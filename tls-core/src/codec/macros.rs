//! One declaration per wire structure.

/// Declares a structure of the presentation language: decode, encode and span tree from one list of fields.
///
/// ```text
/// wire_struct! {
///     /// One key share.
///     "RFC 9846 §4.3.8"
///     pub struct KeyShareEntry<'a> {
///         /// The group.
///         group: NamedGroup,
///         /// The public value.
///         key_exchange: Opaque<'a, 2, 1, 0xFFFF>,
///     }
/// }
/// ```
macro_rules! wire_struct {
    (
        $(#[$meta:meta])*
        $section:literal
        pub struct $name:ident $(<$life:lifetime>)? {
            $( $(#[$field_meta:meta])* $field:ident : $type:ty ),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[doc = concat!("\n\n", $section, ".")]
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name $(<$life>)? {
            $( $(#[$field_meta])* pub $field: $type, )*
        }

        $crate::codec::wire_struct!(@impl $section, $name, ($($life)?), $($field: $type,)*);
    };

    (@impl $section:literal, $name:ident, ($life:lifetime), $($field:ident : $type:ty,)*) => {
        impl<$life> $crate::codec::Wire<$life> for $name<$life> {
            $crate::codec::wire_struct!(@body $section, $life, $($field: $type,)*);
        }
    };
    (@impl $section:literal, $name:ident, (), $($field:ident : $type:ty,)*) => {
        impl<'a> $crate::codec::Wire<'a> for $name {
            $crate::codec::wire_struct!(@body $section, 'a, $($field: $type,)*);
        }
    };
    (@body $section:literal, $life:lifetime, $($field:ident : $type:ty,)*) => {
        fn decode<R: $crate::codec::Recorder>(
            reader: &mut $crate::codec::Reader<$life, '_, R>,
        ) -> Result<Self, $crate::codec::DecodeError> {
            reader.section($section);
            $( let $field = reader.field(stringify!($field))?; )*
            Ok(Self { $($field),* })
        }

        #[allow(unused_variables, reason = "a structure without fields writes nothing")]
        fn encode(&self, writer: &mut $crate::codec::Writer<'_>) {
            $( $crate::codec::Wire::encode(&self.$field, writer); )*
        }
    };
}

/// Implements [`Wire`](super::Wire) for a newtype over a wire integer.
macro_rules! leaf_wire {
    ($name:ty) => {
        impl<'a> $crate::codec::Wire<'a> for $name {
            fn decode<R: $crate::codec::Recorder>(
                reader: &mut $crate::codec::Reader<'a, '_, R>,
            ) -> Result<Self, $crate::codec::DecodeError> {
                let value = <$name as $crate::codec::Leaf>::from_int($crate::codec::Wire::decode(reader)?);
                reader.value(&value);
                Ok(value)
            }

            fn encode(&self, writer: &mut $crate::codec::Writer<'_>) {
                $crate::codec::Wire::encode(&$crate::codec::Leaf::to_int(*self), writer);
            }
        }
    };
}

pub(crate) use {leaf_wire, wire_struct};
