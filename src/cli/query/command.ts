import { fateOf, fateText } from '../../evaluation/empty.ts';
import { readsOf, timesOf } from '../../evaluation/reads.ts';
import { UsageError } from '../../lint/usage-error.ts';
import { dataOf } from '../../prometheus/api.ts';
import type { RangeTimes } from '../../promql/engine/engine.ts';
import type { QueryResult, QueryValue } from '../../promql/engine/result.ts';
import { type ParsedQuery, parsePromql } from '../../promql/index.ts';
import { oneLine } from '../../report/plain.ts';
import { renderFrame } from '../../report/pretty/frame.ts';
import { paintFor } from '../../report/pretty/paint.ts';
import { EXIT, type Io, wantsColour } from '../io.ts';
import { formatTime, parseTime, type TimeReference } from '../times.ts';
import { type QueryOptions, readQueryOptions } from './options.ts';
import { openSource, type Source } from './source.ts';
import { tableOf } from './table.ts';

/** `rolloutlint query EXPR --recording FILE | --prometheus URL`. */
export async function query(args: readonly string[], io: Io): Promise<number> {
  const options = readQueryOptions(args);
  const source = await openSource(options, io);
  try {
    return await answer(options, source, io);
  } finally {
    await source.close();
  }
}

async function answer(options: QueryOptions, source: Source, io: Io): Promise<number> {
  const { query: text, range } = options;
  const parsed = parsePromql(text);
  // A server may know more of the language; it is asked whatever we think of the query.
  const isServer = source.times.lastMs === undefined && options.recordings.length === 0;
  if (!isServer && parsed.errors.length > 0) return tellSyntax(parsed, io);
  const times = timesOfQuery(options, source.times);
  const result =
    range === undefined
      ? await source.evaluator.instant(text, times.startMs)
      : await source.evaluator.range(text, times);
  tellRemarks(result, source, io);
  if (result.error !== undefined) return tellError(result.error, parsed, isServer, io);
  if (options.format === 'json') io.stdout.write(`${jsonOf(result.value)}\n`);
  else if (!isEmpty(result.value)) {
    const colour = wantsColour(io.stdout, io.env);
    const isNow = range === undefined && options.time === undefined && source.nowIs !== undefined;
    io.stdout.write(
      tableOf(result.value, times, {
        paint: paintFor(colour, false),
        width: io.stdout.isTTY ? (io.stdout.columns ?? 80) : undefined,
        about: isNow ? ` (${source.nowIs})` : '',
        steps: range === undefined ? undefined : Math.floor((times.endMs - times.startMs) / times.stepMs) + 1,
      }),
    );
  }
  if (isEmpty(result.value)) await tellWhyEmpty(parsed, times, options, source, io);
  return EXIT.clean;
}

/** JSON leaves DEL and C1 controls as they are, some of which begin what steers a terminal. */
const jsonOf = (value: QueryValue): string =>
  JSON.stringify(dataOf(value)).replaceAll(
    /[\u007f-\u009f]/g,
    (control) => `\\u00${control.charCodeAt(0).toString(16)}`,
  );

/** Steps of a range query that says nothing of them, as Prometheus' own page draws. */
const DEFAULT_STEPS = 250;

function timesOfQuery({ range, time }: QueryOptions, reference: TimeReference): RangeTimes {
  if (range === undefined) {
    const timeMs = time === undefined ? reference.nowMs : parseTime(time, '--time', reference);
    return { startMs: timeMs, endMs: timeMs, stepMs: 0 };
  }
  const endMs = range.end === undefined ? reference.nowMs : parseTime(range.end, '--end', reference);
  const fallbackMs = reference.firstMs ?? endMs - 3_600_000;
  const startMs = range.start === undefined ? fallbackMs : parseTime(range.start, '--start', reference);
  if (startMs > endMs) throw new UsageError(`--start ${formatTime(startMs)} is after --end ${formatTime(endMs)}`);
  const stepMs = range.stepMs ?? Math.max(1_000, Math.floor((endMs - startMs) / DEFAULT_STEPS / 1_000) * 1_000);
  return { startMs, endMs, stepMs };
}

function isEmpty(value: QueryValue): boolean {
  if (value.type === 'vector') return value.samples.length === 0;
  return value.type === 'matrix' && value.series.length === 0;
}

function tellSyntax(parsed: ParsedQuery, io: Io): number {
  const [error] = parsed.errors;
  if (error === undefined) return EXIT.usage;
  const paint = paintFor(wantsColour(io.stderr, io.env), false);
  io.stderr.write(`rolloutlint: the query is no PromQL: ${oneLine(error.message)}\n`);
  const frame = renderFrame(parsed.text, [{ span: error.span, primary: true }], {
    paint,
    accent: paint.red,
    width: io.stderr.columns ?? 120,
    indent: '  ',
  });
  io.stderr.write(`${frame.join('\n')}\n`);
  if (error.help !== undefined) io.stderr.write(`  ${oneLine(error.help)}\n`);
  return EXIT.usage;
}

function tellRemarks({ warnings, infos }: QueryResult, source: Source, io: Io): void {
  for (const text of [...warnings, ...infos, ...source.notes()]) io.stderr.write(`rolloutlint: ${oneLine(text)}\n`);
}

function tellError(
  { type, message }: NonNullable<QueryResult['error']>,
  parsed: ParsedQuery,
  isServer: boolean,
  io: Io,
): number {
  if (type === 'bad-data' && parsed.errors.length > 0) return tellSyntax(parsed, io);
  io.stderr.write(`rolloutlint: ${oneLine(message)}\n`);
  const isUnasked = type === 'bad-data' || type === 'unavailable' || (isServer && type === 'timeout');
  return isUnasked ? EXIT.usage : EXIT.findings;
}

/** Which selector matched nothing, and what would have matched. */
async function tellWhyEmpty(
  { expr }: ParsedQuery,
  times: RangeTimes,
  { lookbackMs }: QueryOptions,
  { catalogue, groups }: Source,
  io: Io,
): Promise<void> {
  io.stderr.write('rolloutlint: the answer is empty\n');
  if (expr === undefined) return;
  const reads = readsOf(expr, { groups, times, ...(lookbackMs === undefined ? {} : { lookbackMs }) });
  const lines: string[] = [];
  let matched = 0;
  for (const read of reads) {
    // What a rule records is explained by what the rule reads.
    if (read.recordedBy.length > 0) continue;
    const span = timesOf(read, times);
    const fate = await fateOf(read, span, catalogue);
    if (fate.kind === 'matched') matched++;
    lines.push(`  ${oneLine(fateText(read, fate, span, formatTime))}\n`);
  }
  for (const line of new Set(lines)) io.stderr.write(line);
  if (matched > 0 && matched === lines.length) {
    io.stderr.write('  every selector matches: operators, functions or the age of the samples leave nothing\n');
  }
}
