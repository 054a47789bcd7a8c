// Doctors as registered (RAD-76, ECG-31, ECG-54): a number of one's own, profile, and what is personal in it kept where it belongs.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '../../../core/identity/contract.ts';
import type { Right } from '../../../core/identity/rights.ts';
import { exif, frame, goodPhoto, photoUrl, scan } from '../../../test/support/photo-file.ts';
import {
  addPeople,
  type Browser,
  codeOf,
  command,
  loggedIn,
  startTestServer,
  station,
  type TestServer,
  testPassword,
} from '../../../test/support/server.ts';
import { createPerson } from './module.ts';

let running: TestServer;
let admin: Browser;

beforeAll(async () => {
  running = await startTestServer();
  await addPeople(running.server, ['system-admin']);
  admin = await loggedIn(running.server, 'system-admin');
});
afterAll(() => running.close());

describe('doctors', () => {
  const profile = {
    ...{ number: 'YS1023', licence: '110110000001234', qualification: '200011110110101', specialty: '心电诊断' },
    ...{ phone: '13800001234', departmentIds: [] },
  };
  const doctor = (user: string, number: string): Entered => ({
    ...{ id: randomUUID(), user, name: `医生${user}`, title: '主治医师', departmentId: '', roles: ['ecg-doctor'] },
    ...{ extraRights: [], labGroups: [], enabled: true, profile: { ...profile, number } },
  });
  type Entered = Omit<Person, 'version' | 'lockedUntil' | 'passwordChangedAt' | 'mustChangePassword'>;
  const save = (person: Entered, expectedVersion: number | null) =>
    admin.api.identity.savePerson({ command: command(running.clock), person, expectedVersion });

  test('registered, found again, changed; a number is one doctor’s alone, in any case', async () => {
    const first = doctor('doctor-a', 'YS1023');
    const { person } = await save(first, null);
    expect(person.profile).toEqual(profile);
    expect(await codeOf(save(doctor('doctor-b', 'ys1023'), null))).toBe('DUPLICATE');
    expect(await codeOf(save(doctor('doctor-b', '工号'), null))).toBe('INPUT_INVALID');
    const other = { ...doctor('doctor-b', ''), profile: { ...profile, number: '', departmentIds: ['NOWHERE'] } };
    expect(await codeOf(save(other, null))).toBe('INPUT_INVALID');
    // Nobody has a number: that is no clash.
    await save(doctor('doctor-c', ''), null);
    await save(doctor('doctor-d', ''), null);
    const changed = await save(
      { ...first, enabled: false, profile: { ...profile, phone: '13900005678' } },
      person.version,
    );
    expect(changed.person).toMatchObject({ enabled: false, profile: { phone: '13900005678' } });
    // An older screen that knows no profile leaves it.
    const { profile: _none, ...old } = first;
    const kept = await admin.api.identity.savePerson({
      command: command(running.clock),
      person: old,
      expectedVersion: changed.person.version,
    });
    expect(kept.person.profile?.phone).toBe('13900005678');
  });

  test('a photo is kept with the person: encrypted, without metadata, shown to colleagues alone, on record', async () => {
    const { db } = running.server.kernel;
    const entered = doctor('doctor-photo', 'YS2001');
    const put = (photo: string | null | undefined, expectedVersion: number | null, at = admin) =>
      at.api.identity.savePerson({ command: command(running.clock), person: entered, expectedVersion, photo });
    expect(await codeOf(put(photoUrl(exif, frame(240, 320), scan), null))).toBe('INPUT_INVALID');
    const { person } = await put(goodPhoto(), null);
    expect(person.photoVersion).toBe(1);
    const row = await db.selectFrom('person_photo').selectAll().where('person_id', '=', person.id).executeTakeFirst();
    expect(row?.photo).not.toContain('image/jpeg');
    const holder = async (user: string, rights: Right[]) => {
      await createPerson(running.server.kernel, {
        ...{ user, name: user, departmentId: '', roles: [], extraRights: rights, labGroups: [], enabled: true },
        password: testPassword,
      });
      return loggedIn(running.server, user);
    };
    const look = (at: Browser) => at.api.identity.photo({ personId: person.id });
    expect(await look(await holder('photo-colleague', ['radiology.view']))).toEqual({ photo: goodPhoto() });
    expect(await codeOf(look(await holder('photo-stranger', ['dictionary.edit'])))).toBe('RIGHT_MISSING');
    // Who keeps accounts alone registers no doctors.
    const accounts = await holder('photo-accounts', ['user.edit']);
    expect(await codeOf(put(goodPhoto(1), person.version, accounts))).toBe('RIGHT_MISSING');
    const changed = await put(goodPhoto(1), person.version);
    expect(changed.person.photoVersion).toBe(2);
    const same = await put(undefined, changed.person.version);
    expect(same.person.photoVersion).toBe(2);
    const gone = await put(null, same.person.version);
    expect(gone.person.photoVersion).toBeUndefined();
    expect(await look(admin)).toEqual({ photo: null });
    const trail = await db
      .selectFrom('audit')
      .select(['act', 'detail'])
      .where((at) => at.or([at('subject', '=', 'doctor-photo'), at('subject', '=', person.id)]))
      .where('outcome', '=', 'done')
      .orderBy('id')
      .execute();
    const said = trail.flatMap(({ detail }) => /photo (added|changed|removed)/.exec(detail)?.[0] ?? []);
    expect(said).toEqual(['photo added', 'photo changed', 'photo removed']);
    expect(trail.filter(({ act }) => act === 'identity.photo')).toHaveLength(2);
    expect(JSON.stringify(trail)).not.toContain('base64');
  });

  test('the telephone is encrypted where it lies, named in no audit row, and no station gets the profile', async () => {
    const { db } = running.server.kernel;
    const row = await db.selectFrom('person').selectAll().where('user_name', '=', 'doctor-a').executeTakeFirstOrThrow();
    expect(row.phone).not.toContain('13900005678');
    const trail = await db.selectFrom('audit').select('detail').where('subject', '=', 'doctor-a').execute();
    expect(trail.some(({ detail }) => detail.includes('phone changed'))).toBe(true);
    expect(trail.some(({ detail }) => detail.includes('13900005678'))).toBe(false);
    const { workstation, enrolmentCode } = await admin.api.identity.createWorkstation({
      command: command(running.clock),
      ...{ name: '心电 1', departmentId: '', labGroups: [] },
    });
    const { secret } = await admin.api.identity.enrol({ code: enrolmentCode });
    const bench = station(running.server.url, workstation.id, secret, running.clock.now);
    const { changes } = await bench.api.sync.since({ cursor: 0, limit: 2000 });
    const sent = changes.filter(({ entityId }) => entityId === row.id);
    expect(JSON.stringify(sent)).toContain('医生doctor-a');
    expect(JSON.stringify(sent)).not.toContain('YS1023');
  });

  test('a keeper of roles alone sees people without what is personal of them; a keeper of accounts sees it', async () => {
    const seenBy = async (right: Right) => {
      const person = { user: right, name: right, departmentId: '', roles: [], extraRights: [right], labGroups: [] };
      await createPerson(running.server.kernel, { ...person, enabled: true, password: testPassword });
      const people = await (await loggedIn(running.server, right)).api.identity.people();
      return people.find(({ user }) => user === 'doctor-a');
    };
    const { db, fields } = running.server.kernel;
    const signature = fields.encrypt('data:image/png;base64,AAAA');
    await db.updateTable('person').set({ signature }).where('user_name', '=', 'doctor-a').execute();
    const forRoles = await seenBy('role.edit');
    expect(forRoles).toMatchObject({ name: '医生doctor-a', roles: ['ecg-doctor'] });
    expect([forRoles?.profile, forRoles?.signature]).toEqual([undefined, undefined]);
    for (const right of ['user.edit', 'doctor.edit'] as const)
      expect(await seenBy(right)).toMatchObject({ profile: { phone: '13900005678' }, signature: expect.any(String) });
  });
});
