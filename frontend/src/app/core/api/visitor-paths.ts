/** Where the API answers what visitors read. `src/opening` asks some of it before the app is there. */
export const VISITOR_PATHS = {
  company: '/api/company',
  shows: '/api/shows',
  show: (slug: string) => `/api/shows/${encodeURIComponent(slug)}`,
  /** The next performances, soonest first; at most `count`. */
  nextPerformances: (count: number) => `/api/performances?page_size=${count}`,
  performance: (id: string) => `/api/performances/${encodeURIComponent(id)}`,
  /** Takes the ticket's token in the body: an address would be logged. */
  ticket: '/api/tickets/view',
} as const;
