// Writes what users read of the rules: docs/rules/<group>/<name>.md, docs/rules/README.md, schemas/config.json and
// schemas/catalogue.json.
// Usage: node tools/run.mjs tools/rule-pages.ts [--check]
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { rules } from '../rules/index.ts';
import { defaultLevel } from '../src/lint/config/resolve.ts';
import { configSchema } from '../src/lint/config/schema.ts';
import { CATALOGUE_SCHEMA } from '../src/lint/names/catalogue.ts';
import type { AnyRule, BadExample, Example } from '../src/lint/rule.ts';
import { formatReport } from '../src/report/formats.ts';
import { reportOf } from '../src/report/from-result.ts';
import { exampleName, lintExample } from './example.ts';

const PAGES = 'docs/rules';
const SCHEMA = 'schemas/config.json';
const CATALOGUE = 'schemas/catalogue.json';
/** Some examples exist to exceed a limit: nobody wants to read them. */
const MAX_EXAMPLE = 6000;

const files = new Map<string, string>();
files.set(SCHEMA, schemaText());
files.set(CATALOGUE, catalogueText());
files.set(`${PAGES}/README.md`, overview());
for (const rule of rules) files.set(`${PAGES}/${rule.id}.md`, await page(rule));
const stale = existsSync(PAGES) ? pagesIn(PAGES).filter((file) => !files.has(file)) : [];

if (process.argv.includes('--check')) {
  const differing = [...files].filter(([file, text]) => !existsSync(file) || readFileSync(file, 'utf8') !== text);
  for (const file of [...differing.map(([name]) => name), ...stale]) console.error(`${file} is out of date`);
  if (differing.length + stale.length > 0) {
    console.error('npm run generate');
    process.exitCode = 1;
  }
} else {
  for (const file of stale) rmSync(file);
  for (const [file, text] of files) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

function pagesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return pagesIn(file);
    return file.endsWith('.md') ? [file] : [];
  });
}

function schemaText(): string {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://unpkg.com/rolloutlint/schemas/config.json',
    title: 'rolloutlint configuration (.rolloutlint.yaml)',
    ...configSchema(rules),
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function catalogueText(): string {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://unpkg.com/rolloutlint/schemas/catalogue.json',
    title: 'rolloutlint catalogue of metrics',
    ...CATALOGUE_SCHEMA,
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function sentence(text: string): string {
  return `${text.trim().replace(/\.$/, '')}.`;
}

function overview(): string {
  const parts = [...grouped()].map(([group, members]) => {
    const rows = members.map(
      (rule) => `| [\`${rule.id}\`](${rule.id}.md) | ${level(rule)} | ${cell(sentence(rule.docs.summary))} |`,
    );
    return `## ${group}\n\n| rule | level | finds |\n| --- | --- | --- |\n${rows.join('\n')}\n`;
  });
  return `# Rules

${rules.length} rules. \`rolloutlint explain RULE\` shows a page in the terminal. A rule in preview reports a warning at most, until it is
configured. Generated from \`rules/\` by \`npm run generate\`.

${parts.join('\n')}`;
}

function grouped(): Map<string, AnyRule[]> {
  const groups = new Map<string, AnyRule[]>();
  for (const rule of rules) groups.set(groupOf(rule), [...(groups.get(groupOf(rule)) ?? []), rule]);
  return groups;
}

function groupOf(rule: AnyRule): string {
  return rule.id.slice(0, rule.id.indexOf('/'));
}

function level(rule: AnyRule): string {
  return `${defaultLevel(rule)}${rule.stage === 'preview' ? ' (preview)' : ''}`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

async function page(rule: AnyRule): Promise<string> {
  const facts = [
    `Level: ${level(rule)}`,
    `since ${rule.since}`,
    ...(rule.needs === 'workspace' ? ['looks at other files'] : []),
    ...((await hasFix(rule)) ? ['has a fix'] : []),
  ];
  const parts = [`# ${rule.id}`, sentence(rule.docs.summary), `${facts.join(' · ')}.`, rule.docs.details.trim()];
  const bad = rule.examples.bad.filter(isReadable);
  const good = rule.examples.good.filter(isReadable);
  if (bad.length > 0) {
    parts.push('## Bad');
    for (const example of bad) parts.push(await badExample(rule, example));
  }
  if (good.length > 0) parts.push('## Good', ...good.map(exampleText));
  if (rule.options !== undefined) {
    const json = JSON.stringify(rule.options, null, 2);
    parts.push('## Options', `\`[level, {…}]\` in the configuration, with:`, fence('json', json));
  }
  if (rule.docs.references?.length) {
    parts.push('## References', rule.docs.references.map((one) => `- ${one}`).join('\n'));
  }
  return `${parts.join('\n\n')}\n`;
}

function isReadable(example: Example): boolean {
  return example.yaml.length <= MAX_EXAMPLE;
}

async function hasFix(rule: AnyRule): Promise<boolean> {
  for (const example of rule.examples.bad) {
    const { findings } = await lintExample(rule, example, rules);
    if (findings.some(({ fix }) => fix !== undefined)) return true;
  }
  return false;
}

async function badExample(rule: AnyRule, example: BadExample): Promise<string> {
  const { findings, result, workspace } = await lintExample(rule, example, rules);
  const report = reportOf(result, workspace, rules, { findings, baselined: 0, mended: 0 });
  const output = await formatReport('pretty', report, { width: 100 });
  // The summary at the end says nothing about the example.
  const shown = output.slice(0, output.lastIndexOf('\n\n')).replace(/^\n+/, '');
  const parts = [exampleText(example), fence('text', shown)];
  if (example.fixed !== undefined) parts.push('Fixed:', fence('yaml', example.fixed));
  return parts.join('\n\n');
}

function exampleText(example: Example): string {
  const parts = [];
  if (example.title !== undefined) parts.push(sentence(capital(example.title)));
  if (example.config !== undefined) parts.push('With the configuration', fence('yaml', example.config));
  if (example.options !== undefined) parts.push(`With the options \`${JSON.stringify(example.options)}\`:`);
  const others = Object.entries(example.files ?? {});
  if (others.length > 0 || example.name !== undefined) parts.push(`\`${exampleName(example)}\``);
  parts.push(fence('yaml', example.yaml));
  for (const [name, text] of others) parts.push(`\`${name}\``, fence('yaml', text));
  return parts.join('\n\n');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A code block whose fence is longer than any in the text. */
function fence(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const ticks = '`'.repeat(longest + 1);
  return `${ticks}${language}\n${text.trimEnd()}\n${ticks}`;
}
