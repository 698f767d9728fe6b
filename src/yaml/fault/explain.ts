import type { Span } from '../../text/span.ts';
import type { YamlProblem } from '../tree.ts';
import { causeOf } from './causes.ts';
import type { SyntaxFault, SyntaxFaultKind } from './fault.ts';
import { lineEnd, lineStart } from './lines.ts';

/** After these the reader is back in step at once, so each is a mistake of its own. */
export const LOCAL_FAULTS: ReadonlySet<SyntaxFaultKind> = new Set<SyntaxFaultKind>([
  'bad-start',
  'block-header',
  'block-tab',
  'blank-tab',
  'escape',
  'flow-question',
  'json-escape',
  'missing-comment-space',
  'missing-space',
  'name',
  'properties',
  'tag',
  'template',
]);

/** After these nothing that follows can be trusted. */
const FATAL: ReadonlySet<SyntaxFaultKind> = new Set<SyntaxFaultKind>([
  'unclosed-quote',
  'unclosed-flow',
  'extra-document',
]);

/** So many are put into words; a text with more is no YAML at all. */
const MAX_PROBLEMS = 100;

/**
 * Puts the faults of one document into words. Faults that most likely follow from an earlier one are left out: those
 * on the same line and in an unbroken run of faulty lines after it, and all after a quote or bracket that stays open.
 */
export function explain(file: string, document: Span, faults: readonly SyntaxFault[]): YamlProblem[] {
  const relevant = isJson(file, document) ? faults.filter(({ kind }) => kind !== 'json-escape') : faults;
  if (relevant.length === 0) return [];
  const sorted = [...relevant].sort((a, b) => a.start - b.start);
  const goTemplate = findGoTemplate(file, sorted);
  if (goTemplate !== undefined) return [goTemplate];
  const problems: YamlProblem[] = [];
  /** The end of the line of the last fault that is not local, and of the line after it, which is in doubt too. */
  let faultyUntil = -1;
  let doubtfulUntil = -1;
  const doubt = (at: number): void => {
    if (at <= faultyUntil) return;
    faultyUntil = lineEnd(file, at);
    doubtfulUntil = endOfNextLine(file, faultyUntil);
  };
  for (const fault of sorted) {
    const isLocal = LOCAL_FAULTS.has(fault.kind);
    if (fault.start <= doubtfulUntil) {
      if (!isLocal) doubt(fault.start);
      continue;
    }
    if (problems.length >= MAX_PROBLEMS) {
      problems.push({
        code: 'syntax',
        span: { start: fault.start, end: Math.max(fault.start, Math.min(fault.end, document.end)) },
        message: `more than ${MAX_PROBLEMS} places in this document do not read as YAML; the others are not listed`,
      });
      break;
    }
    const cause = causeOf(file, document, fault);
    const last = problems.at(-1);
    if (last === undefined || last.message !== cause.message || last.span.start !== cause.span.start) {
      problems.push({ code: 'syntax', ...cause });
    }
    if (FATAL.has(fault.kind)) break;
    if (!isLocal) doubt(Math.max(fault.start, fault.end - 1));
  }
  return problems;
}

/** kubectl reads what starts with a brace as JSON first. */
function isJson(file: string, { start, end }: Span): boolean {
  let at = start;
  while (at < end && /\s|\uFEFF/.test(file.charAt(at))) at++;
  return file.charAt(at) === '{' && file.charAt(at + 1) !== '{';
}

function endOfNextLine(file: string, end: number): number {
  const next = file.startsWith('\r\n', end) ? end + 2 : end + 1;
  return next >= file.length ? file.length : lineEnd(file, next);
}

/** What stands in Helm's templates and never in an argument placeholder. */
const GO_TEMPLATE =
  /\{\{-|-\}\}|\{\{\s*(?:[.$(]|\/\*|(?:if|else|end|range|with|define|block|template|include|toYaml|tpl|printf|default|quote|required|lookup)\b)/;

/** One finding for all of a document that is a template of Helm and becomes YAML only when it is rendered. */
function findGoTemplate(file: string, faults: readonly SyntaxFault[]): YamlProblem | undefined {
  let searchedUntil = -1;
  for (const { start } of faults.slice(0, MAX_PROBLEMS)) {
    if (start <= searchedUntil) continue;
    searchedUntil = lineEnd(file, start);
    const from = lineStart(file, start);
    const match = GO_TEMPLATE.exec(file.slice(from, searchedUntil));
    if (match === null) continue;
    const at = from + match.index;
    const close = file.slice(at, lineEnd(file, at)).indexOf('}}');
    return {
      code: 'syntax',
      span: { start: at, end: close < 0 ? lineEnd(file, at) : at + close + 2 },
      message: 'this is a Helm template, which becomes YAML only when it is rendered',
      help: 'lint what `helm template` prints',
    };
  }
  return undefined;
}
