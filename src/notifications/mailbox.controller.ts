import { EntityManager } from '@mikro-orm/postgresql';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Settings } from '../config/settings.js';
import { sql } from '../database/sql.js';
import { MakeReceiptPdf, type ReceiptFile } from '../receipts/make-receipt-pdf.js';
import { notFound } from '../shared/domain-error.js';
import { isUuid } from '../shared/ids.js';
import { MAIL_POLICY } from './mail-policy.js';
import { attachedReceipt, type MailDeclaration } from './mail-receipt.js';
import { mailboxPage, mailPage, type KeptMail } from './mailbox-pages.js';

const LIMIT = 100;
const COLUMNS = `id, recipient, subject, template, locale, message_id as "messageId", sent_at as "sentAt"`;
const DECLARATION = `
  (select json_build_object('id', d.id, 'door', d.door) from declaration d
    where d.id = coalesce((data ->> 'declarationId')::uuid, cancellation_id)) as declaration`;
const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'];

/**
 * Kept mails for whoever tries the demo out, on the same machine alone. The peer of the connection
 * counts, never what a header claims; and a forwarding header means that a proxy on this machine
 * speaks for somebody elsewhere. Otherwise the page does not exist.
 */
@ApiExcludeController()
@Controller('dev/mailbox')
export class MailboxController {
  constructor(
    private readonly em: EntityManager,
    private readonly settings: Settings,
    private readonly receipts: MakeReceiptPdf,
  ) {}

  @Get()
  async list(@Req() request: Request, @Res() response: Response): Promise<void> {
    this.admit(request);
    const mails = await sql<KeptMail>(
      this.em.fork(),
      `select ${COLUMNS} from notification where sent_at is not null and state = 'kept'
        order by sent_at desc, id desc limit $1`,
      [LIMIT],
    );
    answer(response, 'text/html', PAGE_POLICY, mailboxPage(mails, LIMIT));
  }

  @Get(':id')
  async show(
    @Req() request: Request,
    @Res() response: Response,
    @Param('id') id: string,
  ): Promise<void> {
    const mail = await this.find<KeptMail>(request, id, COLUMNS);
    const attachment = await this.attachment(request, id);
    answer(response, 'text/html', PAGE_POLICY, mailPage(mail, attachment?.name ?? null));
  }

  @Get(':id/receipt.pdf')
  async receipt(
    @Req() request: Request,
    @Res() response: Response,
    @Param('id') id: string,
  ): Promise<void> {
    const file = await this.attachment(request, id);
    if (file === null) throw notFound('attachment');
    response.setHeader('Content-Disposition', `inline; filename="${file.name}"`);
    answer(response, 'application/pdf', MAIL_POLICY, file.bytes);
  }

  @Get(':id/html')
  async html(
    @Req() request: Request,
    @Res() response: Response,
    @Param('id') id: string,
  ): Promise<void> {
    const mail = await this.find<{ html: string }>(request, id, 'html');
    answer(response, 'text/html', MAIL_POLICY, mail.html);
  }

  @Get(':id/text')
  async text(
    @Req() request: Request,
    @Res() response: Response,
    @Param('id') id: string,
  ): Promise<void> {
    const mail = await this.find<{ text: string }>(request, id, 'text');
    answer(response, 'text/plain', MAIL_POLICY, mail.text);
  }

  /** What went with the mail: not stored twice, it lies with the receipts. */
  private async attachment(request: Request, id: string): Promise<ReceiptFile | null> {
    const { template, declaration } = await this.find<{
      template: string;
      declaration: Pick<MailDeclaration, 'id' | 'door'> | null;
    }>(request, id, `template, ${DECLARATION}`);
    const stage = declaration && attachedReceipt(template, declaration.door);
    return declaration && stage ? this.receipts.run(declaration.id, stage) : null;
  }

  private async find<Row>(request: Request, id: string, columns: string): Promise<Row> {
    this.admit(request);
    if (!isUuid(id)) throw notFound('mail');
    const [mail] = await sql<Row>(
      this.em.fork(),
      `select ${columns} from notification where id = $1 and state = 'kept'`,
      [id],
    );
    if (mail === undefined) throw notFound('mail');
    return mail;
  }

  private admit(request: Request): void {
    const { demo, SMTP_URL } = this.settings;
    const forwarded = FORWARDED.some((name) => request.headers[name] !== undefined);
    if (!demo || SMTP_URL !== undefined || forwarded || !isLoopback(request.socket.remoteAddress)) {
      throw notFound('page');
    }
  }
}

/** 127.0.0.0/8 and ::1, also when an IPv6 socket names an IPv4 peer. */
export function isLoopback(address: string | undefined): boolean {
  if (address === undefined) return false;
  return address === '::1' || /^(::ffff:)?127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/i.test(address);
}

function answer(
  response: Response,
  mediaType: string,
  policy: string,
  body: string | Buffer,
): void {
  const charset = typeof body === 'string' ? '; charset=utf-8' : '';
  response
    .status(200)
    .setHeader('Content-Type', `${mediaType}${charset}`)
    .setHeader('Content-Security-Policy', policy)
    .setHeader('X-Content-Type-Options', 'nosniff')
    .setHeader('Referrer-Policy', 'no-referrer')
    .setHeader('Cache-Control', 'no-store')
    .end(body);
}
