#!/bin/sh
# Makes the responses anew with OpenSSL; the keys are thrown away. Run it here.
set -e
work=$(mktemp -d)
here=$(pwd)
cd "$work"
key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"; }
cert() { # NAME SERIAL ISSUER EXTENSIONS
  key "$1"
  openssl req -new -key "$1.key" -subj "/CN=$1" -out "$1.csr"
  printf '%b' "$4" > "$1.ext"
  openssl x509 -req -in "$1.csr" -CA "$3.pem" -CAkey "$3.key" -set_serial "$2" -days 36500 -extfile "$1.ext" -out "$1.pem"
}
key issuer
openssl req -x509 -new -key issuer.key -subj /CN=issuer -days 36500 -out issuer.pem
cert leaf 0x1001 issuer 'subjectAltName=DNS:a.example\n'
cert responder 0x1003 issuer 'extendedKeyUsage=OCSPSigning\nkeyUsage=digitalSignature\n'
end=21201231235959Z
printf 'V\t%s\t\t1001\tunknown\t/CN=leaf\n' "$end" > good.txt
printf 'R\t%s\t260101000000Z,keyCompromise\t1001\tunknown\t/CN=leaf\n' "$end" > revoked.txt
printf 'V\t%s\t\t1002\tunknown\t/CN=other\n' "$end" > unknown.txt
answer() { # OUTPUT INDEX SIGNER MORE...
  output=$1 index=$2 signer=$3
  shift 3
  openssl ocsp -index "$index.txt" -CA issuer.pem -rsigner "$signer.pem" -rkey "$signer.key" -issuer issuer.pem \
    -cert leaf.pem -ndays 36500 -noverify -respout "$output.der" "$@" > /dev/null
}
answer good good issuer
answer good-by-key good issuer -resp_key_id
answer good-delegated good responder
answer good-without-certificate good issuer -resp_no_certs
answer revoked revoked issuer
answer unknown unknown issuer
for name in issuer leaf; do openssl x509 -in "$name.pem" -outform DER -out "$here/$name.der"; done
cp good.der good-by-key.der good-delegated.der good-without-certificate.der revoked.der unknown.der "$here"
rm -r "$work"
