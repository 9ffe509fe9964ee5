#!/usr/bin/env bash
# Deploys a stack to an endpoint of Portainer 2.19 or later, or removes all stacks of an endpoint:
#
#   stacks.sh deploy ENDPOINT_ID NAME COMPOSE_FILE [VARIABLE...]
#   stacks.sh remove ENDPOINT_ID
#
# PORTAINER_URL, PORTAINER_API_KEY and the variables named for the stack come from the environment.
# If Portainer's certificate is from a private CA, set CURL_CA_BUNDLE to the path of the CA's certificate.
set -euo pipefail

# The key goes in through a file descriptor: everyone on the machine can read a command line.
request() {
  curl --silent --show-error --fail-with-body --header @<(echo "X-API-Key: $PORTAINER_API_KEY") \
    "$PORTAINER_URL/api/stacks$1" "${@:2}"
}

command=$1 endpoint=$2
stacks=$(request '' --get --data-urlencode "filters={\"EndpointID\":$endpoint}")

case $command in
  deploy)
    name=$3 file=$4 variables=("${@:5}")
    id=$(jq --arg name "$name" '.[] | select(.Name == $name).Id' <<<"$stacks")
    if [[ -n $id ]]; then method=PUT path=/$id; else method=POST path=/create/standalone/string; fi
    # Prune removes services that are no longer in the file.
    jq --null-input --arg Name "$name" --rawfile StackFileContent "$file" \
      '{ $Name, $StackFileContent, Prune: true, Env: $ARGS.positional | map({ name: ., value: $ENV[.] }) }' \
      --args "${variables[@]}" |
      request "$path?endpointId=$endpoint" --request "$method" \
        --header 'Content-Type: application/json' --data-binary @- |
      jq --raw-output '.details // "Stack \(.Name) is deployed, with id \(.Id)"'
    ;;
  remove)
    for id in $(jq '.[].Id' <<<"$stacks"); do
      request "/$id?endpointId=$endpoint" --request DELETE
      echo "Stack $id is removed"
    done
    ;;
esac
