import type { Schema } from '../../lint/config/schema.ts';

const TEXTS: Schema = { type: 'array', items: { type: 'string' } };
const DURATION: Schema = { type: 'string', pattern: '^[+-]?(\\d+(\\.\\d+)?(ms|s|m|h))+$', examples: ['90s'] };
const TIME: Schema = {
  type: 'string',
  pattern:
    '^(\\+?(\\d+(\\.\\d+)?(ms|s|m|h))+|\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d)?(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d))$',
  examples: ['+90s', '2026-03-01T10:06:30Z'],
};
const ARGUMENTS: Schema = { type: 'object', additionalProperties: { type: 'string' } };
const COUNT: Schema = { type: 'integer', minimum: 0 };

/** What is played, with what; it may stand at the top of a file too, for all tests that do not say otherwise. */
const SETUP: Readonly<Record<string, Schema>> = {
  manifests: {
    ...TEXTS,
    minItems: 1,
    description: 'Files and folders with the manifests, relative to this file. Nothing else is looked at.',
    examples: [['../checkout']],
  },
  rules: { ...TEXTS, description: 'Prometheus rule files: what they record can be asked for.' },
  rollout: { type: 'string', description: 'The Rollout to play: NAME or NAMESPACE/NAME.' },
  template: {
    type: 'string',
    description: 'Instead of a Rollout: the AnalysisTemplate or ClusterAnalysisTemplate to run.',
  },
  run: { type: 'string', description: 'Instead of a Rollout: the AnalysisRun of the manifests to play.' },
  args: {
    ...ARGUMENTS,
    description: 'Values of arguments, in place of what the manifests pass.',
    examples: [{ 'service-name': 'checkout' }],
  },
  hashes: {
    type: 'object',
    description: 'The pod template hashes. Default: as the series tell, where that is plain.',
    additionalProperties: false,
    properties: {
      stable: { type: 'string', examples: ['6d4b75cb6d'] },
      canary: { type: 'string', examples: ['7f5b8c9d4'] },
    },
  },
  start: {
    type: 'string',
    pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d)?(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)$',
    description:
      'When the new revision is applied, or the run begins. Default: 1970-01-01T00:00:00Z; needed with a recording.',
    examples: ['2026-03-01T10:05:00Z'],
  },
  until: {
    ...TIME,
    description: 'Nothing is played from this time on. Default: the end of the samples, or a day.',
  },
  interval: { ...DURATION, description: 'Between the values of series. Default: 1m, as in promtool.' },
  from: {
    ...DURATION,
    description: 'When series begin, counted from the start: `-10m` for pods that run already. Default: 0s.',
    examples: ['-10m'],
  },
  series: {
    type: 'array',
    description: "Samples in promtool's notation.",
    items: {
      type: 'object',
      additionalProperties: false,
      required: ['series', 'values'],
      properties: {
        series: { type: 'string', description: 'Metric and labels.', examples: ['http_requests_total{code="200"}'] },
        values: {
          type: 'string',
          description: 'Values at each interval: `0+300x80` is 0 and 80 steps of 300; `_` is none, `stale` an end.',
          examples: ['0+300x80'],
        },
        from: { ...DURATION, description: 'When this series begins, counted from the start.', examples: ['-10m'] },
      },
    },
  },
  recording: {
    description: 'Recordings or Prometheus data folders, relative to this file; `series` are added to them.',
    anyOf: [{ type: 'string' }, TEXTS],
    examples: ['tuesday.om.gz'],
  },
  values: {
    type: 'object',
    description:
      'Recorded measurements by metric, for providers other than Prometheus: lists of values, of `{status, body}`, `{phase, message}` or `{error}`, each with `at: 90s` if time is to choose.',
    examples: [{ 'smoke-test': [{ status: 200, body: '{"status": "pass"}' }] }],
  },
  secrets: {
    type: 'object',
    description: 'Values of secrets that arguments come from: by name of the secret, then by key. Write no real ones.',
    additionalProperties: ARGUMENTS,
    examples: [{ 'api-token': { token: 'abc' } }],
  },
  faults: {
    ...TEXTS,
    description:
      'What goes wrong: an HTTP status, `timeout`, `refused`, `empty` or `nan`, with `from TIME`, `for DURATION`, `metric NAME`.',
    examples: [['503 from +90s for 60s']],
  },
  actions: {
    type: 'array',
    description: 'What people do meanwhile.',
    items: {
      type: 'object',
      additionalProperties: false,
      required: ['at', 'do'],
      properties: {
        at: { ...TIME, description: 'A time, or `+10m` after the start.', examples: ['+10m'] },
        do: {
          type: 'string',
          enum: ['promote', 'promoteFull', 'skipStep', 'skipAllSteps', 'abort', 'retry', 'pause'],
          description: 'As `kubectl argo rollouts` does it; `pause` sets `spec.paused`.',
        },
      },
    },
  },
  podReady: { ...DURATION, description: 'From the creation of a pod to its being ready. Default: 0s.' },
  defaultAddress: {
    type: 'string',
    description: "The controller's ARGO_ROLLOUTS_PROMETHEUS_ADDRESS, for metrics without an address.",
    examples: ['http://prometheus:9090'],
  },
};

const RUN_PHASE: Schema = {
  type: 'string',
  enum: ['Successful', 'Failed', 'Error', 'Inconclusive', 'Running', 'Pending'],
};
const VALUE: Schema = {
  description:
    'Its value: a number also for a list of one, rounded as it is written; a list; or the text as the status has it. `[]` is an empty answer.',
  anyOf: [
    { type: 'number' },
    { type: 'boolean' },
    { type: 'string' },
    { type: 'array', items: { anyOf: [{ type: 'number' }, { type: 'string' }] } },
    { type: 'object' },
  ],
};

const METRIC: Schema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    phase: { ...RUN_PHASE, description: 'What it comes to.' },
    message: { type: 'string', description: 'As the status has it.' },
    count: { ...COUNT, description: 'Measurements that came to an end without an Error.' },
    successful: { ...COUNT, description: 'How many succeeded.' },
    failed: { ...COUNT, description: 'How many failed.' },
    inconclusive: { ...COUNT, description: 'How many were neither.' },
    error: { ...COUNT, description: 'How many could not be made or judged.' },
    measurements: {
      type: 'array',
      description: 'Single measurements: those of a time (`at`), all others by their place in the list.',
      items: {
        type: 'object',
        additionalProperties: false,
        properties: {
          at: { ...TIME, description: 'When it began: a time, or `+60s` after the start.', examples: ['+60s'] },
          phase: { ...RUN_PHASE, description: 'What it came to.' },
          value: VALUE,
          message: { type: 'string', description: 'As the status has it; the words of an Error.' },
        },
      },
    },
  },
};

const METRICS: Schema = {
  type: 'object',
  description: 'By name of the metric.',
  additionalProperties: METRIC,
};

const EXPECT: Schema = {
  type: 'object',
  description: 'What is to happen; at least one of these. `rolloutlint test --update` writes what happens.',
  additionalProperties: false,
  properties: {
    verdict: {
      type: 'string',
      description:
        'What a Rollout comes to (`healthy`, `aborted`, `paused`, `degraded`, `progressing`), or a run (its phase). A phase for a Rollout is the worst of its runs.',
      enum: [
        'healthy',
        'aborted',
        'paused',
        'degraded',
        'progressing',
        'Successful',
        'Failed',
        'Error',
        'Inconclusive',
        'Running',
        'Pending',
      ],
    },
    at: { ...TIME, description: 'When that is decided: a time, or `+2m30s` after the start.', examples: ['+2m30s'] },
    message: { type: 'string', description: "The controller's words, of the run or the Rollout's status." },
    metrics: METRICS,
    runs: {
      type: 'array',
      description: 'AnalysisRuns of a Rollout, where several measure the same metric. Each names one run.',
      items: {
        type: 'object',
        additionalProperties: false,
        properties: {
          of: {
            type: 'string',
            description: 'Whom it belongs to.',
            enum: ['step', 'background', 'prePromotion', 'postPromotion', 'experiment'],
          },
          step: { type: 'integer', minimum: 1, description: 'Of which step it is, counted from 1.' },
          template: { type: 'string', description: 'A template that it is made of.' },
          phase: { ...RUN_PHASE, description: 'What it comes to.' },
          message: { type: 'string', description: 'As the status has it.' },
          at: { ...TIME, description: 'When it ends.' },
          metrics: METRICS,
        },
      },
    },
    rollout: {
      type: 'object',
      description: 'The Rollout at the end.',
      additionalProperties: false,
      properties: {
        phase: { type: 'string', enum: ['Healthy', 'Degraded', 'Paused', 'Progressing'], description: 'Its phase.' },
        message: { type: 'string', description: "The status' message." },
        step: {
          ...COUNT,
          description: 'The step it stands at, counted from 1 (an abort leads back to 1); one more when all are done.',
        },
        weight: {
          type: 'number',
          minimum: 0,
          maximum: 100,
          description: 'The share of requests that the canary gets, in percent.',
        },
        stable: { ...COUNT, description: 'Pods of the stable revision that are available.' },
        canary: { ...COUNT, description: 'Pods of the new revision that are available.' },
      },
    },
    steps: {
      type: 'array',
      description: 'When steps begin.',
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['step', 'at'],
        properties: {
          step: { type: 'integer', minimum: 1, description: 'Counted from 1.' },
          at: { ...TIME, description: 'A time, or `+90s` after the start.', examples: ['+90s'] },
        },
      },
    },
  },
};

/** The schema of the files that `rolloutlint test` reads. */
export const TEST_SCHEMA: Schema = {
  type: 'object',
  description:
    'Tests of canary gates: manifests are played on samples, and what happens is held against what is expected.',
  additionalProperties: false,
  required: ['tests'],
  properties: {
    $schema: { type: 'string', description: 'For editors; not read.' },
    ...SETUP,
    tests: {
      type: 'array',
      description: 'The tests. What they leave out is taken from the top of the file.',
      minItems: 1,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name'],
        properties: {
          name: { type: 'string', description: 'A sentence about what is to happen.' },
          ...SETUP,
          expect: EXPECT,
        },
      },
    },
  },
};
