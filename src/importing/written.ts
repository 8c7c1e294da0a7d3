/** What became of the rows of a set. Rows in none of the three were there already, just so. */
export interface Written {
  created: number;
  updated: number;
  /** What a row refers to and is not there, by external id. */
  refused: { externalId: string; code: string; message: string }[];
}
