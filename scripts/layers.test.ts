// Proof that the layer lint fails on what it forbids, says where, and leaves the rest alone.
import { describe, expect, test } from 'vitest';
import { checkFile } from './layers/rules.ts';
import { scan } from './layers/scan.ts';

const header = '// A file of the test.\n';
const rulesOf = (file: string, body: string) => checkFile(file, header + body).map(({ rule }) => rule);

describe('what a file imports', () => {
  test('static, re-exported, dynamic, required and type imports are seen with their line', () => {
    const source = [
      "import a, { b } from './a.ts';",
      "import type { T } from './t.ts';",
      "export * from './c.ts';",
      "export type { U } from './u.ts';",
      "import './side.css';",
      "const d = await import('./d.ts');",
      "const e = require('./e.cjs');",
      'const f = await import(`./f.ts`);',
      "import {\n  long,\n} from './long.ts';",
    ].join('\n');
    expect(
      scan(source).imports.map(({ specifier, line, typeOnly, dynamic }) => [specifier, line, typeOnly, dynamic]),
    ).toEqual([
      ['./a.ts', 1, false, false],
      ['./t.ts', 2, true, false],
      ['./c.ts', 3, false, false],
      ['./u.ts', 4, true, false],
      ['./side.css', 5, false, false],
      ['./d.ts', 6, false, true],
      ['./e.cjs', 7, false, true],
      ['./f.ts', 8, false, true],
      ['./long.ts', 11, false, false],
    ]);
  });

  test('comments, texts, templates, regular expressions and JSX text are no imports', () => {
    const source = [
      "// import x from './x.ts'",
      "/* import y from './y.ts' */",
      `const text = "import z from './z.ts'";`,
      "const template = `import('./w.ts') ${`nested ${'}'} import './v.ts'`} `;",
      "const quote = /['\"`]/; const after = 'from';",
      "const jsx = <p>it's one</p>;",
      "import real from './real.ts';",
    ].join('\n');
    expect(scan(source).imports.map(({ specifier }) => specifier)).toEqual(['./real.ts']);
  });

  test('code keeps its lines', () => {
    const source = "const a = `x\n${Date.now()}\n`;\n// Date.now()\nconst b = 'Date.now()';";
    expect(
      scan(source)
        .code.split('\n')
        .map((line) => line.includes('Date.now')),
    ).toEqual([false, true, false, false, false]);
  });
});

describe('rooms', () => {
  const forbidden: [file: string, code: string][] = [
    ['core/lab/flags.ts', "import { x } from '../../server/db/schema.ts';"],
    ['core/lab/flags.ts', "import type { X } from '../../main/host/api.ts';"],
    ['core/lab/flags.ts', "import { readFileSync } from 'node:fs';"],
    ['core/lab/flags.ts', "import { readFileSync } from 'fs';"],
    ['core/lab/flags.ts', "import dayjs from 'dayjs';"],
    ['device-drivers/driver.ts', "import { x } from '../server/app.ts';"],
    ['device-drivers/codecs/astm/link.ts', "import { Socket } from 'node:net';"],
    ['server/app.ts', "import { x } from '../device-drivers/driver.ts';"],
    ['server/app.ts', "import { x } from '../main/host/api.ts';"],
    ['server/areas/lab/store.ts', "import { x } from '../patient/store.ts';"],
    ['server/web/app.ts', "import { x } from '../areas/lab/store.ts';"],
    ['renderer/shell/frame.tsx', "import { x } from '../../workstations/lab-bench/station.ts';"],
    ['renderer/shell/frame.tsx', "import { x } from '../../workstations/index.ts';"],
    ['renderer/shell/frame.tsx', "import { x } from '../../main/host/api.ts';"],
    ['renderer/shell/frame.tsx', "import { join } from 'node:path';"],
    ['main/host/engine.ts', "import { x } from '../../server/app.ts';"],
    ['main/host/engine.ts', "import { x } from '../../workstations/index.ts';"],
    ['main/cli/yishu.ts', "import { x } from '../../renderer/entry.tsx';"],
    ['main/cli/yishu.ts', "import { x } from '../../server/areas/lab/store.ts';"],
    ['workstations/lab-bench/ui/grid.tsx', "import { x } from '../../pharmacy/ui/list.tsx';"],
    ['workstations/lab-bench/ui/grid.tsx', "import { x } from '../host/queue.ts';"],
    ['workstations/lab-bench/ui/grid.tsx', "const x = await import('../../../server/app.ts');"],
    ['workstations/lab-bench/host/queue.ts', "import { x } from '../../../main/host/cache/db.ts';"],
    ['workstations/lab-bench/host/queue.ts', "import { x } from '../../radiology/host/queue.ts';"],
    ['core/lab/flags.ts', "import { x } from '../../../elsewhere/x.ts';"],
  ];
  test.each(forbidden)('%s may not say %s', (file, code) => {
    const violations = checkFile(file, header + code);
    expect(violations).toHaveLength(1);
    expect(violations[0]).toMatchObject({ file, line: 2 });
    expect(violations[0]?.remedy).not.toBe('');
  });

  const allowed: [file: string, code: string][] = [
    ['core/lab/flags.ts', "import { z } from 'zod';\nimport { x } from '../kernel/errors.ts';"],
    [
      'device-drivers/drivers/sysmex-xn550/driver.ts',
      "import type { D } from '../../driver.ts';\nimport iconv from 'iconv-lite';",
    ],
    ['device-drivers/transports/tcp.ts', "import net from 'node:net';"],
    ['server/areas/lab/routes.ts', "import { x } from './store.ts';\nimport { p } from '../patient/module.ts';"],
    ['server/db/schema.ts', "import type { T } from '../areas/lab/tables.ts';"],
    ['renderer/entry.tsx', "import { stations } from '../workstations/index.ui.ts';"],
    ['main/host/stations.ts', "import { stations } from '../../workstations/index.host.ts';"],
    ['main/cli/server.ts', "import { x } from '../../server/app.ts';\nimport { y } from '../host/host.ts';"],
    [
      'workstations/lab-bench/ui/grid.tsx',
      "import { x } from './row.tsx';\nimport { y } from '../../../renderer/parts/table.tsx';",
    ],
    [
      'workstations/lab-bench/host/queue.ts',
      "import type { H } from '../../../main/host/api.ts';\nimport { x } from './y.ts';",
    ],
    ['workstations/index.ui.ts', "import { ui } from './lab-bench/ui/index.tsx';"],
    ['core/lab/flags.test.ts', "import fc from 'fast-check';\nimport { readFileSync } from 'node:fs';"],
    ['test/e2e/login.e2e.test.ts', "import { x } from '../../server/areas/lab/store.ts';"],
  ];
  test.each(allowed)('%s may say %s', (file, code) => expect(rulesOf(file, code)).toEqual([]));
});

describe('packages that belong to certain rooms', () => {
  test.each([
    ['main/node/open-station.ts', "import { app } from 'electron';"],
    ['renderer/shell/frame.tsx', "import { ipcRenderer } from 'electron/renderer';"],
    ['main/host/inbox.ts', "const D = await import('better-sqlite3-multiple-ciphers');"],
    ['server/app.ts', "import type { SerialPort } from 'serialport';"],
    ['main/host/view.ts', "import { useState } from 'react';"],
    ['main/cli/audit.ts', "import pg from 'pg';"],
  ])('%s may not say %s', (file, code) => expect(rulesOf(file, code)).toHaveLength(1));

  test('native modules are loaded lazily', () => {
    const file = 'device-drivers/transports/serial-port.ts';
    expect(rulesOf(file, "import { SerialPort } from 'serialport';")).toEqual([
      'the native module serialport is loaded lazily',
    ]);
    expect(rulesOf(file, "import type { SerialPort } from 'serialport';")).toEqual([]);
    expect(rulesOf(file, "const { SerialPort } = await import('serialport');")).toEqual([]);
  });

  test('electron at home and in tests', () => {
    expect(rulesOf('main/electron/windows.ts', "import { BrowserWindow } from 'electron';")).toEqual([]);
    expect(rulesOf('main/electron/windows.test.ts', "import { BrowserWindow } from 'electron';")).toEqual([]);
  });
});

describe('purity', () => {
  test.each([
    'const t = Date.now();',
    'const t = new Date();',
    'const r = Math.random();',
    'setTimeout(f, 10);',
    'const id = crypto.randomUUID();',
    'const home = process.env.HOME;',
    "await fetch('x');",
  ])('core and codecs may not say %s', (code) => {
    expect(rulesOf('core/lab/flags.ts', code)).toHaveLength(1);
    expect(rulesOf('device-drivers/codecs/mllp/session.ts', code)).toHaveLength(1);
    expect(rulesOf('server/app.ts', code)).toEqual([]);
  });

  test('a clock that was passed in is fine, and so are texts and comments', () => {
    const code =
      "const t = clock.now(); const d = new Date(t); // Date.now()\nconst s = 'Math.random()'; timers.setTimeout(f, 1);";
    expect(rulesOf('core/lab/flags.ts', code)).toEqual([]);
  });
});

describe('shape', () => {
  test('the first line says what the file is', () => {
    expect(checkFile('core/a.ts', 'export const a = 1;\n')).toMatchObject([
      { line: 1, rule: 'the first line is a comment' },
    ]);
    expect(checkFile('bin/yishu.mjs', '#!/usr/bin/env node\n// The command.\n')).toEqual([]);
    expect(checkFile('renderer/design/base.css', '/* Colours. */\n')).toEqual([]);
  });

  test('601 lines are one too many', () => {
    expect(checkFile('core/a.ts', header + 'export {};\n'.repeat(599))).toEqual([]);
    expect(rulesOf('core/a.ts', 'export {};\n'.repeat(600))).toEqual([
      'a file has at most 600 lines, this one has 601',
    ]);
  });
});
