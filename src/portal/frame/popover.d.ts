import 'react';

/** The popover attributes of HTML, which the types of React 18 do not know. */
declare module 'react' {
  // The type parameter has to stand as React declares it.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  interface HTMLAttributes<T> {
    popover?: 'auto';
    popovertarget?: string;
  }
}
