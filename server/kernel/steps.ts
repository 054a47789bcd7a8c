// The named steps of the server's path at which the fault tests kill it. Nobody listens in a product run: nothing there gives `reached`.

/** Of a command, in the order of its path. */
export const commandSteps = [
  'command-received',
  'command-authorised',
  'transaction-opened',
  'rows-written',
  'before-commit',
  'after-commit',
] as const;

/** Of one pass of the sequencer; `sequencer-committed` is before anybody is told. */
export const sequencerSteps = [
  'sequencer-locked',
  'sequencer-numbered',
  'sequencer-linked',
  'sequencer-cleared',
  'sequencer-committed',
] as const;

/** Of a message to another system: in the queue, on the line next, acknowledged but not yet written down. */
export const outboundSteps = ['hl7-taken-up', 'hl7-sending', 'hl7-acknowledged'] as const;

/** Of a short message: taken from the queue, answered by the gateway but not yet written down. */
export const noticeSteps = ['notice-claimed', 'notice-answered'] as const;

export type ServerStep = (
  | typeof commandSteps
  | typeof sequencerSteps
  | typeof outboundSteps
  | typeof noticeSteps
)[number];

/** Told of each step as it is reached; may end the process. */
export type Reached = (step: ServerStep) => void;
