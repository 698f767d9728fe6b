// Scaffolds a rule. Usage: npm run new-rule -- group/name
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';

const [id = ''] = process.argv.slice(2);
if (!/^[a-z]+(-[a-z]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) {
  console.error('usage: npm run new-rule -- group/kebab-name (the name says the mistake: args/not-declared)');
  process.exit(2);
}
const file = `rules/${id}.ts`;
if (existsSync(file)) {
  console.error(`${file} exists`);
  process.exit(2);
}
const [group = '', name = ''] = id.split('/');
const exported = name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
mkdirSync(path.join('rules', group), { recursive: true });
writeFileSync(
  file,
  `import { template } from '../../src/lint/kit/examples/example-yaml.ts';
import { defineRule } from '../../src/lint/rule.ts';

export const ${exported} = defineRule({
  id: '${id}',
  since: '0.2.0',
  stage: 'preview',
  severity: 'error',
  needs: 'document',
  docs: {
    summary: 'One sentence: what is wrong',
    details: 'What the controller does, and how we know.',
    references: ['argo-rollouts path/of/file.go Function'],
  },
  messages: {
    wrong: ({ value }: { value: string }) => ({
      message: \`what is wrong with \\\`\${value}\\\`\`,
      why: 'what the controller does about it',
      help: 'what to write instead',
    }),
  },
  examples: {
    bad: [{ yaml: template('count: 5'), finds: ['wrong@5'] }],
    good: [{ yaml: template('count: 5\\ninterval: 30s') }],
  },
  check(ctx) {
    const path = ['spec', 'metrics', 0, 'count'];
    const value = ctx.manifest.value(path);
    if (value === 5) ctx.report('wrong', { at: ctx.manifest.valueSpan(path), data: { value: String(value) } });
  },
});
`,
);
console.log(`wrote ${file}; then: npm run generate && npx vitest run test/rules -t ${id}`);
