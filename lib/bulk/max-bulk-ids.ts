/** Images that one bulk change names by id: about as many as the body of a request has room for. */
export const MAX_BULK_IDS = 8_000;
