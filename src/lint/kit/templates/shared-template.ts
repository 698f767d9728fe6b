import type { Manifest } from '../../../manifest/manifest.ts';
import type { Span } from '../../../text/span.ts';
import type { Family, Variable, Word } from './template-families.ts';

/** A ClusterAnalysisTemplate that could stand for a family of templates. */
export interface SharedTemplate {
  readonly name: string;
  /** Its YAML: that of the first template with arguments in it, comments kept. */
  readonly yaml: string;
}

/** Undefined where the first template is written in a way that has no plain place for the arguments. */
export function sharedTemplate({ members, variables }: Family): SharedTemplate | undefined {
  const [head] = members;
  const kind = head?.node(['kind']);
  const named = head?.node(['metadata', 'name']);
  if (head === undefined || kind?.kind !== 'scalar' || named?.kind !== 'scalar') return undefined;
  const args = argumentsEdit(head, variables);
  const name = sharedName(members, variables);
  if (args === undefined || name === undefined || head.root.flow) return undefined;
  const edits = [
    { span: kind.span, text: 'ClusterAnalysisTemplate' },
    { span: named.span, text: name },
    ...namespaceEdit(head),
    args,
  ];
  for (const scalar of new Set(variables.flatMap(({ words }) => words.map((word) => word.scalar)))) {
    const words = variables.flatMap(({ name: of, words: all }) =>
      all.filter((word) => word.scalar === scalar).map((word) => ({ word, of })),
    );
    const edit = scalarEdit(words);
    if (edit === undefined) return undefined;
    edits.push(...edit);
  }
  const { text } = head.file;
  const lineStart = text.lastIndexOf('\n', head.root.span.start - 1) + 1;
  if (text.slice(lineStart, head.root.span.start).trim() !== '') return undefined;
  let yaml = text.slice(lineStart, head.root.span.end);
  for (const { span, text: put } of edits.sort((a, b) => b.span.start - a.span.start)) {
    yaml = yaml.slice(0, span.start - lineStart) + put + yaml.slice(span.end - lineStart);
  }
  return { name, yaml: `${yaml.trimEnd()}\n` };
}

interface Edit {
  readonly span: Span;
  readonly text: string;
}

/** A name of a metric is no place for an argument: what is the template's own there goes. */
const isName = ({ path }: Word): boolean => path.at(-1) === 'name' || path.at(-1) === 'metricName';

function scalarEdit(words: readonly { readonly word: Word; readonly of: string }[]): Edit[] | undefined {
  const [first] = words;
  if (first === undefined) return undefined;
  const { scalar } = first.word;
  if (isName(first.word)) {
    let rest = scalar.text;
    for (const { word } of words) rest = rest.replace(word.text, '');
    rest = rest.replaceAll(/([-_])[-_]+/g, '$1').replaceAll(/^[-_]+|[-_]+$/g, '');
    return rest === '' ? undefined : [{ span: scalar.span, text: rest }];
  }
  const starts = words.some(({ word }) => word.start === 0);
  if (scalar.style === 'plain' && starts) {
    // A plain text cannot begin with a brace.
    let text = scalar.text;
    for (const { word, of } of [...words].sort((a, b) => b.word.start - a.word.start)) {
      text = `${text.slice(0, word.start)}{{args.${of}}}${text.slice(word.start + word.text.length)}`;
    }
    return [{ span: scalar.span, text: `'${text.replaceAll("'", "''")}'` }];
  }
  return words.map(({ word, of }) => ({
    span: scalar.embedded.toFile({ start: word.start, end: word.start + word.text.length }),
    text: `{{args.${of}}}`,
  }));
}

function argumentsEdit(head: Manifest, variables: readonly Variable[]): Edit | undefined {
  const spec = head.node(['spec']);
  if (spec?.kind !== 'map' || spec.flow) return undefined;
  const args = spec.get('args');
  const isList = args?.kind === 'sequence' && args.items.length > 0;
  const at = isList ? args.span.start : spec.entries[0]?.key.span.start;
  if (at === undefined || (isList && args.flow) || (args !== undefined && !isList)) return undefined;
  const { text } = head.file;
  const indent = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  if (indent.trim() !== '') return undefined;
  const names = isList
    ? new Set(args.items.map((item) => (item.kind === 'map' ? nameOf(item.get('name')) : '')))
    : new Set();
  if (variables.some(({ name }) => names.has(name))) return undefined;
  const items = variables.map(({ name }) => `- name: ${name}\n${indent}`).join(isList ? '' : '  ');
  return { span: { start: at, end: at }, text: isList ? items : `args:\n${indent}  ${items}` };
}

const nameOf = (node: ReturnType<Manifest['node']>): string => (node?.kind === 'scalar' ? node.text : '');

/** A ClusterAnalysisTemplate has none. */
function namespaceEdit(head: Manifest): Edit[] {
  const metadata = head.node(['metadata']);
  const entry = metadata?.kind === 'map' ? metadata.entry('namespace') : undefined;
  if (entry === undefined || metadata?.kind !== 'map' || metadata.flow) return [];
  const { text } = head.file;
  const start = text.lastIndexOf('\n', entry.key.span.start - 1) + 1;
  const end = text.indexOf('\n', entry.value.span.end);
  return [{ span: { start, end: end === -1 ? text.length : end + 1 }, text: '' }];
}

/** What the names have in common, or the first metric's name. */
function sharedName(members: readonly Manifest[], variables: readonly Variable[]): string | undefined {
  const rests = members.map(({ name }, index) => {
    let rest = name ?? '';
    for (const { values } of variables) rest = rest.replace(values[index] ?? '', '');
    return rest.replaceAll(/-{2,}/g, '-').replaceAll(/^-|-$/g, '');
  });
  const [first] = rests;
  if (first !== undefined && first !== '' && rests.every((rest) => rest === first)) return first;
  const [head, ...others] = members.map(({ name }) => (name ?? '').split('-'));
  const common = (head ?? []).filter((part) => others.every((parts) => parts.includes(part)));
  return common.length === 0 ? undefined : common.join('-');
}
