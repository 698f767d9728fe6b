// Prints findings over the corpus, or over folders, to be read one by one:
// node tools/run.mjs test/corpus/dump.ts [--severity error] [--rule args/unused] [--complete] [FOLDER…]
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { CORPUS, type CorpusFile, hasCorpus, readCorpus } from './corpus.ts';
import { type CorpusFinding, lintCorpus } from './lint-corpus.ts';

const { values, positionals } = parseArgs({
  options: {
    severity: { type: 'string' },
    rule: { type: 'string' },
    complete: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});

/** The manifests below a folder, as one workspace. */
function readFolder(folder: string): readonly CorpusFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:ya?ml|json|tpl)$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
    .map((file) => ({ path: file, original: file, workspace: folder, text: readFileSync(file, 'utf8') }));
}

function print({ finding, file, line }: CorpusFinding, text: string): void {
  const lines = [`${file}:${line}  ${finding.severity}  ${finding.rule}`, `  ${finding.message}`];
  if (finding.why !== undefined) lines.push(`  why   ${finding.why}`);
  if (finding.help !== undefined) lines.push(`  help  ${finding.help}`);
  for (const { at, label } of finding.related ?? []) lines.push(`  also  ${at.file}: ${label}`);
  lines.push(`  │ ${(text.split(/\r\n|\r|\n/)[line - 1] ?? '').trim()}`, '');
  process.stdout.write(`${lines.join('\n')}\n`);
}

async function main(): Promise<void> {
  if (positionals.length === 0 && !hasCorpus()) {
    process.stdout.write(`no corpus at ${CORPUS}: set ROLLOUTLINT_CORPUS, or name folders\n`);
    return;
  }
  const files = positionals.length > 0 ? positionals.flatMap(readFolder) : readCorpus();
  const texts = new Map(files.map((file) => [file.path, file.text]));
  const findings = (await lintCorpus(files, { complete: values.complete })).filter(
    ({ finding }) =>
      (values.severity === undefined || finding.severity === values.severity) &&
      (values.rule === undefined || finding.rule === values.rule || finding.rule.startsWith(`${values.rule}/`)),
  );
  for (const one of findings) print(one, texts.get(one.file) ?? '');
  const counts = new Map<string, number>();
  for (const { finding } of findings) {
    const key = `${finding.severity} ${finding.rule}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  for (const [key, count] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
    process.stdout.write(`${count}\t${key}\n`);
  process.stdout.write(
    `${findings.length} findings in ${new Set(findings.map(({ file }) => file)).size} of ${files.length} files\n`,
  );
}

await main();
