//! What is no certificate, or a bad one.

use crate::case::{Case, case};
use crate::make::{Der, ca, extension, leaf, leaf_with, root, tlv};
use rcgen::SerialNumber;
use tls_core::trust::TrustReason::{BadSignature, Malformed};

pub(crate) fn cases() -> Vec<Case> {
    let root = root("Root");
    let middle = ca("Middle", &root);
    let made = leaf(&["a.example"], &middle);
    let changed = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = made.to_vec();
        change(&mut bytes);
        Der::from(bytes)
    };
    let garbage = Der::from(vec![0xC5; 200]);
    let empty = Der::from(Vec::new());
    let trailing = changed(&|bytes| bytes.push(0));
    let cut = changed(&|bytes| bytes.truncate(300));
    let last = changed(&|bytes| *bytes.last_mut().unwrap() ^= 1);
    let (r, m) = (&root.der, &middle.der);
    let mut cases = vec![
        case("garbage", &[r], &[&garbage, m]).is(Malformed),
        case("nothing", &[r], &[&empty, m]).is(Malformed),
        case("trailing byte", &[r], &[&trailing, m]).is(Malformed),
        case("cut off", &[r], &[&cut, m]).is(Malformed),
        case("signature's last bit", &[r], &[&last, m]).is(BadSignature),
    ];
    for (name, bytes) in [("zero", vec![0]), ("one", vec![1]), ("20 octets", vec![0x7F; 20])] {
        let made = leaf_with(&["a.example"], &root, |params| params.serial_number = Some(SerialNumber::from(bytes)));
        cases.push(case(format!("serial number {name}"), &[r], &[&made]));
    }
    let doubled = leaf_with(&["a.example"], &root, |params| {
        params.custom_extensions.push(crate::make::san(&[tlv(0x82, b"b.example")]));
    });
    cases.push(case("extension twice", &[r], &[&doubled]).is(Malformed));
    let odd_id = leaf_with(&["a.example"], &root, |params| {
        params.use_authority_key_identifier_extension = false;
        params.custom_extensions.push(extension(&[2, 5, 29, 35], tlv(0x30, &tlv(0x80, &[9; 20])), false));
    });
    cases.push(case("authorityKeyIdentifier of nobody", &[r], &[&odd_id]));
    cases
}
