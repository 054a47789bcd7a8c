// The request numbers' part of the contract: each procedure names its act or its read, nothing more.
import { requestNumberRight } from '../../../core/orders/request-number.ts';
import type { AuditEntry, Kernel } from '../../kernel/types.ts';
import type { Implementer } from '../../web/procedures.ts';
import { checkRequestFile, requestNumberGaps } from './request-number-lists.ts';
import { fillRequestNumbers, requestNumberHistory, setRequestNumber } from './request-numbers.ts';

export function requestNumberRoutes(kernel: Kernel, orders: Implementer['orders']) {
  return {
    requestNumberGaps: orders.requestNumberGaps.handler(({ input, context: { caller } }) =>
      kernel.read(
        caller,
        requestNumberRight[input.service],
        { act: 'orders.requestNumberGaps', subject: input.text || `${input.from}..${input.to}` },
        (db) => requestNumberGaps(kernel, caller, db, input),
      ),
    ),
    requestNumberHistory: orders.requestNumberHistory.handler(({ input, context: { caller } }) => {
      const entry: AuditEntry = { act: 'orders.requestNumberHistory', subject: input.examId };
      return kernel.read(caller, null, entry, (db) => requestNumberHistory(kernel, caller, db, input.examId, entry));
    }),
    setRequestNumber: orders.setRequestNumber.handler(({ input, context }) =>
      setRequestNumber(kernel, context.caller, input),
    ),
    checkRequestNumbers: orders.checkRequestNumbers.handler(({ input, context: { caller } }) =>
      kernel.read(
        caller,
        requestNumberRight[input.service],
        { act: 'orders.checkRequestNumbers', subject: input.name },
        (db) => checkRequestFile(kernel, caller, db, input),
      ),
    ),
    fillRequestNumbers: orders.fillRequestNumbers.handler(({ input, context }) =>
      fillRequestNumbers(kernel, context.caller, input.rows),
    ),
  };
}
