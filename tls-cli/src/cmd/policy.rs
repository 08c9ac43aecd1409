//! `policy [NAME]`.

use super::print;
use crate::args::{PolicyArgs, policy_named};
use crate::problem::Problem;
use anstyle::{AnsiColor, Style};
use serde_json::{Value, json};
use tls_core::config::Policy;
use tls_core::crypto::{CryptoProvider, ring};

const LABEL: Style = AnsiColor::Cyan.on_default();
const NAME: Style = Style::new().bold();

pub(crate) fn run(args: &PolicyArgs) -> Result<(), Problem> {
    let lines = match (&args.name, args.json) {
        (None, false) => list(),
        (None, true) => vec![Value::from_iter(Policy::all().iter().map(object)).to_string()],
        (Some(name), false) => table(policy_named(name)?, &ring::provider()),
        (Some(name), true) => vec![object(policy_named(name)?).to_string()],
    };
    // Nobody may be left to read it.
    lines.iter().all(|line| print(line));
    Ok(())
}

/// Every policy in one line, with the name that stands for it as long as it is the newest.
fn list() -> Vec<String> {
    let width = Policy::all().iter().map(|policy| policy.name().len()).max().unwrap_or_default();
    let line = |policy: &Policy| format!("{NAME}{:width$}{NAME:#}  {}", policy.name(), policy.about());
    let mut lines: Vec<_> = Policy::all().iter().map(line).collect();
    lines.push(String::new());
    lines.push("Without its date a name stands for the newest one; see `tls-cli policy NAME`.".to_owned());
    lines
}

fn table(policy: &Policy, provider: &CryptoProvider) -> Vec<String> {
    let mut lines = vec![format!("{NAME}{}{NAME:#}", policy.name())];
    lines.extend(policy.lines().into_iter().map(|(label, value)| format!("  {LABEL}{label:22}{LABEL:#}  {value}")));
    let lacking = lacking(policy, provider);
    if !lacking.is_empty() {
        let label = "not built in";
        lines.push(format!("  {LABEL}{label:22}{LABEL:#}  {} (left out)", lacking.join(", ")));
    }
    lines
}

/// What the policy names and this program does not have.
fn lacking(policy: &Policy, provider: &CryptoProvider) -> Vec<String> {
    let suites = policy.suites().iter().filter(|suite| provider.suite(**suite).is_none()).map(ToString::to_string);
    let groups = policy.groups().iter().copied().flatten();
    let groups = groups.filter(|group| provider.group(**group).is_none()).map(ToString::to_string);
    let schemes = policy.signature_schemes().iter().chain(policy.certificate_signature_schemes().unwrap_or_default());
    let schemes = schemes.filter(|scheme| provider.verification(**scheme).is_none()).map(ToString::to_string);
    let mut all: Vec<_> = suites.chain(groups).chain(schemes).collect();
    all.dedup();
    all
}

fn names<T: ToString>(items: &[T]) -> Vec<String> {
    items.iter().map(ToString::to_string).collect()
}

fn object(policy: &Policy) -> Value {
    let newest = Policy::named(policy.kind()).is_some_and(|newest| newest.name() == policy.name());
    json!({
        "name": policy.name(),
        "alias": newest.then(|| policy.kind()),
        "about": policy.about(),
        "versions": names(policy.versions()),
        "suites": names(policy.suites()),
        "groups": policy.groups().iter().map(|tier| names(tier)).collect::<Vec<_>>(),
        "key_shares": names(policy.key_shares()),
        "signature_schemes": names(policy.signature_schemes()),
        "certificate_signature_schemes": policy.certificate_signature_schemes().map(names),
        "minimum_rsa_bits": policy.minimum_rsa_bits(),
        "require_extended_master_secret": policy.require_extended_master_secret(),
        "rsa_key_exchange": policy.rsa_key_exchange(),
        "prioritize_chacha20": policy.prioritize_chacha20(),
        "not_built_in": lacking(policy, &ring::provider()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(lines: &[String]) -> String {
        anstream::adapter::strip_str(&lines.join("\n")).to_string()
    }

    #[test]
    fn the_list_has_every_policy_and_fits_a_terminal() {
        let list = plain(&list());
        for policy in Policy::all() {
            assert!(list.contains(&format!("{}  ", policy.name())) && list.contains(policy.about()), "{list}");
        }
        assert!(list.lines().all(|line| line.chars().count() <= 80), "{list}");
    }

    #[test]
    fn a_table_says_what_is_not_built_in() {
        let policy = Policy::named("modern").unwrap();
        let text = plain(&table(policy, &ring::provider()));
        assert!(text.starts_with("modern-2026-11\n  meant                   where both sides"), "{text}");
        assert!(text.contains("\n  not built in            X25519MLKEM768, SecP256r1MLKEM768 (left out)"), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    }

    #[test]
    fn json_has_every_list() {
        let object = object(Policy::named("legacy").unwrap());
        assert_eq!(object["alias"], "legacy");
        assert_eq!(object["versions"], json!(["TLSv1.3", "TLSv1.2"]));
        assert_eq!(object["groups"][1][0], "x25519");
        assert_eq!(object["certificate_signature_schemes"], json!(null));
        assert_eq!((&object["rsa_key_exchange"], &object["minimum_rsa_bits"]), (&json!(true), &json!(2048)));
        assert_eq!(object["not_built_in"], json!(["X25519MLKEM768", "SecP256r1MLKEM768"]));
    }
}
