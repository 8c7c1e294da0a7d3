/** The body of acts without parameters: none, or an empty object. */
export class EmptyBody {}
