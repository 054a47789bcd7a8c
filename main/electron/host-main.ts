// What the utility process runs: the real host behind host-process.ts.
import { keepHeapSmall } from '../node/lean-process.ts';
import { runHostProcess } from './host-process.ts';

keepHeapSmall();
runHostProcess(
  process.parentPort,
  async (options) => (await import('../host/host.ts')).createHost(options),
  (code) => process.exit(code),
);
