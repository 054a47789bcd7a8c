// What an administrator asks and sets about the short messages of remote requests, and what the side that asks may know of them.
import { z } from 'zod';
import { base, commandInput, Id } from '../kernel/contract.ts';
import { NoticeGateway, NoticeMessage, Phone, RemoteNotices, SaveNoticeGateway } from './notice.ts';

export const noticeContract = {
  noticeGateway: base.route({ method: 'GET', path: '/notices/gateway' }).output(NoticeGateway),
  /** @throws VERSION_CONFLICT, INPUT_INVALID naming what does not fit */
  saveNoticeGateway: base
    .route({ method: 'POST', path: '/notices/gateway' })
    .input(commandInput({ settings: SaveNoticeGateway }))
    .output(NoticeGateway),
  /** One message at once, with the stored settings, whether notices are switched on or not. */
  tryNoticeGateway: base
    .route({ method: 'POST', path: '/notices/test' })
    .input(commandInput({ phone: Phone }))
    .output(NoticeMessage),
  /** One more try of a failed message under its own id, soon. @throws NOT_FOUND, STATE_REFUSED with why */
  resendNotice: base
    .route({ method: 'POST', path: '/notices/messages/resend' })
    .input(commandInput({ messageId: Id }))
    .output(NoticeMessage),
  /** The newest 300. */
  noticeMessages: base.route({ method: 'GET', path: '/notices/messages' }).output(z.array(NoticeMessage)),
  remoteNotices: base
    .route({ method: 'GET', path: '/exams/{examId}/notices' })
    .input(z.object({ examId: Id }))
    .output(RemoteNotices),
};
