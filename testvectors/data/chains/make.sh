#!/usr/bin/env bash
# Makes the certificates anew (OpenSSL 3.0). The keys are thrown away.
set -euo pipefail
cd "$(dirname "$0")"
keys=$(mktemp -d)
trap 'rm -r "$keys"' EXIT
printf 'subjectAltName=DNS:a.example\n' >"$keys/leaf"
printf 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n' >"$keys/ca"
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$keys/root" -subj /CN=Root -days 36500 -outform DER -out root.der
openssl x509 -inform DER -in root.der -out "$keys/root.pem"
issue() { # NAME KIND ISSUER-CERTIFICATE ISSUER-KEY EXTENSIONS OPTIONS..
  name=$1 kind=$2 certificate=$3 key=$4 extensions=$5; shift 5
  case $kind in
    rsa*) openssl genrsa -out "$keys/$name" "${kind#rsa}" 2>/dev/null ;;
    ed*) openssl genpkey -algorithm "$kind" -out "$keys/$name" ;;
    *) openssl ecparam -genkey -noout -name "$kind" -out "$keys/$name" ;;
  esac
  openssl req -new -key "$keys/$name" -subj "/CN=$name" |
    openssl x509 -req -CA "$certificate" -CAkey "$key" -days 36500 -extfile "$extensions" "$@" -out "$keys/$name.pem"
  openssl x509 -in "$keys/$name.pem" -outform DER -out "$name.der"
}
r() { issue "$1" "$2" "$keys/root.pem" "$keys/root" "$keys/leaf" "${@:3}"; }
r sha256 rsa2048 -sha256
r sha384 rsa2048 -sha384
r sha512 rsa2048 -sha512
r sha1 rsa2048 -sha1
r md5 rsa2048 -md5
r pss-sha256 rsa2048 -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest
r pss-sha384 rsa2048 -sha384 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest
r pss-salt-20 rsa2048 -sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:20
r rsa1024 rsa1024 -sha256
r rsa3072 rsa3072 -sha256
r rsa4096 rsa4096 -sha256
r p521 secp521r1 -sha256
r p384 secp384r1 -sha256
r ed448 ed448 -sha256
issue middle1024 rsa1024 "$keys/root.pem" "$keys/root" "$keys/ca" -sha256
issue below1024 rsa2048 "$keys/middle1024.pem" "$keys/middle1024" "$keys/leaf" -sha256
issue middle521 secp521r1 "$keys/root.pem" "$keys/root" "$keys/ca" -sha256
issue below521 rsa2048 "$keys/middle521.pem" "$keys/middle521" "$keys/leaf" -sha512
issue middlesha1 rsa2048 "$keys/root.pem" "$keys/root" "$keys/ca" -sha1
issue belowsha1 rsa2048 "$keys/middlesha1.pem" "$keys/middlesha1" "$keys/leaf" -sha256
