// The acts of the bench as the seed plays them: the very functions behind the procedures, with made-up people as callers.
import { createHash } from 'node:crypto';
import type { IncomingPatient, IncomingVisit } from '../../core/integration/order-message.ts';
import type { IngestInput } from '../../core/lab/contract.ts';
import type { Dictionaries } from '../../core/lab/dictionary.ts';
import type { SpecimenDocument } from '../../core/lab/model.ts';
import { callWard, criticalsOf } from '../areas/critical/module.ts';
import { type LabServices, labBench, takeOrder } from '../areas/lab/module.ts';
import { seenExams } from '../areas/orders/module.ts';
import { systemCaller } from '../kernel/access.ts';
import type { Caller } from '../kernel/types.ts';

export interface DemoOrder {
  number: string;
  items: string[];
  urgent: boolean;
  doctor: string;
  patient: IncomingPatient;
  visit: IncomingVisit;
}

export interface Bench {
  dictionaries: Dictionaries;
  order(order: DemoOrder): Promise<SpecimenDocument[]>;
  collect(document: SpecimenDocument): Promise<SpecimenDocument>;
  receive(document: SpecimenDocument): Promise<SpecimenDocument>;
  reject(document: SpecimenDocument): Promise<SpecimenDocument>;
  ingest(document: SpecimenDocument, instrumentId: string, message: IngestInput['message']): Promise<SpecimenDocument>;
  enter(document: SpecimenDocument, results: { testCode: string; value: string }[]): Promise<SpecimenDocument>;
  /** Every open critical value of the specimen was told to the ward and read back. */
  call(document: SpecimenDocument, to: string): Promise<void>;
  signWhenComplete(document: SpecimenDocument): Promise<SpecimenDocument>;
}

export async function benchOf(services: LabServices, callers: Record<string, Caller>): Promise<Bench> {
  const { kernel } = services;
  const system = systemCaller('demo');
  const by = (role: string): Caller => callers[role] ?? system;
  const command = () => ({ id: kernel.newId(), at: kernel.clock.now().toISOString() });
  const acts = labBench(services);
  const target = (document: SpecimenDocument) => ({
    command: command(),
    specimenId: document.id,
    expectedVersion: document.version,
  });

  const dictionaries = await services.dictionaries.load(kernel.db);
  const refusal = Object.keys(dictionaries.rejectionReason)[0] ?? '';

  return {
    dictionaries,
    order({ number, items, ...order }) {
      const request = { ...command(), name: 'lab.order', right: null, subject: number, input: number };
      return kernel.command(system, request, (work) =>
        takeOrder(
          services,
          work,
          {
            action: 'place',
            number,
            items: items.map((code) => ({ code, name: code })),
            urgent: order.urgent,
            doctor: order.doctor,
            note: '',
            orderedAt: null,
            barcode: null,
          },
          order.patient,
          order.visit,
        ),
      );
    },
    collect: (document) => acts.collect(by('phlebotomist'), target(document)),
    receive: (document) => acts.receive(by('lab-technician'), target(document)),
    reject: (document) => acts.reject(by('lab-technician'), { ...target(document), reasonCode: refusal, reason: '' }),
    enter: (document, results) => acts.enterResults(by('lab-technician'), { ...target(document), results, reason: '' }),
    async ingest(document, instrumentId, message) {
      const content = JSON.stringify(message);
      const meta = command();
      await acts.ingest(system, {
        command: meta,
        messageId: meta.id,
        instrumentId,
        receivedAt: meta.at,
        contentHash: createHash('sha256').update(content).digest('hex'),
        message,
      });
      return acts.specimen(document.id);
    },
    async call(document, to) {
      for (const critical of await criticalsOf(kernel.db, document.id)) {
        if (critical.state !== 'open') continue;
        const call = {
          command: command(),
          criticalId: critical.id,
          expectedVersion: critical.version,
          outcome: 'readBack' as const,
          to,
          phone: critical.departmentPhone ?? '',
          note: '',
        };
        await callWard(kernel, by('lab-technician'), call, seenExams);
      }
    },
    async signWhenComplete(document) {
      if (document.lines.some((line) => line.currentId === null)) return document;
      const first = await acts.review(by('lab-technician'), {
        command: command(),
        specimens: [{ specimenId: document.id, expectedVersion: document.version }],
        confirmed: true,
      });
      const [reviewed] = first.reviewed;
      if (!reviewed) return document;
      return reviewed.state === 'reviewed' ? acts.secondReview(by('lab-reviewer'), target(reviewed)) : reviewed;
    },
  };
}
