import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'rules/**/*.test.ts'],
    // Nothing may depend on the zone or the language of the machine.
    env: { TZ: 'Pacific/Chatham', LC_ALL: 'C' },
    testTimeout: 30_000,
  },
});
