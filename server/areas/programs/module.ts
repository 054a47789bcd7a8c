// The area of programs of other systems (对接系统): their register for administrators, and version 1 of the interface that they use.
import { outsidePath } from '../../../core/programs/api.ts';
import type { AreaModule } from '../../kernel/area.ts';
import { type Retention, startRetention } from '../../kernel/retention.ts';
import { json } from './answer.ts';
import { describeInterface } from './describe.ts';
import { makeDoor } from './door.ts';
import { type Endpoint, routeOf } from './endpoint.ts';
import { feeEndpoints } from './fees.ts';
import { type ImageParts, imageEndpoints } from './images.ts';
import { listPrograms, renewSecret, saveProgram } from './register.ts';
import { type ReportParts, reportEndpoints } from './reports.ts';
import { type RequestParts, requestEndpoints } from './requests.ts';
import { tokenRoute } from './token-route.ts';

export { linkWithPrograms } from './images.ts';

export interface ProgramsParts {
  attachments: RequestParts['attachments'];
  archive: ImageParts['archive'];
  paper: ReportParts['paper'];
}

/** A token opens for ten minutes. */
const tokenRetention: readonly Retention[] = [{ table: 'outside_token', column: 'expires_at', keptMs: 3_600_000 }];

export function programsModule(parts: ProgramsParts): AreaModule {
  return {
    name: 'programs',
    plain(kernel) {
      const door = makeDoor(kernel);
      const endpoints: Endpoint[] = [
        ...requestEndpoints({ kernel, door, attachments: parts.attachments }),
        ...imageEndpoints({ kernel, archive: parts.archive }),
        ...feeEndpoints(kernel),
        ...reportEndpoints({ kernel, door, paper: parts.paper }),
      ];
      return [
        {
          method: 'GET',
          path: `${outsidePath}/openapi.json`,
          public: true,
          tokens: true,
          handle: async () => json(describeInterface(endpoints)),
        },
        tokenRoute(kernel, door),
        ...endpoints.map((one) => routeOf(kernel, door, one)),
      ];
    },
    routes: (kernel, { programs }) => ({
      programs: programs.router({
        list: programs.list.handler(({ context }) => listPrograms(kernel, context.caller)),
        save: programs.save.handler(({ input, context }) => saveProgram(kernel, context.caller, input)),
        renewSecret: programs.renewSecret.handler(({ input, context }) => renewSecret(kernel, context.caller, input)),
      }),
    }),
    start: async (kernel) => startRetention(kernel, tokenRetention),
  };
}
