#!/usr/bin/env bash
# Writes a new secret into an SSM parameter that holds none yet. Usage: set-session-secret.sh <parameter name>
set -euo pipefail

parameter=$1
present=$(aws ssm get-parameter --name "$parameter" --with-decryption --query Parameter.Value --output text)
if [ "$present" != unset ]; then
  echo "$parameter holds a secret already; it stays."
  exit 0
fi
# By file, so that it stands in no process list.
secret=$(mktemp)
trap 'rm -f "$secret"' EXIT
openssl rand -base64 48 | tr -d '\n' > "$secret"
aws ssm put-parameter --name "$parameter" --type SecureString --overwrite --value "file://$secret" > /dev/null
echo "$parameter has a new secret."
