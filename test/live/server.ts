import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A Prometheus of this machine with data of ours. */
export interface LiveServer {
  readonly url: string;
  readonly version: string;
  /** The folder of blocks that the server reads. */
  readonly dataFolder: string;
  /** The text that the blocks were made of. */
  readonly textFile: string;
  stop(): Promise<void>;
}

/** Why there can be no server here; undefined where there can. */
export function missingPrograms(): string | undefined {
  const missing = ['prometheus', 'promtool'].filter((name) => spawnSync(name, ['--version']).status !== 0);
  return missing.length === 0 ? undefined : `there is no ${missing.join(' and no ')} on this machine`;
}

/** Makes blocks of an OpenMetrics text and starts a server over them, on a port of its own. */
export async function startServer(openMetrics: string): Promise<LiveServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rolloutlint-prometheus-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const textFile = path.join(folder, 'data.om');
    const dataFolder = path.join(folder, 'data');
    const config = path.join(folder, 'prometheus.yml');
    writeFileSync(textFile, openMetrics);
    writeFileSync(config, '');
    mkdirSync(dataFolder);
    const made = spawnSync('promtool', ['tsdb', 'create-blocks-from', 'openmetrics', '-q', textFile, dataFolder]);
    if (made.status !== 0) throw new Error(`promtool: ${made.stderr}`);
    const port = await freePort();
    const child = spawn(
      'prometheus',
      [
        `--config.file=${config}`,
        `--storage.tsdb.path=${dataFolder}`,
        '--storage.tsdb.retention.time=100y',
        `--web.listen-address=127.0.0.1:${port}`,
        '--log.level=error',
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    const url = `http://127.0.0.1:${port}`;
    const version = await ready(url, child);
    return {
      url,
      version,
      dataFolder,
      textFile,
      async stop() {
        await ended(child);
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(address)));
    });
  });
}

async function ready(url: string, child: ChildProcess): Promise<string> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (child.exitCode !== null) throw new Error(`prometheus ended with ${child.exitCode}`);
    try {
      if ((await fetch(`${url}/-/ready`)).ok) {
        const { data } = (await (await fetch(`${url}/api/v1/status/buildinfo`)).json()) as {
          data: { version: string };
        };
        return data.version;
      }
    } catch {
      // It does not listen yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await ended(child);
  throw new Error('prometheus is not ready after 30 s');
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const over = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const hard = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await over;
  clearTimeout(hard);
}
