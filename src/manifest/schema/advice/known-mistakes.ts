import type { ArgoKind } from '../../manifest.ts';

/** What people mean by a name that no edit distance leads from, by the object that they write it in. */
interface KnownMistake {
  /** Any kind where it is left out. */
  readonly kind?: ArgoKind;
  /** Of the object, `[]` for list items. */
  readonly object: RegExp;
  readonly names: readonly string[];
  /** `VALUE` stands for the value that was given. */
  readonly write?: string;
  readonly note?: string;
  /** The field of the object that the note names, where that is required. */
  readonly fills?: string;
}

const METRIC = /^spec\.metrics\[\]$/;
const PROMETHEUS = /\.prometheus$/;
const STEP = /\.steps\[\]$/;

const KNOWN: readonly KnownMistake[] = [
  {
    object: /[mM]etadata$/,
    names: ['creationTimestamp', 'name', 'namespace', 'generateName', 'finalizers', 'ownerReferences'],
    note: 'remove it: only `labels` and `annotations` are kept here',
  },
  { object: METRIC, names: ['threshold', 'successThreshold'], write: 'successCondition: result[0] >= VALUE' },
  { object: METRIC, names: ['failureThreshold', 'maxFailures'], write: 'failureLimit: VALUE' },
  { object: METRIC, names: ['retries', 'retry', 'errorLimit', 'maxErrors'], write: 'consecutiveErrorLimit: VALUE' },
  { object: METRIC, names: ['condition', 'conditions', 'expression'], write: 'successCondition: …' },
  {
    object: /\.provider(\.\w+)?$/,
    names: ['condition', 'conditions'],
    note: 'a metric is judged by `successCondition` and `failureCondition`, which stand beside `provider`',
  },
  {
    object: PROMETHEUS,
    names: ['url', 'uri', 'server', 'serverUrl', 'serverAddress', 'endpoint', 'host'],
    write: 'address: VALUE',
  },
  { object: PROMETHEUS, names: ['expr', 'expression', 'promql'], write: 'query: VALUE' },
  { object: /\.web$/, names: ['uri', 'address', 'endpoint', 'host'], write: 'url: VALUE' },
  { object: STEP, names: ['weight'], write: 'setWeight: VALUE' },
  { object: STEP, names: ['wait', 'sleep', 'delay'], write: 'pause: { duration: VALUE }' },
  { object: /\.pause$/, names: ['seconds', 'time', 'timeout', 'interval'], write: 'duration: VALUE' },
  {
    object: /\.blueGreen$/,
    names: ['analysis'],
    note: 'a blue-green Rollout has `prePromotionAnalysis` before the switch and `postPromotionAnalysis` after it',
  },
  {
    object: /^spec\.strategy$/,
    names: ['rollingUpdate'],
    note: 'that is a strategy of a Deployment; a Rollout has `canary` or `blueGreen`',
  },
  { object: /[aA]nalysis\.templates\[\]$/, names: ['name', 'template', 'templateRef'], write: 'templateName: VALUE' },
  {
    kind: 'Experiment',
    object: /^spec\.templates\[\]$/,
    names: ['metadata', 'spec'],
    note: 'the pods of an experiment stand in `template`, which has `metadata` and `spec`',
    fills: 'template',
  },
  {
    kind: 'Experiment',
    object: /\.valueFrom$/,
    names: ['podTemplateHashValue'],
    note: 'in an Experiment it is `value: "{{templates.NAME.podTemplateHash}}"`, NAME being one of its templates',
  },
  { object: /\.args\[\]$/, names: ['default', 'defaultValue'], write: 'value: VALUE' },
  {
    object: /\.valueFrom$/,
    names: ['configMapKeyRef', 'configMapRef'],
    note: 'an argument cannot be taken from a ConfigMap; pass the value itself',
  },
  {
    object: /\.trafficRouting$/,
    names: ['gatewayAPI', 'gatewayApi', 'contour', 'openshift', 'kong', 'envoyGateway'],
    note: 'that router is a plugin: it stands in `plugins`, by the name under which it is installed',
  },
];

export interface Meaning {
  readonly meant: { readonly write?: string; readonly note?: string };
  /** The field of the same object that was meant. */
  readonly fills: string | undefined;
}

/** What the name stands for in practice; undefined where nothing is known. */
export function knownMistake(kind: ArgoKind, object: string, name: string, value: string): Meaning | undefined {
  const known = KNOWN.find(
    (mistake) =>
      mistake.names.includes(name) &&
      mistake.object.test(object) &&
      (mistake.kind === undefined || mistake.kind === kind),
  );
  if (known === undefined) return undefined;
  return {
    meant: {
      ...(known.write === undefined ? {} : { write: known.write.replace('VALUE', () => value) }),
      ...(known.note === undefined ? {} : { note: known.note }),
    },
    fills: known.fills ?? known.write?.split(':')[0],
  };
}
