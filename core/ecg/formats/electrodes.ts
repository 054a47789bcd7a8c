// Names of signals by the places of their electrodes on the head (10-20 and 10-10 systems): brain waves are measured in microvolts too.
import { leadName, standardOrder } from '../leads.ts';

const place = /^((FP|AF|FC|FT|CP|TP|PO|[FCPOTAM])(Z|\d{1,2})|IZ)([-/:]|[AM][12]$|$)/i;

/** An electrode on the head, alone or against another (`F4-C4`, `C4/A1`, `O1M2`). C1 to C6 without another are the chest leads too: they are none. */
export const isOnHead = (name: string): boolean => place.test(name) && !standardOrder.includes(leadName(name));
