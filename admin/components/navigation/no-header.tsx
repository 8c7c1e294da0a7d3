/** Our pages bring a heading of their own; AdminJS's above it would say it twice. */
export default function NoHeader(): null {
  return null;
}
