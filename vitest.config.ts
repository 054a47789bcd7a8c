// The three test projects: unit beside its source, integration against real PostgreSQL, end to end in Chromium.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const unit = ['core', 'device-drivers', 'server', 'main', 'renderer', 'workstations', 'scripts', 'test/faults'].map(
  (room) => `${room}/**/*.test.{ts,tsx}`,
);

/** What is waited for comes at once on an idle machine; a busy one is no failure. */
const patience = { poll: { timeout: 15_000 } };

export default defineConfig({
  plugins: [react()],
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: unit,
          exclude: ['**/*.integration.test.ts'],
          testTimeout: 20_000,
          expect: patience,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          globalSetup: 'test/support/database-template.ts',
          include: ['{server,main,test}/**/*.integration.test.ts'],
          testTimeout: 60_000,
          expect: patience,
          hookTimeout: 120_000,
          // Each has its own database, folders and ports; much of the time is waiting for disks and processes.
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          globalSetup: 'test/support/database-template.ts',
          include: ['test/e2e/**/*.e2e.test.ts'],
          testTimeout: 120_000,
          expect: patience,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
