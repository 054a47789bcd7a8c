// Skeleton of a driver: an LIS02-A2 analyzer that reports, read by the standard's own places, with a simulation and a test.
import { addImport, addToList, camel, words } from './text.mjs';

export const idPattern = /^[a-z][a-z0-9]*(-[a-z0-9]+)+$/;
export const idHint = '<maker>-<model>, e.g. sysmex-xn-550';

export function skeleton(id) {
  const [maker = id, ...model] = id.split('-');
  const makerName = words(maker);
  const modelName = words(model.join('-')).toUpperCase();
  const folder = `device-drivers/drivers/${id}`;
  return {
    files: {
      [`${folder}/index.ts`]: `// ${makerName} ${modelName}: LIS02-A2 by the standard's own places; what is special about it is said here.
import { lis02Time } from '../../codecs/lis02/time.ts';
import { usualTestIds } from '../shared/lis02-common.ts';
import { defineLis02Driver } from '../shared/lis02-driver.ts';
import { channels } from './channels.ts';

export const driver = defineLis02Driver({
  id: '${id}',
  maker: '${makerName}',
  model: '${modelName}',
  title: { zh: '${makerName} ${modelName} 分析仪', en: '${makerName} ${modelName} analyzer' },
  serial: { baudRate: 9600, dataBits: 8, stopBits: 1, parity: 'none' },
  abilities: { query: false, orders: false },
  recognise: (message) => ((message.header?.fields[4] ?? '').startsWith('${modelName}^') ? 0.9 : 0),
  simulation: {
    header: (now) => ({ 5: ['${modelName}', '1.0'], 12: 'P', 13: 'LIS2-A2', 14: lis02Time(now) }),
    order: ({ specimenId, results, control }) => [
      ['P', { 2: '1' }],
      ['O', { 2: '1', 3: specimenId, 5: usualTestIds(results.map(({ code }) => code)), 6: 'R', 12: control ? 'Q' : 'N', 26: 'F' }],
    ],
    result: ({ code, value, unit, flag }, number, { instrumentTime }) => [
      ['R', { 2: String(number), 3: ['', '', '', code], 4: value, 5: unit ?? '', 7: flag ?? 'N', 9: 'F', 13: lis02Time(instrumentTime) }],
    ],
  },
  channels,
});
`,
      [`${folder}/channels.ts`]: `// What the ${makerName} ${modelName} reports, as its messages name it.
import type { Driver } from '../../driver.ts';

export const channels: Driver['channels'] = [{ code: 'GLU', name: 'Glucose', unit: 'mmol/L' }];
`,
      [`${folder}/index.test.ts`]: `// The ${makerName} ${modelName} as recorded: values exactly as sent. Put a recorded session under test/corpora/lab/${id} and read it here.
import { expect, test } from 'vitest';
import { driver } from './index.ts';

test('a message of its own is recognised and read', () => {
  const content = driver.simulate({
    specimenId: '0001',
    instrumentTime: new Date(2026, 0, 1, 8, 30),
    results: [{ code: 'GLU', value: '5.10', unit: 'mmol/L' }],
  });
  expect(driver.recognise(content)).toBe(0.9);
  const { messages, problems } = driver.interpret(content);
  expect(problems).toEqual([]);
  expect(messages).toMatchObject([{ kind: 'results', specimenId: '0001', results: [{ code: 'GLU', value: '5.10', unit: 'mmol/L' }] }]);
});
`,
    },
    edits: {
      'device-drivers/drivers/index.ts': (text) =>
        addToList(
          addImport(text, `import { driver as ${camel(id)} } from './${id}/index.ts';`),
          'export const drivers: readonly Driver[] = [',
          camel(id),
          /\n\s*generic/,
        ),
    },
    next: `Read docs/drivers, then ${folder}/index.ts.`,
  };
}
