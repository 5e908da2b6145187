#!/usr/bin/env bash
# Asks a running Skylight whether all its parts answer. Usage: smoke-test.sh <address>
set -euo pipefail

address=$1
# A new stack is healthy once its first schedule has run.
limit_minutes=10
while [ "$SECONDS" -lt $((60 * limit_minutes)) ]; do
  if curl --fail --silent --show-error --max-time 20 "$address/api/health"; then
    echo
    curl --fail --silent --output /dev/null --max-time 20 "$address/api/openapi.json"
    echo "$address is healthy."
    exit 0
  fi
  sleep 20
done
echo "$address did not become healthy within $limit_minutes minutes." >&2
exit 1
