// The thread that reads and measures: takes one file, gives what was made of it.
import { parentPort } from 'node:worker_threads';
import { type Analysed, type AnalyseJob, analyse, type Unreadable } from './analyse.ts';

export type ThreadReply = Analysed | Unreadable;

const port = parentPort;
if (port === null) throw new Error('analyse-thread.ts runs as a worker thread only');

port.on('message', (job: AnalyseJob) => {
  const reply: ThreadReply = analyse(job);
  port.postMessage(reply, reply.kind === 'read' && reply.samples ? [reply.samples.buffer] : []);
});
