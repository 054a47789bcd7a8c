// Types of build.mjs for the command line and the tests.

/** Builds the screens when a source changed; resolves with the folder that holds them. */
export function ensureBuilt(options?: { force?: boolean }): Promise<string>;

/** Runs a build of the screens as the product's, whatever NODE_ENV the caller has. */
export function asProduct<T>(build: () => Promise<T>): Promise<T>;
