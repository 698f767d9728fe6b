import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CONFIG_NAMES } from '../lint/config/load.node.ts';
import { UsageError } from '../lint/usage-error.ts';
import { readArguments } from './flags.ts';
import { EXIT, type Io } from './io.ts';

const TEMPLATE = `# yaml-language-server: $schema=https://unpkg.com/rolloutlint/schemas/config.json
# Configuration of rolloutlint. All of it is optional: delete what you do not need.

# The releases that the manifests are for; default: the newest known.
# target:
#   argo-rollouts: "1.8"
#   prometheus: "3.5"

# How often Prometheus scrapes the workloads: ranges shorter than that see nothing.
# scrapeInterval: 30s

# Analysis templates that are installed by other means.
# externalTemplates:
#   - platform-*

# Files to leave out, besides those in .gitignore.
# exclude:
#   - vendor/

# Where names of metrics, labels and values are known from, besides recording rules.
# names:
#   expositions:
#     - path: metrics/checkout.txt
#       labels: {job: checkout}
#   catalogue: metrics.yaml

# Levels: off, info, warning, error. \`rolloutlint explain\` lists the rules.
# rules:
#   args/unused: off

# overrides:
#   - files: [demo/**]
#     rules:
#       args/unused: off
`;

/** `rolloutlint init`: writes a configuration file that says what can be configured. */
export async function init(args: readonly string[], io: Io): Promise<number> {
  const { operands } = readArguments(args, {});
  if (operands.length > 0)
    throw new UsageError('init takes no arguments; it writes .rolloutlint.yaml into the current folder');
  const present = CONFIG_NAMES.find((name) => existsSync(path.join(io.cwd, name)));
  if (present !== undefined) throw new UsageError(`${present} is here already`);
  writeFileSync(path.join(io.cwd, CONFIG_NAMES[0]), TEMPLATE);
  io.stderr.write(`wrote ${CONFIG_NAMES[0]}\n`);
  return EXIT.clean;
}
