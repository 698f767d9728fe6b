import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { documents } from '../../src/lint/kit/examples/example-yaml.ts';
import { type IdentityUses, identityMatchers, identityUses } from '../../src/lint/kit/queries/identity-labels.ts';
import { ABOUT_QUERIES, placesIn, type SoundQuery } from '../../src/lint/kit/queries/query-places.ts';
import { defineRule } from '../../src/lint/rule.ts';
import type { Manifest } from '../../src/manifest/manifest.ts';
import { metricNameOf, selectorsOf } from '../../src/promql/index.ts';

const selecting = (name: string, label: string, metric = '') =>
  asking(`sum(rate(requests_total{${label}="${name}",code=~"5.."}[5m])) or vector(0)`, { metric }).replaceAll(
    'error-rate',
    name,
  );
const others = documents(
  selecting('payments', 'app'),
  selecting('search', 'app'),
  selecting('cart', 'app'),
  selecting('prices', 'app'),
);

export const inconsistent = defineRule({
  ...ABOUT_QUERIES,
  id: 'labels/inconsistent',
  severity: 'warning',
  docs: {
    summary: 'A template selects its service by another label than all the others do for the same metric.',
    details: `When \`job\` became \`app\`, five templates were changed and the sixth was not: it selects nothing any more. Told where at least four
other templates of the workspace select the same metric by one label, and this one by another, which is at least four times as rare. That is
likely, not certain: a warning.`,
  },
  messages: {
    other: ({ metric, label, usual, count, users }: OtherData) => ({
      message: `\`${metric}\` is selected by \`${label}\` here, and by \`${usual}\` in ${count} other templates${users}`,
      why: 'if the label was renamed, this query selects nothing',
      help: `select by \`${usual}\``,
    }),
  },
  examples: {
    bad: [
      {
        yaml: selecting('checkout', 'job'),
        files: { 'others.yaml': others },
        finds: ['other@job'],
        fixed: selecting('checkout', 'app'),
      },
    ],
    good: [
      { yaml: selecting('checkout', 'app'), files: { 'others.yaml': others } },
      {
        title: 'Two ways, both usual.',
        yaml: selecting('checkout', 'job'),
        files: { 'others.yaml': documents(others, selecting('stock', 'job')) },
      },
    ],
  },
  check(ctx) {
    const uses = identityUses(ctx.workspace, ctx.settings);
    const told = new Set<string>();
    const places = placesIn(ctx, (query) => unusual(query, uses, ctx.manifest));
    for (const { at, data } of places) {
      // Both sides of a ratio are one mistake; each has an edit of the fix.
      if (told.has(`${data.metric} ${data.label}`)) continue;
      told.add(`${data.metric} ${data.label}`);
      const related = [...(uses.get(data.metric)?.get(data.usual) ?? [])].slice(0, 1).map((template) => ({
        at: { file: template.file.path, span: template.valueSpan(['metadata', 'name']) },
        label: `selects by \`${data.usual}\``,
      }));
      const same = places.filter((each) => each.data.metric === data.metric && each.data.label === data.label);
      const edits = same.map((each) => ({ span: each.at, text: data.usual }));
      ctx.report('other', { at, data, related, fix: { kind: 'unsafe', title: `select by \`${data.usual}\``, edits } });
    }
  },
});

interface OtherData {
  readonly metric: string;
  readonly label: string;
  readonly usual: string;
  readonly count: number;
  readonly users: string;
}

/** So many other templates make a custom. */
const CUSTOM = 4;

function* unusual({ expr }: SoundQuery, uses: IdentityUses, own: Manifest) {
  for (const selector of selectorsOf(expr)) {
    const metric = metricNameOf(selector);
    const ofMetric = metric === undefined ? undefined : uses.get(metric);
    const matchers = identityMatchers(selector);
    const [first] = matchers;
    if (metric === undefined || ofMetric === undefined || first === undefined) continue;
    const usual = [...ofMetric].find(([label, templates]) => {
      const count = templates.size - (templates.has(own) ? 1 : 0);
      const isRare = matchers.every(({ label: { text } }) => (ofMetric.get(text)?.size ?? 0) * CUSTOM <= count);
      return count >= CUSTOM && isRare && matchers.every(({ label: { text } }) => text !== label);
    });
    if (usual === undefined) continue;
    const data = { metric, label: first.label.text, usual: usual[0], count: usual[1].size };
    yield { span: first.label.span, data };
  }
}
