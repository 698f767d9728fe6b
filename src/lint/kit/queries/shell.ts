/** How a command can end: always well; badly, but not for an HTTP status; or in a way that cannot be told. */
export const NEVER_FAILS = 0;
export const IGNORES_HTTP = 1;
export const MAY_FAIL = 2;
export type Outcome = typeof NEVER_FAILS | typeof IGNORES_HTTP | typeof MAY_FAIL;

/** How a container ends that runs these words: a program with its arguments, or a shell with a script. */
export function outcomeOf(words: readonly string[]): Outcome {
  const [program = ''] = words;
  if (!/^(?:ba|da|a|k|z)?sh$/.test(baseName(program))) return words.length === 0 ? MAY_FAIL : programOutcome(words);
  const flag = words.findIndex((word, index) => index > 0 && /^-[a-z]*c$/.test(word));
  const script = words[flag + 1];
  if (flag < 0 || script === undefined) return MAY_FAIL;
  const errexit = words.slice(1, flag + 1).some((word) => /^-[a-z]*e/.test(word) || word === 'errexit');
  return scriptOutcome(script, errexit);
}

/** Deeper nesting is not followed, nor are longer scripts. */
const MAX_DEPTH = 50;
const MAX_LENGTH = 100_000;

/** How a shell script ends, as far as its structure proves it; `MAY_FAIL` for all that is not plain. */
export function scriptOutcome(script: string, errexit = false): Outcome {
  const tokens = script.length > MAX_LENGTH ? undefined : tokenize(script);
  if (tokens === undefined) return MAY_FAIL;
  return new ScriptReader(tokens, errexit).read();
}

interface Token {
  readonly text: string;
  readonly isOperator: boolean;
}

/** Words (quotes taken off, substitutions kept whole) and operators; undefined for here-documents and what is left open. */
function tokenize(script: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  let at = 0;
  while (at < script.length) {
    const rest = script.slice(at, at + 4);
    const blank = /^(?:[ \t\r]|\\\r?\n)/.exec(rest)?.[0];
    const operator = /^(?:;;|&&|\|\||[;&|()\n])/.exec(rest)?.[0];
    if (blank !== undefined) at += blank.length;
    else if (rest.startsWith('#')) at = endOf(script, '\n', at);
    else if (/^(?:\d|&)?[<>]/.test(rest)) {
      if (rest.includes('<<')) return undefined;
      const target = /(?:\d|&)?(?:>>|[<>])(?:&\d|&-)?[ \t]*/y;
      target.lastIndex = at;
      const written = target.exec(script)?.[0] ?? ' ';
      at += written.length;
      // Where it goes does not matter, unless it went with the operator (`2>&1`).
      if (/&[\d-][ \t]*$/.test(written)) continue;
      const end = endOfWord(script, at);
      if (end === undefined) return undefined;
      at = end;
    } else if (operator !== undefined) {
      tokens.push({ text: operator, isOperator: true });
      at += operator.length;
    } else {
      const end = endOfWord(script, at);
      if (end === undefined || end === at) return undefined;
      tokens.push({ text: script.slice(at, end).replaceAll(/["'\\]/g, ''), isOperator: false });
      at = end;
    }
  }
  return tokens;
}

const endOf = (text: string, what: string, from: number): number => {
  const end = text.indexOf(what, from);
  return end < 0 ? text.length : end;
};

/** Where the word that starts at `from` ends; undefined where a quote or a bracket is left open. */
function endOfWord(text: string, from: number): number | undefined {
  let at = from;
  while (at < text.length) {
    const character = text.charAt(at);
    if (/[\s;&|()<>]/.test(character)) return at;
    if (character === '\\') at += 2;
    else if (character === "'") at = endOf(text, "'", at + 1) + 1;
    else if (character === '"' || character === '`') at = endOfQuoted(text, at, character);
    else if (character === '$' && /[({]/.test(text.charAt(at + 1))) at = endOfBrackets(text, at + 1);
    else at++;
  }
  return at > text.length ? undefined : at;
}

function endOfQuoted(text: string, from: number, quote: string): number {
  let at = from + 1;
  while (at < text.length && text.charAt(at) !== quote) {
    if (text.charAt(at) === '\\') at += 2;
    else if (quote === '"' && text.charAt(at) === '$' && /[({]/.test(text.charAt(at + 1)))
      at = endOfBrackets(text, at + 1);
    else at++;
  }
  return at + 1;
}

/** The end of `(…)` or `{…}`; brackets of the same sort inside are counted, quotes are stepped over. */
function endOfBrackets(text: string, from: number): number {
  const open = text.charAt(from);
  const close = open === '(' ? ')' : '}';
  let depth = 0;
  let at = from;
  while (at < text.length) {
    const character = text.charAt(at);
    if (character === '\\') at++;
    else if (character === "'") at = endOf(text, "'", at + 1);
    else if (character === '"') {
      // A quote in a quote needs no bracket of its own.
      at++;
      while (at < text.length && text.charAt(at) !== '"') at += text.charAt(at) === '\\' ? 2 : 1;
    } else if (character === open) depth++;
    else if (character === close && --depth === 0) return at + 1;
    at++;
  }
  return text.length + 1;
}

const LOOPS = new Set(['for', 'while', 'until', 'select']);

class ScriptReader {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;
  #errexit: boolean;
  #pipefail = false;
  #isUnclear = false;

  constructor(tokens: readonly Token[], errexit: boolean) {
    this.#tokens = tokens;
    this.#errexit = errexit;
  }

  read(): Outcome {
    const outcome = this.#list([]);
    return this.#isUnclear || this.#at < this.#tokens.length ? MAY_FAIL : outcome;
  }

  /** Commands up to one of the closing words; a list ends as its last command does, or with `set -e` as any. */
  #list(closing: readonly string[]): Outcome {
    if (++this.#depth > MAX_DEPTH) this.#isUnclear = true;
    let last: Outcome = NEVER_FAILS;
    let worst: Outcome = NEVER_FAILS;
    while (!this.#isUnclear) {
      while (this.#isOperator(';', '\n')) this.#at++;
      const token = this.#tokens[this.#at];
      if (token === undefined || closing.includes(token.text)) break;
      last = this.#andOr();
      if (this.#isOperator('&')) {
        this.#at++;
        last = NEVER_FAILS;
      }
      if (last > worst) worst = last;
    }
    this.#depth--;
    return this.#errexit ? worst : last;
  }

  #andOr(): Outcome {
    let outcome = this.#pipeline();
    while (!this.#isUnclear && this.#isOperator('&&', '||')) {
      const isAnd = this.#tokens[this.#at++]?.text === '&&';
      while (this.#isOperator('\n')) this.#at++;
      const right = this.#pipeline();
      if (isAnd === right > outcome) outcome = right;
    }
    return outcome;
  }

  #pipeline(): Outcome {
    let outcome = this.#command();
    while (!this.#isUnclear && this.#isOperator('|')) {
      this.#at++;
      const next = this.#command();
      outcome = this.#pipefail && outcome > next ? outcome : next;
    }
    return outcome;
  }

  #command(): Outcome {
    const { text = '', isOperator = true } = this.#tokens[this.#at] ?? {};
    if (isOperator && text !== '(') return this.#unclear();
    let outcome: Outcome;
    if (text === 'if') outcome = this.#branches();
    else if (LOOPS.has(text)) outcome = this.#loop();
    else if (text === '(' || text === '{') {
      this.#at++;
      outcome = this.#list([text === '(' ? ')' : '}']);
      this.#expect(text === '(' ? ')' : '}');
    } else return this.#simple();
    return outcome;
  }

  #branches(): Outcome {
    let worst: Outcome = NEVER_FAILS;
    while (!this.#isUnclear) {
      const word = this.#tokens[this.#at++]?.text;
      if (word === 'fi') break;
      if (word === 'if' || word === 'elif') {
        this.#list(['then']);
        this.#expect('then');
      } else if (word !== 'else') return this.#unclear();
      const branch = this.#list(['elif', 'else', 'fi']);
      if (branch > worst) worst = branch;
    }
    return worst;
  }

  #loop(): Outcome {
    this.#at++;
    while (this.#at < this.#tokens.length && this.#tokens[this.#at]?.text !== 'do') this.#at++;
    this.#expect('do');
    const body = this.#list(['done']);
    this.#expect('done');
    return body;
  }

  #simple(): Outcome {
    const words: string[] = [];
    for (let token = this.#tokens[this.#at]; token !== undefined && !token.isOperator; token = this.#tokens[this.#at]) {
      words.push(token.text);
      this.#at++;
    }
    // A function, or a list of cases.
    if (this.#isOperator('(', ';;')) return this.#unclear();
    while (/^\w+=/.test(words[0] ?? '')) {
      const [assignment = ''] = words.splice(0, 1);
      if (words.length === 0) return /[`]|\$\(/.test(assignment) ? MAY_FAIL : NEVER_FAILS;
    }
    const [name = '', first = ''] = words;
    if (name === 'set') {
      const flags = words.slice(1).join(' ');
      this.#errexit ||= /(?:^| )-[a-z]*e|errexit/.test(flags);
      this.#pipefail ||= flags.includes('pipefail');
      return NEVER_FAILS;
    }
    if (name === 'exit' && first === '0') return NEVER_FAILS;
    if (/^(?:exit|return|false|exec|eval|trap|kill|case|function|!|\.|source|\[\[|\]\])$/.test(name))
      return this.#unclear();
    return programOutcome(words);
  }

  #unclear(): Outcome {
    this.#isUnclear = true;
    return MAY_FAIL;
  }

  #expect(text: string): void {
    if (this.#tokens[this.#at]?.text === text) this.#at++;
    else this.#isUnclear = true;
  }

  #isOperator(...texts: readonly string[]): boolean {
    const token = this.#tokens[this.#at];
    return token?.isOperator === true && texts.includes(token.text);
  }
}

const HARMLESS = new Set([
  'echo',
  'printf',
  'true',
  ':',
  'sleep',
  'date',
  'pwd',
  'hostname',
  'whoami',
  'break',
  'continue',
  'wait',
  'unset',
  'export',
  'local',
]);

function programOutcome(words: readonly string[]): Outcome {
  const name = baseName(words[0] ?? '');
  if (HARMLESS.has(name)) return NEVER_FAILS;
  if (name !== 'curl') return MAY_FAIL;
  const isStrict = words.some((word) => /^(?:--fail|--config$|-[A-Za-z]*[fK])/.test(word) || word.includes('$'));
  return isStrict ? MAY_FAIL : IGNORES_HTTP;
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
