// What the utility process runs: the real host behind host-process.ts.
import { createHost } from '../host/host.ts';
import { runHostProcess } from './host-process.ts';

runHostProcess(process.parentPort, createHost, (code) => process.exit(code));
