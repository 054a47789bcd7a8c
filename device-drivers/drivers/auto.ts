// Doors that take any instrument of a protocol: the content decides which driver reads it. For demos and first contact;
// a hospital's connection names its instrument.

import type { Driver, LinkKind, SessionOptions } from '../driver.ts';
import type { Session, SessionAction } from '../session.ts';
import { drivers, genericHl7, genericLis02 } from './index.ts';
import { type ContentFamily, recogniseDriver } from './recognise.ts';

const STX = 0x02;
const ENQ = 0x05;

/** A LIS01 sender writes STX and frame number at once; Snibe's waits for the answer to STX alone (bench captures of a Maglumi X3). */
const stxAloneMs = 300;

/** LIS01-A2 or Snibe's simplified framing, decided by what follows the first STX. */
function eitherSession(options?: SessionOptions): Session {
  const standard = genericLis02.createSession(options);
  const snibe = (drivers.find(({ link }) => link === 'snibe') ?? genericLis02).createSession(options);
  let chosen: Session | null = null;
  let heldSince: number | null = null;

  /** The other session already answered the ENQ, so this one's answer stays here. */
  function chooseSnibe(now: number): Session {
    for (const action of snibe.receive(Uint8Array.of(ENQ), now)) if (action.type !== 'write') break;
    return snibe;
  }

  function decide(next: number | null, now: number): Session {
    heldSince = null;
    const digit = next !== null && next >= 0x30 && next <= 0x37;
    const session = digit ? standard : chooseSnibe(now);
    chosen = session;
    return session;
  }

  return {
    receive(bytes, now) {
      if (chosen) return chosen.receive(bytes, now);
      if (heldSince !== null) {
        return bytes[0] === undefined ? [] : decide(bytes[0], now).receive(Uint8Array.of(STX, ...bytes), now);
      }
      const at = bytes.indexOf(STX);
      if (at < 0) return standard.receive(bytes, now);
      const actions: SessionAction[] = at > 0 ? standard.receive(bytes.subarray(0, at), now) : [];
      const next = bytes[at + 1];
      if (next === undefined) {
        heldSince = now;
        return actions;
      }
      return [...actions, ...decide(next, now).receive(bytes.subarray(at), now)];
    },
    tick(now) {
      if (heldSince !== null && now - heldSince >= stxAloneMs)
        return decide(null, now).receive(Uint8Array.of(STX), now);
      return (chosen ?? standard).tick(now);
    },
    deadline: () => (heldSince !== null ? heldSince + stxAloneMs : (chosen ?? standard).deadline()),
    settle: (ticket, outcome, now) => (chosen ?? standard).settle(ticket, outcome, now),
    send: (batch, content, now) => (chosen ?? standard).send(batch, content, now),
    closed: (now) => (chosen ?? standard).closed(now),
  };
}

function autoDriver(id: string, family: ContentFamily, link: LinkKind, generic: Driver): Driver {
  return {
    ...generic,
    id,
    maker: '*',
    model: '*',
    title:
      family === 'hl7'
        ? { zh: 'HL7 自动识别', en: 'HL7, recognised' }
        : { zh: 'ASTM 自动识别', en: 'ASTM, recognised' },
    link,
    abilities: { query: true, orders: false },
    createSession: family === 'hl7' ? generic.createSession : eitherSession,
    recognise: () => 0,
    interpret(content) {
      const driver = recogniseDriver(content, family);
      return { ...driver.interpret(content), driver: driver.id };
    },
    encodeOrders: undefined,
    encodeAnswer: generic.encodeAnswer,
  };
}

/** Beside the named drivers: what a connection may be set to when the instrument is not known beforehand. */
export const autoDrivers: readonly Driver[] = [
  autoDriver('auto-lis02', 'astm', 'lis01', genericLis02),
  autoDriver('auto-hl7', 'hl7', 'mllp', genericHl7),
];

/** Named and recognising drivers alike, for connections. */
export const connectionDriverById = (id: string): Driver | undefined =>
  [...drivers, ...autoDrivers].find((driver) => driver.id === id);
