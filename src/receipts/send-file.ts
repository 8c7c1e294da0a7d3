import type { Response } from 'express';

/** Sends a receipt as a file. It holds personal data: nobody on the way keeps a copy. */
export function sendFile(
  response: Response,
  mediaType: 'application/json' | 'application/pdf' | 'text/html',
  name: string,
  bytes: string | Buffer,
): void {
  response
    .status(200)
    .setHeader('Content-Type', mediaType === 'text/html' ? 'text/html; charset=utf-8' : mediaType)
    .setHeader('Content-Disposition', `inline; filename="${name}"`)
    .setHeader('Cache-Control', 'no-store')
    .setHeader('Referrer-Policy', 'no-referrer')
    .setHeader('X-Robots-Tag', 'noindex')
    .end(bytes);
}
