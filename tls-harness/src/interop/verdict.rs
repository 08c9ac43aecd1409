//! Whether the stories agree.

use super::fact::{Camp, Expected, Fact, Witness};

/// What the witnesses' stories come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong, one sentence each; empty if everything agrees.
    pub objections: Vec<String>,
    /// Facts that only our own side could speak about.
    pub own_word_only: Vec<Fact>,
}

/// Compares what the witnesses say with what is expected and with each other.
///
/// A witness passes nothing over: what it does not say about a fact that it should know counts against the case, as
/// does a value that is allowed but not what the others say.
#[must_use]
pub fn judge(expected: &Expected, witnesses: &[Witness]) -> Finding {
    let mut finding = Finding::default();
    for camp in [Camp::Ours, Camp::Peer] {
        if !witnesses.iter().any(|witness| witness.camp == camp) {
            finding.objections.push(format!("nobody of camp {camp:?} says anything"));
        }
    }
    for (fact, allowed) in expected.iter() {
        let mut stories: Vec<(&Witness, &String)> = Vec::new();
        for witness in witnesses {
            match witness.says.get(&fact) {
                Some(value) => stories.push((witness, value)),
                None if witness.silent.contains(&fact) => {}
                None => finding.objections.push(format!("{fact}: {} does not say", witness.name)),
            }
        }
        finding.objections.extend(objections(fact, allowed, &stories));
        match stories.iter().any(|(witness, _)| witness.camp != Camp::Ours) {
            false if stories.is_empty() => finding.objections.push(format!("{fact}: nobody says")),
            // That there is no certificate is no claim that needs a second witness to its trust.
            false if stories.iter().all(|(_, value)| *value == "none") => {}
            false => finding.own_word_only.push(fact),
            true => {}
        }
    }
    finding
}

fn objections(fact: Fact, allowed: &[String], stories: &[(&Witness, &String)]) -> Vec<String> {
    let mut objections: Vec<String> = stories
        .iter()
        .filter(|(_, value)| !allowed.contains(value))
        .map(|(witness, value)| format!("{fact}: expected {}, but {} says {value}", allowed.join(" or "), witness.name))
        .collect();
    if let Some(((first, value), others)) = stories.split_first() {
        objections.extend(
            others.iter().filter(|(_, other)| other != value).map(|(witness, other)| {
                format!("{fact}: {} says {value}, but {} says {other}", first.name, witness.name)
            }),
        );
    }
    objections
}

#[cfg(test)]
mod tests {
    use super::super::scenario::matrix;
    use super::*;

    /// Four witnesses who tell the truth about a scenario.
    fn truth(expected: &Expected) -> Vec<Witness> {
        let witness = |name: &str, camp, silent: &[Fact]| {
            let mut witness = Witness::new(name, camp, silent);
            for (fact, allowed) in expected.iter().filter(|(fact, _)| !silent.contains(fact)) {
                witness.say(fact, allowed.first().cloned());
            }
            witness
        };
        vec![
            witness("tls-cli", Camp::Ours, &[Fact::ClientSignature]),
            witness("openssl", Camp::Peer, &[Fact::Group, Fact::ServerTrusted]),
            witness("openssl -msg", Camp::Peer, &[Fact::ServerTrusted]),
            witness("the wire", Camp::Wire, &[Fact::ServerTrusted, Fact::ClientAsked]),
        ]
    }

    #[test]
    fn the_truth_passes() {
        for scenario in matrix(0) {
            let expected = scenario.expected();
            let finding = judge(&expected, &truth(&expected));
            assert_eq!(finding.objections, Vec::<String>::new(), "{scenario}");
            let own: &[Fact] = if scenario.is_refused() { &[] } else { &[Fact::ServerTrusted] };
            assert_eq!(finding.own_word_only, own, "{scenario}");
        }
    }

    #[test]
    fn every_single_lie_and_every_silence_fails() {
        for scenario in matrix(0) {
            let expected = scenario.expected();
            for liar in 0..4 {
                let facts: Vec<Fact> = truth(&expected)[liar].says.keys().copied().collect();
                for fact in facts {
                    let mut witnesses = truth(&expected);
                    witnesses[liar].say(fact, Some("something else"));
                    let finding = judge(&expected, &witnesses);
                    assert!(finding.objections[0].starts_with(&fact.to_string()), "{scenario}: {fact}: {finding:?}");

                    witnesses[liar].says.remove(&fact);
                    let name = &witnesses[liar].name;
                    let finding = judge(&expected, &witnesses);
                    assert_eq!(finding.objections[0], format!("{fact}: {name} does not say"), "{scenario}");
                }
            }
        }
    }

    #[test]
    fn allowed_but_different_fails() {
        let mut expected = Expected::default();
        expected.any(Fact::ServerSignature, &["rsa_pss_rsae_sha256", "rsa_pkcs1_sha256"]);
        let says = |camp, value: &str| {
            let mut witness = Witness::new("w", camp, &[]);
            witness.say(Fact::ServerSignature, Some(value));
            witness
        };
        let agreed = [says(Camp::Ours, "rsa_pkcs1_sha256"), says(Camp::Peer, "rsa_pkcs1_sha256")];
        assert_eq!(judge(&expected, &agreed), Finding::default());
        let differ = [says(Camp::Ours, "rsa_pkcs1_sha256"), says(Camp::Peer, "rsa_pss_rsae_sha256")];
        assert_eq!(judge(&expected, &differ).objections.len(), 1);
    }

    #[test]
    fn one_camp_alone_fails() {
        let expected = matrix(0)[0].expected();
        for camp in [Camp::Ours, Camp::Peer, Camp::Wire] {
            let witnesses: Vec<_> = truth(&expected).into_iter().filter(|witness| witness.camp == camp).collect();
            assert!(!judge(&expected, &witnesses).objections.is_empty(), "{camp:?}");
        }
    }
}
