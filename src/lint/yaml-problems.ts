import type { WorkspaceFile } from '../workspace/workspace.ts';
import type { YamlProblem, YamlProblemCode } from '../yaml/tree.ts';
import type { FileContext, Wording, Words } from './rule.ts';

/** Problems that keep a whole file from being read: they count in every document of a file that holds one of ours. */
const WHOLE_FILE: ReadonlySet<YamlProblemCode> = new Set([
  'syntax',
  'bad-encoding',
  'directive',
  'not-json',
  'too-deep',
  'too-large',
]);

/** Problems of this code in the documents of a file that are our business. */
export function problemsOf(file: WorkspaceFile, code: YamlProblemCode): YamlProblem[] {
  if (file.role !== 'manifests') return [];
  const ours = WHOLE_FILE.has(code)
    ? file.documents
    : new Set(file.manifests.filter((manifest) => manifest.isArgo()).map(({ document }) => document));
  return [...ours].flatMap(({ problems }) => problems.filter((problem) => problem.code === code));
}

/** The words of a rule that passes the parser's on. */
export const problemWords =
  (why: string) =>
  ({ message, help }: YamlProblem): Wording => ({ message, why, ...(help === undefined ? {} : { help }) });

/** Reports each problem of this code as `problem`. */
export function reportProblems<W extends Words & { readonly problem: (problem: YamlProblem) => Wording }>(
  context: FileContext<W, unknown>,
  code: YamlProblemCode,
): void {
  for (const problem of problemsOf(context.file, code)) {
    context.report('problem', {
      at: problem.span,
      data: problem as Parameters<W['problem']>[0],
      related: (problem.related ?? []).map(({ span, label }) => ({ at: { file: context.file.path, span }, label })),
    });
  }
}
