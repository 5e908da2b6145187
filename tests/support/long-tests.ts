/**
 * The tag of tests that show at length what shorter ones show once: every crash, every list, thousands of photos, an
 * emulated account. `npm test` leaves them out and `npm run test:long` runs only them. In Playwright it is "@long".
 */
export const LONG_TEST = { name: "long", description: "Runs with npm run test:long" };
