import type { Manifest } from '../../../manifest/manifest.ts';
import type { Workspace } from '../../../workspace/workspace.ts';
import type { JsonPath, YamlNode, YamlScalar } from '../../../yaml/tree.ts';
import { isIdentityLabel } from '../queries/identity-labels.ts';

/** A word of a text of a template: offsets in the decoded text. */
export interface Word {
  readonly scalar: YamlScalar;
  readonly path: JsonPath;
  readonly start: number;
  readonly text: string;
}

/** A word that each template has its own of, wherever it stands. */
export interface Variable {
  /** What an argument for it would be called. */
  readonly name: string;
  /** In the first template. */
  readonly words: readonly Word[];
  /** One of each template. */
  readonly values: readonly string[];
}

/** Templates that are equal but for a few words, each put consistently. */
export interface Family {
  /** In order of path and text. */
  readonly members: readonly Manifest[];
  readonly variables: readonly Variable[];
}

/** So many templates are no accident. */
const FEWEST = 3;
const MAX_VARIABLES = 3;
/** Of templates of one shape so many are compared with each further one. */
const MAX_HEADS = 20;

const known = new WeakMap<Workspace, ReadonlyMap<Manifest, Family>>();

/** The family of each template that has one. */
export function familiesOf(workspace: Workspace): ReadonlyMap<Manifest, Family> {
  let families = known.get(workspace);
  if (families === undefined) {
    families = collect(workspace);
    known.set(workspace, families);
  }
  return families;
}

interface Read {
  readonly manifest: Manifest;
  readonly words: readonly Word[];
}

function collect(workspace: Workspace): ReadonlyMap<Manifest, Family> {
  const shapes = new Map<string, Read[][]>();
  const built = new Set(workspace.files.filter(({ chart }) => chart !== undefined).map(({ path }) => path));
  for (const kind of ['AnalysisTemplate', 'ClusterAnalysisTemplate']) {
    for (const manifest of workspace.manifests(kind)) {
      if (!manifest.isArgo() || manifest.partial || built.has(manifest.file.path)) continue;
      const { shape, words } = readTemplate(manifest);
      const groups = shapes.get(shape) ?? [];
      shapes.set(shape, groups);
      const group = groups.find(([head]) => head !== undefined && differences(head.words, words) !== undefined);
      if (group !== undefined) group.push({ manifest, words });
      else if (groups.length < MAX_HEADS) groups.push([{ manifest, words }]);
    }
  }
  const families = new Map<Manifest, Family>();
  for (const group of [...shapes.values()].flat()) {
    const family = familyOf(group);
    for (const member of family?.members ?? []) if (family !== undefined) families.set(member, family);
  }
  return families;
}

interface Shaped {
  readonly shape: string;
  readonly words: readonly Word[];
}

/** Kept from one workspace to the next, as the manifests are. */
const shaped = new WeakMap<Manifest, Shaped>();

function readTemplate(manifest: Manifest): Shaped {
  let read = shaped.get(manifest);
  if (read === undefined) {
    const words: Word[] = [];
    read = { shape: `${manifest.kind} ${shapeOf(manifest.node(['spec']), ['spec'], words)}`, words };
    shaped.set(manifest, read);
  }
  return read;
}

const WORD = /[\p{L}\p{N}_][\p{L}\p{N}_-]*/gu;

/** Everything of a node but the words of its texts, which come into `words`. */
function shapeOf(node: YamlNode | undefined, path: JsonPath, words: Word[]): string {
  if (node === undefined) return '';
  if (node.kind === 'map') {
    return `{${node.entries.map(({ key, value }) => `${JSON.stringify(key.text)}:${shapeOf(value, [...path, key.text], words)}`).join()}}`;
  }
  if (node.kind === 'sequence') {
    return `[${node.items.map((item, index) => shapeOf(item, [...path, index], words)).join()}]`;
  }
  if (typeof node.value !== 'string') return JSON.stringify(node.value);
  const rest = node.text.replaceAll(WORD, (text, start: number) => {
    words.push({ scalar: node, path, start, text });
    return '\0';
  });
  return JSON.stringify(rest);
}

/** Words that a person chose: no numbers or durations. */
const isName = (text: string): boolean => /^\p{L}.*\p{L}/u.test(text);

/** What is left of words without the parts that all begin or end with: `checkout` and `search` of `checkout-errors`, `search-errors`. */
function ownParts(words: readonly string[]): { readonly values: readonly string[]; readonly before: number } {
  const parts = words.map((word) => word.split(/(?<=[-_])|(?=[-_])/));
  const shortest = Math.min(...parts.map(({ length }) => length));
  const [head = []] = parts;
  let from = 0;
  while (from < shortest - 1 && parts.every((one) => one[from] === head[from])) from++;
  let behind = 0;
  while (behind < shortest - 1 - from && parts.every((one) => one.at(-1 - behind) === head.at(-1 - behind))) behind++;
  const values = parts.map((one) => one.slice(from, one.length - behind).join(''));
  return { values, before: head.slice(0, from).join('').length };
}

/** Where two templates differ; undefined where they are too different, or not at all. */
function differences(a: readonly Word[], b: readonly Word[]): readonly number[] | undefined {
  const found: number[] = [];
  const pairs = new Map<string, string>();
  for (const [index, { text, path }] of a.entries()) {
    if (text === b[index]?.text) continue;
    const [own = '', other = ''] = ownParts([text, b[index]?.text ?? '']).values;
    // What already is an argument, or means another thing for each template, is no copy.
    if (!isName(own) || !isName(other) || path[1] === 'args' || (pairs.get(own) ?? other) !== other) return undefined;
    pairs.set(own, other);
    found.push(index);
  }
  const isConsistent = pairs.size <= MAX_VARIABLES && new Set(pairs.values()).size === pairs.size;
  return isConsistent && found.length > 0 ? found : undefined;
}

function familyOf(group: readonly Read[]): Family | undefined {
  const [head] = group;
  if (head === undefined || group.length < FEWEST) return undefined;
  const columns = new Map<string, { readonly values: readonly string[]; readonly words: Word[] }>();
  for (const [index, word] of head.words.entries()) {
    const texts = group.map(({ words }) => words[index]?.text ?? '');
    if (new Set(texts).size === 1) continue;
    const { values, before } = ownParts(texts);
    const key = values.join('\0');
    const column = columns.get(key) ?? { values, words: [] };
    columns.set(key, column);
    column.words.push({ ...word, start: word.start + before, text: values[0] ?? '' });
  }
  // Two of them that are equal, or some that differ elsewhere too, are another matter.
  const isDistinct = [...columns.values()].some(({ values }) => new Set(values).size === values.length);
  if (!isDistinct || columns.size > MAX_VARIABLES) return undefined;
  const names = new Set<string>();
  const variables = [...columns.values()].map(({ values, words }): Variable => {
    const wanted = nameFor(words);
    let name = wanted;
    for (let i = 2; names.has(name); i++) name = `${wanted}-${i}`;
    names.add(name);
    return { name, words, values };
  });
  return { members: group.map(({ manifest }) => manifest), variables };
}

/** From the label that a query compares the word with. */
function nameFor(words: readonly Word[]): string {
  for (const { scalar, start } of words) {
    const label = /(\w+)\s*(?:=~?|!=|!~)\s*"[^"]*$/.exec(scalar.text.slice(0, start))?.[1];
    if (label === undefined) continue;
    if (label === 'namespace' || !isIdentityLabel(label)) return label.replaceAll('_', '-');
    return 'service';
  }
  return 'name';
}
