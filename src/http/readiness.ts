/**
 * Readiness is proved, part by part, when somebody asks: what `/readyz` says rests on something that was done.
 * @module
 */

/** One thing that a server must be able to do. */
export interface Proof {
  /** What it means if it fails, as a sentence without anything secret: whoever probes sees it. */
  readonly failing: string;
  /** Does it. Rejects where it cannot be done. */
  readonly prove: () => Promise<unknown>;
  /** It cannot come undone once it was done. */
  readonly once?: boolean;
}

/** What a look at readiness needs beside the proofs. */
export interface ReadinessOptions {
  /** Gets why a proof failed, for the log: when it begins to fail. */
  readonly onFailing: (failing: string, error: unknown) => void;
  /** Milliseconds, going up; for tests. */
  readonly clock?: () => number;
}

/** Milliseconds for which a proof holds, so that those who probe cost a write now and then, not one each. */
const HOLDS_MS = 5_000;

/** Milliseconds that who probes waits for a proof; it goes on meanwhile, and its outcome is the next one's. */
const PATIENCE_MS = 2_000;

/** The same for what is done once: it loads modules and starts processes. */
const ONCE_PATIENCE_MS = 10_000;

/** Looks at all proofs: null = ready, else the sentence of the first that fails. */
export type Readiness = () => Promise<string | null>;

/** A look at the proofs; nothing is proved before the first. */
export function createReadiness(proofs: readonly Proof[], options: ReadinessOptions): Readiness {
  const looks = proofs.map((proof) => lookAt(proof, options));
  return async () => {
    const failing = await Promise.all(looks.map((look) => look()));
    return failing.find((one) => one !== null) ?? null;
  };
}

function lookAt(proof: Proof, options: ReadinessOptions): Readiness {
  const { onFailing, clock = () => performance.now() } = options;
  let provedAt: number | undefined;
  let underWay: Promise<boolean> | undefined;
  let failed = false;

  async function run(): Promise<boolean> {
    try {
      await proof.prove();
      provedAt = clock();
      failed = false;
    } catch (error) {
      provedAt = undefined;
      if (!failed) onFailing(proof.failing, error);
      failed = true;
    }
    underWay = undefined;
    return !failed;
  }

  return async () => {
    if (provedAt !== undefined && (proof.once || clock() - provedAt < HOLDS_MS)) return null;
    const late = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => late.resolve(false), proof.once ? ONCE_PATIENCE_MS : PATIENCE_MS);
    underWay ??= run();
    const done = await Promise.race([underWay, late.promise]);
    clearTimeout(timer);
    return done ? null : proof.failing;
  };
}
