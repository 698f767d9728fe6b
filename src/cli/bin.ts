import { createRequire } from 'node:module';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { loadProgram } from './code-cache.ts';

declare const PROGRAM_HASH: string;

const require = createRequire(import.meta.url);
const file = path.join(path.dirname(fileURLToPath(import.meta.url)), 'program.cjs');
loadProgram(file, PROGRAM_HASH, require, process.env);
