import { describeFlags } from '../flags.ts';
import { REPLAY_FLAGS } from './flags.ts';

export const REPLAY_HELP = `rolloutlint replay plays a Rollout, a template or an AnalysisRun on recorded Prometheus data, on virtual time.

Usage:
  rolloutlint replay [PATH...] --recording FILE --at TIME    the only Rollout of the files, else their only template
  rolloutlint replay --from-run FILE [--set METRIC.FIELD=VALUE]

Flags:
${describeFlags(REPLAY_FLAGS)}
Examples:
  rolloutlint replay k8s/ --recording tuesday.om.gz --at 2026-03-01T10:05:00Z
  rolloutlint replay k8s/ --prometheus http://localhost:9090 --at -1h --template success-rate --arg service=checkout
  rolloutlint replay k8s/ --recording tuesday.om.gz --at start+5m --fault "503 from +2m for 90s" --expect aborted
  kubectl get analysisrun NAME -o yaml | rolloutlint replay --from-run - --set success-rate.failureLimit=3

Exit codes: 0 the expected verdict, 1 another one, 2 wrong usage, 3 a bug of rolloutlint.
`;
