//! Extensions whose content nobody here reads.

use crate::codec::{DecodeError, Reader, Recorder, Rest, Wire, Writer};

/// Content that is carried and not read. It still is a field of its own in the span tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "bytes and nothing else")]
pub struct Carried<'a>(pub &'a [u8]);

impl<'a> Wire<'a> for Carried<'a> {
    fn decode<R: Recorder>(reader: &mut Reader<'a, '_, R>) -> Result<Self, DecodeError> {
        reader.field::<Rest<'a>>("extension_data").map(|rest| Self(rest.0))
    }

    fn encode(&self, writer: &mut Writer<'_>) {
        writer.bytes(self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::SpanTree;
    use crate::msg::encrypted_extensions::EncryptedExtensions;
    use crate::msg::ext::{Extensions, ExtensionsWriter, TABLE_2};

    /// "unknown" is for a type that no row has.
    #[test]
    fn every_byte_of_an_extension_that_is_not_read_lies_in_a_leaf() {
        let rows = TABLE_2.iter().map(|(extension_type, _)| *extension_type);
        let mut covered = 0;
        for extension_type in rows.chain([crate::registry::ExtensionType(0xABCD)]) {
            let mut writer = ExtensionsWriter::new();
            writer.add(extension_type, &Carried(b"data"));
            let extensions: Extensions<'_, _> = writer.block();
            let mut bytes = alloc::vec::Vec::new();
            EncryptedExtensions { extensions }.encode(&mut Writer::new(&mut bytes));
            let mut tree = SpanTree::new();
            // Others do not take this content, or none.
            if EncryptedExtensions::decode(&mut Reader::new(&bytes, &mut tree)).is_ok() {
                let lengths = tree.leaves().map(|leaf| leaf.bytes.len());
                assert_eq!(lengths.sum::<usize>(), bytes.len(), "{extension_type}");
                covered += 1;
            }
        }
        assert!(covered > 5, "{covered}");
    }
}
