#!/usr/bin/env bash
# Uses the hook as a team would: a repository of its own, the hook taken from a clone of this checkout by pre-commit.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
if ! command -v pre-commit >/dev/null; then
  echo "pre-commit: skipped, the program is not installed (Debian: apt-get install pre-commit)"
  exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export PRE_COMMIT_HOME="$work/home" GIT_CONFIG_GLOBAL="$work/gitconfig" PRE_COMMIT_COLOR=never
git config --global user.name tester
git config --global user.email tester@example.com
git config --global init.defaultBranch main
git config --global --add safe.directory '*'
git config --global protocol.file.allow always

git clone -q "$root" "$work/hook"
rev=$(git -C "$work/hook" rev-parse HEAD)

mkdir -p "$work/repo/k8s"
cd "$work/repo"
git init -q
cat > .pre-commit-config.yaml <<YAML
repos:
  - repo: $work/hook
    rev: $rev
    hooks:
      - id: rolloutlint
YAML
cat > k8s/template.yaml <<'YAML'
apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata:
  name: success-rate
spec:
  args:
    - name: service
  metrics:
    - name: success-rate
      interval: 30s
      count: 3
      successCondition: len(result) > 0 && result[0] >= 0.95
      provider:
        prometheus:
          address: http://prometheus:9090
          query: sum(rate(http_requests_total{service="{{args.servce}}"}[2m])) or vector(0)
YAML
printf 'just: values\n' > values.yaml
git add -A

fail() { echo "pre-commit: FAILED: $1"; cat "$work/out"; exit 1; }

if pre-commit run --all-files >"$work/out" 2>&1; then fail 'a template with an undeclared argument passed'; fi
grep -q 'args/undeclared' "$work/out" || fail 'the finding is not in the output'
grep -q 'k8s/template.yaml' "$work/out" || fail 'the file is not in the output'

sed -i 's/args.servce/args.service/' k8s/template.yaml
git add -A
pre-commit run --all-files >"$work/out" 2>&1 || fail 'a clean repository failed'
echo 'pre-commit: 2 runs as expected, one with a finding, one clean'
