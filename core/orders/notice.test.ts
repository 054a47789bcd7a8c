// Short messages: when, what they say and hide, how a template is filled, what an answer confirms, and which addresses are none.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { actingAs, personA, personB, sampleExam, sampleStudy } from '../../test/support/exam-samples.ts';
import { acquire } from './exam-flow.ts';
import { decideRemote, requestRemote } from './exam-remote.ts';
import {
  cameToWait,
  filledTemplate,
  gatewayProblem,
  isConfirmed,
  isHeaderName,
  isHeaderValue,
  maskedPhone,
  mostNoticeTries,
  noticeRound,
  noticeStates,
  noticeText,
  noticeTries,
  noticeWait,
  resendProblem,
  secretPlace,
  templateProblem,
} from './notice.ts';

const ask = { toInstitutionId: 'centre', toInstitutionName: '', preliminaryFindings: '', preliminaryImpression: '' };
const centre = actingAs(personB, { institutionId: 'centre' });

test('a person is told when the request waits with its images, and again when it is sent again', () => {
  const registered = sampleExam();
  const uploading = requestRemote(registered, ask, actingAs(personA));
  expect(cameToWait(registered, uploading)).toBe(false);
  const waiting = acquire(uploading, sampleStudy, actingAs(personA));
  expect(cameToWait(uploading, waiting)).toBe(true);
  expect(cameToWait(waiting, acquire(waiting, { ...sampleStudy, count: 99 }, actingAs(personA)))).toBe(false);
  const returned = decideRemote(waiting, 'return', '缺图', centre);
  const again = decideRemote(returned, 'resubmit', '', actingAs(personA));
  expect(cameToWait(returned, again)).toBe(true);
  const rounds = [uploading, waiting, returned, again].map(({ remote }) => remote && noticeRound(remote));
  expect(rounds).toEqual([1, 1, 1, 2]);
});

test('it names department, exam, urgency and number, and nobody', () => {
  const exam = { ...sampleExam({ priority: 'emergency' }), departmentName: '神经内科' };
  const text = noticeText(exam, false);
  for (const word of ['神经内科', '颅脑CT平扫', '急诊', exam.accessionNumber]) expect(text).toContain(word);
  for (const word of ['张', 'P1', '1980', '李医生']) expect(text).not.toContain(word);
  expect(noticeText(exam, true)).toContain('患者：张*');
  expect(noticeText(exam, true)).not.toContain('张三');
  expect(text.length).toBeLessThan(200);
});

test('waits grow and end', () => {
  const waits = Array.from({ length: noticeTries }, (_, index) => noticeWait(index + 1));
  expect(waits).toEqual([10, 60, 300, 900, 1800, null]);
});

describe('templates', () => {
  test.each([
    ['{"to":"{{phone}}","body":{"text":["{{text}}"]}}', null],
    ['[{"to":"{{phone}}","t":"hello {{text}}"}]', null],
    ['{"to":"{{phone}}"', 'notJson'],
    ['"{{phone}} {{text}}"', 'notJson'],
    ['{"{{phone}}":"{{text}}"}', 'noPhone'],
    ['{"to":"{{phone}}"}', 'noText'],
  ])('%s', (template, problem) => expect(templateProblem(template)).toBe(problem));

  test('no value changes the structure, whatever it holds', () => {
    const template = '{"to":"{{phone}}","p":[{"t":"<{{text}}>"},1,null],"id":"{{id}} {{time}} {{else}}"}';
    fc.assert(
      fc.property(fc.string(), fc.string(), (phone, text) => {
        const filled: unknown = JSON.parse(filledTemplate(template, { phone, text, id: 'i', time: 't' }));
        expect(filled).toEqual({ to: phone, p: [{ t: `<${text}>` }, 1, null], id: 'i t {{else}}' });
      }),
    );
    const values = { phone: '{{text}}', text: '"}, "x": "{{phone}}', id: '', time: '' };
    expect(JSON.parse(filledTemplate('{"a":"{{phone}}","b":"{{text}}"}', values))).toEqual({
      a: '{{text}}',
      b: '"}, "x": "{{phone}}',
    });
  });
});

describe('what an answer confirms', () => {
  test.each([
    ['anything', '', '', true],
    ['{"code":"OK"}', 'code', 'OK', true],
    ['{"code":0}', 'code', '0', true],
    ['{"list":[{"code":"Ok"}]}', 'list.0.code', 'Ok', true],
    ['{"code":"BUSY"}', 'code', 'OK', false],
    ['{"code":{"x":1}}', 'code', 'OK', false],
    ['{}', 'constructor.name', 'Object', false],
    ['<html>OK</html>', 'code', 'OK', false],
  ])('%s by %s', (body, confirmPath, confirmValue, sent) =>
    expect(isConfirmed(body, { confirmPath, confirmValue })).toBe(sent),
  );
});

test.each([
  ['https://sms.example.cn/send?x=1', null],
  ['http://127.0.0.1:8080/send', null],
  ['http://localhost/send', null],
  ['http://[::1]:90/', null],
  ['http://sms.example.cn/send', 'plain'],
  ['http://127.0.0.1.example.cn/', 'plain'],
  ['https://user:pass@sms.example.cn/', 'login'],
  ['ftp://sms.example.cn/', 'address'],
  ['https://sms.example.cn/#a', 'address'],
  ['not an address', 'address'],
  ['', 'address'],
])('%s as the gateway: %s', (url, problem) => expect(gatewayProblem(url)).toBe(problem));

test('headers of the connection are not given away, and no value ends a header', () => {
  expect(['Authorization', 'X-Api-Key', 'apikey'].map(isHeaderName)).toEqual([true, true, true]);
  expect(['Host', 'Content-Length', 'connection', 'a b', '', 'x:y'].some(isHeaderName)).toBe(false);
  expect(['Bearer abc', 'k'].map(isHeaderValue)).toEqual([true, true]);
  expect(['a\r\nb: c', 'a\n', '密钥', ' a', ''].some(isHeaderValue)).toBe(false);
});

test('of a telephone number the end is shown', () => {
  expect([maskedPhone('13800138000'), maskedPhone('123')]).toEqual(['*******8000', '123']);
});

test('sent again by hand: a failed one of a request, not too old, not too often', () => {
  const now = Date.parse('2026-07-17T08:00:00.000Z');
  const failed = { state: 'failed' as const, isTest: false, attempts: 1, at: '2026-07-17T07:00:00.000Z' };
  expect(resendProblem(failed, now)).toBeNull();
  expect(resendProblem({ ...failed, attempts: mostNoticeTries - 1 }, now)).toBeNull();
  expect(resendProblem({ ...failed, attempts: mostNoticeTries }, now)).toBe('tooOften');
  expect(resendProblem({ ...failed, at: '2026-07-16T07:59:59.000Z' }, now)).toBe('tooOld');
  expect(resendProblem({ ...failed, isTest: true }, now)).toBe('isTest');
  for (const state of noticeStates.filter((one) => one !== 'failed'))
    expect(resendProblem({ ...failed, state }, now)).toBe('notFailed');
});

test('the secret stays at its origin and header, whatever the path', () => {
  const at = { url: 'https://sms.example.cn/a', headerName: 'Authorization' };
  expect(secretPlace({ url: ' https://SMS.example.cn/b ', headerName: 'authorization ' })).toBe(secretPlace(at));
  expect(secretPlace({ ...at, url: 'https://sms.example.cn:8443/a' })).not.toBe(secretPlace(at));
  expect(secretPlace({ ...at, headerName: 'X-Api-Key' })).not.toBe(secretPlace(at));
});
