import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { Settings } from '../config/settings.js';

/** How much is left of a limit, in requests and whole seconds until it is fresh again. */
export interface RateLimitState {
  limit: number;
  windowSeconds: number;
  remaining: number;
  resetSeconds: number;
  exceeded: boolean;
}

const secondsOf: Record<string, number> = { s: 1, m: 60, h: 3600 };

/** `600/m` as points per seconds. */
export function parseRate(rate: string): { points: number; duration: number } {
  const [points, unit] = rate.split('/');
  return { points: Number(points), duration: secondsOf[unit ?? 's'] ?? 1 };
}

/** After Redis failed, it is left alone this long: a frozen one must not slow every request down. */
const REDIS_PAUSE_MS = 5_000;

/**
 * One limit, counted in Redis when there is one, so that all processes share it. Without Redis, or
 * while it is out of reach, each process counts for itself: N processes then let N times as much
 * through, which is better than refusing declarations.
 */
class RateLimit {
  private readonly memory: RateLimiterMemory;
  private readonly shared: RateLimiterRedis | null;
  private pausedUntil = 0;

  constructor(
    name: string,
    private readonly rate: { points: number; duration: number },
    redis: Redis | null,
  ) {
    this.memory = new RateLimiterMemory(rate);
    this.shared = redis
      ? new RateLimiterRedis({
          ...rate,
          storeClient: redis,
          keyPrefix: `desk-rate-${name}`,
          rejectIfRedisNotReady: true,
        })
      : null;
  }

  async consume(key: string): Promise<RateLimitState> {
    if (this.shared && Date.now() >= this.pausedUntil) {
      try {
        return this.state(await this.shared.consume(key), false);
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return this.state(refusal, true);
        // Redis is out of reach; its own 'error' event has told the log.
        this.pausedUntil = Date.now() + REDIS_PAUSE_MS;
      }
    }
    try {
      return this.state(await this.memory.consume(key), false);
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return this.state(refusal, true);
      throw refusal;
    }
  }

  private state(result: RateLimiterRes, exceeded: boolean): RateLimitState {
    return {
      limit: this.rate.points,
      windowSeconds: this.rate.duration,
      remaining: Math.max(0, result.remainingPoints),
      resetSeconds: Math.max(1, Math.ceil(result.msBeforeNext / 1000)),
      exceeded,
    };
  }
}

/** The limits of the API: per key, and per address for what comes without a valid one. */
@Injectable()
export class RateLimits implements OnModuleDestroy {
  private readonly logger = new Logger(RateLimits.name);
  private readonly redis: Redis | null;
  private readonly keys: RateLimit;
  private readonly addresses: RateLimit;
  private reachable = true;

  constructor(settings: Settings) {
    this.redis = settings.REDIS_URL === undefined ? null : this.connect(settings.REDIS_URL);
    this.keys = new RateLimit('key', parseRate(settings.RATE_LIMIT_KEY), this.redis);
    this.addresses = new RateLimit('address', parseRate(settings.RATE_LIMIT_ADDRESS), this.redis);
  }

  async ofKey(keyId: string): Promise<RateLimitState> {
    return this.keys.consume(keyId);
  }

  async ofAddress(address: string): Promise<RateLimitState> {
    return this.addresses.consume(address);
  }

  onModuleDestroy(): void {
    this.redis?.disconnect();
  }

  /** A connection that answers within a moment or not at all, and says once that it is gone. */
  private connect(url: string): Redis {
    const redis = new Redis(url, {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      commandTimeout: 250,
      connectTimeout: 1000,
      retryStrategy: (attempt) => Math.min(attempt * 200, 2000),
    });
    redis.on('error', (error: Error) => {
      if (this.reachable) this.logger.warn(`Rate limits are counted per process: ${error.message}`);
      this.reachable = false;
    });
    redis.on('ready', () => {
      this.reachable = true;
    });
    return redis;
  }
}
