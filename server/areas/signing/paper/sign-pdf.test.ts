// A signed paper: it stands, every change of it is found, and another program reads it the same way.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import PDFDocument from 'pdfkit';
import { expect, test } from 'vitest';
import { canVerifyPdf } from '../../../../test/support/pdf-words.ts';
import { issue, makeKey } from '../../../../test/support/pki.ts';
import { signCms } from '../pki/cms.ts';
import { PdfError, signPdf, verifyPdf } from './sign-pdf.ts';

const root = issue({ commonName: 'Root', authority: null });

function drawn(link = false): Promise<Buffer> {
  const pen = new PDFDocument();
  pen.text('Report', link ? { link: 'https://example.org/' } : {});
  pen.addPage();
  pen.text('Page 2');
  const parts: Buffer[] = [];
  return new Promise((resolve) => {
    pen.on('data', (part: Buffer) => parts.push(part));
    pen.on('end', () => resolve(Buffer.concat(parts)));
    pen.end();
  });
}

function signed(pdf: Buffer, kind: 'rsa' | 'p256' = 'p256'): Buffer {
  const person = issue({ commonName: '张三', issuer: root, key: makeKey(kind) });
  return signPdf(pdf, {
    name: '张三',
    reason: '审核签发',
    at: new Date('2026-07-17T03:00:00.000Z'),
    sign: (content) => signCms(content, { key: person.key, certificates: [person.der] }, null),
  });
}

test('it keeps the bytes before it and stands', async () => {
  for (const link of [false, true]) {
    const pdf = await drawn(link);
    const made = signed(pdf, 'rsa');
    expect(made.subarray(0, pdf.length).equals(pdf)).toBe(true);
    expect(verifyPdf(made)).toMatchObject({ fault: null, signingTime: null });
  }
});

test('every changed byte is found, and so is what is put behind', async () => {
  const made = signed(await drawn());
  const places = fc.oneof(fc.nat(made.length - 1), fc.integer({ min: made.length >> 1, max: made.length - 1 }));
  fc.assert(
    fc.property(places, fc.integer({ min: 1, max: 255 }), (place, bits) => {
      const changed = Buffer.from(made);
      changed.writeUInt8(changed.readUInt8(place) ^ bits, place);
      expect(verifyPdf(changed).fault).not.toBeNull();
    }),
    { numRuns: 150 },
  );
  expect(verifyPdf(Buffer.concat([made, Buffer.from('\n')])).fault).toBe('broken');
});

test('what is no such PDF is refused, and a second signature is not put on', async () => {
  expect(() => signed(Buffer.from('%PDF-1.7\nnothing'))).toThrow(PdfError);
  const made = signed(await drawn());
  expect(() => signed(made)).toThrow(PdfError);
});

test.skipIf(!canVerifyPdf)('poppler says that it is valid, whole and of the kind ETSI.CAdES.detached', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'yishu-pdfsig-'));
  try {
    for (const kind of ['rsa', 'p256'] as const) {
      writeFileSync(join(folder, 'signed.pdf'), signed(await drawn(), kind));
      const told = execFileSync('pdfsig', ['-nocert', join(folder, 'signed.pdf')], { encoding: 'utf8' });
      expect(told).toContain('Signature is Valid');
      expect(told).toContain('ETSI.CAdES.detached');
      expect(told).toContain('Total document signed');
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
