// What the utility process runs: the real host behind host-process.ts.
import { keepNurserySmall } from '../node/lean-process.ts';
import { runHostProcess } from './host-process.ts';

keepNurserySmall();
runHostProcess(
  process.parentPort,
  async (options) => (await import('../host/host.ts')).createHost(options),
  (code) => process.exit(code),
);
