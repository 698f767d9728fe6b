import type { PromqlErrorCode } from './errors.ts';

/** What to say about a character that PromQL has no use for, and how many characters belong to the slip. */
export interface CharacterHint {
  readonly length: number;
  readonly error: PromqlErrorCode;
  readonly message: string;
  readonly help?: string;
}

const GRAFANA = /^\$(?:\{[^}]{0,200}\}|__[a-z]\w*|[A-Za-z_]\w*)/;
const CURLY_QUOTES = /^[\u2018\u2019\u201C\u201D\u00AB\u00BB]/;

/** Explains a character that no token starts with, by what people mean by it. */
export function explainCharacter(text: string, at: number, inBraces: boolean): CharacterHint {
  const ahead = text.slice(at, at + 220);
  const variable = GRAFANA.exec(ahead)?.[0];
  if (variable !== undefined) return grafanaVariable(variable);
  const two = ahead.slice(0, 2);
  if (two === '&&' || two === '||') {
    const word = two === '&&' ? 'and' : 'or';
    return foreign(two, `PromQL has no \`${two}\``, `write \`${word}\``);
  }
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  if (character === '!')
    return foreign('!', 'PromQL has no `!` of its own', 'write `!=` or `!~`, or `unless` for "not in"');
  if (character === '&' || character === '|')
    return foreign(character, `PromQL has no \`${character}\``, 'write `and` or `or`');
  if (CURLY_QUOTES.test(character)) {
    return hint(1, 'unexpected-character', `\`${character}\` is a typographic quote`, 'write a plain `"`');
  }
  if (character === '.') {
    return hint(1, 'unexpected-character', 'a dot cannot stand in a plain name', 'quote the name: `{"http.requests"}`');
  }
  if (character === ';') return hint(1, 'unexpected-character', 'PromQL has no `;`: a query is one expression');
  if (character === '\u00A0') {
    return hint(
      1,
      'unexpected-character',
      'a no-break space (U+00A0) is not a blank for PromQL',
      'replace it with a space',
    );
  }
  if (/[\uD800-\uDFFF\uFFFD]/.test(character) && character.length === 1) {
    return hint(1, 'bad-utf8', 'the text is not valid UTF-8 here');
  }
  const shown =
    character < ' ' ? `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}` : `\`${character}\``;
  const where = inBraces ? ' between the braces' : '';
  return hint(character.length, 'unexpected-character', `${shown} means nothing${where} in PromQL`);
}

function grafanaVariable(variable: string): CharacterHint {
  const help = variable.includes('interval')
    ? 'write the duration itself, for instance `5m`'
    : 'write the value itself, or make it an argument: `{{args.name}}`';
  return hint(
    variable.length,
    'foreign-placeholder',
    `\`${variable}\` is a dashboard variable: only Grafana fills it in, the server refuses it`,
    help,
  );
}

const foreign = (text: string, message: string, help: string): CharacterHint =>
  hint(text.length, 'foreign-operator', message, help);

function hint(length: number, error: PromqlErrorCode, message: string, help?: string): CharacterHint {
  return help === undefined ? { length, error, message } : { length, error, message, help };
}

const UNIT_NAMES: readonly (readonly [RegExp, string])[] = [
  [/^(?:mins?|minutes?|M)$/, 'm'],
  [/^(?:secs?|seconds?|S)$/, 's'],
  [/^(?:hrs?|hours?|H)$/, 'h'],
  [/^(?:days?|D)$/, 'd'],
  [/^(?:weeks?|W)$/, 'w'],
  [/^(?:years?|yrs?|Y)$/, 'y'],
  [/^(?:msecs?|millis(?:econds)?|MS|Ms)$/, 'ms'],
];

/** Explains `5min`, `10M`, `1.5h`, `2.5.`: a word that starts as a number and ends as neither number nor duration. */
export function explainWordAfterNumber(word: string): { readonly message: string; readonly help?: string } {
  const match = /^([\d.]+)([A-Za-z]+)$/.exec(word);
  const [, digits = '', unit = ''] = match ?? [];
  if (unit === '') return { message: `\`${word}\` is neither a number nor a duration` };
  const known =
    UNIT_NAMES.find(([pattern]) => pattern.test(unit))?.[1] ?? (/^(?:ms|[smhdwy])$/.test(unit) ? unit : undefined);
  if (known === undefined) {
    return {
      message: `\`${word}\` is neither a number nor a duration`,
      help: 'the units are `ms`, `s`, `m`, `h`, `d`, `w`, `y`',
    };
  }
  if (digits.includes('.')) {
    return {
      message: `\`${word}\`: a duration has no decimal point`,
      help: 'write it in smaller units, for instance `1h30m` or `1m30s`',
    };
  }
  return { message: `\`${word}\` is not a duration: \`${unit}\` is no unit`, help: `write \`${digits}${known}\`` };
}

/** Explains a whole text that is something else than a query; undefined if it looks like one. */
export function explainWholeText(
  text: string,
): { readonly length: number; readonly message: string; readonly help: string } | undefined {
  const ahead = text.slice(0, 2_000);
  const variable = /^\s*(?:let|var|const|def|set)\s+[\w$]+\s*=[^=~]/.exec(ahead)?.[0];
  if (variable !== undefined) {
    return {
      length: variable.length,
      message: 'PromQL has no variables: a query is one expression',
      help: 'write the expression in full, or give it a name with a recording rule',
    };
  }
  if (/^\s*\{\s*"(?:[^"\\\n]|\\.)*"\s*:/.test(ahead)) {
    return {
      length: text.length,
      message: 'this is a JSON object, not a query',
      help: 'a metric has one query; make a metric of each entry',
    };
  }
  if (/^\s*select\s[^{}()]*\sfrom\s/i.test(ahead)) {
    return {
      length: text.length,
      message: 'this is SQL, not PromQL',
      help: 'name the metric: `http_requests_total{job="api"}`',
    };
  }
  return undefined;
}

const HELM = /^\{\{-?\s*(?:\.|\$|include\b|template\b|if\b|end\b|range\b|with\b|default\b|quote\b|printf\b)/;

/** Explains `{{` where no placeholder was found. */
export function explainDoubleBrace(
  text: string,
  at: number,
): { readonly length: number; readonly message: string; readonly help: string } {
  const ahead = text.slice(at, at + 2_000);
  const close = ahead.indexOf('}}');
  const length = close < 0 ? 2 : close + 2;
  if (HELM.test(ahead)) {
    return {
      length,
      message: 'a Helm expression: the server would see it as it stands',
      help: 'render the chart first, or pass the value as an argument: `{{args.name}}`',
    };
  }
  if (close < 0) return { length, message: 'this placeholder has no closing `}}`', help: 'write `{{args.name}}`' };
  return {
    length,
    message: `nothing fills in \`${ahead.slice(0, Math.min(length, 60))}\`: the server would see it as it stands`,
    help: 'placeholders have the form `{{args.name}}`',
  };
}
