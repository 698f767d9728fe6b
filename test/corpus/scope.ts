/** Which part of the linter a defect of the survey belongs to; `helm` are those that only a rendered chart shows. */
export type Group = 'structure' | 'conditions' | 'promql' | 'helm' | 'out of reach';

export interface Scope {
  readonly group: Group;
  /** Rules one of which must stand at the defect's place. */
  readonly rules: readonly string[];
  /** For a defect that manifests cannot show: why not. */
  readonly why?: string;
  /** Further lines of the row's file that are as good: the same mistake is two lines that contradict each other. */
  readonly lines?: readonly number[];
}

const structure = (...rules: string[]): Scope => ({ group: 'structure', rules });
const conditions = (...rules: string[]): Scope => ({ group: 'conditions', rules });
const promql = (...rules: string[]): Scope => ({ group: 'promql', rules });
const beyond = (why: string, ...rules: string[]): Scope => ({ group: 'out of reach', rules, why });

/** What fits a class of SURVEY.md, where `BY_NUMBER` says nothing else. */
const BY_CLASS: Readonly<Record<string, Scope>> = {
  'vector-scalar compare': conditions('condition/vector-as-number'),
  'service identity': beyond(
    'which label value is the canary only the mesh knows',
    'promql/not-scoped',
    'labels/unknown-value',
  ),
  'duplicate template': structure('reference/duplicate-template', 'reference/conflicting-template'),
  'missing arg': structure('args/missing', 'args/unknown'),
  'empty vector': conditions('condition/unguarded-index'),
  limits: structure('metric/cannot-fail', 'metric/count-too-small'),
  'address without scheme': structure('provider/address'),
  'duplicate key': structure('yaml/duplicate-key'),
  'does not parse': structure('yaml/syntax'),
  type: structure('schema/wrong-type', 'metric/bad-duration'),
  'contradictory conditions': conditions('condition/overlap'),
  'removed field': structure('schema/removed-field'),
  'guard after access': conditions('condition/guard-after-index'),
  'wrong result shape': structure('provider/web-status-code'),
  'unknown field': structure('schema/unknown-field'),
  address: structure('provider/address', 'provider/short-host', 'provider/localhost-address'),
  'gate that cannot fail': structure('provider/job-always-passes', 'condition/ignored-by-job'),
  'unused arg': structure('args/unused'),
  'invalid combination': structure('rollout/needs-traffic-routing'),
  'traffic routing without services': structure('rollout/missing-service'),
  'runs forever': structure('metric/runs-forever'),
  'many series, one tested': promql('condition/first-of-many'),
  'condition ignored': conditions('condition/ignored-by-job'),
  'undeclared arg': structure('args/undeclared'),
  'incomplete Rollout': structure('rollout/selector', 'rollout/pod-template', 'schema/missing-field'),
  'arg not interpolated': conditions('condition/unknown-name', 'args/bad-placeholder'),
  'unresolved template': structure('reference/missing-template'),
  'inconclusive gap': conditions('condition/gap'),
  'raw counter': promql('promql/raw-counter'),
  'unreachable condition': conditions('condition/always-false'),
  credentials: structure('provider/credentials-in-address'),
  'PromQL syntax': promql('promql/syntax'),
  'PromQL type': promql('promql/type-error', 'promql/syntax'),
  'invalid expression': conditions('condition/syntax', 'condition/unknown-name'),
  'not scoped': promql('promql/not-scoped'),
  'wrong nesting': structure('schema/unknown-field', 'rollout/empty-analysis'),
  'Helm syntax in a plain manifest': structure('yaml/key-not-scalar', 'yaml/syntax', 'args/bad-placeholder'),
};

/** Defects that differ from others of their class, or whose mistake stands on several lines. */
const BY_NUMBER: Readonly<Record<number, Scope>> = {
  3: promql('promql/service-identity'),
  12: { ...conditions('condition/overlap'), lines: [9] },
  14: beyond(
    '`canary` is a name like any other: that the Service is istio-rollout-canary stands in no relation to the query',
    'promql/not-scoped',
  ),
  16: structure('provider/web-status-code', 'condition/missing-key'),
  18: { ...structure('metric/count-too-small'), lines: [26] },
  20: beyond(
    'whether the body of this address is a number only the service knows',
    'provider/web-status-code',
    'condition/type-mismatch',
  ),
  23: { ...structure('args/unused'), lines: [12, 13] },
  25: structure('args/unused', 'promql/not-scoped'),
  34: beyond('what the script of the job does with an empty list', 'args/empty'),
  37: beyond(
    'fields of the pod template are Kubernetes’ own schema, which is not carried along',
    'schema/unknown-field',
  ),
  39: { ...structure('metric/cannot-fail'), lines: [16] },
  40: promql('promql/status-pattern', 'labels/unknown-value'),
  42: { ...promql('promql/impossible-match'), lines: [61] },
  43: promql('promql/deployment-metric', 'labels/unknown-value'),
  51: structure('args/unknown'),
  52: beyond('a template that nothing here uses may be used elsewhere', 'reference/unused-template'),
  53: { ...structure('args/undeclared'), lines: [20, 22, 32] },
  54: beyond('the template declares no argument, so none is missing: its mistake is #53', 'args/missing'),
  55: promql('promql/hyphen-in-name'),
  61: structure('schema/unknown-field', 'args/bad-hash-value'),
  62: structure('args/missing'),
  68: beyond(
    'the Service is right for stable and canary together; only its selector’s history tells',
    'promql/not-scoped',
    'reference/service-selector',
  ),
  81: beyond('a file without an object of ours is not read further than its headers', 'yaml/syntax'),
  82: beyond('the value is computed by the chart', 'promql/not-scoped'),
  86: { ...promql('promql/rate-as-ratio'), lines: [21] },
  93: { ...structure('schema/unknown-field'), lines: [11, 12, 14] },
  94: { ...structure('schema/unknown-field'), lines: [29, 30, 31] },
  95: conditions('condition/unguarded-nil', 'condition/type-mismatch', 'promql/not-scoped'),
  98: promql('promql/clamped-denominator'),
  99: beyond(
    'one Service for both subsets is how DestinationRules are meant to be used; the metric’s labels decide',
    'promql/not-scoped',
  ),
  102: promql('promql/default-misses-nan'),
  103: { ...promql('promql/type-error', 'promql/syntax'), lines: [16, 18, 19] },
};

/** What is asked for a defect; undefined for a class that nobody has judged yet. */
export function scopeOf(number: number, kind: string): Scope | undefined {
  return BY_NUMBER[number] ?? BY_CLASS[kind];
}
