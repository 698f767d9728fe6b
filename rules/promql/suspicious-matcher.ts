import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { ABOUT_QUERIES, placesIn, type SoundQuery, shownText } from '../../src/lint/kit/queries/query-places.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { type Matcher, selectorsOf } from '../../src/promql/index.ts';
import type { Span } from '../../src/text/span.ts';

export const suspiciousMatcher = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/suspicious-matcher',
  severity: 'warning',
  docs: {
    summary: 'A condition of a selector does not do what it looks like.',
    details: `A pattern after \`=\` is compared letter by letter; an alternation with an empty branch also selects the series without the label;
\`$service\` is replaced by Grafana, and by nobody here; \`=~".*"\` selects everything.`,
    references: ['prometheus.io/docs/prometheus/latest/querying/basics/#instant-vector-selectors'],
  },
  messages: {
    pattern: ({ matcher, op, users }: { matcher: string; op: string; users: string }) => ({
      message: `\`${matcher}\` looks like a regular expression, but \`${op}\` compares letter by letter${users}`,
      why: op === '=' ? 'no value has these letters, so nothing is selected' : 'the condition leaves nothing out',
      help: `write \`${op === '=' ? '=~' : '!~'}\``,
    }),
    emptyBranch: ({ matcher, users }: { matcher: string; users: string }) => ({
      message: `\`${matcher}\` has an empty alternative, so it also selects series without the label${users}`,
      why: 'an absent label is the empty text',
      help: 'remove the `|` at the end',
    }),
    variable: ({ matcher, name, users }: { matcher: string; name: string; users: string }) => ({
      message: `\`${name}\` in \`${matcher}\` is a variable of a Grafana dashboard, and nobody fills it in here${users}`,
      why: 'Prometheus looks for that very text as the value, and finds nothing',
      help: 'declare an argument, and write `{{args.name}}`',
    }),
    everything: ({ matcher, users }: { matcher: string; users: string }) => ({
      message: `\`${matcher}\` selects every series, with and without the label${users}`,
      help: 'remove it; to ask that the label be there, write `!=""`',
    }),
  },
  examples: {
    bad: [
      {
        yaml: asking('sum(rate(errors_total{app="checkout",code="5.."}[5m])) or vector(0)'),
        finds: ['pattern@code="5.."'],
        fixed: asking('sum(rate(errors_total{app="checkout",code=~"5.."}[5m])) or vector(0)'),
      },
      {
        yaml: asking('sum(rate(errors_total{app=~"checkout|"}[5m])) or vector(0)'),
        finds: ['emptyBranch@app=~"checkout|"'],
      },
      { yaml: asking('sum(rate(errors_total{app="$service"}[5m])) or vector(0)'), finds: ['variable@app="$service"'] },
      { yaml: asking('sum(rate(errors_total{app=~".*"}[5m])) or vector(0)'), finds: ['everything@app=~".*"'] },
    ],
    good: [
      { yaml: asking('sum(rate(errors_total{app="checkout",code=~"5.."}[5m])) or vector(0)') },
      { yaml: asking('sum(rate(errors_total{host="checkout.example.com",path!=""}[5m])) or vector(0)') },
    ],
  },
  check(ctx) {
    for (const { at, data, query } of placesIn(ctx, suspicious)) {
      if (data.id === 'everything') ctx.report('everything', { at, data, severity: 'info' });
      else if (data.id !== 'pattern') ctx.report(data.id, { at, data });
      else {
        const text = data.op === '=' ? '=~' : '!~';
        const edits = [{ span: query.toFile(data.opSpan), text }];
        ctx.report('pattern', { at, data, fix: { kind: 'unsafe', title: `write \`${text}\``, edits } });
      }
    }
  },
});

interface Suspicion {
  readonly id: 'pattern' | 'emptyBranch' | 'variable' | 'everything';
  readonly matcher: string;
  readonly op: string;
  readonly name: string;
  readonly opSpan: Span;
}

/** What hardly any label value holds, and patterns often do: `.*`, `.+`, `[0-9]`, `5..`, `(a|b)`. */
const PATTERN = /\.[*+]|\[[\d^]|^[1-5]\.\.$|^\([^()]*\|[^()]*\)$/;
const VARIABLE = /^(\$[A-Za-z_]\w*|\$\{\w+(?::\w+)?\}|\[\[\w+\]\])$/;

function* suspicious(query: SoundQuery) {
  for (const matcher of selectorsOf(query.expr).flatMap(({ matchers }) => matchers)) {
    const id = suspicionOf(matcher);
    if (id === undefined) continue;
    const { op, opSpan, value, span } = matcher;
    const data: Suspicion = { id, matcher: shownText(query, span), op, opSpan, name: value.text };
    yield { span, data };
  }
}

function suspicionOf({ op, value }: Matcher): Suspicion['id'] | undefined {
  const { text } = value;
  if (VARIABLE.test(text)) return 'variable';
  if (op === '=' || op === '!=') return value.holes.length === 0 && PATTERN.test(text) ? 'pattern' : undefined;
  if (op === '=~' && (text === '.*' || text === '^.*$')) return 'everything';
  const branches = /^\(?([^()]*)\)?$/.exec(text)?.[1]?.split('|') ?? [];
  const hasEmpty = branches.length > 1 && (branches[0] === '' || branches[branches.length - 1] === '');
  return hasEmpty && branches.some((branch) => branch !== '') ? 'emptyBranch' : undefined;
}
