// The page's JavaScript heap by what it is: a leak is data; machine code is made as functions grow hot and has an end.
import type { CDPSession } from 'playwright-core';

export interface Heap {
  /** Objects, arrays, strings, closures and their shapes, bytes. */
  data: number;
  /** Bytecode, machine code and what the engine notes for making it, bytes. */
  code: number;
}

interface Snapshot {
  snapshot: { meta: { node_fields: string[]; node_types: [string[], ...unknown[]] } };
  /** One row of `node_fields` after another. */
  nodes: number[];
}

/** Not of the JavaScript heap: the browser's own objects, and the roots that the snapshot makes up. */
const elsewhere = ['native', 'synthetic'];

function weighed({ snapshot, nodes }: Snapshot): Heap {
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const type = fields.indexOf('type');
  const size = fields.indexOf('self_size');
  if (type < 0 || size < 0 || !types[0].includes('code')) throw new Error('a heap snapshot of another form');
  const heap: Heap = { data: 0, code: 0 };
  for (let row = 0; row < nodes.length; row += fields.length) {
    const kind = types[0][nodes[row + type] ?? 0] ?? '';
    if (!elsewhere.includes(kind)) heap[kind === 'code' ? 'code' : 'data'] += nodes[row + size] ?? 0;
  }
  return heap;
}

/** Takes a snapshot, which collects what nobody holds any more: some 30 MB over the line, a second or two. */
export async function heapOf(session: CDPSession): Promise<Heap> {
  const chunks: string[] = [];
  const take = ({ chunk }: { chunk: string }) => chunks.push(chunk);
  session.on('HeapProfiler.addHeapSnapshotChunk', take);
  try {
    await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  } finally {
    session.off('HeapProfiler.addHeapSnapshotChunk', take);
    // Else the browser goes on numbering every object, in memory that is weighed too.
    await session.send('HeapProfiler.disable');
  }
  return weighed(JSON.parse(chunks.join('')));
}
