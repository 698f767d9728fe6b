import { formatUnicode, quote } from '../../go/quote.ts';
import { fromBytes } from '../../go/utf8.ts';
import type { Span } from '../../text/span.ts';
import { isLetterOrDigit, isSpace } from './characters.ts';
import { unescapeBytes, unescapeString } from './escapes.ts';
import type { Token, TokenKind } from './token.ts';

export interface LexerError {
  readonly message: string;
  readonly span: Span;
  /** The index of the token that expr-lang would have had here: parse errors before it come first. */
  readonly tokenIndex: number;
}

export interface LexedCondition {
  /** Ends with EOF. Broken literals stand as empty ones, so that the parser can go on. */
  readonly tokens: readonly Token[];
  readonly errors: readonly LexerError[];
}

/** A condition that a person wrote has some ten tokens; ten thousand nodes, expr-lang's limit, need fewer than this. */
const MAX_TOKENS = 100_000;

const WORD_OPERATORS = new Set([
  'not',
  'in',
  'or',
  'and',
  'matches',
  'contains',
  'startsWith',
  'endsWith',
  'let',
  'if',
  'else',
]);

/** expr-lang parser/lexer. Never throws; after an error it goes on behind the offending text. */
export function lexCondition(text: string): LexedCondition {
  return new Lexer(text.replace(/\p{Surrogate}/gu, '\ufffd')).run();
}

class Lexer {
  readonly #text: string;
  readonly #tokens: Token[] = [];
  readonly #errors: LexerError[] = [];
  /** Where the current token starts and how far it has been read. */
  #start = 0;
  #end = 0;
  /** Only the first error of a token counts. */
  #failed = false;

  constructor(text: string) {
    this.#text = text;
  }

  run(): LexedCondition {
    while (this.#end < this.#text.length && this.#tokens.length < MAX_TOKENS) {
      this.#start = this.#end;
      this.#failed = false;
      this.#scanToken();
    }
    const end = this.#text.length;
    if (this.#end < end) this.#fail(`condition is too long: more than ${MAX_TOKENS} tokens`);
    const last = end > 0 && (this.#text.codePointAt(end - 2) ?? 0) > 0xffff ? end - 2 : Math.max(end - 1, 0);
    this.#tokens.push({ kind: 'EOF', value: '', span: { start: last, end } });
    return { tokens: this.#tokens, errors: this.#errors };
  }

  #scanToken(): void {
    const character = this.#next();
    switch (character) {
      case "'":
      case '"':
        this.#scanString(character);
        return;
      case '`':
        this.#scanRawString();
        return;
      case '?':
        this.#acceptAny('.?');
        break;
      case '/':
        if (this.#acceptAny('/')) {
          const lineEnd = this.#text.indexOf('\n', this.#end);
          this.#end = lineEnd < 0 ? this.#text.length : lineEnd + 1;
          return;
        }
        if (this.#acceptAny('*')) {
          const close = this.#text.indexOf('*/', this.#end);
          this.#end = close < 0 ? this.#text.length : close + 2;
          if (close < 0) this.#failAtEnd('unclosed comment');
          return;
        }
        break;
      case '#': {
        this.#acceptAny('#');
        this.#emit('Operator');
        this.#start = this.#end;
        this.#acceptWord();
        if (this.#end > this.#start) this.#emit('Identifier');
        return;
      }
      case '|':
      case ':':
        this.#acceptAny(character);
        break;
      case '(':
      case '[':
      case '{':
      case ')':
      case ']':
      case '}':
        this.#emit('Bracket');
        return;
      case ',':
      case ';':
      case '%':
      case '+':
      case '-':
      case '^':
        break;
      case '&':
      case '!':
      case '=':
      case '*':
      case '<':
      case '>':
        this.#acceptAny('&=*');
        break;
      case '.':
        if (isDigit(this.#peek())) {
          this.#scanNumber();
          return;
        }
        this.#acceptAny('.');
        break;
      default:
        this.#scanOther(character);
        return;
    }
    this.#emit('Operator');
  }

  #scanOther(character: string): void {
    if (isDigit(character)) {
      this.#end = this.#start;
      this.#scanNumber();
    } else if ((character === 'b' || character === 'B') && (this.#peek() === "'" || this.#peek() === '"')) {
      this.#scanString(this.#next(), true);
    } else if (isLetterOrDigit(character)) {
      this.#acceptWord();
      const word = this.#text.slice(this.#start, this.#end);
      this.#emit(WORD_OPERATORS.has(word) ? 'Operator' : 'Identifier');
    } else if (!isSpace(character)) {
      this.#fail(`unrecognized character: ${formatUnicode(character)}`);
    }
  }

  #scanNumber(): void {
    let digits = /[0-9_]/;
    if (this.#acceptAny('0')) {
      if (this.#acceptAny('xX')) digits = /[0-9a-fA-F_]/;
      else if (this.#acceptAny('oO')) digits = /[0-7_]/;
      else if (this.#acceptAny('bB')) digits = /[01_]/;
    }
    this.#acceptRun(digits);
    if (this.#peek() === '.') {
      if (this.#text[this.#end + 1] === '.') {
        this.#emit('Number');
        return;
      }
      this.#end++;
      this.#acceptRun(digits);
    }
    if (this.#acceptAny('eE')) {
      this.#acceptAny('+-');
      this.#acceptRun(digits);
    }
    if (this.#peek() !== '' && isLetterOrDigit(this.#peek())) {
      this.#next();
      this.#fail(`bad number syntax: ${quote(this.#text.slice(this.#start, this.#end))}`);
      this.#acceptWord();
      this.#emitValue('Number', '0');
      return;
    }
    this.#emit('Number');
  }

  #scanString(quoteMark: string, isBytes = false): void {
    let character = this.#next();
    while (character !== quoteMark) {
      if (character === '\n' || character === '') {
        this.#fail('literal not terminated');
        break;
      }
      character = character === '\\' ? this.#scanEscape(quoteMark) : this.#next();
    }
    const body = this.#text.slice(this.#start + (isBytes ? 2 : 1), this.#end - 1);
    const span = { start: this.#start, end: this.#end };
    const value = this.#failed ? undefined : isBytes ? unescapeBytes(body) : unescapeString(body);
    if (value === undefined) this.#fail('unable to unescape string');
    if (value instanceof Uint8Array) {
      this.#tokens.push({ kind: 'Bytes', value: fromBytes(value), span, bytes: value });
    } else if (isBytes) {
      this.#tokens.push({ kind: 'Bytes', value: '', span, bytes: new Uint8Array() });
    } else {
      this.#tokens.push({ kind: 'String', value: value ?? '', span });
    }
  }

  /** Reads the escape and the character after it, which it returns (lexer.go scanEscape). */
  #scanEscape(quoteMark: string): string {
    const character = this.#next();
    if (/^[abfnrtv\\]$/.test(character) || character === quoteMark) return this.#next();
    if (/^[0-7]$/.test(character)) return this.#scanDigits(character, /[0-7]/, 3);
    if (character === 'x') return this.#scanDigits(this.#next(), HEX_DIGIT, 2);
    if (character === 'U') return this.#scanDigits(this.#next(), HEX_DIGIT, 8);
    if (character === 'u') {
      if (this.#peek() !== '{') return this.#scanDigits(this.#next(), HEX_DIGIT, 4);
      this.#next();
      let digits = 0;
      while (this.#peek() !== '}') {
        if (!HEX_DIGIT.test(this.#peek()) || digits >= 6) {
          this.#fail('invalid char escape');
          return this.#next();
        }
        this.#next();
        digits++;
      }
      if (digits === 0) this.#fail('invalid char escape');
      this.#next();
      return this.#next();
    }
    this.#fail('invalid char escape');
    return character;
  }

  #scanDigits(first: string, digit: RegExp, count: number): string {
    let character = first;
    let left = count;
    while (left > 0 && digit.test(character)) {
      character = this.#next();
      left--;
    }
    if (left > 0) this.#fail('invalid char escape');
    return character;
  }

  #scanRawString(): void {
    const close = this.#rawStringEnd();
    this.#end = close ?? this.#text.length;
    const span = { start: this.#start, end: this.#end };
    if (close === undefined) this.#failAtEnd('literal not terminated');
    const value = close === undefined ? '' : this.#text.slice(span.start + 1, close - 1).replaceAll('``', '`');
    this.#tokens.push({ kind: 'String', value, span, raw: true });
  }

  /** The offset behind the closing backquote; a doubled one stands for itself. */
  #rawStringEnd(): number | undefined {
    let at = this.#text.indexOf('`', this.#end);
    while (at >= 0 && this.#text[at + 1] === '`') at = this.#text.indexOf('`', at + 2);
    return at < 0 ? undefined : at + 1;
  }

  #next(): string {
    const character = this.#peek();
    this.#end += character.length;
    return character;
  }

  #peek(): string {
    const codePoint = this.#text.codePointAt(this.#end);
    return codePoint === undefined ? '' : String.fromCodePoint(codePoint);
  }

  #acceptAny(characters: string): boolean {
    const character = this.#peek();
    if (character === '' || !characters.includes(character)) return false;
    this.#end += character.length;
    return true;
  }

  #acceptRun(digits: RegExp): void {
    while (digits.test(this.#peek())) this.#end++;
  }

  #acceptWord(): void {
    for (let next = this.#peek(); next !== '' && isLetterOrDigit(next); next = this.#peek()) this.#end += next.length;
  }

  #emit(kind: TokenKind): void {
    this.#emitValue(kind, this.#text.slice(this.#start, this.#end));
  }

  #emitValue(kind: TokenKind, value: string): void {
    this.#tokens.push({ kind, value, span: { start: this.#start, end: this.#end } });
  }

  /** An error at the last character read, as expr-lang places it; at the end of the text, behind it. */
  #fail(message: string): void {
    if (this.#failed) return;
    this.#failed = true;
    const end = this.#end;
    const size = (this.#text.codePointAt(end - 2) ?? 0) > 0xffff ? 2 : 1;
    const span = end >= this.#text.length && message === 'literal not terminated' ? { start: end, end } : undefined;
    this.#errors.push({
      message,
      span: span ?? { start: Math.max(end - size, 0), end },
      tokenIndex: this.#tokens.length,
    });
  }

  #failAtEnd(message: string): void {
    this.#failed = true;
    const end = this.#text.length;
    this.#errors.push({ message, span: { start: end, end }, tokenIndex: this.#tokens.length });
  }
}

const HEX_DIGIT = /[0-9a-fA-F]/;

const isDigit = (character: string): boolean => character >= '0' && character <= '9' && character.length === 1;
