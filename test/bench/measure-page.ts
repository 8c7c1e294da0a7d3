import type { Answer } from './portal-visitor.js';
import { median, type Result } from './report.js';

const ROUNDS = 5;
const PER_ROUND = 40;
const WARM_UP = 40;

export interface Measured extends Pick<Result, 'ours' | 'reference' | 'ratio' | 'rounds'> {
  p95: number;
  /** Of the heaviest answer. */
  bytes: number;
}

/**
 * Rounds of both sides, one after the other; every answer must be the page itself. Times in ms.
 * @param ask gets the number of the question, so that questions can differ
 */
export async function measurePage(
  page: string,
  ask: (at: number) => Promise<Answer>,
  reference: () => Promise<Answer>,
): Promise<Measured> {
  const asked = async (one: (at: number) => Promise<Answer>, at: number): Promise<Answer> => {
    const answer = await one(at);
    if (answer.status !== 200) throw new Error(`${page} was answered ${answer.status}.`);
    return answer;
  };
  let heaviest = 0;
  for (let at = 0; at < WARM_UP; at++) {
    heaviest = Math.max(heaviest, (await asked(ask, at)).bytes);
    await asked(reference, at);
  }
  const all: number[] = [];
  const rounds: Result['rounds'] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const [mine, theirs]: [number[], number[]] = [[], []];
    for (let at = 0; at < PER_ROUND; at++) mine.push((await asked(ask, at)).ms);
    for (let at = 0; at < PER_ROUND; at++) theirs.push((await asked(reference, at)).ms);
    all.push(...mine);
    const [own, other] = [median(mine), median(theirs)];
    rounds.push({
      ours: hundredths(own),
      reference: hundredths(other),
      ratio: hundredths(own / other),
    });
  }
  return {
    ours: hundredths(median(all)),
    reference: hundredths(median(rounds.map((round) => round.reference))),
    ratio: hundredths(median(rounds.map((round) => round.ratio))),
    rounds,
    p95: hundredths(all.sort((a, b) => a - b)[Math.floor(all.length * 0.95)] ?? NaN),
    bytes: heaviest,
  };
}

const hundredths = (value: number): number => Math.round(value * 100) / 100;
