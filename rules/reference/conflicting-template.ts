import { documents, template } from '../../src/lint/kit/examples/example-yaml.ts';
import { defineRule } from '../../src/lint/rule.ts';
import { earlierConflict } from '../../src/workspace/conflicts.ts';

const one = (limit: number) => template(`interval: 1m\ncount: 3\nfailureLimit: ${limit}`);

export const conflictingTemplate = defineRule({
  id: 'reference/conflicting-template',
  since: '0.1.0',
  stage: 'stable',
  severity: 'warning',
  needs: 'workspace',
  kinds: ['AnalysisTemplate', 'ClusterAnalysisTemplate'],
  docs: {
    summary: 'Two templates of one name are applied together, and say different things.',
    details: `Of two objects with the same kind, name and namespace only the one that is applied last stays: in one file the later one, in a folder
that of the last file by name. kustomize refuses to build with both. Copies in other folders, overlays, and files that are alternatives by their
names are not compared.`,
    references: ['kubectl apply', 'kustomize: may not add resource with an already registered id'],
  },
  messages: {
    overwritten: ({ title, where }: { title: string; where: string }) => ({
      message: `another ${title}, which says something else, stands ${where}`,
      why: 'only the one that is applied last stays; the other one is lost without a word',
      help: 'give them different names, or remove one',
    }),
    build: ({ title }: { title: string }) => ({
      message: `the kustomization builds with another ${title}`,
      why: 'kustomize refuses to build ("may not add resource with an already registered id")',
      help: 'give them different names, or remove one',
    }),
  },
  examples: {
    bad: [{ yaml: documents(one(1), one(2)), finds: ['overwritten@error-rate'] }],
    good: [
      { yaml: documents(one(1), one(2).replace('name: error-rate', 'name: error-rate\n  namespace: test')) },
      { title: 'The same twice.', yaml: documents(one(1), one(1)) },
    ],
  },
  check(ctx) {
    // Told at the later ones: the first is what they conflict with.
    const first = earlierConflict(ctx.workspace, ctx.manifest);
    if (first === undefined) return;
    const { manifest, scope } = first;
    const at = ctx.manifest.valueSpan(['metadata', 'name']);
    const related = [
      { at: { file: manifest.file.path, span: manifest.valueSpan(['metadata', 'name']) }, label: 'the other one' },
    ];
    const { title } = ctx.manifest;
    if (scope === 'kustomization') ctx.report('build', { at, data: { title }, related });
    else
      ctx.report('overwritten', {
        at,
        data: { title, where: scope === 'file' ? 'above' : 'in the same folder' },
        related,
      });
  },
});
