import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { visibilityOf } from '../access/visibility.js';
import { ApiRoute, InSeveralForms } from '../api/api-route.js';
import { callerOf, type DeskRequest } from '../api/desk-request.js';
import { IdPipe } from '../api/id.pipe.js';
import { Problem } from '../api/problem.js';
import { MakeReceiptPdf } from './make-receipt-pdf.js';
import { ReadCancellationReceipt } from './read-cancellation-receipt.js';
import { receiptSheet } from './receipt-sheet.js';
import { sendFile } from './send-file.js';
import { jsonFile } from './signed-file.js';
import { standalonePolicy, standaloneReceipt } from './standalone-receipt.js';

const JSON_TYPE = 'application/json';
const PDF_TYPE = 'application/pdf';
const HTML_TYPE = 'text/html';

@ApiTags('Cancellations')
@Controller('v1/cancellations')
export class CancellationReceiptController {
  constructor(
    private readonly readCancellationReceipt: ReadCancellationReceipt,
    private readonly makeReceiptPdf: MakeReceiptPdf,
  ) {}

  @Get(':id/receipt')
  @ApiOperation({ summary: 'The durable receipt: of the outcome where there is one' })
  @InSeveralForms(JSON_TYPE, PDF_TYPE, HTML_TYPE)
  @ApiRoute('cancellations:read', { description: 'By Accept: signed JSON, signed PDF, or HTML' })
  async receipt(
    @Param('id', IdPipe) id: string,
    @Req() request: DeskRequest,
    @Res() response: Response,
  ): Promise<void> {
    const found = await this.readCancellationReceipt.run(id, visibilityOf(callerOf(request)));
    const { content, stored, name } = found;
    response.setHeader('Vary', 'Accept');
    switch (request.accepts([JSON_TYPE, PDF_TYPE, HTML_TYPE])) {
      case JSON_TYPE: {
        const file = jsonFile(stored.content, stored.keyId, stored.signature);
        return sendFile(response, JSON_TYPE, `${name}.json`, file);
      }
      case PDF_TYPE: {
        const file = await this.makeReceiptPdf.run(found.declarationId, found.stage);
        if (file === null) throw notAcceptable('There is no PDF in the language of this receipt.');
        return sendFile(response, PDF_TYPE, file.name, file.bytes);
      }
      case HTML_TYPE: {
        response.setHeader('Content-Security-Policy', standalonePolicy);
        const page = standaloneReceipt(receiptSheet(content, stored.keyId, stored.locale));
        return sendFile(response, HTML_TYPE, `${name}.html`, page);
      }
      default:
        throw notAcceptable(`Accept ${JSON_TYPE}, ${PDF_TYPE} or ${HTML_TYPE}.`);
    }
  }
}

function notAcceptable(message: string): Problem {
  return new Problem(406, 'not_acceptable', message);
}
