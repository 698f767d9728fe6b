import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { ABOUT_QUERIES, placesIn, type QueryPlace, type SoundQuery } from '../../src/lint/kit/queries/query-places.ts';
import { branchesOfKind } from '../../src/lint/kit/queries/query-tree.ts';
import { type LabelDoubt, type Names, namesOf } from '../../src/lint/names/ask.ts';
import { slipOf } from '../../src/lint/names/slip.ts';
import { askedIn, listed, placeOf } from '../../src/lint/names/words.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { type Expr, FUNCTION_EFFECTS, selectorsOf, unparen, type VectorSelector } from '../../src/promql/index.ts';

const RULES = `apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: checkout
spec:
  groups:
    - name: checkout
      rules:
        - record: job:request_errors:ratio_5m
          expr: sum by (job) (rate(errors_total[5m])) / sum by (job) (rate(requests_total[5m]))
`;

const NAMES = (labels: string) => ({
  files: {
    'metrics/checkout.txt': '# TYPE http_requests_total counter\nhttp_requests_total{method="GET",code="200"} 1027\n',
  },
  config: `names:\n  expositions:\n    - path: metrics/checkout.txt\n${labels}`,
});

export const unknownLabel = defineRule({
  ...ABOUT_QUERIES,
  asksNames: true,
  id: 'labels/unknown-label',
  severity: 'warning',
  docs: {
    summary: 'A query selects a metric by a label that it does not have.',
    details: `A recorded series has the labels that are left of its expression, and those that the rule adds: \`sum by (job) (…)\` leaves
\`job\` only, so a condition on the hash of the canary selects nothing. The sources that the configuration gives under \`names\` tell the labels
of other metrics: recordings and catalogues all of them; an exposition its own, and, where \`labels\` says so, those that the scrape adds.
Where the scrape's labels are not given, only a slip of the pen (\`methd\` for \`method\`) is told. All sources of a metric must agree. (Servers
that put others together, Thanos or Mimir, add labels such as \`cluster\`; it is a warning.)`,
    references: ['prometheus rules/recording.go Eval'],
  },
  messages: {
    dropped: ({ name, label, known, users }: LabelData) => ({
      message: `\`${name}\` has no label \`${label}\`: its rule leaves ${known}${users}`,
      why: 'no series meets the condition, so the answer is empty',
      help: `add \`${label}\` to the \`by\` of the recording rule`,
    }),
    grouping: ({ name, label, known, near, titles, op, users }: LabelData & { readonly op: string }) => ({
      message: `\`${op}\` groups by \`${label}\`, which \`${name}\` has not in ${titles}${users}`,
      why: `if that is so where the query runs, the label makes no groups; known labels are ${known}`,
      ...(near === undefined ? {} : { help: `did you mean \`${near}\`?` }),
    }),
    hash: ({ label, near, users }: { label: string; near: string; users: string }) => ({
      message: `\`${label}\` is nearly \`${near}\`, the label of the pod template hash${users}`,
      why: 'if the label was not renamed, no series has it',
      help: `did you mean \`${near}\`? A label that was renamed goes into \`podHashLabels\` of the configuration`,
    }),
    unknown: ({ name, label, known, near, titles, users }: LabelData) => ({
      message: `\`${name}\` has no label \`${label}\` in ${titles}${users}`,
      why: `if that is so where the query runs, no series meets the condition, and the answer is empty; known labels are ${known}`,
      ...(near === undefined ? {} : { help: `did you mean \`${near}\`?` }),
    }),
  },
  examples: {
    bad: [
      {
        title: 'The label of the hash has a name of its own.',
        yaml: asking('sum(rate(http_requests_total{rollout_pod_template_hash="{{args.hash}}"}[5m])) or vector(0)', {
          args: '- name: hash',
        }),
        finds: ['hash@rollout_pod_template_hash'],
        fixed: asking('sum(rate(http_requests_total{rollouts_pod_template_hash="{{args.hash}}"}[5m])) or vector(0)', {
          args: '- name: hash',
        }),
      },
      {
        yaml: asking(
          'max(job:request_errors:ratio_5m{job="checkout",rollouts_pod_template_hash="{{args.hash}}"}) or vector(0)',
          {
            args: '- name: hash',
          },
        ),
        files: { 'rules.yaml': RULES },
        finds: ['dropped@rollouts_pod_template_hash'],
      },
      {
        yaml: asking('sum(rate(http_requests_total{job="checkout",status="200"}[5m])) or vector(0)'),
        ...NAMES('      labels: {job: checkout}\n'),
        finds: ['unknown@status'],
      },
      {
        yaml: asking('max(sum by (handler) (rate(http_requests_total{job="checkout"}[5m]))) or vector(0)'),
        ...NAMES('      labels: {job: checkout}\n'),
        finds: ['grouping@handler'],
      },
      {
        title: 'A slip, and nothing is said of the labels that the scrape adds.',
        yaml: asking('sum(rate(http_requests_total{app="checkout",methd="GET"}[5m])) or vector(0)'),
        ...NAMES(''),
        finds: ['unknown@methd'],
        fixed: asking('sum(rate(http_requests_total{app="checkout",method="GET"}[5m])) or vector(0)'),
      },
    ],
    good: [
      {
        yaml: asking('max(job:request_errors:ratio_5m{job="checkout"}) or vector(0)'),
        files: { 'rules.yaml': RULES },
      },
      {
        title: 'Another service’s metric of the same name may have other labels.',
        yaml: asking('sum(rate(http_requests_total{job="search",status="200"}[5m])) or vector(0)'),
        ...NAMES('      labels: {job: checkout}\n'),
      },
    ],
  },
  check(ctx) {
    const names = namesOf(ctx.workspace, ctx.settings.names);
    for (const { at, data } of placesIn(ctx, (query) => mistypedHash(query, ctx.settings.podHashLabels))) {
      const edits = [{ span: at, text: data.near }];
      ctx.report('hash', { at, data, fix: { kind: 'unsafe', title: `write \`${data.near}\``, edits } });
    }
    if (names.isEmpty) return;
    const isFile = (file: string): boolean => ctx.workspace.files.some(({ path }) => path === file);
    for (const { at, data } of placesIn(ctx, (query) => unknown(query, names))) {
      const { said } = data.doubt;
      const isRecorded = said.every(({ source }) => source.kind === 'rules');
      const related = placeOf(said, (kind) => (kind === 'rules' ? 'recorded here' : 'known from here'), isFile);
      const { near } = data;
      const fix =
        near === undefined || isRecorded
          ? {}
          : ({
              fix: { kind: 'unsafe', title: `write \`${near}\``, edits: [{ span: at, text: near }] },
            } as const);
      const { op } = data;
      if (op !== undefined) ctx.report('grouping', { at, data: { ...data, op }, related, ...fix });
      else ctx.report(isRecorded ? 'dropped' : 'unknown', { at, data, related, ...fix });
    }
  },
});

interface LabelData {
  readonly name: string;
  readonly label: string;
  readonly known: string;
  readonly near: string | undefined;
  readonly titles: string;
  readonly users: string;
}

interface Doubtful extends Omit<LabelData, 'users'> {
  readonly doubt: LabelDoubt;
  /** The aggregation that groups by the label. */
  readonly op: string | undefined;
}

function* unknown({ expr }: SoundQuery, names: Names): Iterable<QueryPlace<Doubtful>> {
  for (const selector of selectorsOf(expr)) {
    for (const doubt of names.unknownLabels(selector)) {
      yield { span: doubt.matcher.label.span, data: { doubt, op: undefined, ...wordsOf(doubt) } };
    }
  }
  for (const { node } of branchesOfKind(expr, 'AggregateExpr')) {
    const selector = node.without ? undefined : onlySelector(node.expr);
    if (selector === undefined) continue;
    for (const label of node.grouping) {
      const doubt = label.holes.length > 0 ? undefined : names.lacksLabel(selector, label);
      if (doubt !== undefined) yield { span: label.span, data: { doubt, op: node.op, ...wordsOf(doubt) } };
    }
  }
}

/** The selector whose labels an expression has, all of them and no others. */
function onlySelector(expr: Expr): VectorSelector | undefined {
  const inner = unparen(expr);
  if (inner.kind === 'VectorSelector') return inner;
  if (inner.kind === 'MatrixSelector') return inner.selector;
  const isPlain = inner.kind === 'Call' && FUNCTION_EFFECTS.has(inner.name.text) && inner.args.length === 1;
  const [arg] = isPlain ? inner.args : [];
  return arg === undefined ? undefined : onlySelector(arg);
}

/** What the controller's pod label becomes in metrics. */
const HASH_LABELS = ['rollouts_pod_template_hash', 'pod_template_hash'];

/** A slip in the name of the hash, which needs no source. */
function* mistypedHash({ expr }: SoundQuery, own: readonly string[]) {
  for (const { matchers } of selectorsOf(expr)) {
    for (const { label } of matchers) {
      if (label.holes.length > 0 || !/^\w+$/.test(label.text) || [...HASH_LABELS, ...own].includes(label.text))
        continue;
      const near = slipOf(label.text, HASH_LABELS);
      if (near !== undefined) yield { span: label.span, data: { label: label.text, near } };
    }
  }
}

const wordsOf = (doubt: LabelDoubt) => ({
  name: doubt.metric,
  label: doubt.matcher.label.text,
  known: doubt.known.length === 0 ? 'no labels' : listed(doubt.known),
  near: doubt.near,
  titles: askedIn(doubt),
});
