import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import type { Scope } from './access.entities.js';

export const SCOPE = 'desk:scope';

/** The scope that a key must have for the route. Routes of the API use `@ApiRoute`, which says it too. */
export const RequireScope = (scope: Scope): CustomDecorator => SetMetadata(SCOPE, scope);
