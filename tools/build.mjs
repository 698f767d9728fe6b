#!/usr/bin/env node
// Builds dist/: the command line as one bundle and a small file that starts it, the library with its packages left outside, declarations,
// and the notices of what was bundled. `--if-needed` does nothing where dist/ is newer than all sources; `--cli DIR` builds
// only the command line, into another folder.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import ts from 'typescript';

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

// One CommonJS file: only a script can be given the code that was compiled before (src/cli/code-cache.ts).
const program = {
  ...shared,
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  // Names in stacks are what a bug report is worth.
  minifyWhitespace: true,
  minifySyntax: true,
  charset: 'ascii',
  legalComments: 'none',
  // The CommonJS build of yaml cannot be shaken: most of it is for writing, which linting does not do.
  alias: { yaml: at('node_modules', 'yaml', 'browser', 'dist', 'index.js') },
};
const plugins = [lightFormatter(), lazyDocs(), languageServer()];
const cli = await build({
  ...program,
  entryPoints: { program: 'src/cli/program.ts' },
  plugins: [...plugins, withoutPlayer()],
});
const player = await build({ ...program, entryPoints: { player: 'src/cli/program.ts' }, plugins });
// Only the editor's server needs it; reading past it would take longer than linting a file.
const server = await build({
  ...shared,
  format: 'cjs',
  // The readers of /node, but the connection of the part that knows no process: ours brings its own streams.
  stdin: {
    contents: `const { createConnection } = require('vscode-languageserver');
module.exports = { ...require('vscode-languageserver/node'), createConnection };`,
    resolveDir: root,
    sourcefile: 'language-server.js',
  },
  outdir: undefined,
  outfile: path.join(dist, 'language-server.cjs'),
  outExtension: {},
  minify: true,
  legalComments: 'none',
});
await build({
  ...shared,
  entryPoints: { cli: 'src/cli/bin.ts' },
  minify: true,
  banner: { js: '#!/usr/bin/env node' },
  define: { HASHES: JSON.stringify({ program: hashOf('program.cjs'), player: hashOf('player.cjs') }) },
});
chmodSync(path.join(dist, 'cli.mjs'), 0o755);

if (cliOnly !== undefined) process.exit(0);

await build({
  ...shared,
  entryPoints: { index: 'src/index.ts' },
  splitting: true,
  chunkNames: 'lib/[name]-[hash]',
  packages: 'external',
});

writeFileSync(
  path.join(dist, 'THIRD_PARTY_NOTICES.txt'),
  notices(Object.keys({ ...cli.metafile.inputs, ...player.metafile.inputs, ...server.metafile.inputs })),
);
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

/** What answers queries and plays time lies in a bundle of its own (src/cli/bin.ts): linting does not read past it. */
function withoutPlayer() {
  const command = /[\\/]src[\\/]cli[\\/](query|record|replay|test)[\\/]command\.ts$/;
  return {
    name: 'without-player',
    setup(builder) {
      builder.onLoad({ filter: command }, () => ({ contents: 'export {};', loader: 'ts' }));
    },
  };
}

function hashOf(bundle) {
  return createHash('sha256')
    .update(readFileSync(path.join(dist, bundle)))
    .digest('hex')
    .slice(0, 16);
}

/** The protocol's library lies beside the bundle. */
function languageServer() {
  return {
    name: 'language-server',
    setup(builder) {
      builder.onResolve({ filter: /^vscode-languageserver(\/node)?$/ }, () => ({
        path: './language-server.cjs',
        external: true,
      }));
    },
  };
}

/**
 * Documentation and examples are the larger half of a rule's text, and linting needs none of it: `docs: {…}` becomes
 * `get docs() { return {…} }`, so that nothing of it is built before somebody asks.
 */
function lazyDocs() {
  return {
    name: 'lazy-docs',
    setup(builder) {
      builder.onLoad({ filter: /[\\/]rules[\\/][^\\/]+[\\/][^\\/]+\.ts$/ }, ({ path: file }) => {
        const text = readFileSync(file, 'utf8');
        const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
        const edits = [];
        const visit = (node) => {
          if (ts.isCallExpression(node) && node.expression.getText(source) === 'defineRule') {
            for (const property of node.arguments[0]?.properties ?? []) {
              const name = property.name?.getText(source);
              if (!ts.isPropertyAssignment(property) || (name !== 'docs' && name !== 'examples')) continue;
              const value = property.initializer.getText(source);
              edits.push({
                start: property.getStart(source),
                end: property.end,
                text: `get ${name}() { return ${value}; }`,
              });
            }
          } else ts.forEachChild(node, visit);
        };
        visit(source);
        const contents = edits.reduceRight(
          (all, { start, end, text }) => all.slice(0, start) + text + all.slice(end),
          text,
        );
        return { contents, loader: 'ts' };
      });
    },
  };
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
  return `dist/program.cjs and dist/player.cjs contain these packages.\n\n${parts.join(`\n${'-'.repeat(79)}\n\n`)}`;
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
