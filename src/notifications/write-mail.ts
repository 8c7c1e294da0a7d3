import { Injectable } from '@nestjs/common';
import { Secrets } from '../config/secrets.js';
import { Settings } from '../config/settings.js';
import { resolveLocale } from '../shared/locale/locale.js';
import { accountMailData } from './account-mail-data.js';
import { receiptUrl } from './mail-receipt.js';
import { isAccountMail } from './mail/account-mail.js';
import { digestTemplate, type DigestMailData } from './mail/digest-mail.js';
import {
  renderAccountMail,
  renderDigestMail,
  renderMail,
  type MailContext,
  type MailData,
  type MailTemplate,
  type RenderedMail,
} from './mail/render-mail.js';
import type { DueNotification } from './notification-rows.js';

/** Of a row what its mail is written from. */
export type MailRow = Pick<
  DueNotification,
  'template' | 'data' | 'name' | 'language' | 'country' | 'timeZone' | 'declarant' | 'declaration'
>;

/** A mail with the locale that it is written in. */
export type WrittenMail = RenderedMail & { locale: string };

/** Writes the mail of a row as it goes out, in the language of whoever gets it. Sends nothing. */
@Injectable()
export class WriteMail {
  constructor(
    private readonly settings: Settings,
    private readonly secrets: Secrets,
  ) {}

  /**
   * @param attached whether the receipt goes with it
   * @throws Error for what a row cannot mean, e.g. an impossible date
   */
  async run(row: MailRow, attached: boolean): Promise<WrittenMail> {
    const { language, country } = row;
    const tag =
      language && country && !language.includes('-') ? `${language}-${country}` : language;
    const locale = resolveLocale(tag ?? undefined);
    const mail = await this.render(row, attached, {
      locale,
      timeZone: row.timeZone ?? 'UTC',
      brand: {
        name: this.settings.BRAND_NAME,
        supportEmail: this.settings.SUPPORT_EMAIL,
        supportPhone: this.settings.SUPPORT_PHONE ?? null,
      },
    });
    return { ...mail, locale };
  }

  private render(row: MailRow, attached: boolean, context: MailContext): Promise<RenderedMail> {
    const { template, declaration } = row;
    const { baseUrl } = this.settings;
    if (isAccountMail(template)) {
      return renderAccountMail(
        template,
        accountMailData(template, row, baseUrl, this.secrets),
        context,
      );
    }
    if (template === digestTemplate) {
      const { name, data } = row;
      return renderDigestMail({ ...(data as DigestMailData), name }, context);
    }
    const statusUrl = declaration && receiptUrl(template, declaration, baseUrl);
    const data = { ...mailData(row), ...(statusUrl && { statusUrl }), attached };
    return renderMail(template as MailTemplate, data, context);
  }
}

/** The row's facts with the name; what the row leaves out is left out of the mail. */
function mailData({ data, name, declarant }: MailRow): MailData {
  return {
    planName: '',
    serviceTags: [],
    orderNumber: null,
    effectiveAt: null,
    wishedEnd: null,
    reasonCodes: [],
    staffMessage: null,
    refund: null,
    creditNote: null,
    statusUrl: null,
    revokeUrl: null,
    ...(declarant && { declarant, ground: declarant.ground }),
    ...(data as Pick<MailData, 'reference' | 'kind' | 'requestedAt'>),
    name,
  };
}
