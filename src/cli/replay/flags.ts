import type { Flags } from '../flags.ts';
import { prometheusFlags } from '../prometheus-flags.ts';
import { TIME_HELP } from '../times.ts';

export const REPLAY_FLAGS = {
  rollout: { value: 'NAME', help: 'play this Rollout; NAMESPACE/NAME where there are several' },
  template: { value: 'NAME', help: 'play this template as an AnalysisRun' },
  run: { value: 'NAME', help: 'play this AnalysisRun of the manifests' },
  recording: {
    value: 'PATH',
    help: 'answer from this recording or Prometheus data folder; may be given several times',
  },
  rules: { value: 'FILE', help: 'besides those in PATH, evaluate the recording rules in this file; several times' },
  at: { value: 'TIME', help: `start at this time: ${TIME_HELP}` },
  until: { value: 'TIME', help: 'play nothing from this time on (default: the end of the recording, or a day)' },
  arg: { value: 'NAME=VALUE', help: 'the value of an argument; may be given several times' },
  'stable-hash': { value: 'HASH', help: 'the pod template hash of the stable pods (default: as the recording tells)' },
  'canary-hash': { value: 'HASH', help: 'the pod template hash of the canary' },
  'pod-ready': { value: 'DURATION', help: 'from the creation of a pod to its being ready (0s)' },
  'promote-after': { value: 'DURATION', help: 'promote so long after the start; may be given several times' },
  'promote-at': { value: 'TIME', help: 'promote at this time; may be given several times' },
  fault: { value: 'FAULT', help: '"503 from 12:03 for 90s", "timeout", "empty from +2m metric NAME"; several times' },
  values: { value: 'FILE', help: 'recorded values of metrics that are not asked of Prometheus, YAML' },
  expect: { value: 'VERDICT', help: 'exit with 1 for another one (default: successful, or healthy for a Rollout)' },
  format: { short: 'f', value: 'NAME', help: 'pretty (default), json, analysisrun' },
  output: { short: 'o', value: 'FILE', help: 'write the report to a file' },
  verbose: { short: 'v', help: 'show every measurement' },
  'from-run': { value: 'FILE', help: 'play an AnalysisRun with its status on its own recorded values' },
  set: { value: 'METRIC.FIELD=VALUE', help: 'with --from-run: decide anew with another limit; several times' },
  'default-address': { value: 'URL', help: "the controller's ARGO_ROLLOUTS_PROMETHEUS_ADDRESS" },
  config: { short: 'c', value: 'FILE', help: 'this configuration instead of the nearest .rolloutlint.yaml' },
  'no-config': { help: 'no configuration file' },
  ...prometheusFlags,
} as const satisfies Flags;
