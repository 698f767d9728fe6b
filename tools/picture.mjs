#!/usr/bin/env node
// Draws what the demo prints on a terminal, for the README: docs/demo.svg and docs/replay.svg. Real output, never typed by
// hand. Usage: node tools/picture.mjs [CLI]
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const cli = path.resolve(process.argv[2] ?? path.join(root, 'dist', 'cli.mjs'));

const PICTURES = {
  'demo.svg': {
    label: 'What rolloutlint prints',
    shown: 'k8s/checkout/',
    args: ['fixtures/demo/checkout/success-rate.yaml', 'fixtures/demo/checkout/rollout.yaml'],
    folder: 'fixtures/demo/',
  },
  'replay.svg': {
    label: 'What rolloutlint replay prints',
    shown: 'replay k8s/checkout/ --recording tuesday.om.gz --at 2026-03-01T10:05:00Z',
    args: [
      'replay',
      'fixtures/gates/checkout',
      '--recording',
      'fixtures/gates/recordings/four-percent.om.gz',
      '--at',
      '2026-03-01T10:05:00Z',
    ],
    folder: 'fixtures/gates/',
  },
};

const COLOURS = {
  31: '#ff7b72',
  32: '#7ee787',
  33: '#e3b341',
  34: '#79c0ff',
  35: '#d2a8ff',
  36: '#76e3ea',
  90: '#8b949e',
};
const CHAR = 8.4;
const LINE = 19;
const PAD = 20;

const escapeXml = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** One line of the terminal as spans of text with one style each. */
function spansOf(line, style) {
  const spans = [];
  let column = 0;
  for (const part of line.split(/(\u001b\[[\d;]*m|\u001b\]8;;[^\u0007\u001b]*(?:\u0007|\u001b\\))/)) {
    if (part.startsWith('\u001b]')) continue;
    if (part.startsWith('\u001b[')) {
      for (const code of part.slice(2, -1).split(';').map(Number)) {
        if (code === 0) Object.assign(style, { colour: undefined, bold: false, dim: false, underline: false });
        else if (code === 1) style.bold = true;
        else if (code === 2) style.dim = true;
        else if (code === 4) style.underline = true;
        else if (code === 22) Object.assign(style, { bold: false, dim: false });
        else if (code === 24) style.underline = false;
        else if (code === 39) style.colour = undefined;
        else if (COLOURS[code] !== undefined) style.colour = COLOURS[code];
      }
      continue;
    }
    if (part !== '') spans.push({ text: part, column, ...style });
    column += [...part].length;
  }
  return { spans, length: column };
}

function draw({ label, shown, args, folder }) {
  const { stdout } = spawnSync(process.execPath, [cli, ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, FORCE_COLOR: '1', COLUMNS: '100' },
  });
  const lines = `$ rolloutlint ${shown}\n${stdout.replaceAll(folder, 'k8s/').trimEnd()}`.split('\n');
  const style = { colour: undefined, bold: false, dim: false, underline: false };
  const drawn = lines.map((line) => spansOf(line, style));
  const width = Math.ceil(Math.max(...drawn.map(({ length }) => length)) * CHAR + 2 * PAD);
  const height = lines.length * LINE + 2 * PAD;

  const text = drawn.flatMap(({ spans }, index) =>
    spans.map(({ text: content, column, colour, bold, dim, underline }) => {
      const attributes = [
        `x="${(PAD + column * CHAR).toFixed(1)}"`,
        `y="${PAD + (index + 0.75) * LINE}"`,
        `textLength="${([...content].length * CHAR).toFixed(1)}"`,
        `fill="${colour ?? '#e6edf3'}"`,
        ...(bold ? ['font-weight="bold"'] : []),
        ...(dim ? ['opacity="0.65"'] : []),
        ...(underline ? ['text-decoration="underline"'] : []),
      ];
      return `<text ${attributes.join(' ')}>${escapeXml(content)}</text>`;
    }),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}">`,
    `<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>`,
    '<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14" xml:space="preserve">',
    ...text,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

for (const [file, picture] of Object.entries(PICTURES)) writeFileSync(path.join(root, 'docs', file), draw(picture));
