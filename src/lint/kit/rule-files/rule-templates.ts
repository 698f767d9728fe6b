import { nearest } from '../../../text/nearest.ts';
import type { Span } from '../../../text/span.ts';

/** Why Prometheus cannot read a template; `span` in its text. */
export interface TemplateFault {
  readonly kind: 'unclosed' | 'variable' | 'function' | 'end' | 'noBlock';
  readonly span: Span;
  readonly name: string;
  readonly near: string | undefined;
}

/** What Prometheus declares before every template of a rule. */
const VARIABLES = ['$labels', '$externalLabels', '$externalURL', '$value'];

/** text/template's own functions, and Prometheus' (template/template.go). */
const FUNCTIONS = new Set(
  `and call html index slice js len not or print printf println urlquery eq ge gt le lt ne
  query first label value strvalue args reReplaceAll safeHtml match title toUpper toLower graphLink tableLink sortByLabel
  stripPort stripDomain humanize humanize1024 humanizeDuration humanizePercentage humanizeTimestamp toTime toDuration now
  pathPrefix externalURL parseDuration urlQueryEscape tmpl`.split(/\s+/),
);

const OPENING = new Set(['if', 'range', 'with', 'define', 'block']);
const KEYWORDS = new Set([...OPENING, 'else', 'end', 'template', 'break', 'continue', 'true', 'false', 'nil']);

const ACTION = /\{\{-?(\/\*)?/g;
const TOKEN = /"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)*'|(\$\w*)|(?:\.\w*)+|(\w+)|(:?=)/y;

/**
 * The first thing that keeps Go's text/template from parsing a text: as far as it is sure, so shapes of expressions are
 * not looked at.
 */
export function templateFault(text: string): TemplateFault | undefined {
  const declared = new Set(['$', ...VARIABLES]);
  const open: { readonly name: string; readonly span: Span }[] = [];
  ACTION.lastIndex = 0;
  for (let start = ACTION.exec(text); start !== null; start = ACTION.exec(text)) {
    const from = ACTION.lastIndex;
    if (start[1] !== undefined) {
      const end = text.indexOf('*/', from);
      if (end === -1) return fault('unclosed', start.index, '{{', undefined);
      ACTION.lastIndex = end;
      continue;
    }
    const action = readAction(text, from);
    if (action === undefined) return fault('unclosed', start.index, '{{', undefined);
    ACTION.lastIndex = action.end;
    for (const [index, { name, at, kind, declares }] of action.words.entries()) {
      if (kind === 'variable') {
        if (declares) declared.add(name);
        else if (!declared.has(name)) return fault('variable', at, name, nearest(name, declared));
      } else if (index === 0 && OPENING.has(name)) {
        open.push({ name, span: { start: at, end: at + name.length } });
      } else if (index === 0 && (name === 'end' || name === 'else')) {
        const block = name === 'end' ? open.pop() : open.at(-1);
        if (block === undefined) return fault('noBlock', at, name, undefined);
      } else if (!KEYWORDS.has(name) && !FUNCTIONS.has(name)) {
        return fault('function', at, name, nearest(name, FUNCTIONS));
      }
    }
  }
  const [left] = open;
  return left === undefined ? undefined : { kind: 'end', span: left.span, name: left.name, near: undefined };
}

const fault = (kind: TemplateFault['kind'], start: number, name: string, near: string | undefined): TemplateFault => ({
  kind,
  span: { start, end: start + name.length },
  name,
  near,
});

interface Word {
  readonly kind: 'variable' | 'name';
  readonly name: string;
  readonly at: number;
  readonly declares: boolean;
}

/** Variables and names of an action up to `}}`; undefined where it has no end. */
function readAction(text: string, from: number): { readonly words: readonly Word[]; readonly end: number } | undefined {
  const words: Word[] = [];
  const declaration = /^\s*(?:(?:range|if|with|else\s+if|else\s+with)\s+)?\$\w*\s*(?:,\s*\$\w*\s*)?:=/.exec(
    text.slice(from),
  );
  const declaring = from + (declaration?.[0].length ?? 0);
  for (let at = from; at < text.length; ) {
    if (text.startsWith('}}', at)) return { words, end: at + 2 };
    // Go ends an action at its line's end only within a quoted text; a new action inside one is an error.
    if (text.startsWith('{{', at)) return undefined;
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(text);
    if (token === null) {
      at++;
      continue;
    }
    const [whole, variable, name] = token;
    if (variable !== undefined) words.push({ kind: 'variable', name: variable, at, declares: at < declaring });
    else if (name !== undefined && !/^\d/.test(name)) words.push({ kind: 'name', name, at, declares: false });
    at += whole.length;
  }
  return undefined;
}
