// `npm start`: the demo hospital, in this very process, so that signals reach it.
import { fileURLToPath } from 'node:url';

process.argv.splice(1, 1, fileURLToPath(new URL('../bin/yishu.mjs', import.meta.url)), 'demo');
await import('../bin/yishu.mjs');
