// The small pure parts of the kernel: ids, canonical JSON, hashes, access.
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { maySeeGroup, requireAccess, systemCaller } from './access.ts';
import { makeAuditRow } from './audit-row.ts';
import { canonicalJson } from './canonical-json.ts';
import { chainAlgorithm, hashHex } from './hash.ts';
import { makeNewId } from './ids.ts';
import type { Caller } from './types.ts';

test('ids are UUIDs of version 7 that sort by time', () => {
  let now = 1_795_000_000_000;
  const newId = makeNewId(() => now++, randomBytes);
  const ids = Array.from({ length: 200 }, newId);
  expect(new Set(ids).size).toBe(200);
  expect([...ids].sort()).toEqual(ids);
  for (const id of ids) expect(z.uuid({ version: 'v7' }).safeParse(id).success).toBe(true);
});

describe('canonical JSON', () => {
  test('does not depend on the order of the keys', () => {
    const at = new Date('2026-01-02T03:04:05.678Z');
    expect(canonicalJson({ b: 1, a: [true, null, { d: at, c: '张' }], x: undefined })).toBe(
      '{"a":[true,null,{"c":"张","d":"2026-01-02T03:04:05.678Z"}],"b":1}',
    );
  });

  test('says the same as JSON for what JSON can say', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 50 },
    );
  });

  test('leaves out what is named', () => {
    expect(canonicalJson({ witness: { user: 'a', password: 'b' } }, (key) => key === 'password')).toBe(
      '{"witness":{"user":"a"}}',
    );
  });
});

test('SM3 is taken where there is one (GB/T 32905 example 1), SHA-256 else', () => {
  expect(chainAlgorithm(['sha256', 'sm3'])).toBe('sm3');
  expect(chainAlgorithm(['sha256'])).toBe('sha256');
  expect(hashHex('sm3', 'abc')).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0');
});

describe('access', () => {
  const person = { id: 'p', user: 'u', name: '某', departmentId: '' };
  const station = { id: 's', name: '台', labGroups: ['clinical'] };
  const nobody: Caller = { ...systemCaller('x'), mode: 'live' };
  const code = (caller: Caller, right: 'lab.view' | null) => {
    try {
      requireAccess(caller, right);
      return 'done';
    } catch (error) {
      return error instanceof Error && 'code' in error ? error.code : error;
    }
  };

  test.each([
    ['nobody', nobody, null, 'LOGIN_REQUIRED'],
    ['nobody', nobody, 'lab.view', 'LOGIN_REQUIRED'],
    ['a station alone', { ...nobody, station }, null, 'done'],
    ['a station alone', { ...nobody, station }, 'lab.view', 'LOGIN_REQUIRED'],
    ['a person', { ...nobody, person }, null, 'done'],
    ['a person without the right', { ...nobody, person }, 'lab.view', 'RIGHT_MISSING'],
    ['a person with it', { ...nobody, person, rights: ['lab.view'] }, 'lab.view', 'done'],
    ['the server itself', systemCaller('x'), 'lab.view', 'done'],
  ] as const)('%s', (_who, caller, right, expected) => expect(code(caller, right)).toBe(expected));

  test('groups', () => {
    expect(maySeeGroup(nobody, null)).toBe(true);
    expect(maySeeGroup({ ...nobody, person, labGroups: ['micro'] }, 'micro')).toBe(true);
    expect(maySeeGroup({ ...nobody, person, labGroups: ['micro'] }, 'clinical')).toBe(false);
    expect(maySeeGroup({ ...nobody, person, rights: ['lab.allGroups'] }, 'clinical')).toBe(true);
    expect(maySeeGroup({ ...nobody, station, person, labGroups: ['micro'] }, 'micro')).toBe(false);
    expect(maySeeGroup({ ...nobody, station }, 'clinical')).toBe(true);
  });
});

test('an audit row takes any text and its hash covers every field', () => {
  const about = {
    id: '01890000-0000-7000-8000-000000000000',
    at: new Date(0),
    commandId: null,
    algorithm: 'sm3' as const,
  };
  const caller = systemCaller('10.0.0.1');
  const row = makeAuditRow(caller, { act: 'a\0b', subject: '\ud800x', detail: '长'.repeat(5000) }, about);
  expect(row.act).toBe('ab');
  expect(row.subject.isWellFormed()).toBe(true);
  expect(row.detail).toHaveLength(4000);
  const hashes = new Set(
    [{}, { act: 'b' }, { subject: 'b' }, { detail: 'b' }, { patientId: 'p' }, { outcome: 'refused' as const }].map(
      (change) => makeAuditRow(caller, { act: 'a', subject: 'a', ...change }, about).row_hash,
    ),
  );
  expect(hashes.size).toBe(6);
});
