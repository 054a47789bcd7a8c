// What is answered to a proposal: who comes in, which syntax each context gets, which roles.
import { describe, expect, test } from 'vitest';
import {
  agreedContexts,
  type ContextRule,
  looksLikeStorage,
  type NegotiationPolicy,
  negotiate,
  refusal,
} from './negotiation.ts';
import { type AssociateRequest, dicomApplicationContext, emptyUser, type UserInformation } from './pdu-types.ts';

const own = { maxLength: 131_072, implementationClassUid: '1.2.3', implementationVersion: 'TEST' };
const ct = '1.2.840.10008.5.1.4.1.1.2';
const jpeg = '1.2.840.10008.1.2.4.50';
const explicit = '1.2.840.10008.1.2.1';
const implicit = '1.2.840.10008.1.2';

const request = (user: Partial<UserInformation> = {}, more: Partial<AssociateRequest> = {}): AssociateRequest => ({
  protocolVersion: 1,
  calledAe: 'YISHU',
  callingAe: 'CT1',
  applicationContext: dicomApplicationContext,
  contexts: [
    { id: 1, abstractSyntax: ct, transferSyntaxes: [implicit, jpeg, explicit] },
    { id: 3, abstractSyntax: ct, transferSyntaxes: ['1.2.3.4'] },
    { id: 5, abstractSyntax: '1.2.840.10008.5.1.1.9', transferSyntaxes: [implicit] },
  ],
  user: { ...emptyUser, ...user },
  ...more,
});
const policy = (rule: ContextRule, admit: NegotiationPolicy['admit'] = () => ({ ok: true })): NegotiationPolicy => ({
  admit,
  context: (uid) => (looksLikeStorage(uid) ? rule : null),
});
const caller = { callingAe: 'CT1', calledAe: 'YISHU', address: '10.0.0.1', secure: null };
const rule: ContextRule = { transferSyntaxes: [explicit, implicit], order: 'ours' };

async function answered(rq: AssociateRequest, own_: NegotiationPolicy) {
  const answer = await negotiate(rq, caller, own_, own);
  if (!answer.ok) throw new Error('refused');
  return answer;
}

describe('negotiation', () => {
  test('our order, their order, and any other syntax where asked', async () => {
    const ours = await answered(request(), policy(rule));
    expect(ours.accept.contexts.map(({ result, transferSyntax }) => [result, transferSyntax])).toEqual([
      [0, explicit],
      [4, '1.2.3.4'],
      [3, implicit],
    ]);
    const theirs = await answered(request(), policy({ ...rule, order: 'theirs', otherTransferSyntaxes: true }));
    expect(theirs.contexts.map(({ id, transferSyntax }) => [id, transferSyntax])).toEqual([
      [1, implicit],
      [3, '1.2.3.4'],
    ]);
  });

  test('refusals carry their reason; the address and both titles decide', async () => {
    const admit: NegotiationPolicy['admit'] = ({ callingAe, calledAe, address }) =>
      callingAe !== 'CT1' || address !== '10.0.0.1'
        ? { ok: false, refusal: refusal.callingAeUnknown }
        : calledAe !== 'YISHU'
          ? { ok: false, refusal: refusal.calledAeUnknown }
          : { ok: true };
    const ask = (from: Partial<typeof caller>) =>
      negotiate(request(), { ...caller, ...from }, policy(rule, admit), own);
    expect(await ask({})).toMatchObject({ ok: true });
    expect(await ask({ address: '10.0.0.2' })).toEqual({ ok: false, refusal: { result: 1, source: 1, reason: 3 } });
    expect(await ask({ calledAe: 'OTHER' })).toEqual({ ok: false, refusal: { result: 1, source: 1, reason: 7 } });
  });

  test('another protocol version or application context is refused', async () => {
    const refused = (more: Partial<AssociateRequest>) => negotiate(request({}, more), caller, policy(rule), own);
    expect(await refused({ protocolVersion: 2 })).toEqual({ ok: false, refusal: refusal.protocolVersion });
    expect(await refused({ applicationContext: '1.2' })).toEqual({ ok: false, refusal: refusal.applicationContext });
  });

  test('the SCP role of a requestor is granted only where we can send back', async () => {
    const roles = [{ sopClassUid: ct, scu: false, scp: true }];
    const granted = await answered(request({ roles }), policy({ ...rule, sendBack: true }));
    expect(granted.accept.user.roles).toEqual(roles);
    expect(granted.contexts[0]).toMatchObject({ weAreScu: true, weAreScp: false });
    expect(agreedContexts(request({ roles }), granted.accept)[0]).toMatchObject({ weAreScu: false, weAreScp: true });
    const denied = await answered(request({ roles }), policy(rule));
    expect(denied.accept.user.roles).toEqual([{ sopClassUid: ct, scu: false, scp: false }]);
    const plain = await answered(request(), policy({ ...rule, sendBack: true }));
    expect(plain.contexts[0]).toMatchObject({ weAreScu: false, weAreScp: true });
    expect(agreedContexts(request(), plain.accept)[0]).toMatchObject({ weAreScu: true, weAreScp: false });
  });

  test('who fetches gets what can always be made, not what it named first', async () => {
    const roles = [{ sopClassUid: ct, scu: false, scp: true }];
    const proposal = { contexts: [{ id: 1, abstractSyntax: ct, transferSyntaxes: [jpeg, implicit] }] };
    const storing: ContextRule = {
      ...{ transferSyntaxes: [explicit, implicit, jpeg], order: 'theirs' },
      ...{ sendBack: true, sendAs: [explicit, implicit] },
    };
    const chosen = async (user: Partial<UserInformation>, of: Partial<AssociateRequest>) =>
      (await answered(request(user, of), policy(storing))).contexts[0]?.transferSyntax;
    expect(await chosen({ roles }, proposal)).toBe(implicit);
    // Who stores keeps its own order, and who takes nothing else gets that.
    expect(await chosen({}, proposal)).toBe(jpeg);
    expect(await chosen({ roles }, { contexts: [{ id: 1, abstractSyntax: ct, transferSyntaxes: [jpeg] }] })).toBe(jpeg);
  });

  test('window of one operation and an identity response only when asked for', async () => {
    const plain = await answered(request(), policy(rule));
    expect(plain.accept.user).toMatchObject({ asyncOperations: null, identityResponse: null, maxLength: 131_072 });
    const identity = {
      type: 2,
      responseRequested: true,
      primary: new Uint8Array([65]),
      secondary: new Uint8Array([66]),
    };
    const asked = await answered(request({ identity, asyncOperations: { invoked: 8, performed: 8 } }), policy(rule));
    expect(asked.accept.user.asyncOperations).toEqual({ invoked: 1, performed: 1 });
    expect(asked.accept.user.identityResponse).toEqual(new Uint8Array(0));
  });

  test('what counts as a storage class', () => {
    expect(looksLikeStorage(ct)).toBe(true);
    expect(looksLikeStorage('1.3.46.670589.5.0.1')).toBe(true);
    expect(looksLikeStorage('1.2.840.10008.5.1.4.1.1.999')).toBe(true);
    expect(looksLikeStorage('1.2.840.10008.5.1.4.1.2.2.1')).toBe(false);
    expect(looksLikeStorage('1.2.840.10008.1.20.1')).toBe(false);
    expect(looksLikeStorage('rubbish')).toBe(false);
  });
});
