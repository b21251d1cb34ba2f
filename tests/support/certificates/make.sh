#!/usr/bin/env bash
# Makes the certificates and keys that the tests' TLS servers show. They guard nothing: every key is public.
# Usage: tests/support/certificates/make.sh (needs openssl 1.1.1 or newer). The files are committed, valid
# for a hundred years, so that tests need neither openssl nor a clock of their own.
set -euo pipefail
cd "$(dirname "$0")"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
: >"$work/index.txt"
echo 01 >"$work/serial"
cat >"$work/ca.conf" <<CONF
[ca]
default_ca = tests
[tests]
database = $work/index.txt
serial = $work/serial
new_certs_dir = $work
default_md = sha256
policy = any
unique_subject = no
copy_extensions = none
[any]
commonName = supplied
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
[good]
basicConstraints = CA:FALSE
subjectAltName = IP:127.0.0.1,IP:0:0:0:0:0:0:0:1,DNS:localhost
extendedKeyUsage = serverAuth
[wronghost]
basicConstraints = CA:FALSE
subjectAltName = DNS:elsewhere.example
extendedKeyUsage = serverAuth
CONF

new_key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"; }

# NAME SECTION START END [OPTION…]: a certificate from the authority below, or by -selfsign from itself.
certificate() {
    local name=$1 section=$2 start=$3 end=$4
    shift 4
    new_key "$name"
    openssl req -new -key "$name.key" -subj "/CN=Reasonglass tests: $name" -out "$work/$name.csr"
    [ $# -gt 0 ] || set -- -cert authority.pem -keyfile authority.key
    openssl ca -batch -notext -config "$work/ca.conf" -extensions "$section" -startdate "$start" \
        -enddate "$end" "$@" -in "$work/$name.csr" -out "$name.pem" 2>/dev/null
}

certificate authority authority 20200101000000Z 21200101000000Z -selfsign -keyfile authority.key
certificate good good 20200101000000Z 21200101000000Z
certificate expired good 20200101000000Z 20210101000000Z
certificate wronghost wronghost 20200101000000Z 21200101000000Z
certificate selfsigned good 20200101000000Z 21200101000000Z -selfsign -keyfile selfsigned.key

rm -f authority.key # nothing more is to be signed with it
