import { Injectable, type INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { Settings } from '../config/settings.js';
import { ProblemView } from './api-route.js';

const ABOUT = `Programs cancel support-service subscriptions here, and follow what becomes of it.

A declaration is always accepted first (202) and decided by the eligibility policy afterwards. With
\`Prefer: wait=10\` the answer comes once it is decided, or after ten seconds. Every refusal is
\`application/problem+json\` with a stable \`code\`. Ids that are not yours do not exist: 404.`;

/** The description of the API, made from the controllers at its first reading. */
@Injectable()
export class OpenApi {
  private document: OpenAPIObject | undefined;
  private make: (() => OpenAPIObject) | undefined;

  constructor(private readonly settings: Settings) {}

  /** Tells which application and which of its modules are described. */
  describe(app: INestApplication, ...modules: (new () => object)[]): void {
    const config = new DocumentBuilder()
      .setOpenAPIVersion('3.1.0')
      .setTitle('Cancellation Desk')
      .setDescription(ABOUT)
      .setVersion('1')
      .addServer(this.settings.baseUrl)
      .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'desk_…' }, 'key')
      .build();
    const options = { include: modules, extraModels: [ProblemView] };
    this.make = () => SwaggerModule.createDocument(app, config, options);
  }

  read(): OpenAPIObject {
    if (!this.make) throw new Error('OpenApi.describe must be called before the first request.');
    return (this.document ??= this.make());
  }
}
