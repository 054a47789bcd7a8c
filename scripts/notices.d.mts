// Types of notices.mjs for its test.
export interface ListedPackage {
  name: string;
  version: string;
  folder: string;
  licence(): string;
}
export const noticesFile: string;
export function productionPackages(): ListedPackage[];
export function packagesIn(notices: string): string[];
