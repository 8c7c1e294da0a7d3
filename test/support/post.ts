import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** A mail server that keeps what it takes. */
export interface Post {
  server: SMTPServer;
  port: number;
  mails: ParsedMail[];
  /** A reply to RCPT, by the address' beginning. */
  refuse: Map<string, number>;
}

export async function openPost(port = 0): Promise<Post> {
  const post: Omit<Post, 'server' | 'port'> = { mails: [], refuse: new Map() };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo({ address }, _session, done) {
      const code = [...post.refuse].find(([start]) => address.startsWith(start))?.[1];
      if (code === undefined) return done();
      done(Object.assign(new Error(`5.1.1 <${address}> is not here`), { responseCode: code }));
    },
    onData(stream, _session, done) {
      simpleParser(stream).then((mail) => {
        post.mails.push(mail);
        done();
      }, done);
    },
  });
  // A sender that dies in mid-mail is no fault of the server's.
  server.on('error', () => undefined);
  server.listen(port, '127.0.0.1');
  await once(server.server, 'listening');
  return { ...post, server, port: (server.server.address() as AddressInfo).port };
}

export const closePost = (post: Post): Promise<void> =>
  new Promise((resolve) => post.server.close(() => resolve()));
