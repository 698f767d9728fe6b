#!/usr/bin/env node
// Builds dist/: the command line as a bundle in lazy chunks, the library with its packages left outside, declarations,
// and the notices of what was bundled. `--if-needed` does nothing where dist/ is newer than all sources; `--cli DIR` builds
// only the command line, into another folder.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const cliOnly = process.argv.includes('--cli') ? process.argv[process.argv.indexOf('--cli') + 1] : undefined;
const dist = cliOnly === undefined ? path.join(root, 'dist') : path.resolve(cliOnly);
const at = (...parts) => path.join(root, ...parts);

if (process.argv.includes('--if-needed') && isFresh()) process.exit(0);

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  outdir: dist,
  outExtension: { '.js': '.mjs' },
  logLevel: 'warning',
  metafile: true,
};

const cli = await build({
  ...shared,
  entryPoints: { cli: 'src/cli/bin.ts' },
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  minify: true,
  // Names in stacks are what a bug report is worth.
  keepNames: true,
  legalComments: 'none',
  plugins: [lightFormatter()],
  // The CommonJS build of yaml cannot be shaken: most of it is for writing, which nobody does here.
  alias: { yaml: at('node_modules', 'yaml', 'browser', 'dist', 'index.js') },
});
giveRequire();
const bin = path.join(dist, 'cli.mjs');
writeFileSync(bin, `#!/usr/bin/env node\n${readFileSync(bin, 'utf8')}`);
chmodSync(bin, 0o755);

if (cliOnly !== undefined) process.exit(0);

await build({
  ...shared,
  entryPoints: { index: 'src/index.ts' },
  splitting: true,
  chunkNames: 'lib/[name]-[hash]',
  packages: 'external',
});

writeFileSync(path.join(dist, 'THIRD_PARTY_NOTICES.txt'), notices(Object.keys(cli.metafile.inputs)));
declarations();

/**
 * eslint-formatter-pretty measures text with string-width (whose emoji tables take longer to load than a file takes to
 * lint) and can look up the rules of ESLint's plugins. Our own width function and an empty lookup stand in.
 */
function lightFormatter() {
  const modules = {
    'string-width': `export { displayWidth as default } from '${at('src/report/pretty/width.ts')}';`,
    'eslint-rule-docs': 'export default () => ({});',
  };
  return {
    name: 'light-formatter',
    setup(builder) {
      builder.onResolve({ filter: /^(string-width|eslint-rule-docs)$/ }, ({ path: name, importer }) =>
        importer.includes('eslint-formatter-pretty') ? { path: name, namespace: 'light' } : undefined,
      );
      builder.onLoad({ filter: /.*/, namespace: 'light' }, ({ path: name }) => ({
        contents: modules[name],
        resolveDir: root,
        loader: 'js',
      }));
    },
  };
}

/** CommonJS packages ask for Node's own modules with `require`, which esbuild calls from one chunk and no module has. */
function giveRequire() {
  for (const file of filesIn(dist)) {
    const text = readFileSync(file, 'utf8');
    if (!text.includes('Dynamic require of')) continue;
    writeFileSync(
      file,
      `import{createRequire as makeRequire}from'node:module';const require=makeRequire(import.meta.url);${text}`,
    );
  }
}

/** The licences of all packages that are part of the bundle. */
function notices(inputs) {
  const folders = new Set();
  for (const input of inputs) {
    const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match !== null) folders.add(match[1]);
  }
  const parts = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(at(folder, 'package.json'), 'utf8'));
    const file = readdirSync(at(folder)).find((one) => /^licen[cs]e/i.test(one));
    const text = file === undefined ? '' : `\n${readFileSync(at(folder, file), 'utf8').trim()}\n`;
    return `${name} ${version} (${license})\n${text}`;
  });
  return `dist/cli.mjs and dist/chunks contain these packages.\n\n${parts.join(`\n${'-'.repeat(79)}\n\n`)}`;
}

/** Declarations of the library; imports in them name what Node and every compiler resolve. */
function declarations() {
  const types = path.join(dist, 'types');
  const tsc = at('node_modules', 'typescript', 'bin', 'tsc');
  try {
    execFileSync(process.execPath, [tsc, '-p', at('tools', 'tsconfig.types.json')], { cwd: root, stdio: 'pipe' });
  } catch (error) {
    process.stderr.write(error.stdout ?? '');
    throw new Error('the declarations could not be written');
  }
  for (const file of filesIn(types)) {
    if (!file.endsWith('.d.ts')) continue;
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replaceAll(/(from |import\()(['"])(\.[^'"]*)\.ts\2/g, '$1$2$3.js$2'));
  }
}

function* filesIn(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* filesIn(full);
    else yield full;
  }
}

function isFresh() {
  const built = path.join(dist, 'THIRD_PARTY_NOTICES.txt');
  if (!existsSync(built) || !existsSync(path.join(dist, 'types'))) return false;
  const { mtimeMs } = statSync(built);
  const sources = ['src', 'rules', 'schemas', 'tools'].flatMap((folder) =>
    existsSync(at(folder)) ? [...filesIn(at(folder))] : [],
  );
  return [...sources, at('package.json')].every((file) => statSync(file).mtimeMs <= mtimeMs);
}
