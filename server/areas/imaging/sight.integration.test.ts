// Images are protected as exams are: people of another institution, and those with the ECG right alone, are refused at every door, and each
// refusal is on record; a reading that was asked for opens them, its withdrawal closes them again (RAD-78, RAD-83).
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DicomJson } from '../../../core/dicom/json.ts';
import { uidFromRandom } from '../../../core/dicom/uids.ts';
import { writePart10 } from '../../../core/dicom/write.ts';
import type { ExamDocument } from '../../../core/orders/exam.ts';
import { sampleHeads } from '../../../test/support/evidence-samples.ts';
import { type ExamWorld, startExamWorld } from '../../../test/support/exam-world.ts';
import { addPeople, type Browser, codeOf, loggedIn, testPassword } from '../../../test/support/server.ts';
import { createPerson } from '../identity/module.ts';
import { issueToken } from './module.ts';

interface Stored {
  study: string;
  series: string;
  sop: string;
}

let world: ExamWorld;
let token: string;
let radiologist: Browser;
let manager: Browser;
let township: Browser;
let townManager: Browser;
let ecgDoctor: Browser;
let townExam: ExamDocument;
const studies: Record<'county' | 'town' | 'unmatched' | 'ecg' | 'waveform', Stored> = {
  county: { study: '', series: '', sop: '' },
  town: { study: '', series: '', sop: '' },
  unmatched: { study: '', series: '', sop: '' },
  ecg: { study: '', series: '', sop: '' },
  waveform: { study: '', series: '', sop: '' },
};
type Which = keyof typeof studies;

let made = 0;
async function store(modality: string, exam: ExamDocument | null): Promise<Stored> {
  made += 1;
  const uid = (part: number) => uidFromRandom(Uint8Array.from({ length: 16 }, (_, at) => at + made * 16 + part));
  const [head] = sampleHeads;
  if (!head) throw new Error('no sample');
  const [study, series, sop] = [uid(1), uid(2), uid(3)];
  const object = head
    .copy()
    .set('StudyInstanceUID', study)
    .set('SeriesInstanceUID', series)
    .set('SOPInstanceUID', sop)
    .set('Modality', modality)
    .set('PatientID', exam?.patient.number ?? 'NOBODY')
    .set('AccessionNumber', exam?.accessionNumber ?? '')
    .set('Rows', 2)
    .set('Columns', 2)
    .set('PixelData', new Uint8Array(8), 'OW');
  const answer = await fetch(`${world.running.server.url}/dicom-web/studies`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/dicom' },
    body: Buffer.from(writePart10(object, { transferSyntax: '1.2.840.10008.1.2.1' })),
  });
  expect(await answer.text()).not.toMatch(/0008119[8A]/);
  return { study, series, sop };
}

beforeAll(async () => {
  world = await startExamWorld();
  const { server } = world.running;
  token = await issueToken(server.kernel, { label: 'test', studyUid: null, createdBy: null, lifeMs: 3_600_000 });
  await addPeople(server, ['radiology-manager'], []);
  await createPerson(server.kernel, {
    ...{
      user: 'town-manager',
      name: '镇管理员',
      departmentId: 'TOWN-A',
      roles: ['radiology-manager'],
      extraRights: [],
    },
    ...{ labGroups: [], enabled: true, password: testPassword },
  });
  radiologist = world.radiologist;
  township = world.township;
  manager = await loggedIn(server, 'radiology-manager');
  townManager = await loggedIn(server, 'town-manager');
  ecgDoctor = await loggedIn(server, 'ecg-doctor');
  const countyExam = await world.registered();
  townExam = await world.registered({}, township);
  const ecgExam = await world.registered({ service: 'ecg', modality: 'ECG' }, ecgDoctor);
  studies.county = await store('CT', countyExam);
  studies.town = await store('CT', townExam);
  studies.unmatched = await store('CT', null);
  studies.ecg = await store('ECG', ecgExam);
  studies.waveform = await store('ECG', null);
});
afterAll(() => world.close());

async function plainCode(answer: Promise<Response>): Promise<string> {
  const response = await answer;
  if (response.ok) {
    await response.arrayBuffer();
    return 'done';
  }
  const { code } = (await response.json()) as { code: string };
  return code;
}

const takeOut = (who: Browser, studyUid: string, sopInstanceUid: string) =>
  who.api.imaging.recordPicture({
    ...{ ...world.meta(), studyUid, sopInstanceUid },
    ...{ frame: 1, way: 'saved' as const, named: false },
  });

/** Every way to a study's data, by the act under which it stands in the trail. */
const doors: readonly [name: string, act: string, open: (who: Browser, at: Stored) => Promise<string>][] = [
  ['manifest', 'imaging.open', (who, { study }) => codeOf(who.api.imaging.manifest({ studyUid: study }))],
  [
    'one frame',
    'imaging.pixels',
    (who, { study, series, sop }) => plainCode(who.fetch(`/imaging/pixels/${study}/${series}/${sop}/1`)),
  ],
  ['stream', 'imaging.pixels', (who, { series }) => plainCode(who.fetch(`/imaging/stream/${series}`))],
  ['object', 'imaging.object', (who, { sop }) => plainCode(who.fetch(`/imaging/objects/${sop}`))],
  ['a picture taken out', 'imaging.recordPicture', (who, { study, sop }) => codeOf(takeOut(who, study, sop))],
  ['annotations', 'imaging.annotations', (who, { study }) => codeOf(who.api.imaging.annotations({ studyUid: study }))],
  [
    'link',
    'imaging.link',
    (who, { study }) => codeOf(who.api.imaging.link({ ...world.meta(), studyUid: study, minutes: 5 })),
  ],
  ...(
    [
      ['retrieve', '', 'imaging.retrieve'],
      ['metadata', '/metadata', 'imaging.metadata'],
      ['rendered', '/rendered', 'imaging.rendered'],
      ['thumbnail', '/thumbnail', 'imaging.thumbnail'],
      ['series of a study', '/series', 'imaging.search'],
      ['instances of a study', '/instances', 'imaging.search'],
    ] as const
  ).map(([name, path, act]): (typeof doors)[number] => [
    name,
    act,
    (who, { study }) => plainCode(who.fetch(`/dicom-web/studies/${study}${path}`)),
  ]),
  [
    'frames',
    'imaging.frames',
    (who, { study, series, sop }) =>
      plainCode(who.fetch(`/dicom-web/studies/${study}/series/${series}/instances/${sop}/frames/1`)),
  ],
  [
    'bulk data',
    'imaging.bulk',
    (who, { study, series, sop }) =>
      plainCode(who.fetch(`/dicom-web/studies/${study}/series/${series}/instances/${sop}/bulk/7FE00010`)),
  ],
];

async function refusals(studyUid: string): Promise<string[]> {
  const rows = await world.running.server.kernel.db
    .selectFrom('audit')
    .select(['act', 'detail'])
    .where('subject', '=', studyUid)
    .where('outcome', '=', 'refused')
    .execute();
  return rows.map(({ act, detail }) => `${act} ${detail}`);
}

async function listed(who: Browser): Promise<Set<string>> {
  const answer = await who.fetch('/dicom-web/studies?limit=100');
  const found = answer.status === 204 ? [] : ((await answer.json()) as DicomJson[]);
  return new Set(found.map((one) => String(one['0020000D']?.Value?.[0])));
}
const names = (uids: ReadonlySet<string>) =>
  (Object.keys(studies) as Which[]).filter((which) => uids.has(studies[which].study));

describe.each(doors)('%s', (_name, act, open) => {
  const cases: [who: string, browser: () => Browser, which: Which, code: string][] = [
    ['the centre', () => radiologist, 'county', 'done'],
    ['the centre, which was not asked', () => radiologist, 'town', 'RIGHT_MISSING'],
    ['the centre, of no exam', () => radiologist, 'unmatched', 'RIGHT_MISSING'],
    ['who keeps the archive, of no exam', () => manager, 'unmatched', 'done'],
    ['who keeps the archive, of a township', () => manager, 'town', 'done'],
    ['the township', () => township, 'town', 'done'],
    ['the township, of the centre', () => township, 'county', 'RIGHT_MISSING'],
    ['the keeper of a township, of no exam', () => townManager, 'unmatched', 'RIGHT_MISSING'],
    ['the ECG doctor, images', () => ecgDoctor, 'county', 'RIGHT_MISSING'],
  ];
  test.each(cases)('%s', async (_who, browser, which, code) => {
    const { study } = studies[which];
    const before = await refusals(study);
    expect(await open(browser(), studies[which])).toBe(code);
    const expected = code === 'done' ? before : [...before, `${act} RIGHT_MISSING`];
    expect((await refusals(study)).toSorted()).toEqual(expected.toSorted());
  });
});

test('the ECG doctor reads electrocardiograms, with and without an exam', async () => {
  for (const which of ['ecg', 'waveform'] as const) {
    const { study, series, sop } = studies[which];
    // The county is in a network: what no exam was found for is the keepers' business.
    const code = which === 'ecg' ? 'done' : 'RIGHT_MISSING';
    expect(await plainCode(ecgDoctor.fetch(`/imaging/pixels/${study}/${series}/${sop}/1`))).toBe(code);
    expect(await plainCode(ecgDoctor.fetch(`/dicom-web/studies/${study}/metadata`))).toBe(code);
  }
});

test('lists hold what may be opened and nothing else', async () => {
  expect(names(await listed(radiologist))).toEqual(['county', 'ecg']);
  expect(names(await listed(manager))).toEqual(['county', 'town', 'unmatched', 'ecg', 'waveform']);
  expect(names(await listed(township))).toEqual(['town']);
  expect(names(await listed(ecgDoctor))).toEqual(['ecg']);
  const vague = await township.fetch('/dicom-web/studies?PatientName=*');
  expect(((await vague.json()) as DicomJson[]).length).toBe(1);
  const byModality = await township.fetch('/dicom-web/studies?ModalitiesInStudy=CT');
  expect(((await byModality.json()) as DicomJson[]).length).toBe(1);
  expect(await (await township.fetch('/dicom-web/series')).json()).toHaveLength(1);
  expect(await (await township.fetch('/dicom-web/instances')).json()).toHaveLength(1);
  const rows = async (who: Browser) => new Set((await who.api.imaging.studies({})).map(({ uid }) => uid));
  expect(names(await rows(township))).toEqual(['town']);
  expect(names(await rows(manager))).toHaveLength(5);
  expect(await codeOf(ecgDoctor.api.imaging.studies({}))).toBe('RIGHT_MISSING');
});

test('what is decided and taken out by a keeper is of the own institution too', async () => {
  const { study } = studies.county;
  const act = { ...world.meta(), studyUid: study, expectedRevision: 1, reason: '误传' };
  expect(await codeOf(townManager.api.imaging.remove(act))).toBe('RIGHT_MISSING');
  const reconciled = { ...world.meta(), studyUid: study, expectedRevision: 1, reason: '误传', examId: townExam.id };
  expect(await codeOf(townManager.api.imaging.reconcile(reconciled))).toBe('RIGHT_MISSING');
  expect(await codeOf(townManager.api.imaging.checkStudy({ ...world.meta(), studyUid: study }))).toBe('RIGHT_MISSING');
  const drawn = { ...world.meta(), studyUid: study, expectedVersion: 0, doc: {} };
  expect(await codeOf(township.api.imaging.saveAnnotations(drawn))).toBe('RIGHT_MISSING');
  const stored = { ...world.meta(), studyUid: studies.town.study, expectedVersion: 0 };
  expect(await codeOf(radiologist.api.imaging.storeEvidence(stored))).toBe('RIGHT_MISSING');
  expect(await codeOf(takeOut(radiologist, study, studies.town.sop))).toBe('NOT_FOUND');
  const leaving = (studyUids: string[]) => ({
    ...{ ...world.meta(), kind: 'media' as const, studyUids, seriesUids: [], reason: '转诊' },
    options: {},
  });
  expect(await codeOf(townManager.api.imaging.startExport(leaving([studies.town.study, study])))).toBe('RIGHT_MISSING');
  expect(await codeOf(townManager.api.imaging.startExport(leaving([studies.town.study])))).toBe('done');
});

test('asked to read, the centre opens the study; the request withdrawn, not any more', async () => {
  const { study, series } = studies.town;
  const opens = async () => [
    await codeOf(radiologist.api.imaging.manifest({ studyUid: study })),
    await plainCode(radiologist.fetch(`/imaging/stream/${series}`)),
    names(await listed(radiologist)).includes('town'),
  ];
  const now = await township.api.orders.exam({ examId: townExam.id });
  const ask = { toInstitutionId: 'county', preliminaryFindings: '', preliminaryImpression: '' };
  const asked = await township.api.orders.requestRemote({ ...world.target(now), ...ask });
  expect(await opens()).toEqual(['done', 'done', true]);
  await township.api.orders.decideRemote({ ...world.target(asked), act: 'withdraw', reason: '' });
  // A viewer that streams is believed for a moment.
  world.running.clock.pass(5_000);
  expect(await opens()).toEqual(['RIGHT_MISSING', 'RIGHT_MISSING', false]);
});

test('a token opens what it names, whoever holds it', async () => {
  const { server } = world.running;
  const { study } = studies.town;
  const one = await issueToken(server.kernel, { label: 'link', studyUid: study, createdBy: null, lifeMs: 60_000 });
  const at = (key: string, uid: string) => plainCode(fetch(`${server.url}/dicom-web/~${key}/studies/${uid}/metadata`));
  expect(await at(one, study)).toBe('done');
  expect(await at(one, studies.county.study)).toBe('NOT_FOUND');
  expect(await at(token, studies.unmatched.study)).toBe('done');
});

test('what is nowhere is not found, and archives of others are not asked for a township', async () => {
  expect(await codeOf(radiologist.api.imaging.manifest({ studyUid: '1.2.3.4' }))).toBe('NOT_FOUND');
  expect(await codeOf(township.api.imaging.manifest({ studyUid: '1.2.3.4' }))).toBe('NOT_FOUND');
  expect(await township.api.imaging.externalStudies({ text: 'X', patientIds: [] })).toEqual([]);
});
