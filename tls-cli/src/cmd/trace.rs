//! `trace`.

use crate::args::TraceArgs;
use crate::problem::Problem;

pub(crate) fn run(args: &TraceArgs) -> Result<(), Problem> {
    let target = args.target.as_ref().map_or_else(|| "HOST:PORT".to_owned(), ToString::to_string);
    Err(Problem::Usage(format!("trace is not built yet: use `tls-cli client {target}`")))
}
