//! The rows: number and title, what of it is not run and why, the tests of this binary, and those of `tls-core` by file.

use super::Row;

macro_rules! rows {
    ($(
        $number:literal $title:literal $(, not run $why:literal)?
        $(: $($module:ident :: $($part:ident)::+)* $($file:literal $($name:ident)+)*)? ;
    )*) => {
        pub(super) const ROWS: &[Row] = &[$( Row {
            number: $number,
            title: $title,
            not_run: concat!("" $(, $why)?),
            tests: &[$($( concat!(stringify!($module) $(, "::", stringify!($part))+), )*)?],
            unit: &[$($($( ($file, stringify!($name)), )+)*)?],
        }, )*];
    };
}

rows! {
    // A. State machine.
    1 "early change_cipher_spec":
        attacks::a::change_cipher_spec_everywhere rules::records::ccs_after_server_hello_in_tls12
        rules::records::ccs_before_client_key_exchange;
    2 "messages skipped":
        attacks::a::every_disorder_of_records rules::order::every_change_of_order
        rules::order::finished_instead_of_key_exchange;
    3 "client authentication skipped":
        rules::order::a_certificate_without_its_proof rules::order::no_certificate_verify_of_a_client
        rules::order::no_certificate_verify_in_tls12;
    4 "server authentication skipped":
        matrix::what_is_not_due_is_unexpected rules::order::no_certificate_of_a_server
        rules::order::no_certificate_verify_of_a_server;
    5 "export suites, ServerKeyExchange of RSA":
        rules::tls12::suite_for_export rules::tls12::parameters_of_rsa rules::order::key_exchange_with_rsa;
    6 "duplicates":
        attacks::a::every_disorder_of_records rules::order::every_change_of_order;
    7 "reordering":
        attacks::a::every_disorder_of_records rules::order::every_change_of_order;
    8 "every type in every state":
        matrix::what_is_not_due_is_unexpected matrix::what_is_not_for_after_the_handshake_is_unexpected;
    9 "application data before Finished":
        attacks::a::data_in_the_clear_everywhere attacks::a_hellos::records_that_do_not_belong_into_a_handshake
        rules::order::data_instead_of_finished;
    10 "Finished without change_cipher_spec":
        attacks::a::every_disorder_of_records attacks::b_keys::a_part_of_finished_before_the_keys
        rules::order::data_instead_of_finished;
    11 "renegotiation asked by a client":
        attacks::a::renegotiation_with_a_whole_hello rules::tls12::two_client_hellos
        rules::tls12::one_question_for_renegotiation_is_answered_with_no;
    12 "HelloRequest":
        attacks::a::hello_request_everywhere attacks::a::a_thousand_hello_requests rules::tls12::two_hello_requests;
    13 "HelloRetryRequest that is useless, second or inconsistent":
        rules::hellos::retry_after_a_retry rules::hellos::retry_without_change
        rules::hellos::retry_for_a_group_that_was_not_offered rules::hellos::another_suite_after_a_retry
        rules::hellos::another_version_after_a_retry alerts_mandated::hellos::group_after_a_retry;
    14 "second ClientHello that changes too much":
        attacks::a_hellos::no_shares_at_all attacks::a_hellos::a_list_of_no_shares attacks::a_hellos::two_shares
        attacks::a_hellos::another_session_id attacks::a_hellos::another_legacy_version attacks::a_hellos::suites_twice
        attacks::a_hellos::another_compression_method attacks::a_hellos::an_extension_more
        attacks::a_hellos::no_groups_any_more attacks::a_hellos::no_schemes_any_more
        attacks::a_hellos::no_versions_any_more attacks::a_hellos::more_groups attacks::a_hellos::a_psk_without_modes
        attacks::a_hellos::a_psk_that_is_not_last attacks::a_hellos::the_first_extension_last
        rules::hellos::the_wrong_share_after_a_retry rules::hellos::early_data_after_a_retry
        rules::hellos::another_name_after_a_retry rules::hellos::more_suites_after_a_retry
        rules::hellos::another_random_after_a_retry;
    15 "change_cipher_spec in TLS 1.3":
        attacks::a::change_cipher_spec_everywhere attacks::a::change_cipher_spec_of_another_content_everywhere
        attacks::a_hellos::records_that_do_not_belong_into_a_handshake rules::records::ccs_before_everything
        rules::records::ccs_three_times rules::records::ccs_protected rules::records::ccs_after_the_handshake;
    16 "KeyUpdate misused":
        rules::keys::every_wrong_key_update rules::keys::key_update_of_nothing rules::keys::key_update_of_two_bytes
        rules::keys::two_key_updates_in_a_record matrix::what_is_not_due_is_unexpected
        matrix::what_is_not_for_after_the_handshake_is_unexpected;
    17 "post-handshake authentication that nobody asked for":
        alerts_mandated::auth::late_certificate_request matrix::what_is_not_for_after_the_handshake_is_unexpected;
    18 "messages of the other role":
        matrix::what_is_not_due_is_unexpected rules::order::ticket_of_a_client
        rules::order::encrypted_extensions_of_a_client rules::order::end_of_early_data_of_a_server;
    19 "Certificate within a PSK handshake", not run "there are no PSKs";
    20 "the transport ends":
        attacks::a::the_transport_ends_everywhere rules::alerts::the_transport_ends;
    // B. Downgrade and negotiation.
    21 "version downgraded on the path":
        rules::hellos::sentinel_of_tls12 rules::hellos::sentinel_of_tls11 rules::hellos::somebody_strips_the_versions;
    22 "fallback":
        rules::hellos::fallback_for_no_reason attacks::b::fallback_to_a_server_that_has_no_more
        attacks::b::failures_do_not_change_the_next_hello;
    23 "state left by somebody who is not authenticated":
        attacks::b::failures_do_not_change_the_next_hello;
    24 "choices that were not offered":
        sweeps::to_client::chosen_suites sweeps::to_client::chosen_groups sweeps::to_client::chosen_versions
        sweeps::to_client::compression_methods sweeps::to_client::curves_of_server_key_exchange
        rules::hellos::session_id_changed
        rules::hellos::session_id_not_echoed rules::tls12::group_that_was_not_offered;
    25 "weak suites":
        sweeps::to_server::suites sweeps::to_server::groups sweeps::to_server::signature_schemes
        attacks::b::only_good_things_are_offered rules::tls12::suite_for_export;
    26 "finite field groups":
        attacks::b::suite_of_finite_fields_from_a_server attacks::b::only_suites_of_finite_fields
        attacks::b::group_of_finite_fields_from_a_server attacks::b::only_groups_of_finite_fields;
    27 "extensions that were not asked for":
        sweeps::extensions::in_server_hello sweeps::extensions::in_the_servers_flight
        sweeps::extensions::in_new_session_ticket sweeps::extensions::in_a_clients_certificate
        rules::hellos::key_share_in_encrypted_extensions
        rules::auth::unsolicited_extension_of_a_certificate rules::auth::unsolicited_extension_of_a_client_certificate;
    28 "messages across a change of keys":
        attacks::b_keys::nothing_is_coalesced_across_keys attacks::b_keys::a_part_of_finished_before_the_keys
        attacks::b_keys::a_flight_before_its_time rules::records::every_split_of_a_message
        rules::records::every_split_around_change_cipher_spec;
    29 "duplicates of extensions and shares":
        rules::extensions::every_extension_twice rules::hellos::share_twice attacks::b::versions_twice_in_a_retry
        attacks::b::share_twice_in_a_retry attacks::b::early_data_twice_in_a_ticket
        attacks::b::status_twice_in_a_certificate attacks::b::unknown_extension_twice_in_client_hello
        attacks::b::once_is_not_twice;
    30 "extensions that are missing":
        rules::hellos::no_signature_algorithms rules::hellos::no_supported_groups rules::hellos::no_key_share
        rules::hellos::psk_without_modes;
    31 "ServerHello without a key share":
        rules::hellos::no_key_share_from_server;
    32 "renegotiation_info":
        rules::tls12::renegotiation_info_of_a_server rules::tls12::renegotiation_info_of_a_client
        rules::tls12::no_secure_renegotiation;
    33 "extended_master_secret", not run "resumption with and without it: there is no resumption":
        rules::tls12::no_extended_master_secret_of_a_server rules::tls12::no_extended_master_secret_of_a_client;
    34 "MD5 and SHA-1":
        sweeps::signatures::of_a_server sweeps::signatures::of_a_client
        attacks::b_keys::signatures_with_broken_hashes attacks::b_keys::no_signature_with_a_broken_hash
        alerts_mandated::auth::certificate_with_md5 alerts_mandated::auth::certificate_with_sha1;
    35 "schemes of other keys":
        attacks::b_keys::schemes_of_other_keys rules::tls12::scheme_of_rsa;
    36 "intolerance":
        attacks::b::reserved_values_are_ignored attacks::b::versions_to_come_are_tolerated
        rules::hellos::legacy_version_of_client_hello;
    37 "SSL":
        attacks::b::client_of_1996 attacks::b::server_of_1996 attacks::b::no_answer_in_sslv2 rules::records::sslv2;
    38 "no TLS at all":
        rules::records::plain_http rules::records::answer_in_http rules::records::ssh rules::records::five_zeros
        rules::records::anything_else;
    // C. Record layer.
    39 "records that are too long":
        rules::records::full_records rules::records::record_of_16385_bytes
        rules::records::protected_record_that_is_too_long rules::records::protected_record_of_tls12_that_is_too_long
        "record/header.rs" exact_maxima_are_accepted_and_one_more_is_not;
    40 "interleaving":
        attacks::a_hellos::half_a_message_under_keys rules::records::every_split_of_a_message
        rules::records::half_a_message_before_ccs rules::records::half_a_message_before_an_alert
        rules::records::half_a_message_before_data;
    41 "empty fragments":
        attacks::c::padding_of_every_size rules::records::empty_handshake_record
        rules::records::protected_empty_handshake_record rules::alerts::empty_alert;
    42 "records without a type":
        attacks::c::a_record_of_nothing rules::records::only_padding rules::records::only_one_byte_of_padding
        rules::records::only_a_whole_record_of_padding;
    43 "outer types under keys":
        rules::records::every_outer_type rules::records::outer_type_handshake;
    44 "forged, cut, repeated and reordered records":
        bad_input::tls13 bad_input::tls12 rules::records::replayed_reordered_and_lost_records
        rules::records::last_byte_missing rules::records::only_a_tag;
    45 "alerts in pieces":
        rules::alerts::half_an_alert rules::alerts::two_alerts_in_one_record;
    46 "every level and description":
        sweeps::alerts::to_a_server_and_to_a_client
        attacks::c::every_alert_instead_of_a_hello attacks::c::alerts_in_the_middle_of_a_handshake
        rules::alerts::every_level_and_description;
    47 "truncation":
        rules::alerts::the_transport_ends rules::alerts::close_notify_where_it_ends_nothing
        attacks::a::the_transport_ends_everywhere;
    48 "keys and nonces used up":
        attacks::c::no_nonce_is_used_twice attacks::c::used_up_keys_end_a_connection
        "record/protect.rs" sequence_numbers_do_not_wrap;
    49 "padding", not run "its timing: a statistic":
        attacks::c::padding_of_every_size attacks::c::every_length_of_padding;
    50 "alerts in the clear after keys":
        rules::alerts::alerts_in_the_clear;
    51 "unknown types of records":
        attacks::a::unknown_records_everywhere attacks::a_hellos::every_unknown_record_in_a_handshake
        rules::records::every_outer_type rules::records::every_inner_type;
    52 "CBC":
        attacks::b::only_good_things_are_offered;
    53 "compression":
        attacks::b::compression_is_never_chosen attacks::b::only_good_things_are_offered
        rules::hellos::compression_besides_none rules::hellos::compression_of_the_server
        rules::tls12::compression_without_none rules::order::compressed_certificate;
    54 "Heartbeat":
        rules::extensions::heartbeat_is_ignored attacks::a::unknown_records_everywhere;
    // D. Key exchange and cryptography.
    55 "points off the curve":
        attacks::d::points_that_are_none attacks::d::shares_of_no_bytes rules::keys::encodings_of_points;
    56 "points of small order":
        attacks::d::points_of_small_order_in_every_message attacks::d::the_highest_bit_is_no_part_of_a_share
        rules::keys::x25519_points_of_small_order;
    57 "data for the wrong peer":
        attacks::d::nothing_is_sent_or_known_before_the_end attacks::d::nothing_is_sent_to_somebody_else;
    58 "ephemeral values used twice", not run "a hundred thousand handshakes: these are 500":
        attacks::d::everything_is_fresh;
    59 "signatures that are not verified, or do not cover what they must":
        attacks::d::every_bit_that_a_signature_covers rules::auth::every_bit_of_every_proof
        rules::tls12::point_that_is_another;
    60 "faulty signatures":
        attacks::d::a_faulty_signature_is_not_sent;
    61 "nonces of ECDSA", not run "the provider draws them, in constant time: a statistic on its timing";
    62 "malformed premaster secrets", not run "its timing: a statistic":
        attacks::d_rsa::every_malformed_premaster_looks_the_same
        "crypto/ring/rsa_kx/tests.rs" every_malformed_block_gives_the_substitute
            every_byte_before_the_random_part_is_checked;
    63 "timing of comparisons", not run "a statistic";
    64 "weak keys of peers", not run "how soon a long one is refused: a time":
        "trust/tests/chains.rs" rsa_keys_are_of_2048_to_8192_bits;
    65 "bad Finished":
        rules::auth::every_bit_of_every_proof rules::auth::finished_reflected rules::auth::finished_that_is_too_long
        rules::auth::finished_that_is_too_short rules::tls12::finished_of_13_bytes;
    // E. Authentication and certificates.
    66 "names":
        attacks::e::the_name_that_was_asked_for rules::auth::certificates_that_are_not_trusted
        "trust/tests/names.rs" a_wildcard_is_one_whole_label_on_the_left a_common_name_is_no_name
            addresses_are_compared_as_addresses odd_names_match_nothing_and_are_escaped;
    67 "chains that take long", not run "100 issuers of one name: 30; how soon they are refused: a time":
        attacks::e::certificate_lists_of_every_size
        "trust/tests/odd.rs" many_intermediates_with_one_name_are_worked_through
            circles_are_refused_before_they_cost_anything a_long_chain_is_followed_to_its_end;
    68 "name constraints":
        "trust/tests/chains.rs" path_length_and_name_constraints_hold
        "trust/tests/odd.rs" thousands_of_names_and_constraints_are_refused
            constraints_that_cannot_be_kept_are_refused;
    69 "what a certificate may be used for":
        alerts_mandated::auth::no_acceptable_leaf
        "trust/tests/chains.rs" only_certificates_of_cas_sign_certificates a_ca_is_no_leaf
            purposes_are_kept_apart key_usage_must_allow_what_the_key_does
        "trust/tests/odd.rs" a_critical_extension_that_is_not_understood_is_refused a_ca_of_version_1_is_refused;
    70 "validity":
        attacks::e::validity_to_the_second
        "trust/tests/chains.rs" validity_is_inclusive_to_the_second validity_goes_past_2050
        "trust/tests/odd.rs" a_time_with_a_fraction_is_refused;
    71 "damaged certificates", not run "two more chains: these are eight":
        attacks::e::certificates_that_are_none attacks::e::damaged_certificates
        "trust/tests/odd.rs" no_truncation_and_no_flipped_byte_is_trusted;
    72 "certificate lists that are empty, huge or unexpected":
        attacks::e::certificate_lists_of_every_size rules::auth::server_without_certificates
        rules::auth::client_without_certificates rules::auth::client_without_certificates_in_tls12
        rules::auth::too_many_certificates;
    73 "client authentication skipped by resumption", not run "there is no resumption";
    74 "a key that a CA lost", not run "a matter of the roots that are installed, not of this library";
    75 "identity shown too early":
        attacks::d::nothing_is_sent_or_known_before_the_end attacks::e::nothing_is_known_after_a_failure;
}
