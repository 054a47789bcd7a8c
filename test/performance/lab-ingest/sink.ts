// What the machine itself can do: the same transfers to a process that keeps each frame in a file, waits for the disk, and answers.
// Run as `node sink.ts FILE`; prints its address.
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { ACK, ENQ, LF } from '../../../device-drivers/codecs/ascii.ts';

const file = openSync(process.argv[2] ?? '', 'a');
const server = createServer((socket) => {
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', (bytes) => {
    // A frame ends in CR LF; everything else but ENQ needs no answer.
    let answers = 0;
    let frames = 0;
    for (const byte of bytes) {
      if (byte === LF) frames += 1;
      if (byte === ENQ || byte === LF) answers += 1;
    }
    writeSync(file, bytes);
    if (frames > 0) fsyncSync(file);
    if (answers > 0) socket.write(new Uint8Array(answers).fill(ACK));
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') process.stdout.write(`127.0.0.1:${address.port}\n`);
});
process.on('SIGTERM', () => {
  closeSync(file);
  process.exit(0);
});
