#!/usr/bin/env bash
# Has Amplify build and serve one commit, and waits for it. Usage: release.sh <app id> <branch> <commit>
set -euo pipefail

app=$1 branch=$2 commit=$3
limit_minutes=20
job=$(aws amplify start-job --app-id "$app" --branch-name "$branch" --job-type RELEASE --commit-id "$commit" \
  --query jobSummary.jobId --output text)
while [ "$SECONDS" -lt $((60 * limit_minutes)) ]; do
  status=$(aws amplify get-job --app-id "$app" --branch-name "$branch" --job-id "$job" --query job.summary.status --output text)
  case $status in
    SUCCEED) echo "$commit is released."; exit 0 ;;
    FAILED | CANCELLED) echo "Job $job ended as $status." >&2; exit 1 ;;
  esac
  sleep 10
done
echo "Job $job is still $status after $limit_minutes minutes." >&2
exit 1
