import { desc } from 'drizzle-orm';
import type { DeadLetterStore } from '../../src/ports/memory.ts';
import type { StoreNeeds } from '../database.ts';
import { deadLetters } from '../schema/dead-letters.ts';

export function deadLetterStore({ db }: StoreNeeds): DeadLetterStore {
  return {
    async add(letter) {
      await db.insert(deadLetters).values(letter);
    },
    list: (limit) => db.select().from(deadLetters).orderBy(desc(deadLetters.id)).limit(limit),
  };
}
