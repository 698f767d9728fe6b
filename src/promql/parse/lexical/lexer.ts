import { quote, quoteRune } from '../../../go/quote.ts';
import type { Span } from '../../../text/span.ts';
import type { HoleInText, HoleSpan } from '../../ast.ts';
import type { ErrorList, PromqlErrorCode } from '../errors.ts';
import { explainCharacter, explainWordAfterNumber } from '../hints.ts';
import { BLANK, classOf, DIGIT, isWord, LETTER, scanDuration, scanNumber } from './scan.ts';
import { KEYWORDS, NO_HOLES, type Punctuation, type Token, type TokenKind } from './token.ts';

export interface Lexed {
  /** The last one is `eof`. */
  readonly tokens: readonly Token[];
  readonly comments: readonly Span[];
}

/**
 * promql/parser/lex.go: text to tokens. Unlike upstream's it goes on after a mistake, having put it in `errors`.
 * `holes` are ordered and do not overlap.
 */
export function lex(text: string, holes: readonly HoleSpan[], errors: ErrorList): Lexed {
  return new Lexer(text, holes, errors).run();
}

class Lexer {
  readonly #text: string;
  readonly #holes: readonly HoleSpan[];
  readonly #errors: ErrorList;
  readonly #tokens: Token[] = [];
  readonly #comments: Span[] = [];
  #at = 0;
  #nextHole = 0;
  #inBraces = false;
  #inBrackets = false;

  constructor(text: string, holes: readonly HoleSpan[], errors: ErrorList) {
    this.#text = text;
    this.#holes = holes;
    this.#errors = errors;
  }

  run(): Lexed {
    const text = this.#text;
    while (this.#at < text.length) {
      const hole = this.#holeHere();
      if (hole !== undefined) {
        this.#word();
        continue;
      }
      const code = text.charCodeAt(this.#at);
      const kind = classOf(code);
      if (kind === BLANK) this.#at++;
      else if (kind === LETTER || (code === COLON && !this.#inBraces && !this.#inBrackets)) this.#word();
      else if (kind === DIGIT || (code === DOT && classOf(text.charCodeAt(this.#at + 1)) === DIGIT)) {
        this.#number();
      } else if (code === HASH) this.#comment();
      else if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE || code === BACKTICK) this.#string(code);
      else this.#punctuation(code);
    }
    this.#tokens.push({ kind: 'eof', start: text.length, end: text.length, text: '', holes: NO_HOLES });
    return { tokens: this.#tokens, comments: this.#comments };
  }

  /** The placeholder that starts at the current offset. */
  #holeHere(): HoleSpan | undefined {
    const holes = this.#holes;
    if (this.#nextHole >= holes.length) return undefined;
    let hole = holes[this.#nextHole];
    while (hole !== undefined && hole.span.start < this.#at) hole = holes[++this.#nextHole];
    return hole?.span.start === this.#at ? hole : undefined;
  }

  #push(kind: TokenKind, start: number, text = '', holes: readonly HoleInText[] = NO_HOLES): void {
    this.#tokens.push({ kind, start, end: this.#at, text, holes });
  }

  #comment(): void {
    const start = this.#at;
    let end = start;
    while (end < this.#text.length && !isLineEnd(this.#text.charCodeAt(end))) end++;
    this.#at = end;
    this.#comments.push({ start, end });
  }

  /** A word, perhaps with placeholders in it; with one in front it may turn out to be a number. */
  #word(): void {
    const text = this.#text;
    const start = this.#at;
    const colons = !this.#inBraces && !this.#inBrackets;
    let holes: HoleInText[] | undefined;
    let colon = false;
    for (;;) {
      const code = text.charCodeAt(this.#at);
      if (isWord(code)) this.#at++;
      else if (code === COLON && colons) {
        colon = true;
        this.#at++;
      } else {
        const hole = this.#holeHere();
        if (hole === undefined) break;
        holes ??= [];
        holes.push({ hole, start: hole.span.start - start, end: hole.span.end - start });
        this.#at = hole.span.end;
      }
    }
    const word = text.slice(start, this.#at);
    if (holes !== undefined) {
      this.#wordWithHoles(start, word, holes);
      return;
    }
    if (this.#inBraces) {
      this.#push('identifier', start, word);
      return;
    }
    const lower = word.toLowerCase();
    if (lower === 'inf' || lower === 'nan') this.#push('number', start, word);
    else if (KEYWORDS.has(lower) && !(lower.startsWith('fill') && !this.#beforeParenthesis())) {
      this.#push('keyword', start, lower);
    } else this.#push(colon ? 'metric' : 'identifier', start, word);
  }

  #wordWithHoles(start: number, word: string, holes: readonly HoleInText[]): void {
    const only = holes.length === 1 && holes[0]?.start === 0 && holes[0].end === word.length;
    if (only && this.#text.charCodeAt(this.#at) === DOT && classOf(this.#text.charCodeAt(this.#at + 1)) === DIGIT) {
      // `{{args.whole}}.5`
      this.#at++;
      while (isWord(this.#text.charCodeAt(this.#at))) this.#at++;
      this.#push('number', start, this.#text.slice(start, this.#at), holes);
    } else if (only) this.#push('hole', start, word, holes);
    else if (this.#inBrackets) this.#push('duration', start, word, holes);
    else this.#push(word.includes(':') ? 'metric' : 'identifier', start, word, holes);
  }

  /** lex.go peekFollowedByLeftParen: `fill` is a word like any other elsewhere. */
  #beforeParenthesis(): boolean {
    let at = this.#at;
    while (classOf(this.#text.charCodeAt(at)) === BLANK) at++;
    return this.#text.charCodeAt(at) === LEFT_PARENTHESIS;
  }

  #number(): void {
    const start = this.#at;
    const scanned = scanNumber(this.#text, start);
    this.#at = scanned.end;
    let valid = scanned.valid;
    let kind: 'number' | 'duration' = 'number';
    if (!valid) {
      const duration = scanDuration(this.#text, scanned.end);
      kind = 'duration';
      valid = duration.valid;
      this.#at = duration.end;
    }
    const holes = this.#trailingHoles(start);
    if (holes.length > 0) {
      const word = this.#text.slice(start, this.#at);
      this.#push(/[smhdwy]$/.test(word) ? 'duration' : 'number', start, word, holes);
      return;
    }
    if (!valid) {
      const seen = this.#text.slice(start, this.#at);
      // What upstream leaves unread belongs to the same slip.
      while (isWord(this.#text.charCodeAt(this.#at)) || this.#text.charCodeAt(this.#at) === DOT) this.#at++;
      const word = this.#text.slice(start, this.#at);
      const { message, help } = explainWordAfterNumber(word);
      this.#errors.add(start, {
        span: { start, end: this.#at },
        code: /[a-z]/i.test(word) ? 'bad-duration' : 'bad-number',
        message,
        ...(help === undefined ? {} : { help }),
        upstream: `bad number or duration syntax: ${quote(seen)}`,
        upstreamSpan: { start, end: this.#text.length },
      });
      this.#push('number', start, '1');
      return;
    }
    this.#push(kind, start, this.#text.slice(start, this.#at));
  }

  /** Placeholders that go on with a number: `0.{{args.x}}`, `1{{args.n}}m`. */
  #trailingHoles(start: number): readonly HoleInText[] {
    let holes: HoleInText[] | undefined;
    for (let hole = this.#holeHere(); hole !== undefined; hole = this.#holeHere()) {
      holes ??= [];
      holes.push({ hole, start: hole.span.start - start, end: hole.span.end - start });
      this.#at = hole.span.end;
      while (isWord(this.#text.charCodeAt(this.#at)) || this.#text.charCodeAt(this.#at) === DOT) this.#at++;
    }
    return holes ?? NO_HOLES;
  }

  /** lexString, lexRawString: finds the end; what stands in it is read by `decodeString`. */
  #string(quoteCode: number): void {
    const text = this.#text;
    const start = this.#at;
    const raw = quoteCode === BACKTICK;
    let holes: HoleInText[] | undefined;
    this.#at++;
    for (;;) {
      const hole = this.#holeHere();
      if (hole !== undefined) {
        holes ??= [];
        holes.push({ hole, start: hole.span.start - start, end: hole.span.end - start });
        this.#at = hole.span.end;
        continue;
      }
      const code = text.charCodeAt(this.#at);
      if (this.#at >= text.length || (code === LINE_FEED && !raw)) {
        this.#unterminated(start, raw);
        break;
      }
      this.#at++;
      if (code === quoteCode) break;
      if (code === BACKSLASH && !raw && this.#at < text.length && text.charCodeAt(this.#at) !== LINE_FEED) this.#at++;
    }
    this.#push('string', start, '', holes);
  }

  #unterminated(start: number, raw: boolean): void {
    const quoted = this.#text.charAt(start);
    this.#errors.add(start, {
      span: { start, end: this.#at },
      code: 'unterminated-string',
      message: `this string has no closing ${quoted}${raw ? '' : ' on its line'}`,
      help: `close it with ${quoted}; a ${quoted} inside is written \\${quoted}`,
      upstream: raw ? 'unterminated raw string' : 'unterminated quoted string',
      upstreamSpan: { start, end: this.#text.length },
    });
  }

  #punctuation(code: number): void {
    const start = this.#at;
    const two = this.#text.slice(start, start + 2);
    const kind = this.#punctuationKind(two);
    if (kind === undefined) {
      this.#unexpected(code);
      return;
    }
    this.#at += kind.length;
    this.#push(kind, start);
    if (kind === '{') this.#inBraces = true;
    else if (kind === '}') this.#inBraces = false;
    else if (kind === '[') this.#inBrackets = true;
    else if (kind === ']') this.#inBrackets = false;
  }

  /** Upstream's two lexing states know different operators; here both know all, and the shape says what is wrong. */
  #punctuationKind(two: string): Punctuation | undefined {
    const double = DOUBLE.get(two);
    if (double !== undefined && (this.#inBraces ? double !== '</' && double !== '>/' : true)) return double;
    return SINGLE.get(two.charAt(0));
  }

  #unexpected(code: number): void {
    const start = this.#at;
    const joinsName = code === DOT && this.#tokens[this.#tokens.length - 1]?.end === start;
    const codePoint = this.#text.codePointAt(start) ?? code;
    const character = String.fromCodePoint(codePoint);
    const { length, message, help, error } = explainCharacter(this.#text, start, this.#inBraces);
    this.#at += Math.max(length, character.length);
    this.#errors.add(start, {
      span: { start, end: this.#at },
      code: error satisfies PromqlErrorCode,
      message,
      ...(help === undefined ? {} : { help }),
      upstream: this.#upstreamUnexpected(character),
      upstreamSpan: { start, end: this.#text.length },
    });
    // Read as what is meant, it is no second mistake.
    if (joinsName)
      while (isWord(this.#text.charCodeAt(this.#at)) || this.#text.charCodeAt(this.#at) === DOT) this.#at++;
    const meant = this.#text.slice(start, this.#at);
    if (error === 'foreign-placeholder') {
      const hole: HoleSpan = { tag: meant, name: meant, span: { start, end: this.#at } };
      this.#push('hole', start, meant, [{ hole, start: 0, end: meant.length }]);
    }
    if (meant === '&&') this.#push('keyword', start, 'and');
    else if (meant === '||') this.#push('keyword', start, 'or');
  }

  #upstreamUnexpected(character: string): string {
    // An invalid byte reads as the replacement character.
    const shown = quoteRune(isSurrogate(character) ? '\uFFFD' : character);
    if (this.#inBraces) return `unexpected character inside braces: ${shown}`;
    if (this.#inBrackets) return `unexpected character in duration expression: ${shown}`;
    if (character === '!') return `unexpected character after '!': ${quoteRune(this.#text.charAt(this.#at) || ' ')}`;
    return `unexpected character: ${shown}`;
  }
}

const isSurrogate = (character: string): boolean => character.length === 1 && /[\uD800-\uDFFF]/.test(character);

const isLineEnd = (code: number): boolean => code === LINE_FEED || code === 13;

const LINE_FEED = 10;
const DOUBLE_QUOTE = 34;
const HASH = 35;
const SINGLE_QUOTE = 39;
const LEFT_PARENTHESIS = 40;
const DOT = 46;
const COLON = 58;
const BACKSLASH = 92;
const BACKTICK = 96;

const DOUBLE: ReadonlyMap<string, Punctuation> = new Map(
  (['==', '=~', '!=', '!~', '<=', '>=', '</', '>/'] as const).map((kind) => [kind, kind]),
);
const SINGLE: ReadonlyMap<string, Punctuation> = new Map(
  (['(', ')', '{', '}', '[', ']', ',', ':', '@', '=', '+', '-', '*', '/', '%', '^', '<', '>'] as const).map((kind) => [
    kind,
    kind,
  ]),
);
