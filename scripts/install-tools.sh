#!/usr/bin/env bash
# Installs the tools that check and run the workflows, each at one version, under .tools/. Needs go and python3. What
# comes from PyPI is compared with the hashes in requirements.txt, and Go modules with Go's checksum database.
# A second run does nothing; a version changed here is installed over the old one.
set -euo pipefail

act=v0.2.89
actionlint=v1.7.12

cd "$(dirname "${BASH_SOURCE[0]}")/.."
bin="$PWD/.tools/bin"
mkdir -p "$bin"

need() {
  command -v "$1" >/dev/null || {
    echo "install-tools: $1 is missing, it installs $2" >&2
    exit 1
  }
}

# name, package, version. Go records in the binary which version it was built from.
go_tool() {
  local there
  there=$(go version -m "$bin/$1" 2>/dev/null | awk '$1 == "mod" { print $3 }') || true
  [[ $there == "$3" ]] || GOBIN="$bin" CGO_ENABLED=0 go install -trimpath "$2@$3"
  echo "$1 $3"
}

# A wheel or nothing: building these would need a Rust or a Haskell tool chain.
python_tools() {
  local venv=.tools/python
  if ! cmp --silent scripts/requirements.txt "$venv/installed.txt"; then
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --only-binary :all: \
      --require-hashes --requirement scripts/requirements.txt
    # Last, so that an interrupted installation is repeated.
    cp scripts/requirements.txt "$venv/installed.txt"
  fi
  ln -sfn ../python/bin/shellcheck ../python/bin/zizmor "$bin"
  grep -o '^[^ #]*==[^ ]*' scripts/requirements.txt
}

need go 'act and actionlint'
need python3 'shellcheck and zizmor'

go_tool act github.com/nektos/act "$act"
go_tool actionlint github.com/rhysd/actionlint/cmd/actionlint "$actionlint"
python_tools
