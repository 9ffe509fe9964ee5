#!/usr/bin/env bash
# Starts a Portainer in a container, and two Docker engines and an agent for it to manage. Writes the credentials and the
# agent's image to GITHUB_OUTPUT.
# start-portainer.sh IMAGE URL      waits until Portainer answers at URL
#   engine         the local socket that Portainer sees, and tcp://engine:2375 without TLS
#   secure-engine  tcp://secure-engine:2376, which demands a client certificate: certs/client/{ca,cert,key}.pem
#   agent          tcp://agent:9001, on the first engine
#   portainer      http://localhost:9000 or https://localhost:9443 (self-signed: portainer.pem), from 2.9 on both
set -euo pipefail

image=$1
url=$2
# Old enough for Portainer 1.24 and new enough for the latest: from Docker 29 on, engines refuse the API of old ones.
dind=docker:24-dind

wait_until() {
  local left=60
  until "$@" >/dev/null 2>&1; do
    ((left-- > 0)) || {
      echo "::error::gave up waiting for: $*"
      docker ps --all
      docker logs portainer 2>&1 | tail -n 50 || true
      exit 1
    }
    sleep 2
  done
}

docker network create managed >/dev/null
docker run --detach --name engine --network managed --privileged --volume engine-socket:/socket \
  --env DOCKER_TLS_CERTDIR= "$dind" --host=unix:///socket/docker.sock
# The certificate that it makes for itself is for the host name.
docker run --detach --name secure-engine --hostname secure-engine --network managed --privileged "$dind"
wait_until docker exec engine docker --host tcp://localhost:2375 version
wait_until docker exec secure-engine docker version

mkdir -p certs
docker cp secure-engine:/certs/client certs/

ports=(--publish 9000:9000 --publish 9443:9443)
certificate=()
arguments=()
case $url,$image in
  https:*:1.* | https:*:2.[0-8].*)
    # Before 2.9 Portainer has one port, and a certificate only when it is given one.
    ports=(--publish 9443:9000)
    mkdir -p portainer-certs
    openssl req -x509 -newkey rsa:2048 -noenc -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
      -keyout portainer-certs/key.pem -out portainer-certs/cert.pem
    certificate=(--volume "$PWD/portainer-certs:/certs:ro")
    arguments=(--ssl --sslcert /certs/cert.pem --sslkey /certs/key.pem)
    ;;
esac

agent=portainer/agent:${image##*:}
if [[ $image == *:1.* ]]; then agent=portainer/agent:1.6.0; fi # had versions of its own then
docker run --detach --name agent --network managed --volume engine-socket:/var/run "$agent"

password=$(openssl rand -hex 16)
PORTAINER_SETUP_TOKEN=$(openssl rand -hex 16)
export PORTAINER_SETUP_TOKEN # ignored before 2.39.3
echo "::add-mask::$password"
echo "::add-mask::$PORTAINER_SETUP_TOKEN"
{
  echo "password=$password"
  echo "setup-token=$PORTAINER_SETUP_TOKEN"
  echo "agent-image=$agent"
} >>"$GITHUB_OUTPUT"

# Last: a Portainer without an administrator gives up after five minutes.
docker run --detach --name portainer --network managed "${ports[@]}" "${certificate[@]}" --env PORTAINER_SETUP_TOKEN \
  --volume engine-socket:/var/run "$image" "${arguments[@]}"
wait_until curl --fail --silent --insecure "$url/api/status"

# The leaf signs itself, so trusting it is trusting this one server.
if [[ $url == https:* ]]; then
  openssl x509 -out portainer.pem < <(openssl s_client -connect localhost:9443 -servername localhost </dev/null)
fi
