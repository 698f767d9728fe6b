import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { formatDuration, parseDuration } from '../../../src/go/duration.ts';
import { buildRolloutArguments } from '../../../src/manifest/controller/arguments/build.ts';
import { resolveExperimentArgument } from '../../../src/manifest/controller/arguments/experiment.ts';
import { mergeArguments } from '../../../src/manifest/controller/arguments/merge.ts';
import { readArguments } from '../../../src/manifest/controller/arguments/read.ts';
import { planAnalysisRun } from '../../../src/manifest/controller/arguments/run.ts';
import { marshal } from '../../../src/manifest/controller/json/marshal.ts';
import type { FieldError } from '../../../src/manifest/controller/kubernetes/field-error.ts';
import { matchDryRun, matchRetention } from '../../../src/manifest/controller/metrics/rules.ts';
import { validateMetrics } from '../../../src/manifest/controller/metrics/validate.ts';
import {
  flagOf,
  isObject,
  listOf,
  objectOf,
  optionalInteger,
  optionalText,
  textOf,
  type Value,
} from '../../../src/manifest/controller/read.ts';
import {
  type AnalysisKind,
  type AnalysisReference,
  validateAnalysis,
} from '../../../src/manifest/controller/references/analysis.ts';
import {
  approximateCounts,
  basicCanaryCounts,
  routedCanaryCounts,
  trafficWeightsOf,
} from '../../../src/manifest/controller/replicas/counts.ts';
import { currentWeight, type ReplicaSetState } from '../../../src/manifest/controller/replicas/weights.ts';
import { validateRollout } from '../../../src/manifest/controller/rollout/spec.ts';
import { validateStrategy } from '../../../src/manifest/controller/rollout/strategy.ts';
import { formatIntOrString, intValue } from '../../../src/manifest/controller/scalars/int-or-string.ts';
import { pauseSeconds } from '../../../src/manifest/controller/scalars/pause.ts';
import { isTtlExceeded } from '../../../src/manifest/controller/scalars/ttl.ts';
import { resolveMetric } from '../../../src/manifest/controller/substitute/metric.ts';
import { resolveQuotedText, resolveText } from '../../../src/manifest/controller/substitute/text.ts';
import type { Argument, TracedArgument } from '../../../src/manifest/controller/types.ts';
import type { Json, JsonObject } from '../../../src/yaml/tree.ts';
import type { Suite } from '../suite.ts';

type Run = (vector: JsonObject) => { readonly expected: unknown; readonly actual: unknown };

/** The vectors of one file, each run by the function that it names. */
function suite(file: string, runOf: (vector: JsonObject) => Run | undefined): Suite {
  return {
    name: `argo/${file}`,
    async run(dir) {
      const content: Json = JSON.parse(await readFile(path.join(dir, 'argo', file), 'utf8'));
      const vectors = listOf(objectOf(content)['vectors']).filter(isObject);
      const failures = [];
      for (const vector of vectors) {
        const run = runOf(vector);
        const id = textOf(vector['id']);
        if (run === undefined) {
          failures.push({ id, expected: 'a known function', actual: textOf(vector['function']) });
          continue;
        }
        const outcome = run(vector);
        const expected = canonical(outcome.expected);
        const actual = canonical(outcome.actual);
        if (expected !== actual) failures.push({ id, expected, actual });
      }
      return { total: vectors.length, failures };
    },
  };
}

/** JSON with sorted keys, so that equal values are equal texts. */
function canonical(value: unknown): string {
  return JSON.stringify(value ?? null, (_, part: unknown) =>
    isObject(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}

const inputOf = (vector: JsonObject): JsonObject => objectOf(vector['input']);

const named = (value: Value) =>
  listOf(value).map((entry) => {
    const argument = objectOf(entry);
    return { name: textOf(argument['name']), value: optionalText(argument['value']) };
  });

const plainArgument = ({ name, value, valueFrom }: Argument) => ({
  name,
  ...(value === undefined ? {} : { value }),
  ...(valueFrom === undefined ? {} : { valueFrom }),
});

const orNull = <T>(list: readonly T[]): readonly T[] | null => (list.length === 0 ? null : list);

const userArguments = (list: Value): TracedArgument[] => readArguments(list, 'user', 0, ['args']);

const ARGUMENTS: Readonly<Record<string, Run>> = {
  'template.ResolveArgs / ResolveQuotedArgs (quoted=true)': (vector) => {
    const { template, args, quoted } = inputOf(vector);
    const resolved = (flagOf(quoted) ? resolveQuotedText : resolveText)(textOf(template), named(args));
    const actual = resolved.ok ? { error: null, value: resolved.value } : { error: resolved.error };
    return { expected: vector['expect'], actual };
  },
  'analysisutil.ResolveMetricArgs': (vector) => {
    const { metric, args } = inputOf(vector);
    const expect = objectOf(vector['expect']);
    const shown = (value: unknown): Json => JSON.parse(marshal(value, '@Metric').text);
    const resolved = resolveMetric(objectOf(metric), named(args));
    return {
      expected: expect['metric'] === undefined ? expect : { ...expect, metric: shown(expect['metric']) },
      actual: resolved.ok ? { error: null, metric: shown(resolved.metric) } : { error: resolved.error },
    };
  },
  'analysisutil.MergeArgs': (vector) => {
    const { incoming, template } = inputOf(vector);
    const merged = mergeArguments(userArguments(incoming), readArguments(template, 'template', 0, ['spec', 'args']));
    const actual = merged.ok
      ? { error: null, args: template === null ? null : merged.value.map(plainArgument) }
      : { error: merged.error };
    return { expected: vector['expect'], actual };
  },
  'analysisutil.NewAnalysisRunFromTemplates': (vector) => {
    const { templates, clusterTemplates, args, dryRun, measurementRetention } = inputOf(vector);
    const plan = planAnalysisRun({
      templates: listOf(templates).map(objectOf),
      clusterTemplates: listOf(clusterTemplates).map(objectOf),
      args: userArguments(args),
      dryRun,
      measurementRetention,
    });
    const actual = plan.ok
      ? {
          error: null,
          args: orNull(plan.value.args.map(plainArgument)),
          dryRun: orNull(plan.value.dryRun.map(({ value }) => value)),
          measurementRetention: orNull(plan.value.measurementRetention.map(({ value }) => value)),
          metrics: plan.value.metrics.map(({ value }) => textOf(value.name)),
        }
      : { error: plan.error };
    return { expected: vector['expect'], actual };
  },
  'analysisutil.BuildArgumentsForRolloutAnalysisRun': (vector) => {
    const { args, rollout, stableHash, newHash } = inputOf(vector);
    const hashes = { stable: textOf(stableHash), latest: textOf(newHash) };
    const built = buildRolloutArguments(args, hashes, objectOf(rollout));
    const actual = {
      error: built.error ?? null,
      ...(built.args === undefined ? {} : { args: built.args.map(plainArgument) }),
    };
    return { expected: vector['expect'], actual };
  },
  'template.ResolveExperimentArgsValue': (vector) => {
    const { template, experiment, hashes } = inputOf(vector);
    const spec = objectOf(objectOf(experiment)['spec']);
    const known = objectOf(hashes);
    const templates = listOf(spec['templates']).flatMap((entry) => {
      const name = textOf(objectOf(entry)['name']);
      const podTemplateHash = optionalText(known[name]);
      return podTemplateHash === undefined ? [] : [{ name, podTemplateHash, replicaSetName: `ex-${name}` }];
    });
    const resolved = resolveExperimentArgument(textOf(template), {
      availableAt: optionalText(objectOf(objectOf(experiment)['status'])['availableAt']),
      duration: textOf(spec['duration']),
      templates,
    });
    const actual = resolved.ok ? { error: null, value: resolved.value } : { error: resolved.error };
    return { expected: vector['expect'], actual };
  },
};

const runMetricVector: Run = (vector) => {
  const metrics = listOf(vector['metrics']).map(objectOf);
  const surfaced = validateMetrics(metrics).find((violation) => violation.surfaced);
  return { expected: vector['expect'], actual: { error: surfaced?.text ?? null } };
};

const runRuleVector: Run = (vector) => {
  const metrics = listOf(vector['metricNames']).map((name) => ({ name }));
  const rules = (field: string) => listOf(vector[field]).map(objectOf);
  const result =
    vector['dryRun'] === undefined
      ? matchRetention(rules('measurementRetention'), metrics)
      : matchDryRun(rules('dryRun'), metrics);
  const actual = { error: result.error ?? null, matched: Object.fromEntries<unknown>(result.matched) };
  return { expected: vector['expect'], actual };
};

const SCALARS: Readonly<Record<string, Run>> = {
  'DurationString.Duration (time.ParseDuration)': (vector) => {
    const expect = objectOf(vector['expect']);
    const parsed = parseDuration(textOf(vector['input']));
    if (!parsed.ok) return { expected: expect, actual: { error: parsed.error } };
    const actual = { error: null, nanoseconds: String(parsed.nanoseconds), seconds: Number(parsed.nanoseconds) / 1e9 };
    const { string } = expect;
    return {
      expected: expect,
      actual: string === undefined ? actual : { ...actual, string: formatDuration(parsed.nanoseconds) },
    };
  },
  'intstr.IntOrString.IntValue': ({ input, expect }) => ({
    expected: expect,
    actual: { intValue: intValue(input), string: formatIntOrString(input) },
  }),
  'RolloutPause.DurationSeconds': ({ input, expect }) => ({
    expected: expect,
    actual: { seconds: pauseSeconds(input === undefined || input === null ? {} : { duration: input }) },
  }),
  isAnalysisRunTtlExceeded: ({ run, now, expect }) => ({
    expected: expect,
    actual: { expired: isTtlExceeded(objectOf(run), Date.parse(textOf(now))) },
  }),
};

const TYPE_NAMES: Readonly<Record<string, string>> = { Internal: 'InternalError' };

const shownError = ({ field, type, detail, text }: FieldError) => ({
  field,
  type: TYPE_NAMES[type] ?? `FieldValue${type}`,
  detail,
  error: text,
});

const ANALYSIS_KINDS: Readonly<Record<string, AnalysisKind>> = {
  InlineAnalysis: 'inline',
  BackgroundAnalysis: 'background',
  PrePromotionAnalysis: 'prePromotion',
  PostPromotionAnalysis: 'postPromotion',
};

/** The reference of a vector, which gives the analysis beside the Rollout instead of inside. */
function referenceOf(type: string, stepIndex: number, args: Value): AnalysisReference {
  const kind = ANALYSIS_KINDS[type] ?? 'inline';
  const texts: Readonly<Record<AnalysisKind, string>> = {
    inline: `spec.strategy.canary.steps[${stepIndex}].analysis`,
    background: 'spec.strategy.canary.analysis',
    prePromotion: 'spec.strategy.blueGreen.prePromotionAnalysis',
    postPromotion: 'spec.strategy.blueGreen.postPromotionAnalysis',
  };
  return { kind, stepIndex, analysis: { args }, path: [], field: { text: `${texts[kind]}.templates`, path: [] } };
}

const ROLLOUTS: Readonly<Record<string, Run>> = {
  ValidateRolloutStrategy: ({ rollout, expect }) => ({
    expected: expect,
    actual: { errors: validateStrategy(objectOf(rollout)).map(shownError) },
  }),
  ValidateRollout: ({ rollout, expect }) => {
    const [first] = validateRollout(objectOf(rollout)).map(shownError);
    const { error, ...named } = first ?? { error: undefined };
    const expected = objectOf(objectOf(expect)['firstError']);
    const withText = expected['error'] === undefined ? named : { ...named, error };
    return { expected: expect, actual: { firstError: first === undefined ? null : withText } };
  },
  ValidateAnalysisTemplatesWithType: (vector) => {
    const { rollout, templates, clusterTemplates, args, type, stepIndex } = inputOf(vector);
    const errors = validateAnalysis(
      objectOf(rollout),
      referenceOf(textOf(type), optionalInteger(stepIndex) ?? 0, args),
      listOf(templates).map(objectOf),
      listOf(clusterTemplates).map(objectOf),
    );
    return { expected: vector['expect'], actual: { errors: errors.map(shownError) } };
  },
};

const orNothing = (value: Value): Json => value ?? null;

function replicaSet(value: Value, name: string): ReplicaSetState | undefined {
  if (!isObject(value)) return undefined;
  return {
    name,
    replicas: optionalInteger(value['replicas']) ?? 0,
    available: optionalInteger(value['available']) ?? 0,
  };
}

const REPLICAS: Readonly<Record<string, Run>> = {
  approximateWeightedCanaryStableReplicaCounts: (vector) => {
    const number = (name: string): number => optionalInteger(inputOf(vector)[name]) ?? 0;
    const actual = approximateCounts(number('specReplicas'), number('weight'), number('maxWeight'), number('maxSurge'));
    return { expected: vector['expect'], actual };
  },
  CalculateReplicaCountsForBasicCanary: (vector) => {
    const { replicas, setWeight, maxSurge, maxUnavailable, canaryRS, stableRS, olderRS, ...rest } = inputOf(vector);
    const steps = [{ setWeight: orNothing(setWeight) }];
    const canary = { maxSurge: orNothing(maxSurge), maxUnavailable: orNothing(maxUnavailable), steps };
    const rollout = {
      spec: { replicas: orNothing(replicas), strategy: { canary } },
      status: { currentPodHash: 'canary', stableRS: 'stable', ...objectOf(rest['status']), ...rest },
    };
    const older = replicaSet(olderRS, 'older');
    const counts = basicCanaryCounts(
      rollout,
      replicaSet(canaryRS, 'canary'),
      replicaSet(stableRS, 'stable'),
      older === undefined ? [] : [older],
    );
    return { expected: vector['expect'], actual: counts };
  },
  CalculateReplicaCountsForTrafficRoutedCanary: (vector) => {
    const { replicas, canary, status, canaryRS, stableRS } = inputOf(vector);
    const spec = { replicas: orNothing(replicas), strategy: { canary: orNothing(canary) } };
    const rollout = { spec, status };
    const counts = routedCanaryCounts(
      rollout,
      replicaSet(canaryRS, 'canary'),
      replicaSet(stableRS, 'stable'),
      trafficWeightsOf(rollout),
    );
    return { expected: vector['expect'], actual: { ...counts, setWeight: currentWeight(rollout) } };
  },
};

const byFunction =
  (runs: Readonly<Record<string, Run>>) =>
  (vector: JsonObject): Run | undefined =>
    runs[textOf(vector['function'])];

export const suites: Suite[] = [
  suite('args.json', byFunction(ARGUMENTS)),
  suite('metric-validation.json', (vector) => (vector['metrics'] === undefined ? runRuleVector : runMetricVector)),
  suite('replica-math.json', byFunction(REPLICAS)),
  suite('rollout-validation.json', byFunction(ROLLOUTS)),
  suite('scalars-ttl.json', byFunction(SCALARS)),
];
