#!/bin/sh
# Builds the fuzz targets with the toolchain at hand and runs each of them.
#
#   fuzz/run.sh SECONDS [TARGET...]    runs the targets (all of them), so long each
#   fuzz/run.sh repeat TARGET FILE     runs one input, such as one that crashed
#
# No nightly and no cargo-fuzz: the compiler's coverage pass is asked for directly, and libfuzzer-sys brings libFuzzer,
# for which it needs a C++ compiler.
set -eu
from=$PWD
cd "$(dirname "$0")"

usage() {
    sed -n '2,6s/^# \{0,1\}//p' run.sh >&2
    exit 2
}

host=$(rustc -vV | sed -n 's/^host: //p')
target_dir=${CARGO_TARGET_DIR:-$PWD/target}
# Its own directory: other flags would make everything else be built again.
CARGO_TARGET_DIR=$target_dir/instrumented
RUSTFLAGS="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
-Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1"
export CARGO_TARGET_DIR RUSTFLAGS

build() {
    # With --target the flags do not reach build scripts, which have no libFuzzer to link with.
    cargo build --release --locked --target "$host" --bin "$1" > build.log 2>&1 || {
        cat build.log >&2
        exit 1
    }
}

program() {
    echo "$CARGO_TARGET_DIR/$host/release/$1"
}

[ $# -ge 1 ] || usage
if [ "$1" = repeat ]; then
    [ $# -eq 3 ] || usage
    case $3 in /*) input=$3 ;; *) input=$from/$3 ;; esac
    build "$2"
    exec "$(program "$2")" "$input"
fi

seconds=$1
case $seconds in '' | *[!0-9]*) usage ;; esac
shift
[ $# -ge 1 ] || set -- message client server
failed=
for name in "$@"; do
    [ -d "seeds/$name" ] || usage
    build "$name"
    mkdir -p "corpus/$name" "artifacts/$name"
    echo "== $name: $seconds s"
    # The first directory takes what is found; the others are only read.
    if ! "$(program "$name")" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=16384 \
        -print_final_stats=1 -artifact_prefix="$PWD/artifacts/$name/" \
        "corpus/$name" "seeds/$name" 2> "artifacts/$name.log"; then
        failed="$failed $name"
        grep -Ev '^(#|[[:space:]]*NEW_FUNC)' "artifacts/$name.log" >&2 || true
        crash=$(sed -n 's/.*Test unit written to //p' "artifacts/$name.log" | tail -n 1)
        echo "$name failed on the input $crash" >&2
        echo "repeat it with: fuzz/run.sh repeat $name $crash" >&2
    else
        grep -E 'INITED|DONE' "artifacts/$name.log" || true
    fi
done
[ -z "$failed" ] || { echo "failed:$failed" >&2; exit 1; }
