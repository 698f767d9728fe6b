import { formatUnicode, quote } from '../../../go/quote.ts';
import { parseFloat64, parseInt64 } from '../../../go/strconv.ts';
import { fromBytes } from '../../../go/utf8.ts';
import type { Span } from '../../../text/span.ts';
import type { HoleInText, HoleText } from '../../ast.ts';
import type { ErrorList } from '../errors.ts';
import { explainWordAfterNumber } from '../hints.ts';
import { NO_HOLES, type Token } from './token.ts';

/** parse.go number: an integer in any base (`0x1F`, `0755`), else a float; NaN and an error where neither. */
export function numberValue(token: Token, errors: ErrorList): number {
  const { text } = token;
  // The plain decimal of every day.
  if (/^(?:0|[1-9]\d{0,14})(?:\.\d{0,15})?$/.test(text)) return Number(text);
  const integer = parseInt64(text, 0);
  if (integer.ok) return Number(integer.value);
  const float = parseFloat64(text);
  if (float.ok) return float.value;
  errors.add(token.end, {
    span: token,
    code: 'bad-number',
    message:
      float.reason === 'range' ? `${shorten(text)} is too large for a number` : `${shorten(text)} is not a number`,
    upstream: `error parsing number: ${float.error}`,
  });
  return Number.NaN;
}

const shorten = (text: string): string => `\`${text.length > 40 ? `${text.slice(0, 37)}...` : text}\``;

const DURATION = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+)s)?(?:(\d+)ms)?$/;
const UNIT_MS = [31_536_000_000n, 604_800_000n, 86_400_000n, 3_600_000n, 60_000n, 1_000n, 1n] as const;
const MAX_INT64 = (1n << 63n) - 1n;

/** prometheus/common model.ParseDuration, in seconds; 0 and an error where it refuses. */
export function durationSeconds(token: Token, errors: ErrorList): number {
  const { text } = token;
  const ms = durationOf(text);
  if (ms === 'malformed') {
    errors.add(token.end, {
      span: token,
      code: 'bad-duration',
      ...(text.includes('.')
        ? explainWordAfterNumber(text)
        : {
            message: `${shorten(text)} is not a duration`,
            help: 'units go from large to small, each at most once: `1d12h30m`; they are `y w d h m s ms`',
          }),
      upstream: durationProblem(text),
    });
    return 0;
  }
  if (ms === 'too-long') {
    errors.add(token.end, {
      span: token,
      code: 'duration-out-of-range',
      message: `${shorten(text)} is too long: at most 292 years`,
      upstream: 'duration out of range',
    });
    return 0;
  }
  return ms / 1000;
}

function durationOf(text: string): number | 'malformed' | 'too-long' {
  const match = DURATION.exec(text);
  if (match === null) return 'malformed';
  let ms = 0n;
  for (const [i, unit] of UNIT_MS.entries()) ms += BigInt(match[i + 1] ?? '0') * unit;
  return ms * 1_000_000n > MAX_INT64 ? 'too-long' : Number(ms);
}

/** prometheus/common model.ParseDuration, in milliseconds; undefined where it refuses. */
export function parsePromDuration(text: string): number | undefined {
  if (text === '0') return 0;
  const ms = text === '' ? 'malformed' : durationOf(text);
  return typeof ms === 'number' ? ms : undefined;
}

const UNIT = /^(?:ms|[ywdhms])$/;

/** model.ParseDuration looks at each unit as it comes, and knows it before it minds the order. */
function durationProblem(text: string): string {
  const order = ['y', 'w', 'd', 'h', 'm', 's', 'ms'];
  let last = -1;
  for (const [, unit = ''] of text.matchAll(/\d+(\D+)/g)) {
    if (!UNIT.test(unit)) return `unknown unit ${quote(unit)} in duration ${quote(text)}`;
    if (order.indexOf(unit) <= last) break;
    last = order.indexOf(unit);
  }
  return `not a valid duration string: ${quote(text)}`;
}

/** What a token of a string says; mistakes in it go to `errors`. */
export function decodeString(source: string, token: Token, errors: ErrorList): HoleText {
  const span: Span = { start: token.start, end: token.end };
  const delimiter = source.charAt(token.start);
  const closed = token.end > token.start + 1 && source.charAt(token.end - 1) === delimiter;
  const end = closed ? token.end - 1 : token.end;
  const inner = source.slice(token.start + 1, end);
  if (token.holes.length === 0 && (delimiter === '`' || !inner.includes('\\'))) {
    checkUtf8(inner, token, errors);
    return { text: inner, span, holes: NO_HOLES };
  }
  return new StringDecoder(source, token, end, errors).decode(span);
}

/** lex.go: an invalid byte (here a surrogate) ends the query; so does a replacement character, which looks the same. */
function checkUtf8(text: string, token: Token, errors: ErrorList): void {
  if (!/[\uD800-\uDFFF\uFFFD]/.test(text)) return;
  const at = text.search(/\uFFFD|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/);
  if (at < 0) return;
  const start = token.start + 1 + at;
  errors.add(token.start, {
    span: { start, end: start + 1 },
    code: 'bad-utf8',
    message: 'the text is not valid UTF-8 here',
    upstream: 'invalid UTF-8 rune',
  });
}

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/** util/strutil Unquote; `\x41` and `\101` name bytes, which together may be UTF-8. */
class StringDecoder {
  readonly #source: string;
  readonly #token: Token;
  readonly #end: number;
  readonly #errors: ErrorList;
  #text = '';
  #bytes: number[] = [];
  #failed = false;

  constructor(source: string, token: Token, end: number, errors: ErrorList) {
    this.#source = source;
    this.#token = token;
    this.#end = end;
    this.#errors = errors;
  }

  decode(span: Span): HoleText {
    const source = this.#source;
    const delimiter = source.charAt(this.#token.start);
    const holes: HoleInText[] = [];
    let nextHole = 0;
    let at = this.#token.start + 1;
    while (at < this.#end) {
      const part = this.#token.holes[nextHole];
      if (part !== undefined && part.hole.span.start === at) {
        nextHole++;
        this.#flush();
        const start = this.#text.length;
        this.#text += source.slice(at, part.hole.span.end);
        holes.push({ hole: part.hole, start, end: this.#text.length });
        at = part.hole.span.end;
        continue;
      }
      const character = source.charAt(at);
      if (character === '\\' && delimiter !== '`') at = this.#escape(at, delimiter);
      else {
        this.#append(character);
        at++;
      }
    }
    this.#flush();
    return { text: this.#text, span, holes };
  }

  #append(text: string): void {
    this.#flush();
    this.#text += text;
  }

  #flush(): void {
    if (this.#bytes.length === 0) return;
    this.#text += fromBytes(Uint8Array.from(this.#bytes));
    this.#bytes = [];
  }

  /** lex.go lexEscape; returns the offset after the escape. */
  #escape(at: number, delimiter: string): number {
    const letter = String.fromCodePoint(this.#source.codePointAt(at + 1) ?? 0);
    if (at + 1 >= this.#end)
      return this.#fail(at, at + 1, 'this backslash escapes nothing', 'escape sequence not terminated');
    const simple = letter === delimiter ? letter : SIMPLE[letter];
    if (simple !== undefined) {
      this.#append(simple);
      return at + 2;
    }
    if (letter >= '0' && letter <= '7') return this.#numeric(at, at + 1, 3, 8);
    if (letter === 'x') return this.#numeric(at, at + 2, 2, 16);
    if (letter === 'u') return this.#numeric(at, at + 2, 4, 16);
    if (letter === 'U') return this.#numeric(at, at + 2, 8, 16);
    return this.#fail(
      at,
      at + 1 + letter.length,
      `\`\\${letter}\` is not an escape of a PromQL string`,
      `unknown escape sequence ${formatUnicode(letter)}`,
      `for a regular expression write \`\\\\${letter}\`, or put the string in backticks`,
    );
  }

  #numeric(at: number, from: number, length: number, base: number): number {
    const digits = this.#source.slice(from, Math.min(from + length, this.#end));
    const pattern = base === 8 ? /^[0-7]+$/ : /^[0-9a-fA-F]+$/;
    if (digits.length < length || !pattern.test(digits)) {
      const valid = (base === 8 ? /^[0-7]*/ : /^[0-9a-fA-F]*/).exec(digits)?.[0].length ?? 0;
      const wrong = String.fromCodePoint(this.#source.codePointAt(from + valid) ?? 0);
      return this.#fail(
        at,
        from + digits.length,
        `\`${this.#source.slice(at, from + digits.length)}\` is not a complete escape: ${length} digits are due`,
        `illegal character ${formatUnicode(wrong)} in escape sequence`,
      );
    }
    const value = Number.parseInt(digits, base);
    const isByte = length === 2 || length === 3;
    if (value > (isByte ? 255 : 0x10ffff) || (value >= 0xd800 && value < 0xe000)) {
      return this.#fail(
        at,
        from + length,
        `\`${this.#source.slice(at, from + length)}\` names no character`,
        'escape sequence is an invalid Unicode code point',
      );
    }
    if (isByte) this.#bytes.push(value);
    else this.#append(String.fromCodePoint(value));
    return from + length;
  }

  #fail(start: number, end: number, message: string, upstream: string, help?: string): number {
    if (!this.#failed) {
      this.#errors.add(this.#token.start, {
        span: { start, end },
        code: 'bad-escape',
        message,
        ...(help === undefined ? {} : { help }),
        upstream,
        upstreamSpan: { start: this.#token.start, end: this.#source.length },
      });
    }
    this.#failed = true;
    return end;
  }
}
