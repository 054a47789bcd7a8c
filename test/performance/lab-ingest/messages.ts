// What the bench's analyzer sends: one LIS02 message with one result, short enough for one frame of 240 characters.
import { driver } from '../../../device-drivers/drivers/generic-lis02/index.ts';

export function oneResult(specimenId: string, code: string, value: string, unit: string): Uint8Array {
  return driver.simulate({ specimenId, instrumentTime: new Date(), results: [{ code, value, unit }] });
}

/** Messages about tubes that nobody ordered, each with a value of its own: as many as asked for, made when they are taken. */
export function* countedResults(prefix: string, count: number): Generator<Uint8Array> {
  for (let index = 0; index < count; index += 1) {
    yield oneResult(`${prefix}${index}`, 'GLU', (3 + (index % 400) / 100).toFixed(2), 'mmol/L');
  }
}
