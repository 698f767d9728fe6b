#!/usr/bin/env bash
# Opens a file with a mistake in a real Neovim, without a window: neovim.lua says what must happen.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
if ! command -v nvim >/dev/null; then
  echo 'neovim: skipped, the program is not installed (Debian: apt-get install neovim)'
  exit 0
fi
if [ -z "${ROLLOUTLINT:-}" ]; then
  node "$root/tools/build.mjs" --if-needed
  export ROLLOUTLINT="$root/dist/cli.mjs"
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Nobody's own configuration, and nothing left behind.
export HOME="$work/home" XDG_CONFIG_HOME="$work/config" XDG_DATA_HOME="$work/data" XDG_STATE_HOME="$work/state" XDG_CACHE_HOME="$work/cache"

mkdir -p "$work/repo/.git" "$work/repo/k8s" "$HOME"
cd "$work/repo"
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
          query: |
            sum(rate(http_requests_total{service="{{args.servce}}"}[2m])) or vector(0)
YAML

status=0
timeout 120 nvim --headless --clean -n -S "$root/test/integration/neovim.lua" >"$work/out" 2>&1 || status=$?
# A headless Neovim writes messages of its own, with carriage returns, on the same stream.
tr -d '\r' <"$work/out" | grep -a '^neovim' || true
if [ "$status" -ne 0 ] || ! grep -aq 'found, edited, fixed' "$work/out"; then
  cat "$work/out" "$work"/cache/nvim/lsp.log "$work"/state/nvim/lsp.log 2>/dev/null || true
  exit 1
fi
