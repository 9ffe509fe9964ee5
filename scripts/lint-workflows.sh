#!/usr/bin/env bash
# Checks the workflows, the action and the examples with actionlint and zizmor, and the scripts with shellcheck.
# Asks nothing of the network once the tools are installed.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
scripts/install-tools.sh
export PATH="$PWD/.tools/bin:$PATH"
shopt -s globstar nullglob

shellcheck scripts/*.sh examples/*.sh .github/scripts/*.sh .ci/run*

workflows=(.github/workflows/*.yml)
# A list of endpoints can lie beside the examples: only what has jobs is a workflow.
examples=()
for file in examples/**/*.yml; do
  if grep -q '^jobs:' "$file"; then examples+=("$file"); fi
done
files=(.github/dependabot.yml "${workflows[@]}" "${examples[@]}")
files+=(action.yml .github/actions/*/action.yml)

# The examples name the action as its users do. In copies that name this checkout instead, actionlint also compares
# their inputs and outputs with action.yml.
copies=.tools/lint
rm -rf "$copies"
repository=$(sed -nE 's|.*"url": "git\+https://[^/]+/(.+)\.git".*|\1|p' package.json)
for file in "${examples[@]}"; do
  mkdir -p "$copies/$(dirname "$file")"
  sed "s|uses: $repository@v[0-9]*|uses: ./|" "$file" >"$copies/$file"
done
actionlint "${workflows[@]}" "${examples[@]/#/$copies/}"

# A token in the environment would take zizmor online.
env -u GH_TOKEN -u GITHUB_TOKEN -u ZIZMOR_GITHUB_TOKEN \
  zizmor --offline --no-progress --quiet --pedantic --strict-collection --config .github/zizmor.yml "${files[@]}"
