import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { asUsedBy } from '../../src/lint/kit/metrics/metrics.ts';
import { closedTextsAt, errorsAlways, givenAt, providersOf } from '../../src/lint/kit/metrics/provider.ts';
import { defineRule } from '../../src/lint/rule.ts';
import type { JsonPathNode } from '../../src/manifest/jsonpath/ast.ts';
import { parseJsonPath } from '../../src/manifest/jsonpath/parse.ts';

const web = (jsonPath: string) =>
  template(
    `interval: 1m\nsuccessCondition: result == true\nprovider:\n  web:\n    url: http://checkout.shop.svc/verdict\n    jsonPath: ${jsonPath}`,
  );

interface Data {
  readonly path: string;
  readonly users: string;
  readonly text: string;
  readonly meant: string | undefined;
}

const helpOf = (meant: string | undefined): string =>
  meant === undefined ? "write a path of client-go's dialect: `{$.data.items[0].ok}`" : `write \`${meant}\``;

export const webJsonPath = defineRule({
  id: 'provider/web-json-path',
  since: '0.1.0',
  stage: 'stable',
  severity: 'error',
  needs: 'document',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'],
  docs: {
    summary: 'The `jsonPath` of a web metric selects nothing: braces are missing, or it is no JSONPath of Kubernetes.',
    details: `The dialect is the one of \`kubectl -o jsonpath\`: a path stands in braces (\`{$.data.ok}\`), and text outside them is only text.
There are no functions (\`length()\`), no \`&&\` in filters and no \`=~\`. Of several results the first one counts, so text in front of a path is
the whole result. Only JSON bodies are searched. Their numbers are read as decimals, and a filter does not compare a decimal with a whole number:
\`[?(@.code==200)]\` is an error, \`[?(@.code==200.0)]\` finds the items.`,
    references: [
      'argo-rollouts metricproviders/webmetric/webmetric.go NewWebMetricJsonParser, getValue',
      'k8s.io/client-go/util/jsonpath',
      'k8s.io/client-go/third_party/forked/golang/template/funcs.go basicKind, Equal',
    ],
  },
  messages: {
    braces: ({ path, users, meant }: Data) => ({
      message: `\`jsonPath: ${path}\`${users} has no braces: it is text, not a path`,
      why: `\`result\` is always the text "${path}", whatever the service answers`,
      help: helpOf(meant),
    }),
    leadingText: ({ path, users, text, meant }: Data) => ({
      message: `\`${text}\` stands outside the braces of \`jsonPath: ${path}\`${users}`,
      why: `of several results only the first one counts: \`result\` is always the text "${text}"`,
      help: helpOf(meant),
    }),
    syntax: ({ path, users, text, meant }: Data) => ({
      message: `\`jsonPath: ${path}\`${users} is no JSONPath: ${text}`,
      why: errorsAlways(text),
      help: helpOf(meant),
    }),
    bareWord: ({ path, users, text, meant }: Data) => ({
      message: `\`${text}\` in \`jsonPath: ${path}\`${users} lacks a dot in front`,
      why: errorsAlways(`Could not find JSONPath in body: unrecognized identifier ${text}`),
      help: helpOf(meant),
    }),
    operator: ({ path, users, text }: Data) => ({
      message: `\`${text}\` in \`jsonPath: ${path}\`${users} is no operator of a filter`,
      why: errorsAlways(`Could not find JSONPath in body: unrecognized filter operator ${text}`),
      help: 'filters know `==`, `!=`, `<`, `<=`, `>` and `>=`',
    }),
    integer: ({ path, users, text, meant }: Data) => ({
      message: `\`jsonPath: ${path}\`${users} compares with \`${text}\`, a whole number, and no number of JSON is one`,
      why: errorsAlways('Could not find JSONPath in body: incompatible types for comparison'),
      help: meant === undefined ? `write \`${text}.0\`` : `write \`${meant}\``,
    }),
    call: ({ path, users, text }: Data) => ({
      message: `\`jsonPath: ${path}\`${users} calls \`${text}\`, but there are no functions`,
      why: `a field of that name is looked for, and every measurement is an Error ("Could not find JSONPath in body: ${text} is not found")`,
      help: 'select the list, and count in the condition: `len(result)`',
    }),
  },
  examples: {
    bad: [
      { yaml: web('$.data.ok'), finds: ['braces@$.data.ok'], fixed: web("'{$.data.ok}'") },
      { yaml: web("'$.{data.ok}'"), finds: ["leadingText@'$.{data.ok}'"], fixed: web("'{$.data.ok}'") },
      { yaml: web("'{$.data.ok'"), finds: ["syntax@'{$.data.ok'"], fixed: web("'{$.data.ok}'") },
      { yaml: web("'{data.ok}'"), finds: ["bareWord@'{data.ok}'"], fixed: web("'{$.data.ok}'") },
      { yaml: web(`'{$.items[?(@.name="db")].ok}'`), finds: [`operator@'{$.items[?(@.name="db")].ok}'`] },
      { yaml: web("'{$.items.length()}'"), finds: ["call@'{$.items.length()}'"] },
      {
        yaml: web("'{$.items[?(@.code==200)].ok}'"),
        finds: ["integer@'{$.items[?(@.code==200)].ok}'"],
        fixed: web("'{$.items[?(@.code==200.0)].ok}'"),
      },
    ],
    good: [
      { yaml: web("'{$.data.ok}'") },
      { yaml: web('\'{.items[?(@.name=="db")].ok}\'') },
      { yaml: web("'{.items[?(@.code==200.0)].ok}'") },
      { yaml: web('\'{.items[?(@.code=="200")].ok}\'') },
      { title: 'The whole body is `result`.', yaml: web("''") },
    ],
  },
  check(ctx) {
    for (const part of providersOf(ctx.manifest, 'web')) {
      const path = [...part.path, 'jsonPath'];
      const faults = closedTextsAt(ctx.manifest, path, ctx.bindings).flatMap((bound) => {
        const fault = faultOf(bound.text.value);
        return fault === undefined ? [] : [{ bound, fault }];
      });
      const [first] = faults;
      if (first === undefined) continue;
      const { bound, fault } = first;
      const { value } = bound.text;
      const node = ctx.manifest.node(path);
      const { meant } = fault;
      const canFix = meant !== undefined && node?.kind === 'scalar' && bound.field.text.value === value;
      ctx.report(fault.kind, {
        at: ctx.manifest.valueSpan(path),
        data: {
          path: value,
          users: asUsedBy(bound.bindings, bound.bindings.length === ctx.bindings.length),
          text: fault.text,
          meant,
        },
        related: faults.flatMap((each) => givenAt(each.bound)),
        ...(canFix
          ? {
              fix: {
                kind: fault.kind === 'integer' ? 'safe' : 'unsafe',
                title: `Write ${meant}`,
                edits: [{ span: node.span, text: `'${meant.replaceAll("'", "''")}'` }],
              },
            }
          : {}),
      });
    }
  },
});

interface Fault {
  readonly kind: 'braces' | 'leadingText' | 'syntax' | 'bareWord' | 'operator' | 'integer' | 'call';
  readonly text: string;
  readonly meant?: string;
}

function faultOf(path: string): Fault | undefined {
  if (path === '') return undefined;
  const parsed = parseJsonPath(path);
  const repaired = repair(path);
  const mended = repaired === undefined ? {} : { meant: repaired };
  if (!parsed.ok) return { kind: 'syntax', text: parsed.error, ...mended };
  const [first] = parsed.nodes;
  if (first?.kind === 'text') {
    if (parsed.nodes.length === 1) return { kind: 'braces', text: path, ...mended };
    return { kind: 'leadingText', text: first.text, ...mended };
  }
  const nodes = parsed.nodes.flatMap(nodesBelow);
  // What `range` repeats is more than a path; nobody needs it here.
  if (nodes.some((node) => node.kind === 'identifier' && (node.name === 'range' || node.name === 'end')))
    return undefined;
  for (const node of nodes) {
    if (node.kind === 'identifier') return { kind: 'bareWord', text: node.name, ...mended };
    if (node.kind === 'filter' && !OPERATORS.has(node.operator)) return { kind: 'operator', text: node.operator };
    const whole = node.kind === 'filter' ? wholeNumberIn(node) : undefined;
    if (whole !== undefined) {
      const decimal = withDecimals(path);
      return { kind: 'integer', text: `${whole}`, ...(decimal === undefined ? {} : { meant: decimal }) };
    }
    if (node.kind === 'field' && /\(.*\)$/.test(node.name)) return { kind: 'call', text: node.name };
  }
  return undefined;
}

const OPERATORS = new Set(['exists', '==', '!=', '<', '<=', '>', '>=']);

/** The plain path that a text most likely stands for, in braces: names and indices, nothing else. */
function repair(path: string): string | undefined {
  const bare = path
    .trim()
    .replaceAll(/[{}]/g, '')
    .replace(/^\$?\.?/, '');
  const meant = bare.startsWith('[') ? `{$${bare}}` : `{$.${bare}}`;
  if (!/^(?:[\w-]+|\[(?:\d+|'[^']+'|\*)\])(?:\.[\w-]+|\[(?:\d+|'[^']+'|\*)\])*$/.test(bare)) return undefined;
  return parseJsonPath(meant).ok ? meant : undefined;
}

/** The whole number that a filter compares a field with; two numbers of the path do compare. */
function wholeNumberIn({ left, right }: Extract<JsonPathNode, { readonly kind: 'filter' }>): number | undefined {
  const [a, b] = [left, right].map(([only, ...more]) =>
    more.length === 0 && only?.kind === 'number' ? only : undefined,
  );
  if ((a === undefined) === (b === undefined)) return undefined;
  const number = a ?? b;
  return number?.isInteger === true ? number.value : undefined;
}

/** The path with a decimal in place of each whole number that ends a comparison. */
function withDecimals(path: string): string | undefined {
  const meant = path.replaceAll(/(==|!=|<=?|>=?)(\s*[+-]?\d+)(?=\s*\)\])/g, '$1$2.0');
  const parsed = parseJsonPath(meant);
  if (!parsed.ok || meant === path) return undefined;
  const isMended = parsed.nodes
    .flatMap(nodesBelow)
    .every((node) => node.kind !== 'filter' || wholeNumberIn(node) === undefined);
  return isMended ? meant : undefined;
}

/** The node and all below it, in order. */
function nodesBelow(node: JsonPathNode): readonly JsonPathNode[] {
  switch (node.kind) {
    case 'action':
      return node.nodes.flatMap(nodesBelow);
    case 'union':
      return [node, ...node.parts.flat().flatMap(nodesBelow)];
    case 'filter':
      return [node, ...node.left.flatMap(nodesBelow), ...node.right.flatMap(nodesBelow)];
    default:
      return [node];
  }
}
