// Handing files in: one after the other, bad ones never sent, refusals by reason, and a stop between two files.
import { expect, test } from 'vitest';
import { sizeText, uploadAttachments } from './upload.ts';

const pdf = '%PDF-1.4\ntrailer\nstartxref\n0\n%%EOF\n';
const file = (name: string, words: string) => new File([words], name);

function sending(answers: (() => Response)[], signal = new AbortController().signal) {
  const asked: string[] = [];
  const onFile = (at: number) => asked.push(`file ${at}`);
  const fetchIt: typeof fetch = async (address, init) => {
    asked.push(`${new URL(String(address), 'http://a').searchParams.get('name')} ${init?.method}`);
    const next = answers.shift();
    if (!next) throw new TypeError('Failed to fetch');
    return next();
  };
  return { asked, options: { examId: 'e', kind: 'lab' as const, signal, onFile, fetchIt } };
}
const good = () => Response.json({ id: 'x' }, { status: 201 });

test('each file is sent once; what is no document is not sent at all', async () => {
  const { asked, options } = sending([good, good]);
  const files = [file('a.pdf', pdf), file('b.docx', 'PK\u0003\u0004'), file('c.txt', '白细胞 6.2')];
  expect(await uploadAttachments(files, options)).toEqual({
    added: 2,
    refused: [{ name: 'b.docx', reason: 'unknown' }],
  });
  expect(asked).toEqual(['file 1', 'a.pdf POST', 'file 2', 'file 3', 'c.txt POST']);
});

test('the server’s reason is kept, else its code; silence is told as that', async () => {
  const { options } = sending([
    () => Response.json({ code: 'FILE_REFUSED', data: { reason: 'duplicate' } }, { status: 422 }),
    () => Response.json({ code: 'STATE_REFUSED', data: {} }, { status: 409 }),
    () => new Response('<html>', { status: 502 }),
  ]);
  const files = ['a', 'b', 'c', 'd'].map((name) => file(name, `words of ${name}`));
  const { refused } = await uploadAttachments(files, options);
  expect(refused.map(({ reason }) => reason)).toEqual(['duplicate', 'STATE_REFUSED', 'unreachable', 'unreachable']);
});

test('stopped, the rest stays here', async () => {
  const controller = new AbortController();
  const { asked, options } = sending(
    [
      () => {
        controller.abort();
        return good();
      },
    ],
    controller.signal,
  );
  expect(await uploadAttachments([file('a', 'x'), file('b', 'y')], options)).toEqual({ added: 1, refused: [] });
  expect(asked).toEqual(['file 1', 'a POST']);
});

test.each([
  [512, '512 B'],
  [38_000, '37 KB'],
  [1_300_000, '1.2 MB'],
])('%i bytes are %s', (bytes, words) => expect(sizeText(bytes)).toBe(words));
