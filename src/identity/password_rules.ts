/**
 * Password rules take long passwords that are not among the first to be guessed. No rules of composition (NIST SP
 * 800-63B §5.1.1.2: they make passwords worse).
 * @module
 */
import { DynamoSqlError } from "../errors.ts";
import { emailName } from "./user_record.ts";

const MIN_LENGTH = 10;
const MAX_LENGTH = 200;

/** Of the lists of leaked passwords, the most frequent of 10 characters or more, and this product's own. */
const COMMON: ReadonlySet<string> = new Set(
  ("1234567890 12345678910 0123456789 0987654321 123456789a 1234567891 1111111111 0000000000 9876543210 1q2w3e4r5t " +
    "1qaz2wsx3edc q1w2e3r4t5 q1w2e3r4t5y6 qwertyuiop qwerty12345 qwerty123456 1234qwerasdf asdfghjkl1 asdfghjkl; " +
    "password12 password123 password1234 password12345 password123! passw0rd123 p@ssw0rd123 mypassword letmein123 " +
    "letmein1234 welcome123 welcome1234 iloveyou12 iloveyou123 administrator admin12345 admin123456 changeme123 " +
    "changemenow trustno1234 football123 baseball123 basketball superman123 princess123 sunshine123 monkey12345 " +
    "dragon12345 abcdefghij abcdefghijk abcd123456 abc1234567 a123456789 aa12345678 zaq12wsxcde correcthorsebatterystaple " +
    "liverpool1 manchester michelle12 secret1234 secretpassword supersecret starwars123 computer123 internet123 " +
    "dynamosql1 dynamosql123 dynamosqldynamosql").split(" "),
);

/** The form in which a password is hashed and compared: what looks the same is the same (NFKC). */
export function passwordText(password: string): string {
  return password.normalize("NFKC");
}

/** Fails with `invalid_parameter`, saying what to change, on a password that is not taken for the account of `email`. */
export function checkPassword(password: string, email: string): void {
  const text = passwordText(password);
  const length = [...text].length;
  if (length < MIN_LENGTH) throw refused(`Use at least ${MIN_LENGTH} characters.`);
  if (length > MAX_LENGTH) throw refused(`Use at most ${MAX_LENGTH} characters.`);
  const plain = text.trim().toLowerCase();
  const name = emailName(email);
  if (plain === name || plain === name.split("@")[0]) throw refused("Do not use your e-mail address.");
  if (COMMON.has(plain) || new Set(plain).size < 3) {
    throw refused("That password is among the first that are guessed. Choose another one.");
  }
}

/** True for what no password can be: not worth hashing. */
export function isTooLong(password: string): boolean {
  return password.length > MAX_LENGTH * 4;
}

function refused(message: string): DynamoSqlError {
  return new DynamoSqlError("invalid_parameter", message);
}
