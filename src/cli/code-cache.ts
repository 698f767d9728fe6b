import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import vm from 'node:vm';

/**
 * Runs the program that is the CommonJS bundle `file`. What the engine compiled of it the first time lies in the
 * user's cache folder afterwards and is not compiled again: half of the time that one file takes. Node 20 has no
 * `module.enableCompileCache`, and this is faster where there is one; its switch NODE_DISABLE_COMPILE_CACHE counts.
 *
 * @param hash of the bundle: the engine compares no more than its length
 */
export function loadProgram(file: string, hash: string, require: NodeJS.Require, env: NodeJS.ProcessEnv): void {
  const cache = cacheFile(hash, env);
  const cachedData = cache === undefined ? undefined : readCache(cache);
  const source = readFileSync(file, 'latin1');
  const script = new vm.Script(`(function(exports,require,module,__filename,__dirname){${source}\n})`, {
    filename: file,
    ...(cachedData === undefined ? {} : { cachedData }),
  });
  // At the end, when all that a run needs has been compiled.
  if (cache !== undefined && (cachedData === undefined || script.cachedDataRejected === true)) {
    process.once('exit', () => writeCache(cache, script));
  }
  const module = { exports: {} };
  script.runInThisContext()(module.exports, require, module, file, path.dirname(file));
}

function cacheFile(hash: string, env: NodeJS.ProcessEnv): string | undefined {
  if (env['NODE_DISABLE_COMPILE_CACHE']) return undefined;
  // What only says who it is leaves most of the program uncompiled.
  if (process.argv.slice(2).some((one) => one === '--version' || one === '-V' || one === '--help' || one === '-h')) {
    return undefined;
  }
  const home = env['HOME'] ?? env['USERPROFILE'];
  const root =
    env['XDG_CACHE_HOME'] ?? env['LOCALAPPDATA'] ?? (home === undefined ? undefined : path.join(home, '.cache'));
  // A relative folder would fill the user's repository.
  if (root === undefined || !path.isAbsolute(root)) return undefined;
  return path.join(root, 'rolloutlint', `${hash}-${process.version}-${process.arch}.bin`);
}

const TRAILER = 8;

/** Half of a file (a full disk, a crash) would crash the engine, which trusts what it is given: its length stands at its end. */
function readCache(file: string): Buffer | undefined {
  try {
    const data = readFileSync(file);
    const size = data.length - TRAILER;
    if (size <= 0 || Number(data.readBigUInt64LE(size)) !== size || !isOwn(file)) return undefined;
    return data.subarray(0, size);
  } catch {
    return undefined;
  }
}

/** Code that somebody else could have put there is not run. */
function isOwn(file: string): boolean {
  const { uid, mode } = statSync(file);
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
}

function writeCache(file: string, script: vm.Script): void {
  try {
    const data = script.createCachedData();
    const trailer = Buffer.alloc(TRAILER);
    trailer.writeBigUInt64LE(BigInt(data.length));
    // Not `recursive`, which never returns where a folder refuses to hold folders (/proc).
    const folder = path.dirname(file);
    for (const one of [path.dirname(folder), folder]) {
      if (!existsSync(one)) mkdirSync(one, { mode: 0o700 });
    }
    const part = `${file}.${process.pid}`;
    writeFileSync(part, Buffer.concat([data, trailer]), { mode: 0o600 });
    renameSync(part, file);
  } catch {
    // A home that cannot be written to: every run compiles.
  }
}
