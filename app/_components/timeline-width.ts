/** The cookie by which a browser says how many pixels across its timeline has, for the rows of the next first page. */
export const TIMELINE_WIDTH_COOKIE = "Skylight-Width";
