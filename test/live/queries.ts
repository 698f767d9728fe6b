import { Random } from './random.ts';

/** A query and when to ask it, milliseconds since the epoch. */
export type AskedQuery =
  | { readonly query: string; readonly kind: 'instant'; readonly timeMs: number }
  | {
      readonly query: string;
      readonly kind: 'range';
      readonly startMs: number;
      readonly endMs: number;
      readonly stepMs: number;
    };

interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

const COUNTERS = ['http_requests_total', 'latency_seconds_count', 'latency_seconds_sum'];
const GAUGES = ['queue_length', 'temperature', 'up', 'sli_ratio', 'build_info'];
/** Whose values differ from one series to the next: nothing of `topk` hangs on the order of equals. */
const SPREAD = ['queue_length', 'temperature', 'latency_seconds_sum'];
const RANGES = ['1m', '90s', '2m', '5m', '7m30s', '10m', '20m'];
const SUBQUERIES = ['[10m:1m]', '[5m:30s]', '[15m:45s]', '[20m:]', '[6m:15s]'];
const CODE = ['code="200"', 'code!="200"', 'code=~"4..|5.."', 'code!~"5.+"'];
const SERVICE = ['service="checkout"', 'service=~"c.*"', 'service!~"search|cart"', 'service=~".+"', 'service!=""'];
const INSTANCE = [
  'instance=~".*[.]1:8080"',
  'instance=~"10[.]0[.][01][.].*"',
  'instance!="10.0.0.1:8080"',
  'nothing=""',
];
const GROUPS = [
  '',
  ' by (service)',
  ' by (instance, service)',
  ' without (instance)',
  ' by (nothing)',
  ' without (code, le)',
];
const COMPARISONS = ['>', '<', '>=', '<=', '==', '!='];

/**
 * Writes queries of all kinds, the same for the same seed. Times are 7 s past multiples of 15 s: Prometheus 2.x counts
 * a sample at the very beginning of a range, 3.x does not, and here there is none. Functions newer than 2.42 are left out.
 */
export function writeQueries(seed: number, count: number, span: Span): readonly AskedQuery[] {
  const writer = new Writer(new Random(seed));
  const seen = new Set<string>();
  const asked: AskedQuery[] = [];
  while (asked.length < count) {
    const query = writer.query();
    if (seen.has(query)) continue;
    seen.add(query);
    asked.push(writer.asked(query, span));
  }
  return asked;
}

class Writer {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  asked(query: string, { startMs, endMs }: Span): AskedQuery {
    const random = this.#random;
    const time = (): number => startMs + 15_000 * random.below((endMs - startMs) / 15_000) + 7_000;
    if (random.chance(0.6) || /^\w+(?:\{.*\})?\[.*\](?: offset -?\w+)?$/.test(query)) {
      return { query, kind: 'instant', timeMs: time() };
    }
    const from = time();
    const stepMs = random.of([15_000, 30_000, 60_000, 90_000, 300_000]);
    return { query, kind: 'range', startMs: from, endMs: from + stepMs * (1 + random.below(40)), stepMs };
  }

  query(): string {
    const random = this.#random;
    if (random.chance(0.04)) return `${this.#selector(random.of(GAUGES))}[${random.of(RANGES)}]`;
    if (random.chance(0.03)) return this.#scalar();
    return this.#vector(1 + random.below(4));
  }

  #selector(name: string): string {
    const random = this.#random;
    const matchers: string[] = [];
    if (name === 'http_requests_total' && random.chance(0.5)) matchers.push(random.of(CODE));
    if (name !== 'up' && random.chance(0.4)) matchers.push(random.of(SERVICE));
    if (random.chance(0.25)) matchers.push(random.of(INSTANCE));
    if (random.chance(0.05)) return `{${[`__name__="${name}"`, ...matchers].join(', ')}}`;
    return matchers.length === 0 ? name : `${name}{${matchers.join(', ')}}`;
  }

  /** `offset` and `@`. */
  #moved(): string {
    const random = this.#random;
    if (random.chance(0.8)) return '';
    if (random.chance(0.7)) return ` offset ${random.of(['1m', '5m', '90s', '-2m', '20m'])}`;
    return random.of([' @ start()', ' @ end()', ' @ 1748853607', ' @ 1748855407.5', ' offset 3m @ end()']);
  }

  #vector(depth: number): string {
    const random = this.#random;
    if (depth <= 0) return this.#selector(random.of([...GAUGES, ...COUNTERS])) + this.#moved();
    const kinds = [
      () => this.#rate(),
      () => this.#rate(),
      () => this.#overTime(),
      () => this.#aggregate(depth),
      () => this.#aggregate(depth),
      () => this.#arithmetic(depth),
      () => this.#joined(),
      () => this.#set(depth),
      () => this.#function(depth),
      () => this.#labels(depth),
      () => this.#quantile(),
      () => this.#subquery(depth),
      () => this.#selection(),
    ];
    return random.of(kinds)();
  }

  #rate(): string {
    const random = this.#random;
    const name = random.of([...COUNTERS, 'latency_seconds_bucket']);
    const call = random.of(['rate', 'rate', 'increase', 'irate', 'delta', 'idelta', 'resets', 'changes']);
    return `${call}(${this.#selector(name)}[${random.of(RANGES)}]${this.#moved()})`;
  }

  #overTime(): string {
    const random = this.#random;
    const series = `${this.#selector(random.of(GAUGES))}[${random.of(RANGES)}]${this.#moved()}`;
    const name = random.of(['avg', 'min', 'max', 'sum', 'count', 'last', 'present', 'stddev', 'stdvar']);
    if (random.chance(0.1)) return `quantile_over_time(${random.of(['0.5', '0.9', '0', '1', '-1', '2'])}, ${series})`;
    if (random.chance(0.1)) return `deriv(${this.#selector('temperature')}[${random.of(RANGES)}])`;
    if (random.chance(0.1))
      return `predict_linear(${this.#selector('queue_length')}[10m], ${random.of(['600', '-60'])})`;
    if (random.chance(0.1)) return `absent_over_time(${series})`;
    return `${name}_over_time(${series})`;
  }

  #aggregate(depth: number): string {
    const random = this.#random;
    const name = random.of(['sum', 'avg', 'min', 'max', 'count', 'group', 'stddev', 'stdvar']);
    if (random.chance(0.08))
      return `quantile${random.of(GROUPS)} (${random.of(['0.25', '0.99'])}, ${this.#vector(depth - 1)})`;
    if (random.chance(0.05))
      return `count_values${random.of(GROUPS)} ("value", ${random.of(['up', 'build_info', 'ceil(temperature)'])})`;
    return `${name}${random.of(GROUPS)} (${this.#vector(depth - 1)})`;
  }

  #selection(): string {
    const random = this.#random;
    const name = random.of(['topk', 'bottomk']);
    return `${name}${random.of(GROUPS)} (${random.of(['1', '2', '3', '100'])}, ${this.#selector(random.of(SPREAD))})`;
  }

  #scalar(): string {
    const random = this.#random;
    return random.of([
      'time()',
      'pi() * 2',
      '-3 ^ 2',
      `scalar(sum(${this.#rate()}))`,
      '1 > bool 2',
      '7 % 3 + 0.5',
      '0 / 0',
    ]);
  }

  #arithmetic(depth: number): string {
    const random = this.#random;
    const left = this.#vector(depth - 1);
    const number = random.of([
      '2',
      '0.5',
      '-1',
      '100',
      'time()',
      'scalar(count(up))',
      '0',
      '1e6',
      'Inf',
      'NaN',
      '0x1F',
    ]);
    if (random.chance(0.4)) return `${left} ${random.of(COMPARISONS)} ${random.chance(0.5) ? 'bool ' : ''}${number}`;
    const op = random.of(['+', '-', '*', '/', '%', '^', 'atan2']);
    return random.chance(0.5) ? `(${left}) ${op} ${number}` : `${number} ${op} (${left})`;
  }

  #joined(): string {
    const random = this.#random;
    const range = random.of(RANGES);
    const rate = (name: string): string => `rate(${this.#selector(name)}[${range}])`;
    const op = random.of(['/', '*', '+', '-', '> bool', '<', '==', '%']);
    const forms = [
      () => `${rate('latency_seconds_sum')} ${op} ${rate('latency_seconds_count')}`,
      () => `sum by (service) (${rate('http_requests_total')}) ${op} on (service) sum by (service) (queue_length)`,
      () => `${rate('http_requests_total')} ${op} on (instance) group_left (version) build_info`,
      () => `queue_length ${op} ignoring (queue) temperature`,
      () => `build_info ${op} on (instance, service) group_right () ${rate('http_requests_total')}`,
      () => `temperature ${op} ignoring (queue, instance) group_left sum by (service) (queue_length)`,
      // Not every join makes sense.
      () => `http_requests_total ${op} on (service) queue_length`,
    ];
    return random.of(forms)();
  }

  #set(depth: number): string {
    const random = this.#random;
    const on = random.of(['', ' on (instance)', ' on (service)', ' ignoring (code, le, queue)', ' on ()']);
    return `(${this.#vector(depth - 1)}) ${random.of(['and', 'or', 'unless'])}${on} (${this.#vector(depth - 2)})`;
  }

  #function(depth: number): string {
    const random = this.#random;
    const inner = this.#vector(depth - 1);
    const plain = [
      'abs',
      'ceil',
      'floor',
      'sqrt',
      'ln',
      'log2',
      'log10',
      'sgn',
      'absent',
      'sort',
      'sort_desc',
      'deg',
      'sin',
    ];
    const forms = [
      () => `${random.of(plain)}(${inner})`,
      () => `${random.of(plain)}(${inner})`,
      () => `clamp(${inner}, ${random.of(['0', '-1'])}, ${random.of(['10', '0.5'])})`,
      () => `clamp_min(${inner}, 5)`,
      () => `round(${inner}, ${random.of(['1', '0.25', '10'])})`,
      () => `timestamp(${this.#selector(random.of(GAUGES))})`,
      () => `vector(${this.#scalar()})`,
      () => `-(${inner})`,
      () =>
        `${random.of(['hour', 'minute', 'day_of_week', 'days_in_month', 'month', 'year'])}(${random.of(['', 'vector(time())', 'timestamp(up)'])})`,
      () => `exp(temperature)`,
    ];
    return random.of(forms)();
  }

  #labels(depth: number): string {
    const random = this.#random;
    const inner = this.#vector(depth - 1);
    return random.of([
      `label_replace(${inner}, "host", "$1", "instance", "(.*):.*")`,
      `label_replace(${inner}, "service", "x-$1", "service", "c(.)(.*)")`,
      `label_replace(${inner}, "instance", "", "instance", ".*")`,
      `label_join(${inner}, "place", "/", "service", "instance", "nothing")`,
    ]);
  }

  #quantile(): string {
    const random = this.#random;
    const rate = `rate(${this.#selector('latency_seconds_bucket')}[${random.of(RANGES)}]${this.#moved()})`;
    const q = random.of(['0.5', '0.9', '0.95', '0.99', '0', '1', '1.5', '-0.1', '0.333']);
    return random.chance(0.7)
      ? `histogram_quantile(${q}, sum by (le${random.of(['', ', service', ', instance'])}) (${rate}))`
      : `histogram_quantile(${q}, ${rate})`;
  }

  #subquery(depth: number): string {
    const random = this.#random;
    const call = random.of(['max', 'min', 'avg', 'sum', 'count', 'last', 'stddev', 'quantile']);
    const range = `${random.of(SUBQUERIES)}${this.#moved()}`;
    const inner = `(${this.#vector(Math.min(depth - 1, 2))})${range}`;
    if (call === 'quantile') return `quantile_over_time(0.9, ${inner})`;
    if (random.chance(0.1)) return `rate(sum(http_requests_total)${range})`;
    return `${call}_over_time(${inner})`;
  }
}
