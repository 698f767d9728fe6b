import type { Flags } from '../flags.ts';
import { prometheusFlags } from '../prometheus-flags.ts';
import { TIME_HELP } from '../times.ts';

export const QUERY_FLAGS = {
  recording: {
    value: 'PATH',
    help: 'answer from this recording or Prometheus data folder; may be given several times',
  },
  time: { value: 'TIME', help: `ask at this time: ${TIME_HELP}` },
  start: { value: 'TIME', help: 'ask from this time on …' },
  end: { value: 'TIME', help: '… to this one …' },
  step: { value: 'DURATION', help: '… every so often (default: 250 steps, at least a second)' },
  rules: { value: 'FILE', help: 'record what the rules in this file record; may be given several times' },
  'evaluation-interval': { value: 'DURATION', help: 'the interval of groups of rules that have none (1m)' },
  lookback: { value: 'DURATION', help: 'how old a sample may be (5m)' },
  format: { short: 'f', value: 'NAME', help: 'table (default), or json: the data of the HTTP API' },
  ...prometheusFlags,
} as const satisfies Flags;
