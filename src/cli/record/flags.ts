import type { Flags } from '../flags.ts';
import { prometheusFlags } from '../prometheus-flags.ts';
import { TIME_HELP } from '../times.ts';

export const RECORD_FLAGS = {
  output: { short: 'o', value: 'FILE', help: 'write the recording here: OpenMetrics text, packed if it ends in .gz' },
  from: { value: 'TIME', help: `record what is needed from this time on: ${TIME_HELP.replace(/, start.*/, '')}` },
  to: { value: 'TIME', help: '… to this one (now)' },
  arg: {
    value: 'NAME=VALUE',
    help: 'the value of an argument that the manifests leave open; may be given several times',
  },
  rules: { value: 'FILE', help: 'record what the rules in this file read, too; may be given several times' },
  lookback: { value: 'DURATION', help: 'how old a sample may be for the server (5m)' },
  fresh: { help: 'begin anew instead of going on where an interrupted run stopped' },
  ...prometheusFlags,
} as const satisfies Flags;
