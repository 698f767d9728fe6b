import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DiscoverRequest, type Discovery, discover } from '../../src/workspace/discover.node.ts';
import { rollout, template } from './tree.ts';

const OURS = template('a');
let root: string;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'rolloutlint-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const at = (name: string): string => path.join(root, name);

/** Writes files; a name that ends in `/` is an empty folder. */
function put(tree: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(tree)) {
    mkdirSync(name.endsWith('/') ? at(name) : path.dirname(at(name)), { recursive: true });
    if (!name.endsWith('/')) writeFileSync(at(name), content);
  }
}

const run = (paths: readonly string[], more: Partial<DiscoverRequest> = {}): Discovery =>
  discover({ paths, cwd: root, ...more });
const asked = ({ files }: Discovery): string[] => files.filter((file) => file.asked).map((file) => file.path);
const context = ({ files }: Discovery): string[] => files.filter((file) => !file.asked).map((file) => file.path);
const skipped = (found: Discovery): Record<string, string> =>
  Object.fromEntries(found.skipped.map(({ path: at, reason }) => [at, reason]));

describe('what is asked for', () => {
  it('a folder: its manifests and all below, in order', () => {
    put({
      'b.yml': OURS,
      'a/x.yaml': OURS,
      'a.json': '{}',
      'a/.hidden/y.yaml': OURS,
      'z.txt': OURS,
      'a/Kustomization': '',
      'node_modules/n.yaml': OURS,
      '.git/g.yaml': OURS,
    });
    expect(asked(run(['.']))).toEqual(['a.json', 'a/.hidden/y.yaml', 'a/Kustomization', 'a/x.yaml', 'b.yml']);
    expect(asked(run(['a', 'b.yml']))).toEqual(['a/.hidden/y.yaml', 'a/Kustomization', 'a/x.yaml', 'b.yml']);
  });

  it('files by name, whatever they are called, once each', () => {
    put({ 'x.tmpl': OURS, 'a/x.yaml': OURS });
    expect(asked(run(['x.tmpl', './x.tmpl', 'a/../x.tmpl', at('a/x.yaml')]))).toEqual(['a/x.yaml', 'x.tmpl']);
  });

  it('paths are shown as seen from where the user stands', () => {
    put({ 'a/x.yaml': OURS, 'b/y.yaml': OURS });
    expect(asked(discover({ paths: ['../b', '.'], cwd: at('a') }))).toEqual(['../b/y.yaml', 'x.yaml']);
  });

  it('globs, also for other extensions, but not for what git ignores', () => {
    put({
      '.git/': '',
      '.gitignore': 'gen/',
      'a/x.yaml': OURS,
      'a/x.txt': OURS,
      'a/b/y.yml': OURS,
      'gen/z.yaml': OURS,
      'a/t.tpl': OURS,
    });
    expect(asked(run(['a/**']))).toEqual(['a/b/y.yml', 'a/x.yaml']);
    expect(asked(run(['./**/*.yaml']))).toEqual(['a/x.yaml']);
    expect(asked(run(['**/*.{yml,tpl}']))).toEqual(['a/b/y.yml', 'a/t.tpl']);
    expect(asked(discover({ paths: ['../a/*.yaml'], cwd: at('gen') }))).toEqual(['../a/x.yaml']);
  });

  it('a file whose name looks like a glob', () => {
    put({ '[x].yaml': OURS, 'x.yaml': OURS });
    expect(asked(run(['[x].yaml']))).toEqual(['[x].yaml']);
  });

  it('says what names nothing', () => {
    put({ 'a.yaml': OURS });
    expect(run(['gone.yaml', 'gone/', '*.json', 'a.yaml']).unmatched).toEqual(['gone.yaml', 'gone/', '*.json']);
  });

  it('standard input, under the name that it is given', () => {
    put({ '.git/': '', 'a/r.yaml': OURS, 'b/t.yaml': OURS });
    const text = rollout('edited');
    const named = run(['-'], { stdin: { text, path: 'a/r.yaml' } });
    expect(named.files.map((file) => [file.path, file.asked, file.text === text])).toEqual([
      ['a/r.yaml', true, true],
      ['b/t.yaml', false, false],
    ]);
    expect(named.complete).toBe(true);
    const nameless = run(['-'], { stdin: { text } });
    expect([asked(nameless), context(nameless), nameless.complete]).toEqual([['<stdin>'], [], false]);
  });
});

describe('what lies around', () => {
  it.each(['.git/HEAD', '.git', '.rolloutlint.yaml', '.rolloutlint.yml', '.rolloutlint.json'])(
    'everything below the nearest folder with %s',
    (marker) => {
      put({ [`repo/${marker}`]: '', 'repo/a/r.yaml': OURS, 'repo/b/t.yaml': OURS, 'outside.yaml': OURS });
      const found = run(['repo/a/r.yaml']);
      expect([asked(found), context(found), found.complete, found.roots]).toEqual([
        ['repo/a/r.yaml'],
        ['repo/b/t.yaml'],
        true,
        [at('repo')],
      ]);
    },
  );

  it('the nearest root counts; several are read side by side', () => {
    put({ '.git/': '', 'a/.rolloutlint.yaml': '', 'a/r.yaml': OURS, 'a/t.yaml': OURS, 'b/r.yaml': OURS });
    expect(context(run(['a/r.yaml']))).toEqual(['a/t.yaml']);
    expect(run(['a/r.yaml', 'b/r.yaml']).roots).toEqual([root, at('a')]);
  });

  it('without a root only what was asked for, and nothing is complete', () => {
    put({ 'a/r.yaml': OURS, 'a/t.yaml': OURS });
    for (const paths of [['a/r.yaml'], ['a'], ['.']]) expect(run(paths)).toMatchObject({ complete: false, roots: [] });
    expect(context(run(['a/r.yaml']))).toEqual([]);
    expect(run(['a'], { complete: true }).complete).toBe(true);
  });

  it('without a root the chart or kustomization that a file belongs to', () => {
    put({
      'c/Chart.yaml': 'name: c',
      'c/templates/sub/r.yaml': OURS,
      'c/templates/t.yaml': OURS,
      'k/kustomization.yml': 'resources: []',
      'k/r.yaml': OURS,
    });
    expect(context(run(['c/templates/sub/r.yaml']))).toEqual(['c/Chart.yaml']);
    expect(context(run(['k/r.yaml']))).toEqual(['k/kustomization.yml']);
  });

  it('nothing, if no asked file is ours: a hook names every changed file', () => {
    put({ '.git/': '', 'a.yaml': 'kind: Service', 'b.yaml': OURS });
    expect(context(run(['a.yaml']))).toEqual([]);
  });

  it('without what no reference can mean', () => {
    put({
      '.git/': '',
      'r.yaml': OURS,
      'data.json': '[1,2]',
      'Chart.yaml': 'name: x',
      'rules.yaml': 'groups: []',
      's.yaml': 'kind: Service',
    });
    expect(context(run(['r.yaml']))).toEqual(['Chart.yaml', 'rules.yaml', 's.yaml']);
  });

  it('what the configuration excludes is still read for references', () => {
    put({ '.git/': '', 'r.yaml': OURS, 'vendor/t.yaml': OURS });
    const isExcluded = (shown: string): boolean => shown.startsWith('vendor/');
    expect(asked(run(['.'], { isExcluded }))).toEqual(['r.yaml']);
    expect(context(run(['.'], { isExcluded }))).toEqual(['vendor/t.yaml']);
    expect(asked(run(['vendor/t.yaml'], { isExcluded }))).toEqual(['vendor/t.yaml']);
  });

  it('of a folder given as context is read, whatever is asked for', () => {
    put({ 'a/x.yaml': OURS, 'a/values.yaml': 'just: values', 'b/y.yaml': OURS });
    const found = run([], { context: [at('a')] });
    expect(asked(found)).toEqual([]);
    expect(context(found)).toEqual(['a/x.yaml']);
    expect(found.complete).toBe(true);
  });
});

describe('what git ignores', () => {
  const TREE = {
    '.git/': '',
    'a.yaml': OURS,
    'gen/b.yaml': OURS,
    'sub/gen/c.yaml': OURS,
    'sub/d.yaml': OURS,
    'sub/keep.yaml': OURS,
  };

  it('is left out, with rules of folders below and of .git/info/exclude', () => {
    put({
      ...TREE,
      '.gitignore': '/gen/\n*.tmp.yaml\n',
      'x.tmp.yaml': OURS,
      'sub/.gitignore': '*.yaml\n!keep.yaml\n!*.tmp.yaml',
      'sub/y.tmp.yaml': OURS,
      '.git/info/exclude': 'secret.yaml',
      'secret.yaml': OURS,
    });
    expect(asked(run(['.']))).toEqual(['a.yaml', 'sub/keep.yaml', 'sub/y.tmp.yaml']);
    expect(asked(run(['sub']))).toEqual(['sub/keep.yaml', 'sub/y.tmp.yaml']);
    expect(asked(run(['.'], { gitignore: false }))).toHaveLength(8);
  });

  it('is taken where it is named', () => {
    put({ ...TREE, '.gitignore': 'gen/\n' });
    expect(asked(run(['gen/b.yaml']))).toEqual(['gen/b.yaml']);
    expect(asked(run(['gen', 'sub/gen']))).toEqual(['gen/b.yaml', 'sub/gen/c.yaml']);
    expect(context(run(['gen/b.yaml']))).toEqual(['a.yaml', 'sub/d.yaml', 'sub/keep.yaml']);
  });

  it('a folder cannot be entered again below an ignored one', () => {
    put({ '.git/': '', '.gitignore': 'out/\n!out/keep.yaml\n', 'out/keep.yaml': OURS, 'a.yaml': OURS });
    expect(asked(run(['.']))).toEqual(['a.yaml']);
  });

  it('is what git says', () => {
    try {
      execFileSync('git', ['init', '-q', root], { stdio: 'ignore' });
    } catch {
      return;
    }
    put({
      '.gitignore': 'a/*\n!a/b/\n/c.yaml\n**/d/*.yaml\n!**/d/e.yaml\nf\\ g.yaml\n[x-z].yaml\n',
      'a/1.yaml': OURS,
      'a/b/2.yaml': OURS,
      'c.yaml': OURS,
      'k/c.yaml': OURS,
      'k/d/e.yaml': OURS,
      'k/d/h.yaml': OURS,
      'f g.yaml': OURS,
      'y.yaml': OURS,
      'k/.gitignore': '!y.yaml\n/c.yaml',
      'k/y.yaml': OURS,
    });
    const git = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.yaml'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(asked(run(['.']))).toEqual(git.trim().split('\n').sort());
  });

  it('of a worktree is in the folder that its .git file names', () => {
    put({
      'main/.git/info/exclude': 'secret.yaml',
      'main/.git/worktrees/w/commondir': '../..\n',
      'w/.git': 'gitdir: ../main/.git/worktrees/w\n',
      'w/secret.yaml': OURS,
      'w/a.yaml': OURS,
    });
    expect(asked(run(['w']))).toEqual(['w/a.yaml']);
  });
});

describe('what is no plain file', () => {
  it('links to folders are not followed: no circle, nothing twice', () => {
    put({ '.git/': '', 'a/x.yaml': OURS });
    symlinkSync('.', at('a/loop'));
    symlinkSync('../a', at('a/up'));
    symlinkSync('self', at('self'));
    const found = run(['.']);
    expect(asked(found)).toEqual(['a/x.yaml']);
    expect(skipped(found)).toEqual({
      'a/loop': 'is a symbolic link to the folder `a`, which is read there',
      'a/up': 'is a symbolic link to the folder `a`, which is read there',
      self: 'is a symbolic link that leads back to itself',
    });
  });

  it('a link out of the workspace leaves it incomplete', () => {
    put({ 'repo/.git/': '', 'repo/r.yaml': OURS, 'lib/t.yaml': OURS });
    symlinkSync('../lib', at('repo/lib'));
    const found = run(['repo']);
    expect([asked(found), found.complete]).toEqual([['repo/r.yaml'], false]);
    expect(skipped(found)).toEqual({ 'repo/lib': 'is a symbolic link to the folder `lib`, which is not followed' });
  });

  it('a link to a file is read under the name of the file, or under its own if that is outside', () => {
    put({ 'repo/.git/': '', 'repo/base/t.yaml': OURS, 'repo/prod/r.yaml': OURS, 'shared.yaml': OURS });
    symlinkSync('../base/t.yaml', at('repo/prod/t.yaml'));
    symlinkSync('../../shared.yaml', at('repo/prod/shared.yaml'));
    const found = run(['repo']);
    expect(asked(found)).toEqual(['repo/base/t.yaml', 'repo/prod/r.yaml', 'repo/prod/shared.yaml']);
    expect([skipped(found), found.complete]).toEqual([
      { 'repo/prod/t.yaml': 'is a symbolic link to `repo/base/t.yaml`, which is read there' },
      true,
    ]);
  });

  it('a link that is named is read, and its target not again', () => {
    put({ '.git/': '', 'base/t.yaml': OURS });
    symlinkSync('base/t.yaml', at('link.yaml'));
    symlinkSync('base', at('folder'));
    expect(run(['link.yaml']).files.map((file) => [file.path, file.asked])).toEqual([['link.yaml', true]]);
    expect(asked(run(['folder']))).toEqual(['folder/t.yaml']);
  });

  it('broken links are reported', () => {
    put({ '.git/': '', 'a.yaml': OURS });
    symlinkSync('gone.yaml', at('b.yaml'));
    symlinkSync('gone', at('b.txt'));
    const found = run(['.', 'b.yaml']);
    expect([skipped(found), found.complete, found.unmatched]).toEqual([
      { 'b.yaml': 'is a broken symbolic link to `gone.yaml`' },
      true,
      [],
    ]);
  });

  it('pipes, sockets and devices are reported, and do not block', async () => {
    put({ '.git/': '', 'a.yaml': OURS });
    execFileSync('mkfifo', [at('pipe.yaml')]);
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(at('s.yaml'), resolve));
    symlinkSync('/dev/zero', at('z.yaml'));
    try {
      const found = run(['.']);
      expect(asked(found)).toEqual(['a.yaml']);
      expect(skipped(found)).toEqual({
        'pipe.yaml': 'is a pipe, not a file',
        's.yaml': 'is a socket, not a file',
        'z.yaml': 'is a device, not a file',
      });
      expect(found.complete).toBe(true);
      expect(skipped(run(['pipe.yaml', '/dev/zero']))).toMatchObject({
        'pipe.yaml': 'is a pipe that nobody writes to',
      });
    } finally {
      server.close();
    }
  });

  it('a pipe that somebody writes to is read, as `<(helm template …)` is', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    const writer = spawn(
      'sh',
      ['-c', 'exec 3<>pipe; printf "kind: "; sleep 0.2; printf "Rollout" >&3; sleep 0.2; exec 3>&-'],
      { cwd: root, stdio: 'pipe' },
    );
    await new Promise((resolve) => writer.stdout.once('data', resolve));
    expect(run(['pipe']).files).toEqual([{ path: 'pipe', text: 'Rollout', asked: true }]);
  });

  it('files that are too large, binary or UTF-16 are reported; bytes that are not UTF-8 are a matter of the text', () => {
    put({
      '.git/': '',
      'bin.json': Uint8Array.of(1, 0, 2),
      'wide.yaml': Uint8Array.of(0xff, 0xfe, 0x61, 0),
      'latin.yaml': Buffer.from('# \xe9\n', 'latin1'),
      'big.yaml': '',
    });
    truncateSync(at('big.yaml'), 17 * 1024 * 1024);
    const found = run(['.']);
    expect(skipped(found)).toEqual({
      'big.yaml': 'has 17 MiB; files over 16 MiB are not read',
      'bin.json': 'is not a text file',
      'wide.yaml': 'is UTF-16; manifests are UTF-8',
    });
    expect(found.files).toEqual([{ path: 'latin.yaml', text: '# \uFFFD\n', asked: true }]);
    expect(found.skipped.every((file) => file.asked)).toBe(true);
  });

  it.skipIf(process.getuid?.() === 0)('what may not be read is reported, and proves nothing', () => {
    put({ '.git/': '', 'a.yaml': OURS, 'locked/b.yaml': OURS, 'c.yaml': OURS });
    chmodSync(at('locked'), 0);
    chmodSync(at('c.yaml'), 0);
    const found = run(['.']);
    chmodSync(at('locked'), 0o755);
    expect(skipped(found)).toEqual({ 'c.yaml': 'may not be read', locked: 'may not be read' });
    expect(found.complete).toBe(false);
  });

  it('odd names are read, or reported', () => {
    const names = [
      'a b.yaml',
      "it's.yaml",
      'new\nline.yaml',
      'ü.yaml',
      '*.yaml',
      '#.yaml',
      '-x.yaml',
      '%41.yaml',
      '{{x}}.yaml',
      '\u202E.yaml',
    ];
    put({ '.git/': '', ...Object.fromEntries(names.map((name) => [name, OURS])) });
    writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.of(0xff), Buffer.from('.yaml')]), OURS);
    const found = run(['.']);
    expect(asked(found)).toEqual([...names].sort());
    expect(skipped(found)).toEqual({ '\uFFFD.yaml': 'has a name that is not UTF-8' });
  });

  it('paths that no system takes are reported', () => {
    put({ 'a.yaml': OURS });
    const found = run(['x\0y', 'a.yaml/b.yaml', 'x'.repeat(5000)]);
    expect(found.skipped.map(({ reason }) => reason).sort()).toEqual([
      'has a name that is too long',
      'has a name that no file can have',
      'lies below something that is not a folder',
    ]);
  });

  it('a folder that is named like a file is a folder', () => {
    put({ 'x.yaml/y.yaml': OURS });
    expect(asked(run(['.']))).toEqual(['x.yaml/y.yaml']);
  });

  it('very deep folders', () => {
    const deep = Array.from({ length: 150 }, () => 'd').join('/');
    put({ [`${deep}/x.yaml`]: OURS });
    expect(asked(run(['.']))).toEqual([`${deep}/x.yaml`]);
  });
});
