import { describe, expect, it } from '@jest/globals';
import { retryDelayMs } from './send-notifications.js';
import { judgeSmtpError } from './smtp-delivery.js';

describe('judgeSmtpError', () => {
  it.each([
    ['EENVELOPE', 'RCPT TO', 550, 'rejected'],
    ['EENVELOPE', 'RCPT TO', 553, 'rejected'],
    ['EENVELOPE', 'RCPT TO', 450, 'delayed'],
    ['EENVELOPE', 'RCPT TO', 530, 'delayed'],
    ['EENVELOPE', 'MAIL FROM', 550, 'delayed'],
    ['EMESSAGE', 'DATA', 554, 'delayed'],
    ['EENVELOPE', 'RCPT TO', 421, 'unreachable'],
    ['EAUTH', 'AUTH PLAIN', 535, 'unreachable'],
    ['ESOCKET', 'CONN', undefined, 'unreachable'],
    ['ETIMEDOUT', 'CONN', undefined, 'unreachable'],
  ])('%s at %s with %s is %s', (code, command, responseCode, result) => {
    expect(judgeSmtpError({ code, command, responseCode }).result).toBe(result);
  });

  it('tells codes, never the words of the server, which repeat the address', () => {
    const response = '550 5.1.1 <anna@example.com>: unknown';
    const error = Object.assign(new Error(response), {
      code: 'EENVELOPE',
      command: 'RCPT TO',
      responseCode: 550,
      response,
    });
    expect(judgeSmtpError(error).reason).toBe('SMTP EENVELOPE 550 5.1.1 at RCPT TO');
  });
});

describe('retryDelayMs', () => {
  it('doubles from 15 s to an hour', () => {
    expect([1, 2, 3, 8, 9, 1000].map(retryDelayMs)).toEqual([
      15_000, 30_000, 60_000, 1_920_000, 3_600_000, 3_600_000,
    ]);
  });
});
