import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { loadProgram } from './code-cache.ts';

/** Of each bundle. */
declare const HASHES: { readonly program: string; readonly player: string };

/** The commands that only the larger bundle has (tools/build.mjs). */
const PLAYING: readonly string[] = ['query', 'record', 'replay', 'test'];

const bundle = PLAYING.includes(process.argv[2] ?? '') ? 'player' : 'program';
const file = path.join(path.dirname(fileURLToPath(import.meta.url)), `${bundle}.cjs`);
loadProgram(file, HASHES[bundle], createRequire(import.meta.url), process.env);
