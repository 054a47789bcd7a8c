// Which instrument spoke: the one that the connection names, or, at a door for any, the one whose driver read the content.
import { expect, test } from 'vitest';
import { testDictionaries } from '../../test/support/lab-fixtures.ts';
import type { StoredMessage } from './cache/custody-types.ts';
import type { HostEnvironment } from './environment.ts';
import { createInstrumentDesk } from './instrument-desk.ts';
import type { ServerClient } from './link/server-client.ts';
import type { ServerLink } from './link/server-link.ts';
import type { Picture } from './picture/picture.ts';

const dictionaries = testDictionaries();
const [first] = Object.values(dictionaries.instrument);
dictionaries.instrument.fake = { ...first!, id: 'fake' };

// Only these parts are asked for an instrument.
const desk = createInstrumentDesk({} as HostEnvironment, {
  picture: { dictionaries: async () => dictionaries } as Picture,
  client: {} as ServerClient,
  link: {} as ServerLink,
  lineOf: () => null,
});
const of = (instrumentId: string, driverId: string, read?: string) =>
  desk.instrumentIdOf({ instrumentId, driverId } as StoredMessage, read);

test.each([
  ['named by the connection', 'analyzer-7', 'fake', undefined, 'analyzer-7'],
  ['named like its driver, among two of a kind', 'fake', 'fake', undefined, 'fake'],
  ['recognised at a door for any', 'auto', 'auto-lis02', 'fake', 'fake1'],
  ['recognised, not in the dictionary', 'auto', 'auto-lis02', 'other', 'other'],
  ['read again after the dictionary learnt of it', 'other', 'auto-lis02', 'other', 'other'],
])('%s', async (_case, instrumentId, driverId, read, expected) => {
  expect(await of(instrumentId, driverId, read)).toBe(expected);
});
