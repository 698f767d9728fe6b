/**
 * Actions that only Helm understands, wherever they stand: its built-in objects, `include`, and the escapes that print
 * literal braces. What Prometheus (`{{ $labels.pod }}`), Argo CD (`{{path.basename}}`), Argo Workflows (`{{inputs.x}}`) or a
 * slip of the pen (`{{ .args.x }}`) writes is not among them.
 */
const HELM_ANYWHERE =
  /\{\{-?\s*(?:[`]|"\{\{|include\s+["(]|[^{}]{0,200}?(?<![\w.])\$?\.(?:Values|Release|Chart|Capabilities|Files|Template|Subcharts)\b)/;

/** What follows `{{` where an action stands in the place of YAML itself: a line, or a value without quotes. */
const ACTION_IN_PLACE =
  /^\{\{(?:-\s|-?\s*(?:\/\*|\$\w*\s*:?=|(?:if|range|with|end|else|define|block|template|include|toYaml|toJson|tpl|default|required|printf|print|quote|squote|ternary|lookup|fromYaml|get|index|list|dict|coalesce|lower|upper|trunc|trim|replace|int|add|sub|mul|eq|ne|and|or|not|empty|nindent|indent)(?=[\s(})]|$)))/;

/** A line of another template language that stands alone: Jinja's `{% if %}`. */
const STATEMENT_LINE = /^\{%/;

/** A header of a block scalar at the end of a line. */
const BLOCK_HEADER = /(?:^|[\s:-])[|>](?:[+-]?[1-9]?|[1-9][+-])[ \t]*(?:#.*)?$/;

/**
 * True if `text` must be rendered before it is YAML: a Helm template, or one of its kind. In a chart's `templates/`
 * folder every `{{` is Helm's; elsewhere it takes an action that nothing else would write, because `{{args.x}}` and its
 * misspellings are for the analysis controller.
 */
export function needsRendering(text: string, inChartTemplates: boolean): boolean {
  const braces = text.includes('{{');
  if (inChartTemplates) return braces;
  if (!braces) return text.includes('{%') && hasActionInPlace(text);
  return HELM_ANYWHERE.test(text) || hasActionInPlace(text);
}

/** True if an action stands where YAML's own structure would: not in quotes, comments or a block scalar. */
function hasActionInPlace(text: string): boolean {
  let blockIndent = -1;
  let at = 0;
  while (at < text.length) {
    const end = text.indexOf('\n', at);
    const next = end === -1 ? text.length : end;
    let first = at;
    while (first < next && text.charCodeAt(first) === 32) first++;
    const blank = first >= next || text.charCodeAt(first) === 13;
    const indent = first - at;
    at = next + 1;
    if (blank) continue;
    if (blockIndent >= 0) {
      if (indent > blockIndent) continue;
      blockIndent = -1;
    }
    const line = text.slice(first, next);
    if (line.startsWith('#')) continue;
    if (standsInPlace(line)) return true;
    if (BLOCK_HEADER.test(line.trimEnd())) blockIndent = indent;
  }
  return false;
}

/** `- `, `key: ` and `"key": ` before a value. */
const VALUE_START =
  /^(?:-[ \t]+)*(?:(?:[^\s:#"'{}[\],&*!|>%@`][^:#"'{}]{0,200}|"[^"\\]{0,200}"|'[^']{0,200}'):[ \t]+)?/;

function standsInPlace(line: string): boolean {
  if (!line.includes('{{')) return STATEMENT_LINE.test(line);
  if (ACTION_IN_PLACE.test(line)) return true;
  const prefix = VALUE_START.exec(line)?.[0] ?? '';
  return prefix !== '' && ACTION_IN_PLACE.test(line.slice(prefix.length));
}
