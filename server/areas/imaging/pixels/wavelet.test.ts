// Small streams of other encoders (OpenJPEG 2.5, OpenJPH 0.9): signed values of 8 bit, colours that were not mixed before coding.
import { expect, test } from 'vitest';
import { createCodecs } from './codecs.ts';
import { decodeWavelet } from './wavelet.ts';

const codecs = createCodecs();
const signed = [-128, -1, 0, 127, 5, -5, 100, -100, 1, 2, 3, 4, -4, -3, -2, -1];
const colours = Array.from({ length: 36 }, (_, at) => at * 7);

test.each([
  [
    'jpeg-2000',
    '/0//UQApAAAAAAAEAAAABAAAAAAAAAAAAAAABAAAAAQAAAAAAAAAAAABhwEB/1IADAAAAAEAAAQEAAH/XAAEQED/ZAAlAAFDcmVhdGVkIGJ5IE9wZW5KUEVHIHZlcnNpb24gMi41LjD/kAAKAAAAAAAgAAH/k9+AeBImV5j+Qhs9brSnDCFkq//Z',
  ],
  [
    'htj2k',
    '/0//UQApQAAAAAAEAAAABAAAAAAAAAAAAAAABAAAAAQAAAAAAAAAAAABhwEB/1AACAACAAAAA/9SAAwAAgABAAEEBEAB/1wAByBQUFBY/2QAFgABT3BlbkpQSCBWZXIgMC45LjAu/5AACgAAAAAANgAB/5PAFQAlhRrxAIM0AMAVEATwAnCkVSLwAEOUADDR9AADNACxPPgAgjQA/9k=',
  ],
] as const)('%s: signed values of 8 bit keep their sign', async (name, stream) => {
  const { bytes } = await decodeWavelet(name, Buffer.from(stream, 'base64'), codecs, () => {});
  expect([...new Int8Array(bytes.buffer)]).toEqual(signed);
});

test('htj2k: red, green and blue without a component transformation each get their own lines', async () => {
  const stream =
    '/0//UQAvQAAAAAAEAAAAAwAAAAAAAAAAAAAABAAAAAMAAAAAAAAAAAADBwEBBwEBBwEB/1AACAACAAAAA/9SAAwAAgABAAEEBEAB/1wAByBQUFBY/2QAFgABT3BlbkpQSCBWZXIgMC45LjAu/5AACgAAAAAASgAB/5PAFQB/p1DWAIG0AMAVAHGuSd0AgbQAwBUAY7VC5ACBtADAEwAI/QACdADAEwAI/QACdADAEwAI/QACdAD/2Q==';
  const { bytes } = await decodeWavelet('htj2k', Buffer.from(stream, 'base64'), codecs, () => {});
  expect([...bytes]).toEqual(colours);
});

test('what the decoders have no words for is refused before they see it', async () => {
  const wide = Buffer.from(
    '/0//UQApQAAAAAAEAAAABAAAAAAAAAAAAAAABAAAAAQAAAAAAAAAAAABhwEB/1AACAACAAAAA/9SAAwAAgABAAEEBEAB/9k=',
    'base64',
  );
  wide[42] = 0x13;
  await expect(decodeWavelet('htj2k', wide, codecs, () => {})).rejects.toMatchObject({ code: 'NOT_RENDERABLE' });
  wide[42] = 0x07;
  wide[43] = 2;
  await expect(decodeWavelet('htj2k', wide, codecs, () => {})).rejects.toMatchObject({ code: 'NOT_RENDERABLE' });
});
