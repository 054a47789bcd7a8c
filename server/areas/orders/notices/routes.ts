// The short messages' part of the contract.
import type { Kernel } from '../../../kernel/types.ts';
import type { Implementer } from '../../../web/procedures.ts';
import type { NoticeOutbox } from './outbox.ts';
import { noticeMessages, remoteNotices, tryNoticeGateway } from './queries.ts';
import { resendNotice } from './resend.ts';
import { noticeGateway, saveNoticeGateway } from './settings.ts';

export function noticeRoutes(kernel: Kernel, orders: Implementer['orders'], outbox: () => NoticeOutbox) {
  return {
    noticeGateway: orders.noticeGateway.handler(({ context }) => noticeGateway(kernel, context.caller)),
    saveNoticeGateway: orders.saveNoticeGateway.handler(({ input, context }) =>
      saveNoticeGateway(kernel, context.caller, input),
    ),
    tryNoticeGateway: orders.tryNoticeGateway.handler(({ input, context }) =>
      tryNoticeGateway(kernel, context.caller, outbox(), input),
    ),
    resendNotice: orders.resendNotice.handler(({ input, context }) =>
      resendNotice(kernel, context.caller, outbox(), input),
    ),
    noticeMessages: orders.noticeMessages.handler(({ context }) => noticeMessages(kernel, context.caller)),
    remoteNotices: orders.remoteNotices.handler(({ input, context }) =>
      remoteNotices(kernel, context.caller, input.examId),
    ),
  };
}
