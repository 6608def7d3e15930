/** Natural questions, by kind. */
import type { Kind } from "./question.ts";
import { constants } from "./questions/constants.ts";
import { dates } from "./questions/dates.ts";
import { keyQuestions } from "./questions/keys.ts";
import { tops } from "./questions/tops.ts";

/** All of them. */
export const kinds: readonly Kind[] = [...dates, ...constants, ...keyQuestions, ...tops];
