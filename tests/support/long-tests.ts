/**
 * The tag of tests that show at length what shorter ones show once: every crash, every list, thousands of photos, an
 * emulated account. `npm test` leaves them out and `npm run test:long` runs only them. In Playwright it is "@long".
 */
export const LONG_TEST = { name: "long", description: "Runs with npm run test:long" };

/** Options of a test that stands for others like it, or of one of these, which only the long run has. */
export function longUnless(standsForOthers: boolean): { tags: string[] } {
  return { tags: standsForOthers ? [] : [LONG_TEST.name] };
}
