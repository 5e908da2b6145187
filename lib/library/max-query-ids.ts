/** Images that a query may name one by one, and so those that a link of chosen photos shows. */
export const MAX_QUERY_IDS = 200;
