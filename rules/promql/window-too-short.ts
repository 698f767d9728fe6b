import { asking } from '../../src/lint/kit/examples/example-query.ts';
import { ABOUT_QUERIES, placesIn, type QueryPlace, type SoundQuery } from '../../src/lint/kit/queries/query-places.ts';
import { branchesOfKind, rangeOf } from '../../src/lint/kit/queries/query-tree.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { FUNCTION_EFFECTS, formatPromDuration } from '../../src/promql/index.ts';

/** kube-prometheus-stack scrapes every 30 seconds, Prometheus by itself every minute. */
const USUAL_MS = 30_000;

export const windowTooShort = defineRule({
  ...ABOUT_QUERIES,
  id: 'promql/window-too-short',
  severity: 'warning',
  docs: {
    summary: 'A range is too short to hold two samples.',
    details: `\`rate\` and its like need two samples. A range no longer than the time between two scrapes never holds two, one of less than twice
that time holds them now and then, and from four times on a missed scrape does no harm. Set \`scrapeInterval\` in the configuration to have this
checked; without it only ranges of up to 30 seconds are told of, as a hint: they are empty with the usual settings (30 seconds in
kube-prometheus-stack, a minute in Prometheus itself).`,
    references: ['prometheus promql/functions.go extrapolatedRate', 'prometheus config DefaultGlobalConfig'],
  },
  messages: {
    never: ({ func, range, scrape, users }: WindowData) => ({
      message: `\`${func}\` needs two samples, and with a scrape every ${scrape} there are never two in ${range}${users}`,
      why: 'the answer is always empty',
      help: 'use a range of four times the scrape interval or more',
    }),
    sometimes: ({ func, range, scrape, users }: WindowData) => ({
      message: `\`${func}\` needs two samples, and with a scrape every ${scrape} there are not always two in ${range}${users}`,
      why: 'the answer is empty from time to time, depending on when the measurement is made',
      help: 'use a range of four times the scrape interval or more',
    }),
    usual: ({ func, range, users }: WindowData) => ({
      message: `\`${func}\` needs two samples in ${range}, so Prometheus has to scrape more often than that${users}`,
      why: 'with the 30s of kube-prometheus-stack, or the minute of Prometheus itself, the answer is always empty',
      help: 'use a longer range, or set `scrapeInterval` in the configuration of rolloutlint',
    }),
  },
  examples: {
    bad: [
      {
        yaml: asking('sum(rate(errors_total{app="checkout"}[30s])) or vector(0)'),
        config: 'scrapeInterval: 30s',
        finds: ['never@30s'],
      },
      {
        yaml: asking('sum(rate(errors_total{app="checkout"}[45s])) or vector(0)'),
        config: 'scrapeInterval: 30s',
        finds: ['sometimes@45s'],
      },
      { yaml: asking('sum(rate(errors_total{app="checkout"}[20s])) or vector(0)'), finds: ['usual@20s'] },
    ],
    good: [
      { yaml: asking('sum(rate(errors_total{app="checkout"}[2m])) or vector(0)'), config: 'scrapeInterval: 30s' },
      { yaml: asking('sum(rate(errors_total{app="checkout"}[20s])) or vector(0)'), config: 'scrapeInterval: 5s' },
    ],
  },
  check(ctx) {
    const told = new Set<string>();
    for (const { at, data, query } of placesIn(ctx, (each) => tooShort(each, ctx.settings.scrapeIntervalMs))) {
      // Both sides of a ratio have the same range.
      const key = `${query.view.index} ${data.id} ${data.range}`;
      if (told.has(key)) continue;
      told.add(key);
      ctx.report(data.id, { at, data, severity: data.id === 'usual' ? 'info' : 'warning' });
    }
  },
});

interface WindowData {
  readonly func: string;
  readonly range: string;
  readonly scrape: string;
  readonly users: string;
}

type Window = Omit<WindowData, 'users'> & { readonly id: 'never' | 'sometimes' | 'usual' };

function* tooShort({ expr }: SoundQuery, scrapeMs: number | undefined): Iterable<QueryPlace<Window>> {
  for (const { node } of branchesOfKind(expr, 'Call')) {
    if (FUNCTION_EFFECTS.get(node.name.text)?.needsTwoSamples !== true) continue;
    const range = rangeOf(node);
    if (range?.kind !== 'MatrixSelector' || range.range.ms === undefined) continue;
    const { ms, span } = range.range;
    const id =
      scrapeMs === undefined
        ? ms <= USUAL_MS
          ? 'usual'
          : undefined
        : ms <= scrapeMs
          ? 'never'
          : ms < 2 * scrapeMs
            ? 'sometimes'
            : undefined;
    if (id === undefined) continue;
    const scrape = formatPromDuration(scrapeMs ?? USUAL_MS);
    yield { span, data: { id, func: node.name.text, range: formatPromDuration(ms), scrape } };
  }
}
