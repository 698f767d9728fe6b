// Writes the recordings in fixtures/gates/recordings: what Prometheus would have scraped of the services in the tests
// there. Chance is seeded, so the same samples come out each time.
// Usage: node tools/run.mjs tools/recordings.ts [--check]
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Chance } from './recordings/chance.ts';
import { recordings } from './recordings/scenarios.ts';

const FOLDER = 'fixtures/gates/recordings';
const isCheck = process.argv.includes('--check');

if (!isCheck) mkdirSync(FOLDER, { recursive: true });
for (const [name, scrape] of Object.entries(recordings)) {
  const file = path.join(FOLDER, `${name}.om.gz`);
  const text = scrape(new Chance(name));
  // Versions of zlib pack differently; what counts is what is inside.
  const isSame = existsSync(file) && gunzipSync(readFileSync(file)).toString('utf8') === text;
  if (isSame) continue;
  if (isCheck) {
    console.error(`${file} is out of date`);
    console.error('npm run generate');
    process.exitCode = 1;
  } else writeFileSync(file, packed(text));
}

/** With the byte that names the system set to "unknown". */
function packed(text: string): Buffer {
  const bytes = gzipSync(text, { level: 9 });
  bytes[9] = 255;
  return bytes;
}
